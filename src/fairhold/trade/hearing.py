"""How the dispute team comes to a ruling and what both sides may do about it: evidence, assignment, review, decision,
approval, appeal (D11-D16, D20-D28, D44, D46).

The recommendation is computed from the record and what was filed; a human decides with it, and says where it does not
stand and why. If nobody decides in time it takes effect by itself (D21, R13).
"""

from datetime import date

import msgspec

from fairhold.trade import award, fees, gates, inspection, negotiation, record, settlement, visits
from fairhold.trade.adjudication import (
    COUNTS_AS,
    HELD,
    AdjudicatorAssigned,
    Appeal,
    AppealWaived,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DecideAppeal,
    DeclareDone,
    DoneDeclared,
    EvidenceFiled,
    Exhibit,
    FileEvidence,
    InspectionOrdered,
    Judgement,
    MoreRequested,
    OrderInspection,
    Override,
    RequestMore,
    ReviewBegun,
    Ruling,
    RulingAppealed,
    RulingApproved,
    RulingUpheld,
    RulingWritten,
    WaiveAppeal,
    ruling_hash,
)
from fairhold.trade.course import Course
from fairhold.trade.deal import Deal, deal_of
from fairhold.trade.dispute import Dispute, Phase, phase
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.issue import Issue, Lateness, Lost
from fairhold.trade.order import Order
from fairhold.trade.policy import Policy
from fairhold.trade.proof import other
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.remedy import Kind, Remedy, Step, capped, fee_shifted
from fairhold.trade.ruling import Finding, rule_on, settle
from fairhold.trade.thread import author
from fairhold.trade.who import Role


class Recommended(msgspec.Struct, frozen=True, gc=False):
    """What the rules recommend on the record: each issue, the finding on it after one loss was counted once, how the
    total was reached, and the total in minor units.
    """

    issues: tuple[Issue, ...]
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    base: int
    total: int

    @property
    def on_return(self) -> int:
        """How much of it is for goods that go back."""
        back = sum(one.remedy.amount for one in self.findings if one.remedy.goods_back)
        return min(back, self.total)


# ----------------------------------------------------------------------------------------------------- recommendation


def recommend(order: Order, policy: Policy, today: date, last_word: bool = False) -> Recommended:
    """What the rules recommend in the open dispute. With `last_word` nothing more will come and burden decides what is
    open (R10, R13).
    """
    deal = deal_of(order.terms, order.fingerprint)
    return _conclude(order, policy, deal, _last(record.issues(order, deal, today), last_word))


def _last(issues: tuple[Issue, ...], last_word: bool) -> tuple[Issue, ...]:
    return tuple(msgspec.structs.replace(one, last_word=True) for one in issues) if last_word else issues


def _conclude(
    order: Order, policy: Policy, deal: Deal, issues: tuple[Issue, ...], overrides: tuple[Override, ...] = ()
) -> Recommended:
    """Findings on issues, what was overridden put in, one loss paid once, never more than was claimed on a ground or in
    all (R16, R23, I5).
    """
    dispute = order.dispute
    assert dispute is not None
    base = award.protected(order) + dispute.recovered
    findings = [_overridden(_claimed(rule_on(one, deal, base, policy), dispute), overrides) for one in issues]
    settlement = settle(findings, issues, deal, base)
    most = min(award.claimable_of(order, dispute.grounds), dispute.amount)
    if dispute.against == "buyer":
        most = settlement.total
    steps, total = settlement.steps, max(0, settlement.total - dispute.recovered)
    if dispute.recovered:
        steps = (*steps, Step("less what a chargeback gave the buyer", total))
    if total > most:
        steps = (*steps, Step("at most what is claimed and can still go back", most))
    return Recommended(issues, settlement.findings, steps, base, min(total, most))


def _claimed(finding: Finding, dispute: Dispute) -> Finding:
    """No ground brings more than was claimed on it."""
    for claim in dispute.claims:
        if (claim.ground, claim.line) == (finding.ground, finding.line) and claim.amount is not None:
            return msgspec.structs.replace(finding, remedy=capped(finding.remedy, claim.amount.minor))
    return finding


def _overridden(finding: Finding, overrides: tuple[Override, ...]) -> Finding:
    """The finding as whoever decides has it, with what was recommended in its arithmetic."""
    for one in overrides:
        if (one.ground, one.line) != (finding.ground, finding.line):
            continue
        steps = (
            Step("recommended", finding.remedy.amount),
            Step(f"decided otherwise ({one.code})", one.amount.minor),
        )
        kind: Kind = "refund_with_return" if one.goods_back else "price_reduction" if one.amount.minor else "nothing"
        remedy = Remedy(kind, one.amount.minor, finding.remedy.currency, one.goods_back, steps)
        outcome = "upheld" if one.amount.minor else "denied"
        return msgspec.structs.replace(finding, outcome=outcome, remedy=remedy, alternatives=())
    return finding


# ----------------------------------------------------------------------------------------------------------- evidence


def file_evidence(command: FileEvidence, c: Course) -> Refused | None:
    """D12: hash, kind and grounds; both sides see it at once."""
    fault = _check_exhibit(command.exhibit, c, "/exhibit")
    if fault:
        return fault
    _file(c, command.exhibit)
    return None


def _check_exhibit(one: Exhibit, c: Course, at: str) -> Refused | None:
    dispute, side = _open(c), c.side
    if sum(other.by == side for other in dispute.filed) >= c.policy.evidence_items_max:
        detail = f"A side brings at most {c.policy.evidence_items_max} pieces of evidence."
        return refuse("evidence_full", detail, "policy evidence_items_max", pointer=at)
    if not set(one.grounds) <= set(dispute.grounds):
        return refuse("ground_not_claimed", "Name grounds of this dispute.", "D12", pointer=f"{at}/grounds")
    lines = len(c.order.terms.lines)
    if one.line is not None and one.line >= lines:
        return refuse("line_unknown", f"The contract has {lines} lines, from 0.", "D12", pointer=f"{at}/line")
    fault = _check_content(one, c, at)
    if fault:
        return fault
    same = (one.kind, one.sha256 or "", one.message or 0, one.grounds, one.line, one.about)
    if any((f.kind, f.sha256, f.message, f.grounds, f.line, f.about) == same and f.by == side for f in dispute.filed):
        return refuse("already_so", "You have brought this.", "D12", pointer=at)
    return None


def _check_content(one: Exhibit, c: Course, at: str) -> Refused | None:
    thread, terms = c.order.thread, c.order.terms
    if one.kind not in HELD and one.sha256 is None:
        return refuse("evidence_incomplete", "Name its content by SHA-256.", "D12, 4.8", pointer=f"{at}/sha256")
    if one.kind == "listing" and terms.listing is None:
        return refuse("evidence_incomplete", "The contract holds no listing.", "S72", pointer=f"{at}/kind")
    if one.kind == "thread_message" and not 0 < (one.message or 0) <= thread.count:
        return refuse("message_unknown", f"The thread has {thread.count} messages.", "D12", pointer=f"{at}/message")
    if one.agrees_to is not None and (one.kind != "thread_message" or author(thread, one.message or 0) != "buyer"):
        detail = "A later day is agreed to by a message of the buyer's."
        return refuse("consent_not_shown", detail, "R1", pointer=f"{at}/agrees_to")
    return None


def _file(c: Course, one: Exhibit) -> None:
    dispute = _open(c)
    kind, source = _standing(one, c)
    c.then(
        EvidenceFiled(
            number=len(dispute.filed) + 1,
            by=c.side,
            exhibit=one,
            counts_as=kind,
            source=source,
            person=c.who.person,
            day=c.day,
        )
    )


def _standing(one: Exhibit, c: Course) -> tuple[EvidenceClass, str]:
    """How a piece counts at first, and who made it. One's own words in the thread prove no more than that one wrote
    them.
    """
    if one.kind == "thread_message":
        writer = author(c.order.thread, one.message or 0)
        return (record.standing(c.order, one.message or 0) if writer != c.side else "statement"), writer
    if one.kind == "listing":
        return "listing_snapshot", "listing"
    return COUNTS_AS.get(one.kind, "statement"), one.made_by.strip().casefold() or c.side


def declare_done(command: DeclareDone, c: Course) -> Refused | None:
    """D13: when both have nothing more, the case is reviewed."""
    dispute = _open(c)
    if c.side in dispute.done:
        return refuse("already_so", "You have said so in this round.", "D13")
    c.then(DoneDeclared(by=c.side, person=c.who.person, day=c.day))
    if other(c.side) in dispute.done:
        c.then(ReviewBegun(day=c.day))
    return None


def close_round(c: Course) -> None:
    """D14, D15: the time for evidence is over."""
    dispute = _open(c)
    if c.policy.evidence_silence == "lapse" and not any(one.by == dispute.by for one in dispute.filed):
        award.end_without(c, "lapsed")
    else:
        c.then(ReviewBegun(day=c.day))


def assign_adjudicator(command: AssignAdjudicator, c: Course) -> Refused | None:
    """D11: to somebody without a tie to either side; an appeal to nobody who had a part in the ruling (D26)."""
    dispute = _open(c)
    if not command.no_ties:
        return refuse("tie_to_a_party", "Give the case to somebody without a tie.", "D11", pointer="/no_ties")
    fault = gates.tied(command.person, c)
    if phase(dispute) == Phase.APPEAL_REVIEW:
        fault = gates.had_a_part(command.person, c) or fault
    if fault:
        return msgspec.structs.replace(fault, pointer="/person")
    if command.person == dispute.adjudicator:
        return refuse("already_so", f"{command.person} has the case.", "D11", pointer="/person")
    c.then(AdjudicatorAssigned(person=command.person, assigned_by=c.who.person, day=c.day))
    if phase(dispute) == Phase.ESCALATED:
        negotiation.begin_round(c)
    return None


def request_more(command: RequestMore, c: Course) -> Refused | None:
    """D16."""
    dispute = _open(c)
    if dispute.round >= c.policy.evidence_rounds_max:
        detail = f"There were {dispute.round} rounds of evidence; that is the most."
        return refuse("rounds_used_up", detail, "D16, policy evidence_rounds_max", allowed=("decide",))
    c.then(MoreRequested(question=command.question, person=c.who.person, day=c.day))
    negotiation.begin_round(c)
    return None


# ----------------------------------------------------------------------------------------------------------- decision


def order_inspection(command: OrderInspection, c: Course) -> Refused | None:
    """D17, R10: both sides are bound by it; the claimant fronts the fee, and both may object to a plan for 24 hours."""
    fault = visits.order_visit(c, command.lines, command.inspector_days, _open(c).claimant)
    if fault:
        return fault
    number = c.order.visits[-1].number
    c.then(InspectionOrdered(visit=number, question=command.question, person=c.who.person, day=c.day))
    return None


def give_up_inspection(c: Course) -> None:
    """D19: its time is over; the unspent fee goes back, and whoever stood in the way bears it (R10)."""
    visit = inspection.find(c.order.visits, _open(c).ordered[-1])
    assert visit is not None
    fees.end(c, visit, "fee_missing" if visit.held < visit.fee else "inspector_missed")
    settlement.return_credit(c)


def decide(command: Decide, c: Course) -> Refused | None:
    """D20: above `four_eyes_amount_minor` a second person has to approve it."""
    ruling = _judged(command, c)
    if isinstance(ruling, Refused):
        return ruling
    waits = ruling.total > c.policy.four_eyes_amount_minor.get(c.order.currency, 0)
    _write(c, ruling, by_hand=True, waits=waits)
    return None


def approve_ruling(command: ApproveRuling, c: Course) -> Refused | None:
    """D20, I11: this very ruling, by somebody else without a tie."""
    decided = _open(c).decided
    assert decided is not None
    if command.sha256 != decided.sha256:
        return refuse("ruling_changed", "Another ruling waits for approval.", "D20, I11", pointer="/sha256")
    c.then(RulingApproved(sha256=decided.sha256, person=c.who.person, day=c.day))
    return None


def decide_by_time(c: Course) -> None:
    """D21, R13: nobody has decided, so the recommendation takes effect."""
    settlement.call_off_ordered(c)
    found = recommend(c.order, c.policy, c.day, last_word=True)
    _write(c, _ruling(c, found, Decide()), by_hand=False)


def _judged(command: Judgement, c: Course) -> Ruling | Refused:
    """The ruling that follows from what whoever decides has found."""
    order, dispute = c.order, _open(c)
    counts_as: dict[int, EvidenceClass] = {}
    for i, one in enumerate(command.weighed):
        if one.exhibit > len(dispute.filed):
            detail = f"{len(dispute.filed)} pieces of evidence were filed."
            return refuse("evidence_unknown", detail, "D20", pointer=f"/weighed/{i}/exhibit")
        counts_as[one.exhibit] = one.counts_as
    deal = deal_of(order.terms, order.fingerprint)
    issues = record.issues(order, deal, c.day, counts_as)
    fault = _check_issues(command, issues, c)
    if fault:
        return fault
    found = [record.lateness_due(one, order, dispute.day) for one in command.issues]
    left = [one for one in issues if not any(_replaces(new, one) for new in found)]
    issues = _last((*left, *found), last_word=True)
    fault = _check_overrides(command, issues, c)
    if fault:
        return fault
    return _ruling(c, _conclude(order, c.policy, deal, issues, command.overrides), command)


def _replaces(new: Issue, old: Issue) -> bool:
    """What is found on a line, or on the whole order, takes the place of what was claimed on it."""
    return new.ground == old.ground and (old.line is None or new.line in (None, old.line))


def _check_issues(command: Judgement, issues: tuple[Issue, ...], c: Course) -> Refused | None:
    dispute, lines = _open(c), len(c.order.terms.lines)
    cited, seen = record.known(c.order, issues), set()
    for i, one in enumerate(command.issues):
        at = f"/issues/{i}"
        if one.ground not in dispute.grounds:
            return refuse("ground_not_claimed", f"{one.ground} is not claimed.", "D20", pointer=f"{at}/ground")
        if one.line is not None and one.line >= lines:
            return refuse("line_unknown", f"The contract has {lines} lines, from 0.", "D20", pointer=f"{at}/line")
        if (one.ground, one.line) in seen:
            return refuse("claim_twice", f"{one.ground} is decided before.", "D20", pointer=at)
        seen.add((one.ground, one.line))
        if not {piece.id for piece in one.evidence} <= cited:
            detail = "Cite evidence that is on the record of this dispute."
            return refuse("evidence_unknown", detail, "D20", pointer=f"{at}/evidence")
        part = one.facts.part if isinstance(one.facts, Lateness | Lost) else None
        if part is not None and len(part) != lines:
            return refuse("quantities_wrong", f"Give {lines} quantities.", "R16", pointer=f"{at}/facts/part")
    return None


def _check_overrides(command: Judgement, issues: tuple[Issue, ...], c: Course) -> Refused | None:
    points, share = {(one.ground, one.line) for one in issues}, c.order.terms.kept_share
    most = award.protected(c.order)
    if _open(c).against == "buyer":
        most = share.minor if share else 0
    for i, one in enumerate(command.overrides):
        at = f"/overrides/{i}"
        if (one.ground, one.line) not in points:
            detail = f"There is no finding on {one.ground} there."
            return refuse("finding_unknown", detail, "D20", pointer=at)
        if one.amount.currency != c.order.currency:
            return refuse("wrong_currency", f"The order is in {c.order.currency}.", "A15", pointer=f"{at}/amount")
        if one.amount.minor > most:
            detail = f"At most {most} minor units can be awarded."
            return refuse("claim_above_cover", detail, "4.7, I5", pointer=f"{at}/amount/amount")
    return None


def _ruling(c: Course, found: Recommended, command: Judgement) -> Ruling:
    dispute = _open(c)
    return Ruling(
        contract=c.order.fingerprint,
        policy_version=c.order.policy_version,
        base=found.base,
        claimed=dispute.amount,
        issues=found.issues,
        findings=found.findings,
        weighed=command.weighed,
        overrides=command.overrides,
        steps=found.steps,
        total=found.total,
        on_return=found.on_return,
        shifted=_shifted(c, found),
        note=command.note,
    )


def _shifted(c: Course, found: Recommended) -> int:
    """What the supplier bears of the fees that the buyer paid for the reports that a proven ground cites: in proportion
    of awarded to claimed (R26, SC34).
    """
    dispute = _open(c)
    visits_paid = {record.visit_id(v.number): v.fee for v in c.order.visits if v.payer == "buyer"}
    borne: dict[str, int] = {}
    for issue, finding in zip(found.issues, found.findings, strict=True):
        for one in issue.evidence:
            if finding.fee_shift and one.side == "buyer" and one.id in visits_paid:
                borne[one.id] = fee_shifted(visits_paid[one.id], found.total, dispute.amount, one.kind)
    return sum(borne.values())


def _write(c: Course, ruling: Ruling, by_hand: bool, waits: bool = False, on_appeal: bool = False) -> None:
    c.then(
        RulingWritten(
            ruling=ruling,
            sha256=ruling_hash(ruling),
            currency=c.order.currency,
            by=c.who.role if by_hand else Role.CLOCK,
            person=c.who.person if by_hand else "",
            waits=waits,
            on_appeal=on_appeal,
            day=c.day,
        )
    )


# ------------------------------------------------------------------------------------------------------------- appeal


def appeal(command: Appeal, c: Course) -> Refused | None:
    """D22: once, with new evidence or by naming the rule that was got wrong."""
    decided = _open(c).decided
    assert decided is not None
    if not command.exhibits and not command.rule:
        detail = "Bring new evidence, or name the rule that was got wrong."
        return refuse("appeal_unfounded", detail, "D22", pointer="/rule")
    if command.rule and command.rule not in decided.rules:
        detail = f"The ruling rests on {', '.join(decided.rules)}."
        return refuse("appeal_unfounded", detail, "D22", pointer="/rule")
    for i, one in enumerate(command.exhibits):
        fault = _check_exhibit(one, c, f"/exhibits/{i}")
        if fault:
            return fault
        _file(c, one)
    c.then(RulingAppealed(by=c.side, reason=command.reason, rule=command.rule, person=c.who.person, day=c.day))
    return None


def waive_appeal(command: WaiveAppeal, c: Course) -> Refused | None:
    """D46: when both sides live with it, the ruling is carried out at once."""
    dispute = _open(c)
    if c.side in dispute.waived:
        return refuse("already_so", "You have said so.", "D46")
    c.then(AppealWaived(by=c.side, person=c.who.person, day=c.day))
    if other(c.side) in dispute.waived:
        award.carry_out_ruling(c)
    return None


def decide_appeal(command: DecideAppeal, c: Course) -> Refused | None:
    """D26-D28: by somebody who had no part in the ruling; it is final and carried out at once."""
    if command.stands:
        c.then(RulingUpheld(by=c.who.role, note=command.note, person=c.who.person, day=c.day))
    else:
        ruling = _judged(command, c)
        if isinstance(ruling, Refused):
            return ruling
        _write(c, ruling, by_hand=True, on_appeal=True)
    award.carry_out_ruling(c)
    return None


def uphold_silently(c: Course) -> None:
    """D44: nobody decided the appeal in time, and the first ruling stands."""
    c.then(RulingUpheld(by=Role.CLOCK, note="", person="", day=c.day))
    award.carry_out_ruling(c)


# -------------------------------------------------------------------------------------------------------------- steps


def _open(c: Course) -> Dispute:
    assert c.order.dispute is not None
    return c.order.dispute
