"""Goods that go back before the money does: every end of a return, what is due, the way back (D30-D36, D47, SC44)."""

from datetime import date, timedelta
from typing import Any

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.adjudication import Appeal, AssignAdjudicator, Decide, DecideAppeal, Override, WaiveAppeal
from fairhold.trade.claims import LiftHold, PlaceHold
from fairhold.trade.dispute import Claimed, Phase, RejectClaim, WithdrawDispute, phase
from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.goods_return import (
    ConfirmReturn,
    ContestReturn,
    DecideReturn,
    NameReturnAddress,
    RecordReturnDelivery,
    ReturnEnded,
    ShipReturn,
    WaiveReturn,
)
from fairhold.trade.issue import Deviation
from fairhold.trade.money import Money
from fairhold.trade.negotiation import AcceptOffer, MakeOffer
from fairhold.trade.order import Stage
from fairhold.trade.payment import SettleRefund
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.stream import Command
from fairhold.trade.terms import Line
from fairhold.trade.who import Role, Who
from trade.playing import (
    ADJUDICATOR,
    BANK,
    BUYER,
    CARRIER,
    FIRST_OFFICER,
    LEAD,
    SECOND_ADJUDICATOR,
    SECOND_OFFICER,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    contract,
    money,
    usd,
)
from trade.quarrels import answered, claim, facts, offer, ruled, whole_claim

ADDRESS = NameReturnAddress(address="Ningbo, hall 3, ramp 7")
ALL = (1_000,)
HASH = "a" * 64


def agreed(dollars: int = 80_000, units: tuple[int, ...] = ALL, **given: Any) -> tuple[Play, int]:
    """80,000 in dispute on 2019-06-03; on that day the sides agree that goods go back for so many dollars."""
    terms = {name: given.pop(name) for name in ("freight_by", "replace_by") if name in given}
    play, order = answered(made=offer(dollars, goods_back=units, **terms), **given)
    play.done(order, AcceptOffer(), BUYER)
    return play, order


def sending(units: tuple[int, ...] = ALL, freight: Money | None = None) -> ShipReturn:
    return ShipReturn(carrier="Blue Heron", tracking="BHR-55120", units=units, freight=freight)


def sent(*given: Any, units: tuple[int, ...] = ALL, freight: Money | None = None, **more: Any) -> tuple[Play, int]:
    """Such a return, its address named and the goods sent on the same day."""
    play, order = agreed(*given, **more)
    play.done(order, ADDRESS, SUPPLIER)
    play.done(order, sending(units, freight), BUYER)
    return play, order


def ended(play: Play, order: int) -> ReturnEnded:
    return next(event for event in reversed(play.streams[order]) if isinstance(event, ReturnEnded))


# ---------------------------------------------------------------------------------------------------- the plain way


def test_an_agreed_return_keeps_the_money_frozen_until_the_supplier_has_the_goods() -> None:
    """D30-D32, D34, D37, M20: 80,000 frozen, then refunded, and the order is closed."""
    play, order = agreed()
    assert phase(facts(play, order)) == Phase.RETURN_PENDING
    assert play.money(order) == {"ord:frozen": 80_000_00}
    play.done(order, ADDRESS, SUPPLIER)
    play.done(order, sending(), BUYER)
    assert phase(facts(play, order)) == Phase.RETURN_IN_TRANSIT
    assert play.money(order) == {"ord:frozen": 80_000_00}
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
    assert play.orders[order].past[-1].outcome == "settled"


def test_nobody_else_acts_and_nothing_is_argued_while_goods_go_back() -> None:
    """4.2, D40: the claim can be neither withdrawn nor bargained over any more."""
    play, order = agreed()
    assert play.refused(order, ADDRESS, BUYER) == "role_not_allowed"
    assert play.refused(order, sending(), SUPPLIER) == "role_not_allowed"
    assert play.refused(order, sending(), BUYER) == "return_address_missing"
    assert play.refused(order, ConfirmReturn(), SUPPLIER) == "wrong_phase"
    assert play.refused(order, WithdrawDispute(), BUYER) == "wrong_phase"
    assert play.refused(order, MakeOffer(offer=offer(1)), SUPPLIER) == "wrong_phase"
    play.done(order, ADDRESS, SUPPLIER)
    assert play.refused(order, ADDRESS, SUPPLIER) == "already_so"
    play.done(order, sending(), BUYER)
    assert play.refused(order, sending(), BUYER) == "wrong_phase"
    assert play.refused(order, WaiveReturn(), SUPPLIER) == "wrong_phase"


def test_more_than_was_claimed_may_be_agreed_and_is_frozen() -> None:
    """D07, M16: 20,000 claimed, 50,000 agreed for half of the goods."""
    play, order = agreed(50_000, (500,), amount=20_000)
    assert play.money(order) == {"ord:frozen": 50_000_00, "ord:escrow:balance": 30_000_00}


# -------------------------------------------------------------------------------------------------------- the clocks


def test_a_supplier_that_names_no_address_gets_nothing_back() -> None:
    """D47: three days after 2019-06-03, on the 7th, the money goes back and the goods stay."""
    play, order = agreed()
    assert play.deadlines(order) == {"auto_confirm": None, "return_address_ttl": date(2019, 6, 6)}
    play.wait(order, "2019-06-06")
    assert play.money(order) == {"ord:frozen": 80_000_00}
    play.wait(order, "2019-06-07")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
    assert (ended(play, order).how, ended(play, order).units) == ("no_address", (0,))


def test_goods_sent_on_the_sixteenth_day_bring_nothing_and_the_supplier_is_paid() -> None:
    """SC44, D33, R15: address on 2019-06-05; the 15th day is 06-20; on the 21st the award has lapsed, and what is left
    of the time to confirm receipt runs on: 15 days from 06-03, of which the dispute used none.
    """
    play, order = agreed()
    play.at("2019-06-05")
    play.done(order, ADDRESS, SUPPLIER)
    assert play.deadlines(order) == {"auto_confirm": None, "return_ship_ttl": date(2019, 6, 20)}
    play.at("2019-06-21")
    assert play.refused(order, sending(), BUYER) == "no_dispute"
    play.wait(order, "2019-06-21")
    assert (play.stage(order), play.orders[order].dispute) == (Stage.DELIVERED, None)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    assert play.orders[order].past[-1].outcome == "lapsed"
    assert play.refused(order, claim(80_000), BUYER) == "ground_closed"
    play.walk(order, "2019-08-01")
    assert (play.stage(order), play.money(order)) == (Stage.COMPLETED, {})
    assert play.purse().available == 80_000_00


def test_goods_sent_on_the_fifteenth_day_are_in_time() -> None:
    """SC44: the last day counts whole."""
    play, order = agreed()
    play.done(order, ADDRESS, SUPPLIER)
    play.at("2019-06-18")
    play.done(order, sending(), BUYER)
    assert phase(facts(play, order)) == Phase.RETURN_IN_TRANSIT


def test_a_supplier_that_says_nothing_has_seven_days_from_the_delivery() -> None:
    """D36: delivered on 2019-06-10, accepted when the 17th is over."""
    play, order = sent()
    assert play.deadlines(order) == {"auto_confirm": None, "return_accept_ttl": date(2019, 7, 3)}
    play.at("2019-06-10")
    play.done(order, RecordReturnDelivery(delivered_on=date(2019, 6, 10), proof="scan"), CARRIER)
    assert play.deadlines(order)["return_accept_ttl"] == date(2019, 6, 17)
    play.wait(order, "2019-06-17")
    assert play.money(order) == {"ord:frozen": 80_000_00}
    play.wait(order, "2019-06-18")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
    assert ended(play, order).how == "silence"


def test_a_return_on_its_way_ends_thirty_days_after_it_was_sent() -> None:
    """D36, 4.6: sent on 2019-06-03; delivered on 07-01, so seven days would end after the 30th, 07-03."""
    play, order = sent()
    play.at("2019-07-01")
    play.done(order, RecordReturnDelivery(delivered_on=date(2019, 7, 1), proof="scan"), CARRIER)
    assert play.deadlines(order)["return_accept_ttl"] == date(2019, 7, 3)
    play.wait(order, "2019-07-04")
    assert play.stage(order) == Stage.CLOSED_REFUNDED


def test_a_delivery_recorded_late_leaves_the_supplier_time_to_look() -> None:
    """Delivered on 2019-06-05, told on the 20th: the days count from two days before that, not from the 5th."""
    play, order = sent(policy=Policy(ship_record_grace_days=2))
    play.at("2019-06-20")
    play.done(order, RecordReturnDelivery(delivered_on=date(2019, 6, 5), proof="scan"), BUYER)
    assert play.deadlines(order)["return_accept_ttl"] == date(2019, 6, 25)


def test_a_hold_stops_the_clocks_of_a_return() -> None:
    """T52: two days on hold make the address due two days later."""
    play, order = agreed()
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    play.wait(order, "2019-06-05")
    assert play.deadlines(order)["return_address_ttl"] is None
    play.done(order, LiftHold(), FIRST_OFFICER)
    play.done(order, LiftHold(), SECOND_OFFICER)
    assert play.deadlines(order)["return_address_ttl"] == date(2019, 6, 8)


# ---------------------------------------------------------------------------------------------------- the delivery


@pytest.mark.parametrize(
    ("who", "delivered_on", "proof", "code"),
    [
        (CARRIER, date(2019, 6, 5), "", "proof_missing"),
        (BUYER, date(2019, 6, 5), "", "proof_missing"),
        (SUPPLIER, date(2019, 6, 6), "", "date_in_future"),
        (SUPPLIER, date(2019, 6, 2), "", "delivered_before_shipped"),
    ],
)
def test_a_delivery_is_proved_and_lies_between_sending_and_today(
    who: Who, delivered_on: date, proof: str, code: str
) -> None:
    """4.6."""
    play, order = sent()
    play.at("2019-06-05")
    assert play.refused(order, RecordReturnDelivery(delivered_on=delivered_on, proof=proof), who) == code


def test_a_delivery_is_recorded_once() -> None:
    play, order = sent()
    told = RecordReturnDelivery(delivered_on=date(2019, 6, 3))
    play.done(order, told, SUPPLIER)
    assert play.refused(order, told, SUPPLIER) == "already_so"


# ------------------------------------------------------------------------------------------------------- the parts


@pytest.mark.parametrize(("units", "due"), [((1_000,), 60_000_00), ((999,), 59_940_00), ((1,), 60_00)])
def test_only_units_that_come_back_are_paid_for(units: tuple[int, ...], due: int) -> None:
    """R11, R30: 60,000 agreed for 1,000 tumblers."""
    play, order = sent(60_000, units=units)
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert play.money(order)["buy:refund"] == due
    assert (play.stage(order), sum(play.money(order).values())) == (Stage.DELIVERED, 80_000_00)


def test_lines_count_by_their_price() -> None:
    """R11, R16: 10 at 6,000 and 100 at 200 were to go back for 40,000; 5 and 50 of them are half of it, 10 and none
    three quarters.
    """
    lines = (
        Line(description="Press", quantity=10, unit_price=usd(6_000)),
        Line(description="Mould", quantity=100, unit_price=usd(200)),
    )
    for units, due in (((5, 50), 20_000_00), ((10, 0), 30_000_00), ((0, 1), 100_00)):
        play, order = sent(40_000, (10, 100), units=units, terms=contract(lines=lines))
        play.done(order, ConfirmReturn(), SUPPLIER)
        assert play.money(order)["buy:refund"] == due


def test_goods_without_a_price_count_by_number() -> None:
    """R16: samples, of which only freight was paid."""
    line = Line(description="Sample", quantity=4, unit_price=usd(0))
    terms = contract(lines=(line,), total=100_00, initial=100_00, freight=usd(100), incoterm="CIF")
    play, order = sent(100, (4,), units=(1,), terms=terms, amount=100)
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert play.money(order)["buy:refund"] == 25_00


@pytest.mark.parametrize("units", [(), (0,), (1_001,), (500, 500)])
def test_no_more_goes_back_than_was_agreed(units: tuple[int, ...]) -> None:
    """D32: one number a line, at least one unit."""
    play, order = agreed()
    play.done(order, ADDRESS, SUPPLIER)
    assert play.refused(order, sending(units), BUYER) == "quantities_wrong"


def test_no_more_is_offered_to_go_back_than_has_left() -> None:
    """D07: and nothing before anything has left; without goods nobody bears their way."""
    play, order = answered()
    for units in ((1_001,), (0,), (1, 1)):
        made = MakeOffer(offer=offer(1, goods_back=units))
        assert play.refused(order, made, BUYER) == "quantities_wrong"
    assert play.refused(order, MakeOffer(offer=offer(1, freight_by="buyer")), BUYER) == "offer_not_fitting"
    late = Play(limit=0)
    other = late.order(Stage.READY_TO_SHIP, frozen=True)
    late.wait(other, "2019-08-06")
    late.done(other, claim(80_000, "late_not_shipped"), BUYER)
    before = RejectClaim(reason="It is not so.", offer=offer(1, goods_back=ALL))
    assert late.refused(other, before, SUPPLIER) == "offer_not_fitting"


# ------------------------------------------------------------------------------------------------------ without goods


def test_a_supplier_may_do_without_the_goods() -> None:
    """R27."""
    play, order = agreed(30_000)
    play.done(order, WaiveReturn(), SUPPLIER)
    assert play.money(order) == {"buy:refund": 30_000_00, "ord:escrow:balance": 50_000_00}
    assert (play.stage(order), ended(play, order).how) == (Stage.DELIVERED, "waived")


def test_a_replacement_is_promised_for_goods_that_go_back() -> None:
    """D31, PP15: no money moves; when the promise is broken the ground may be claimed anew."""
    play, order = sent(0, replace_by=date(2019, 7, 1))
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.DELIVERED, None)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    assert play.orders[order].past[-1].promised == date(2019, 7, 1)
    play.done(order, ConfirmReceipt(), BUYER)
    play.at("2019-07-01")
    assert play.refused(order, claim(1), BUYER) == "ground_closed"
    play.at("2019-07-02")
    play.done(order, claim(1), BUYER)


def test_who_sends_nothing_back_is_promised_nothing() -> None:
    """D33: the replacement was for goods that came back."""
    play, order = agreed(0, replace_by=date(2019, 7, 1))
    play.done(order, ADDRESS, SUPPLIER)
    play.wait(order, "2019-06-19")
    assert (play.orders[order].past[-1].outcome, play.orders[order].past[-1].promised) == ("lapsed", None)


# ---------------------------------------------------------------------------------------------------------- contested


def contested(units: tuple[int, ...] = ALL) -> tuple[Play, int]:
    play, order = sent(units=units)
    play.done(order, ContestReturn(reason="These are others.", evidence=(HASH,)), SUPPLIER)
    return play, order


@pytest.mark.parametrize(("units", "due"), [((1_000,), 80_000_00), ((750,), 60_000_00)])
def test_of_a_contested_return_an_adjudicator_counts_what_came_back(units: tuple[int, ...], due: int) -> None:
    """D35, R11: 750 of 1,000 are what was delivered."""
    play, order = contested()
    assert phase(facts(play, order)) == Phase.RETURN_REVIEW
    decision = DecideReturn(units=units, reason="Seals compared.")
    assert play.refused(order, decision, ADJUDICATOR) == "not_your_case"
    play.done(order, AssignAdjudicator(person="ada", no_ties=True), LEAD)
    assert play.refused(order, decision, SECOND_ADJUDICATOR) == "not_your_case"
    play.done(order, decision, ADJUDICATOR)
    assert play.money(order)["buy:refund"] == due
    assert ended(play, order).how == "decided"


def test_where_nothing_of_it_came_back_nothing_is_due() -> None:
    """D35, R11."""
    play, order = contested()
    play.done(order, DecideReturn(units=(0,), reason="Bricks."), LEAD)
    assert (play.stage(order), play.orders[order].past[-1].outcome) == (Stage.DELIVERED, "lapsed")
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


def test_a_contested_return_is_decided_by_a_named_person_within_what_was_sent() -> None:
    play, order = contested((600,))
    decision = DecideReturn(units=(601,), reason="All of it.")
    assert play.refused(order, decision, LEAD) == "quantities_wrong"
    assert play.refused(order, decision, Who(Role.ADJUDICATOR)) == "person_missing"
    assert play.refused(order, decision, Who(Role.DISPUTE_LEAD)) == "person_missing"
    assert play.refused(order, decision, BUYER) == "role_not_allowed"


def test_a_contested_return_that_nobody_decides_counts_as_sent() -> None:
    """D35: who contests shows it; five business days from Monday 2019-06-03 end on Tuesday the 11th, for Friday the
    7th is a holiday in China.
    """
    play, order = contested()
    assert play.deadlines(order) == {"auto_confirm": None, "return_review": date(2019, 6, 11)}
    play.wait(order, "2019-06-12")
    assert (play.stage(order), ended(play, order).how) == (Stage.CLOSED_REFUNDED, "reviewed_by_time")


def test_a_supplier_that_finds_the_goods_after_all_confirms_them() -> None:
    """D34."""
    play, order = contested()
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert play.stage(order) == Stage.CLOSED_REFUNDED


# ------------------------------------------------------------------------------------------------------------- ruled


def with_return(dollars: int, *more: Override) -> Decide:
    """A decision: so much back for the weight once the goods are."""
    award = Override(
        ground="weight", amount=usd(dollars), goods_back=True, code="remedy", reason="They are of no use to him."
    )
    return Decide(overrides=(award, *more))


def test_a_ruling_that_wants_the_goods_back_waits_for_them() -> None:
    """D24: when nobody has appealed by 2019-06-18, the return begins on that day; 80,000 stay frozen."""
    play, order = answered()
    ruled(play, order, with_return(80_000))
    assert phase(facts(play, order)) == Phase.DECIDED
    play.walk(order, "2019-06-19")
    assert phase(facts(play, order)) == Phase.RETURN_PENDING
    back = facts(play, order).goods_return
    assert back is not None
    assert (back.refund, back.regardless, back.units, back.begun_on) == (80_000_00, 0, (1_000,), date(2019, 6, 18))
    assert play.money(order) == {"ord:frozen": 80_000_00}
    assert play.deadlines(order) == {"auto_confirm": None, "return_address_ttl": date(2019, 6, 21)}
    play.done(order, ADDRESS, SUPPLIER)
    play.done(order, sending(), BUYER)
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
    assert play.orders[order].past[-1].outcome == "ruled"


def test_both_sides_may_begin_the_return_at_once() -> None:
    """D46."""
    play, order = answered()
    ruled(play, order, with_return(80_000))
    play.done(order, WaiveAppeal(), BUYER)
    play.done(order, WaiveAppeal(), SUPPLIER)
    assert phase(facts(play, order)) == Phase.RETURN_PENDING


def test_an_appeal_may_end_in_a_return_and_one_that_nobody_decides_in_the_first_one() -> None:
    """D27, D44."""
    for decided in (True, False):
        play, order = answered()
        ruled(play, order, with_return(80_000))
        rules = facts(play, order).decided
        assert rules is not None
        play.done(order, Appeal(reason="It is wrong.", rule=rules.rules[0]), SUPPLIER)
        if decided:
            play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
            play.done(order, DecideAppeal(stands=True, note="It is right."), SECOND_ADJUDICATOR)
        else:
            play.walk(order, "2019-06-20")
        assert phase(facts(play, order)) == Phase.RETURN_PENDING


def test_what_does_not_hang_on_the_return_is_paid_when_it_lapses() -> None:
    """D33, R15: 40,000 for the weight with the goods back, 5,000 for lateness in any case."""
    play, order = answered(80_000, "weight", "late_shipped")
    late = Override(ground="late_shipped", amount=usd(5_000), code="remedy", reason="They missed a fair.")
    ruled(play, order, with_return(40_000, late))
    play.walk(order, "2019-06-19")
    back = facts(play, order).goods_return
    assert back is not None
    assert (back.refund, back.regardless) == (45_000_00, 5_000_00)
    play.done(order, ADDRESS, SUPPLIER)
    play.walk(order, "2019-07-05")
    assert play.money(order)["buy:refund"] == 5_000_00
    assert (ended(play, order).how, play.orders[order].past[-1].outcome) == ("not_sent", "ruled")


def test_units_that_were_used_do_not_go_back() -> None:
    """R11: 250 of 1,000 are used; 750 go back for 60,000 of 80,000."""
    worse = Claimed(ground="weight", facts=Deviation(out=8, inspected=8, another=True, gone=250), line=0)
    play, order = answered(80_000, "weight", claims=(worse,))
    ruled(play, order, decided_on_line())
    play.walk(order, "2019-06-19")
    back = facts(play, order).goods_return
    assert back is not None
    assert (back.refund, back.units) == (60_000_00, (750,))


def decided_on_line() -> Decide:
    award = Override(
        ground="weight", line=0, amount=usd(60_000), goods_back=True, code="remedy", reason="As R11 has it."
    )
    return Decide(overrides=(award,))


def test_before_anything_has_left_a_ruling_is_paid_at_once() -> None:
    """D23: there is nothing to send back."""
    play, order = whole_claim(Stage.READY_TO_SHIP)
    award = Override(
        ground="late_not_shipped", amount=usd(80_000), goods_back=True, code="remedy", reason="It is late."
    )
    ruled(play, order, Decide(overrides=(award,)))
    play.walk(order, play.today + timedelta(days=9))
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})


def test_who_acted_for_a_side_does_not_decide_what_came_back() -> None:
    """D11: `bea` is the buyer's."""
    play, order = contested()
    decision = DecideReturn(units=ALL, reason="All of it.")
    assert play.refused(order, decision, Who(Role.DISPUTE_LEAD, 0, "bea")) == "tie_to_a_party"


# ------------------------------------------------------------------------------------------------------ all the ends


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("by", ["confirmed", "waived", "decided", "no_address"])
@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED])
def test_a_full_refund_for_goods_ends_the_order_at_every_stage(at: Stage, by: str, gone: bool) -> None:
    """T49, T50: 80,000 released at shipment, of which 50,000 have left the supplier's balance if `gone`."""
    play = Play(Policy(early_release="within_limit", guarantee_advances=False))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(at)
    play.at("2019-06-10")
    if gone:
        play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    ground = "not_received" if at == Stage.SHIPPED else "weight"
    play.done(order, claim(80_000, ground), BUYER)
    play.done(order, RejectClaim(reason="It is not so.", offer=offer(80_000, goods_back=ALL)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    if by == "waived":
        play.done(order, WaiveReturn(), SUPPLIER)
    elif by == "no_address":
        play.wait(order, "2019-06-14")
    else:
        play.done(order, ADDRESS, SUPPLIER)
        play.done(order, sending(), BUYER)
        if by == "decided":
            play.done(order, ContestReturn(reason="These are others.", evidence=(HASH,)), SUPPLIER)
            play.done(order, DecideReturn(units=ALL, reason="They are the same."), LEAD)
        else:
            play.done(order, ConfirmReturn(), SUPPLIER)
    assert ended(play, order).how == by
    assert play.stage(order) == (Stage.CLOSED_SETTLED if gone else Stage.CLOSED_REFUNDED)
    assert play.money(order) == {"buy:refund": 30_000_00 if gone else 80_000_00}
    assert play.orders[order].uncovered == (50_000_00 if gone else 0)


# ------------------------------------------------------------------------------------------------------------ freight


def test_the_way_back_is_paid_after_the_award_from_what_is_left() -> None:
    """M20, M25, A19: 20,000 awarded, 300 freight; 59,700 stay."""
    play, order = sent(20_000, (250,), units=(250,), freight=usd(300))
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert play.money(order) == {
        "buy:refund": 20_300_00,
        "ord:escrow:initial": 4_700_00,
        "ord:escrow:balance": 55_000_00,
    }
    funds = play.orders[order].funds
    assert (funds.refund, funds.shifted) == (20_300_00, 300_00)
    assert [transfer.amount for transfer in funds.transfers] == [20_000_00, 300_00]
    play.done(order, SettleRefund(number=2, line="out-2"), BANK)
    assert play.orders[order].funds.refunded == 300_00


def test_a_full_refund_takes_the_way_back_from_the_suppliers_balance() -> None:
    """M25, I5: another order has brought 1,000; of 1,500 freight 500 stay owed and are shown."""
    play = Play(limit=0)
    earlier = play.order(Stage.COMPLETED, frozen=True, total=1_000_00, initial=1_000_00)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, claim(80_000), BUYER)
    _settle(play, order, freight=usd(1_500))
    assert play.money(order) == {"buy:refund": 81_000_00}
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 500_00)
    assert (play.purse().available, play.book(Account.SUPPLIER_AVAILABLE, SUPPLIER_ID)) == (0, 0)
    assert play.money(earlier) == {}


def _settle(play: Play, order: int, freight: Money) -> None:
    steps: tuple[tuple[Command, Who], ...] = (
        (RejectClaim(reason="It is not so.", offer=offer(80_000, goods_back=ALL)), SUPPLIER),
        (AcceptOffer(), BUYER),
        (ADDRESS, SUPPLIER),
        (sending(freight=freight), BUYER),
        (ConfirmReturn(), SUPPLIER),
    )
    for command, who in steps:
        play.done(order, command, who)


@pytest.mark.parametrize(
    ("policy", "freight_by"),
    [(None, "buyer"), (PRESETS["strict_supplier"], None), (PRESETS["strict_supplier"], "buyer")],
)
def test_freight_that_the_buyer_bears_moves_no_money(policy: Policy | None, freight_by: str | None) -> None:
    """A19, `return_freight_payer`: also more than 30 % of the award."""
    given = {} if freight_by is None else {"freight_by": freight_by}
    play, order = sent(20_000, (250,), units=(250,), freight=usd(9_000), policy=policy, **given)
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert (play.money(order)["buy:refund"], play.orders[order].funds.shifted) == (20_000_00, 0)


@pytest.mark.parametrize(("refund", "most"), [(20_000, 6_000), (0, 24_000)])
def test_a_way_back_that_is_not_worth_it_is_not_charged_to_the_supplier(refund: int, most: int) -> None:
    """R27: 30 % of the award, or of the goods if only a replacement is due."""
    promise = {} if refund else {"replace_by": date(2019, 7, 1)}
    play, order = agreed(refund, **promise)
    play.done(order, ADDRESS, SUPPLIER)
    assert play.refused(order, sending(freight=usd(most, 1)), BUYER) == "freight_too_dear"
    assert play.refused(order, sending(freight=money(1, "EUR")), BUYER) == "wrong_currency"
    play.done(order, sending(freight=usd(most)), BUYER)


def test_no_freight_is_due_where_nothing_came_back() -> None:
    """D33: an award that lapses takes the way back with it."""
    play, order = sent(freight=usd(300))
    play.done(order, ContestReturn(reason="Nothing came.", evidence=(HASH,)), SUPPLIER)
    play.done(order, DecideReturn(units=(0,), reason="No delivery."), LEAD)
    assert (play.orders[order].funds.shifted, play.orders[order].funds.refund) == (0, 0)


def test_what_was_released_already_goes_back_for_goods_too() -> None:
    """D34, M21a: 80,000 released at receipt are held for the claim and go back when the goods do."""
    play = Play()
    order = play.order(Stage.RECEIVED)
    play.done(order, claim(80_000), BUYER)
    _settle(play, order, freight=usd(0))
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
    assert play.purse().available == 0
