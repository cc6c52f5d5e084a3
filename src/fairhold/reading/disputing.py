"""A dispute as it is read: where it stands, what was claimed, offered and brought, and what is recommended or was ruled
on every ground, with the arithmetic and what would turn it (4.5, 4.7, standards 4.2).

The dispute team reads the recommendation at any time; the two sides read the ruling once it is made, also when the
dispute is over.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Happened, Read
from fairhold.reading.returning import uncovered
from fairhold.reading.words import GROUNDS
from fairhold.trade import ids
from fairhold.trade.adjudication import (
    AdjudicatorAssigned,
    EvidenceFiled,
    Override,
    RulingApproved,
    RulingWritten,
    Weighed,
)
from fairhold.trade.days import day_of
from fairhold.trade.deciding import policy_of
from fairhold.trade.dispute import Dispute, DisputeOpened, Phase, phase
from fairhold.trade.evidence_class import WEIGHTS
from fairhold.trade.footing import Clause
from fairhold.trade.hearing import recommend
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.proof import weight_of
from fairhold.trade.record import exhibit_id
from fairhold.trade.remedy import Step
from fairhold.trade.ruling import Finding
from fairhold.trade.spelled import per_cent
from fairhold.trade.who import PARTIES, Role, Who

PHASES: Final[Mapping[Phase, str]] = {
    Phase.AWAITING_RESPONSE: "Waits for an answer",
    Phase.NEGOTIATING: "Both sides talk",
    Phase.ESCALATED: "Waits for an adjudicator",
    Phase.EVIDENCE: "Both sides bring evidence",
    Phase.REVIEW: "Is being decided",
    Phase.INSPECTION: "Waits for an inspection",
    Phase.DECIDED: "Decided; either side may appeal",
    Phase.APPEAL_REVIEW: "The appeal is being decided",
    Phase.RETURN_PENDING: "The goods are to go back",
    Phase.RETURN_IN_TRANSIT: "The goods are on their way back",
    Phase.RETURN_REVIEW: "What came back is being looked at",
    Phase.PAUSED_CHARGEBACK: "Waits for the outcome of a chargeback",
}
"""Phase of a dispute: its title."""

OUTCOMES: Final[Mapping[str, str]] = {"upheld": "Upheld", "denied": "Denied", "inconclusive": "Open"}
"""Outcome of a ground: its title."""

RULES: Final[Mapping[str, str]] = {
    "R1": "the buyer agreed to a later day",
    "R4": "the chosen coverage leaves this ground out",
    "R7": "the supplier had to show papers on this and did not",
    "R8": "the evidence is balanced",
    "R24": "what is missing is within the allowance",
    "R25": "the document came in time",
    "4.7": "what was found is no breach",
    "R-TIME-1": "it was claimed too late",
    "R-TERM-0": "the contract has no clause on it",
    "R-TERM-3": "the other side's own words supply the term",
    "R-RISK-1": "the risk had passed to the buyer",
    "R-PRE-1": "an agreed inspection had passed it",
    "R-PRE-2": "an agreed inspection had failed it and the goods left all the same",
    "R-PRE-3": "one side refused access or lost the sealed sample",
    "R-PRE-4": "one side stayed away from an agreed inspection",
    "R-PRE-5": "the goods were used before anybody could look",
    "R-PRE-6": "the seals were broken",
    "R-DEF-1": "the other side said nothing to a case that speaks for itself",
    "R-DEF-2": "the other side said nothing, but nothing speaks for the claim either",
    "R-WGT-1": "the claimant's evidence weighs more",
    "R-WGT-2": "the other side's evidence weighs more",
    "R-TIE-1": "a joint inspection decides",
    "R-TIE-2": "one side stood in the way of the inspection that was to decide",
    "R-BURDEN-1": "it was not proven by the side that has to prove it",
    "R-CUM-1": "the same loss is in a larger award",
}
"""Rule of a finding: what it says, for a sentence."""


class OfferShown(msgspec.Struct, frozen=True, kw_only=True):
    """The offer on the table, and what of its refund is neither held nor inside the limit (`uncovered`)."""

    by: str
    day: date
    refund: Money
    uncovered: Money
    goods_back: tuple[int, ...]
    replace_by: date | None
    ship_by: date | None


class ExhibitShown(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence: by which id findings cite it, who brought it, and how it counts, in basis points."""

    id: str
    by: str
    day: date
    kind: str
    title: str
    shows: str
    grounds: tuple[str, ...]
    counts_as: str
    weight_bp: int
    weight: str
    meaning: str
    sha256: str
    message: int


class DisputeShown(msgspec.Struct, frozen=True, kw_only=True):
    """The open dispute: claimed by whom, on which grounds, how much, where it stands, and what lies on the table."""

    by: str
    day: date
    grounds: tuple[str, ...]
    titles: tuple[str, ...]
    amount: Money
    phase: str
    phase_title: str
    round: int
    offer: OfferShown | None
    evidence: tuple[ExhibitShown, ...]


class StepShown(msgspec.Struct, frozen=True):
    """A line of arithmetic: in words, with an amount or a text."""

    words: str
    amount: Money | None
    text: str


class FindingShown(msgspec.Struct, frozen=True, kw_only=True):
    """What is found on one ground: the rule in words, clause, evidence, strengths in basis points, what it brings and
    how that was reached, what would turn it and what was missing.
    """

    ground: str
    title: str
    line: int | None
    goods: str
    outcome: str
    outcome_title: str
    rule: str
    sentence: str
    applied: tuple[str, ...]
    clause: Clause
    evidence: tuple[str, ...]
    claimant_bp: int | None
    respondent_bp: int | None
    strengths: str
    remedy: str
    amount: Money
    goods_back: bool
    steps: tuple[StepShown, ...]
    flips: tuple[str, ...]
    missing: tuple[str, ...]


class RecommendationShown(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules recommend today, or, with `sha256`, what was ruled: every finding, and what they come to.

    `ruled_on` and `waits`: since when, and whether a second person has still to approve it. `on_return` is the part of
    `total` for goods that go back, `shifted` what the supplier bears of inspection fees beside it.
    """

    order: str
    contract: str
    claimed: Money
    findings: tuple[FindingShown, ...]
    steps: tuple[StepShown, ...]
    total: Money
    on_return: Money
    shifted: Money
    sha256: str = ""
    ruled_on: date | None = None
    ruled_by: str = ""
    waits: bool = False
    weighed: tuple[Weighed, ...] = ()
    overrides: tuple[Override, ...] = ()
    note: str = ""


def read_recommendation(
    connection: psycopg.Connection, who: Who, order_id: int, now: datetime, policies: Policies
) -> RecommendationShown | None:
    """What is recommended or was ruled on an order of the reader's; None if there is nothing that he may read."""
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
    if found is None or not may_read(found.facts, who):
        return None
    return recommendation(found, who, policies)


def may_read(order: Order, who: Who) -> bool:
    """Both sides and staff; an inspector is none of them."""
    if who.role in PARTIES:
        return who.party == (order.buyer if who.role == Role.BUYER else order.supplier)
    return who.role != Role.INSPECTOR


def given_to(history: Iterable[Happened]) -> str:
    """Who has, or had at its end, the newest dispute of an order; empty if the lead has given it to nobody (D11)."""
    person = ""
    for happened in history:
        if isinstance(happened.event, DisputeOpened):
            person = ""
        elif isinstance(happened.event, AdjudicatorAssigned):
            person = happened.event.person
    return person


def is_inside(history: Iterable[Happened], who: Who) -> bool:
    """Whether what a case is decided with is the reader's: staff, of the adjudicators only the one who has it (4.2)."""
    if who.role == Role.ADJUDICATOR:
        return bool(who.person) and given_to(history) == who.person
    return who.role not in PARTIES and who.role != Role.INSPECTOR


def recommendation(read: Read, who: Who, policies: Policies) -> RecommendationShown | None:
    """The ruling there is, as far as the reader may know it; for whom the case is decided by, else the recommendation
    of today.
    """
    order: Order = read.facts
    dispute, staff = order.dispute, is_inside(read.history, who)
    if who.role == Role.INSPECTOR:
        return None
    ruled = _ruling_of(read.history, dispute)
    if ruled is not None and (staff or not waits_for_approval(ruled, read.history)):
        return of_ruling(ruled, order, waits_for_approval(ruled, read.history))
    if not staff or dispute is None or dispute.by == Role.CLOCK:
        return None
    return _of_today(order, policy_of(order, policies), day_of(read.now, policy_of(order, policies).policy_tz))


def _ruling_of(history: tuple[Happened, ...], dispute: Dispute | None) -> RulingWritten | None:
    """The last ruling: of the open dispute, if one is open, else of the last one that was ruled on."""
    for happened in reversed(history):
        if isinstance(happened.event, RulingWritten):
            return happened.event if dispute is None or dispute.decided is not None else None
    return None


def waits_for_approval(ruled: RulingWritten, history: tuple[Happened, ...]) -> bool:
    """Whether a ruling is none yet, because a second person has still to approve it (D20)."""
    approved = {one.event.sha256 for one in history if isinstance(one.event, RulingApproved)}
    return ruled.waits and ruled.sha256 not in approved


def of_ruling(ruled: RulingWritten, order: Order, waits: bool) -> RecommendationShown:
    """A ruling in words."""
    ruling, currency = ruled.ruling, ruled.currency
    return RecommendationShown(
        order=ids.to_text(ids.ORDER_PREFIX, order.id),
        contract=ruling.contract,
        claimed=_money(ruling.claimed, currency),
        findings=tuple(finding_shown(one, order) for one in ruling.findings),
        steps=_steps(ruling.steps, currency),
        total=_money(ruling.total, currency),
        on_return=_money(ruling.on_return, currency),
        shifted=_money(ruling.shifted, currency),
        sha256=ruled.sha256,
        ruled_on=ruled.day,
        ruled_by=ruled.by,
        waits=waits,
        weighed=ruling.weighed,
        overrides=ruling.overrides,
        note=ruling.note,
    )


def _of_today(order: Order, policy: Policy, today: date) -> RecommendationShown:
    found, currency = recommend(order, policy, today), order.currency
    assert order.dispute is not None
    return RecommendationShown(
        order=ids.to_text(ids.ORDER_PREFIX, order.id),
        contract=order.fingerprint,
        claimed=_money(order.dispute.amount, currency),
        findings=tuple(finding_shown(one, order) for one in found.findings),
        steps=_steps(found.steps, currency),
        total=_money(found.total, currency),
        on_return=_money(found.on_return, currency),
        shifted=_money(0, currency),
    )


def finding_shown(one: Finding, order: Order) -> FindingShown:
    """A finding in words."""
    outcome = OUTCOMES[one.outcome]
    lines = order.terms.lines
    goods = lines[one.line].description if one.line is not None and one.line < len(lines) else ""
    return FindingShown(
        ground=one.ground,
        title=GROUNDS[one.ground],
        line=one.line,
        goods=goods,
        outcome=one.outcome,
        outcome_title=outcome,
        rule=one.rule,
        sentence=f"{outcome}: {RULES[one.rule]}.",
        applied=one.applied,
        clause=one.clause,
        evidence=one.evidence,
        claimant_bp=one.claimant_bp,
        respondent_bp=one.respondent_bp,
        strengths=_strengths(one),
        remedy=one.remedy.kind,
        amount=_money(one.remedy.amount, one.remedy.currency),
        goods_back=one.remedy.goods_back,
        steps=_steps(one.remedy.steps, one.remedy.currency),
        flips=one.flips,
        missing=one.missing,
    )


def _strengths(one: Finding) -> str:
    if one.claimant_bp is None or one.respondent_bp is None:
        return ""
    return f"{per_cent(one.claimant_bp)} against {per_cent(one.respondent_bp)}"


def _steps(steps: tuple[Step, ...], currency: str) -> tuple[StepShown, ...]:
    return tuple(
        StepShown(one.words, _money(one.figure, currency), "")
        if isinstance(one.figure, int)
        else StepShown(one.words, None, one.figure)
        for one in steps
    )


def _money(minor: int, currency: str) -> Money:
    return Money(str(minor), currency)


def dispute_shown(order: Order, history: tuple[Happened, ...], who: Who, policy: Policy) -> DisputeShown | None:
    """The open dispute, None if there is none. What both sides offer and bring is not for an inspector."""
    dispute = order.dispute
    if dispute is None:
        return None
    at, outsider = phase(dispute), who.role == Role.INSPECTOR
    return DisputeShown(
        by=dispute.by,
        day=dispute.day,
        grounds=dispute.grounds,
        titles=tuple(GROUNDS[ground] for ground in dispute.grounds),
        amount=_money(dispute.amount, order.currency),
        phase=at,
        phase_title=PHASES[at],
        round=dispute.round,
        offer=None if outsider else _offer(order, dispute, policy),
        evidence=() if outsider else _evidence(dispute, history, policy),
    )


def _offer(order: Order, dispute: Dispute, policy: Policy) -> OfferShown | None:
    made = dispute.offered
    if made is None:
        return None
    return OfferShown(
        by=made.by,
        day=made.day,
        refund=made.offer.refund,
        uncovered=uncovered(order, made.offer.refund.minor, policy),
        goods_back=made.offer.goods_back,
        replace_by=made.offer.replace_by,
        ship_by=made.offer.ship_by,
    )


def _evidence(dispute: Dispute, history: tuple[Happened, ...], policy: Policy) -> tuple[ExhibitShown, ...]:
    """What was filed in the open dispute: as many of the last pieces as it has, for numbers begin anew with each."""
    if not dispute.filed:
        return ()
    filed = [one.event for one in history if isinstance(one.event, EvidenceFiled)][-len(dispute.filed) :]
    return tuple(
        ExhibitShown(
            id=exhibit_id(one.number),
            by=one.by,
            day=one.day,
            kind=one.exhibit.kind,
            title=one.exhibit.title,
            shows=one.exhibit.shows,
            grounds=tuple(GROUNDS[ground] for ground in one.exhibit.grounds),
            counts_as=one.counts_as,
            weight_bp=weight_of(one.counts_as, policy),
            weight=per_cent(weight_of(one.counts_as, policy)),
            meaning=WEIGHTS[one.counts_as].meaning,
            sha256=one.exhibit.sha256 or "",
            message=one.exhibit.message or 0,
        )
        for one in filed
    )
