"""A dispute and a chargeback of the same order: the one waits for the other, and only one pays (D41-D43, D45, SC39)."""

from datetime import date
from typing import Literal

from fairhold.trade.adjudication import Decide
from fairhold.trade.dispute import AcceptClaim, OpenDispute, Phase, WithdrawDispute, phase
from fairhold.trade.goods_return import ConfirmReturn, NameReturnAddress, ShipReturn
from fairhold.trade.negotiation import AcceptOffer, Escalate, MakeOffer
from fairhold.trade.order import Stage
from fairhold.trade.payment import CloseChargeback, NotifyChargeback
from fairhold.trade.policy import Policy
from fairhold.trade.terms import ShipBy
from fairhold.trade.who import BANK
from trade.playing import ADJUDICATOR, BUYER, SUPPLIER, Play, usd
from trade.quarrels import answered, claim, delivered, disputed, everything, facts, heard, offer, ruled


def charge(play: Play, order: int, dollars: int) -> None:
    play.done(order, NotifyChargeback(amount=usd(dollars), line=f"cb-{dollars}"), BANK)


def close(play: Play, order: int, outcome: Literal["won", "lost"]) -> None:
    play.done(order, CloseChargeback(outcome=outcome, line=f"cb-{outcome}"), BANK)


# ------------------------------------------------------------------------------------------------------ paused (D41)


def test_while_a_chargeback_is_open_nothing_happens_in_the_dispute() -> None:
    """D41, A13: no answer, offer, escalation or withdrawal; an offer on the table lapses."""
    play, order = answered(made=offer(5_000))
    charge(play, order, 20_000)
    assert phase(facts(play, order)) == Phase.PAUSED_CHARGEBACK
    assert facts(play, order).offered is None
    for command, who in (
        (AcceptClaim(), SUPPLIER),
        (MakeOffer(offer=offer(1)), SUPPLIER),
        (Escalate(), BUYER),
        (WithdrawDispute(), BUYER),
    ):
        assert play.refused(order, command, who) == "wrong_phase"
    assert play.refused(order, AcceptOffer(), BUYER) == "no_offer"


def test_the_clocks_of_the_dispute_stand_still_and_go_on_with_what_they_had_left() -> None:
    """4.6: opened on 2019-06-03, paused on the 5th with three days left to answer; won on the 25th, so until the
    28th. Two sides that were still talking go on talking.
    """
    play, order = disputed()
    play.at("2019-06-05")
    charge(play, order, 20_000)
    assert play.deadlines(order) == {"auto_confirm": None, "chargeback_max": date(2019, 12, 2)}
    play.wait(order, "2019-06-25")
    close(play, order, "won")
    assert phase(facts(play, order)) == Phase.AWAITING_RESPONSE
    assert play.deadlines(order)["respond_ttl"] == date(2019, 6, 28)
    assert play.deadlines(order)["auto_escalate"] == date(2019, 6, 30)


def test_a_dispute_that_opens_while_a_chargeback_is_open_waits_at_once() -> None:
    """A13."""
    play, order = delivered()
    charge(play, order, 20_000)
    play.done(order, claim(60_000), BUYER)
    assert phase(facts(play, order)) == Phase.PAUSED_CHARGEBACK


def test_a_case_of_the_system_waits_too() -> None:
    """D41: late since 2019-07-02, a case from 08-01 on, in which the supplier has five days."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, ship_by=ShipBy(on=date(2019, 7, 1)))
    play.walk(order, "2019-08-02")
    charge(play, order, 5_000)
    play.walk(order, "2019-09-02")
    assert (play.stage(order), facts(play, order).by) == (Stage.IN_PRODUCTION, "clock")
    close(play, order, "won")
    play.walk(order, "2019-09-10")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 25_000_00})


# ---------------------------------------------------------------------------------------------- the outcome (D42, D43)


def test_a_chargeback_that_gave_the_buyer_all_he_claimed_ends_the_dispute() -> None:
    """SC39, D42: 20,000 claimed, 20,000 charged back; nothing is refunded on top, and the rest is free."""
    play, order = disputed(20_000)
    charge(play, order, 20_000)
    assert sum(play.money(order).values()) == 60_000_00
    close(play, order, "lost")
    assert (play.stage(order), play.orders[order].dispute) == (Stage.DELIVERED, None)
    assert play.orders[order].past[-1].outcome == "charged_back"
    assert sum(play.money(order).values()) == 60_000_00
    assert "ord:frozen" not in play.money(order)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 18)}


def test_the_rest_of_a_claim_goes_on_without_what_the_chargeback_gave() -> None:
    """R14, I5: of 50,000 claimed 20,000 were charged back: 30,000 are left, frozen, and paid when accepted."""
    play, order = disputed(50_000)
    charge(play, order, 20_000)
    close(play, order, "lost")
    dispute = facts(play, order)
    assert (dispute.amount, dispute.recovered, phase(dispute)) == (30_000_00, 20_000_00, Phase.AWAITING_RESPONSE)
    assert play.money(order)["ord:frozen"] == 30_000_00
    play.done(order, AcceptClaim(), SUPPLIER)
    assert play.money(order)["buy:refund"] == 30_000_00
    assert sum(play.money(order).values()) == 60_000_00


def test_money_that_a_won_chargeback_brings_back_is_frozen_again() -> None:
    """D43, M26d, M16: 80,000 claimed and frozen, all of it charged back, all of it back."""
    play, order = disputed()
    charge(play, order, 80_000)
    assert play.money(order) == {}
    close(play, order, "won")
    assert play.money(order) == {"ord:frozen": 80_000_00}


def test_a_case_that_the_dispute_team_had_goes_on_with_the_review() -> None:
    """D43: evidence was being brought."""
    play, order = answered()
    heard(play, order)
    charge(play, order, 20_000)
    close(play, order, "won")
    assert phase(facts(play, order)) == Phase.REVIEW


def test_a_ruling_counts_what_the_chargeback_gave() -> None:
    """R14: 50,000 awarded of which a chargeback gave 20,000 before or after the ruling: 30,000 are paid."""
    for before in (True, False):
        play, order = answered(50_000)
        if before:
            charge(play, order, 20_000)
            close(play, order, "lost")
        ruled(play, order, everything(play, order, 50_000_00))
        if not before:
            charge(play, order, 20_000)
            close(play, order, "lost")
            assert phase(facts(play, order)) == Phase.DECIDED
        play.walk(order, "2019-06-19")
        assert play.money(order)["buy:refund"] == 30_000_00


def test_an_award_that_the_chargeback_gave_already_pays_nothing() -> None:
    """R14, I5: 20,000 awarded of 80,000 claimed, 30,000 charged back."""
    play, order = answered()
    ruled(play, order, everything(play, order, 20_000_00))
    charge(play, order, 30_000)
    close(play, order, "lost")
    play.walk(order, "2019-06-19")
    assert play.orders[order].past[-1].outcome == "ruled"
    assert "buy:refund" not in play.money(order)


def test_a_ruling_rests_on_what_was_protected_before_the_chargeback() -> None:
    """R14: nothing is recommended on 80,000 less the 20,000 that are counted anyway."""
    play, order = answered()
    charge(play, order, 20_000)
    close(play, order, "lost")
    heard(play, order)
    play.walk(order, "2019-06-20")
    play.done(order, Decide(), ADJUDICATOR)
    decided = [event for event in play.streams[order] if type(event).__name__ == "RulingWritten"]
    assert decided[-1].ruling.base == 80_000_00


def test_goods_on_their_way_back_wait_for_the_chargeback_and_bring_the_rest() -> None:
    """R14: 80,000 for goods back, 30,000 of them charged back meanwhile: 50,000 are left to pay."""
    play, order = answered(made=offer(80_000, goods_back=(1_000,)))
    play.done(order, AcceptOffer(), BUYER)
    play.done(order, NameReturnAddress(address="Ningbo, hall 3, ramp 7"), SUPPLIER)
    play.done(order, ShipReturn(carrier="Blue Heron", tracking="BHR-55120", units=(1_000,)), BUYER)
    charge(play, order, 30_000)
    assert play.refused(order, ConfirmReturn(), SUPPLIER) == "wrong_phase"
    close(play, order, "lost")
    assert phase(facts(play, order)) == Phase.RETURN_IN_TRANSIT
    play.done(order, ConfirmReturn(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 50_000_00})


def test_a_claim_of_the_supplier_loses_nothing_by_a_chargeback() -> None:
    """D41, R28: a balance that was never paid is still not paid."""
    play = Play(limit=0)
    order = play.order(Stage.AWAITING_BALANCE, frozen=True)
    play.wait(order, "2019-08-04")
    unpaid = OpenDispute(grounds=("non_payment",), amount=usd(0), statement="The balance never came.")
    play.done(order, unpaid, SUPPLIER)
    charge(play, order, 5_000)
    assert phase(facts(play, order)) == Phase.PAUSED_CHARGEBACK
    close(play, order, "lost")
    assert (phase(facts(play, order)), facts(play, order).recovered) == (Phase.AWAITING_RESPONSE, 0)


# ------------------------------------------------------------------------------------------------------- time (D45)


def test_a_chargeback_that_nobody_decides_is_not_waited_for_for_ever() -> None:
    """D45: paused on 2019-06-03 for 30 days; from 07-04 on the supplier has its five days again."""
    play, order = disputed(policy=Policy(chargeback_max_days=30))
    charge(play, order, 20_000)
    play.walk(order, "2019-07-03")
    assert phase(facts(play, order)) == Phase.PAUSED_CHARGEBACK
    play.wait(order, "2019-07-04")
    assert phase(facts(play, order)) == Phase.AWAITING_RESPONSE
    assert play.deadlines(order)["respond_ttl"] == date(2019, 7, 8)


def test_an_outcome_that_comes_after_all_still_counts() -> None:
    """D45, R14."""
    play, order = disputed(50_000, policy=Policy(chargeback_max_days=30))
    charge(play, order, 20_000)
    play.walk(order, "2019-07-04")
    close(play, order, "lost")
    assert (facts(play, order).amount, phase(facts(play, order))) == (30_000_00, Phase.AWAITING_RESPONSE)
