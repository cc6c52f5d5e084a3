"""A refund that came back goes to another account only when two people agree that it is the same person's (SC41)."""

from datetime import date, timedelta

from fairhold.trade.accounts import Account
from fairhold.trade.fulfilment import DeclareCannotShip
from fairhold.trade.order import Stage
from fairhold.trade.payment import AgreeRefund, BounceRefund, PayeeChange, Payer, RetryRefund, SettleRefund
from fairhold.trade.payment_events import RefundPayeeProposed, RefundRetried
from fairhold.trade.timers import Tick
from fairhold.trade.who import Role, Who
from trade.playing import (
    BANK,
    BUYER,
    CLOCK,
    PAYER,
    SECOND_OF_TREASURY,
    SUPPLIER,
    TREASURY,
    Play,
)

OTHER = Payer("Harbour Homeware Inc", "US99", "CHASUS33")
STRANGE = Payer("Wong Trading", "HK01", "")


def bounced() -> tuple[Play, int]:
    """25,000.00 have come back from the account that they were paid from."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    play.done(order, BounceRefund(number=1, reason="account closed"), BANK)
    return play, order


def waiting(play: Play, order: int) -> PayeeChange:
    (change,) = play.orders[order].funds.payee_changes
    return change


def proposed(payee: Payer = OTHER) -> tuple[Play, int]:
    play, order = bounced()
    play.done(order, RetryRefund(number=1, payee=payee), TREASURY)
    return play, order


def agreement(play: Play, order: int, reason: str = "") -> AgreeRefund:
    return AgreeRefund(number=1, digest=waiting(play, order).proposal.digest, reason=reason)


def test_to_the_same_account_one_person_sends_it_again() -> None:
    """M18x: the bank was closed for the day."""
    play, order = bounced()
    play.done(order, RetryRefund(number=1, payee=PAYER), TREASURY)
    assert [(t.number, t.payee) for t in play.orders[order].funds.transfers] == [(2, PAYER)]
    assert play.orders[order].funds.payee_changes == ()


def test_a_refund_whose_owner_nobody_finds_is_unclaimed_property_until_the_owner_comes() -> None:
    """M35: after 1,095 days, also though the order ended long before; then it is sent again as any other."""
    play, order = bounced()
    assert play.deadlines(order)["unclaimed_refund"] == date(2022, 6, 2)
    play.at("2022-06-02")
    play.done(order, Tick(), CLOCK)
    assert (play.book(Account.BUYER_REFUND, order), play.book(Account.ESCHEAT_REFUND, order)) == (25_000_00, 0)
    play.at("2022-06-04")
    play.done(order, Tick(), CLOCK)
    assert (play.book(Account.BUYER_REFUND, order), play.book(Account.ESCHEAT_REFUND, order)) == (0, 25_000_00)
    assert play.orders[order].funds.unclaimed == (1,)
    assert "unclaimed_refund" not in play.deadlines(order)
    play.done(order, RetryRefund(number=1, payee=PAYER), TREASURY)
    assert (play.book(Account.BUYER_REFUND, order), play.book(Account.ESCHEAT_REFUND, order)) == (25_000_00, 0)
    assert (play.orders[order].funds.unclaimed, play.orders[order].funds.bounced) == ((), ())
    play.done(order, SettleRefund(number=2, line="L9"), BANK)
    assert play.book(Account.BUYER_REFUND, order) == 0


def test_the_legal_time_of_a_refund_begins_again_when_it_comes_back_again() -> None:
    """M35."""
    play, order = bounced()
    play.at("2022-06-01")
    play.done(order, RetryRefund(number=1, payee=PAYER), TREASURY)
    assert "unclaimed_refund" not in play.deadlines(order)
    play.done(order, BounceRefund(number=2, reason="account closed"), BANK)
    assert play.deadlines(order)["unclaimed_refund"] == date(2025, 5, 31)


def test_another_account_waits_for_a_second_person() -> None:
    """SC41, D39, PP14: nothing is sent before, and the second person names what was proposed."""
    play, order = proposed()
    change = waiting(play, order)
    assert (change.number, change.payee, change.names.outcome, change.proposal.maker) == (1, OTHER, "same", "tom")
    assert [t.number for t in play.orders[order].funds.transfers] == [1]
    assert play.money(order) == {"buy:refund": 25_000_00}
    before = play.orders[order]
    assert play.refused(order, agreement(play, order), TREASURY) == "second_person_needed"
    assert play.refused(order, AgreeRefund(number=1, digest="0" * 64), SECOND_OF_TREASURY) == "proposal_changed"
    assert play.refused(order, AgreeRefund(number=2, digest="0" * 64), SECOND_OF_TREASURY) == "unknown_refund"
    assert play.refused(order, agreement(play, order), BUYER) == "role_not_allowed"
    assert play.orders[order] == before
    play.done(order, agreement(play, order), SECOND_OF_TREASURY)
    assert [(t.number, t.amount, t.payee) for t in play.orders[order].funds.transfers] == [(2, 25_000_00, OTHER)]
    assert (play.orders[order].funds.payee_changes, play.orders[order].funds.bounced) == ((), ())
    play.done(order, SettleRefund(number=2, line="out"), BANK)
    assert play.balances == {}


def test_an_account_in_another_name_needs_a_reason_that_stays_on_record() -> None:
    """D39: only to the same legal person; a name in another script differs, too, so people decide."""
    play, order = proposed(STRANGE)
    assert waiting(play, order).names.outcome == "differs"
    assert play.refused(order, agreement(play, order, " "), SECOND_OF_TREASURY) == "account_name_differs"
    play.done(order, agreement(play, order, "Renamed in May; the register says so."), SECOND_OF_TREASURY)
    event = play.streams[order][-1]
    assert isinstance(event, RefundRetried)
    assert (event.transfer.payee, event.person) == (STRANGE, "tess")
    assert event.reason == "Renamed in May; the register says so."


def test_a_proposal_runs_out_and_a_new_one_takes_its_place() -> None:
    """I11: 72 hours by default."""
    play, order = proposed(STRANGE)
    old = agreement(play, order)
    play.done(order, RetryRefund(number=1, payee=OTHER), TREASURY)
    assert play.refused(order, old, SECOND_OF_TREASURY) == "proposal_changed"
    assert waiting(play, order).payee == OTHER
    play.walk(order, waiting(play, order).proposal.until)
    assert play.refused(order, agreement(play, order), SECOND_OF_TREASURY) == "proposal_expired"
    assert play.now - waiting(play, order).proposal.at == timedelta(hours=play.policies.now.approval_hours)
    play.done(order, RetryRefund(number=1, payee=OTHER), TREASURY)
    play.done(order, agreement(play, order), SECOND_OF_TREASURY)
    assert len([one for one in play.streams[order] if isinstance(one, RefundPayeeProposed)]) == 3


def test_what_is_sent_to_the_old_account_ends_the_proposal() -> None:
    """I14: the same money is never on two ways."""
    play, order = proposed()
    old = agreement(play, order)
    play.done(order, RetryRefund(number=1, payee=PAYER), SECOND_OF_TREASURY)
    assert play.refused(order, old, SECOND_OF_TREASURY) == "nothing_proposed"
    play.done(order, BounceRefund(number=2, reason="account closed"), BANK)
    again = AgreeRefund(number=2, digest=old.digest)
    assert play.refused(order, again, SECOND_OF_TREASURY) == "nothing_proposed"


def test_a_program_neither_proposes_nor_agrees() -> None:
    """I11: four eyes are two people's."""
    play, order = bounced()
    key = Who(Role.TREASURY, 0, "bank-bot", is_program=True)
    assert play.refused(order, RetryRefund(number=1, payee=OTHER), key) == "person_missing"
    play.done(order, RetryRefund(number=1, payee=OTHER), TREASURY)
    assert play.refused(order, agreement(play, order), key) == "person_missing"
    assert play.refused(order, agreement(play, order), SUPPLIER) == "role_not_allowed"


def test_an_unclaimed_refund_that_the_bank_has_paid_after_all_is_paid() -> None:
    """M35, M18b: a bank may say that a payment failed, and years later that it did not."""
    play, order = bounced()
    play.at("2022-06-04")
    play.done(order, Tick(), CLOCK)
    play.done(order, SettleRefund(number=1, line="L9"), BANK)
    assert (play.book(Account.BUYER_REFUND, order), play.book(Account.ESCHEAT_REFUND, order)) == (0, 0)
    assert play.orders[order].funds.refunded == 25_000_00
