"""Paying by card, bank debit and loan through the sandbox over real HTTP: as it should go, and as it goes wrong."""

import http.client
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from cashier.street import DAY, Street
from cashier.till import BUYER, SUPPLIER
from fairhold.acquiring.attempts import Asked, read
from fairhold.acquiring.notice import Notice, write
from fairhold.acquiring.signing import secret_of, sign
from fairhold.book.notices import STATES, dismiss_notice, notices_in_states, retry_notice
from fairhold.cashier.notices import try_open_notices
from fairhold.cashier.sent import Sent
from fairhold.sandbox.telling import Happen, Tell
from fairhold.stories.numbers import SUPPLIER_ID
from fairhold.trade.agreement import AgreeCancellation, AskCancellation
from fairhold.trade.dispute import AcceptClaim, OpenDispute
from fairhold.trade.fulfilment import AcceptGoods, DeclareReady, Ship
from fairhold.trade.money import money
from fairhold.trade.payment import FailPayment
from fairhold.trade.payouts import RequestPayout
from trade.playing import document

WHOLE = [("authorised", "applied"), ("captured", "applied"), ("settled", "applied")]


@pytest.fixture
def street(database: str, tmp_path: Path) -> Iterator[Street]:
    with Street(database, tmp_path) as made:
        yield made


@pytest.fixture
def order(street: Street) -> int:
    return street.till.agreed(total=100_000, initial=40_000)


def paid(street: Street, order: int, rail: str = "card") -> str:
    """A payment that is captured and settled; its name."""
    name = street.start(order, rail=rail)
    street.pay(name, rail)
    street.until(lambda: street.state(order), "captured")
    street.pass_days(1, rail)
    street.until(lambda: street.state(order), "cleared")
    return name


def test_a_buyer_pays_by_card_from_the_wish_to_the_money_on_the_trust_account(street: Street, order: int) -> None:
    name = street.start(order)
    assert read(name) == Asked(order, 1)
    assert street.state(order) == "started"
    street.pay(name)
    street.until_notices(*WHOLE[:2])
    captured = street.till.books(order)
    assert captured == {
        "clr:card": 40_000,
        "clr:fees": 1_180,
        "ord:escrow:initial": -40_000,
        "inc:processing": -1_180,
    }
    street.pass_days(1)
    street.until_notices(*WHOLE)
    assert street.till.books(order) == {
        "bank:trust": 40_000,
        "bank:house": 620,
        "exp:rail": 560,
        "ord:escrow:initial": -40_000,
        "inc:processing": -1_180,
    }
    assert street.answers() == ["202", "202", "202"]
    street.till.proved()


def test_no_card_number_reaches_the_book(street: Street, order: int, caplog: pytest.LogCaptureFixture) -> None:
    paid(street, order)
    texts = street.till.connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'text'"
    ).fetchall()
    assert ("rail_notices", "body") in texts
    for table, column in texts:
        found = street.till.connection.execute(
            f"SELECT count(*) FROM {table} WHERE regexp_replace({column}, '[ -]', '', 'g') LIKE '%41111111%'".encode()
        ).fetchone()
        assert found == (0,), (table, column)
    assert "4111111" not in caplog.text.replace(" ", "")


def test_a_declined_card_changes_nothing_and_the_buyer_may_try_again(street: Street, order: int) -> None:
    name = street.start(order)
    street.pay(name, number="4000 0000 0000 0002")
    street.until_notices(("failed", "applied"))
    assert (street.state(order), street.till.books(order)) == ("failed", {})
    again = street.start(order)
    street.pay(again)
    street.until(lambda: street.state(order, 2), "captured")


def test_doubled_and_reordered_notices_do_one_thing(street: Street, order: int) -> None:
    street.tell(Tell(do="swap", happened="captured"))
    street.tell(Tell(do="twice", happened="settled"))
    name = street.start(order)
    street.pay(name)
    street.until_notices(("authorised", "applied"))
    street.pass_days(1)
    street.until_notices(("authorised", "applied"), ("settled", "applied"), ("captured", "applied"))
    street.until(lambda: len(street.answers()), 4)
    assert street.state(order) == "cleared"
    assert street.answers() == ["202"] * 4
    assert street.till.events(order)[-3:] == ["payment.captured", "payment.milestone_funded", "payment.cleared"]
    street.till.proved()


def test_a_contradiction_is_set_aside_and_treasury_closes_it(street: Street, order: int) -> None:
    street.tell(Tell(do="contradict", happened="captured"))
    street.pay(street.start(order))
    street.until_notices(("authorised", "applied"), ("captured", "applied"), ("failed", "aside"))
    before = street.till.count()
    (aside,) = notices_in_states(street.till.connection, ("aside",))
    assert aside.said == "the payment is captured"
    assert retry_notice(street.till.connection, aside.number, datetime.now(UTC))
    street.round()
    assert notices_in_states(street.till.connection, ("aside",))[0].number == aside.number
    assert dismiss_notice(street.till.connection, aside.number, "the acquirer's mistake", "tom")
    assert not dismiss_notice(street.till.connection, aside.number, "again", "tom")
    assert street.till.count() == before
    assert street.state(order) == "captured"


def test_another_amount_is_set_aside(street: Street, order: int) -> None:
    street.tell(Tell(do="partial", happened="captured", minor=39_999))
    street.pay(street.start(order))
    street.until_notices(("authorised", "applied"), ("captured", "aside"))
    assert street.till.books(order) == {}
    assert street.state(order) == "started"


def test_a_notice_that_never_comes_leaves_the_payment_started_and_its_settlement_waiting(
    street: Street, order: int
) -> None:
    street.tell(Tell(do="never", happened="captured"))
    street.pay(street.start(order))
    street.until_notices(("authorised", "applied"))
    street.pass_days(1)
    street.until_notices(("authorised", "applied"), ("settled", "waiting"))
    now = datetime.now(UTC)
    for days in range(1, 8):
        try_open_notices(
            street.till.desk, street.till.connection, street.till.cashier.outside, now + timedelta(days=days)
        )
    assert street.notices() == [("authorised", "applied"), ("settled", "aside")]
    assert street.till.books(order) == {}


def test_a_forged_notice_is_refused_and_leaves_no_trace(street: Street, order: int) -> None:
    street.tell(Tell(do="forge", happened="captured"))
    street.pay(street.start(order))
    street.until(street.answers, ["202", "401"])
    assert street.notices() == [("authorised", "applied")]
    assert street.state(order) == "started"


def test_another_body_under_a_known_id_is_refused(street: Street, order: int) -> None:
    street.tell(Tell(do="change", happened="captured", times=1))
    street.pay(street.start(order))
    street.until(lambda: len(street.notices()), 2)
    street.until(
        lambda: [d.answer[:3] for d in street.parties["card"].simulator.waiting if d.happened == "captured"], ["422"]
    )
    assert street.notices() == WHOLE[:2]
    street.till.proved()


def test_one_event_told_under_two_ids_counts_once(street: Street, order: int) -> None:
    paid(street, order)
    before = street.till.count()
    (settled,) = [one for one in notices_in_states(street.till.connection, STATES) if one.happened == "settled"]
    twin = msgspec.structs.replace(msgspec.json.decode(settled.body, type=Notice), id="ntc_another1")
    assert post(street, twin) == 202
    assert street.notices() == [*WHOLE, ("settled", "repeated")]
    assert street.till.count() == before


def test_a_payment_that_arrives_while_the_order_is_being_cancelled_is_let_go(street: Street, order: int) -> None:
    name = street.start(order)
    street.till.done(order, FailPayment(attempt=1, reason="changed my mind"), BUYER)
    street.pay(name)
    street.until_notices(("authorised", "applied"), ("failed", "repeated"))
    (authorised,) = [one for one in notices_in_states(street.till.connection, STATES) if one.happened == "authorised"]
    assert authorised.said == "let go: attempt_state"
    assert street.parties["card"].simulator.payments[name].state == "cancelled"
    assert street.till.books(order) == {}


def test_a_payment_given_up_here_is_let_go_at_the_rail(street: Street, order: int) -> None:
    name = street.start(order)
    street.till.done(order, FailPayment(attempt=1, reason="changed my mind"), BUYER)
    street.round()
    street.until_notices(("failed", "repeated"))
    assert street.parties["card"].simulator.payments[name].state == "cancelled"


@pytest.mark.parametrize(("rail", "taken"), [("bank_debit", "captured"), ("pay_later", "loan_drawn")])
def test_bank_debit_and_loan_arrive_and_can_be_taken_back(street: Street, rail: str, taken: str) -> None:
    order = street.till.agreed(total=100_000, initial=40_000)
    name = paid(street, order, rail)
    back = "returned" if rail == "bank_debit" else "loan_reversed"
    street.tell(Happen(payment=name, happened=back, reason="no funds"), rail)  # type: ignore[arg-type]
    street.until(lambda: street.state(order), "reversed")
    assert [word for word, _ in street.notices()] == ["authorised", taken, "settled", back]
    assert "ord:escrow:initial" not in street.till.books(order)
    street.till.proved()


def test_a_refund_pays_off_what_the_buyer_has_not_repaid_of_its_loan(street: Street, order: int) -> None:
    """M29, M29b: 400.00 lent, 100.00 repaid to the lender; the order is cancelled and 300.00 go to the lender."""
    name = paid(street, order, "pay_later")
    street.tell(Tell(do="twice", happened="loan_paid_down"), "pay_later")
    street.tell(Happen(payment=name, happened="loan_paid_down", minor=10_000), "pay_later")
    street.until(lambda: street.till.order(order).funds.attempts[0].outstanding, 30_000)
    assert street.till.books(order)["ord:escrow:initial"] == -40_000
    street.till.done(order, AskCancellation(), BUYER)
    street.till.done(order, AgreeCancellation(), SUPPLIER)
    assert (street.till.books(order)["lend:payable"], street.till.books(order)["buy:refund"]) == (-30_000, -10_000)
    street.round()
    street.until(lambda: street.till.books(order).get("lend:payable", 0), 0)
    assert street.till.books(order)["clr:lender"] == -30_000
    street.pass_days(1, "pay_later")
    street.until(lambda: street.till.books(order).get("clr:lender", 0), 0)
    assert street.till.books(order) == {"bank:trust": 10_000, "buy:refund": -10_000}
    assert [one.amount for one in street.till.order(order).funds.transfers] == [10_000]
    street.till.proved()


def test_a_chargeback_comes_after_the_payment_settled_and_is_lost(street: Street, order: int) -> None:
    name = paid(street, order)
    street.tell(Happen(payment=name, happened="chargeback_opened", after=45 * DAY, reason="fraud"))
    street.tell(Happen(payment=name, happened="chargeback_lost", after=60 * DAY))
    street.pass_days(45)
    street.until_notices(*WHOLE, ("chargeback_opened", "applied"))
    assert street.till.order(order).funds.charged_back == 40_000
    street.pass_days(15)
    street.until_notices(*WHOLE, ("chargeback_opened", "applied"), ("chargeback_lost", "applied"))
    assert street.till.order(order).funds.charged_back == 0
    street.till.proved()


def test_a_refund_no_rail_was_asked_for_is_not_sent_when_its_payment_is_charged_back(
    street: Street, order: int
) -> None:
    """I5, M28: between two rounds of the cashier, or while it was down."""
    name = paid(street, order)
    street.till.done(order, AskCancellation(), BUYER)
    street.till.done(order, AgreeCancellation(), SUPPLIER)
    assert street.till.books(order)["buy:refund"] == -40_000
    assert post(street, charged_back(name)) == 202
    assert street.till.order(order).funds.buyer_owes == 40_000
    street.round()
    assert street.till.order(order).funds.buyer_owes == 0
    assert street.till.order(order).funds.transfers == ()
    assert "buy:refund" not in street.till.books(order)
    assert street.parties["card"].simulator.payments[name].state == "settled"
    street.round()
    assert [word for word, _ in street.notices()] == ["authorised", "captured", "settled", "chargeback_opened"]
    street.till.proved()


def test_a_refund_its_rail_was_asked_for_stays_and_the_buyer_owes(street: Street, order: int) -> None:
    """M28: whether the rail has heard of it, when it is away, nobody knows."""
    name = paid(street, order)
    there = street.till.cashier.outside
    street.till.cashier.outside = msgspec.structs.replace(there, urls={"card": "http://127.0.0.1:1"})
    street.till.done(order, AskCancellation(), BUYER)
    street.till.done(order, AgreeCancellation(), SUPPLIER)
    street.round()
    street.till.cashier.outside = there
    assert post(street, charged_back(name)) == 202
    street.round()
    assert street.till.order(order).funds.buyer_owes == 40_000
    assert len((*street.till.order(order).funds.transfers, *street.till.order(order).funds.sent)) == 1
    street.till.proved()


def test_an_outcome_before_its_chargeback_waits_for_it_and_a_second_one_is_set_aside(
    street: Street, order: int
) -> None:
    name = paid(street, order)
    street.tell(Happen(payment=name, happened="chargeback_won"))
    street.until_notices(*WHOLE, ("chargeback_won", "waiting"))
    street.tell(Happen(payment=name, happened="chargeback_opened"))
    street.until_notices(*WHOLE, ("chargeback_won", "applied"), ("chargeback_opened", "applied"))
    street.tell(Happen(payment=name, happened="chargeback_lost"))
    street.until_notices(
        *WHOLE, ("chargeback_won", "applied"), ("chargeback_opened", "applied"), ("chargeback_lost", "aside")
    )
    assert street.till.books(order)["bank:trust"] == 40_000
    street.till.proved()


def test_while_the_rail_is_away_the_wish_waits_and_is_carried_out_once(street: Street, order: int) -> None:
    there = street.till.cashier.outside
    street.till.cashier.outside = msgspec.structs.replace(there, urls={"card": "http://127.0.0.1:1"})
    name = street.start(order)
    assert street.parties["card"].simulator.payments == {}
    street.till.cashier.outside = there
    street.round()
    assert street.parties["card"].simulator.payments == {}
    now = datetime.now(UTC) + timedelta(minutes=1)
    street.till.cashier.post_outbox(street.till.connection, now)
    street.till.cashier.post_outbox(street.till.connection, now)
    assert list(street.parties["card"].simulator.payments) == [name]


def test_a_refund_goes_back_to_the_card_and_is_taken_from_us_a_day_later(street: Street, order: int) -> None:
    paid(street, order)
    refunded(street, order)
    street.until_notices(*WHOLE, ("refunded", "applied"))
    assert street.till.books(order)["clr:card"] == -40_000
    assert street.till.sent() == []
    street.pass_days(1)
    street.until_notices(*WHOLE, ("refunded", "applied"), ("refund_settled", "applied"))
    assert "clr:card" not in street.till.books(order)
    assert "bank:trust" not in street.till.books(order)
    street.till.proved()


def test_a_refund_to_a_closed_card_comes_back_for_treasury(street: Street, order: int) -> None:
    paid(street, order)
    street.tell(Tell(do="decline", happened="refunded"))
    refunded(street, order)
    street.until_notices(*WHOLE, ("refund_failed", "applied"))
    assert street.till.order(order).funds.bounced == (1,)
    assert street.till.books(order)["buy:refund"] == -40_000


def test_a_refund_that_fails_after_its_rail_has_taken_it_is_back_on_the_trust_account(
    street: Street, order: int
) -> None:
    """M18x: what came back is named by the notice of it, as what was taken is (I8)."""
    name = paid(street, order)
    refunded(street, order)
    street.until_notices(*WHOLE, ("refunded", "applied"))
    street.pass_days(1)
    street.until_notices(*WHOLE, ("refunded", "applied"), ("refund_settled", "applied"))
    failed = msgspec.structs.replace(
        charged_back(name), happened="refund_failed", refund=Sent("refund", order, 1).name, reference="rf1"
    )
    assert post(street, failed) == 202
    street.until_notices(*WHOLE, ("refunded", "applied"), ("refund_settled", "applied"), ("refund_failed", "applied"))
    books = street.till.books(order)
    assert (books["bank:trust"], books["buy:refund"]) == (40_000, -40_000)
    street.till.proved()


def test_what_the_guarantee_pays_goes_back_to_the_card_that_had_paid(street: Street, order: int) -> None:
    """M21c, O40: the supplier has withdrawn what was released, so the platform pays the claim on its behalf."""
    till = street.till
    paid(street, order)
    till.done(order, DeclareReady(), SUPPLIER)
    till.done(order, AcceptGoods(), BUYER)
    till.outcomes(till.line(60_000, order=order))
    till.done(order, Ship(document=document(till.now.date())), SUPPLIER)
    till.wait(days=4)
    till.done(SUPPLIER_ID, RequestPayout(amount=money(100_000, "USD")), SUPPLIER)
    till.done(order, OpenDispute(grounds=("weight",), amount=money(100_000, "USD"), statement="Light."), BUYER)
    till.done(order, AcceptClaim(), SUPPLIER)
    assert till.order(order).funds.advanced == 100_000
    street.round()
    street.until_notices(*WHOLE, ("refunded", "applied"))
    (left,) = till.order(order).funds.transfers
    assert (left.amount, left.attempt) == (60_000, 0)


def refunded(street: Street, order: int) -> None:
    """Both sides cancel, so that all of it goes back by the rail it came by."""
    street.till.done(order, AskCancellation(), BUYER)
    street.till.done(order, AgreeCancellation(), SUPPLIER)
    street.round()


def charged_back(name: str) -> Notice:
    """The acquirer says that all of a payment was charged back."""
    return Notice(
        version=1,
        id="ntc_chargedback1",
        happened="chargeback_opened",
        at=datetime.now(UTC),
        payment=name,
        amount=money(40_000, "USD"),
        reference="cb1",
    )


def post(street: Street, notice: Notice) -> int:
    """Send a notice as the card acquirer would; the status of the answer."""
    body = write(notice)
    headers = sign(secret_of(street.secrets["card"]), notice.id, int(time.time()), body).headers
    host, port = street.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("POST", "/v1/notices/card", body, headers | {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    return status
