"""Evidence, assignment, review, decision, approval and appeal of a dispute (D11-D16, D20-D28, D44, D46)."""

from datetime import date
from typing import Any

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.adjudication import (
    Appeal,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DecideAppeal,
    DeclareDone,
    FileEvidence,
    OrderInspection,
    Override,
    RequestMore,
    RulingUpheld,
    RulingWritten,
    WaiveAppeal,
    Weighed,
    ruling_hash,
)
from fairhold.trade.dispute import AcceptClaim, Claimed, OpenDispute, Phase, RejectClaim, WithdrawDispute, phase
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.fulfilment import ShipPart
from fairhold.trade.goods_return import WaiveReturn
from fairhold.trade.hearing import recommend
from fairhold.trade.inspection import BeginVisit, SettleInspector, SubmitReport
from fairhold.trade.issue import Deviation, Issue, Lateness, Short
from fairhold.trade.order import Order, Stage
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.proof import Evidence
from fairhold.trade.report import Judged, Tally
from fairhold.trade.terms import Line
from fairhold.trade.thread import AcknowledgeMessage, FileOutsideMessage, PostMessage
from fairhold.trade.who import Role, Who
from trade.playing import (
    ADJUDICATOR,
    BANK,
    BUYER,
    INSPECTOR,
    LEAD,
    SECOND_ADJUDICATOR,
    SEED,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    confirmation,
    document,
    money,
    report,
    usd,
)
from trade.quarrels import (
    answered,
    claim,
    everything,
    exhibit,
    facts,
    heard,
    judging,
    reviewed,
    ruled,
    whole_claim,
)

FUNDED = (
    *(Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE, Stage.READY_TO_SHIP),
    *(Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED),
)
DEAD = Claimed(ground="function_appearance", facts=Deviation(out=60, inspected=200))
"""60 of 200 are dead (SC29)."""
NOBODY = Who(Role.ADJUDICATOR, 0, "")


def dead(**given: Any) -> tuple[Play, int]:
    """The buyer claims 30,000 of 80,000 because 60 of 200 microphones are dead; the supplier denies it."""
    return answered(30_000, "function_appearance", claims=(DEAD,), **given)


def ruling(play: Play, order: int) -> RulingWritten:
    """The last ruling."""
    found = [event for event in play.streams[order] if isinstance(event, RulingWritten)]
    return found[-1]


# ----------------------------------------------------------------------------------------------- evidence (D12-D16)


def test_evidence_is_brought_from_the_opening_on_and_the_other_side_s_counts_apart() -> None:
    """D12, S56, 4.8: who brought it, how it counts at first, who made it."""
    play, order = dead()
    play.done(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), BUYER)
    report = exhibit("inspection_report", "function_appearance", made_by=" Bureau Veritas ", sha256="cd" * 32)
    play.done(order, FileEvidence(exhibit=report), SUPPLIER)
    one, two = facts(play, order).filed
    assert (one.number, one.by, one.counts_as, one.source) == (1, "buyer", "photo", "buyer")
    assert (two.number, two.by, two.counts_as, two.source) == (2, "supplier", "report_own_standard", "bureau veritas")


@pytest.mark.parametrize(
    ("sender", "filed_by", "acknowledged", "counts_as"),
    [
        ("supplier", None, False, "platform_message"),
        ("buyer", None, False, "statement"),
        ("supplier", "buyer", False, "outside_message"),
        ("supplier", "buyer", True, "acknowledged_message"),
        ("buyer", "buyer", True, "statement"),
    ],
)
def test_a_message_counts_by_who_wrote_it_and_whether_it_was_acknowledged(
    sender: Any, filed_by: str | None, acknowledged: bool, counts_as: EvidenceClass
) -> None:
    """O29, E4, E5, E8, R8: one's own words show no more than that one wrote them."""
    play, order = dead()
    if filed_by is None:
        play.done(order, PostMessage(text="24k gold plated, yes."), SUPPLIER if sender == "supplier" else BUYER)
    else:
        filed = FileOutsideMessage(channel="whatsapp", sender=sender, sent_on=date(2019, 6, 1), text="Gold, yes.")
        play.done(order, filed, BUYER)
        if acknowledged:
            play.done(order, AcknowledgeMessage(message=1), SUPPLIER)
    play.done(order, FileEvidence(exhibit=exhibit("thread_message", "function_appearance", message=1)), BUYER)
    (one,) = facts(play, order).filed
    assert (one.counts_as, one.source) == (counts_as, sender)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"grounds": ("colour",)}, "ground_not_claimed"),
        ({"line": 7}, "line_unknown"),
        ({"sha256": None}, "evidence_incomplete"),
        ({"kind": "listing", "sha256": None}, "evidence_incomplete"),
        ({"kind": "thread_message", "message": 3}, "message_unknown"),
        ({"agrees_to": date(2019, 8, 20)}, "consent_not_shown"),
    ],
)
def test_evidence_that_does_not_fit_is_refused(given: dict[str, Any], code: str) -> None:
    """D12."""
    play, order = dead()
    told = {"kind": "photo", "grounds": ("function_appearance",)} | given
    kind = told.pop("kind")
    grounds = told.pop("grounds")
    assert play.refused(order, FileEvidence(exhibit=exhibit(kind, *grounds, **told)), BUYER) == code


def test_the_same_piece_is_not_brought_twice_and_no_more_than_the_policy_takes() -> None:
    """`evidence_items_max`."""
    play, order = dead(policy=Policy(evidence_items_max=2))
    play.done(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), BUYER)
    assert play.refused(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), BUYER) == "already_so"
    play.done(order, FileEvidence(exhibit=exhibit("video", "function_appearance")), BUYER)
    assert (
        play.refused(order, FileEvidence(exhibit=exhibit("receipt", "function_appearance")), BUYER) == "evidence_full"
    )
    play.done(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), SUPPLIER)


def test_the_case_is_reviewed_when_both_sides_have_nothing_more() -> None:
    """D11, D13."""
    play, order = dead()
    heard(play, order)
    assert (phase(facts(play, order)), facts(play, order).round) == (Phase.EVIDENCE, 1)
    play.done(order, DeclareDone(), BUYER)
    assert play.refused(order, DeclareDone(), BUYER) == "already_so"
    assert phase(facts(play, order)) == Phase.EVIDENCE
    play.done(order, DeclareDone(), SUPPLIER)
    assert phase(facts(play, order)) == Phase.REVIEW
    assert play.refused(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), BUYER) == "wrong_phase"


def test_silence_closes_the_record_after_five_days() -> None:
    """D14: opened on 06-03, escalated on 06-10, evidence until 06-16, decided on the record."""
    play, order = dead()
    heard(play, order)
    assert play.deadlines(order)["evidence_ttl"] == date(2019, 6, 16)
    play.walk(order, "2019-06-17")
    assert phase(facts(play, order)) == Phase.REVIEW
    assert play.deadlines(order)["decision_sla"] == date(2019, 6, 21)
    assert play.deadlines(order)["dispute_max"] == date(2019, 7, 18)


@pytest.mark.parametrize("brought", [False, True])
def test_a_claimant_without_evidence_loses_where_silence_lapses(brought: bool) -> None:
    """D15, O25, M17: the money is no longer frozen and the order goes on."""
    play, order = dead(policy=PRESETS["alibaba_2018"])
    if brought:
        play.done(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), BUYER)
    heard(play, order)
    play.walk(order, "2019-06-17")
    if brought:
        assert phase(facts(play, order)) == Phase.REVIEW
    else:
        assert (play.orders[order].dispute, play.stage(order)) == (None, Stage.DELIVERED)
        assert play.orders[order].past[-1].outcome == "lapsed"
        assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


def test_a_second_round_of_evidence_is_the_last() -> None:
    """D16, `evidence_rounds_max`."""
    play, order = dead()
    reviewed(play, order)
    play.done(order, RequestMore(question="How were the 200 chosen?"), ADJUDICATOR)
    assert (phase(facts(play, order)), facts(play, order).round, facts(play, order).done) == (Phase.EVIDENCE, 2, ())
    play.done(order, DeclareDone(), BUYER)
    play.done(order, DeclareDone(), SUPPLIER)
    assert play.refused(order, RequestMore(question="And?"), ADJUDICATOR) == "rounds_used_up"


# ---------------------------------------------------------------------------------------------------- who (D11, 4.2)


def test_a_case_goes_to_somebody_without_a_tie() -> None:
    """D11: `bea` asked for the buyer."""
    play, order = dead()
    play.walk(order, "2019-06-11")
    assert play.refused(order, AssignAdjudicator(person="ada", no_ties=False), LEAD) == "tie_to_a_party"
    assert play.refused(order, AssignAdjudicator(person=BUYER.person, no_ties=True), LEAD) == "tie_to_a_party"
    assert play.refused(order, AssignAdjudicator(person="ada", no_ties=True), ADJUDICATOR) == "role_not_allowed"
    play.done(order, AssignAdjudicator(person="ada", no_ties=True), LEAD)
    assert play.refused(order, AssignAdjudicator(person="ada", no_ties=True), LEAD) == "already_so"
    play.done(order, AssignAdjudicator(person="cleo", no_ties=True), LEAD)
    assert (facts(play, order).adjudicator, facts(play, order).round) == ("cleo", 1)


def test_only_whoever_has_the_case_decides_it() -> None:
    """4.2."""
    play, order = dead()
    reviewed(play, order)
    assert play.refused(order, Decide(), SECOND_ADJUDICATOR) == "not_your_case"
    assert play.refused(order, Decide(), NOBODY) == "person_missing"
    assert play.refused(order, Decide(), BUYER) == "role_not_allowed"


def test_a_case_without_an_adjudicator_waits_for_one() -> None:
    """D11: evidence begins by itself after two business days."""
    play, order = dead()
    play.walk(order, "2019-06-20")
    assert phase(facts(play, order)) == Phase.REVIEW
    assert play.refused(order, Decide(), ADJUDICATOR) == "not_your_case"


def test_a_ruling_is_approved_by_the_lead_or_by_whom_the_lead_gives_the_case() -> None:
    """D20, 4.2: not by every person with the role."""
    play, order = dead()
    reviewed(play, order)
    play.done(order, everything(play, order, 10_000_01), ADJUDICATOR)
    approval = ApproveRuling(sha256=ruling(play, order).sha256)
    assert play.refused(order, approval, SECOND_ADJUDICATOR) == "not_your_case"
    play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
    assert play.refused(order, approval, ADJUDICATOR) == "not_your_case"
    play.done(order, approval, SECOND_ADJUDICATOR)
    assert facts(play, order).decided.people == ("ada", "dora")


def test_an_appeal_is_heard_by_the_lead_or_by_whom_the_lead_gives_it() -> None:
    """D26, 4.2: to nobody who had a part in the ruling."""
    play, order = dead()
    ruled(play, order)
    assert play.refused(order, AssignAdjudicator(person="dora", no_ties=True), LEAD) == "wrong_phase"
    play.done(order, Appeal(reason="No.", rule="R-BURDEN-1"), BUYER)
    assert play.refused(order, DecideAppeal(stands=True), SECOND_ADJUDICATOR) == "not_your_case"
    before = play.orders[order]
    assert play.refused(order, AssignAdjudicator(person="ada", no_ties=True), LEAD) == "second_person_needed"
    assert play.refused(order, AssignAdjudicator(person=BUYER.person, no_ties=True), LEAD) == "tie_to_a_party"
    assert play.orders[order] == before
    play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
    assert phase(facts(play, order)) == Phase.APPEAL_REVIEW
    assert play.deadlines(order)["appeal_sla"] == date(2019, 6, 18)
    play.done(order, DecideAppeal(stands=True), SECOND_ADJUDICATOR)
    assert play.orders[order].past[-1].outcome == "rejected"


# -------------------------------------------------------------------------------------------------- decision (D20)


def test_a_ruling_has_a_finding_with_clause_evidence_and_rule_for_every_ground() -> None:
    """D20, standards 4.2: nothing was proven, so the burden decides against the buyer (A23)."""
    play, order = dead()
    ruled(play, order)
    one = ruling(play, order)
    (finding,) = one.ruling.findings
    assert (finding.outcome, finding.rule, finding.evidence) == ("denied", "R-BURDEN-1", ("contract",))
    assert finding.clause.says == "no clause on how good the goods must be; the default standard applies"
    assert (one.ruling.contract, one.ruling.total) == (play.orders[order].fingerprint, 0)
    assert (one.by, one.person, one.waits, one.on_appeal) == ("adjudicator", "ada", False, False)
    assert one.sha256 == ruling_hash(one.ruling)
    assert phase(facts(play, order)) == Phase.DECIDED


def laboratory(play: Play, order: int) -> None:
    """The buyer brings a laboratory's report, which counts little until its custody is shown."""
    report = exhibit("laboratory_report", "function_appearance", made_by="Intertek")
    play.done(order, FileEvidence(exhibit=report), BUYER)


def test_evidence_that_is_found_to_weigh_more_turns_the_finding() -> None:
    """SC29, R8: 60 of 200, line 80,000: 30 %, 24,000.00, which a second person has to approve."""
    play, order = dead()
    laboratory(play, order)
    reviewed(play, order)
    weighed = Weighed(exhibit=1, counts_as="laboratory", reason="Seal 7 was whole when the laboratory opened it.")
    play.done(order, Decide(weighed=(weighed,)), ADJUDICATOR)
    one = ruling(play, order)
    (finding,) = one.ruling.findings
    assert (finding.outcome, finding.rule, finding.evidence) == ("upheld", "R-WGT-1", ("contract", "E1"))
    assert (finding.claimant_bp, finding.remedy.amount, finding.remedy.goods_back) == (8_500, 24_000_00, False)
    assert (one.waits, phase(facts(play, order))) == (True, Phase.REVIEW)
    play.done(order, ApproveRuling(sha256=one.sha256), LEAD)
    play.walk(order, "2019-06-19")
    assert play.money(order) == {
        "buy:refund": 24_000_00,
        "ord:escrow:initial": 1_000_00,
        "ord:escrow:balance": 55_000_00,
    }
    assert (play.stage(order), play.orders[order].past[-1].outcome) == (Stage.DELIVERED, "ruled")


def test_an_override_is_kept_with_its_reason_and_what_was_recommended() -> None:
    """D20, standards 4.2."""
    play, order = dead()
    award = Override(
        ground="function_appearance", amount=usd(5_000), code="equity", reason="Both sides tested carelessly."
    )
    ruled(play, order, Decide(overrides=(award,)))
    one = ruling(play, order).ruling
    assert one.overrides == (award,)
    (finding,) = one.findings
    assert (finding.outcome, finding.remedy.amount) == ("upheld", 5_000_00)
    assert [(step.words, step.figure) for step in finding.remedy.steps] == [
        ("recommended", 0),
        ("decided otherwise (equity)", 5_000_00),
    ]
    assert one.total == 5_000_00


def test_what_is_found_on_a_line_takes_the_place_of_what_was_claimed() -> None:
    """D20, R16, SC28: 20 of 2,000 spatulas are missing, line 80,000: 800.00."""
    play, order = answered(2_000, "quantity_short")
    ruled(play, order, Decide(issues=(Issue(ground="quantity_short", line=0, facts=Short(missing=3)),)))
    (finding,) = ruling(play, order).ruling.findings
    assert (finding.ground, finding.line, finding.outcome, finding.rule) == (
        "quantity_short",
        0,
        "denied",
        "R-BURDEN-1",
    )


SEEN = Evidence(id="E1", kind="laboratory", side="buyer", source="Intertek")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Decide(weighed=(Weighed(exhibit=1, counts_as="laboratory", reason="So."),)), "evidence_unknown"),
        (Decide(issues=(Issue(ground="colour", facts=Deviation()),)), "ground_not_claimed"),
        (Decide(issues=(Issue(ground="function_appearance", line=4, facts=Deviation()),)), "line_unknown"),
        (Decide(issues=(Issue(ground="function_appearance", facts=Deviation()),) * 2), "claim_twice"),
        (
            Decide(issues=(Issue(ground="function_appearance", facts=Deviation(), evidence=(SEEN,)),)),
            "evidence_unknown",
        ),
        (Decide(overrides=(Override(ground="colour", amount=usd(1), code="facts", reason="So."),)), "finding_unknown"),
        (
            Decide(overrides=(Override(ground="function_appearance", amount=usd(80_001), code="facts", reason="So."),)),
            "claim_above_cover",
        ),
        (
            Decide(
                overrides=(Override(ground="function_appearance", amount=money(1, "EUR"), code="facts", reason="So."),)
            ),
            "wrong_currency",
        ),
    ],
)
def test_a_decision_that_does_not_rest_on_the_record_is_refused(command: Decide, code: str) -> None:
    """D20."""
    play, order = dead()
    reviewed(play, order)
    assert play.refused(order, command, ADJUDICATOR) == code


def test_a_part_that_is_found_late_names_every_line() -> None:
    """R16."""
    play, order = answered(2_000, "late_shipped")
    reviewed(play, order)
    late = Issue(ground="late_shipped", facts=Lateness(on=date(2019, 9, 1), part=(1, 1, 1)))
    assert play.refused(order, Decide(issues=(late,)), ADJUDICATOR) == "quantities_wrong"


# ------------------------------------------------------------------------------------------- four eyes (D20, I11)


def test_a_second_person_approves_exactly_the_ruling_that_waits() -> None:
    """D20, I11: 10,000.00 needs nobody, 10,000.01 does; the decision can be changed until it is approved."""
    play, order = dead()
    reviewed(play, order)
    play.done(order, everything(play, order, 10_000_01), ADJUDICATOR)
    first = ruling(play, order).sha256
    assert play.refused(order, ApproveRuling(sha256=first), ADJUDICATOR) == "second_person_needed"
    assert play.refused(order, ApproveRuling(sha256=first), Who(Role.DISPUTE_LEAD, 0, BUYER.person)) == "tie_to_a_party"
    assert play.refused(order, ApproveRuling(sha256=first), Who(Role.DISPUTE_LEAD)) == "person_missing"
    play.done(order, everything(play, order, 10_000_02), ADJUDICATOR)
    assert play.refused(order, ApproveRuling(sha256=first), LEAD) == "ruling_changed"
    play.done(order, ApproveRuling(sha256=ruling(play, order).sha256), LEAD)
    assert phase(facts(play, order)) == Phase.DECIDED
    assert facts(play, order).decided.people == ("ada", "lea")
    assert play.refused(order, ApproveRuling(sha256=first), SECOND_ADJUDICATOR) == "no_ruling_waits"


def test_an_award_up_to_the_threshold_needs_nobody_else() -> None:
    """`four_eyes_amount_minor`."""
    play, order = dead()
    reviewed(play, order)
    play.done(order, everything(play, order, 10_000_00), ADJUDICATOR)
    assert phase(facts(play, order)) == Phase.DECIDED
    assert play.refused(order, Decide(), ADJUDICATOR) == "wrong_phase"


# --------------------------------------------------------------------------------------------- the hard end (D21)


def test_what_nobody_decides_is_decided_on_day_45() -> None:
    """D21, R13: opened on 06-03, ruled on 07-18 by the clock, carried out after the time to appeal."""
    play, order = dead()
    play.walk(order, "2019-07-19")
    one = ruling(play, order)
    assert (one.by, one.person, one.day, one.waits) == ("clock", "", date(2019, 7, 18), False)
    assert play.deadlines(order) == {"auto_confirm": None, "appeal_ttl": date(2019, 7, 25)}
    play.walk(order, "2019-07-26")
    assert (play.orders[order].dispute, play.orders[order].past[-1].outcome) == (None, "rejected")


def test_a_ruling_that_nobody_approves_gives_way_to_the_recommendation() -> None:
    """D21."""
    play, order = dead()
    reviewed(play, order)
    play.done(order, everything(play, order, 30_000_00), ADJUDICATOR)
    play.walk(order, "2019-07-19")
    assert (ruling(play, order).by, ruling(play, order).ruling.total) == ("clock", 0)


def test_a_dispute_may_be_withdrawn_until_it_is_decided() -> None:
    """D40."""
    play, order = dead()
    reviewed(play, order)
    play.done(order, WithdrawDispute(), BUYER)
    assert play.orders[order].dispute is None
    play, order = dead()
    ruled(play, order)
    assert play.refused(order, WithdrawDispute(), BUYER) == "wrong_phase"


# --------------------------------------------------------------------------------- appeal and execution (D22-D28)


def test_an_appeal_names_new_evidence_or_a_rule_of_the_ruling() -> None:
    """D22: by either side, once."""
    play, order = dead()
    ruled(play, order)
    assert play.refused(order, Appeal(reason="No."), BUYER) == "appeal_unfounded"
    assert play.refused(order, Appeal(reason="No.", rule="R-TERM-0"), BUYER) == "appeal_unfounded"
    fault = Appeal(reason="No.", exhibits=(exhibit("photo", "colour"),))
    assert play.refused(order, fault, BUYER) == "ground_not_claimed"
    play.done(order, Appeal(reason="See.", exhibits=(exhibit("photo", "function_appearance"),)), BUYER)
    assert (phase(facts(play, order)), len(facts(play, order).filed)) == (Phase.APPEAL_REVIEW, 1)
    assert play.refused(order, Appeal(reason="See.", rule="R-BURDEN-1"), SUPPLIER) == "wrong_phase"


def test_an_appeal_that_nobody_decides_leaves_the_first_ruling() -> None:
    """D44: appealed on Tuesday 06-11, five business days end on 06-18."""
    play, order = dead()
    ruled(play, order, everything(play, order, 6_000_00))
    play.done(order, Appeal(reason="No.", rule=facts(play, order).decided.rules[0]), SUPPLIER)
    assert play.deadlines(order)["appeal_sla"] == date(2019, 6, 18)
    play.walk(order, "2019-06-19")
    assert isinstance(next(e for e in play.streams[order] if isinstance(e, RulingUpheld)), RulingUpheld)
    assert play.money(order)["buy:refund"] == 6_000_00


def test_an_appeal_is_decided_by_somebody_who_had_no_part_in_the_ruling() -> None:
    """D26, D28, 4.2."""
    play, order = dead()
    ruled(play, order)
    play.done(order, Appeal(reason="No.", rule="R-BURDEN-1"), BUYER)
    assert play.refused(order, DecideAppeal(stands=True), ADJUDICATOR) == "second_person_needed"
    bad = DecideAppeal(stands=False, issues=(Issue(ground="colour", facts=Deviation()),))
    assert play.refused(order, bad, LEAD) == "ground_not_claimed"
    play.done(order, DecideAppeal(stands=True, note="The burden is the buyer's."), LEAD)
    assert (play.orders[order].dispute, play.orders[order].past[-1].outcome) == (None, "rejected")
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


@pytest.mark.parametrize("way", ["waived", "appealed", "silent"])
@pytest.mark.parametrize("at", FUNDED)
def test_a_full_award_ends_the_order_at_every_stage(at: Stage, way: str) -> None:
    """D23, D26, D46, T49, M18a."""
    play, order = whole_claim(at)
    held = play.orders[order].funds.received
    ruled(play, order, everything(play, order))
    finish(play, order, way)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": held})


def finish(play: Play, order: int, way: str) -> None:
    """The ruling becomes final: both sides waive, an appeal changes nothing, or the time to appeal passes."""
    if way == "waived":
        play.done(order, WaiveAppeal(), BUYER)
        assert play.refused(order, WaiveAppeal(), BUYER) == "already_so"
        play.done(order, WaiveAppeal(), SUPPLIER)
    elif way == "appealed":
        decided = facts(play, order).decided
        assert decided is not None
        play.done(order, Appeal(reason="No.", rule=decided.rules[0]), SUPPLIER)
        play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
        play.done(order, DecideAppeal(stands=True), SECOND_ADJUDICATOR)
    else:
        play.walk(order, play.deadlines(order)["appeal_ttl"] or play.today)
        play.walk(order, play.wakes(order) or play.now)


@pytest.mark.parametrize("way", ["waived", "appealed", "silent"])
@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED])
def test_what_is_gone_of_an_award_stays_owed(at: Stage, way: str) -> None:
    """T50, M21a, 4.7 step 5: 80,000 released, 50,000 of them withdrawn: 30,000 go back and 50,000 stay owed."""
    play = Play(Policy(guarantee_advances=False))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(at)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    play.done(order, claim(80_000, "not_received"), BUYER)
    ruled(play, order, everything(play, order))
    finish(play, order, way)
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 50_000_00)
    assert play.money(order) == {"buy:refund": 30_000_00}


@pytest.mark.parametrize("way", ["waived", "appealed"])
def test_part_that_has_left_goes_on_when_the_rest_is_refunded(way: str) -> None:
    """R16, T51: 15 of 40 have left; the rest was late."""
    lines = (Line(description="Machine", quantity=40, unit_price=usd(2_000)),)
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True, lines=lines, part_shipments=True)
    play.done(order, ShipPart(document=document(play.today), quantities=(15,)), SUPPLIER)
    play.walk(order, "2019-08-06")
    play.done(order, claim(50_000, "late_not_shipped"), BUYER)
    ruled(play, order)
    finish(play, order, way)
    assert (play.stage(order), play.money(order)["buy:refund"]) == (Stage.SHIPPED, 50_000_00)


@pytest.mark.parametrize("way", ["waived", "appealed"])
def test_a_balance_never_paid_is_split_as_the_contract_says(way: str) -> None:
    """R28, T58: 10,000 of the initial 25,000 are kept."""
    play, order = unpaid()
    ruled(play, order)
    finish(play, order, way)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_SETTLED, {"buy:refund": 15_000_00})
    assert play.purse().available == 10_000_00


def unpaid() -> tuple[Play, int]:
    """The supplier claims because the balance never came."""
    play = Play(limit=0)
    order = play.order(Stage.AWAITING_BALANCE, frozen=True, kept_share=usd(10_000))
    play.walk(order, "2019-08-03")
    kept = OpenDispute(grounds=("non_payment",), amount=usd(10_000), statement="It never came.")
    play.done(order, kept, SUPPLIER)
    return play, order


@pytest.mark.parametrize("before_ruling", [True, False])
def test_a_balance_that_comes_meanwhile_leaves_nothing_to_rule_on(before_ruling: bool) -> None:
    """R28, T51."""
    play, order = unpaid()
    if before_ruling:
        play.pay(order, 55_000_00)
        ruled(play, order)
    else:
        ruled(play, order)
        play.pay(order, 55_000_00)
    finish(play, order, "waived")
    assert (play.stage(order), play.orders[order].dispute) == (Stage.READY_TO_SHIP, None)
    assert play.orders[order].past[-1].outcome == ("rejected" if before_ruling else "overtaken")


def test_a_balance_that_comes_meanwhile_leaves_nothing_to_agree_to() -> None:
    """R28, D03, T51: the buyer paid and then accepted the claim that he had not; the order goes on."""
    play, order = unpaid()
    play.pay(order, 55_000_00)
    play.done(order, AcceptClaim(), BUYER)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.READY_TO_SHIP, None)
    assert play.orders[order].past[-1].outcome == "overtaken"
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


@pytest.mark.parametrize(("on_ground", "awarded"), [(None, 9_000_00), (4_000, 4_000_00)])
def test_a_claim_for_less_is_never_awarded_more(on_ground: int | None, awarded: int) -> None:
    """I5, D01: late goods are worth 25,000 back; 9,000 were claimed, or 4,000 of them on this ground."""
    play = Play(limit=0)
    order = play.order(Stage.IN_PRODUCTION, frozen=True)
    play.walk(order, "2019-08-06")
    amount = None if on_ground is None else usd(on_ground)
    told = Claimed(ground="late_not_shipped", facts=Lateness(on=date(2019, 8, 6)), amount=amount)
    play.done(order, claim(9_000, "late_not_shipped", claims=(told,)), BUYER)
    assert recommend(play.orders[order], Policy(), play.today).total == awarded


def test_the_same_record_gives_the_same_recommendation() -> None:
    """Issue: deterministic."""
    play, order = dead()
    laboratory(play, order)
    facts_now: Order = play.orders[order]
    first, second = (recommend(facts_now, Policy(), play.today) for _ in range(2))
    assert first == second


# ------------------------------------------------------------------------------------- ordered inspection (D17-D19)


def ordered(policy: Policy | None = None, judged: Judged | None = None) -> tuple[Play, int]:
    """The adjudicator has ordered a joint inspection of the microphones; its fee is 300."""
    play = Play(policy, limit=0, experts=judging(judged or Judged("pass")))
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, claim(30_000, "function_appearance", claims=(DEAD,)), BUYER)
    play.done(order, RejectClaim(reason="It is not so."), SUPPLIER)
    reviewed(play, order)
    play.done(order, OrderInspection(question="How many of them are dead?"), ADJUDICATOR)
    return play, order


def inspect(play: Play, order: int) -> None:
    """The buyer pays, the inspector comes and reports."""
    play.pay(order, 300_00)
    play.done(order, confirmation(1, play.today), INSPECTOR)
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    play.done(order, SubmitReport(report=report(play.orders[order], 1, "fail")), INSPECTOR)
    play.done(order, SettleInspector(visit=1, line="inspector-1"), BANK)


EIGHT = Judged("fail", (Tally("major", 30, 100, 7, 8),))
"""30 of 100 are dead."""


def test_the_claimant_fronts_an_inspection_that_binds_both_sides() -> None:
    """D17, O30, M12."""
    play, order = ordered()
    (visit,) = play.orders[order].visits
    assert (visit.kind, visit.by, visit.payer, visit.agreed, visit.fee) == ("joint", "buyer", "buyer", True, 300_00)
    assert phase(facts(play, order)) == Phase.INSPECTION
    assert play.deadlines(order)["inspection_ttl"] == date(2019, 6, 25)
    assert play.refused(order, Decide(), ADJUDICATOR) == "wrong_phase"
    assert play.refused(order, OrderInspection(question="Again?"), ADJUDICATOR) == "wrong_phase"


@pytest.mark.parametrize(("claimed", "shifted"), [(24_000, 300_00), (48_000, 150_00), (30_000, 240_00)])
def test_its_report_decides_and_its_fee_follows_the_award(claimed: int, shifted: int) -> None:
    """D18, D20, R26, M25, SC34: 24,000 of what was claimed, so much of the fee comes back beside it."""
    play = Play(limit=0, experts=judging(EIGHT))
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, claim(claimed, "function_appearance"), BUYER)
    reviewed(play, order)
    play.done(order, OrderInspection(question="How many of them are dead?"), ADJUDICATOR)
    inspect(play, order)
    assert phase(facts(play, order)) == Phase.REVIEW
    play.done(order, Decide(), ADJUDICATOR)
    one = ruling(play, order)
    assert (one.ruling.findings[0].rule, one.ruling.total, one.ruling.shifted) == ("R-TIE-1", 24_000_00, shifted)
    play.done(order, ApproveRuling(sha256=one.sha256), LEAD)
    finish(play, order, "waived")
    assert play.money(order) == {
        "buy:refund": 24_000_00 + shifted,
        "ord:escrow:initial": 1_000_00 - shifted,
        "ord:escrow:balance": 55_000_00,
    }


def test_a_buyer_who_loses_bears_the_inspection() -> None:
    """SC34."""
    play, order = ordered(judged=Judged("pass", (Tally("major", 3, 100, 7, 8),)))
    inspect(play, order)
    play.done(order, Decide(), ADJUDICATOR)
    assert (ruling(play, order).ruling.total, ruling(play, order).ruling.shifted) == (0, 0)
    finish(play, order, "waived")
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


def test_a_full_award_takes_the_fee_from_the_supplier_s_balance_or_shows_it() -> None:
    """M25, R27, 4.7 step 5: the goods need not come back; nothing of the order is left, and the supplier has
    nothing.
    """
    play = Play(limit=0, experts=judging(Judged("fail", (Tally("major", 60, 100, 7, 8),))))
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, claim(80_000, "function_appearance"), BUYER)
    reviewed(play, order)
    play.done(order, OrderInspection(question="How many of them are dead?"), ADJUDICATOR)
    inspect(play, order)
    play.done(order, Decide(), ADJUDICATOR)
    play.done(order, ApproveRuling(sha256=ruling(play, order).sha256), LEAD)
    finish(play, order, "waived")
    play.done(order, WaiveReturn(), SUPPLIER)
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 300_00)
    assert play.money(order) == {"buy:refund": 80_000_00}


@pytest.mark.parametrize(
    ("paid", "confirmed", "rule"), [(False, False, "R-BURDEN-1"), (False, True, "R-TIE-2"), (True, True, "R-BURDEN-1")]
)
def test_an_inspection_that_does_not_come_decides_against_whoever_blocked_it(
    paid: bool, confirmed: bool, rule: str
) -> None:
    """D19, R10: nobody took it; the claimant did not fund it; the inspector did not come."""
    play, order = ordered()
    if paid:
        play.pay(order, 300_00)
    if confirmed:
        play.done(order, confirmation(1, date(2019, 6, 25)), INSPECTOR)
    play.walk(order, "2019-06-26")
    assert phase(facts(play, order)) == Phase.REVIEW
    play.done(order, Decide(), ADJUDICATOR)
    (finding,) = ruling(play, order).ruling.findings
    assert (finding.outcome, finding.rule) == ("denied", rule)
    assert play.book(Account.INSPECTION_ESCROW, order) == 0


@pytest.mark.parametrize("hard_end", [False, True])
def test_an_inspection_ordered_late_neither_outlives_the_dispute_nor_puts_off_its_end(hard_end: bool) -> None:
    """R13, D21, D40, M12d: called off, and the fee goes back."""
    play, order = ordered(Policy(dispute_max_days=10))
    play.pay(order, 300_00)
    play.done(order, confirmation(1, date(2019, 6, 25)), INSPECTOR)
    if hard_end:
        play.walk(order, "2019-06-14")
        assert ruling(play, order).by == "clock"
    else:
        play.done(order, WithdrawDispute(), BUYER)
    (visit,) = play.orders[order].visits
    assert (visit.ended, visit.held, play.money(order)["buy:refund"]) == ("withdrawn", 0, 300_00)


def test_goods_that_nobody_can_see_are_not_inspected() -> None:
    """D17: they wait at the supplier's for a balance, and nothing is in doubt about them."""
    play, order = unpaid()
    reviewed(play, order)
    assert play.refused(order, OrderInspection(question="Why?"), ADJUDICATOR) == "visit_not_now"
