"""Which order money in suspense may be for, ranked, with the reasons in words (M7, PP24, SC22-SC24).

Pure: facts of the money and of the orders that may be meant in, suggestions out. A score is the sum of what speaks for
an order, 100 at most; cautions say what treasury should know before it agrees. Only another currency and an order with
nothing left to pay lower it. Nothing is decided here, and the best suggestion may still be wrong: two people look
(`suspense.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from fairhold.reading.words import STAGES
from fairhold.trade import ids
from fairhold.trade.account_name import compare
from fairhold.trade.money import Money, show
from fairhold.trade.order import RUNNING, Order, Stage, stage
from fairhold.trade.policy import Policy
from fairhold.trade.remittance import Remittance
from fairhold.trade.who import Party

SUGGESTIONS_MAX: Final = 5
"""Suggestions that are shown of one remittance."""
SCORE_MIN: Final = 15
"""Orders that less speaks for are not suggested."""
SHORT_BP: Final = 100
"""How much less than an amount due still speaks for it, in basis points of the amount that came; at least the policy's
`underpay_tolerance_minor`."""
SCORES: Final[Mapping[str, int]] = {
    "named": 60,
    "named_with_slip": 45,
    "amount_due": 30,
    "amount_left": 25,
    "amount_nearly_due": 15,
    "split": 20,
    "paid_from_before": 25,
    "same_name": 20,
    "close_name": 10,
    "announced": 10,
    "agreed_lately": 5,
    "other_currency": -30,
    "nothing_due": -30,
}
"""What each reason is worth."""
LATELY_DAYS: Final = 30
"""How long after an order was agreed a payment for it is no surprise, in days."""


class Clue(msgspec.Struct, frozen=True):
    """One reason or caution: its word, what it is worth (0 for a caution), and the sentence."""

    word: str
    score: int
    text: str


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """An order that the money may be for. `can_take`: it would take it now."""

    order: str
    title: str
    stage: str
    stage_title: str
    buyer: str
    due: Money
    score: int
    can_take: bool
    reasons: tuple[Clue, ...]
    cautions: tuple[Clue, ...]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about the money besides its own facts: orders that its text means and how, buyers who paid from
    its account before, companies by number, and what else of the same sender waits (text of its number, minor units).
    """

    meant: Mapping[int, str]
    payers: frozenset[int]
    companies: Mapping[int, Party]
    others: tuple[tuple[str, int], ...] = ()


class _Pair(msgspec.Struct, frozen=True):
    """The money beside one order."""

    money: Remittance
    order: Order
    known: Known
    policy: Policy
    today: date

    @property
    def buyer(self) -> str:
        company = self.known.companies.get(self.order.buyer)
        return company.name if company else ""

    @property
    def is_open(self) -> bool:
        return stage(self.order) in RUNNING

    @property
    def asked(self) -> int:
        """What the order asks for now, in minor units: the rest of the initial payment, or all that is left."""
        if self.order.initial_funded_on is None:
            return max(0, self.order.initial - self.order.funds.paid_initial) or self.order.due
        return self.order.due

    def said(self, minor: int) -> str:
        return show(minor, self.order.currency)


def suggest(
    money: Remittance, orders: Iterable[Order], known: Known, policy: Policy, today: date
) -> tuple[Suggestion, ...]:
    """The orders that most speaks for, at most `SUGGESTIONS_MAX`: those that can take the money first, then by score,
    then the newest.
    """
    pairs = (_Pair(money, order, known, policy, today) for order in orders if order.agreed_on is not None)
    found = [one for one in map(_suggestion, pairs) if one.score >= SCORE_MIN]
    found.sort(key=lambda one: (one.can_take, one.score, one.order), reverse=True)
    return tuple(found[:SUGGESTIONS_MAX])


def _suggestion(pair: _Pair) -> Suggestion:
    order = pair.order
    reasons = tuple(clue for find in _REASONS for clue in find(pair))
    cautions = tuple(clue for find in _CAUTIONS for clue in find(pair))
    score = sum(clue.score for clue in (*reasons, *cautions))
    at = stage(order)
    return Suggestion(
        order=ids.to_text(ids.ORDER_PREFIX, order.id),
        title=order.terms.title,
        stage=at,
        stage_title=STAGES[at],
        buyer=pair.buyer,
        due=Money(str(pair.asked if pair.is_open else 0), order.currency),
        score=max(0, min(100, score)),
        can_take=pair.is_open and pair.money.currency == order.currency,
        reasons=tuple(sorted(reasons, key=lambda clue: -clue.score)),
        cautions=cautions,
    )


def _clue(word: str, text: str) -> tuple[Clue, ...]:
    return (Clue(word, SCORES.get(word, 0), text),)


def _named(pair: _Pair) -> tuple[Clue, ...]:
    slip = pair.known.meant.get(pair.order.id)
    if slip is None:
        return ()
    if slip == "exact":
        return _clue("named", "The text names this order.")
    return _clue("named_with_slip", f"The text names this order but for a slip: {slip}.")


def _amount(pair: _Pair) -> tuple[Clue, ...]:
    came, order = pair.money.amount, pair.order
    if pair.money.currency != order.currency or not pair.is_open or not order.due:
        return ()
    if came == pair.asked:
        what = "initial payment" if order.initial_funded_on is None and order.initial else "balance"
        return _clue("amount_due", f"The amount is just what is due of the {what}.")
    if came == order.due:
        return _clue("amount_left", "The amount is all that is left to pay.")
    if 0 < pair.asked - came <= short_max(came, order.currency, pair.policy):
        return _clue("amount_nearly_due", f"The amount is what is due, less {pair.said(pair.asked - came)}.")
    for number, minor in pair.known.others:
        if came + minor in (pair.asked, order.due):
            return _clue("split", f"Together with {number} of the same sender it is just what is due.")
    return ()


def _payer(pair: _Pair) -> tuple[Clue, ...]:
    if pair.order.buyer in pair.known.payers:
        return _clue("paid_from_before", f"{pair.buyer or 'The buyer'} has paid from this account before.")
    return ()


def _name(pair: _Pair) -> tuple[Clue, ...]:
    outcome = compare(pair.money.payer.name, pair.buyer).outcome
    if outcome == "same":
        return _clue("same_name", "The sender has the buyer's name.")
    if outcome == "close":
        return _clue("close_name", f"The sender's name is near the buyer's, {pair.buyer}.")
    return ()


def _day(pair: _Pair) -> tuple[Clue, ...]:
    order, came = pair.order, pair.money.held_on or pair.today
    if order.in_flight_until is not None and came <= order.in_flight_until and pair.is_open:
        return _clue("announced", "The buyer has announced a payment that has not come.")
    agreed = order.agreed_on
    if pair.is_open and agreed is not None and 0 <= (came - agreed).days <= LATELY_DAYS:
        return _clue("agreed_lately", f"The order was agreed on {agreed}.")
    return ()


def _currency(pair: _Pair) -> tuple[Clue, ...]:
    if pair.money.currency == pair.order.currency:
        return ()
    said = f"The order is in {pair.order.currency} and takes no {pair.money.currency}: send it back."
    return _clue("other_currency", said)


def _ended(pair: _Pair) -> tuple[Clue, ...]:
    closed = pair.order.closed
    if closed is None:
        return ()
    if stage(pair.order) == Stage.EXPIRED:
        said = f"The order expired on {closed.day}, before the money was booked: send it back or agree a new order."
        return _clue("late_after_expiry", said)
    return _clue("ended", f"The order ended on {closed.day} and takes no money: send it back.")


def _third_party(pair: _Pair) -> tuple[Clue, ...]:
    name = pair.money.payer.name
    known = pair.order.buyer in pair.known.payers or compare(name, pair.buyer).outcome != "differs"
    if known or not pair.buyer:
        return ()
    if not name:
        return _clue("sender_unknown", "The bank does not say who sent the money.")
    said = f"{name} is not {pair.buyer}: a third party pays. Ask for proof of how they belong together."
    return _clue("third_party", said)


def _short_or_over(pair: _Pair) -> tuple[Clue, ...]:
    came, asked, order = pair.money.amount, pair.asked, pair.order
    if pair.money.currency != order.currency or not pair.is_open:
        return ()
    if not order.due:
        return _clue("nothing_due", "Nothing is left to pay: all of it becomes the buyer's credit.")
    if came > order.due:
        return _clue("over", f"{pair.said(came - order.due)} more than is left to pay becomes the buyer's credit.")
    if came >= asked:
        return ()
    tolerance = min(
        pair.policy.underpay_tolerance_minor.get(order.currency, 0),
        asked * pair.policy.underpay_tolerance_max_bp // 10_000,
    )
    short = pair.said(asked - came)
    if asked - came <= tolerance:
        return _clue("short_within_tolerance", f"{short} short, which is within the tolerance.")
    return _clue("short", f"{short} short: the buyer tops up, or the supplier accepts it.")


def _held(pair: _Pair) -> tuple[Clue, ...]:
    if pair.order.hold is None:
        return ()
    return _clue("on_hold", "Compliance holds this order; the money would be held with it.")


def short_max(came: int, currency: str, policy: Policy) -> int:
    """How much may be missing of an amount due for this amount to speak for it, in minor units."""
    return max(came * SHORT_BP // 10_000, policy.underpay_tolerance_minor.get(currency, 0))


_Find = Callable[[_Pair], tuple[Clue, ...]]
_REASONS: Final[tuple[_Find, ...]] = (_named, _amount, _payer, _name, _day)
_CAUTIONS: Final[tuple[_Find, ...]] = (_currency, _ended, _third_party, _short_or_over, _held)
