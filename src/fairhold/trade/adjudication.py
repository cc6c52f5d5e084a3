"""What a dispute team works with: evidence that was filed, who has the case, the ruling, the appeal (4.5 D11-D28, 4.8).

Facts, commands and events only; the rules are in `hearing.py`, what the platform knows by itself in `record.py`, how a
ground is decided in `ruling.py`. A ruling is kept whole in its event, with every finding and its arithmetic; the facts
keep what is carried out. Evidence is named by its SHA-256: where the bytes lie is not this room's business.
"""

import hashlib
from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import Sha256, Short, Side
from fairhold.trade.ground import Ground
from fairhold.trade.issue import Issue
from fairhold.trade.money import Money
from fairhold.trade.remedy import Step
from fairhold.trade.ruling import Finding
from fairhold.trade.stream import Command, Event

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Person = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
LineNumber = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
MessageNumber = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
ExhibitNumber = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]

ExhibitKind = Literal[
    "contract",
    "specification",
    "design",
    "inspection_report",
    "laboratory_report",
    "transport_document",
    "messages",
    "receipt",
    "photo",
    "video",
    "thread_message",
    "listing",
    "other",
]
"""What a piece of evidence is: the documents of S57, what else is brought, and what the order itself holds."""

COUNTS_AS: Final[dict[ExhibitKind, EvidenceClass]] = {
    "inspection_report": "report_own_standard",
    "laboratory_report": "laboratory_without_custody",
    "messages": "outside_message",
    "photo": "photo",
    "video": "photo",
    "listing": "listing_snapshot",
}
"""How a piece counts until the adjudicator finds that it is worth more; what is not here is a statement of its side. A
message of the thread counts by who wrote it and whether it was acknowledged (`hearing.py`)."""

HELD: Final[frozenset[ExhibitKind]] = frozenset({"thread_message", "listing"})
"""What the order itself holds, so that no file is named."""

ReasonCode = Literal["facts", "evidence", "term", "remedy", "equity"]
"""Why an adjudicator decides otherwise than the rules recommend: the facts, how evidence is weighed, how a term is
read, which remedy fits, or what is fair between these two sides."""


# ------------------------------------------------------------------------------------------------------------- facts


class Filed(msgspec.Struct, frozen=True, gc=False):
    """One piece of evidence as the rules see it. `counts_as`: its class until an adjudicator finds another."""

    number: int
    by: Side
    kind: ExhibitKind
    grounds: tuple[Ground, ...]
    line: int | None
    about: Literal["breach", "term"]
    counts_as: EvidenceClass
    source: str
    sha256: str = ""
    message: int = 0
    agrees_to: date | None = None


class Decided(msgspec.Struct, frozen=True, gc=False):
    """What a ruling comes to, in minor units: `total`, of it `on_return` for goods that go back; `goes_back` has each
    line of them (None for all) and how many of its units cannot. `upheld` are the grounds that were proven, `rules`
    those that the findings cite. `waits`: a second person has still to approve it. `people`: who decided, and who
    approved; nobody for a recommendation that took effect by itself.
    """

    sha256: str
    total: int
    on_return: int
    shifted: int
    upheld: tuple[Ground, ...]
    rules: tuple[str, ...]
    people: tuple[str, ...]
    waits: bool
    day: date
    goes_back: tuple[tuple[int | None, int], ...] = ()


class Weighed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A piece of evidence that is worth more or less than its kind says, with the reason: a laboratory whose custody
    was shown, a report to the agreed standard, a message that admits the fault.
    """

    exhibit: ExhibitNumber
    counts_as: EvidenceClass
    reason: Words


class Override(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A ground decided otherwise than the rules recommend, with the reason (standards 4.2)."""

    ground: Ground
    line: LineNumber | None = None
    amount: Money
    goods_back: bool = False
    code: ReasonCode
    reason: Words


class Ruling(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """A ruling: every issue as it was found, the finding on each, what was overridden, and what it comes to.

    `contract` is the fingerprint of the version it rests on, `base` the protected base and `claimed` the claim, in
    minor units. The findings stand as they are after one loss was counted once (R23); `steps` say what they come to.
    `shifted`: what the other side bears of the claimant's inspection fees, beside the award (R26).
    """

    contract: str
    policy_version: int
    base: int
    claimed: int
    issues: tuple[Issue, ...]
    findings: tuple[Finding, ...]
    weighed: tuple[Weighed, ...] = ()
    overrides: tuple[Override, ...] = ()
    steps: tuple[Step, ...]
    total: int
    on_return: int
    shifted: int = 0
    note: str = ""


def ruling_bytes(ruling: Ruling) -> bytes:
    """A ruling as JSON without white space."""
    return _encoder.encode(ruling)


def ruling_hash(ruling: Ruling) -> str:
    """SHA-256 (hex) of a ruling's bytes: what a second person approves (I11)."""
    return hashlib.sha256(ruling_bytes(ruling)).hexdigest()


_encoder = msgspec.json.Encoder()


# ---------------------------------------------------------------------------------------------------------- commands


class Exhibit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A piece of evidence: what it is, its content by SHA-256, on which grounds and line it speaks, and what it shows.

    A message of the order's thread is named by its number, the listing by nothing: the order holds both. `about` says
    whether it shows the breach or what had been agreed. `made_by`: the firm, authority or laboratory that made it,
    empty for the side itself: one source counts once. `agrees_to`: the later day of shipment that the buyer's message
    agrees to (R1).
    """

    kind: ExhibitKind
    title: Short
    sha256: Sha256 | None = None
    message: MessageNumber | None = None
    grounds: Annotated[tuple[Ground, ...], msgspec.Meta(min_length=1, max_length=16)]
    line: LineNumber | None = None
    about: Literal["breach", "term"] = "breach"
    made_by: Annotated[str, msgspec.Meta(max_length=200)] = ""
    agrees_to: date | None = None
    shows: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class FileEvidence(Command, frozen=True, kw_only=True, tag="file_evidence"):
    """Bring a piece of evidence; both sides see it, and nothing of it is ever taken back (D12, 4.8)."""

    exhibit: Exhibit


class DeclareDone(Command, frozen=True, kw_only=True, tag="declare_done"):
    """Say that you bring nothing more; when both have, the case is reviewed (D13)."""


class AssignAdjudicator(Command, frozen=True, kw_only=True, tag="assign_adjudicator"):
    """The dispute lead gives the case to somebody without a tie to either side, who says so (D11)."""

    person: Person
    no_ties: bool


class RequestMore(Command, frozen=True, kw_only=True, tag="request_more"):
    """The adjudicator asks both sides for more: another round of evidence (D16)."""

    question: Words


class Judgement(Command, frozen=True, kw_only=True):
    """How every ground is decided. `weighed`: evidence that counts otherwise than by its kind; `issues`: those that are
    found otherwise than the record and the evidence have them; `overrides`: where the recommended finding does not
    stand, each with its reason.
    """

    weighed: Annotated[tuple[Weighed, ...], msgspec.Meta(max_length=500)] = ()
    issues: Annotated[tuple[Issue, ...], msgspec.Meta(max_length=200)] = ()
    overrides: Annotated[tuple[Override, ...], msgspec.Meta(max_length=200)] = ()
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""


class OrderInspection(Command, frozen=True, kw_only=True, tag="order_inspection"):
    """The adjudicator has the goods inspected, for both sides, against the contract's standard or else the default
    (D17, O30). The claimant pays first; whoever stands in the way loses what it was to show (R10).
    """

    question: Words
    lines: Annotated[tuple[LineNumber, ...], msgspec.Meta(max_length=500)] = ()
    inspector_days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1


class Decide(Judgement, frozen=True, kw_only=True, tag="decide"):
    """Decide every ground by the evidence; what stays open goes by the burden of proof (D20)."""


class ApproveRuling(Command, frozen=True, kw_only=True, tag="approve_ruling"):
    """A second person agrees to this very ruling (D20, `four_eyes_amount_minor`, I11)."""

    sha256: Sha256


class Appeal(Command, frozen=True, kw_only=True, tag="appeal"):
    """Ask another person to look again, once: with new evidence, or by naming the rule that was got wrong (D22)."""

    reason: Words
    rule: Annotated[str, msgspec.Meta(max_length=40)] = ""
    exhibits: Annotated[tuple[Exhibit, ...], msgspec.Meta(max_length=50)] = ()


class WaiveAppeal(Command, frozen=True, kw_only=True, tag="waive_appeal"):
    """Live with the ruling; when both sides do, it is carried out at once (D46)."""


class DecideAppeal(Judgement, frozen=True, kw_only=True, tag="decide_appeal"):
    """Another person decides the appeal, and it is carried out at once (D26-D28): the first ruling `stands`, or every
    ground is decided anew.
    """

    stands: bool


# ------------------------------------------------------------------------------------------------------------ events


class EvidenceFiled(Event, frozen=True, kw_only=True, tag="dispute.evidence_filed"):
    """A piece of evidence is on the record (D12). `counts_as`: its class until an adjudicator finds another."""

    number: int
    by: Side
    exhibit: Exhibit
    counts_as: EvidenceClass
    source: str
    person: str
    day: date


class DoneDeclared(Event, frozen=True, kw_only=True, tag="dispute.done_declared"):
    """One side brings nothing more in this round (D13)."""

    by: Side
    person: str
    day: date


class AdjudicatorAssigned(Event, frozen=True, kw_only=True, tag="dispute.adjudicator_assigned"):
    """Somebody has the case (D11)."""

    person: str
    assigned_by: str
    day: date


class MoreRequested(Event, frozen=True, kw_only=True, tag="dispute.more_requested"):
    """The adjudicator asks both sides for more (D16)."""

    question: str
    person: str
    day: date


class InspectionOrdered(Event, frozen=True, kw_only=True, tag="dispute.inspection_ordered"):
    """The adjudicator has ordered this visit, and what it is to show (D17)."""

    visit: int
    question: str
    person: str
    day: date


class ReviewBegun(Event, frozen=True, kw_only=True, tag="dispute.review_begun"):
    """The record is closed, the case is decided next (D13, D14)."""

    day: date


class RulingWritten(Event, frozen=True, kw_only=True, tag="dispute.ruled"):
    """A ruling (D20, D21, D26-D28). `by` is `clock` for the recommendation that takes effect by itself; one that
    `waits` takes effect when a second person approves its `sha256`.
    """

    ruling: Ruling
    sha256: str
    currency: str
    by: str
    person: str
    waits: bool
    on_appeal: bool
    day: date


class RulingApproved(Event, frozen=True, kw_only=True, tag="dispute.ruling_approved"):
    """A second person agreed; the time to appeal runs (D20, I11)."""

    sha256: str
    person: str
    day: date


class RulingAppealed(Event, frozen=True, kw_only=True, tag="dispute.appealed"):
    """One side wants another person to look again (D22)."""

    by: Side
    reason: str
    rule: str
    person: str
    day: date


class AppealWaived(Event, frozen=True, kw_only=True, tag="dispute.appeal_waived"):
    """One side lives with the ruling (D46)."""

    by: Side
    person: str
    day: date


class RulingUpheld(Event, frozen=True, kw_only=True, tag="dispute.ruling_upheld"):
    """The appeal changed nothing: another person said so, or (`by` is `clock`) nobody decided it in time (D44)."""

    by: str
    note: str
    person: str
    day: date


# -------------------------------------------------------------------------------------------------------------- fold


def filed(e: EvidenceFiled) -> Filed:
    """What is kept of a piece of evidence."""
    one = e.exhibit
    return Filed(
        number=e.number,
        by=e.by,
        kind=one.kind,
        grounds=one.grounds,
        line=one.line,
        about=one.about,
        counts_as=e.counts_as,
        source=e.source,
        sha256=one.sha256 or "",
        message=one.message or 0,
        agrees_to=one.agrees_to,
    )


def decided(e: RulingWritten) -> Decided:
    """What is kept of a ruling."""
    ruling = e.ruling
    return Decided(
        sha256=e.sha256,
        total=ruling.total,
        on_return=ruling.on_return,
        shifted=ruling.shifted,
        upheld=tuple(dict.fromkeys(one.ground for one in ruling.findings if one.outcome == "upheld")),
        rules=tuple(dict.fromkeys(rule for one in ruling.findings for rule in (one.rule, *one.applied))),
        people=(e.person,) if e.person else (),
        waits=e.waits,
        day=e.day,
        goes_back=_goes_back(ruling),
    )


def _goes_back(ruling: Ruling) -> tuple[tuple[int | None, int], ...]:
    """The lines whose award hangs on their return; units used or sold stay where they are (R11)."""
    gone = {(one.ground, one.line): getattr(one.facts, "gone", 0) for one in ruling.issues}
    return tuple(
        (one.line, gone.get((one.ground, one.line), 0))
        for one in ruling.findings
        if one.remedy.goods_back and one.remedy.amount
    )
