"""Payments out: each wish leaves once whatever crashes, and what the bank refuses or sends back is owed again."""

from datetime import date

import msgspec
import pytest

from cashier.till import BUYER, INSPECTOR, SECOND_OF_TREASURY, SUPPLIER, SUPPLIER_ID, TREASURY, TRUST, Till
from fairhold.bank.channel import Channel, ChannelError
from fairhold.book.lines import line_number
from fairhold.book.outbox import everything_waiting
from fairhold.cashier.house import House
from fairhold.cashier.payments import execution_day, send_payments, take_report
from fairhold.cashier.sent import Sent
from fairhold.trade.agreement import AgreeCancellation, AskCancellation
from fairhold.trade.dispute import Offer, OpenDispute, RejectClaim
from fairhold.trade.families import InspectionTerm
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareReady, Ship
from fairhold.trade.goods_return import ConfirmReturn, NameReturnAddress, ShipReturn
from fairhold.trade.inspection import AbortVisit, ConfirmVisit, PayInspectorAgain, RequestVisit
from fairhold.trade.money import money
from fairhold.trade.negotiation import AcceptOffer
from fairhold.trade.order import Document
from fairhold.trade.payment import AgreeRefund, Payer, RetryRefund
from fairhold.trade.payouts import AgreePayoutAccount, RequestPayout, SetPayoutAccount
from fairhold.trade.suspense import ReturnRemittance

PAYOUT = Sent("payout", SUPPLIER_ID, 1).name


def report(message_id: str, name: str, status: str = "RJCT", reason: str = "AC04") -> bytes:
    """A pain.002 about one payment of a file."""
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId>"
        f"</GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
        f"<OrgnlPmtInfId>X</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>"
        "</Document>"
    ).encode()


def earned(till: Till, total: int = 8_000_000) -> int:
    """An order paid, shipped and received, so that its money may be withdrawn."""
    order = till.agreed(total, total)
    till.outcomes(till.line(total, order=order))
    till.done(order, DeclareReady(), SUPPLIER)
    till.done(order, AcceptGoods(), BUYER)
    document = Document(
        kind="express_waybill",
        carrier="Blue Heron Express",
        number="BHE-204417",
        method="express",
        shipped_on=till.now.date(),
        date_shows="carrier_pickup",
    )
    till.done(order, Ship(document=document), SUPPLIER)
    till.done(order, ConfirmReceipt(), BUYER)
    till.wait(days=4)
    return order


def payout(till: Till, minor: int) -> None:
    till.done(SUPPLIER_ID, RequestPayout(amount=money(minor, "USD")), SUPPLIER)


def refunded(till: Till) -> int:
    """An order whose buyer is to get 2,500,000 back."""
    order = till.agreed()
    till.outcomes(till.line(2_500_000, order=order))
    till.done(order, AskCancellation(), BUYER)
    till.done(order, AgreeCancellation(), SUPPLIER)
    assert till.order(order).funds.refund == 2_500_000
    return order


def post(till: Till) -> list[str]:
    """Post the outbox; the ids of the files that were handed over."""
    done = till.cashier.post_outbox(till.connection, till.now)
    assert done.away == ""
    return [file.message_id for file in done.sent]


def test_a_payout_leaves_in_one_file_and_is_settled_by_its_debit(till: Till) -> None:
    earned(till)
    payout(till, 8_000_000)
    [message_id] = post(till)
    assert till.sent() == [f"{message_id}.xml"]
    text = (till.channel.outgoing / f"{message_id}.xml").read_text()
    assert f"<EndToEndId>{PAYOUT}</EndToEndId>" in text
    assert '<InstdAmt Ccy="USD">80000.00</InstdAmt>' in text
    assert post(till) == []
    assert till.outcomes(till.line(-8_000_000, end_to_end_id=PAYOUT)) == [("payout_settled", PAYOUT)]
    purse = till.supplier.purse("USD")
    assert (purse.available, purse.in_transit) == (0, 0)
    till.proved()


def test_wishes_of_one_currency_travel_in_one_file(till: Till) -> None:
    earned(till)
    for minor in (1_000, 2_000, 3_000):
        payout(till, minor)
    [file] = till.cashier.post_outbox(till.connection, till.now).sent
    assert [minor for _, minor in file.payments] == [1_000, 2_000, 3_000]
    assert file.total == 6_000


def test_a_refund_for_goods_and_their_freight_leave_and_are_settled_one_by_one(till: Till) -> None:
    """M18b, M25: 10,000.00 for half of the goods, 200.00 for their way back, out of what was released."""
    order = earned(till)
    half = tuple(line.quantity // 2 for line in till.order(order).terms.lines)
    back = Offer(refund=money(1_000_000, "USD"), goods_back=half)
    claim = OpenDispute(grounds=("weight",), amount=money(1_000_000, "USD"), statement="They are too light.")
    freight = money(20_000, "USD")
    for command, who in (
        (claim, BUYER),
        (RejectClaim(reason="Send them.", offer=back), SUPPLIER),
        (AcceptOffer(), BUYER),
        (NameReturnAddress(address="Ningbo, hall 3, ramp 7"), SUPPLIER),
        (ShipReturn(carrier="Blue Heron", tracking="BHR-55120", units=half, freight=freight), BUYER),
        (ConfirmReturn(), SUPPLIER),
    ):
        till.done(order, command, who)
    names = [Sent("refund", order, number).name for number in (1, 2)]
    [file] = till.cashier.post_outbox(till.connection, till.now).sent
    assert list(file.payments) == [(names[0], 1_000_000), (names[1], 20_000)]
    for name, minor in file.payments:
        assert till.outcomes(till.line(-minor, end_to_end_id=name)) == [("refund_settled", name)]
    funds = till.order(order).funds
    assert (funds.refund, funds.refunded, funds.shifted) == (0, 1_020_000, 20_000)
    assert till.supplier.purse("USD").available == 6_980_000
    till.proved()


class Deaf:
    """A channel that loses the connection before or after the file is handed over."""

    def __init__(self, channel: Channel, after: bool) -> None:
        self.channel = channel
        self.after = after

    def send(self, file_name: str, content: bytes) -> None:
        if self.after:
            self.channel.send(file_name, content)
        raise ChannelError("the line went dead")

    def fetch(self) -> list[tuple[str, bytes]]:
        return []

    def done(self, file_name: str) -> None:
        raise AssertionError

    def failed(self, file_name: str, why: str) -> None:
        raise AssertionError


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_while_sending_pays_once(till: Till, after: bool) -> None:
    earned(till)
    payout(till, 1_000)
    with pytest.raises(ChannelError):
        send_payments(till.desk, till.connection, Deaf(till.channel, after), till.house, till.now)
    first = {name: (till.channel.outgoing / name).read_bytes() for name in till.sent()}
    payout(till, 2_000)  # a newer wish does not join the file that may have left
    assert len(post(till)) == 2
    assert len(till.sent()) == 2
    for name, content in first.items():
        assert (till.channel.outgoing / name).read_bytes() == content
    paid = "".join((till.channel.outgoing / name).read_text() for name in till.sent())
    assert (paid.count(f"<EndToEndId>{PAYOUT}<"), paid.count("<EndToEndId>")) == (1, 2)
    assert everything_waiting(till.connection) == []


def test_a_bank_that_is_away_leaves_everything_waiting(till: Till) -> None:
    earned(till)
    payout(till, 1_000)
    till.cashier.channel = Deaf(till.channel, after=False)
    assert till.cashier.post_outbox(till.connection, till.now).away == "the line went dead"
    assert [one.kind for one in everything_waiting(till.connection)] == ["payout.created"]


def test_a_rejected_payout_is_available_again_and_a_second_report_changes_nothing(till: Till) -> None:
    earned(till)
    payout(till, 1_000)
    [message_id] = post(till)
    for _ in range(2):
        verdicts = take_report(till.desk, till.connection, report(message_id, PAYOUT))
        assert (verdicts.known, verdicts.rejected) == (True, ((PAYOUT, "AC04"),))
        purse = till.supplier.purse("USD")
        assert (purse.available, purse.in_transit) == (8_000_000, 0)
    till.proved()


def test_an_accepted_payment_is_believed_only_when_a_statement_shows_it(till: Till) -> None:
    earned(till)
    payout(till, 1_000)
    [message_id] = post(till)
    assert take_report(till.desk, till.connection, report(message_id, PAYOUT, "ACCP", "")).rejected == ()
    assert till.supplier.purse("USD").in_transit == 1_000


def test_a_report_on_a_file_of_somebody_else_changes_nothing(till: Till) -> None:
    before = till.count()
    verdicts = take_report(till.desk, till.connection, report("FHUNKNOWN", PAYOUT))
    assert (verdicts.known, verdicts.rejected, till.count()) == (False, (), before)


def test_a_payout_that_comes_back_after_it_was_paid_is_available_again(till: Till) -> None:
    earned(till)
    payout(till, 1_000)
    post(till)
    assert till.outcomes(till.line(-1_000, end_to_end_id=PAYOUT)) == [("payout_settled", PAYOUT)]
    back = till.line(1_000, end_to_end_id=PAYOUT, is_return=True, reason="AC04")
    assert [outcome for outcome, _ in till.outcomes(back)] == ["came_back"]
    assert till.supplier.purse("USD").available == 8_000_000
    till.proved()


def test_no_more_of_a_payout_comes_back_than_was_sent_whoever_writes_its_name_on_a_transfer(till: Till) -> None:
    """M7, M8: the rest is money without an order, and waits for treasury."""
    earned(till)
    payout(till, 1_000)
    post(till)
    till.outcomes(till.line(-1_000, end_to_end_id=PAYOUT))
    held = ("suspense", f"returned_transfer {PAYOUT} amount_differs")
    assert till.outcomes(till.line(1_001, end_to_end_id=PAYOUT)) == [held]
    assert till.outcomes(till.line(1_000, currency="EUR", end_to_end_id=PAYOUT)) == [held]
    assert till.supplier.purse("USD").available == 7_999_000
    assert [outcome for outcome, _ in till.outcomes(till.line(990, end_to_end_id=PAYOUT))] == ["came_back"]
    assert till.outcomes(till.line(11, end_to_end_id=PAYOUT)) == [held]
    assert [outcome for outcome, _ in till.outcomes(till.line(10, end_to_end_id=PAYOUT))] == ["came_back"]
    assert till.outcomes(till.line(1, end_to_end_id=PAYOUT)) == [held]
    assert (till.supplier.purse("USD").available, till.supplier.purse("EUR").available) == (8_000_000, 0)
    till.proved()


def test_two_lines_of_one_file_bring_back_no_more_of_a_payout_than_was_sent(till: Till) -> None:
    """M8: neither is booked yet when the other is looked at."""
    earned(till)
    payout(till, 1_000)
    post(till)
    till.outcomes(till.line(-1_000, end_to_end_id=PAYOUT))
    lines = [till.line(amount, end_to_end_id=PAYOUT) for amount in (600, 500, 400)]
    assert [outcome for outcome, _ in till.outcomes(*lines)] == ["came_back", "suspense", "came_back"]
    assert till.supplier.purse("USD").available == 8_000_000
    till.proved()


def test_a_refund_goes_out_comes_back_and_is_sent_again_to_other_details(till: Till) -> None:
    order = refunded(till)
    first, second = Sent("refund", order, 1).name, Sent("refund", order, 2).name
    post(till)
    assert till.outcomes(till.line(-2_500_000, end_to_end_id=first)) == [("refund_settled", first)]
    assert till.order(order).funds.refunded == 2_500_000
    back = till.line(2_500_000, end_to_end_id=first.upper(), is_return=True, reason="AC04")
    assert [outcome for outcome, _ in till.outcomes(back)] == ["came_back"]
    funds = till.order(order).funds
    assert (funds.refund, funds.refunded) == (2_500_000, 0)
    payee = Payer("Harbour Homeware Inc", "DE89370400440532013000", "")
    till.done(order, RetryRefund(number=1, payee=payee), TREASURY)
    assert till.cashier.post_outbox(till.connection, till.now).sent == ()
    [change] = till.order(order).funds.payee_changes
    till.done(order, AgreeRefund(number=1, digest=change.proposal.digest), SECOND_OF_TREASURY)
    [file] = till.cashier.post_outbox(till.connection, till.now).sent
    assert file.payments == ((second, 2_500_000),)
    assert till.outcomes(till.line(-2_500_000, end_to_end_id=second)) == [("refund_settled", second)]
    assert till.books(order) == {}
    till.proved()


def test_a_rejected_refund_is_still_owed_and_waits_for_treasury(till: Till) -> None:
    order = refunded(till)
    [message_id] = post(till)
    take_report(till.desk, till.connection, report(message_id, Sent("refund", order, 1).name))
    assert till.order(order).funds.refund == 2_500_000
    assert till.events(order)[-1] == "refund.failed"
    assert post(till) == []


def test_a_refund_that_is_rejected_after_it_was_debited_is_back_only_when_a_statement_shows_it(till: Till) -> None:
    order = refunded(till)
    name = Sent("refund", order, 1).name
    [message_id] = post(till)
    assert till.outcomes(till.line(-2_500_000, end_to_end_id=name)) == [("refund_settled", name)]
    take_report(till.desk, till.connection, report(message_id, name))
    assert (till.order(order).funds.refund, till.books(order)) == (0, {})
    assert [outcome for outcome, _ in till.outcomes(till.line(2_500_000, end_to_end_id=name))] == ["came_back"]
    assert till.order(order).funds.refund == 2_500_000
    till.proved()


def test_an_inspector_paid_again_whom_the_bank_rejects_again_waits_for_treasury_again(till: Till) -> None:
    """M12c: both payments go under the same name, and both come back for the same reason."""
    order = till.agreed(inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1"))
    till.outcomes(till.line(2_500_000, order=order))
    till.done(order, DeclareReady(), SUPPLIER)
    till.done(order, RequestVisit(kind="pre_shipment", wish_on=till.now.date()), BUYER)
    [visit] = till.order(order).visits
    till.outcomes(till.line(visit.fee, order=order))
    payee = Payer("Blue Heron", "GB33BUKB20201555555555", "")
    taken = ConfirmVisit(
        visit=1, on=till.now.date(), inspector="Blue Heron Inspection", public_key="a" * 64, payee=payee
    )
    till.done(order, taken, INSPECTOR)
    till.done(order, AbortVisit(visit=1, cause="sample_missing"), INSPECTOR)
    name = Sent("inspector", order, 1).name
    for times in (1, 2):
        [file] = till.cashier.post_outbox(till.connection, till.now).sent
        assert file.payments == ((name, visit.fee),)
        for _ in range(2):
            take_report(till.desk, till.connection, report(file.message_id, name))
        assert till.order(order).visits[0].bounced
        assert till.events(order).count("inspection.fee_bounced") == times
        till.done(order, PayInspectorAgain(visit=1, payee=payee), TREASURY)
    till.proved()


def test_a_debit_of_another_amount_or_a_second_one_is_owed_by_the_house(till: Till) -> None:
    earned(till)
    payout(till, 1_000)
    post(till)
    assert till.outcomes(till.line(-1_025, end_to_end_id=PAYOUT)) == [("debit", f"{PAYOUT} amount_differs")]
    assert till.outcomes(till.line(-1_000, end_to_end_id=PAYOUT)) == [("payout_settled", PAYOUT)]
    assert till.outcomes(till.line(-1_000, end_to_end_id=PAYOUT)) == [("debit", f"{PAYOUT} unknown_payout")]
    till.proved()


def test_what_no_bank_would_carry_is_taken_back_instead_of_waiting_for_ever(till: Till) -> None:
    earned(till)
    maker = msgspec.structs.replace(SUPPLIER, person="sun", proved_minutes=0)
    till.done(SUPPLIER_ID, SetPayoutAccount(name="宁波", account="GB33BUKB20201555555555"), maker)
    change = till.supplier.account_change
    assert change is not None
    agree = AgreePayoutAccount(digest=change.proposal.digest, reason="the name in Chinese, register seen")
    till.done(SUPPLIER_ID, agree, msgspec.structs.replace(TREASURY, person="tom", proved_minutes=0))
    till.wait(days=4)
    payout(till, 1_000)
    [file] = till.cashier.post_outbox(till.connection, till.now).sent
    assert (file.payments, file.unsendable) == ((), ((PAYOUT, "payment_characters"),))
    assert (till.sent(), till.supplier.purse("USD").available) == ([], 8_000_000)
    assert everything_waiting(till.connection) == []
    till.proved()


def test_a_currency_without_a_trust_account_waits_until_there_is_one(till: Till) -> None:
    earned(till)
    payout(till, 1_000)
    elsewhere = House(till.house.name, {"EUR": "DE02120300000000202051"}, till.house.bic, till.house.prefix)
    assert send_payments(till.desk, till.connection, till.channel, elsewhere, till.now) == []
    assert len(post(till)) == 1


def test_payment_on_a_closed_order_is_held_and_sent_back(till: Till) -> None:
    order = refunded(till)
    post(till)
    [line] = till.take(till.file(till.line(5_500_000, order=order))).lines
    assert (line.outcome, line.said) == ("suspense", "wrong_stage")
    remittance = line_number(line.key)
    till.four_eyes(remittance, ReturnRemittance())
    [file] = till.cashier.post_outbox(till.connection, till.now).sent
    name = Sent("return", remittance, 3).name
    assert file.payments == ((name, 5_500_000),)
    assert till.outcomes(till.line(-5_500_000, end_to_end_id=name)) == [("return_settled", name)]
    assert (till.remittance(remittance).state, till.books(remittance)) == ("returned", {})
    till.proved()


def test_a_return_that_the_bank_sends_back_is_in_suspense_again(till: Till) -> None:
    [line] = till.take(till.file(till.line(5_500_000))).lines
    remittance = line_number(line.key)
    till.four_eyes(remittance, ReturnRemittance())
    post(till)
    name = Sent("return", remittance, 3).name
    till.outcomes(till.line(-5_500_000, end_to_end_id=name))
    back = till.line(5_500_000, end_to_end_id=name, is_return=True, reason="AC04")
    assert [outcome for outcome, _ in till.outcomes(back)] == ["came_back"]
    assert till.remittance(remittance).state == "held"
    assert till.books(remittance) == {TRUST: 5_500_000, "susp:unmatched": -5_500_000}
    till.proved()


@pytest.mark.parametrize(
    ("day", "bic", "on"),
    [
        ("2026-03-02", "BUKBGB22XXX", "2026-03-02"),
        ("2026-03-07", "BUKBGB22XXX", "2026-03-09"),
        ("2026-05-23", "BUKBGB22XXX", "2026-05-26"),
        ("2026-05-01", "BYLADEM1001", "2026-05-04"),
        ("2026-10-03", "CHASUS33XXX", "2026-10-05"),
        ("2026-03-07", "", "2026-03-07"),
    ],
)
def test_a_payment_file_asks_for_a_day_on_which_the_house_s_bank_works(day: str, bic: str, on: str) -> None:
    """M15a: weekends, the spring bank holiday of 25 May, Labour Day."""
    assert execution_day(date.fromisoformat(day), bic) == date.fromisoformat(on)
