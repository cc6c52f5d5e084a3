"""The trust proof: covered or not, what waits and how long, limits in use, and the same on paper."""

from datetime import timedelta

import psycopg
import pytest

from book.market import START, Market, open_market, payout, play
from fairhold.book.connection import READER, connect
from fairhold.desk import Asking, Desk
from fairhold.printing.trust import trust_pdf
from fairhold.reading.trust import TrustProof, read_trust_proof
from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.payouts import SettlePayout
from fairhold.trade.who import BANK, Role, Who
from papers.reading_back import said, squeezed

AUDITOR = Who(Role.AUDITOR)


@pytest.fixture
def market(database: str) -> Market:
    """Suppliers with released money."""
    market = open_market(database)
    with Desk(database) as desk:
        play(desk, [market.life(f"L{n}", market.buyers[n % 2], market.suppliers[0]) for n in range(2)])
    return market


def proof(database: str, days: int = 0) -> TrustProof:
    """The proof so many days after the market's start."""
    with connect(database, READER) as reader:
        return read_trust_proof(reader, AUDITOR, START + timedelta(days=days), "UTC")


def test_an_empty_book_holds(database: str) -> None:
    open_market(database)
    found = proof(database)
    assert (found.holds, found.currencies, found.day) == (True, (), START.date())


def test_money_on_its_way_is_aged_and_the_oldest_leaves_first(database: str, market: Market) -> None:
    one = market.suppliers[0]
    with Desk(database) as desk:
        for days, amount in ((0, 1_000_00), (5, 300_00), (9, 20_00)):
            asked = desk.ask(payout(one, amount, f"p{days}", START + timedelta(days=days)))
            assert asked.refused is None
        (usd,) = proof(database, 10).currencies
        (waiting,) = (row for row in usd.waiting if row.account == Account.SUPPLIER_IN_TRANSIT.wire)
        assert (waiting.count, waiting.amount, waiting.oldest_days) == (3, "132000", 10)
        assert waiting.groups == ("2000", "30000", "100000", "0")
        at = START + timedelta(days=10)
        settled = desk.ask(Asking(one, SettlePayout(number=1, line="l/p1"), BANK, "s1", now=at))
        assert settled.refused is None
    (usd,) = proof(database, 36).currencies
    (waiting,) = (row for row in usd.waiting if row.account == Account.SUPPLIER_IN_TRANSIT.wire)
    assert (waiting.count, waiting.groups, waiting.oldest_days) == (2, ("0", "0", "2000", "30000"), 31)


def test_client_money_by_account_adds_up_to_what_covers_it(database: str, market: Market) -> None:
    """I2, I7."""
    found = proof(database)
    (usd,) = found.currencies
    assert found.holds
    assert usd.covered
    assert (
        int(usd.assets_total) == int(usd.owed_total) == sum(int(row.amount) for row in (*usd.client_money, *usd.other))
    )
    for row in usd.exposure:
        assert row.supplier in {ids.to_text(ids.SUPPLIER_PREFIX, id) for id in market.suppliers}
        assert int(row.exposed) <= int(row.reserved) <= int(row.limit)


def test_a_day_on_which_the_bank_says_something_else_is_shown_and_the_proof_does_not_hold(
    database: str, market: Market
) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO statements (bucket, statement_id, imported_at, account, reference, file_name, sha256, body,"
            " closing, to_day, currency) VALUES (7, 7, now(), 'TRUST', 'R1', 'f', %s, '', 12345, %s, 'USD')",
            (b"\0" * 32, START.date()),
        )
    found = proof(database)
    (usd,) = found.currencies
    assert not found.holds
    assert usd.covered
    (day,) = usd.days
    assert (day.day, day.account, day.bank, day.booked, day.difference) == (
        START.date(),
        "TRUST",
        "12345",
        "0",
        "12345",
    )
    assert "Doesnothold" in said(trust_pdf(found))


def test_the_paper_is_the_same_for_the_same_proof_and_says_its_figures(database: str, market: Market) -> None:
    found = proof(database, 1)
    content = trust_pdf(found)
    assert content == trust_pdf(found)
    text = said(content)
    assert squeezed("Every client's money is there") in text
    assert squeezed("USD: covered exactly") in text
    assert "sup:available" in text
