"""The quote: which rails can carry a payment, the cheapest first, and why each of the others cannot (S46).

Pure and stateless: the wish and the policy say everything. Refusals stand in the order of the policy's rows, then what
is no rail at all in the order in which it was asked for.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from fairhold.rails import bank_debit, card, pay_later, telegraphic_transfer, unprotected, western_union
from fairhold.rails.shape import Arrival, Kind, Objection, RefundPath
from fairhold.rails.wish import Wish, WishWrong
from fairhold.trade.money import Money, percent
from fairhold.trade.policy import Policy
from fairhold.trade.rail import Row
from fairhold.trade.spelled import per_cent

KINDS: Final[tuple[Kind, ...]] = (
    bank_debit.KIND,
    card.KIND,
    pay_later.KIND,
    telegraphic_transfer.KIND,
    western_union.KIND,
)
"""One for each kind of row, in the order of S37 and 4.3."""

METHODS_MAX: Final = 40
"""The most methods that one quote may ask about."""
METHOD_CHARACTERS_MAX: Final = 60
ONLY_HERE: Final = "Only money paid by one of these rails to the order's own account is protected; nothing else is."

KIND_OF: Final = {kind.row: kind for kind in KINDS}
"""The kind of a row."""
_NAMES: Final = {name: kind.word for kind in KINDS for name in (kind.word, *kind.also_called)}
_GAP: Final = re.compile(r"[\s_-]+")


class Span(msgspec.Struct, frozen=True):
    """An amount that is known (`least` = `most`) or estimated to lie between the two."""

    least: Money
    most: Money


class FeeShown(msgspec.Struct, frozen=True):
    """What the rail costs the buyer; `paid` says to whom: `on_top` of the payment, `to_the_bank`, `to_the_agent`,
    `nothing`.
    """

    least: Money
    most: Money
    paid: str


class Eligible(msgspec.Struct, frozen=True, kw_only=True):
    """A rail that can carry the payment. `total` is what the buyer spends: the amount and the fee.

    `reversible_days` is (usually, at most), null where it is not a matter of days. `notes` are sentences for people.
    """

    rail: str
    kind: str
    title: str
    fee: FeeShown
    total: Span
    arrival: Arrival
    reversible_days: tuple[int, int] | None
    reversal: str
    reversal_said: str
    refund: RefundPath
    payments_per_milestone_max: int | None
    notes: tuple[str, ...]


class RefusedRail(msgspec.Struct, frozen=True, kw_only=True):
    """A rail that cannot: a stable code, the rule, why, and what would make it eligible."""

    rail: str
    title: str
    code: str
    rule: str
    why: str
    instead: str


class Surcharge(msgspec.Struct, frozen=True):
    """What the supplier asks on top for a protected order, if its price does not have it yet (S2): the share, the
    amount on the order's total, and the total with it.
    """

    share: str
    amount: Money
    together: Money


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: `eligible` by total cost (at most), then arrival (at the latest), then as the policy has them."""

    currency: str
    amount: Money
    order_total: Money
    buyer_country: str
    supplier_country: str
    on: date
    calendars: tuple[str, ...]
    eligible: tuple[Eligible, ...]
    refused: tuple[RefusedRail, ...]
    surcharge: Surcharge | None = None
    protection: str = ONLY_HERE


def quote(wish: Wish, policy: Policy, methods: Sequence[str] = ()) -> Quote:
    """Ask every rail of the policy, or those that `methods` name, about one payment.

    A method is a rail's name, another name of its kind (`tt`), or anything else, which is not protected. Raises
    WishWrong for more than METHODS_MAX methods, or one that is empty or too long.
    """
    wanted = rails_named(methods, policy)
    eligible: list[Eligible] = []
    refused: list[RefusedRail] = []
    for name, row in policy.rails.items():
        if wanted and name not in wanted:
            continue
        kind = KIND_OF[type(row)]
        objection = next(filter(None, (check(name, row, wish) for check in kind.checks)), None)
        if objection is None:
            eligible.append(_eligible(name, row, kind, wish))
        else:
            refused.append(_refused(name, row.title, objection))
    others = [name for name in wanted if name not in policy.rails]
    refused += [_refused(name, name.replace("_", " "), unprotected.objection(name)) for name in others]
    return Quote(
        currency=wish.currency,
        amount=_money(wish.amount, wish),
        order_total=_money(wish.order_total, wish),
        buyer_country=wish.buyer_country,
        supplier_country=wish.supplier_country,
        on=wish.on,
        calendars=wish.calendars,
        eligible=tuple(sorted(eligible, key=_cost_then_arrival)),
        refused=tuple(refused),
        surcharge=_surcharge(wish),
    )


def _surcharge(wish: Wish) -> Surcharge | None:
    if not wish.surcharge_bp:
        return None
    amount = percent(wish.order_total, wish.surcharge_bp)
    return Surcharge(per_cent(wish.surcharge_bp), _money(amount, wish), _money(wish.order_total + amount, wish))


def rails_named(methods: Sequence[str], policy: Policy) -> tuple[str, ...]:
    """The names of what is asked for, each once: of the policy's rows where there is one, else as it was written."""
    if len(methods) > METHODS_MAX:
        raise WishWrong("malformed", f"At most {METHODS_MAX} methods at once.", "methods")
    return tuple(dict.fromkeys(rail_named(method, policy) for method in methods))


def rail_named(method: str, policy: Policy) -> str:
    """The name of the row that a method means; of something that is no row, the method itself in small letters."""
    if not 0 < len(method.strip()) <= METHOD_CHARACTERS_MAX or not method.isprintable():
        raise WishWrong("malformed", f"A method is a word of at most {METHOD_CHARACTERS_MAX} characters.", "methods")
    name = _GAP.sub("_", method.strip().lower())
    if name in policy.rails:
        return name
    usual = _NAMES.get(name, name)
    return usual if usual in policy.rails else name


def _eligible(name: str, row: Row, kind: Kind, wish: Wish) -> Eligible:
    fee, reversal = kind.fee(row, wish), kind.reversal(row)
    return Eligible(
        rail=name,
        kind=kind.word,
        title=row.title,
        fee=FeeShown(_money(fee.least, wish), _money(fee.most, wish), fee.how),
        total=Span(_money(wish.amount + fee.least, wish), _money(wish.amount + fee.most, wish)),
        arrival=kind.arrival(row, wish),
        reversible_days=reversal.days,
        reversal=reversal.how,
        reversal_said=reversal.said,
        refund=kind.refund(row),
        payments_per_milestone_max=row.payments_per_milestone_max or None,
        notes=kind.notes(row, wish),
    )


def _refused(name: str, title: str, objection: Objection) -> RefusedRail:
    return RefusedRail(
        rail=name, title=title, code=objection.code, rule=objection.rule, why=objection.why, instead=objection.instead
    )


def _cost_then_arrival(one: Eligible) -> tuple[int, date, date]:
    return one.total.most.minor, one.arrival.latest, one.arrival.earliest


def _money(minor: int, wish: Wish) -> Money:
    return Money(str(minor), wish.currency)
