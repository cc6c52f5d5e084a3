"""What a case says by itself: the platform's own record of the order, its inspections, and the evidence that both sides
filed, as issues to decide (4.8, R6-R11, S57, PP5).

Pure: facts of an order in, issues out. What the platform recorded beats what was told; what an inspector counted beats
what the claimant counted. How a piece of evidence counts is its kind's default unless whoever decides found another.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

import msgspec

from fairhold.trade import fulfilment
from fairhold.trade.adjudication import Filed
from fairhold.trade.deal import Deal
from fairhold.trade.dispute import Dispute
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import Side
from fairhold.trade.footing import GROUNDS, Footing, footing
from fairhold.trade.ground import DELIVERY, Ground
from fairhold.trade.inspection import BEFORE_SHIPMENT, Visit
from fairhold.trade.issue import (
    FACTS_OF,
    AnyFacts,
    Consent,
    Damaged,
    Deviation,
    Facts,
    Failed,
    Issue,
    Lateness,
    Lost,
    Papers,
    Short,
    Unpaid,
)
from fairhold.trade.order import Order
from fairhold.trade.proof import Evidence, Obstacle
from fairhold.trade.visits import lines_of

PLATFORM: Final = "platform"
"""Who made what the platform recorded."""

UNTOLD: Final[Mapping[type[Facts], AnyFacts]] = {
    Failed: Failed(),
    Deviation: Deviation(),
    Damaged: Damaged(out=0, inspected=0),
    Papers: Papers(),
    Unpaid: Unpaid(),
}
"""What is taken for found where the claimant told nothing: no more than that the ground is claimed."""


class Exhibited(msgspec.Struct, frozen=True, gc=False):
    """What the platform holds on one issue: the evidence, and the facts that it shows better than the claimant
    could.
    """

    evidence: tuple[Evidence, ...] = ()
    facts: AnyFacts | None = None
    obstacles: tuple[Obstacle, ...] = ()


def exhibit_id(number: int) -> str:
    """By what a finding cites a piece of evidence."""
    return f"E{number}"


def visit_id(number: int) -> str:
    """By what a finding cites the report of a visit."""
    return f"visit {number}"


class Look(msgspec.Struct, frozen=True, gc=False):
    """What is looked at: an order in dispute and its contract, on a day. `counts_as`: pieces of evidence, by number,
    that count otherwise than by their kind.
    """

    order: Order
    dispute: Dispute
    deal: Deal
    today: date
    counts_as: Mapping[int, EvidenceClass]


def issues(
    order: Order, deal: Deal, today: date, counts_as: Mapping[int, EvidenceClass] | None = None
) -> tuple[Issue, ...]:
    """Every ground of the open dispute on every line it is claimed on, as the record has it today."""
    dispute = order.dispute
    assert dispute is not None
    look = Look(order, dispute, deal, today, counts_as or {})
    found: list[Issue] = []
    for ground, line in dispute.points:
        told = next((one.facts for one in dispute.claims if (one.ground, one.line) == (ground, line)), None)
        if told is None and FACTS_OF[ground] is Short and line is None:
            found += [_issue(look, ground, i, None) for i in range(len(deal.lines))]
        else:
            found.append(_issue(look, ground, line, told))
    return tuple(found)


def known(order: Order, found: tuple[Issue, ...]) -> frozenset[str]:
    """Every piece of evidence that a finding may cite: what these issues have, filed or not for their ground."""
    dispute = order.dispute
    assert dispute is not None
    cited = {one.id for issue in found for one in issue.evidence}
    reported = {visit_id(visit.number) for visit in order.visits if visit.result is not None}
    return frozenset(cited | reported | {exhibit_id(one.number) for one in dispute.filed})


def _issue(look: Look, ground: Ground, line: int | None, told: AnyFacts | None) -> Issue:
    own = _of_delivery(look, ground) if ground in _DELIVERED else Exhibited()
    if ground == "non_payment":
        own = Exhibited((_record("balance", "supplier" if look.order.buyer_default_on else "buyer"),), Unpaid())
    seen = _of_visits(look, ground, line, told)
    brought = tuple(
        _exhibit(one, look.counts_as)
        for one in look.dispute.filed
        if ground in one.grounds and (line is None or one.line is None or one.line == line)
    )
    return Issue(
        ground=ground,
        line=line,
        facts=own.facts or seen.facts or told or _untold(ground),
        evidence=(*own.evidence, *seen.evidence, *brought),
        obstacles=seen.obstacles,
        silent=_silent(look.dispute),
    )


def _untold(ground: Ground) -> AnyFacts:
    kind = FACTS_OF[ground]
    return Short(missing=0) if kind is Short else UNTOLD[kind]


def _silent(dispute: Dispute) -> bool:
    """The respondent has never answered and brought nothing in a round of evidence that is over (R6)."""
    spoke = dispute.answered_on is not None or dispute.against in dispute.done
    return dispute.review_on is not None and not spoke and not any(one.by == dispute.against for one in dispute.filed)


def _exhibit(one: Filed, counts_as: Mapping[int, EvidenceClass]) -> Evidence:
    kind = counts_as.get(one.number, one.counts_as)
    return Evidence(id=exhibit_id(one.number), kind=kind, side=one.by, source=one.source, about=one.about)


# --- what the platform recorded --------------------------------------------------------------------------------------


def _record(what: str, side: Side, kind: EvidenceClass = "platform_record") -> Evidence:
    return Evidence(id=f"{PLATFORM} {what}", kind=kind, side=side, source=PLATFORM)


_DELIVERED: Final = DELIVERY | {"late_not_shipped"}


def _of_delivery(look: Look, ground: Ground) -> Exhibited:
    """Shipment, its day and delivery are on record, so the record proves them (4.7, E1, PP5, R7)."""
    order, dispute = look.order, look.dispute
    if ground == "not_received":
        delivered = (_record("delivery", "supplier", "issuer_document"),) if order.delivered_on else ()
        return Exhibited(delivered, Lost(clean_document=bool(order.consignments)))
    due = fulfilment.ship_due(order, dispute.day if ground == "late_not_shipped" else order.shipped_on or dispute.day)
    if due is None:
        return Exhibited((), Lateness(on=dispute.day, due=dispute.day))
    consents = _consents(order, dispute)
    if ground == "late_not_shipped":
        part = fulfilment.unshipped(order) if order.consignments else None
        facts = Lateness(on=max(look.today, due), due=due, consents=consents, part=part)
        return Exhibited((_record("shipment", "buyer"),), facts)
    late = [one for one in order.consignments if one.document.shipped_on > due]
    if not late:
        return Exhibited((_record("shipment", "supplier"),), Lateness(on=order.shipped_on or due, due=due))
    part = tuple(map(sum, zip(*(one.quantities for one in late), strict=True)))
    on = max(one.document.shipped_on for one in late)
    whole = len(late) == len(order.consignments)
    lateness = Lateness(on=on, due=due, consents=consents, part=None if whole else part)
    return Exhibited((_record("shipment", "buyer"),), lateness)


def _consents(order: Order, dispute: Dispute) -> tuple[Consent, ...]:
    """The buyer's yes to a later day, as far as messages on the record say so (R1, SC26)."""
    return tuple(
        Consent(one.agrees_to, standing(order, one.message)) for one in dispute.filed if one.agrees_to and one.message
    )


def standing(order: Order, message: int) -> EvidenceClass:
    """How a message of the thread counts against whoever wrote it: written here, acknowledged, or neither (O29, R8)."""
    outside = next((one for one in order.thread.outside if one.number == message), None)
    if outside is None:
        return "platform_message"
    return "acknowledged_message" if outside.answer == "acknowledged" else "outside_message"


# --- what inspectors found -------------------------------------------------------------------------------------------


def _of_visits(look: Look, ground: Ground, line: int | None, told: AnyFacts | None) -> Exhibited:
    """Reports speak for the side that they bear out, on what they looked at; the heaviest that bears out the claim
    gives its figures (R9). Access that was refused counts against whoever refused it (R10).
    """
    order, found = look.order, footing(look.deal, ground, line)
    evidence: list[Evidence] = []
    counted: list[tuple[int, int, AnyFacts]] = []
    for visit in order.visits:
        if visit.result is None or visit.judged is None or (line is not None and line not in lines_of(visit, order)):
            continue
        shown = _shown(order, visit, ground, line, found, told)
        if shown is None:
            continue
        kind = class_of(visit, found)
        side: Side = "supplier" if isinstance(shown, bool) else "buyer"
        early = visit.kind in BEFORE_SHIPMENT
        report = Evidence(
            id=visit_id(visit.number), kind=kind, side=side, source=visit.inspector, before_shipment=early
        )
        evidence.append(report)
        if not isinstance(shown, bool):
            counted.append((_RANK.index(kind), -visit.number, shown))
    obstacles = _obstacles(look) if ground in _GOODS else ()
    facts = min(counted, key=lambda one: one[:2])[2] if counted else None
    return Exhibited(tuple(evidence), facts, obstacles)


def _obstacles(look: Look) -> tuple[Obstacle, ...]:
    """Who stood in the way of an inspection: whoever has the goods and refused access, and whoever did not fund, took
    back or put off the one that was ordered (R10).
    """
    order = look.order
    found: list[Obstacle] = []
    for visit in order.visits:
        with_buyer = order.delivered_on is not None and visit.kind not in BEFORE_SHIPMENT
        if visit.ended == "access_refused":
            found.append(Obstacle("access_refused", "buyer" if with_buyer else "supplier"))
        elif visit.number in look.dispute.ordered and visit.ended in _BLOCKED:
            found.append(Obstacle("tie_break", _BLOCKED[visit.ended] or visit.payer))
    return tuple(found)


_BLOCKED: Final[Mapping[str, Side | None]] = {
    "fee_missing": None,
    "withdrawn": None,
    "sample_missing": "buyer",
    "buyer_changed_date": "buyer",
    "supplier_not_ready": "supplier",
    "supplier_changed_date": "supplier",
    "no_room": "supplier",
}
"""Ends of an ordered inspection that somebody has to answer for; None for whoever was to pay it."""

_RANK: Final[tuple[EvidenceClass, ...]] = (
    *("joint_inspection", "agreed_inspection", "laboratory"),
    *("report_invited", "report_to_standard", "report_own_standard"),
)
"""Classes of reports of visits, the one whose figures count before the others first."""
_GOODS: Final = frozenset(GROUNDS) - _DELIVERED - {"non_payment", "document_missing_or_false"}
"""Grounds on which looking at the goods tells something."""


def class_of(visit: Visit, found: Footing) -> EvidenceClass:
    """How the report of a visit counts: who was bound by it, to which standard, and whether the other side knew before
    (R8, standards 4.3).
    """
    if visit.agreed:
        return "agreed_inspection" if visit.kind in BEFORE_SHIPMENT else "joint_inspection"
    if visit.kind == "laboratory":
        return "laboratory"
    if not found.standard:
        return "report_own_standard"
    announced = visit.begun_at is not None and visit.begun_at.date() > visit.asked_on
    return "report_invited" if announced else "report_to_standard"


def _shown(
    order: Order, visit: Visit, ground: Ground, line: int | None, found: Footing, told: AnyFacts | None
) -> AnyFacts | bool | None:
    """What a report shows on a ground: facts of a breach, True for no breach, None if it says nothing about it."""
    judged = visit.judged
    assert judged is not None
    if ground == "pre_ship_quality":
        if not visit.agreed or visit.kind not in BEFORE_SHIPMENT or visit.result == "pending":
            return None
        return Failed(reworked=order.reworks > 0) if visit.result == "fail" else True
    if ground == "quantity_short":
        alone = visit.lines == (line,) or len(order.terms.lines) == 1
        return (Short(missing=visit.missing) if visit.missing else True) if alone and line is not None else None
    if ground == "function_appearance":
        return _defects(visit)
    if ground not in _GOODS or not found.pointer:
        return None
    out = [one for one in judged.deviations if _is_about(one.term, found)]
    if not out:
        return True if any(_is_about(term, found) for term in visit.looked_at) else None
    worst = max(out, key=lambda one: (Fraction(one.out, one.pieces), one.term))
    if FACTS_OF[ground] is Damaged:
        units = told if isinstance(told, Damaged) else UNTOLD[Damaged]
        assert isinstance(units, Damaged)
        return msgspec.structs.replace(units, packed_as_agreed=False)
    base = told if isinstance(told, Deviation) else Deviation()
    return msgspec.structs.replace(base, out=worst.out, inspected=worst.pieces)


def _defects(visit: Visit) -> Deviation | bool | None:
    """Units with a critical or major defect over those inspected; minor ones decide only whether the lot stands
    (R19).
    """
    judged = visit.judged
    assert judged is not None
    if not judged.tallies:
        return None
    if all(tally.accepted for tally in judged.tallies):
        return True
    n = max(tally.n for tally in judged.tallies)
    found = {tally.severity: tally for tally in judged.tallies}
    grave = sum(found[name].found for name in ("critical", "major") if name in found)
    critical = "critical" in found and not found["critical"].accepted
    return Deviation(out=min(grave, n), inspected=n, critical=critical)


def _is_about(term: str, found: Footing) -> bool:
    return term == found.pointer or term.startswith(f"{found.pointer}/")


def lateness_due(issue: Issue, order: Order, today: date) -> Issue:
    """The issue with the agreed day in it, where the contract counts it from a payment and nobody gave it."""
    facts = issue.facts
    if not isinstance(facts, Lateness) or facts.due is not None or order.terms.ship_by.on is not None:
        return issue
    due = fulfilment.ship_due(order, today)
    return msgspec.structs.replace(issue, facts=msgspec.structs.replace(facts, due=due or today))
