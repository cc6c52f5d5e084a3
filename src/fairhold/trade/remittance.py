"""One bank line that found no order: money in suspense until it is matched or sent back (M7, SC24), or a debit to
explain.

Its stream begins with the bank line and ends when the money has left suspense. Matching moves the money in two steps
through `transit:matched`, because the order may live elsewhere: the remittance lets go, then the order takes it (or the
remittance takes it back). Money of a third party waits for compliance first (M8), money of another currency is
converted first (M11), and money that nobody takes back goes to the unclaimed in the end (M35).

These are its facts, what may be asked, and its deadline. What can happen is in `remittance_events.py`, how that changes
the facts in `remittance_fold.py`; rules stand in `holding.py`, `suspense.py` (what treasury does, with its commands),
`receipt_review.py` and `conversion.py`.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Final, Literal

import msgspec

from fairhold.trade.approval import Proposal
from fairhold.trade.days import day_of, deadline
from fairhold.trade.money import Money
from fairhold.trade.payment import LineKey, Payer, Proved, Relation
from fairhold.trade.policy import Policy
from fairhold.trade.stream import Command, Deadline
from fairhold.trade.who import Who

State = Literal[
    "held",
    "matched",
    "applied",
    "returning",
    "returned",
    "house",
    "debit",
    "review",
    "blocked",
    "converting",
    "unclaimed",
    "swept",
    "misdirected",
    "withdrawn",
]
Doubt = Literal["third_party", "screening"]
"""Why compliance looks at money: somebody else than the buyer paid it (O47), or a name is on a list."""

OrderNumber = Annotated[str, msgspec.Meta(pattern=r"^ord_[0-9a-hjkmnp-tv-z]{13}$")]
RemittanceNumber = Annotated[str, msgspec.Meta(pattern=r"^rem_[0-9a-hjkmnp-tv-z]{13}$")]
Note = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Rate = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,10})?(?!\n)$")]
"""How many units of the one currency one unit of the other buys, written with digits: `1.0905`."""
Way = Literal["match", "return", "house", "fees", "withdraw"]
"""Where money in suspense may go: to an order, back to its sender, or to the house as its own top-up; `fees`: a debit
took the fees that were the house's (M34); `withdraw`: nothing had come to the house's own account (M9b).
"""
LEGS: Final = frozenset({"paid", "received"})
"""The two bank lines of a conversion: what was sold has left, what was bought has come."""


class Plan(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What one person of treasury wants to do with the money, and what a second one has to agree to (I11).

    `order` takes it if it is matched; `moves` is the remittance that the house's top-up moves to the trust (M9b).
    """

    way: Way
    order: int
    proposal: Proposal
    moves: int = 0


class Review(msgspec.Struct, frozen=True, gc=False):
    """Compliance looks at the money: why, since when, and who has asked to clear it as which relation (I11)."""

    doubt: Doubt
    since: date
    asked_by: str = ""
    relation: Relation = ""


class Conversion(msgspec.Struct, frozen=True, gc=False):
    """Another currency for this money: a quote that binds until `until`, and how far it has been carried out.

    `amount` is what the rate gives and `absorbed` what the house adds to it, in minor units of `currency`; `credited`
    is what the order gets once it has come.
    """

    order: int
    currency: str
    amount: int
    absorbed: int
    rate: str
    deal: str
    maker: str
    until: datetime
    legs: frozenset[str] = frozenset()
    credited: int = 0


class Remittance(msgspec.Struct, frozen=True, gc=False):
    """Facts of one remittance, amounts in minor units. `reason` says why no order took it, `order` is the order it was
    last matched to, `plan` what waits for a second person of treasury, `relation` what compliance found proved of the
    payer, `nobody_since` the day on which it could not be sent back. Of money that came to the house's own account
    `moved` is what has come to the trust since, and `late_since` the day on which the rest should have (M9b).
    """

    id: int
    version: int = 0
    currency: str = ""
    amount: int = 0
    line: str = ""
    payer: Payer = Payer()
    text: str = ""
    reason: str = ""
    held_on: date | None = None
    state: State = "held"
    order: int = 0
    plan: Plan | None = None
    policy_version: int = 0
    review: Review | None = None
    relation: Relation = ""
    conversion: Conversion | None = None
    nobody_since: date | None = None
    moved: int = 0
    late_since: date | None = None

    @property
    def doubt(self) -> Doubt | None:
        """Why compliance has not cleared the money, also while it goes back; None if it has, or never looked."""
        return None if self.review is None else self.review.doubt

    @property
    def conversion_began(self) -> bool:
        """A conversion has been carried out at least in part, so that there is no other."""
        return self.conversion is not None and bool(self.conversion.legs)

    @property
    def holds(self) -> tuple[int, str]:
        """What is held, in minor units, and its currency: what came, or what it was converted into."""
        if self.conversion is not None and "received" in self.conversion.legs:
            return self.conversion.credited, self.conversion.currency
        return self.amount, self.currency


# ---------------------------------------------------------------------------------------------------------- commands


class RemittanceCommand(Command, frozen=True, kw_only=True):
    """A command on a remittance's stream."""

    stream: ClassVar[str] = "remittance"


class HoldRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="hold_remittance"):
    """A credit on the trust account with no order that can take it (M7). `reason` says why."""

    amount: Money
    line: LineKey
    payer: Payer = Payer()
    text: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = "no_reference"


class RecordDebit(RemittanceCommand, frozen=True, kw_only=True, tag="record_debit"):
    """A debit on the trust account that no payout explains: the house owes it to the trust (M9b)."""

    amount: Money
    line: LineKey
    text: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class ConfirmMatch(RemittanceCommand, frozen=True, kw_only=True, tag="confirm_match"):
    """The order has taken the money."""


class UndoMatch(RemittanceCommand, frozen=True, kw_only=True, tag="undo_match"):
    """The order could not take the money; it is in suspense again."""

    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""


class SettleReturn(RemittanceCommand, frozen=True, kw_only=True, tag="settle_return"):
    """The bank has sent the money back (M7c)."""

    line: LineKey


class BounceReturn(RemittanceCommand, frozen=True, kw_only=True, tag="bounce_return"):
    """The bank could not send the money back, or sent it back to us by `line`; it waits in suspense for treasury."""

    line: Annotated[str, msgspec.Meta(max_length=200)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ReviewRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="review_remittance"):
    """Keep the money until compliance has looked at it (M8)."""

    doubt: Doubt
    note: Note


class ClearRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="clear_remittance"):
    """Compliance has proof of how the payer belongs to the buyer, or that it is not whom the list names: the first
    person asks, another one agrees to the same (M8, O47, I11).
    """

    relation: Proved
    note: Note


class BlockRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="block_remittance"):
    """The money is reported to an authority and neither leaves nor goes back until compliance clears it (M8x)."""

    authority: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    note: Note


class QuoteConversion(RemittanceCommand, frozen=True, kw_only=True, tag="quote_conversion"):
    """The bank's firm rate for money of another currency than the order's: it binds for `fx_rate_lock_minutes` (M11).

    `rate` is units of `currency`, the order's, for one unit of what came; `deal` names the deal at the bank; `absorb`
    is what the house adds to make up a small loss.
    """

    order: OrderNumber
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(?!\n)$")]
    rate: Rate
    deal: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    absorb: Money | None = None


class ConvertRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="convert_remittance"):
    """A second person orders the conversion at the rate quoted while it binds (M11, I11)."""

    deal: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class PayConversion(RemittanceCommand, frozen=True, kw_only=True, tag="pay_conversion"):
    """The bank has taken what was sold (M11b)."""

    line: LineKey


class ReceiveConversion(RemittanceCommand, frozen=True, kw_only=True, tag="receive_conversion"):
    """The bank has brought what was bought (M11c-e)."""

    line: LineKey
    amount: Money


class CallOffConversion(RemittanceCommand, frozen=True, kw_only=True, tag="call_off_conversion"):
    """The bank did not carry the conversion out; the money is as it came."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ReclaimRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="reclaim_remittance"):
    """The owner of unclaimed money has come after all: it waits in suspense to be matched or sent back (M35)."""

    note: Note


class TickRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="tick_remittance"):
    """Time asks: at the end of the holding time the money goes back to its sender (`unmatched_hold_days`), and what
    could not go back is unclaimed in the end (`unclaimed_days`); and it is on record if the house has not moved in time
    what came to its own account (`misdirected_move_days`).
    """


def due(remittance: Remittance, policy: Policy) -> tuple[Deadline, ...]:
    """When the money goes back by itself: `unmatched_hold_days` after it came (SC24), also if a third party paid it and
    proved no relation (M8x). After a bounce it never goes again, but is unclaimed after `unclaimed_days` (M35). What
    came to the house's own account has to be moved by `misdirected_move_days` after it came (M9b).
    """
    since, length, name, words = _clock(remittance, policy)
    if since is None:
        return ()
    at = deadline(since, length, (), frozenset(), policy.policy_tz)
    assert at is not None
    return (Deadline(name, date.fromordinal(since.toordinal() + length), at, words),)


def _clock(r: Remittance, p: Policy) -> tuple[date | None, int, str, str]:
    back = "The money goes back to its sender."
    if r.state == "misdirected" and r.late_since is None:
        return r.held_on, p.misdirected_move_days, "move_misdirected", "The house is late with a client's money."
    if r.state not in ("held", "review") or (r.state == "review" and r.doubt == "screening"):
        return None, 0, "", ""
    if r.nobody_since is not None:
        return r.nobody_since, p.unclaimed_days, "unclaimed", "The money is kept as unclaimed property."
    since = r.review.since if r.state == "review" and r.review is not None else r.held_on
    return since, p.unmatched_hold_days, "unmatched_hold", back


class Subject(msgspec.Struct, frozen=True, gc=False):
    """What a decision about a remittance may look at."""

    remittance: Remittance
    who: Who
    now: datetime
    policy: Policy
    policy_version: int

    @property
    def day(self) -> date:
        """Today in the policy zone."""
        return day_of(self.now, self.policy.policy_tz)
