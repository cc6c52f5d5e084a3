"""The place of a supplier among others (4.9, standards 6.3): a weighted sum of published factors, each printable.

Pure. A record of the past goes in, a score of 0 to 100 comes out with every factor behind it. Shares count by their
lower bound, so that few orders say little; the weights are the operator's. It orders a list, and grants nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from fairhold.limit.confidence import interval, lower_bound
from fairhold.limit.history import FULL_WEIGHT, Past
from fairhold.trade.money import EXPONENTS, show
from fairhold.trade.policy import Policy, RankFactor

ONE: Final = Decimal(1)
GRADES: Final = 5
"""The best grade that a record can show."""


class Scored(msgspec.Struct, frozen=True, gc=False):
    """How well a contract could be proved, 0 to 100, as it was at a version of its order's stream."""

    order: int
    version: int
    score: int


class Record(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """What of a supplier's recent past its rank is computed from.

    Of `orders` that ended since a day: their `volume` that was delivered and kept, in minor units of the limit's
    currency, and sums of their weights in ten-thousandths: all (`weight`), of those shipped on time, not lost, and
    without any fault (`clean`), and of the shares that were kept. Of `offers` to it: how many it answered in time. Of
    its last contracts: how they were `scored`.
    """

    orders: int = 0
    volume: int = 0
    weight: int = 0
    on_time: int = 0
    not_lost: int = 0
    clean: int = 0
    kept: int = 0
    offers: int = 0
    answered: int = 0
    scored: tuple[Scored, ...] = ()


class Position(msgspec.Struct, frozen=True, gc=False):
    """What else counts now: limit in force and its free part in minor units, penalty points, suspended or not."""

    limit: int = 0
    free: int = 0
    points: int = 0
    suspended: bool = False


class RankPart(msgspec.Struct, frozen=True, gc=False):
    """One factor: its name, its figure as printed, its share of 0 to 1, what of the score it may give and gives."""

    name: str
    figure: str
    meaning: str
    share: str
    most: str
    gives: str


class Ranked(msgspec.Struct, frozen=True, gc=False):
    """A score in hundredths, 0 to 10,000, the factors that have a weight, and what penalty points took off."""

    score: int
    parts: tuple[RankPart, ...]
    penalty: int


class Raise(msgspec.Struct, frozen=True, gc=False):
    """Something that would raise the score, and by how many hundredths."""

    supposed: str
    by: int


MEANINGS: Final[Mapping[RankFactor, str]] = {
    "volume": "What was delivered and kept lately, on a scale of tens.",
    "on_time": "Lower bound of the share of orders that left on time.",
    "not_lost": "Lower bound of the share of orders without a lost dispute.",
    "response": "Lower bound of the share of offers answered in time.",
    "free": "The share of the limit that new orders may still use.",
    "kept": "Lower bound of the share of value that was not refunded by its fault.",
    "contracts": "Mean score of its last contracts: how well their terms could be proved.",
    "limit": "The limit in force, on a scale of tens.",
}
"""Every factor there is, in words."""


def record_of(past: Iterable[Past], since: date, answers: Iterable[bool], scored: Sequence[Scored]) -> Record:
    """The record of the orders that ended from a day on, of offers answered in time or not, and of contracts."""
    recent = [one for one in past if one.ended >= since and one.weight_bp]
    told = list(answers)
    return Record(
        orders=len(recent),
        volume=sum((one.value - min(one.failed, one.value)) * one.weight_bp for one in recent) // FULL_WEIGHT,
        weight=sum(one.weight_bp for one in recent),
        on_time=sum(one.weight_bp for one in recent if one.on_time),
        not_lost=sum(one.weight_bp for one in recent if not one.lost),
        clean=sum(one.weight_bp for one in recent if one.on_time and not one.lost and not one.failed),
        kept=sum(one.weight_bp * (one.value - min(one.failed, one.value)) // max(1, one.value) for one in recent),
        offers=len(told),
        answered=sum(told),
        scored=tuple(scored),
    )


def rank(record: Record, at: Position, policy: Policy) -> Ranked:
    """The score: 100 x the sum of weight x share over the sum of weights, less so much for every penalty point. Whose
    limit is suspended comes last.
    """
    whole = sum(policy.rank_weights_bp.values()) or 1
    parts, total = [], Decimal(0)
    for name, weight in policy.rank_weights_bp.items():
        if not weight:
            continue
        share, figure = _FACTORS[name](record, at, policy)
        gives = share * weight * 10_000 / whole
        total += gives
        most = Decimal(weight) * 100 / whole
        parts.append(RankPart(name, figure, MEANINGS[name], f"{share:.3f}", f"{most:.1f}", f"{gives / 100:.1f}"))
    penalty = min(int(total), at.points * policy.rank_point_bp)
    return Ranked(0 if at.suspended else int(total) - penalty, tuple(parts), penalty)


def raises(record: Record, at: Position, policy: Policy) -> tuple[Raise, ...]:
    """What would raise the score, the most first."""
    now = rank(record, at, policy).score
    supposed = ((words, rank(more, then, policy).score - now) for words, more, then in _supposed(record, at, policy))
    found = [Raise(words, by) for words, by in supposed if by > 0]
    return tuple(sorted(found, key=lambda one: -one.by))


def graded(record: Record) -> str:
    """How its orders went, of five, with how sure that is: `4.1 ± 0.6 from 9 orders`. Clean is on time, no dispute lost
    and nothing refunded by its fault; the range has the true share within it with 80 %.
    """
    if not record.orders:
        return "no order has ended yet"
    low, high = interval(*_whole(record.clean, record.weight))
    middle, half = GRADES * (low + high) / 2, GRADES * (high - low) / 2
    return f"{middle:.1f} ± {half:.1f} from {record.orders} {'order' if record.orders == 1 else 'orders'}"


def provable(record: Record) -> Decimal | None:
    """The mean score of its last contracts, 0 to 100; None of none."""
    return Decimal(sum(one.score for one in record.scored)) / len(record.scored) if record.scored else None


def on_time_least_bp(record: Record) -> int:
    """The lower end of the share of orders that left on time, as it is shown, in ten-thousandths; of no orders 0."""
    return int(interval(*_whole(record.on_time, record.weight))[0] * 10_000)


def _whole(good: int, all: int) -> tuple[int, int]:
    """Sums of weights as whole orders."""
    return round(good / FULL_WEIGHT), round(all / FULL_WEIGHT)


def _supposed(record: Record, at: Position, policy: Policy) -> Iterator[tuple[str, Record, Position]]:
    replace = msgspec.structs.replace
    typical = record.volume // record.orders if record.volume else _TYPICAL * _unit(policy)
    more = {
        name: getattr(record, name) + 3 * FULL_WEIGHT for name in ("weight", "on_time", "not_lost", "clean", "kept")
    }
    clean = replace(record, orders=record.orders + 3, volume=record.volume + 3 * typical, **more)
    yield f"three more orders of {show(typical, policy.limit_currency)}, on time and kept", clean, at
    answered = replace(record, offers=record.offers + 10, answered=record.answered + 10)
    yield f"ten more offers answered within {policy.rank_response_hours} hours", answered, at
    yield "the whole limit free", record, replace(at, free=at.limit)
    if at.points:
        yield "no penalty points", record, replace(at, points=0)


_TYPICAL: Final = 10_000
"""The value of an order, in major units, that is supposed of a supplier without any."""


def _unit(policy: Policy) -> int:
    unit: int = 10 ** EXPONENTS[policy.limit_currency]
    return unit


def _bound(good: int, all: int, policy: Policy, scale: int = FULL_WEIGHT) -> Decimal:
    prior = Decimal(policy.limit_prior_bp) / 10_000
    return lower_bound(Decimal(good) / scale, Decimal(all) / scale, policy.limit_prior_orders, prior)


def _scaled(minor: int, policy: Policy) -> tuple[Decimal, str]:
    """An amount on a scale of tens: nothing is 0, `rank_full_major` and more is 1."""
    major = Decimal(max(0, minor)) / _unit(policy)
    share = min(ONE, (1 + major).log10() / Decimal(1 + policy.rank_full_major).log10())
    return share, show(max(0, minor), policy.limit_currency)


def _share(good: int, record: Record, policy: Policy) -> tuple[Decimal, str]:
    bound = _bound(good, record.weight, policy)
    share = f"{Decimal(good) * 100 / record.weight:.1f} % of {record.orders}" if record.weight else "no orders"
    return bound, share


def _response(record: Record, at: Position, policy: Policy) -> tuple[Decimal, str]:
    bound = _bound(record.answered, record.offers, policy, scale=1)
    return bound, f"{record.answered} of {record.offers} within {policy.rank_response_hours} h"


def _free(record: Record, at: Position, policy: Policy) -> tuple[Decimal, str]:
    share = Decimal(at.free) / at.limit if at.limit else Decimal(0)
    return share, show(at.free, policy.limit_currency)


def _contracts(record: Record, at: Position, policy: Policy) -> tuple[Decimal, str]:
    mean = provable(record)
    if mean is None:
        return Decimal(0), "none yet"
    return mean / 100, f"{mean:.0f} of 100, {len(record.scored)} read"


_FACTORS: Final[Mapping[RankFactor, Callable[[Record, Position, Policy], tuple[Decimal, str]]]] = {
    "volume": lambda record, at, policy: _scaled(record.volume, policy),
    "on_time": lambda record, at, policy: _share(record.on_time, record, policy),
    "not_lost": lambda record, at, policy: _share(record.not_lost, record, policy),
    "response": _response,
    "free": _free,
    "kept": lambda record, at, policy: _share(record.kept, record, policy),
    "contracts": _contracts,
    "limit": lambda record, at, policy: _scaled(at.limit, policy),
}
"""How each factor is read: its share of 0 to 1, and its figure in words."""
