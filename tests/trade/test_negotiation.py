"""Settling it, or handing it over: offers, what an accepted one does, when either side escalates (D04-D10, SC13)."""

from datetime import UTC, date, datetime

import pytest

from fairhold.trade.claims import PlaceHold
from fairhold.trade.dispute import (
    AcceptClaim,
    DisputeEscalated,
    EvidenceRoundBegun,
    Offer,
    Offered,
    Phase,
    RejectClaim,
    WithdrawDispute,
    phase,
)
from fairhold.trade.fulfilment import ConfirmReceipt, Ship
from fairhold.trade.negotiation import AcceptOffer, Escalate, MakeOffer
from fairhold.trade.order import Stage
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.stream import Event
from fairhold.trade.terms import ShipBy
from trade.playing import BUYER, FIRST_OFFICER, SUPPLIER, Play, document, money
from trade.quarrels import answered, claim, delivered, disputed, facts, offer


def kinds(events: tuple[Event, ...]) -> list[str]:
    """The names of events."""
    return [type(event).__name__ for event in events]


# --------------------------------------------------------------------------------------------------- answering (D04)


def test_a_rejection_has_a_reason_and_may_have_an_offer() -> None:
    """D04: the supplier rejects 80,000 and offers 5,000."""
    play, order = disputed()
    assert phase(facts(play, order)) == Phase.AWAITING_RESPONSE
    events = play.done(order, RejectClaim(reason="Not so.", offer=offer(5_000)), SUPPLIER)
    assert kinds(events) == ["ClaimRejected", "OfferMade"]
    dispute = facts(play, order)
    assert (phase(dispute), dispute.answered_on) == (Phase.NEGOTIATING, date(2019, 6, 3))
    assert dispute.offered == Offered("supplier", offer(5_000), date(2019, 6, 3))
    assert play.refused(order, RejectClaim(reason="Still not."), SUPPLIER) == "wrong_phase"


def test_only_the_respondent_answers_and_only_what_a_party_claims() -> None:
    """D04: the buyer does not reject its own claim; a case of the system is answered by acts (T55)."""
    play, order = disputed()
    assert play.refused(order, RejectClaim(reason="x"), BUYER) == "not_the_respondent"
    late = Play()
    other = late.order(Stage.IN_PRODUCTION, ship_by=ShipBy(on=date(2019, 7, 1)))
    late.wait(other, "2019-08-01")
    for command in (RejectClaim(reason="x"), MakeOffer(offer=offer(1)), Escalate()):
        assert late.refused(other, command, SUPPLIER) == "case_of_the_system"


# ------------------------------------------------------------------------------------------------------ offers (D07)


def test_offers_alternate_and_a_new_one_lapses_the_old() -> None:
    """D07, R12: 5,000 offered, 30,000 asked; the supplier can accept what the buyer asked, not its own offer."""
    play, order = answered(made=offer(5_000))
    assert play.refused(order, AcceptOffer(), SUPPLIER) == "not_your_turn"
    play.done(order, MakeOffer(offer=offer(30_000)), BUYER)
    assert play.refused(order, AcceptOffer(), BUYER) == "not_your_turn"
    play.done(order, AcceptOffer(), SUPPLIER)
    assert play.money(order) == {
        "buy:refund": 30_000_00,
        "ord:escrow:balance": 50_000_00,
    }


def test_before_the_answer_nobody_offers_and_nothing_can_be_accepted() -> None:
    """D07, D08."""
    play, order = disputed()
    assert play.refused(order, MakeOffer(offer=offer(1)), BUYER) == "wrong_phase"
    assert play.refused(order, AcceptOffer(), BUYER) == "no_offer"
    empty, without = delivered()
    assert empty.refused(without, MakeOffer(offer=offer(1)), BUYER) == "no_dispute"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (offer(0), "offer_empty"),
        (offer(80_001), "claim_above_cover"),
        (offer(1, ship_by=date(2019, 7, 1)), "offer_not_fitting"),
        (offer(0, replace_by=date(2019, 6, 2)), "date_out_of_range"),
        (offer(0, replace_by=date(2019, 9, 2)), "date_out_of_range"),
    ],
)
def test_an_offer_can_be_kept(made: Offer, code: str) -> None:
    """D07: 90 days from 2019-06-03 end on 09-01; delivered goods are not shipped once more."""
    play, order = answered()
    assert play.refused(order, MakeOffer(offer=made), BUYER) == code
    euros = Offer(refund=money(1, "EUR"))
    assert play.refused(order, MakeOffer(offer=euros), BUYER) == "wrong_currency"


def test_an_accepted_offer_of_a_part_pays_it_and_the_order_goes_on() -> None:
    """D08, D29, T51: 20,000 of 80,000; the timers have the days they had left."""
    play, order = answered(made=offer(20_000))
    play.at("2019-06-05")
    assert kinds(play.done(order, AcceptOffer(), BUYER)) == [
        "OfferAccepted",
        "RefundOrdered",
        "MoneyUnfrozen",
        "DisputeClosed",
    ]
    assert (play.stage(order), play.orders[order].dispute) == (Stage.DELIVERED, None)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 20)}
    assert play.orders[order].past[0].outcome == "settled"


def test_an_offer_above_the_claim_is_paid_from_escrow_before_anything_else() -> None:
    """D08, 4.7 step 1: 20,000 claimed and frozen, 50,000 agreed; deposit, balance and guarantee are not touched."""
    play = Play(limit=100_000_00)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, claim(20_000), BUYER)
    play.done(order, RejectClaim(reason="No.", offer=offer(50_000)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    assert play.money(order) == {"buy:refund": 50_000_00, "ord:escrow:balance": 30_000_00}
    assert (play.orders[order].funds.advanced, play.orders[order].uncovered, play.purse().drawn) == (0, 0, 0)


def test_an_accepted_offer_of_everything_ends_the_order() -> None:
    """D08, T49."""
    play, order = answered(made=offer(80_000))
    play.done(order, AcceptOffer(), BUYER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})


def test_an_offer_that_has_become_impossible_is_not_carried_out() -> None:
    """D08: what was true when it was made has to be true still."""
    play, order = answered(made=offer(0, replace_by=date(2019, 6, 4)))
    play.at("2019-06-05")
    assert play.refused(order, AcceptOffer(), BUYER) == "date_out_of_range"


def test_a_promised_replacement_ends_the_dispute_and_leaves_a_way_back() -> None:
    """D31, PP15: closed without money; the window lasts a week past the promised day, and the ground opens after it."""
    play, order = answered(made=offer(0, replace_by=date(2019, 8, 20)))
    play.done(order, AcceptOffer(), BUYER)
    assert (play.orders[order].dispute, play.money(order)) == (
        None,
        {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00},
    )
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.deadlines(order) == {"claim_window": date(2019, 8, 27)}
    assert play.refused(order, claim(1), BUYER) == "ground_closed"
    play.done(order, claim(1, "colour"), BUYER)
    play.done(order, WithdrawDispute(), BUYER)
    play.at("2019-08-20")
    assert play.refused(order, claim(1), BUYER) == "ground_closed"
    play.at("2019-08-21")
    play.done(order, claim(1), BUYER)


def test_an_offer_with_a_later_day_of_shipment_is_a_new_version_of_the_contract() -> None:
    """D07, D31, R1: late since 08-05; 2,000 less and shipment by 08-20, agreed on 08-08; late again on 08-20."""
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True)
    play.wait(order, "2019-08-06")
    play.done(order, claim(80_000, "late_not_shipped"), BUYER)
    play.done(order, RejectClaim(reason="The port was shut."), SUPPLIER)
    too_late = MakeOffer(offer=offer(2_000, ship_by=date(2019, 9, 10)))
    assert play.refused(order, too_late, SUPPLIER) == "extension_too_long"
    assert play.refused(order, MakeOffer(offer=offer(0, replace_by=date(2019, 8, 20))), SUPPLIER) == "offer_not_fitting"
    play.done(order, MakeOffer(offer=offer(2_000, ship_by=date(2019, 8, 20))), SUPPLIER)
    play.at("2019-08-08")
    play.done(order, AcceptOffer(), BUYER)
    facts_now = play.orders[order]
    assert (facts_now.terms.ship_by, facts_now.late_on, facts_now.dispute) == (ShipBy(on=date(2019, 8, 20)), None, None)
    assert play.money(order) == {
        "buy:refund": 2_000_00,
        "ord:escrow:initial": 23_000_00,
        "ord:escrow:balance": 55_000_00,
    }
    play.wait(order, "2019-08-21")
    play.done(order, claim(1, "late_not_shipped"), BUYER)


def test_a_balance_that_was_never_paid_is_not_bargained_about_by_offers() -> None:
    """R28: the contract's clause or nothing."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE, kept_share=money(1_00))
    play.at("2019-08-03")
    play.done(order, claim(1, "non_payment"), SUPPLIER)
    assert play.refused(order, RejectClaim(reason="x", offer=offer(1)), BUYER) == "offer_not_fitting"


def test_no_money_moves_by_agreement_while_compliance_holds_the_order() -> None:
    """I6."""
    play, order = answered(made=offer(20_000))
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    assert play.refused(order, AcceptOffer(), BUYER) == "on_hold"


# ------------------------------------------------------------------------------------------- escalation (D05-D10, SC13)


def opened_on_2_september(policy: str) -> tuple[Play, int]:
    """Received by hand on 2019-08-09, claimed on 09-02."""
    play = Play(PRESETS[policy])
    order = play.order(Stage.READY_TO_SHIP)
    play.at("2019-08-05")
    play.done(order, Ship(document=document(date(2019, 8, 5))), SUPPLIER)
    play.at("2019-08-09")
    play.done(order, ConfirmReceipt(), BUYER)
    play.at("2019-09-02")
    play.done(order, claim(10_000), BUYER)
    return play, order


def test_an_unanswered_dispute_is_escalated_from_the_day_after_the_time_to_answer() -> None:
    """SC13, D05: opened 09-02, respond by 09-07, escalate from 09-08, by itself on 09-09, hard end 10-17."""
    play, order = opened_on_2_september("seed")
    assert play.deadlines(order) == {
        "claim_window": None,
        "respond_ttl": date(2019, 9, 7),
        "auto_escalate": date(2019, 9, 9),
        "dispute_max": date(2019, 10, 17),
    }
    assert play.refused(order, Escalate(), SUPPLIER) == "not_the_claimant"
    play.at(datetime(2019, 9, 7, 23, 59, 59, tzinfo=UTC))
    assert play.refused(order, Escalate(), BUYER) == "escalation_too_early"
    play.at(datetime(2019, 9, 8, tzinfo=UTC))
    (event,) = play.done(order, Escalate(), BUYER)
    assert event == DisputeEscalated(by="buyer", unanswered=True, person="bea", day=date(2019, 9, 8))
    assert phase(facts(play, order)) == Phase.ESCALATED
    assert play.refused(order, Escalate(), BUYER) == "wrong_phase"


def test_an_answered_dispute_is_escalated_by_either_side_once_both_have_talked() -> None:
    """SC13, D09: five days from the opening by default, three in `alibaba_2018`: from 09-07 and from 09-05."""
    for policy, last, first in (("seed", "2019-09-06", "2019-09-07"), ("alibaba_2018", "2019-09-04", "2019-09-05")):
        for who in (BUYER, SUPPLIER):
            play, order = opened_on_2_september(policy)
            play.done(order, RejectClaim(reason="Not so."), SUPPLIER)
            play.at(last)
            assert play.refused(order, Escalate(), who) == "escalation_too_early"
            play.at(first)
            play.done(order, Escalate(), who)
            assert phase(facts(play, order)) == Phase.ESCALATED


@pytest.mark.parametrize("has_answered", [False, True])
def test_a_dispute_goes_to_the_dispute_team_by_itself_on_the_seventh_day(has_answered: bool) -> None:
    """SC13, D06, D10: at the end of 09-09, whether anybody answered or not; an open offer lapses (R12)."""
    play, order = opened_on_2_september("seed")
    if has_answered:
        play.done(order, RejectClaim(reason="Not so.", offer=offer(1_000)), SUPPLIER)
    play.wait(order, datetime(2019, 9, 9, 23, 59, 59, tzinfo=UTC))
    assert facts(play, order).escalated_on is None
    (event,) = play.wait(order, datetime(2019, 9, 10, tzinfo=UTC))
    assert event == DisputeEscalated(by="clock", unanswered=not has_answered, person="", day=date(2019, 9, 9))
    assert play.refused(order, AcceptOffer(), BUYER) == "no_offer"


def test_who_asks_late_changes_nothing_about_what_the_clock_did() -> None:
    """D06: the supplier comes on 09-12; the case was handed over on 09-09 and evidence begun on 09-11, by the clock."""
    play, order = opened_on_2_september("seed")
    play.at("2019-09-12")
    events = play.done(order, MakeOffer(offer=offer(1_000)), SUPPLIER)
    assert events[:2] == (
        DisputeEscalated(by="clock", unanswered=True, person="", day=date(2019, 9, 9)),
        EvidenceRoundBegun(number=1, day=date(2019, 9, 11)),
    )


def test_without_anybody_assigned_evidence_begins_after_two_working_days() -> None:
    """D11, `assign_sla`: handed over on Monday 09-09, begun at the end of Wednesday 09-11."""
    play, order = opened_on_2_september("seed")
    play.wait(order, "2019-09-10")
    assert play.deadlines(order) == {
        "claim_window": None,
        "assign_sla": date(2019, 9, 11),
        "dispute_max": date(2019, 10, 17),
    }
    play.wait(order, "2019-09-12")
    dispute = facts(play, order)
    assert (phase(dispute), dispute.round, dispute.round_on) == (Phase.EVIDENCE, 1, date(2019, 9, 11))


def test_both_may_still_settle_when_the_dispute_team_has_the_case() -> None:
    """S63, O26: a written settlement stops it."""
    play, order = answered()
    play.wait(order, "2019-06-11")
    assert phase(facts(play, order)) == Phase.ESCALATED
    play.done(order, MakeOffer(offer=offer(10_000)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    assert play.money(order)["buy:refund"] == 10_000_00
    play, order = answered()
    play.wait(order, "2019-06-11")
    play.done(order, AcceptClaim(), SUPPLIER)
    assert play.stage(order) == Stage.CLOSED_REFUNDED


def test_a_compliance_hold_stops_the_clock_of_a_dispute() -> None:
    """4.6: held from 06-04 to 06-06, two days more to answer."""
    play, order = disputed()
    play.at("2019-06-04")
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    assert play.deadlines(order) == dict.fromkeys(("auto_confirm", "respond_ttl", "auto_escalate", "dispute_max"))


# ------------------------------------------------------------------------------------------- silence that pays (X2, X3)


def test_under_auto_uphold_silence_pays_the_claim() -> None:
    """`no_response_effect`: 24,000 of 80,000 at the end of 06-08; the ground may be claimed anew (O27)."""
    play, order = disputed(24_000, policy=Policy(no_response_effect="auto_uphold"))
    assert play.deadlines(order) == {
        "auto_confirm": None,
        "respond_or_pay": date(2019, 6, 8),
        "dispute_max": date(2019, 7, 18),
    }
    play.wait(order, "2019-06-09")
    assert play.money(order)["buy:refund"] == 24_000_00
    assert (play.stage(order), play.orders[order].past[0].outcome) == (Stage.DELIVERED, "unanswered")
    play.done(order, claim(56_000), BUYER)
    play.wait(order, "2019-06-15")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})


def test_under_auto_uphold_an_answer_leaves_the_claim_open() -> None:
    """D04, D10: then it is handed over like any other."""
    play, order = answered(policy=Policy(no_response_effect="auto_uphold"))
    assert play.deadlines(order) == {
        "auto_confirm": None,
        "auto_escalate": date(2019, 6, 10),
        "dispute_max": date(2019, 7, 18),
    }
