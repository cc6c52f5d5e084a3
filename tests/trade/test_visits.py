"""Inspection visits: who books and pays, which plan stands, what a report does to the gate, and that none waits for
ever (T27, T28, O33-O37, M12, SC31-SC33)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.agreement import AcceptAmendment, AgreeCancellation, Amend, AskCancellation
from fairhold.trade.families import GoodsTerms, InspectionTerm, QualityTerm
from fairhold.trade.fulfilment import AcceptGoods, DeclareCannotShip, DeclareReady
from fairhold.trade.inspection import (
    AbortVisit,
    AgreeInspectorPayee,
    BeginVisit,
    BounceInspector,
    JoinVisit,
    ObjectToPlan,
    PayInspectorAgain,
    PayVisitFee,
    ProposePlan,
    RejectGoods,
    RequestVisit,
    RescheduleVisit,
    SettleInspector,
    StartRework,
    SubmitReport,
    WithdrawVisit,
)
from fairhold.trade.order import Stage
from fairhold.trade.payment import Payer
from fairhold.trade.policy import Policy
from fairhold.trade.terms import Line, fingerprint
from trade.playing import (
    BANK,
    BUYER,
    INSPECTOR,
    SECOND_OF_TREASURY,
    SEED,
    SUPPLIER,
    TREASURY,
    Play,
    changed,
    confirmation,
    report,
    usd,
)
from trade.visiting import PLAN

TERM = InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1")
FREE = Policy(inspection_day_rate_minor={})


def ready(policy: Policy | None = None, **terms: object) -> tuple[Play, int]:
    """An order whose goods are declared ready, with an agreed inspection."""
    play = Play(policy)
    return play, play.order(Stage.READY, inspection=terms.pop("inspection", TERM), **terms)


# ----------------------------------------------------------------------------------------------------------- booking


def test_the_fee_is_taken_from_what_the_buyer_pays_beyond_what_is_due() -> None:
    """M12a, S68: 300.00 a day; the initial payment is untouched, and what is over pays the visit before the balance."""
    play, order = ready()
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today, inspector_days=2), BUYER)
    assert play.orders[order].visits[0].fee == 600_00
    play.pay(order, 250_00)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:insp_escrow": 250_00}
    play.pay(order, 1_000_00)
    assert play.money(order) == {
        "ord:escrow:initial": 25_000_00,
        "ord:escrow:balance": 650_00,
        "ord:insp_escrow": 600_00,
    }


def test_a_payment_that_is_due_comes_before_the_fee() -> None:
    """M12a: exactly the initial payment is the initial payment."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, RequestVisit(kind="during_production", wish_on=play.today), BUYER)
    play.pay(order, 25_000_00)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_the_supplier_pays_its_visit_from_its_balance() -> None:
    """M12a, I3: the balance has to cover it, and only its own fee is its to pay."""
    play, order = ready(coverage="pre_shipment", inspection=TERM)
    play.done(order, RequestVisit(kind="joint", wish_on=play.today), SUPPLIER)
    assert play.refused(order, PayVisitFee(visit=1), SUPPLIER) == "not_enough_available"
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    assert play.refused(order, PayVisitFee(visit=2), SUPPLIER) == "fee_not_yours"
    other = play.order(Stage.COMPLETED, total=1_000_00, initial=300_00)
    assert play.purse().available == 1_000_00
    play.done(order, PayVisitFee(visit=1), SUPPLIER)
    assert (play.purse().available, play.money(order)["ord:insp_escrow"]) == (700_00, 300_00)
    assert play.refused(order, PayVisitFee(visit=1), SUPPLIER) == "already_so"
    assert play.stage(other) == Stage.COMPLETED


def test_a_visit_belongs_to_a_stage_and_the_contract() -> None:
    """S64, S67: kinds by stage; before shipment only what the contract names, booked by whom it names."""
    play = Play()
    plain = play.order(Stage.READY)
    today = play.today
    assert play.refused(plain, RequestVisit(kind="pre_shipment", wish_on=today), BUYER) == "no_inspection_agreed"
    assert play.refused(plain, RequestVisit(kind="after_delivery", wish_on=today), BUYER) == "visit_not_now"
    yesterday = today - timedelta(days=1)
    assert play.refused(plain, RequestVisit(kind="joint", wish_on=yesterday), BUYER) == "date_in_past"
    assert play.refused(plain, RequestVisit(kind="joint", wish_on=today, lines=(1,)), BUYER) == "line_unknown"
    assert play.refused(plain, RequestVisit(kind="joint", wish_on=today, lines=(0, 0)), BUYER) == "line_unknown"
    play.done(plain, RequestVisit(kind="joint", wish_on=today), BUYER)
    assert play.refused(plain, RequestVisit(kind="joint", wish_on=today, lines=(0,)), SUPPLIER) == "visit_open"
    named = InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1", booked_by="supplier")
    order = play.order(Stage.READY, inspection=named, total=8_000_00, initial=2_500_00)
    assert play.refused(order, RequestVisit(kind="pre_shipment", wish_on=today), BUYER) == "not_the_booker"
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=today), SUPPLIER)


def test_an_order_has_so_many_visits_at_most() -> None:
    play, order = ready(Policy(visits_max=1))
    play.done(order, RequestVisit(kind="joint", wish_on=play.today), BUYER)
    assert play.refused(order, RequestVisit(kind="laboratory", wish_on=play.today), BUYER) == "too_many_visits"


@pytest.mark.parametrize(("today", "refused"), [("2019-07-26", True), ("2019-07-25", False)])
def test_an_inspection_is_agreed_seven_working_days_before_shipment_or_not_at_all(today: str, refused: bool) -> None:
    """SC31, O36: shipment is due on Monday 2019-08-05; from 07-25 there are seven working days, from 07-26 six."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.at(today)
    new = changed(play.orders[order].terms, inspection=TERM)
    if refused:
        assert play.refused(order, Amend(contract=new), BUYER) == "inspection_too_late"
        return
    play.done(order, Amend(contract=new), BUYER)
    play.done(order, AcceptAmendment(fingerprint=fingerprint(new)), SUPPLIER)
    assert play.orders[order].terms.inspection == TERM


def test_the_other_side_joins_and_is_bound() -> None:
    """PP3."""
    play, order = ready(FREE)
    play.done(order, RequestVisit(kind="joint", wish_on=play.today), BUYER)
    assert not play.orders[order].visits[0].agreed
    assert play.refused(order, JoinVisit(visit=1), BUYER) == "not_your_turn"
    play.done(order, JoinVisit(visit=1), SUPPLIER)
    assert play.orders[order].visits[0].agreed
    assert play.refused(order, JoinVisit(visit=1), SUPPLIER) == "already_so"
    play.done(order, RequestVisit(kind="laboratory", wish_on=play.today), BUYER)
    play.done(order, confirmation(2, play.today), INSPECTOR)
    play.done(order, BeginVisit(visit=2, seed=SEED), INSPECTOR)
    assert play.refused(order, JoinVisit(visit=2), SUPPLIER) == "visit_begun"
    assert play.refused(order, JoinVisit(visit=3), SUPPLIER) == "unknown_visit"


def test_a_visit_is_moved_and_withdrawn_until_noon_of_the_day_before() -> None:
    """O34: the visit is on Thursday 06-06, fixed from 06-05 12:00 on; moved three times at most."""
    play, order = ready(Policy(inspection_day_rate_minor={}, visit_moves_max=1))
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    assert play.refused(order, RescheduleVisit(visit=1, on=date(2019, 6, 6)), BUYER) == "visit_not_confirmed"
    assert play.refused(order, confirmation(1, date(2019, 6, 1)), INSPECTOR) == "date_in_past"
    stranger = changed(confirmation(1, date(2019, 6, 5)), inspector="Somebody Inspections")
    assert play.refused(order, stranger, INSPECTOR) == "inspector_not_agreed"
    play.done(order, confirmation(1, date(2019, 6, 5)), INSPECTOR)
    assert play.refused(order, confirmation(1, date(2019, 6, 5)), INSPECTOR) == "already_so"
    assert play.refused(order, RescheduleVisit(visit=1, on=play.today), SUPPLIER) == "date_in_past"
    play.done(order, RescheduleVisit(visit=1, on=date(2019, 6, 6)), SUPPLIER)
    assert play.refused(order, RescheduleVisit(visit=1, on=date(2019, 6, 7)), BUYER) == "too_many_moves"
    assert play.refused(order, WithdrawVisit(visit=1), SUPPLIER) == "not_the_booker"
    play.at(datetime(2019, 6, 5, 12, tzinfo=UTC))
    assert play.refused(order, RescheduleVisit(visit=1, on=date(2019, 6, 7)), BUYER) == "visit_fixed"
    assert play.refused(order, WithdrawVisit(visit=1), BUYER) == "visit_fixed"
    play.at(datetime(2019, 6, 5, 11, 59, tzinfo=UTC))
    play.done(order, WithdrawVisit(visit=1), BUYER)
    assert play.orders[order].visits[0].ended == "withdrawn"


def test_a_visit_that_has_begun_cannot_be_withdrawn() -> None:
    play, order = ready(FREE)
    number = play.book_visit(order)
    play.done(order, BeginVisit(visit=number, seed=SEED), INSPECTOR)
    assert play.refused(order, WithdrawVisit(visit=number), BUYER) == "visit_begun"
    assert play.refused(order, BeginVisit(visit=number, seed=SEED), INSPECTOR) == "already_so"


# -------------------------------------------------------------------------------------------------- time and the plan


def test_a_visit_that_nobody_takes_lapses_after_two_working_days() -> None:
    """O34: asked for on Friday 2019-06-14, lapsed after Tuesday the 18th; the fee is on its way back."""
    play, order = ready()
    play.at("2019-06-14")
    play.done(order, RequestVisit(kind="joint", wish_on=play.today), BUYER)
    play.pay(order, 300_00)
    assert play.deadlines(order)["visit_confirm"] == date(2019, 6, 18)
    play.wait(order, "2019-06-19")
    assert play.orders[order].visits[0].ended == "not_confirmed"
    assert play.money(order)["buy:refund"] == 300_00


def test_a_visit_without_a_report_was_missed_and_the_fee_goes_back() -> None:
    """O37, M12d: the visit is on Monday, the report due on Wednesday."""
    play, order = ready()
    play.book_visit(order)
    assert play.deadlines(order)["visit_report"] == date(2019, 6, 5)
    play.wait(order, "2019-06-06")
    assert play.orders[order].visits[0].ended == "inspector_missed"
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "buy:refund": 300_00}


def test_a_visit_whose_fee_never_came_ends_by_that() -> None:
    play, order = ready()
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    play.done(order, confirmation(1, play.today), INSPECTOR)
    assert play.refused(order, BeginVisit(visit=1, seed=SEED), INSPECTOR) == "visit_fee_missing"
    play.wait(order, "2019-06-06")
    assert play.orders[order].visits[0].ended == "fee_missing"


def test_a_plan_nobody_objects_to_in_a_day_stands() -> None:
    """SC33, O33: proposed on Monday at noon, agreed on Tuesday at noon, not a minute before."""
    play, order = ready(FREE)
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    assert play.refused(order, ProposePlan(visit=1, plan=(PLAN,)), INSPECTOR) == "visit_not_confirmed"
    play.done(order, confirmation(1, date(2019, 6, 4)), INSPECTOR)
    assert play.refused(order, ObjectToPlan(visit=1, reason="too lax"), SUPPLIER) == "no_plan_proposed"
    play.done(order, ProposePlan(visit=1, plan=(PLAN,)), INSPECTOR)
    assert play.wakes(order) == datetime(2019, 6, 4, 12, tzinfo=UTC)
    play.wait(order, datetime(2019, 6, 4, 11, 59, tzinfo=UTC))
    assert not play.orders[order].visits[0].plan_agreed
    assert play.refused(order, BeginVisit(visit=1, seed=SEED), INSPECTOR) == "plan_waits"
    play.wait(order, datetime(2019, 6, 4, 12, tzinfo=UTC))
    assert play.orders[order].visits[0].plan_agreed
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)


def test_a_side_that_objects_sends_the_plan_away() -> None:
    """O33: the inspector may propose another; the contract's own plan needs none."""
    play, order = ready(FREE)
    play.book_visit(order)
    play.done(order, ProposePlan(visit=1, plan=(PLAN,)), INSPECTOR)
    play.done(order, ObjectToPlan(visit=1, reason="too lax"), SUPPLIER)
    assert (play.orders[order].visits[0].plan, play.orders[order].visits[0].plan_sent_at) == ((), None)
    named = InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1", level="II")
    other = play.order(Stage.READY, inspection=named, total=8_000_00, initial=2_500_00)
    play.book_visit(other)
    assert play.refused(other, ProposePlan(visit=1, plan=(PLAN,)), INSPECTOR) == "plan_in_contract"
    third = play.order(
        Stage.READY,
        inspection=TERM,
        goods=GoodsTerms(quality=QualityTerm(level="II")),
        total=8_000_00,
        initial=2_500_00,
    )
    play.book_visit(third)
    assert play.refused(third, ProposePlan(visit=1, plan=(PLAN,)), INSPECTOR) == "plan_in_contract"


# ----------------------------------------------------------------------------------------------------------- on site


def test_an_inspector_comes_on_the_day_and_to_goods_that_are_ready() -> None:
    play = Play(FREE)
    order = play.order(Stage.IN_PRODUCTION, inspection=TERM)
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    assert play.refused(order, BeginVisit(visit=1, seed=SEED), INSPECTOR) == "visit_not_confirmed"
    play.done(order, confirmation(1, date(2019, 6, 4)), INSPECTOR)
    assert play.refused(order, BeginVisit(visit=1, seed=SEED), INSPECTOR) == "visit_too_early"
    other = changed(INSPECTOR, person="otto")
    assert play.refused(order, BeginVisit(visit=1, seed=SEED), other) == "not_your_visit"
    play.at("2019-06-04")
    assert play.refused(order, BeginVisit(visit=1, seed=SEED), INSPECTOR) == "goods_not_ready"


def test_too_little_packed_is_the_suppliers_visit_in_vain() -> None:
    """SC32, M12d, M12e: the buyer has the fee back; the supplier owes it, from its balance or as a debt."""
    play, order = ready()
    play.book_visit(order)
    enough = AbortVisit(visit=1, cause="supplier_not_ready", packed_bp=8_000)
    assert play.refused(order, enough, INSPECTOR) == "packed_enough"
    play.done(order, AbortVisit(visit=1, cause="supplier_not_ready", packed_bp=7_900), INSPECTOR)
    assert play.orders[order].visits[0].ended == "supplier_not_ready"
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "buy:refund": 300_00, "insp:payable": 300_00}
    assert (play.purse().available, play.purse().receivable) == (0, 300_00)


def test_a_visit_in_vain_takes_first_what_the_supplier_has() -> None:
    """M12e."""
    play, order = ready()
    play.order(Stage.COMPLETED, total=100_00, initial=30_00)
    play.book_visit(order)
    play.done(order, AbortVisit(visit=1, cause="access_refused"), INSPECTOR)
    assert (play.purse().available, play.purse().receivable) == (0, 200_00)


@pytest.mark.parametrize(("cause", "paid"), [("sample_missing", True), ("force_majeure", False)])
def test_a_visit_in_vain_by_the_buyer_is_paid_and_by_nobody_is_not(cause: Any, paid: bool) -> None:
    """O35, M12b, M12d."""
    play, order = ready(Policy(inspection_commission_bp=1_000))
    play.book_visit(order)
    play.done(order, AbortVisit(visit=1, cause=cause), INSPECTOR)
    expected = {"insp:payable": 270_00} if paid else {"buy:refund": 300_00}
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, **expected}


def test_an_order_that_ends_calls_its_visits_off() -> None:
    """M12d: the fee goes back with everything else."""
    play, order = ready()
    play.book_visit(order)
    other = Play()
    number = other.order(Stage.IN_PRODUCTION, inspection=TERM)
    other.book_visit(number, "during_production")
    other.done(number, AskCancellation(), BUYER)
    other.done(number, AgreeCancellation(), SUPPLIER)
    assert other.orders[number].visits[0].ended == "order_closed"
    assert other.money(number) == {"buy:refund": 25_300_00}


def test_money_in_a_fee_does_not_stand_in_for_what_the_operator_made_good() -> None:
    """M5b, M12a, I5: 24,965 and 300 came, 35 were made good; the buyer gets his 25,265 and the operator its 35."""
    play = Play(Policy(underpay_absorbed_by="operator"))
    order = play.order(Stage.AGREED, inspection=TERM)
    play.done(order, RequestVisit(kind="during_production", wish_on=play.today), BUYER)
    play.pay(order, 24_965_00)
    play.pay(order, 300_00)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:insp_escrow": 300_00}
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert play.money(order) == {"buy:refund": 25_265_00}
    assert (play.book(Account.HOUSE_DUE_TO_TRUST), play.book(Account.BANK_CHARGES)) == (0, 0)


# --------------------------------------------------------------------------------------------------- report and gate


def test_a_report_earns_the_fee_and_opens_the_gate() -> None:
    """T27, M12b, M12c."""
    play, order = ready()
    play.book_visit(order)
    early = report_of_nothing(play, order)
    assert play.refused(order, early, INSPECTOR) == "visit_not_begun"
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    told = report(play.orders[order], 1, "pass")
    wrong = {"visit": "unknown_visit", "order": "report_other_order", "contract": "report_other_contract"}
    for field, code in wrong.items():
        value = 2 if field == "visit" else "ord_0000000000000" if field == "order" else "0" * 64
        assert play.refused(order, SubmitReport(report=changed(told, **{field: value})), INSPECTOR) == code
    play.done(order, SubmitReport(report=told), INSPECTOR)
    assert play.refused(order, SubmitReport(report=told), INSPECTOR) == "already_so"
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "insp:payable": 300_00}
    inspection = play.orders[order].inspection
    assert inspection is not None
    assert (inspection.result, inspection.day) == ("pass", date(2019, 6, 3))
    play.done(order, SettleInspector(visit=1, line="debit-1"), BANK)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}
    assert play.refused(order, SettleInspector(visit=1, line="debit-2"), BANK) == "unknown_visit"


def report_of_nothing(play: Play, order: int) -> SubmitReport:
    """A report on a visit as if it had begun."""
    begun = changed(play.orders[order].visits[0], begun_at=play.now)
    return SubmitReport(report=report(changed(play.orders[order], visits=(begun,)), 1, "pass"))


def test_a_payment_to_an_inspector_that_comes_back_is_sent_again() -> None:
    """M12c, I14."""
    play, order = ready()
    play.book_visit(order)
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    play.done(order, SubmitReport(report=report(play.orders[order], 1, "pass")), INSPECTOR)
    first = play.orders[order].visits[0].payee
    again = PayInspectorAgain(visit=1, payee=first)
    assert play.refused(order, again, TREASURY) == "refund_on_its_way"
    play.done(order, BounceInspector(visit=1, reason="bank closed for the day"), BANK)
    assert play.refused(order, BounceInspector(visit=1), BANK) == "already_so"
    play.done(order, again, TREASURY)
    visit = play.orders[order].visits[0]
    assert (visit.owed, visit.bounced, visit.payee) == (300_00, False, first)


@pytest.mark.parametrize(
    ("name", "reason"), [("Blue Heron", ""), ("Wong Trading", "The same firm under its new name.")]
)
def test_an_inspector_is_paid_at_another_account_by_two_persons(name: str, reason: str) -> None:
    """I11: nobody sends a fee to any account he likes; in another name a reason is needed."""
    play, order = ready()
    play.book_visit(order)
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    play.done(order, SubmitReport(report=report(play.orders[order], 1, "pass")), INSPECTOR)
    first = play.orders[order].visits[0].payee
    assert play.refused(order, AgreeInspectorPayee(visit=1, digest="0" * 64), TREASURY) == "nothing_proposed"
    play.done(order, BounceInspector(visit=1, reason="account closed"), BANK)
    other = Payer(name, "DE03", "")
    play.done(order, PayInspectorAgain(visit=1, payee=other), TREASURY)
    visit = play.orders[order].visits[0]
    assert (visit.owed, visit.bounced, visit.payee) == (300_00, True, first)
    assert visit.payee_change is not None
    agreed = AgreeInspectorPayee(visit=1, digest=visit.payee_change.proposal.digest, reason=reason)
    assert play.refused(order, agreed, TREASURY) == "second_person_needed"
    assert play.refused(order, changed(agreed, digest="0" * 64), SECOND_OF_TREASURY) == "proposal_changed"
    if reason:
        assert play.refused(order, changed(agreed, reason=" "), SECOND_OF_TREASURY) == "account_name_differs"
    play.done(order, agreed, SECOND_OF_TREASURY)
    visit = play.orders[order].visits[0]
    assert (visit.owed, visit.bounced, visit.payee, visit.payee_change) == (300_00, False, other, None)
    assert play.refused(order, agreed, SECOND_OF_TREASURY) == "nothing_proposed"
    play.done(order, SettleInspector(visit=1, line="debit-1"), BANK)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_a_later_report_supersedes_the_one_before() -> None:
    """O35: both stay in the history, the last one counts, and nobody is paid twice."""
    play, order = ready()
    play.inspected(order, "fail")
    play.inspected(order, "pass")
    inspection = play.orders[order].inspection
    assert inspection is not None
    assert (inspection.result, play.orders[order].visits[0].reports) == ("pass", 2)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_lines_are_inspected_in_stages_and_all_have_to_pass() -> None:
    """N4: one failed line fails the gate, all passed open it, a rework begins anew."""
    two = tuple(Line(description=name, quantity=10, unit_price=usd(4_000)) for name in ("Tumbler", "Lid"))
    play, order = ready(FREE, lines=two)
    for line, verdict, gate in ((0, "pass", None), (1, "fail", "fail")):
        number = play.book_visit(order, lines=(line,))
        play.done(order, BeginVisit(visit=number, seed=SEED), INSPECTOR)
        play.done(order, SubmitReport(report=report(play.orders[order], number, verdict)), INSPECTOR)
        state = play.orders[order].inspection
        assert (state and state.result) == gate
    play.done(order, StartRework(), SUPPLIER)
    play.done(order, DeclareReady(), SUPPLIER)
    number = play.book_visit(order, who=BUYER)
    play.done(order, BeginVisit(visit=number, seed=SEED), INSPECTOR)
    play.done(order, SubmitReport(report=report(play.orders[order], number, "pass")), INSPECTOR)
    state = play.orders[order].inspection
    assert state is not None
    assert state.result == "pass"


def test_the_visit_after_a_failed_one_is_the_suppliers_to_pay() -> None:
    """T28: unless the contract says otherwise."""
    play, order = ready()
    play.inspected(order, "fail")
    play.done(order, StartRework(), SUPPLIER)
    play.done(order, DeclareReady(), SUPPLIER)
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    assert play.orders[order].visits[1].payer == "supplier"


def test_the_buyer_judges_a_pending_inspection_or_it_counts_as_failed() -> None:
    """O35: by the day `pending_decision_days` after it; T26 lets only a pass count as accepted by silence."""
    play, order = ready()
    assert play.refused(order, RejectGoods(), BUYER) == "inspection_not_pending"
    play.inspected(order, "pending")
    assert play.deadlines(order)["pending_decision"] == date(2019, 6, 10)
    play.wait(order, "2019-06-11")
    silent = play.orders[order].inspection
    assert silent is not None
    assert (silent.result, silent.day) == ("fail", date(2019, 6, 10))
    other, number = ready()
    other.inspected(number, "pending")
    other.done(number, RejectGoods(reason="no test report"), BUYER)
    judged = other.orders[number].inspection
    assert judged is not None
    assert judged.result == "fail"
    assert other.refused(number, AcceptGoods(), BUYER) == "inspection_not_passed"
    third, goods = ready()
    third.inspected(goods, "pending")
    third.done(goods, AcceptGoods(), BUYER)
    assert third.stage(goods) == Stage.AWAITING_BALANCE


def test_a_report_after_delivery_leaves_the_gate_alone() -> None:
    """S69: it is evidence, and moves nothing by itself."""
    play = Play(FREE)
    order = play.order(Stage.DELIVERED)
    number = play.book_visit(order, "after_delivery")
    play.done(order, BeginVisit(visit=number, seed=SEED), INSPECTOR)
    play.done(order, SubmitReport(report=report(play.orders[order], number, "fail")), INSPECTOR)
    assert (play.orders[order].inspection, play.stage(order)) == (None, Stage.DELIVERED)
