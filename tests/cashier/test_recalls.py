"""Recalls on their way: off before the payment has left, asked of the bank after it, ended by money or by the bank."""

import pytest

from bank.test_camt029 import payment, resolution
from cashier.test_payments import PAYOUT, Deaf, earned, payout, post
from cashier.till import SUPPLIER_ID, TREASURY, Till
from fairhold.bank.channel import ChannelError
from fairhold.cashier.payments import send_payments
from fairhold.cashier.recalls import RecallReport
from fairhold.trade.recalling import RecallPayout
from fairhold.trade.supplier import Payout

RECALL = RecallPayout(number=1, cause="twice", reason="sent twice")


def test_a_payout_that_has_not_left_is_called_off_and_no_file_has_it(till: Till) -> None:
    earned(till)
    payout(till, 8_000_000)
    till.done(SUPPLIER_ID, RECALL, TREASURY)
    done = till.cashier.post_outbox(till.connection, till.now)
    assert done.recalled == (RecallReport(PAYOUT, "called_off"),)
    assert (done.sent, till.sent()) == ((), [])
    assert till.supplier.purse("USD").available == 8_000_000
    assert (till.supplier.payouts, till.supplier.recalls) == ((), ())
    assert till.events(SUPPLIER_ID)[-2:] == ["payout.recalled", "payout.returned"]
    payout(till, 8_000_000)
    assert len(post(till)) == 1
    till.proved()


def test_a_payout_that_has_left_is_asked_for_and_is_back_when_a_line_says_so(till: Till) -> None:
    earned(till)
    payout(till, 8_000_000)
    [file] = post(till)
    assert till.outcomes(till.line(-8_000_000, end_to_end_id=PAYOUT)) == [("payout_settled", PAYOUT)]
    till.done(SUPPLIER_ID, RECALL, TREASURY)
    [asked] = till.cashier.post_outbox(till.connection, till.now).recalled
    assert asked == RecallReport(PAYOUT, "asked", "sent twice")
    assert till.cashier.post_outbox(till.connection, till.now).recalled == ()
    [request] = [name for name in till.sent() if name != f"{file}.xml"]
    text = (till.channel.outgoing / request).read_text()
    assert "camt.055.001.08" in text
    assert f"<OrgnlMsgId>{file}</OrgnlMsgId>" in text
    assert f"<OrgnlEndToEndId>{PAYOUT}</OrgnlEndToEndId>" in text
    assert till.supplier.recalls == (1,)
    assert till.outcomes(till.line(7_998_000, end_to_end_id=PAYOUT)) == [("came_back", f"returned_transfer {PAYOUT}")]
    assert (till.supplier.purse("USD").available, till.supplier.recalls) == (7_998_000, ())
    till.proved()


def test_what_the_bank_refuses_stays_paid_whatever_it_says_twice(till: Till) -> None:
    earned(till)
    payout(till, 8_000_000)
    post(till)
    till.done(SUPPLIER_ID, RECALL, TREASURY)
    till.cashier.post_outbox(till.connection, till.now)
    (till.channel.incoming / "yes.xml").write_bytes(resolution(payment(PAYOUT, "ACCR")))
    assert till.cashier.fetch_mail(till.connection, till.now).recalled == ()
    (till.channel.incoming / "no.xml").write_bytes(resolution(payment(PAYOUT, "RJCR", "AC04") + payment("other")))
    assert till.cashier.fetch_mail(till.connection, till.now).recalled == (RecallReport(PAYOUT, "refused"),)
    assert till.supplier.recalls == ()
    assert till.supplier.payouts == (Payout(1, 8_000_000, "USD"),)
    (till.channel.incoming / "again.xml").write_bytes(resolution(payment(PAYOUT, "RJCR", "AC04")))
    till.cashier.fetch_mail(till.connection, till.now)
    assert till.events(SUPPLIER_ID).count("payout.recall_refused") == 1


def test_one_that_came_back_before_is_not_asked_for(till: Till) -> None:
    earned(till)
    payout(till, 8_000_000)
    post(till)
    till.outcomes(till.line(-8_000_000, end_to_end_id=PAYOUT))
    till.outcomes(till.line(8_000_000, end_to_end_id=PAYOUT))
    till.done(SUPPLIER_ID, RECALL, TREASURY)
    assert till.cashier.post_outbox(till.connection, till.now).recalled == (RecallReport(PAYOUT, "came_back"),)
    assert till.supplier.recalls == ()
    assert len(till.sent()) == 1


def test_a_second_recall_of_the_same_payout_ends_as_the_first_did(till: Till) -> None:
    """Each recall has an end of its own: the bank refuses twice for the same reason, or the money was back before."""
    earned(till)
    payout(till, 8_000_000)
    post(till)
    for message_id in ("A-1", "A-2"):
        till.done(SUPPLIER_ID, RECALL, TREASURY)
        assert [one.outcome for one in till.cashier.post_outbox(till.connection, till.now).recalled] == ["asked"]
        refusal = resolution(payment(PAYOUT, "RJCR", "AC04"), id=f"<Id>{message_id}</Id>")
        for name in ("no", "again"):
            (till.channel.incoming / f"{name}-{message_id}.xml").write_bytes(refusal)
            till.cashier.fetch_mail(till.connection, till.now)
            assert till.supplier.recalls == ()
    assert till.events(SUPPLIER_ID).count("payout.recall_refused") == 2
    till.outcomes(till.line(-8_000_000, end_to_end_id=PAYOUT))
    till.outcomes(till.line(8_000_000, end_to_end_id=PAYOUT))
    for _ in range(2):
        till.done(SUPPLIER_ID, RECALL, TREASURY)
        assert till.cashier.post_outbox(till.connection, till.now).recalled == (RecallReport(PAYOUT, "came_back"),)
        assert till.supplier.recalls == ()


def test_while_the_bank_is_away_a_recall_waits(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    earned(till)
    payout(till, 8_000_000)
    post(till)
    till.done(SUPPLIER_ID, RECALL, TREASURY)

    def away(file_name: str, content: bytes) -> None:
        raise ChannelError("nobody there")

    with monkeypatch.context() as patch:
        patch.setattr(till.channel, "send", away)
        assert till.cashier.post_outbox(till.connection, till.now).away == "nobody there"
    till.wait(days=1)
    assert till.cashier.post_outbox(till.connection, till.now).recalled == (
        RecallReport(PAYOUT, "asked", "sent twice"),
    )


def test_a_recall_never_reaches_the_bank_before_the_file_that_its_payout_travels_in(till: Till) -> None:
    earned(till)
    payout(till, 8_000_000)
    with pytest.raises(ChannelError):
        send_payments(till.desk, till.connection, Deaf(till.channel, after=False), till.house, till.now)
    till.done(SUPPLIER_ID, RECALL, TREASURY)
    first = till.cashier.post_outbox(till.connection, till.now)
    assert first.recalled == ()
    assert till.sent() == [f"{file.message_id}.xml" for file in first.sent]
    till.wait(minutes=6)
    assert till.cashier.post_outbox(till.connection, till.now).recalled == (
        RecallReport(PAYOUT, "asked", "sent twice"),
    )
    assert len(till.sent()) == 2
    assert till.supplier.recalls == (1,)
