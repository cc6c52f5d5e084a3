"""Disputes as far as they touch the order, and compliance holds: what opens, freezes, pays and ends (D01, T49-T52)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.agreement import AcceptAmendment, Amend
from fairhold.trade.claims import LiftHold, PlaceHold
from fairhold.trade.dispute import (
    AcceptClaim,
    Claimed,
    ClaimsStated,
    EditClaim,
    OpenDispute,
    Phase,
    RejectClaim,
    WithdrawDispute,
    phase,
)
from fairhold.trade.fulfilment import (
    AcceptGoods,
    CancelForNonPayment,
    ConfirmReceipt,
    DeclareReady,
    Ship,
    ShipOnOpenAccount,
    ShipPart,
)
from fairhold.trade.ground import Ground
from fairhold.trade.issue import Deviation, Lost, Short
from fairhold.trade.negotiation import AcceptOffer, MakeOffer
from fairhold.trade.order import Stage
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import Policy
from fairhold.trade.terms import InspectionTerm, Line, ShipBy, fingerprint
from fairhold.trade.who import Role, Who
from trade import quarrels
from trade.playing import (
    BUYER,
    FIRST_OFFICER,
    SECOND_OFFICER,
    START,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    changed,
    document,
    money,
    usd,
)

TERM = InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5")


def claim(amount: int, *grounds: Ground) -> OpenDispute:
    """A claim of so many dollars."""
    return OpenDispute(grounds=grounds or ("weight",), amount=usd(amount), statement="It is so.")


def late(**terms: Any) -> tuple[Play, int]:
    """An order in production that is late since 2019-08-05."""
    play = Play(limit=1_000_000_00)
    order = play.order(Stage.IN_PRODUCTION, **terms)
    play.wait(order, "2019-08-06")
    return play, order


# ------------------------------------------------------------------------------------------------- opening (D01)


def test_a_claim_needs_money_on_an_order_that_runs() -> None:
    """D01: something received, and no other dispute open."""
    play = Play()
    agreed = play.order(Stage.AGREED, total=8_000_00, initial=2_500_00)
    assert play.refused(agreed, claim(1, "late_not_shipped"), BUYER) == "wrong_stage"
    unpaid = play.order(Stage.AWAITING_BALANCE, total=8_000_00, initial=0, balance_after_shipment=True)
    play.done(unpaid, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    assert play.refused(unpaid, claim(1), BUYER) == "nothing_received"
    order = play.order(Stage.DELIVERED)
    play.done(order, claim(1), BUYER)
    assert play.refused(order, claim(1), BUYER) == "dispute_open"


def test_each_side_has_its_own_grounds() -> None:
    """D01: `non_payment` is the supplier's."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    assert play.refused(order, claim(1, "non_payment"), BUYER) == "ground_not_yours"
    assert play.refused(order, claim(1, "weight"), SUPPLIER) == "ground_not_yours"
    assert play.refused(order, claim(1, "non_payment"), SUPPLIER) == "ground_not_open"


def test_a_ground_opens_with_its_facts() -> None:
    """A1: not late, not inspected, not shipped, not paid in full."""
    play = Play(limit=1_000_000_00)
    order = play.order(Stage.READY, inspection=TERM)
    for ground in ("late_not_shipped", "pre_ship_quality", "weight", "not_received"):
        assert play.refused(order, claim(1, ground), BUYER) == "ground_not_open"
    play.inspected(order, "pass")
    assert play.refused(order, claim(1, "pre_ship_quality"), BUYER) == "ground_not_open"
    open_account = play.order(Stage.AWAITING_BALANCE, balance_after_shipment=True)
    play.done(open_account, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    assert play.refused(open_account, claim(1), BUYER) == "balance_due"
    easy = Play(Policy(post_delivery_claim_needs_full_payment=False))
    order = easy.order(Stage.AWAITING_BALANCE, balance_after_shipment=True)
    easy.done(order, ShipOnOpenAccount(document=document(easy.today)), SUPPLIER)
    easy.done(order, claim(1), BUYER)


def test_pre_shipment_coverage_ends_with_shipment_but_for_delivery() -> None:
    """A6, R4: and its base stays the initial payment."""
    play = Play()
    order = play.order(Stage.SHIPPED, coverage="pre_shipment")
    assert play.refused(order, claim(1, "weight"), BUYER) == "ground_not_covered"
    assert play.refused(order, claim(25_001, "not_received"), BUYER) == "claim_above_cover"
    play.done(order, claim(25_000, "not_received"), BUYER)


def test_a_claim_is_an_amount_of_the_order_within_the_cover() -> None:
    """4.9, I12."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    euros = OpenDispute(grounds=("weight",), amount=money(1, "EUR"), statement="It is so.")
    assert play.refused(order, euros, BUYER) == "wrong_currency"
    assert play.refused(order, claim(0), BUYER) == "claim_above_cover"
    assert play.refused(order, claim(80_001), BUYER) == "claim_above_cover"


def test_a_claim_tells_what_happened_on_which_line() -> None:
    """D01: each ground once for each line; what it says is kept with the person who said it."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    told = (
        Claimed(ground="weight", facts=Deviation(mean="100"), line=0, amount=usd(500)),
        Claimed(ground="quantity_short", facts=Short(missing=20), line=0),
    )
    events = play.done(order, quarrels.claim(1_000, "weight", "quantity_short", "colour", claims=told), BUYER)
    assert ClaimsStated(claims=told, person="bea") in events
    dispute = quarrels.facts(play, order)
    assert dispute.claims == told
    assert dispute.points == (("weight", 0), ("quantity_short", 0), ("colour", None))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ((Claimed(ground="colour", facts=Deviation()),), "ground_not_claimed"),
        ((Claimed(ground="weight", facts=Deviation(), line=1),), "line_unknown"),
        ((Claimed(ground="weight", facts=Deviation()),) * 2, "claim_twice"),
        ((Claimed(ground="not_received", facts=Lost(clean_document=True, part=(1, 1))),), "quantities_wrong"),
        ((Claimed(ground="weight", facts=Deviation(), amount=money(1, "EUR")),), "wrong_currency"),
    ],
)
def test_claims_are_about_the_grounds_and_lines_there_are(told: tuple[Claimed, ...], code: str) -> None:
    """D01: the contract has one line."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    assert play.refused(order, quarrels.claim(1, "weight", "not_received", claims=told), BUYER) == code


def test_facts_of_another_ground_cannot_be_claimed() -> None:
    with pytest.raises(ValueError, match="Short are not the facts of weight"):
        Claimed(ground="weight", facts=Short(missing=1), line=0)


# ---------------------------------------------------------------------------------------------------- editing (D02)


def edit(dollars: int, *grounds: Ground, claims: tuple[Claimed, ...] = ()) -> EditClaim:
    """The claim said anew."""
    return EditClaim(grounds=grounds, amount=usd(dollars), statement="It is rather so.", claims=claims)


def test_raising_a_claim_gives_the_other_side_its_time_once_more_and_only_once() -> None:
    """D02, M16: opened 06-03, raised 06-06 from 10,000 to 20,000: answer by 06-11; raised again 06-07: still 06-11."""
    play, order = quarrels.disputed(10_000)
    assert play.money(order)["ord:frozen"] == 10_000_00
    play.at("2019-06-06")
    play.done(order, edit(20_000, "weight"), BUYER)
    assert play.money(order)["ord:frozen"] == 20_000_00
    assert play.deadlines(order)["respond_ttl"] == date(2019, 6, 11)
    assert play.deadlines(order)["auto_escalate"] == date(2019, 6, 10)
    play.at("2019-06-07")
    play.done(order, edit(30_000, "weight"), BUYER)
    assert play.money(order)["ord:frozen"] == 30_000_00
    assert play.deadlines(order)["respond_ttl"] == date(2019, 6, 11)


def test_lowering_a_claim_frees_money_and_starts_nothing_anew() -> None:
    """D02, M17."""
    play, order = quarrels.disputed(20_000)
    play.at("2019-06-05")
    play.done(order, edit(5_000, "weight"), BUYER)
    assert play.money(order)["ord:frozen"] == 5_000_00
    assert play.deadlines(order)["respond_ttl"] == date(2019, 6, 8)


def test_a_further_ground_after_the_answer_is_answered_anew() -> None:
    """D02, PP6: one dispute, grounds can be added; an offer about the old claim has lapsed."""
    play, order = quarrels.answered(10_000, made=quarrels.offer(1_000))
    play.done(order, edit(10_000, "weight", "colour"), BUYER)
    dispute = quarrels.facts(play, order)
    assert (phase(dispute), dispute.offered, dispute.grounds) == (
        Phase.AWAITING_RESPONSE,
        None,
        ("weight", "colour"),
    )


def test_an_edited_claim_is_checked_like_a_new_one() -> None:
    """D02: and by the claimant, before the dispute team has the case."""
    play, order = quarrels.disputed(10_000)
    assert play.refused(order, edit(5_000, "weight"), SUPPLIER) == "not_the_claimant"
    assert play.refused(order, edit(10_000, "weight"), BUYER) == "nothing_changed"
    assert play.refused(order, edit(80_001, "weight"), BUYER) == "claim_above_cover"
    assert play.refused(order, edit(10_000, "weight", "late_not_shipped"), BUYER) == "ground_not_open"
    wrong = (Claimed(ground="colour", facts=Deviation()),)
    assert play.refused(order, edit(10_000, "weight", claims=wrong), BUYER) == "ground_not_claimed"
    play.at("2019-06-12")
    assert play.refused(order, edit(5_000, "weight"), BUYER) == "wrong_phase"


def test_an_edited_claim_holds_what_the_supplier_has_been_paid() -> None:
    """D02, M16b: 10,000 of the released 80,000, then 25,000."""
    play = Play()
    order = play.order(Stage.RECEIVED)
    play.done(order, claim(10_000), BUYER)
    play.done(order, edit(25_000, "weight"), BUYER)
    assert (play.purse().available, play.purse().dispute_hold) == (55_000_00, 25_000_00)


# -------------------------------------------------------------------------------------------------- reopening (O27)


def test_a_withdrawn_ground_is_closed_for_the_order() -> None:
    """D40, O27: another ground, or another line of it, is not."""
    play, order = quarrels.disputed(1)
    play.done(order, WithdrawDispute(), BUYER)
    assert play.refused(order, claim(1), BUYER) == "ground_closed"
    play.done(order, claim(1, "colour"), BUYER)
    assert play.refused(order, edit(1, "colour", "weight"), BUYER) == "ground_closed"
    lines = (
        Line(description="Tumbler", quantity=600, unit_price=usd(100)),
        Line(description="Lid", quantity=400, unit_price=usd(50)),
    )
    on_first = (Claimed(ground="weight", facts=Deviation(), line=0),)
    play, order = quarrels.disputed(1, claims=on_first, lines=lines)
    play.done(order, WithdrawDispute(), BUYER)
    assert play.refused(order, quarrels.claim(1, claims=on_first), BUYER) == "ground_closed"
    on_second = (Claimed(ground="weight", facts=Deviation(), line=1),)
    play.done(order, quarrels.claim(1, claims=on_second), BUYER)


def test_an_operator_may_let_grounds_be_claimed_again() -> None:
    """`reopen_same_ground`."""
    play, order = quarrels.disputed(1, policy=Policy(reopen_same_ground=True))
    play.done(order, WithdrawDispute(), BUYER)
    play.done(order, claim(1), BUYER)


def test_what_happens_again_can_be_claimed_again() -> None:
    """D40: late on 08-05, withdrawn; a new date, late on 08-20."""
    play, order = late()
    play.done(order, claim(1, "late_not_shipped"), BUYER)
    play.done(order, WithdrawDispute(), BUYER)
    assert play.refused(order, claim(1, "late_not_shipped"), BUYER) == "ground_closed"
    later = changed(play.orders[order].terms, ship_by=ShipBy(on=date(2019, 8, 20)))
    play.done(order, Amend(contract=later), SUPPLIER)
    play.done(order, AcceptAmendment(fingerprint=fingerprint(later)), BUYER)
    play.wait(order, "2019-08-21")
    play.done(order, claim(1, "late_not_shipped"), BUYER)


# ----------------------------------------------------------------------------------------------- freezing (M16, M17)


def test_a_dispute_freezes_escrow_and_its_withdrawal_frees_it() -> None:
    """M16a, M17, T51: 30,000 of 80,000, the initial payment first."""
    play = Play(limit=0)
    order = play.order(Stage.SHIPPED, frozen=True)
    play.done(order, claim(30_000, "not_received"), BUYER)
    assert play.money(order) == {"ord:frozen": 30_000_00, "ord:escrow:balance": 50_000_00}
    assert (play.orders[order].funds.frozen_initial, play.orders[order].funds.frozen_balance) == (
        25_000_00,
        5_000_00,
    )
    play.done(order, WithdrawDispute(), BUYER)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    assert play.stage(order) == Stage.SHIPPED


def test_a_dispute_after_release_holds_reserve_and_then_what_the_supplier_has() -> None:
    """M16b, M17: 50,000 in reserve, 30,000 available, 10,000 of them already withdrawn."""
    play = Play(Policy(uncovered_reserve_until="claim_window_end"), limit=30_000_00)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.at("2019-06-10")
    play.done(order, ConfirmReceipt(), BUYER)
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(10_000)), SUPPLIER)
    play.done(order, claim(80_000), BUYER)
    assert (play.purse().available, play.purse().reserve, play.purse().dispute_hold) == (0, 0, 70_000_00)
    assert play.book(Account.SUPPLIER_DISPUTE_HOLD, SUPPLIER_ID) == 70_000_00
    play.done(order, WithdrawDispute(), BUYER)
    assert (play.purse().available, play.purse().reserve, play.purse().dispute_hold) == (20_000_00, 50_000_00, 0)


def test_only_the_claimant_withdraws_and_only_the_other_side_accepts() -> None:
    """D03, D40."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    assert play.refused(order, AcceptClaim(), SUPPLIER) == "no_dispute"
    assert play.refused(order, WithdrawDispute(), BUYER) == "no_dispute"
    play.done(order, claim(1), BUYER)
    assert play.refused(order, WithdrawDispute(), SUPPLIER) == "not_the_claimant"
    assert play.refused(order, AcceptClaim(), BUYER) == "not_the_respondent"


# ---------------------------------------------------------------------------------------- accepting (T49, T50, T51)


@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED])
def test_an_accepted_claim_of_everything_ends_the_order(at: Stage) -> None:
    """T49, M18, M21a, L4: held or released, 80,000 go back."""
    for limit in (0, 100_000_00):
        play = Play(limit=limit)
        order = play.order(at, frozen=not limit)
        play.done(order, claim(80_000), BUYER)
        play.done(order, AcceptClaim(), SUPPLIER)
        assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
        assert (play.purse().available, play.purse().dispute_hold, play.purse().free) == (0, 0, limit)


def test_an_accepted_claim_of_a_part_pays_it_and_the_order_goes_on() -> None:
    """T51, M19: 24,000 of 80,000 held; at receipt 56,000 are released."""
    play = Play(limit=0)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.at("2019-06-10")
    play.done(order, claim(24_000), BUYER)
    play.at("2019-06-12")
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.deadlines(order)) == (Stage.DELIVERED, {"auto_confirm": date(2019, 6, 20)})
    assert play.money(order) == {
        "buy:refund": 24_000_00,
        "ord:escrow:initial": 1_000_00,
        "ord:escrow:balance": 55_000_00,
    }
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.purse().available == 56_000_00


def test_the_buyer_accepts_that_he_never_paid() -> None:
    """T50, R28: the order ends by the contract's clause; with no kept share a claim of nothing is still a claim."""
    for kept, amount in ((10_000, 10_000), (None, 0)):
        play = Play()
        order = play.order(Stage.AWAITING_BALANCE, kept_share=None if kept is None else usd(kept))
        play.at("2019-08-03")
        if kept is None:
            assert play.refused(order, claim(1, "non_payment"), SUPPLIER) == "claim_above_cover"
        play.done(order, claim(amount, "non_payment"), SUPPLIER)
        assert play.money(order) == {"ord:escrow:initial": 25_000_00}
        assert play.refused(order, AcceptClaim(), SUPPLIER) == "not_the_respondent"
        play.done(order, AcceptClaim(), BUYER)
        assert (play.stage(order), play.purse().available) == (Stage.CLOSED_SETTLED, amount * 100)
        assert play.money(order) == {"buy:refund": (25_000 - amount) * 100}


def test_a_late_order_given_up_by_agreement_is_refunded() -> None:
    """T22, T49: late on 2019-08-05; the supplier accepts the claim."""
    play, order = late()
    play.done(order, claim(25_000, "late_not_shipped"), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 25_000_00})


def test_a_late_order_on_open_account_is_given_up_before_its_balance() -> None:
    """T49 from AWAITING_BALANCE: on open account shipment does not wait for the balance, so it can be late there."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE, balance_after_shipment=True)
    play.wait(order, "2019-08-06")
    play.done(order, claim(25_000, "late_not_shipped"), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 25_000_00})


def test_of_late_goods_only_what_has_not_left_can_be_claimed_as_not_shipped() -> None:
    """R16: 600 of 1,000 pieces left; 20,000 + 0 of 80,000 are claimable, and accepting ends the shipment."""
    play = Play(limit=0)
    lines = (
        Line(description="Tumbler", quantity=600, unit_price=usd(100)),
        Line(description="Lid", quantity=400, unit_price=usd(50)),
    )
    order = play.order(Stage.READY_TO_SHIP, frozen=True, part_shipments=True, lines=lines)
    play.done(order, ShipPart(document=document(play.today), quantities=(600, 0)), SUPPLIER)
    play.at("2019-08-06")
    assert play.refused(order, claim(20_001, "late_not_shipped"), BUYER) == "claim_above_cover"
    play.done(order, claim(20_000, "late_not_shipped"), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert play.stage(order) == Stage.SHIPPED
    assert play.money(order) == {
        "buy:refund": 20_000_00,
        "ord:escrow:initial": 5_000_00,
        "ord:escrow:balance": 55_000_00,
    }


def test_an_offer_to_pay_back_what_did_not_leave_ends_the_shipment_too() -> None:
    """R16, D08: the same 20,000 agreed upon instead of claimed."""
    play = Play(limit=0)
    lines = (
        Line(description="Tumbler", quantity=600, unit_price=usd(100)),
        Line(description="Lid", quantity=400, unit_price=usd(50)),
    )
    order = play.order(Stage.READY_TO_SHIP, frozen=True, part_shipments=True, lines=lines)
    play.done(order, ShipPart(document=document(play.today), quantities=(600, 0)), SUPPLIER)
    play.at("2019-08-06")
    play.done(order, claim(20_000, "late_not_shipped"), BUYER)
    play.done(order, RejectClaim(reason="The lids come."), SUPPLIER)
    play.done(order, MakeOffer(offer=quarrels.offer(20_000)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    assert play.stage(order) == Stage.SHIPPED
    assert play.money(order)["buy:refund"] == 20_000_00


def test_a_case_of_the_system_that_the_supplier_accepts_ends_the_order() -> None:
    """T49: also where the buyer paid more after it was opened."""
    play, order = late()
    play.wait(order, "2019-09-05")
    play.pay(order, 55_000_00)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})


def test_a_supplier_does_not_end_the_buyer_s_claim_by_cancelling() -> None:
    """T34, I6: late since 06-08 and in default since 08-08, both at once; the claim comes first."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, ship_by=ShipBy(on=date(2019, 6, 8)), kept_share=usd(25_000))
    play.at("2019-06-09")
    play.done(order, DeclareReady(), SUPPLIER)
    play.done(order, AcceptGoods(), BUYER)
    play.wait(order, "2019-08-10")
    assert play.orders[order].flags == ("late", "buyer_default")
    play.done(order, claim(25_000, "late_not_shipped"), BUYER)
    assert play.refused(order, CancelForNonPayment(), SUPPLIER) == "dispute_open"
    play.done(order, WithdrawDispute(), BUYER)
    play.done(order, claim(25_000, "non_payment"), SUPPLIER)
    play.done(order, CancelForNonPayment(), SUPPLIER)
    assert (play.stage(order), play.purse().available) == (Stage.CLOSED_SETTLED, 25_000_00)


# ----------------------------------------------------------------------- cases of the system that are overtaken


def test_a_new_date_ends_the_case_for_goods_not_shipped() -> None:
    """SC25, T17: late on 2019-07-01, the system's case on 07-31, a new date signed by both on 08-01."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, ship_by=ShipBy(on=date(2019, 7, 1)))
    play.wait(order, "2019-08-01")
    assert play.orders[order].dispute is not None
    later = changed(play.orders[order].terms, ship_by=ShipBy(on=date(2019, 8, 20)))
    play.done(order, Amend(contract=later), SUPPLIER)
    play.done(order, AcceptAmendment(fingerprint=fingerprint(later)), BUYER)
    assert (play.orders[order].dispute, play.orders[order].late_on) == (None, None)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 20)}


def test_shipping_ends_the_case_for_goods_not_shipped() -> None:
    """T37: the goods leave after all, and within the limit the money is released (M14)."""
    play = Play()
    order = play.order(Stage.READY_TO_SHIP, ship_by=ShipBy(on=date(2019, 7, 1)))
    play.at("2019-08-01")
    play.done(order, Ship(document=document(date(2019, 7, 31))), SUPPLIER)
    assert (play.stage(order), play.orders[order].dispute, play.purse().available) == (
        Stage.SHIPPED,
        None,
        80_000_00,
    )


def failed() -> tuple[Play, int]:
    """Goods that failed inspection on 2019-06-03, with the system's case open since 2019-07-03."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    play.inspected(order, "fail")
    play.wait(order, "2019-07-04")
    dispute = play.orders[order].dispute
    assert dispute is not None
    assert (dispute.by, dispute.day) == ("clock", date(2019, 7, 3))
    return play, order


def test_the_buyer_may_still_take_goods_that_failed() -> None:
    """T24, T59: acceptance ends the system's case and nothing stays frozen."""
    play, order = failed()
    play.done(order, AcceptGoods(waive_inspection=True), BUYER)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.AWAITING_BALANCE, None)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_a_corrected_report_ends_the_case() -> None:
    """T27, T59."""
    play, order = failed()
    play.inspected(order, "pass")
    assert play.orders[order].dispute is None
    assert play.deadlines(order)["preship_accept_ttl"] == date(2019, 7, 11)


def test_a_discount_ends_the_case_and_the_surplus_goes_back() -> None:
    """T29, T59: frozen money is free first; 25,000 paid, the total falls to 20,000."""
    play, order = failed()
    old = play.orders[order].terms
    new = changed(old, total=usd(20_000), initial=usd(20_000), discount=usd(60_000))
    play.done(order, Amend(contract=new), SUPPLIER)
    play.done(order, AcceptAmendment(fingerprint=fingerprint(new)), BUYER)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.READY_TO_SHIP, None)
    assert play.money(order) == {"ord:escrow:initial": 20_000_00, "buy:refund": 5_000_00}


def test_a_claim_of_the_buyer_is_not_overtaken_by_anything() -> None:
    """D01: it stays open until he withdraws it or it is decided; goods cannot be accepted meanwhile."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    play.inspected(order, "fail")
    play.done(order, claim(25_000, "pre_ship_quality"), BUYER)
    assert play.refused(order, AcceptGoods(waive_inspection=True), BUYER) == "dispute_open"
    play.inspected(order, "pass")
    assert play.orders[order].dispute is not None


# ------------------------------------------------------------------------------------------------------ holds (T52)


def test_a_hold_stops_timers_and_money_until_two_persons_lift_it() -> None:
    """T52, I6, I11: the stage stays; ten days of hold move the window by ten days."""
    play = Play(limit=0)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.at("2019-06-10")
    assert play.refused(order, LiftHold(), FIRST_OFFICER) == "no_hold"
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    assert play.refused(order, PlaceHold(reason="again"), SECOND_OFFICER) == "on_hold"
    assert (play.stage(order), play.deadlines(order)) == (Stage.DELIVERED, {"auto_confirm": None})
    assert play.refused(order, ConfirmReceipt(), BUYER) == "on_hold"
    play.wait(order, "2020-06-10")
    assert play.stage(order) == Stage.DELIVERED
    play.at("2019-06-20")
    assert play.refused(order, LiftHold(), Who(Role.COMPLIANCE)) == "person_missing"
    play.done(order, LiftHold(), FIRST_OFFICER)
    assert play.refused(order, LiftHold(), FIRST_OFFICER) == "second_person_needed"
    assert play.refused(order, ConfirmReceipt(), BUYER) == "on_hold"
    play.done(order, LiftHold(), SECOND_OFFICER)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 28)}
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.purse().available == 80_000_00


def test_goods_may_leave_under_a_hold_but_no_money() -> None:
    """I6: the early release that shipment would bring comes with receipt."""
    play = Play()
    order = play.order(Stage.READY_TO_SHIP)
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    assert (play.stage(order), play.purse().available) == (Stage.SHIPPED, 0)
    play.done(order, LiftHold(), FIRST_OFFICER)
    play.done(order, LiftHold(), SECOND_OFFICER)
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.purse().available == 80_000_00


def test_a_dispute_and_a_hold_at_once_pause_once() -> None:
    """I13: days covered by both count once."""
    play = Play(limit=0)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.at("2019-06-05")
    play.done(order, claim(1), BUYER)
    play.at("2019-06-08")
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    play.at("2019-06-12")
    play.done(order, LiftHold(), FIRST_OFFICER)
    play.done(order, LiftHold(), SECOND_OFFICER)
    play.at(datetime(2019, 6, 15, 12, tzinfo=UTC))
    play.done(order, WithdrawDispute(), BUYER)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 28)}


def test_what_no_money_covers_of_an_award_is_shown_and_the_order_does_not_end_refunded() -> None:
    """T50, 4.1.8, 4.7 step 5: released at shipment, 70,000 already paid out; 10,000 of 80,000 are left to pay from."""
    play = Play(Policy(guarantee_advances=False))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.SHIPPED)
    play.at(START + timedelta(days=4))
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(70_000)), SUPPLIER)
    play.done(order, claim(80_000, "not_received"), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_SETTLED, {"buy:refund": 10_000_00})
    assert (play.orders[order].uncovered, play.orders[order].flags) == (70_000_00, ("part_paid",))


def test_a_claim_for_money_that_is_gone_settles_the_order() -> None:
    """T50: released, paid out, and nothing is left to give back."""
    play = Play(Policy(guarantee_advances=False))
    order = play.order(Stage.RECEIVED)
    account = SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789")
    play.done(SUPPLIER_ID, account, SUPPLIER)
    play.at(play.now + timedelta(days=4))
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    play.done(order, OpenDispute(grounds=("weight",), amount=usd(80_000), statement="Too light."), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 80_000_00)


def test_what_a_buyer_paid_too_much_under_a_hold_goes_back_when_the_hold_is_lifted() -> None:
    """M6b, T52, I6: 90,000.00 came for 80,000.00."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, PlaceHold(reason="sanctions hit"), FIRST_OFFICER)
    play.pay(order, 90_000_00)
    assert (play.money(order)["buy:credit"], play.orders[order].funds.transfers) == (10_000_00, ())
    play.done(order, LiftHold(), FIRST_OFFICER)
    assert play.money(order)["buy:credit"] == 10_000_00
    play.done(order, LiftHold(), SECOND_OFFICER)
    assert (play.money(order).get("buy:credit", 0), play.money(order)["buy:refund"]) == (0, 10_000_00)
    assert [one.amount for one in play.orders[order].funds.transfers] == [10_000_00]
