"""The directory follows what happens: rows made anew, free limits moved, old rows renewed (S12-S15, 4.9)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import psycopg
import pytest

from cashier.till import BUYER, OPERATOR, SUPPLIER, SUPPLIER_ID, Till
from fairhold.book import readings
from fairhold.book.connection import READER, connect
from fairhold.book.directory import Offer, Place, Wanted, page, place, words_of
from fairhold.book.reference import register_party
from fairhold.cashier.directory import Renewed, answered, follow, make, renew, renew_some, row_of
from fairhold.limit.rank import Record
from fairhold.trade.agreement import Cancel, Decline
from fairhold.trade.joining import OptIn, OptOut, SetAcceptedRails, SetProfile
from fairhold.trade.limits import SuspendLimit
from fairhold.trade.money import money
from fairhold.trade.policy import PRESETS
from fairhold.trade.profile import Profile
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party, Role, Who
from granting import grant

POLICY = PRESETS["seed"]
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
STAFF = Who(Role.OPERATOR)


def found(till: Till, wanted: Wanted | None = None) -> Sequence[Place]:
    """The page of the directory, as readers see it."""
    with connect(till.url, READER) as reader, readings.snapshot(reader, STAFF):
        return page(reader, wanted or Wanted(), 0, 10)


def one(till: Till) -> Record:
    (row,) = found(till)
    return msgspec.json.decode(row.record, type=Record)


def free(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT free FROM directory").fetchone()
    assert row is not None
    return int(row[0])


def test_what_happens_to_a_supplier_is_found_after_the_next_round(till: Till) -> None:
    assert found(till) == []
    assert follow(till.connection, till.now) == 1
    assert follow(till.connection, till.now) == 0
    assert [row.supplier for row in found(till)] == [SUPPLIER_ID]
    till.done(SUPPLIER_ID, SetProfile(profile=Profile(goods=("Édredons of cotton",))), SUPPLIER)
    assert found(till, Wanted(words=("edr",))) == []
    assert follow(till.connection, till.now) == 1
    for words in (("edr",), ("cotton", "edredons"), words_of("EDRÉ  cot")):
        assert len(found(till, Wanted(words=words))) == 1
    assert found(till, Wanted(words=("cotton", "silk"))) == []


def test_every_filter_narrows(till: Till) -> None:
    grant(till.desk, SUPPLIER_ID, money(3_000_000, "USD"))
    rails = (AcceptedRail(rail="telegraphic_transfer"), AcceptedRail(rail="card"))
    till.done(SUPPLIER_ID, SetAcceptedRails(rails=rails), SUPPLIER)
    follow(till.connection, till.now)
    country = readings.parties(till.connection, (SUPPLIER_ID,))[SUPPLIER_ID].country
    for fits, not_so in (
        (Wanted(country=country), Wanted(country="XX")),
        (Wanted(currency="HKD"), Wanted(currency="CHF")),
        (Wanted(rails=("card", "telegraphic_transfer")), Wanted(rails=("card", "western_union"))),
        (Wanted(free=3_000_000), Wanted(free=3_000_001)),
        (Wanted(on_time_least=0), Wanted(on_time_least=1)),
    ):
        assert len(found(till, fits)) == 1
        assert found(till, not_so) == []


def test_a_free_limit_moves_with_the_orders_that_reserve_it(till: Till) -> None:
    """L1: no row is made anew for it."""
    follow(till.connection, till.now)
    before = free(till.connection)
    till.agreed(total=3_000_000, initial=1_000_000)
    assert follow(till.connection, till.now) == 0
    assert free(till.connection) == before - 3_000_000


def test_who_stops_taking_part_is_listed_no_more_and_a_suspended_limit_is_not_free(till: Till) -> None:
    till.done(SUPPLIER_ID, SuspendLimit(reason="x"), OPERATOR)
    follow(till.connection, till.now)
    assert [(row.supplier, row.score) for row in found(till)] == [(SUPPLIER_ID, 0)]
    assert free(till.connection) == 0
    till.agreed(total=3_000_000, initial=1_000_000, frozen=True)
    follow(till.connection, till.now)
    assert free(till.connection) == 0
    till.done(SUPPLIER_ID, OptOut(), SUPPLIER)
    follow(till.connection, till.now)
    assert found(till) == []
    with connect(till.url, READER) as reader, readings.snapshot(reader, STAFF):
        assert place(reader, SUPPLIER_ID) is None


def test_a_row_that_is_old_or_missing_is_made_anew(till: Till) -> None:
    assert renew(till.connection, till.now) == 1
    assert renew(till.connection, till.now) == 0
    later = till.now + timedelta(days=POLICY.directory_renew_days, seconds=1)
    assert renew(till.connection, later) == 1
    assert [row.made_at for row in found(till)] == [later]
    assert renew(till.connection, later, since=later) == 0


def test_a_company_that_nobody_knows_has_no_row(till: Till) -> None:
    assert not make(till.connection, [SUPPLIER_ID + 4_096], till.now, POLICY)
    assert found(till) == []


def test_a_sanctioned_company_is_not_listed(till: Till) -> None:
    known = readings.parties(till.connection, (SUPPLIER_ID,))[SUPPLIER_ID]
    register_party(till.connection, msgspec.structs.replace(known, sanctioned=True), till.now)
    renew(till.connection, till.now)
    assert found(till) == []


def test_a_record_has_orders_offers_and_contracts(till: Till) -> None:
    """An order signed at once, an offer declined after four days, and one that still waits for its answer."""
    till.agreed()
    declined = till.proposed()
    till.wait(days=4)
    till.done(declined, Decline(reason="price"), SUPPLIER)
    till.proposed()
    make(till.connection, [SUPPLIER_ID], till.now, POLICY)
    record = one(till)
    assert (record.offers, record.answered, record.orders) == (2, 1, 0)
    [scored] = record.scored
    assert 0 < scored.score <= 100


@pytest.mark.parametrize(
    ("hours", "kind", "told"),
    [
        (48, "order.accepted", [True]),
        (49, "order.declined", [False]),
        (1, "order.proposal_withdrawn", []),
        (49, "order.proposal_withdrawn", [False]),
        (None, None, []),
    ],
)
def test_an_offer_says_something_once_it_was_answered_or_its_time_is_over(
    hours: int | None, kind: str | None, told: list[bool]
) -> None:
    asked = NOW - timedelta(hours=48)
    ended = None if hours is None else asked + timedelta(hours=hours)
    assert list(answered([Offer(asked, ended, kind)], NOW, POLICY)) == told
    later = NOW + timedelta(seconds=1)
    assert list(answered([Offer(asked, None, None)], later, POLICY)) == [False]


def test_a_supplier_that_has_not_said_takes_every_rail() -> None:
    party = Party(SUPPLIER_ID, "Ningbo Tumbler Works", "CN", verified=True)
    row = row_of(Supplier(id=SUPPLIER_ID, opted_in=True), party, Record(), NOW, POLICY)
    assert row.rails == tuple(POLICY.rails)
    assert (row.listed, row.words) == (True, ("ningbo", "tumbler", "works"))
    assert {"USD", "EUR", "JPY"} <= set(row.currencies)


def test_words_are_small_without_accents_each_once_and_bounded() -> None:
    assert words_of("Müller & Söhne, müller", "T-shirts_XL") == ("muller", "sohne", "t", "shirts", "xl")
    assert words_of("棉毛巾 100%") == ("棉毛巾", "100")
    assert words_of("x" * 100) == ("x" * 40,)
    assert len(words_of(" ".join(map(str, range(500))))) == 200


def test_rows_made_together_are_the_rows_made_one_by_one(till: Till) -> None:
    """Each supplier keeps its own orders, offers and contracts; a company that nobody knows is left out."""
    others = [SUPPLIER_ID + 4_096 * n for n in (1, 2)]
    for number in others:
        register_party(till.connection, Party(number, f"Works {number}", "CN", verified=True), till.now)
        till.done(number, OptIn(), Who(Role.SUPPLIER, number))
    till.agreed()
    till.agreed()
    make(till.connection, [*others, SUPPLIER_ID, SUPPLIER_ID + 3 * 4_096], till.now, POLICY)
    together = {row.supplier: row.record for row in found(till)}
    for number in (*others, SUPPLIER_ID):
        make(till.connection, [number], till.now, POLICY)
    assert {row.supplier: row.record for row in found(till)} == together
    read = {number: msgspec.json.decode(text, type=Record) for number, text in together.items()}
    assert {number: len(record.scored) for number, record in read.items()} == {
        SUPPLIER_ID: 2,
        **dict.fromkeys(others, 0),
    }


def test_a_contract_is_scored_again_once_something_happened_to_its_order(till: Till) -> None:
    order = till.agreed()
    make(till.connection, [SUPPLIER_ID], till.now, POLICY)
    [right] = one(till).scored
    kept = msgspec.structs.replace(one(till), scored=(msgspec.structs.replace(right, score=1),))
    till.connection.execute("UPDATE directory SET record = %s", [msgspec.json.encode(kept).decode()])
    make(till.connection, [SUPPLIER_ID], till.now, POLICY)
    assert one(till).scored == kept.scored
    till.done(order, Cancel(), BUYER)
    till.agreed()
    make(till.connection, [SUPPLIER_ID], till.now, POLICY)
    assert [scored.score for scored in one(till).scored] == [right.score]


def test_all_rows_are_renewed_some_at_a_time(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """By key, going on behind the last one, and never one twice."""
    for n in range(1, 4):
        number = SUPPLIER_ID + 4_096 * n
        register_party(till.connection, Party(number, f"Works {n}", "CN", verified=True), till.now)
        till.done(number, OptIn(), Who(Role.SUPPLIER, number))
    monkeypatch.setattr("fairhold.cashier.directory.MADE_AT_ONCE", 3)
    first = renew_some(till.connection, till.now)
    assert (first.made, first.to) == (3, SUPPLIER_ID + 2 * 4_096)
    second = renew_some(till.connection, till.now, first.to)
    assert (second.made, renew_some(till.connection, till.now, second.to)) == (1, Renewed())
