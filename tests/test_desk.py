"""The desk: what callers may rely on, against a real database."""

import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from fairhold.book import reference, sitting
from fairhold.book.connection import connect
from fairhold.book.reference import attach_test_clock, register_party, set_test_clock
from fairhold.book.verify import verify
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.agreement import Accept, CreateDraft, Propose
from fairhold.trade.deciding import conclude
from fairhold.trade.dispute import AcceptClaim, OpenDispute
from fairhold.trade.fulfilment import AcceptGoods
from fairhold.trade.joining import OptIn
from fairhold.trade.money import money
from fairhold.trade.order import Stage, stage
from fairhold.trade.order_events import DraftCreated, OrderClosed, OrderProposed
from fairhold.trade.payment import RecordPayment
from fairhold.trade.payouts import RequestPayout
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK, Party, Role, Who

sys.path.insert(0, str(Path(__file__).parent / "book"))

from market import OPERATOR, START, Market, open_market, payout, play


@pytest.fixture
def market(database: str) -> Market:
    return open_market(database)


def rows(database: str) -> dict[str, int]:
    """How many rows each table holds."""
    tables = ("orders", "suppliers", "events", "postings", "supplier_keys", "outbox", "bank_lines", "remittances")
    with psycopg.connect(database) as connection:
        counts = {t: connection.execute(f"SELECT count(*) FROM {t}".encode()).fetchone() for t in tables}
    return {table: count[0] for table, count in counts.items() if count is not None}


def replays(database: str, order_id: int) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT replays FROM orders WHERE order_id = %s", (order_id,)).fetchone()
    assert row is not None
    return int(row[0])


def proved(database: str) -> None:
    with connect(database) as connection:
        assert [proof for proof in verify(connection) if not proof.ok] == []


def draft_asking(market: Market, key: str = "k1", title: str = "Tumblers") -> Asking:
    contract = market.contract(market.buyers[0], market.suppliers[0], title)
    return Asking(0, CreateDraft(contract=contract), Who(Role.BUYER, market.buyers[0], "bea"), key, now=START)


def test_a_life_is_played_from_draft_to_receipt_and_proved(database: str, market: Market) -> None:
    seen: list[str] = []
    with Desk(database) as desk:
        life = market.life("one", market.buyers[0], market.suppliers[0])
        (last,) = play(desk, [life], lambda asking, answer: seen.extend(type(e).__name__ for e in answer.events))
        assert last.case.order is not None
        assert stage(last.case.order) == Stage.RECEIVED
        paid = desk.ask(payout(market.suppliers[0], 8_000_000, "p1"))
        assert paid.refused is None
        assert paid.case.supplier is not None
        assert paid.case.supplier.purse("USD").in_transit == 8_000_000
    assert seen == [
        *("DraftCreated", "OrderProposed", "OrderAccepted", "LimitReserved", "PaymentReceived", "MilestoneFunded"),
        *("GoodsReady", "GoodsAccepted", "PaymentReceived", "MilestoneFunded", "ConsignmentShipped"),
        *("ReceiptConfirmed", "EscrowReleased", "CoverExposed", "ProceedsCredited", "LimitExposed", "ProvisionChanged"),
    ]
    assert rows(database)["bank_lines"] == 2
    assert rows(database)["outbox"] == 1
    proved(database)


def test_the_same_key_and_input_gives_the_same_answer_and_nothing_new(database: str, market: Market) -> None:
    with Desk(database) as desk:
        first = desk.ask(draft_asking(market))
        proposing = Asking(
            first.stream_id,
            Propose(fingerprint=first.case.order.fingerprint),
            draft_asking(market).who,
            "k2",
            now=START,
        )
        proposed = desk.ask(proposing)
        paid = desk.ask(Asking(market.suppliers[0], OptIn(), OPERATOR, "k3", now=START))
        assert paid.refused is not None
        before = rows(database)
        again = desk.ask(draft_asking(market))
        proposed_again = desk.ask(proposing)
        assert rows(database) == before
    assert (again.replayed, again.stream_id, again.events, again.version) == (True, first.stream_id, first.events, 1)
    assert again.case.order == first.case.order, "the order as it stood then"
    assert (proposed_again.replayed, proposed_again.events, proposed_again.version) == (True, proposed.events, 2)
    assert replays(database, first.stream_id) == 2
    with Desk(database) as restarted:
        assert restarted.ask(draft_asking(market)).events == first.events
        assert restarted.ask(proposing) == proposed_again
    assert rows(database) == before
    proved(database)


def test_an_answer_with_events_beside_the_order_is_replayed_whole(database: str, market: Market) -> None:
    told: dict[str, tuple[Asking, Answer]] = {}
    with Desk(database) as desk:
        life = market.life("one", market.buyers[0], market.suppliers[0])
        play(desk, [life], lambda asking, answer: told.update({asking.key: (asking, answer)}))
    with Desk(database) as desk:
        for asking, answer in told.values():
            again = desk.ask(asking)
            assert again.replayed
            assert (again.stream_id, again.events, again.version) == (answer.stream_id, answer.events, answer.version)
            assert again.case.order == answer.case.order
    assert [type(e).__name__ for e in told["one-accept"][1].events] == ["OrderAccepted", "LimitReserved"]


def test_the_same_key_for_something_else_is_refused(database: str, market: Market) -> None:
    with Desk(database) as desk:
        first = desk.ask(draft_asking(market))
        other = desk.ask(draft_asking(market, title="Mugs"))
        assert other.refused is not None
        assert other.refused.code == "key_reused"
        someone = Who(Role.SUPPLIER, market.suppliers[0], "sam")
        wrong = desk.ask(Asking(first.stream_id, Tick(), CLOCK, "k1", now=START))
        assert (wrong.refused, wrong.replayed) == (None, False), "another asker's key is another key"
        stranger = desk.ask(Asking(first.stream_id, Propose(fingerprint="0" * 64), someone, "k1", now=START))
        assert stranger.refused is not None
        assert stranger.refused.code == "unknown_order", "a draft is its author's"
    with Desk(database) as desk:
        other = desk.ask(draft_asking(market, title="Mugs"))
        assert other.refused is not None
        assert other.refused.code == "key_reused"
    assert rows(database)["orders"] == 1


def test_a_supplier_s_command_is_applied_once(database: str, market: Market) -> None:
    with Desk(database) as desk:
        play(desk, [market.life("one", market.buyers[0], market.suppliers[0])])
        first = desk.ask(payout(market.suppliers[0], 100, "p"))
        again = desk.ask(payout(market.suppliers[0], 100, "p"))
        other = desk.ask(payout(market.suppliers[0], 101, "p"))
    with Desk(database) as desk:
        restarted = desk.ask(payout(market.suppliers[0], 100, "p"))
    assert (first.replayed, again.replayed, restarted.replayed) == (False, True, True)
    assert first.events == again.events == restarted.events
    assert other.refused is not None
    assert other.refused.code == "key_reused"
    assert restarted.case.supplier is not None
    assert restarted.case.supplier.purse("USD").in_transit == 100
    proved(database)


def test_a_key_of_a_supplier_that_was_forgotten_is_found_in_the_database(database: str, market: Market) -> None:
    with Desk(database) as desk:
        first = desk.ask(draft_asking(market, "k1"))
        desk._memory.get(market.suppliers[0]).keys.clear()
        again = desk.ask(draft_asking(market, "k1"))
        assert desk.statistics.retried == 1
        for n in range(20):
            assert desk.ask(draft_asking(market, f"next {n}")).refused is None
        assert desk.statistics.loads == 2, "a known key is no reason to distrust memory from then on"
    assert (again.replayed, again.stream_id) == (True, first.stream_id)
    assert rows(database)["orders"] == 21


def test_a_forgotten_key_is_an_answer_also_where_the_command_would_be_refused_now(
    database: str, market: Market
) -> None:
    """B2: all the money is paid out, so the payout asked again would be refused; its key says that it happened."""
    with Desk(database) as desk:
        play(desk, [market.life("one", market.buyers[0], market.suppliers[0])])
        everything = desk.ask(payout(market.suppliers[0], 1, "probe")).case.supplier.purse("USD").available
        first = desk.ask(payout(market.suppliers[0], everything, "all"))
        desk._memory.get(market.suppliers[0]).keys.clear()
        again = desk.ask(payout(market.suppliers[0], everything, "all"))
        assert (first.refused, again.refused, again.replayed) == (None, None, True)
        assert again.events == first.events
        assert desk.ask(payout(market.suppliers[0], everything, "more")).refused.code == "not_enough_available"
    proved(database)


def test_the_same_key_twice_in_one_batch_counts_once(database: str, market: Market) -> None:
    with Desk(database) as desk:
        answers = desk.ask_many([draft_asking(market)] * 5)
    assert [answer.replayed for answer in answers] == [False, True, True, True, True]
    assert {answer.stream_id for answer in answers} == {answers[0].stream_id}
    assert {answer.events for answer in answers} == {answers[0].events}
    assert rows(database)["orders"] == 1
    proved(database)


def test_two_askings_on_one_order_in_a_batch_see_each_other(database: str, market: Market) -> None:
    with Desk(database) as desk:
        draft = desk.ask(draft_asking(market))
        propose = Propose(fingerprint=draft.case.order.fingerprint)
        who = Who(Role.BUYER, market.buyers[0], "bea")
        one, two = desk.ask_many([Asking(draft.stream_id, propose, who, key, now=START) for key in ("a", "b")])
    assert one.refused is None
    assert two.refused is not None
    assert two.refused.code == "wrong_stage"
    assert two.case.order == one.case.order


def test_a_dry_run_says_what_would_happen_and_writes_nothing(database: str, market: Market) -> None:
    with Desk(database) as desk:
        before = rows(database)
        would = desk.ask(
            Asking(0, draft_asking(market).command, draft_asking(market).who, "k", dry_run=True, now=START)
        )
        assert rows(database) == before
        done = desk.ask(draft_asking(market, "k"))
        assert (would.events, would.version, would.refused) == (done.events, 1, None)
        propose = Propose(fingerprint=done.case.order.fingerprint)
        asking = Asking(done.stream_id, propose, draft_asking(market).who, "k2", dry_run=True, now=START)
        tried = desk.ask(asking)
        assert isinstance(tried.events[0], OrderProposed)
        assert tried.version == 2
        assert rows(database)["events"] == before["events"] + 1
        assert desk.ask(asking).refused is None, "and it would still happen"
    proved(database)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(database: str, market: Market, key: str) -> None:
    with Desk(database) as desk:
        answer = desk.ask(draft_asking(market, key))
    assert answer.refused is not None
    assert answer.refused.code == "key_missing"
    assert rows(database)["orders"] == 0


def test_an_order_that_is_not_there_is_refused(database: str, market: Market) -> None:
    unknown = ids.new_id(START, 9, 9)
    with Desk(database) as desk:
        codes = [
            desk.ask(Asking(id, AcceptGoods(), Who(Role.BUYER, market.buyers[0]), "k", now=START)).refused
            for id in (unknown, 0, -5, 2**70, market.suppliers[0])
        ]
    assert [refused.code for refused in codes if refused is not None] == ["unknown_order"] * 5


def test_a_fault_in_deciding_fails_only_its_own_asking(
    database: str, market: Market, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(case, stream_id, command, *more):
        if isinstance(command, CreateDraft) and command.contract.title == "Broken":
            raise ZeroDivisionError
        return conclude(case, stream_id, command, *more)

    monkeypatch.setattr(sitting, "conclude", breaking)
    caplog.set_level(logging.CRITICAL + 1)
    with Desk(database) as desk:
        good, bad, last = desk.ask_many(
            [draft_asking(market, "a"), draft_asking(market, "b", "Broken"), draft_asking(market, "c")]
        )
    assert (good.refused, last.refused) == (None, None)
    assert bad.refused is not None
    assert bad.refused.code == "internal_error"
    assert rows(database)["orders"] == 2
    proved(database)


def test_a_value_that_the_book_refuses_fails_only_its_own_asking(database: str, market: Market) -> None:
    buyer = market.buyers[0]
    command = draft_asking(market).command
    with Desk(database) as desk:
        askings = [
            Asking(0, command, Who(Role.BUYER, buyer, person), f"k{n}", now=START)
            for n, person in enumerate(("bea", "nul\x00", "ben"))
        ]
        one, two, three = desk.ask_many(askings)
    assert (one.refused, three.refused) == (None, None)
    assert two.refused is not None
    assert two.refused.code == "internal_error"
    assert rows(database)["orders"] == 2
    proved(database)


def test_a_bank_line_is_booked_once_wherever_it_is_asked_for(database: str, market: Market) -> None:
    held = HoldRemittance(amount=money(500, "USD"), line="L/1")
    with Desk(database) as desk:
        lives = [market.life(n, market.buyers[0], market.suppliers[0]) for n in ("one", "two")]
        play(desk, lives)
        first = desk.ask(Asking(ids.new_id(START, 5, 1), held, BANK, "r1", now=START))
        second, other = desk.ask_many(
            [
                Asking(ids.new_id(START, 6, 1), held, BANK, "r2", now=START),
                Asking(
                    ids.new_id(START, 7, 1), HoldRemittance(amount=money(7, "USD"), line="L/2"), BANK, "r3", now=START
                ),
            ]
        )
        both = desk.ask_many(
            [
                Asking(
                    ids.new_id(START, n, 2), HoldRemittance(amount=money(9, "USD"), line="L/3"), BANK, "r4", now=START
                )
                for n in (1, 2)
            ]
        )
    assert (first.refused, other.refused) == (None, None)
    assert second.refused is not None
    assert (second.refused.code, second.refused.rule) == ("already_so", "I8")
    assert sorted(answer.refused is None for answer in both) == [False, True]
    assert rows(database)["remittances"] == 3
    proved(database)


def test_beyond_the_queue_callers_are_told_to_come_back(database: str, market: Market) -> None:
    go, answers = threading.Event(), []
    with Desk(database, queue_max=3) as desk:
        desk.ask(draft_asking(market, "first"))
        desk.submit(draft_asking(market, "blocking"), lambda answer: go.wait(20))
        while desk.statistics.askings < 2:
            pass
        for n in range(10):
            desk.submit(draft_asking(market, f"k{n}"), answers.append)
        refused = [answer.refused for answer in answers]
        assert [r.code for r in refused if r is not None] == ["busy"] * 7
        go.set()
    assert [answer.refused for answer in answers[7:]] == [None] * 3
    assert rows(database)["orders"] == 5


def test_closing_answers_everything_that_waits_and_then_takes_no_more(database: str, market: Market) -> None:
    answers: list[Answer] = []
    desk = Desk(database, batch_max=4)
    for n in range(50):
        desk.submit(draft_asking(market, f"k{n}"), answers.append)
    desk.close()
    desk.close()
    assert [answer.refused for answer in answers] == [None] * 50
    late = desk.ask(draft_asking(market, "late"))
    assert late.refused is not None
    assert late.refused.code == "busy"
    assert rows(database)["orders"] == 50


def test_a_caller_s_broken_callback_harms_nobody(
    database: str, market: Market, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    with Desk(database) as desk:
        desk.submit(draft_asking(market, "a"), lambda answer: 1 / 0)
        assert desk.ask(draft_asking(market, "b")).refused is None
    assert rows(database)["orders"] == 2


def test_time_never_runs_backwards_within_an_order(database: str, market: Market) -> None:
    with Desk(database) as desk:
        draft = desk.ask(draft_asking(market))
        propose = Propose(fingerprint=draft.case.order.fingerprint)
        early = START - timedelta(days=3)
        answer = desk.ask(Asking(draft.stream_id, propose, draft_asking(market).who, "k2", now=early))
    assert answer.refused is None
    assert answer.case.order is not None
    assert answer.case.order.proposed_on == START.date()
    with psycopg.connect(database) as connection:
        times = connection.execute("SELECT at FROM events WHERE stream_id = %s", (draft.stream_id,)).fetchall()
    assert times == [(START,), (START,)]
    proved(database)


def test_an_order_lives_by_the_test_clock_it_is_attached_to(database: str, market: Market) -> None:
    who = Who(Role.BUYER, market.buyers[0], "bea")
    with Desk(database) as desk, connect(database) as connection:
        draft = desk.ask(draft_asking(market))
        proposed = Asking(draft.stream_id, Propose(fingerprint=draft.case.order.fingerprint), who, "k2", now=START)
        assert desk.ask(proposed).refused is None
        set_test_clock(connection, reference.TestClock(7, START + timedelta(days=29), "mine", for_all=False))
        attach_test_clock(connection, draft.stream_id, 7)
        assert desk.ask(Asking(draft.stream_id, Tick(), CLOCK, "t1")).events == ()
        set_test_clock(connection, reference.TestClock(7, START + timedelta(days=31), "mine", for_all=False))
        late = desk.ask(Asking(draft.stream_id, Tick(), CLOCK, "t2"))
    assert [type(event) for event in late.events] == [OrderClosed]
    assert late.case.order is not None
    assert stage(late.case.order) == Stage.EXPIRED
    proved(database)


def test_everything_lives_by_a_test_clock_for_all(database: str, market: Market) -> None:
    with Desk(database) as desk, connect(database) as connection:
        set_test_clock(connection, reference.TestClock(1, START + timedelta(hours=5), "demo", for_all=True))
        command, who = draft_asking(market).command, draft_asking(market).who
        assert desk.ask(Asking(0, command, who, "k")).case.order.opened_on == START.date()
        set_test_clock(connection, reference.TestClock(1, START + timedelta(days=2), "demo", for_all=True))
        assert desk.ask(Asking(0, command, who, "l")).case.order.opened_on == (START + timedelta(days=2)).date()


def test_a_company_that_is_sanctioned_now_is_sanctioned_for_the_next_asking(database: str, market: Market) -> None:
    with Desk(database) as desk, connect(database) as connection:
        assert desk.ask(draft_asking(market, "k1")).refused is None
        party = Party(market.buyers[0], "Company 0", "CN", verified=True, sanctioned=True)
        register_party(connection, party, START)
        refused = desk.ask(draft_asking(market, "k2")).refused
    assert refused is not None
    assert refused.code == "party_sanctioned"


def test_an_alarm_that_rings_with_nothing_due_is_set_anew(database: str, market: Market) -> None:
    def alarm() -> object:
        with psycopg.connect(database) as connection:
            return connection.execute("SELECT wake_at, version FROM orders").fetchone()

    with Desk(database) as desk:
        draft = desk.ask(draft_asking(market))
        assert alarm() == (None, 1)
        propose = Propose(fingerprint=draft.case.order.fingerprint)
        desk.ask(Asking(draft.stream_id, propose, draft_asking(market).who, "k2", now=START))
        wake_at, _ = alarm()
        with psycopg.connect(database) as connection:
            connection.execute("UPDATE orders SET wake_at = wake_at - interval '20 days'")
        desk._memory.clear()
        tick = desk.ask(Asking(draft.stream_id, Tick(), CLOCK, "t", now=START + timedelta(days=15)))
        assert (tick.refused, tick.events) == (None, ())
    assert alarm() == (wake_at, 2)
    proved(database)


def test_a_stream_whose_history_is_damaged_fails_alone(
    database: str, market: Market, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    with Desk(database) as desk:
        one, two = desk.ask(draft_asking(market, "a")), desk.ask(draft_asking(market, "b"))
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE events SET body = '{}' WHERE stream_id = %s", (one.stream_id,))
    with Desk(database) as desk:
        answers = desk.ask_many(
            [
                Asking(
                    d.stream_id, Propose(fingerprint=d.case.order.fingerprint), draft_asking(market).who, "p", now=START
                )
                for d in (one, two)
            ]
        )
    assert answers[0].refused is not None
    assert answers[0].refused.code == "internal_error"
    assert answers[1].refused is None


def test_what_another_desk_wrote_is_seen_though_it_was_remembered(database: str, market: Market) -> None:
    with Desk(database) as one, Desk(database) as two:
        draft = one.ask(draft_asking(market))
        propose = Propose(fingerprint=draft.case.order.fingerprint)
        who = draft_asking(market).who
        tick = two.ask(Asking(draft.stream_id, Tick(), CLOCK, "t", now=START))
        assert tick.refused is None
        assert one.ask(Asking(draft.stream_id, propose, who, "p1", now=START)).refused is None
        stale = two.ask(Asking(draft.stream_id, propose, who, "p2", now=START))
        assert stale.refused is not None
        assert stale.refused.code == "wrong_stage"
        assert two.statistics.retried == 1
        again = two.ask(Asking(draft.stream_id, propose, who, "p1", now=START))
        assert again.replayed
    proved(database)


def test_a_desk_writes_on_after_a_batch_under_locks_that_failed(database: str, market: Market) -> None:
    who = draft_asking(market).who
    with Desk(database) as one, Desk(database) as two:

        def hold(desk: Desk, bucket: int, line: str) -> Answer:
            held = HoldRemittance(amount=money(500, "USD"), line=line)
            return desk.ask(Asking(ids.new_id(START, bucket, 1), held, BANK, f"r{bucket}", now=START))

        assert hold(one, 5, "L/1").refused is None
        draft = one.ask(draft_asking(market))
        two.ask(Asking(draft.stream_id, Tick(), CLOCK, "t", now=START))
        propose = Propose(fingerprint=draft.case.order.fingerprint)
        one.ask(Asking(draft.stream_id, propose, who, "p1", now=START))
        two.ask(Asking(draft.stream_id, propose, who, "p2", now=START))
        assert two.statistics.retried == 1, "from here on it takes locks"
        again = hold(two, 6, "L/1")
        assert again.refused is not None
        assert again.refused.code == "already_so"
        assert hold(two, 7, "L/2").refused is None
    proved(database)


def test_a_refusal_from_memory_is_checked_against_the_database(database: str, market: Market) -> None:
    who = draft_asking(market).who
    with Desk(database) as one, Desk(database) as two:
        draft = one.ask(draft_asking(market))
        pay = RecordPayment(amount=money(1, "USD"), line="x/1")
        assert two.ask(Asking(draft.stream_id, pay, BANK, "early", now=START)).refused.code == "wrong_stage"
        one.ask(Asking(draft.stream_id, Propose(fingerprint=draft.case.order.fingerprint), who, "p", now=START))
        supplier = Who(Role.SUPPLIER, market.suppliers[0], "sam")
        assert two.ask(Asking(draft.stream_id, Tick(), supplier, "x", now=START)).refused.code == "role_not_allowed"
        assert two.statistics.retried == 1, "it was decided on a draft, which the supplier may not see"


def test_payouts_of_one_batch_never_overdraw(database: str, market: Market) -> None:
    with Desk(database) as desk:
        play(desk, [market.life("one", market.buyers[0], market.suppliers[0])])
        answers = desk.ask_many([payout(market.suppliers[0], 3_000_000, f"p{n}") for n in range(4)])
    assert [answer.refused and answer.refused.code for answer in answers] == [
        *(None, None),
        *("not_enough_available", "not_enough_available"),
    ]
    assert isinstance(answers[0].events[0].amount, int)
    proved(database)


def test_a_small_memory_changes_nothing_but_the_reading(database: str, market: Market) -> None:
    with Desk(database, streams_max=1) as desk:
        lives = [market.life(f"n{n}", market.buyers[n % 2], market.suppliers[n % 2]) for n in range(4)]
        last = play(desk, lives)
        assert desk.statistics.loads == desk.statistics.batches == 9
    assert [stage(answer.case.order) for answer in last if answer.case.order] == [Stage.RECEIVED] * 4
    proved(database)


def test_the_first_asking_waits_for_nobody(database: str, market: Market) -> None:
    with Desk(database) as desk:
        desk.ask(draft_asking(market))
        assert (desk.statistics.batches, desk.statistics.askings) == (1, 1)
        assert isinstance(desk.ask(draft_asking(market, "k2")).events[0], DraftCreated)
        assert desk.statistics.server_seconds > 0


def test_a_draft_of_an_unknown_company_is_refused(database: str, market: Market) -> None:
    stranger = ids.new_id(START, 77, 7)
    contract = market.contract(market.buyers[0], stranger)
    with Desk(database) as desk:
        answer = desk.ask(Asking(0, CreateDraft(contract=contract), Who(Role.BUYER, market.buyers[0]), "k", now=START))
        odd = desk.ask(Asking(stranger, RequestPayout(amount=money(5, "USD")), OPERATOR, "k", now=START))
    assert answer.refused is not None
    assert answer.refused.code == "party_unknown"
    assert odd.refused is not None
    assert odd.refused.code == "role_not_allowed"
    assert rows(database)["suppliers"] == 2


@pytest.mark.parametrize("refund_first", [True, False])
def test_two_desks_that_race_for_released_money_send_it_one_way_only(
    database: str, market: Market, refund_first: bool
) -> None:
    """I14: a payout of 60,000 beside an accepted claim for all 80,000; the first has the money, and the guarantee
    advances what was paid out (M21c).
    """
    one, buyer = market.suppliers[0], market.buyers[0]
    with Desk(database) as desk:
        (last,) = play(desk, [market.life("L", buyer, one)])
    order = last.stream_id
    opening = OpenDispute(grounds=("weight",), amount=money(8_000_000, "USD"), statement="Too light.")
    opened = Asking(order, opening, Who(Role.BUYER, buyer, "bea"), "open", now=START)
    asked = [opened, payout(one, 6_000_000, "pay")]
    with Desk(database) as first, Desk(database) as second, ThreadPoolExecutor(2) as threads:
        pairs = zip((first, second), asked if refund_first else asked[::-1], strict=True)
        running = [threads.submit(desk.ask, asking) for desk, asking in pairs]
        refused = [answer.result().refused for answer in running]
        accepted = first.ask(Asking(order, AcceptClaim(), Who(Role.SUPPLIER, one, "sam"), "accept", now=START))
    assert accepted.refused is None
    assert accepted.case.order is not None
    assert accepted.case.supplier is not None
    sent = accepted.case.supplier.purse("USD").in_transit
    codes = [fault.code for fault in refused if fault is not None]
    assert (sent, codes) in [(0, ["not_enough_available"]), (6_000_000, [])]
    assert accepted.case.order.funds.refund == 8_000_000
    assert accepted.case.supplier.purse("USD").drawn == sent
    proved(database)


@pytest.mark.parametrize("in_order", [True, False])
def test_two_desks_that_race_for_the_free_limit_reserve_it_once(database: str, market: Market, in_order: bool) -> None:
    """I7: two orders of 80,000 of a limit of 100,000, both signed at once without the tick: one of them has the limit,
    the other one is refused, and 20,000 stay free (L1, SC3).
    """
    one, buyer = market.suppliers[0], market.buyers[0]
    signing = []
    with Desk(database) as desk:
        for key in ("a", "b"):
            draft = desk.ask(draft_asking(market, key))
            assert draft.case.order is not None
            fingerprint = draft.case.order.fingerprint
            propose = Propose(fingerprint=fingerprint)
            asked = Asking(draft.stream_id, propose, Who(Role.BUYER, buyer, "bea"), f"{key}-propose", now=START)
            assert desk.ask(asked).refused is None
            accept = Accept(fingerprint=fingerprint)
            signing.append(Asking(draft.stream_id, accept, Who(Role.SUPPLIER, one, "sam"), f"{key}-accept", now=START))
    with Desk(database) as first, Desk(database) as second, ThreadPoolExecutor(2) as threads:
        pairs = zip((first, second), signing if in_order else signing[::-1], strict=True)
        running = [threads.submit(desk.ask, asking) for desk, asking in pairs]
        answers = [answer.result() for answer in running]
    (signed,) = [answer for answer in answers if answer.refused is None]
    (fault,) = [answer.refused for answer in answers if answer.refused is not None]
    assert fault.code == "over_limit"
    assert signed.case.supplier is not None
    purse = signed.case.supplier.purse("USD")
    assert (purse.granted, purse.reserved, purse.drawn, purse.free) == (10_000_000, 8_000_000, 0, 2_000_000)
    proved(database)
