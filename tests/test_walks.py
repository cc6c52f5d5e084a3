"""The same random walks through the real desk and the real database: the same answers, and books that prove themselves.

A walk is played in memory first (see `trade/walking.py`), then asked again of a desk, asking by asking with the same
clock. What the book adds, such as a bank line that is booked only once, ends the comparison but not the proof.
"""

import pytest

from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import publish_policy, register_party
from fairhold.book.verify import verify
from fairhold.desk import EXPERTS, Asking, Desk
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.joining import OptIn
from fairhold.trade.limits import GrantLimit
from fairhold.trade.payouts import SetPayoutAccount
from fairhold.trade.refusal import Refused
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier_events import LimitGranted
from fairhold.trade.who import Who
from granting import by_two
from trade.playing import START, SUPPLIER, SUPPLIER_ID, money
from trade.walking import Walker

STEPS = 120
COMPARED_MIN = 300
"""How many askings all walks together must compare, so that a walk that ends early is noticed."""

compared: list[int] = []


def by_stream(events: tuple[Event, ...]) -> dict[str, list[Event]]:
    """Events of each stream in their order; between streams the desk gives the asked one's first."""
    return {stream: [e for e in events if e.stream == stream] for stream in ("order", "supplier", "remittance")}


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_has_the_same_answers_through_the_desk(database: str, seed: int) -> None:
    """I1-I4, I7-I10, I15 through the database."""
    walker = Walker(seed, EXPERTS)
    play, number = walker.play, [0]
    migrate(database)
    with connect(database) as connection:
        publish_policy(connection, "walk", play.policies.now, START)
        for party in play.parties.values():
            register_party(connection, party, START)
    (granted,) = (event for event in play.streams[SUPPLIER_ID] if isinstance(event, LimitGranted))
    limit = money(granted.limit, granted.currency)
    first: list[tuple[Command, Who]] = [
        (OptIn(), SUPPLIER),
        (SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER),
    ]
    count = 0
    with Desk(database, new_order_id=lambda supplier: number[0]) as desk:
        for n, (command, who) in enumerate(first):
            assert desk.ask(Asking(SUPPLIER_ID, command, who, f"first {n}", now=START)).refused is None
            if isinstance(command, OptIn):
                by_two(desk, SUPPLIER_ID, GrantLimit(limit=limit, reason=granted.reason), START)
        for n in range(STEPS):
            stream_id, command, who, expected = walker.step()
            number[0] = stream_id
            if walker.asked_first is not None:
                other, first_command, first_who, first_expected = walker.asked_first
                before = desk.ask(Asking(other, first_command, first_who, f"before {n}", now=play.now))
                assert before.refused == (first_expected if isinstance(first_expected, Refused) else None)
            asked = 0 if isinstance(command, CreateDraft) else stream_id
            answer = desk.ask(Asking(asked, command, who, f"step {n}", now=play.now))
            if answer.refused is not None and answer.refused.code == "already_so" and answer.refused.rule == "I8":
                break
            if isinstance(expected, Refused):
                assert answer.refused == expected
            else:
                assert answer.refused is None
                assert by_stream(answer.events) == by_stream(expected)
            count += 1
    compared.append(count)
    with connect(database) as connection:
        assert [proof for proof in verify(connection) if not proof.ok] == []


def test_the_walks_went_far_enough() -> None:
    if len(compared) < 5:
        pytest.skip("only some of the walks ran")
    assert sum(compared) >= COMPARED_MIN
