"""From draft to contract, amendments, and the end by consent: each transition with its stage and its money."""

from datetime import date

import pytest

from fairhold.trade import ids, terms
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import (
    Accept,
    AcceptAmendment,
    AgreeCancellation,
    Amend,
    AskCancellation,
    Cancel,
    CounterPropose,
    CreateDraft,
    Decline,
    DeleteDraft,
    DropAmendment,
    EditDraft,
    Propose,
    RefuseCancellation,
    WithdrawProposal,
)
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.fulfilment import DeclareReady
from fairhold.trade.joining import OptOut
from fairhold.trade.order import Order, Stage
from fairhold.trade.order_events import ContractAmended
from fairhold.trade.payment import NotifyChargeback
from fairhold.trade.payment_events import EscrowReleased, RefundOrdered
from fairhold.trade.policy import Policy
from fairhold.trade.terms import Contract, InspectionTerm, ShipBy
from fairhold.trade.who import BANK, Party, Who
from trade.playing import (
    BUYER,
    BUYER_ID,
    START,
    STRANGER,
    STRANGER_ID,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    changed,
    contract,
    money,
    usd,
)

DRAFT = ids.new_id(START, 7, 99)
OLD = "0" * 64


def cheaper(play: Play, order: int, by: int) -> Contract:
    """The order's contract with so much (minor units) off."""
    old = play.orders[order].terms
    off = (old.discount.minor if old.discount else 0) + by
    return changed(old, total=money(old.total.minor - by), discount=money(off))


def dearer(play: Play, order: int, by: int) -> Contract:
    """The order's contract with so much (minor units) freight on top."""
    old = play.orders[order].terms
    return changed(old, incoterm="CIF", freight=money(by), total=money(old.total.minor + by))


def amend(play: Play, order: int, new: Contract, first: Who = SUPPLIER, second: Who = BUYER) -> None:
    """Both sides sign a new version."""
    play.done(order, Amend(contract=new), first)
    play.done(order, AcceptAmendment(fingerprint=terms.fingerprint(new)), second)


# ------------------------------------------------------------------------------------------------ draft (T01-T04)


@pytest.mark.parametrize("who", [BUYER, SUPPLIER])
def test_either_side_begins_a_draft_that_only_it_sees(who: Who) -> None:
    """T01."""
    play = Play()
    play.done(DRAFT, CreateDraft(contract=contract()), who)
    facts = play.orders[DRAFT]
    assert (play.stage(DRAFT), facts.author, facts.buyer, facts.supplier) == (
        Stage.DRAFT,
        who.role,
        BUYER_ID,
        SUPPLIER_ID,
    )
    assert facts.fingerprint == terms.fingerprint(contract())
    assert play.balances == {}
    other = SUPPLIER if who == BUYER else BUYER
    assert play.refused(DRAFT, DeleteDraft(), other) == "unknown_order"


def test_a_draft_needs_two_known_verified_companies_and_a_supplier_that_takes_part() -> None:
    """T01: each fault of the parties has its own refusal."""
    play = Play()
    draft = CreateDraft(contract=contract())
    assert play.refused(DRAFT, draft, STRANGER) == "not_your_company"
    del play.parties[BUYER_ID]
    assert play.refused(DRAFT, draft, SUPPLIER) == "party_unknown"
    play.parties[BUYER_ID] = Party(BUYER_ID, "Harbour", "US")
    assert play.refused(DRAFT, draft, SUPPLIER) == "party_not_verified"
    play.parties[BUYER_ID] = Party(BUYER_ID, "Harbour", "US", verified=True, sanctioned=True)
    assert play.refused(DRAFT, draft, SUPPLIER) == "party_sanctioned"
    play.parties[BUYER_ID] = Party(BUYER_ID, "Harbour", "US", verified=True)
    play.done(SUPPLIER_ID, OptOut(), SUPPLIER)
    assert play.refused(DRAFT, draft, BUYER) == "supplier_not_opted_in"
    unprotected = Play(Policy(supplier_opt_in_required=False))
    unprotected.done(SUPPLIER_ID, OptOut(), SUPPLIER)
    unprotected.done(DRAFT, draft, BUYER)


def test_a_draft_exists_once() -> None:
    """T01: the same number again finds it."""
    play = Play()
    play.done(DRAFT, CreateDraft(contract=contract()), BUYER)
    assert play.refused(DRAFT, CreateDraft(contract=contract()), BUYER) == "wrong_stage"


def test_the_author_edits_the_draft_but_never_its_parties() -> None:
    """T02."""
    play = Play()
    play.done(DRAFT, CreateDraft(contract=contract()), BUYER)
    new = contract(total=90_000_00)
    play.done(DRAFT, EditDraft(contract=new), BUYER)
    assert (play.stage(DRAFT), play.orders[DRAFT].total, play.orders[DRAFT].contract_version) == (
        Stage.DRAFT,
        90_000_00,
        2,
    )
    stranger = changed(new, buyer=ids.to_text(ids.PARTY_PREFIX, STRANGER_ID))
    assert play.refused(DRAFT, EditDraft(contract=stranger), BUYER) == "parties_fixed"
    assert play.refused(DRAFT, EditDraft(contract=changed(new, initial=usd(0))), BUYER) == "amount_not_positive"


def test_the_author_throws_the_draft_away() -> None:
    """T03."""
    play = Play()
    play.done(DRAFT, CreateDraft(contract=contract()), BUYER)
    play.done(DRAFT, DeleteDraft(), BUYER)
    assert play.stage(DRAFT) == Stage.CANCELLED


def test_the_author_signs_what_he_read() -> None:
    """T04: the fingerprint is signed, and dates and parties are looked at again."""
    play = Play()
    play.done(DRAFT, CreateDraft(contract=contract()), BUYER)
    fingerprint = play.orders[DRAFT].fingerprint
    assert play.refused(DRAFT, Propose(fingerprint=OLD), BUYER) == "fingerprint_stale"
    play.at("2019-08-06")
    assert play.refused(DRAFT, Propose(fingerprint=fingerprint), BUYER) == "date_in_past"
    play.at("2019-08-05")
    play.done(DRAFT, Propose(fingerprint=fingerprint), BUYER)
    assert (play.stage(DRAFT), play.orders[DRAFT].policy_version) == (Stage.PROPOSED, 1)


# --------------------------------------------------------------------------------------------- proposal (T05-T08)


def test_the_other_side_answers_with_a_version_of_its_own_and_the_turn_passes() -> None:
    """T05."""
    play = Play()
    order = play.propose(contract())
    assert play.refused(order, CounterPropose(contract=contract()), BUYER) == "not_your_turn"
    play.at("2019-06-10")
    play.done(order, CounterPropose(contract=contract(total=85_000_00)), SUPPLIER)
    assert (play.stage(order), play.orders[order].author, play.orders[order].total) == (
        Stage.PROPOSED,
        "supplier",
        85_000_00,
    )
    assert play.deadlines(order) == {"accept_ttl": date(2019, 7, 10)}
    assert play.refused(order, WithdrawProposal(), BUYER) == "not_the_author"
    fingerprint = play.orders[order].fingerprint
    play.done(order, Accept(fingerprint=fingerprint), BUYER)
    assert play.stage(order) == Stage.AGREED


def test_the_author_takes_the_proposal_back() -> None:
    """T06: it is his draft again, under no policy yet."""
    play = Play()
    order = play.propose(contract())
    play.done(order, WithdrawProposal(), BUYER)
    assert (play.stage(order), play.orders[order].policy_version) == (Stage.DRAFT, 0)


def test_the_other_side_declines_with_a_reason() -> None:
    """T07."""
    play = Play()
    order = play.propose(contract())
    assert play.refused(order, Decline(reason="price"), BUYER) == "not_your_turn"
    play.done(order, Decline(reason="price", note="too low"), SUPPLIER)
    assert play.stage(order) == Stage.CANCELLED


def test_acceptance_reserves_the_limit() -> None:
    """T08, L1."""
    play = Play()
    order = play.propose(contract())
    assert play.refused(order, Accept(fingerprint=OLD), SUPPLIER) == "fingerprint_stale"
    play.done(order, Accept(fingerprint=play.orders[order].fingerprint), SUPPLIER)
    assert play.stage(order) == Stage.AGREED
    assert (play.purse().reserved, play.purse().free) == (80_000_00, 20_000_00)
    assert play.orders[order].early_release
    assert play.balances == {}


def test_a_supplier_s_own_offer_above_the_limit_needs_its_tick_before_the_buyer_can_sign() -> None:
    """T08, S15: the tick is the supplier's, whoever signs last."""
    play = Play(limit=30_000_00)
    without = play.propose(contract(), SUPPLIER)
    tick = Accept(fingerprint=play.orders[without].fingerprint, frozen_until_delivery=True)
    assert play.refused(without, tick, BUYER) == "over_limit"
    ticked = play.propose(contract(), SUPPLIER, frozen=True)
    play.done(ticked, Accept(fingerprint=play.orders[ticked].fingerprint), BUYER)
    assert (play.stage(ticked), play.orders[ticked].reserved, play.orders[ticked].frozen_until_delivery) == (
        Stage.AGREED,
        30_000_00,
        True,
    )


def test_an_order_with_nothing_to_pay_down_goes_straight_into_production() -> None:
    """T08 and T14 at once: on open account the initial payment may be zero (T32)."""
    play = Play()
    order = play.propose(contract(initial=0, balance_after_shipment=True))
    play.done(order, Accept(fingerprint=play.orders[order].fingerprint), SUPPLIER)
    assert play.stage(order) == Stage.IN_PRODUCTION


# ------------------------------------------------------------------------------------------ amendments (T10, T17, T29)


def test_before_payment_any_term_but_the_parties_may_change() -> None:
    """T10, L1: the stage stays and the limit is reserved anew."""
    play = Play()
    order = play.order(Stage.AGREED)
    amend(play, order, changed(play.orders[order].terms, destination="FR", remarks="no pallets"))
    amend(play, order, dearer(play, order, 10_000_00))
    assert (play.stage(order), play.orders[order].total, play.purse().reserved) == (
        Stage.AGREED,
        90_000_00,
        90_000_00,
    )
    amend(play, order, cheaper(play, order, 40_000_00), BUYER, SUPPLIER)
    assert (play.orders[order].total, play.purse().reserved, play.orders[order].contract_version) == (
        50_000_00,
        50_000_00,
        4,
    )


def test_a_lower_initial_payment_can_be_met_by_what_is_in() -> None:
    """T10, then T14."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 20_000_00)
    assert play.stage(order) == Stage.AGREED
    amend(play, order, changed(play.orders[order].terms, initial=usd(20_000)))
    assert play.stage(order) == Stage.IN_PRODUCTION


def test_an_amendment_needs_both_signatures_and_one_at_a_time() -> None:
    """T10: who signed waits; who did not may drop it."""
    play = Play()
    order = play.order(Stage.AGREED)
    new = changed(play.orders[order].terms, remarks="x")
    fingerprint = terms.fingerprint(new)
    assert play.refused(order, AcceptAmendment(fingerprint=fingerprint), BUYER) == "no_amendment"
    assert play.refused(order, Amend(contract=play.orders[order].terms), BUYER) == "nothing_changed"
    play.done(order, Amend(contract=new), SUPPLIER)
    assert play.refused(order, Amend(contract=new), BUYER) == "amendment_pending"
    assert play.refused(order, AcceptAmendment(fingerprint=fingerprint), SUPPLIER) == "not_your_turn"
    assert play.refused(order, AcceptAmendment(fingerprint=OLD), BUYER) == "fingerprint_stale"
    play.done(order, DropAmendment(), BUYER)
    assert play.orders[order].amendment is None
    assert play.orders[order].terms.remarks == ""


def test_a_new_time_to_ship_has_not_run_out_already() -> None:
    """T17: the initial payment came on 3 June; on 1 July 27 days from then have passed and 28 have not."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    old = play.orders[order].terms
    play.at("2019-07-01")
    for days, code in ((20, "date_in_past"), (27, "date_in_past")):
        term = ShipBy(days=days, after="initial_payment")
        assert play.refused(order, Amend(contract=changed(old, ship_by=term)), BUYER) == code
    amend(play, order, changed(old, ship_by=ShipBy(days=28, after="initial_payment")))
    assert play.deadlines(order) == {"ship_deadline": date(2019, 7, 1)}


def test_in_production_the_total_stays_above_what_is_paid_and_the_date_within_90_days() -> None:
    """T17, O4, O5."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    old = play.orders[order].terms
    assert play.refused(order, Amend(contract=cheaper(play, order, 55_000_01)), BUYER) == "initial_above_total"
    low = changed(cheaper(play, order, 60_000_00), initial=usd(20_000))
    assert play.refused(order, Amend(contract=low), BUYER) == "total_below_received"
    far = changed(old, ship_by=ShipBy(on=date(2019, 9, 2)))
    assert play.refused(order, Amend(contract=far), SUPPLIER) == "extension_too_long"
    assert play.refused(order, Amend(contract=changed(old, destination="FR")), BUYER) == "term_fixed"
    assert play.refused(order, Amend(contract=changed(old, initial=usd(26_000))), BUYER) == "term_fixed"
    past = changed(old, ship_by=ShipBy(on=date(2019, 6, 2)))
    assert play.refused(order, Amend(contract=past), BUYER) == "date_in_past"
    other = changed(old, buyer=ids.to_text(ids.PARTY_PREFIX, STRANGER_ID))
    assert play.refused(order, Amend(contract=other), BUYER) == "parties_fixed"
    amend(play, order, changed(old, ship_by=ShipBy(on=date(2019, 9, 1))))
    assert (play.stage(order), play.deadlines(order)) == (Stage.IN_PRODUCTION, {"ship_deadline": date(2019, 9, 1)})
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_a_higher_total_opens_the_balance_again() -> None:
    """T17: paid in full, then 700.00 more are agreed and due."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.pay(order, 55_000_00)
    amend(play, order, dearer(play, order, 700_00))
    assert (play.orders[order].due, play.orders[order].total_funded_on) == (700_00, None)


def test_a_payment_after_a_lower_initial_payment_never_exceeds_the_total() -> None:
    """M6: 25,000 down, the initial payment falls to 10,000, 60,000 arrive: 55,000 are due and 5,000 go back."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    amend(play, order, changed(play.orders[order].terms, initial=usd(10_000)))
    play.pay(order, 60_000_00)
    assert play.money(order) == {
        "ord:escrow:initial": 25_000_00,
        "ord:escrow:balance": 55_000_00,
        "buy:refund": 5_000_00,
    }


def test_an_amendment_above_the_limit_keeps_the_money_until_delivery() -> None:
    """S15, T24: accepted at 80,000 within 100,000, raised to 120,000: acceptance releases nothing any more."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, coverage="pre_shipment")
    amend(play, order, dearer(play, order, 40_000_00))
    assert (play.orders[order].reserved, play.orders[order].early_release) == (100_000_00, False)
    play.done(order, DeclareReady(), SUPPLIER)
    play.wait(order, "2019-06-11")
    assert play.stage(order) == Stage.AWAITING_BALANCE
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_a_discount_on_ready_goods_accepts_them_and_the_surplus_goes_back() -> None:
    """T29, M6b, L1: all 80,000 paid, 5,000 off: 5,000 back, 75,000 wait for shipment."""
    play = Play()
    order = play.order(Stage.READY, inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5"))
    play.pay(order, 55_000_00)
    play.inspected(order, "fail")
    amend(play, order, cheaper(play, order, 5_000_00))
    assert play.stage(order) == Stage.READY_TO_SHIP
    assert play.money(order) == {
        "ord:escrow:initial": 25_000_00,
        "ord:escrow:balance": 50_000_00,
        "buy:refund": 5_000_00,
    }
    assert (play.orders[order].reserved, play.purse().reserved) == (75_000_00, 75_000_00)


def test_a_discount_on_ready_goods_with_a_balance_due_waits_for_it() -> None:
    """T29: AWAITING_BALANCE with 50,000 due."""
    play = Play()
    order = play.order(Stage.READY)
    amend(play, order, cheaper(play, order, 5_000_00))
    assert (play.stage(order), play.orders[order].due) == (Stage.AWAITING_BALANCE, 50_000_00)


def test_once_goods_are_ready_only_price_date_and_remarks_change_and_the_price_only_falls() -> None:
    """T29, T17."""
    play = Play()
    order = play.order(Stage.READY, incoterm="CIF")
    old = play.orders[order].terms
    assert play.refused(order, Amend(contract=changed(old, packaging="cartons")), BUYER) == "term_fixed"
    assert play.refused(order, Amend(contract=dearer(play, order, 1_00)), BUYER) == "term_fixed"


def test_the_price_stands_still_while_a_party_disputes_the_money() -> None:
    """M16: what is frozen cannot be given back as a surplus; nothing goes below zero (I3)."""
    play = Play()
    order = play.order(Stage.READY, inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5"))
    play.pay(order, 55_000_00)
    play.inspected(order, "fail")
    new = cheaper(play, order, 5_000_00)
    play.done(order, Amend(contract=new), SUPPLIER)
    claim = OpenDispute(grounds=("pre_ship_quality",), amount=usd(80_000), statement="Bronze.")
    play.done(order, claim, BUYER)
    assert play.refused(order, AcceptAmendment(fingerprint=terms.fingerprint(new)), BUYER) == "dispute_open"
    assert play.money(order) == {"ord:frozen": 80_000_00}


def test_a_surplus_is_never_more_than_what_is_still_there() -> None:
    """T29 after a chargeback: 80,000 paid, 78,000 taken back, 5,000 off: the 2,000 left go back, no more."""
    play = Play()
    order = play.order(Stage.READY)
    play.pay(order, 55_000_00)
    play.done(order, NotifyChargeback(amount=usd(78_000), line="back-1"), BANK)
    amend(play, order, cheaper(play, order, 5_000_00))
    assert play.money(order) == {"buy:refund": 2_000_00}


# ------------------------------------------------------------------------------ the end by consent (T11, T16, T19, T20)


@pytest.mark.parametrize("who", [BUYER, SUPPLIER])
def test_either_side_cancels_an_order_into_which_nothing_came(who: Who) -> None:
    """T11, L4."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, Cancel(), who)
    assert (play.stage(order), play.purse().free) == (Stage.CANCELLED, 100_000_00)


def test_consent_before_production_gives_everything_back() -> None:
    """T16, M18, L4."""
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.refused(order, AskCancellation(), BUYER) == "nothing_received"
    assert play.refused(order, AgreeCancellation(), BUYER) == "no_cancellation"
    play.pay(order, 10_000_00)
    assert play.refused(order, AskCancellation(supplier_keeps=usd(1)), SUPPLIER) == "nothing_to_keep"
    play.done(order, AskCancellation(), SUPPLIER)
    assert play.refused(order, AskCancellation(), BUYER) == "cancellation_pending"
    assert play.refused(order, AgreeCancellation(), SUPPLIER) == "not_your_turn"
    play.done(order, AgreeCancellation(), BUYER)
    assert (play.stage(order), play.money(order), play.purse().free) == (
        Stage.CLOSED_REFUNDED,
        {"buy:refund": 10_000_00},
        100_000_00,
    )


def test_consent_in_production_to_give_everything_back() -> None:
    """T19, M18."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, AskCancellation(), BUYER)
    play.done(order, AgreeCancellation(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 25_000_00})


def test_consent_in_production_to_split_what_is_held() -> None:
    """T20, M19: the supplier keeps 10,000 less its fee of 2.5 %, the buyer gets 15,000."""
    play = Play(Policy(service_fee_supplier_bp=250))
    order = play.order(Stage.IN_PRODUCTION)
    assert play.refused(order, AskCancellation(supplier_keeps=usd(25_000, 1)), SUPPLIER) == "more_than_held"
    assert play.refused(order, AskCancellation(supplier_keeps=money(1, "EUR")), SUPPLIER) == "wrong_currency"
    play.done(order, AskCancellation(supplier_keeps=usd(10_000)), SUPPLIER)
    events = play.done(order, AgreeCancellation(), BUYER)
    assert play.stage(order) == Stage.CLOSED_SETTLED
    assert play.money(order) == {"buy:refund": 15_000_00}
    assert (play.purse().available, play.book(Account.FEE_DUE_TO_HOUSE)) == (9_750_00, 250_00)
    (released,) = [event for event in events if isinstance(event, EscrowReleased)]
    (refund,) = [event for event in events if isinstance(event, RefundOrdered)]
    assert (released.reason, released.initial, released.fee, refund.amount) == ("split", 10_000_00, 250_00, 15_000_00)


def test_an_order_on_open_account_into_which_nothing_came_ends_by_consent_too() -> None:
    """T19 has no condition on money: in production with nothing paid down, consent ends the order."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, initial=0, balance_after_shipment=True)
    play.done(order, AskCancellation(), SUPPLIER)
    play.done(order, AgreeCancellation(), BUYER)
    assert (play.stage(order), play.balances, play.purse().free) == (Stage.CLOSED_REFUNDED, {}, 100_000_00)


def test_a_wish_to_cancel_is_refused_or_taken_back() -> None:
    """T16: the order goes on."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    for who in (BUYER, SUPPLIER):
        play.done(order, AskCancellation(), BUYER)
        play.done(order, RefuseCancellation(), who)
        assert (play.stage(order), play.orders[order].cancellation) == (Stage.IN_PRODUCTION, None)


def test_the_versions_of_a_contract_are_all_in_its_history() -> None:
    """I10: nothing is overwritten."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    amend(play, order, changed(play.orders[order].terms, remarks="one"))
    amend(play, order, changed(play.orders[order].terms, remarks="two"))
    versions = [event.contract.remarks for event in play.streams[order] if isinstance(event, ContractAmended)]
    assert versions == ["one", "two"]
    assert isinstance(play.orders[order], Order)
