"""The unmatched queue on a real book: orders found by amount, account, name and slip, each by an index."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from cashier.till import BUYER_ID, SECOND_OF_TREASURY, TREASURY, Till
from fairhold.bank.numbers import reference
from fairhold.bank.statement import Party
from fairhold.book.connection import READER, connect
from fairhold.book.lines import line_number
from fairhold.book.reference import read_reference
from fairhold.reading.cursor import Cursors
from fairhold.reading.unmatched import UNMATCHED_PAGE, Unmatched, list_unmatched, read_unmatched, reason_title
from fairhold.trade import ids
from fairhold.trade.policy import Policies
from fairhold.trade.suspense import AgreeRemittance, MatchRemittance
from fairhold.trade.who import Role, Who

AUDITOR = Who(Role.AUDITOR)
CURSORS = Cursors(b"unmatched tests of the queue")
STRANGER = Party("Blue Whale Trading", "HK7700000001", "")


@pytest.fixture
def till(database: str, tmp_path: Path) -> Iterator[Till]:
    made = Till(database, tmp_path)
    yield made
    made.close()


def policies(till: Till) -> Policies:
    found = read_reference(till.connection).policies
    assert found is not None
    return found


def held(till: Till, minor: int, text: str = "INVOICE 7", sender: Party = STRANGER, currency: str = "USD") -> int:
    line = till.line(minor, currency, unstructured=(text,), counterparty=sender)
    [report] = till.take(till.file(line)).lines
    assert report.outcome == "suspense"
    return line_number(report.key)


def waiting(till: Till, number: int) -> Unmatched:
    with connect(till.url, READER) as reader:
        found = read_unmatched(reader, AUDITOR, number, till.now, policies(till), till.house.prefix)
    assert found is not None
    return found


def suggested(till: Till, number: int) -> dict[str, set[str]]:
    """What is suggested: the words of all clues by order."""
    return {
        one.order: {clue.word for clue in (*one.reasons, *one.cautions)} for one in waiting(till, number).suggestions
    }


def text_of(order: int) -> str:
    return ids.to_text(ids.ORDER_PREFIX, order)


def test_an_order_is_found_by_its_initial_payment_its_balance_and_its_total(till: Till) -> None:
    other = till.agreed(total=9_999_000, initial=1_000_000)
    order = till.agreed(total=8_000_000, initial=2_500_000)
    assert set(suggested(till, held(till, 2_500_000))) == {text_of(order)}
    assert suggested(till, held(till, 8_000_000))[text_of(order)] >= {"amount_left", "third_party"}
    till.take(till.file(till.line(2_500_000, order=order)))
    assert "amount_due" in suggested(till, held(till, 5_500_000))[text_of(order)]
    assert "amount_nearly_due" in suggested(till, held(till, 5_497_000))[text_of(order)]
    assert set(suggested(till, held(till, 1_000_000))) == {text_of(other)}


def test_an_order_is_found_by_who_paid_before_and_by_the_name_of_the_buyer(till: Till) -> None:
    first, second = till.agreed(), till.agreed(total=3_000_000, initial=700_000)
    own = Party("Harbour Homeware", STRANGER.account, "")
    till.take(till.file(till.line(2_500_000, order=first, counterparty=own)))
    assert "paid_from_before" in suggested(till, held(till, 123_456))[text_of(second)]
    by_name = suggested(till, held(till, 123_457, sender=Party("HARBOUR LTD.", "NO99", "")))
    assert "same_name" in by_name[text_of(second)]


def test_an_order_is_found_behind_a_slip_in_its_reference_whatever_the_currency(till: Till) -> None:
    order = till.agreed()
    slip = reference(order)[:-1] + str((int(reference(order)[-1]) + 1) % 10)
    number = held(till, 55_500, f"for {slip}", currency="EUR")
    assert suggested(till, number)[text_of(order)] == {
        "named_with_slip",
        "agreed_lately",
        "other_currency",
        "third_party",
    }


def test_a_row_says_why_it_waits_how_long_and_what_is_proposed(till: Till) -> None:
    order, number = till.agreed(), held(till, 2_500_000)
    till.wait(days=4)
    till.done(number, MatchRemittance(order=text_of(order)), TREASURY)
    row = waiting(till, number)
    assert (row.reason, row.reason_title, row.age_days) == ("no_reference", "Names no order", 4)
    assert row.proposed is not None
    assert (row.proposed.way, row.proposed.order, row.proposed.by) == ("match", text_of(order), "tom")
    assert (row.proposed.until, row.proposed.is_over) == (till.now + timedelta(hours=72), False)
    till.done(number, AgreeRemittance(digest=row.proposed.digest), SECOND_OF_TREASURY)
    with connect(till.url, READER) as reader:
        assert read_unmatched(reader, AUDITOR, number, till.now, policies(till), till.house.prefix) is None


def test_the_queue_comes_page_by_page(till: Till) -> None:
    lines = [till.line(100 + n, unstructured=(f"N {n}",)) for n in range(UNMATCHED_PAGE + 2)]
    till.take(till.file(*lines))
    seen: list[str] = []
    cursor: str | None = ""
    with connect(till.url, READER) as reader:
        while cursor is not None:
            page = list_unmatched(reader, AUDITOR, till.now, policies(till), CURSORS, till.house.prefix, cursor=cursor)
            seen += [row.remittance.id for row in page.data]
            cursor = page.next_cursor
    assert (len(seen), seen) == (UNMATCHED_PAGE + 2, sorted(set(seen)))


def test_a_company_learns_nothing_by_the_lookups(till: Till) -> None:
    """Row-level security and the functions say nothing to who is no staff."""
    till.agreed()
    number = held(till, 2_500_000)
    with connect(till.url, READER) as reader:
        buyer = Who(Role.BUYER, BUYER_ID, "bea")
        assert read_unmatched(reader, buyer, number, till.now, policies(till), till.house.prefix) is None
        reader.execute("SELECT set_config('fairhold.staff', 'off', false)")
        for call in (
            "orders_asking_for(0, 99999999999, 'USD', 3::smallint, 9::smallint, 10, 10)",
            "buyers_paying_from('HK7700000001', 10, 10)",
            "parties_called('', 'zzzz', 10)",
        ):
            assert reader.execute(f"SELECT {call}".encode()).fetchall() == []


def test_every_lookup_goes_by_an_index(till: Till) -> None:
    """Bounded in cost: the plans with sequential scans made as dear as possible read none."""
    bodies = {
        "events_initial": """substring(body FROM '"initial":\\{"amount":"([0-9]{1,18})"')::bigint BETWEEN 1 AND 2
            AND kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')""",
        "events_total": """substring(body FROM '"total":\\{"amount":"([0-9]{1,18})"')::bigint BETWEEN 1 AND 2
            AND kind IN ('order.drafted', 'order.draft_edited', 'order.countered', 'order.amended')""",
        "events_payer": """substring(body FROM '"account":"([^"\\\\]{1,64})"') = 'x' AND kind = 'payment.received'""",
    }
    with psycopg.connect(till.url) as owner:
        owner.execute("SET enable_seqscan = off")
        for index, where in bodies.items():
            rows = owner.execute(f"EXPLAIN SELECT stream_id FROM events WHERE {where}".encode()).fetchall()
            assert any(index in row[0] for row in rows), rows
        rows = owner.execute(
            "EXPLAIN SELECT 1 FROM parties WHERE lower(name) ~>=~ 'a' AND lower(name) ~<~ 'b'"
        ).fetchall()
        assert any("parties_by_name" in row[0] for row in rows), rows


@pytest.mark.parametrize(
    ("reason", "title"),
    [
        ("returned_transfer ref-1", "A payment of ours that came back and fits none"),
        ("wrong_currency", "Wrong currency"),
        ("something else", "something else"),
    ],
)
def test_every_reason_has_words(reason: str, title: str) -> None:
    assert reason_title(reason) == title
