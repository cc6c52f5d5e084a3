"""The proofs hold for a book that was written by the desk, and fail for one that somebody changed."""

import psycopg
import pytest
from market import START, Market, payout, play

from fairhold.book.connection import connect
from fairhold.book.verify import CLAIMS, verify
from fairhold.desk import Asking, Desk
from fairhold.trade import ids
from fairhold.trade.money import money
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.suspense import AgreeRemittance, MatchRemittance
from fairhold.trade.who import BANK, Role, Who


@pytest.fixture
def book(database: str, market: Market) -> str:
    """Two finished orders, a payout on its way, one remittance held and one on its way to an order."""
    with Desk(database) as desk:
        lives = [market.life(name, market.buyers[0], market.suppliers[n]) for n, name in enumerate(("one", "two"))]
        last = play(desk, lives)
        assert desk.ask(payout(market.suppliers[0], 5_000, "p")).refused is None
        for n in (1, 2):
            held = HoldRemittance(amount=money(700, "USD"), line=f"R/{n}")
            assert desk.ask(Asking(ids.new_id(START, 9, n), held, BANK, "h", now=START)).refused is None
        match = MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, last[0].stream_id))
        second = ids.new_id(START, 9, 2)
        proposed = desk.ask(Asking(second, match, Who(Role.TREASURY, 0, "tom"), "m", now=START)).case.remittance
        assert proposed is not None
        assert proposed.plan is not None
        agree = AgreeRemittance(digest=proposed.plan.proposal.digest)
        matched = desk.ask(Asking(second, agree, Who(Role.TREASURY, 0, "tess"), "a", now=START))
        assert matched.refused is None
    return database


def failing(url: str) -> set[str]:
    with connect(url) as connection:
        return {proof.name for proof in verify(connection) if not proof.ok}


def test_every_proof_holds_and_looks_at_something(book: str) -> None:
    told: list[tuple[int, int]] = []
    with connect(book) as connection:
        proofs = verify(connection, lambda done, total: told.append((done, total)))
    assert [proof.name for proof in proofs] == list(CLAIMS)
    assert {proof.name: proof.problems for proof in proofs if not proof.ok} == {}
    checked = {proof.name: proof.checked for proof in proofs}
    assert min(checked.values()) > 0
    assert checked["lines"] == 7
    assert checked["wishes"] == 3
    assert told[-1][0] == told[-1][1] > 30


def test_an_empty_book_proves(database: str, market: Market) -> None:
    with connect(database) as connection:
        assert all(proof.ok for proof in verify(connection))


TAMPERINGS = {
    "a balance on an order's row": ("UPDATE orders SET released = released + 1", {"facts"}),
    "escrow on an order's row": ("UPDATE orders SET escrow = escrow + 1", {"facts", "balances"}),
    "a stage": ("UPDATE orders SET stage = stage - 1", {"facts"}),
    "an alarm": ("UPDATE orders SET wake_at = wake_at + interval '1 year'", {"facts"}),
    "an alarm taken away": ("UPDATE orders SET wake_at = NULL", {"facts"}),
    "the buyer of an order": ("UPDATE orders SET buyer = buyer + 1", {"facts"}),
    "a version": ("UPDATE orders SET version = version - 1", {"chain"}),
    "a head": ("UPDATE orders SET head = sha256('x')", {"chain"}),
    "a supplier's money": ("UPDATE supplier_money SET available = available + 1", {"facts", "balances"}),
    "a supplier's limit": ("UPDATE supplier_money SET reserved = reserved - 1", {"facts", "limits"}),
    "a supplier's profile": ("UPDATE suppliers SET profile = replace(profile, 'true', 'false')", {"facts"}),
    "a profile that is none": ("UPDATE suppliers SET profile = '['", {"facts"}),
    "money in suspense": ("UPDATE remittances SET held = held + 1", {"facts", "balances"}),
    "an event's body": (
        "UPDATE events SET body = replace(body, 'DHL', 'UPS') WHERE kind = 'shipment.declared'",
        {"chain"},
    ),
    "an event's actor": ("UPDATE events SET actor = 'clock:0:' WHERE seq = 2", {"chain"}),
    "an event's time": ("UPDATE events SET at = at - interval '1 second' WHERE seq = 1", {"chain"}),
    "an event's hash": ("UPDATE events SET hash = sha256(hash) WHERE seq = 3", {"chain"}),
    "an event's key": ("UPDATE events SET key = gen_random_uuid() WHERE seq = 1", {"chain"}),
    "an event that is none": (
        "UPDATE events SET body = '{}' WHERE kind = 'order.goods_ready'",
        {"chain", "facts"},
    ),
    "the last event taken away": (
        "DELETE FROM events e USING orders o WHERE e.stream_id = o.order_id AND e.seq = o.version",
        {"chain", "limits"},
    ),
    "a key used twice": (
        (
            "UPDATE events SET key = (SELECT key FROM events f WHERE f.stream_id = events.stream_id AND f.seq = 1) "
            "WHERE seq = 2 AND stream_id IN (SELECT order_id FROM orders)"
        ),
        {"chain", "keys"},
    ),
    "a posting's amount": ("UPDATE postings SET amount = amount + 1 WHERE seq = 4", {"postings", "balances"}),
    "a posting's owner": (
        "UPDATE postings SET credit_owner = credit_owner + 4096 WHERE seq = 4",
        {"postings", "balances"},
    ),
    "a posting's accounts": (
        "UPDATE postings SET debit = 2, debit_owner = 0 WHERE debit = 1",
        {"postings", "trust", "lines"},
    ),
    "a posting taken away": ("DELETE FROM postings WHERE seq = 4", {"postings", "balances", "liabilities", "lines"}),
    "a posting made up": (
        (
            "INSERT INTO postings SELECT bucket, stream_id, debit_owner, credit_owner, 5, 2, 1, debit, credit, "
            "currency FROM postings WHERE seq = 4 AND line = 1"
        ),
        {"postings", "balances"},
    ),
    "postings of no event": (
        (
            "INSERT INTO postings SELECT bucket, stream_id + 4096, 0, 0, 5, 1, 1, 1, 2, currency "
            "FROM postings WHERE seq = 4 AND line = 1"
        ),
        {"postings"},
    ),
    "an order's row taken away": ("DELETE FROM orders", {"facts", "postings", "balances", "limits", "lines"}),
    "a bank line taken away": ("DELETE FROM bank_lines WHERE key = 'one/1'", {"lines"}),
    "a bank line of another event": ("UPDATE bank_lines SET seq = seq + 1 WHERE key = 'one/1'", {"lines"}),
    "a bank line made up": (
        "INSERT INTO bank_lines (bucket, line_id, key, stream_id, seq) VALUES (1, 1, 'x', 1, 1)",
        {"lines"},
    ),
    "a wish taken away": ("DELETE FROM outbox WHERE kind = 'payout.created'", {"wishes"}),
    "a wish made up": (
        "INSERT INTO outbox (bucket, stream_id, seq, kind, due_at) VALUES (1, 1, 1, 'payout.created', now())",
        {"wishes"},
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_book_does_not_prove(book: str, what: str) -> None:
    statement, caught = TAMPERINGS[what]
    with psycopg.connect(book) as connection:
        assert connection.execute(statement.encode()).rowcount > 0
    assert caught <= failing(book)


def test_every_claim_can_fail() -> None:
    assert set().union(*(caught for _, caught in TAMPERINGS.values())) == set(CLAIMS)


def test_problems_are_counted_but_only_some_are_shown(book: str) -> None:
    with psycopg.connect(book) as connection:
        connection.execute("UPDATE events SET hash = sha256(hash)")
    with connect(book) as connection:
        chain = verify(connection)[0]
    assert chain.name == "chain"
    assert chain.failed > 20 == len(chain.problems)
