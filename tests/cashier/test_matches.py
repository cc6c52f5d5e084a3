"""Money from suspense: found on day 5 and matched, never found and returned on day 30 (SC24), refused by its order; and
money on the house's own account that the house moves (M9b).
"""

from cashier.till import BUYER, TRUST, Till
from fairhold.book.lines import begun_by, line_number
from fairhold.cashier.sent import Sent
from fairhold.desk import Asking
from fairhold.trade import ids
from fairhold.trade.agreement import Cancel
from fairhold.trade.misdirected import ReportMisdirected
from fairhold.trade.money import money
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.remittance import TickRemittance
from fairhold.trade.remittance_events import RemittanceMatched
from fairhold.trade.suspense import ApplyToHouse, MatchRemittance
from fairhold.trade.who import CLOCK, Role, Who


def held(till: Till, minor: int = 2_500_000) -> int:
    """Money in suspense; the number of its stream."""
    [line] = till.take(till.file(till.line(minor, unstructured=("INVOICE 7",)))).lines
    assert line.outcome == "suspense"
    return line_number(line.key)


def match(till: Till, remittance: int, order: int) -> None:
    till.four_eyes(remittance, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))


def test_money_without_a_reference_found_on_day_5_goes_to_its_order(till: Till) -> None:
    order, remittance = till.agreed(), held(till)
    till.wait(days=5)
    match(till, remittance, order)
    assert till.books(order, remittance) == {TRUST: 2_500_000, "transit:matched": -2_500_000}
    [carried] = till.cashier.post_outbox(till.connection, till.now).carried
    assert (carried.order, carried.refused) == (ids.to_text(ids.ORDER_PREFIX, order), "")
    assert till.remittance(remittance).state == "applied"
    assert till.books(order, remittance) == {TRUST: 2_500_000, "ord:escrow:initial": -2_500_000}
    assert till.order(order).funds.payments[0].payer.account == "021000021000012345678"
    assert not till.cashier.post_outbox(till.connection, till.now).did_something
    till.proved()


def test_money_never_found_goes_back_to_its_sender_on_day_30(till: Till) -> None:
    remittance = held(till)
    till.wait(days=30)
    assert till.tick(remittance, TickRemittance()).events == ()
    till.wait(days=1)
    assert len(till.tick(remittance, TickRemittance()).events) == 1
    [file] = till.cashier.post_outbox(till.connection, till.now).sent
    name = Sent("return", remittance, 2).name
    assert (file.currency, file.payments) == ("USD", ((name, 2_500_000),))
    assert till.outcomes(till.line(-2_500_000, end_to_end_id=name)) == [("return_settled", name)]
    assert till.remittance(remittance).state == "returned"
    assert till.books(remittance) == {}
    till.proved()


def test_an_order_that_cannot_take_the_money_leaves_it_in_suspense(till: Till) -> None:
    order, remittance = till.agreed(), held(till)
    till.done(order, Cancel(), BUYER)
    match(till, remittance, order)
    [carried] = till.cashier.post_outbox(till.connection, till.now).carried
    assert carried.refused == "wrong_stage"
    assert till.remittance(remittance).state == "held"
    assert till.books(order, remittance) == {TRUST: 2_500_000, "susp:unmatched": -2_500_000}
    assert till.cashier.post_outbox(till.connection, till.now).carried == ()
    other = till.agreed()
    match(till, remittance, other)
    assert [one.refused for one in till.cashier.post_outbox(till.connection, till.now).carried] == [""]
    till.proved()


def test_a_crash_after_the_order_took_the_money_is_healed_without_taking_it_twice(till: Till) -> None:
    order, remittance = till.agreed(), held(till)
    [event] = till.four_eyes(remittance, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order))).events
    assert isinstance(event, RemittanceMatched)
    text = ids.to_text(ids.REMITTANCE_PREFIX, remittance)
    payment = RecordPayment(amount=money(2_500_000, "USD"), line=event.line, payer=event.payer, remittance=text)
    assert till.desk.ask(Asking(order, payment, CLOCK, f"match:{text}:3")).refused is None

    assert len(till.cashier.post_outbox(till.connection, till.now).carried) == 1
    assert (till.order(order).funds.received, till.remittance(remittance).state) == (2_500_000, "applied")
    till.proved()


def test_a_match_that_another_process_has_borrowed_is_left_alone_for_a_while(till: Till) -> None:
    order, remittance = till.agreed(), held(till)
    match(till, remittance, order)
    till.connection.execute("UPDATE outbox SET due_at = %s, attempts = 1", [till.now.replace(hour=23)])
    assert till.cashier.post_outbox(till.connection, till.now).carried == ()
    till.wait(hours=24)
    assert len(till.cashier.post_outbox(till.connection, till.now).carried) == 1


def test_money_on_the_house_s_account_is_moved_and_goes_to_its_order(till: Till) -> None:
    """M9b: the buyer's own name and account stay with the money, so that the order takes it."""
    order, treasury = till.agreed(), Who(Role.TREASURY, 0, "tom", human="tom")
    buyer = Payer("Harbour Homeware LLC", "021000021000012345678", "CHASUS33")
    report = ReportMisdirected(
        amount=money(2_500_000, "USD"), line="house/7", arrived=till.now.date(), payer=buyer, text="tumblers"
    )
    came = begun_by(report)
    till.done(came, report, treasury)
    again = till.desk.ask(Asking(came, report, treasury, "twice", now=till.now))
    assert again.refused is not None
    assert again.refused.code == "already_so"
    assert till.books(came) == {"house:due_to_trust": 2_500_000, "susp:unmatched": -2_500_000}
    till.proved()

    transfer = held(till)
    till.four_eyes(transfer, ApplyToHouse(moves=ids.to_text(ids.REMITTANCE_PREFIX, came)))
    till.cashier.post_outbox(till.connection, till.now)
    assert (till.remittance(transfer).state, till.remittance(came).state) == ("house", "held")
    assert till.books(came, transfer) == {TRUST: 2_500_000, "susp:unmatched": -2_500_000}
    match(till, came, order)
    [carried] = till.cashier.post_outbox(till.connection, till.now).carried
    assert carried.refused == ""
    assert till.order(order).funds.payments[0].payer == buyer
    till.proved()


def test_a_top_up_that_names_no_money_to_move_is_only_a_top_up(till: Till) -> None:
    transfer = held(till)
    till.four_eyes(transfer, ApplyToHouse())
    till.cashier.post_outbox(till.connection, till.now)
    [(result,)] = till.connection.execute(
        "SELECT result FROM outbox WHERE stream_id = %s AND done_at IS NOT NULL", [transfer]
    ).fetchall()
    assert result == "noted"
    till.proved()
