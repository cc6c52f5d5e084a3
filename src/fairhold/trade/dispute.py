"""A dispute of an order: its facts, its phases, what is asked to open and end it, its events and how they fold (4.5).

Facts only: who may ask is in `rows_dispute.py`; the rules stand in `claims.py` (open, edit, answer, withdraw),
`negotiation.py` (offers, escalation), `hearing.py` (evidence, ruling, appeal; its words are in `adjudication.py`) and
`award.py` (what is paid). The phase is derived, never stored. A case that
the system opened (`by` is `clock`, T55-T59) is a dispute too, but nobody negotiates it: it is answered by acts.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec

from fairhold.trade.adjudication import (
    AdjudicatorAssigned,
    AppealWaived,
    Decided,
    DoneDeclared,
    EvidenceFiled,
    Filed,
    InspectionOrdered,
    MoreRequested,
    ReviewBegun,
    RulingAppealed,
    RulingApproved,
    RulingUpheld,
    RulingWritten,
    decided,
    filed,
)
from fairhold.trade.families import Sha256, Side
from fairhold.trade.goods_return import (
    RETURN_FOLD,
    GoodsReturn,
    ReturnAddressNamed,
    ReturnBegun,
    ReturnContested,
    ReturnEnded,
    ReturnShipped,
    Units,
    begun,
)
from fairhold.trade.goods_return import fold as fold_return
from fairhold.trade.ground import Ground, LateReason
from fairhold.trade.issue import AnyFacts, must_fit
from fairhold.trade.money import Money
from fairhold.trade.stream import Command, Event

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
LineNumber = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Ending = Literal[
    "withdrawn", "accepted", "unanswered", "overtaken", "settled", "ruled", "rejected", "lapsed", "charged_back"
]
"""How a dispute ends: `ruled` upholds some ground, `rejected` none; `lapsed` is for want of evidence (D15) or of goods
that were to go back (D33); with `charged_back` the scheme gave the buyer what he claimed (D42). `unanswered` and
`overtaken` leave its grounds open for another one (O27).
"""
LOST: frozenset[Ending] = frozenset({"accepted", "unanswered", "ruled", "charged_back"})
"""The ends that count as lost by the respondent (4.9)."""


class Phase(StrEnum):
    """Where an open dispute stands (4.5). What the bank does with an award is the refund's own life."""

    AWAITING_RESPONSE = "awaiting_response"
    NEGOTIATING = "negotiating"
    ESCALATED = "escalated"
    EVIDENCE = "evidence"
    REVIEW = "review"
    INSPECTION = "inspection"
    DECIDED = "decided"
    APPEAL_REVIEW = "appeal_review"
    RETURN_PENDING = "return_pending"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_REVIEW = "return_review"
    PAUSED_CHARGEBACK = "paused_chargeback"


# ------------------------------------------------------------------------------------------------------------- facts


class Claimed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What is claimed on one ground, on one line of the contract (from 0) or on the whole order: the facts as the
    claimant tells them, and at most how much on it.

    Raises ValueError for facts of another ground, and for a ground about one line's count without that line.
    """

    ground: Ground
    facts: AnyFacts
    line: LineNumber | None = None
    amount: Money | None = None

    def __post_init__(self) -> None:
        must_fit(self.ground, self.facts, self.line)


class Offer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What one side would settle for: money back, a replacement by a day, or a later day of shipment (D07).

    `goods_back`: how many units of each line go back before the money does, nothing for none; `freight_by`: who bears
    their way back.
    """

    refund: Money
    goods_back: Units = ()
    freight_by: Side | None = None
    replace_by: date | None = None
    ship_by: date | None = None


class Offered(msgspec.Struct, frozen=True, gc=False):
    """An offer that waits for the other side."""

    by: Side
    offer: Offer
    day: date


class Dispute(msgspec.Struct, frozen=True, gc=False):
    """The one open dispute of an order. `by` is the claimant's role, `clock` for a case the system opened.

    `answer_from`: the day that the time to answer runs from; `raised`: it has begun anew once (D02). `promised`: the
    last day by which an accepted offer promises something (PP15). `round`: how many rounds of evidence there were;
    `done`: the sides that bring nothing more in it. `people` acted for a side in it, `adjudicator` has the case.
    `waived`: the sides that live with the ruling. `ordered` are the visits that the adjudicator ordered, the last of
    which is waited for since `inspection_on`. `paused_on`: since when a chargeback is open; `recovered`: what
    chargebacks have given the buyer of what he claimed, in minor units, which `amount` no longer has. `late`: the
    exception by which it is about an order that has ended (T54).
    """

    by: str
    grounds: tuple[Ground, ...]
    amount: int
    day: date
    claims: tuple[Claimed, ...] = ()
    answer_from: date | None = None
    raised: bool = False
    answered_on: date | None = None
    offered: Offered | None = None
    promised: date | None = None
    escalated_on: date | None = None
    round: int = 0
    round_on: date | None = None
    people: tuple[str, ...] = ()
    adjudicator: str = ""
    filed: tuple[Filed, ...] = ()
    done: tuple[Side, ...] = ()
    review_on: date | None = None
    ordered: tuple[int, ...] = ()
    inspection_on: date | None = None
    decided: Decided | None = None
    waived: tuple[Side, ...] = ()
    appealed_on: date | None = None
    goods_return: GoodsReturn | None = None
    paused_on: date | None = None
    recovered: int = 0
    late: LateReason | None = None

    @property
    def against(self) -> Side:
        """The side that the claim is against."""
        return "buyer" if "non_payment" in self.grounds else "supplier"

    @property
    def claimant(self) -> Side:
        """The side that claims."""
        return "supplier" if "non_payment" in self.grounds else "buyer"

    @property
    def points(self) -> tuple[tuple[Ground, int | None], ...]:
        """Each ground with each line that it is claimed on, None for the whole order."""
        told = tuple((claim.ground, claim.line) for claim in self.claims)
        named = {ground for ground, _ in told}
        return (*told, *((ground, None) for ground in self.grounds if ground not in named))


class Past(msgspec.Struct, frozen=True, gc=False):
    """A dispute that is over: what it was about, how it ended, and until when something was promised to end it."""

    points: tuple[tuple[Ground, int | None], ...]
    outcome: str
    day: date
    promised: date | None = None


def phase(dispute: Dispute) -> Phase:
    """Where a dispute stands, from its facts alone. A ruling that waits for a second person is none yet."""
    if dispute.paused_on is not None:
        return Phase.PAUSED_CHARGEBACK
    if dispute.goods_return is not None:
        return _phase_of_return(dispute.goods_return)
    if dispute.appealed_on is not None:
        return Phase.APPEAL_REVIEW
    if dispute.decided is not None and not dispute.decided.waits:
        return Phase.DECIDED
    if dispute.inspection_on is not None:
        return Phase.INSPECTION
    if dispute.review_on is not None:
        return Phase.REVIEW
    if dispute.round_on is not None:
        return Phase.EVIDENCE
    if dispute.escalated_on is not None:
        return Phase.ESCALATED
    return Phase.AWAITING_RESPONSE if dispute.answered_on is None else Phase.NEGOTIATING


def _phase_of_return(back: GoodsReturn) -> Phase:
    if back.contested_on is not None:
        return Phase.RETURN_REVIEW
    return Phase.RETURN_PENDING if back.sent_on is None else Phase.RETURN_IN_TRANSIT


# ---------------------------------------------------------------------------------------------------------- commands


class Claiming(Command, frozen=True, kw_only=True):
    """What a claim says. `claims` say what happened, ground by ground and line by line; what they leave open, the
    record and the evidence have to show.
    """

    grounds: Annotated[tuple[Ground, ...], msgspec.Meta(min_length=1, max_length=16)]
    amount: Money
    statement: Words
    claims: Annotated[tuple[Claimed, ...], msgspec.Meta(max_length=100)] = ()


class OpenDispute(Claiming, frozen=True, kw_only=True, tag="open_dispute"):
    """Claim money back on one or several grounds (D01); the supplier only for `non_payment`."""


class EditClaim(Claiming, frozen=True, kw_only=True, tag="edit_claim"):
    """The claimant claims something else before the case goes to the dispute team (D02): everything is said anew. More
    money, or a further ground, gives the other side its time to answer once more, once.
    """


class LateClaim(Claiming, frozen=True, kw_only=True, tag="late_claim"):
    """The buyer claims on an order that has ended, by one of the policy's exceptions (T54, O15).

    `on`: the day that the goods really came (`receipt_proved`), or that the fraud was found (`fraud`); `proof`: the
    SHA-256 of the file that shows it. The other two exceptions are on record and need neither.
    """

    reason: LateReason
    on: date | None = None
    proof: Sha256 | None = None


class AcceptClaim(Command, frozen=True, kw_only=True, tag="accept_claim"):
    """The respondent agrees to the claim as it stands; it is carried out at once (D03, D29, D37, D38)."""


class RejectClaim(Command, frozen=True, kw_only=True, tag="reject_claim"):
    """The respondent does not agree, says why, and may offer something else (D04)."""

    reason: Words
    offer: Offer | None = None


class WithdrawDispute(Command, frozen=True, kw_only=True, tag="withdraw_dispute"):
    """The claimant takes the dispute back; timers go on with the days they had left (D40, T51, SC14)."""


# ------------------------------------------------------------------------------------------------------------ events


class DisputeOpened(Event, frozen=True, kw_only=True, tag="dispute.opened"):
    """A dispute or system case is open; order timers stand still from `day` on."""

    by: str
    grounds: tuple[Ground, ...]
    amount: int
    currency: str
    statement: str
    day: date


class LateClaimMade(Event, frozen=True, kw_only=True, tag="dispute.late_claim_made"):
    """The dispute that was opened is about an order that has ended (T54); `reserved` is its share of the supplier's
    limit, in minor units.
    """

    reason: LateReason
    on: date | None
    proof: Sha256 | None
    reserved: int


class ClaimsStated(Event, frozen=True, kw_only=True, tag="dispute.claims_stated"):
    """What a party that opened a dispute says has happened, and which person opened it."""

    claims: tuple[Claimed, ...]
    person: str


class ClaimEdited(Event, frozen=True, kw_only=True, tag="dispute.claim_edited"):
    """The claimant claims something else; `restarts`: the time to answer begins anew on `day` (D02)."""

    grounds: tuple[Ground, ...]
    amount: int
    currency: str
    statement: str
    claims: tuple[Claimed, ...]
    restarts: bool
    person: str
    day: date


class ClaimRejected(Event, frozen=True, kw_only=True, tag="dispute.claim_rejected"):
    """The respondent does not agree, and why (D04)."""

    by: Side
    reason: str
    person: str
    day: date


class OfferMade(Event, frozen=True, kw_only=True, tag="dispute.offer_made"):
    """One side would settle for this; an earlier offer has lapsed (D07, R12)."""

    by: Side
    offer: Offer
    person: str
    day: date


class OfferAccepted(Event, frozen=True, kw_only=True, tag="dispute.offer_accepted"):
    """The other side agrees to the offer (D08); `promised` is the last day by which it promises something."""

    by: Side
    promised: date | None
    person: str
    day: date


class DisputeEscalated(Event, frozen=True, kw_only=True, tag="dispute.escalated"):
    """The dispute team takes the case; an open offer has lapsed (D05, D06, D09, D10, R12). `unanswered`: the other side
    has said nothing.
    """

    by: str
    unanswered: bool
    person: str
    day: date


class EvidenceRoundBegun(Event, frozen=True, kw_only=True, tag="dispute.evidence_round_begun"):
    """Both sides may bring evidence for `evidence_ttl_days` (D11, O25)."""

    number: int
    day: date


class DisputePaused(Event, frozen=True, kw_only=True, tag="dispute.paused"):
    """A chargeback of the same order is open: the dispute stands still from `day` on, and an offer lapses (D41)."""

    day: date


class RecoveryCounted(Event, frozen=True, kw_only=True, tag="dispute.recovery_counted"):
    """A chargeback gave the buyer so much of what is claimed: it is claimed no longer (D42, R14, I5)."""

    currency: str
    amount: int
    day: date


class DisputeResumed(Event, frozen=True, kw_only=True, tag="dispute.resumed"):
    """The dispute goes on: the scheme has decided, or takes too long (D42, D43, D45)."""

    why: Literal["won", "lost", "time"]
    day: date


class DisputeClosed(Event, frozen=True, kw_only=True, tag="dispute.closed"):
    """The dispute is over and why; the timers go on from `day`."""

    outcome: Ending
    day: date


class ReleasedMoneyHeld(Event, frozen=True, kw_only=True, tag="dispute.released_money_held"):
    """Money already released to the supplier is held for the dispute (M16b)."""

    currency: str
    supplier: int
    available: int
    reserve: int


class ReleasedMoneyFreed(Event, frozen=True, kw_only=True, tag="dispute.released_money_freed"):
    """Money held for a dispute is the supplier's again (M17)."""

    currency: str
    supplier: int
    available: int
    reserve: int


class AwardUncovered(Event, frozen=True, kw_only=True, tag="dispute.award_uncovered", gc=False):
    """So much of an award no money of the order covers; the buyer is still owed it (4.7 waterfall, step 5)."""

    currency: str
    amount: int


# -------------------------------------------------------------------------------------------------------------- fold

_put = msgspec.structs.replace


def fold(dispute: Dispute, event: Event) -> Dispute:
    """The open dispute after an event about it."""
    after = _FOLD[type(event)](dispute, event)
    person = event.person if type(event) in _OF_A_SIDE else ""  # type: ignore[attr-defined]
    return _put(after, people=(*after.people, person)) if person and person not in after.people else after


def inspected(dispute: Dispute, visit: int, day: date) -> Dispute:
    """The dispute after a visit has ended, with a report or without: if it was ordered, the review goes on (D18,
    D19).
    """
    if dispute.inspection_on is None or visit != dispute.ordered[-1]:
        return dispute
    return _put(dispute, inspection_on=None, review_on=day)


def over(dispute: Dispute, event: DisputeClosed) -> Past:
    """What is kept of a dispute that has ended."""
    return Past(dispute.points, event.outcome, event.day, dispute.promised)


def _edited(d: Dispute, e: ClaimEdited) -> Dispute:
    changed = _put(d, grounds=e.grounds, amount=e.amount, claims=e.claims, offered=None)
    return _put(changed, raised=True, answer_from=e.day, answered_on=None) if e.restarts else changed


def _filed(d: Dispute, e: EvidenceFiled) -> Dispute:
    return _put(d, filed=(*d.filed, filed(e)))


def _ruled(d: Dispute, e: RulingWritten) -> Dispute:
    return _put(d, decided=decided(e), appealed_on=None, offered=None, inspection_on=None)


def _approved(d: Dispute, e: RulingApproved) -> Dispute:
    assert d.decided is not None
    people = (*d.decided.people, e.person)
    return _put(d, decided=_put(d.decided, people=people, waits=False, day=e.day))


def _returned(d: Dispute, e: Event) -> Dispute:
    assert d.goods_return is not None
    return _put(d, goods_return=fold_return(d.goods_return, e))


def _return_ended(d: Dispute, e: ReturnEnded) -> Dispute:
    """A buyer who sends nothing gets nothing in place of it either."""
    return _put(d, promised=None) if e.how == "not_sent" else d


def _recovered(d: Dispute, e: RecoveryCounted) -> Dispute:
    """What the scheme gave is taken off the claim, and off what was ruled or is due for goods (R14)."""
    back = d.goods_return
    if back is not None:
        refund = max(0, back.refund - e.amount)
        back = _put(back, refund=refund, regardless=min(back.regardless, refund))
    ruled = d.decided
    if ruled is not None:
        total = max(0, ruled.total - e.amount)
        ruled = _put(ruled, total=total, on_return=min(ruled.on_return, total))
    amount, recovered = max(0, d.amount - e.amount), d.recovered + e.amount
    return _put(d, amount=amount, recovered=recovered, goods_return=back, decided=ruled)


_FOLD: dict[type[Event], Callable[[Dispute, Any], Dispute]] = {
    ClaimsStated: lambda d, e: _put(d, claims=e.claims),
    ClaimEdited: _edited,
    ClaimRejected: lambda d, e: _put(d, answered_on=e.day),
    OfferMade: lambda d, e: _put(d, offered=Offered(e.by, e.offer, e.day)),
    OfferAccepted: lambda d, e: _put(d, offered=None, promised=e.promised),
    DisputeEscalated: lambda d, e: _put(d, escalated_on=e.day, offered=None),
    EvidenceRoundBegun: lambda d, e: _put(d, round=e.number, round_on=e.day, done=(), review_on=None),
    EvidenceFiled: _filed,
    DoneDeclared: lambda d, e: _put(d, done=(*d.done, e.by)),
    AdjudicatorAssigned: lambda d, e: _put(d, adjudicator=e.person),
    MoreRequested: lambda d, e: d,
    ReviewBegun: lambda d, e: _put(d, review_on=e.day),
    InspectionOrdered: lambda d, e: _put(d, ordered=(*d.ordered, e.visit), inspection_on=e.day),
    RulingWritten: _ruled,
    RulingApproved: _approved,
    RulingAppealed: lambda d, e: _put(d, appealed_on=e.day),
    AppealWaived: lambda d, e: _put(d, waived=(*d.waived, e.by)),
    RulingUpheld: lambda d, e: _put(d, appealed_on=None),
    ReturnBegun: lambda d, e: _put(d, goods_return=begun(e), offered=None),
    **dict.fromkeys(RETURN_FOLD, _returned),
    ReturnEnded: _return_ended,
    DisputePaused: lambda d, e: _put(d, paused_on=e.day, offered=None),
    RecoveryCounted: _recovered,
    DisputeResumed: lambda d, e: _put(d, paused_on=None),
}
_OF_A_SIDE: frozenset[type[Event]] = frozenset(
    {
        *(ClaimsStated, ClaimEdited, ClaimRejected, OfferMade, OfferAccepted, DisputeEscalated),
        *(EvidenceFiled, DoneDeclared, RulingAppealed, AppealWaived),
        *(ReturnAddressNamed, ReturnShipped, ReturnContested),
    }
)
"""Events that a person of one side has caused, who can decide nothing in this dispute (D11)."""

DISPUTE_EVENTS: tuple[type[Event], ...] = tuple(_FOLD)
"""Events that change the open dispute and nothing else of the order."""
