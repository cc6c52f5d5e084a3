"""A recorded sample of every stored event: it is read, written back to the same bytes, folded and posted, for ever.

If one of these tests fails after a change of an event, the change is wrong: a stored event is never changed, a new one
is added (and recorded, see `recording.py`).
"""

from functools import cache

import msgspec
import pytest

from fairhold.trade import order, order_fold, remittance_fold, supplier_fold
from fairhold.trade.ledger import postings
from fairhold.trade.order import Order
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.table import EVENT_TYPES
from trade.recording import SAMPLES

KINDS = sorted(EVENT_TYPES)


@cache
def sample(kind: str) -> tuple[list[str], int, list[list[str | int]]]:
    """The events of a sample as they are stored, the number of their stream, and what the last one posts."""
    *events, books = (SAMPLES / f"{kind}.jsonl").read_text("utf-8").splitlines()
    told = msgspec.json.decode(books)
    return events, told["stream"], told["postings"]


def read(line: str) -> Event:
    """A stored event."""
    kind = msgspec.json.decode(line)["event"]
    event: Event = msgspec.json.decode(line, type=EVENT_TYPES[kind])
    return event


def test_every_event_type_has_a_sample_and_every_sample_is_of_an_event_type() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.jsonl")) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_event_is_read_and_written_back_byte_for_byte(kind: str) -> None:
    events, _, _ = sample(kind)
    assert [msgspec.json.encode(read(line)).decode() for line in events] == events
    assert read(events[-1]).__struct_config__.tag == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_event_has_the_fields_that_it_had(kind: str) -> None:
    """No field is renamed or dropped; one that was added since is not written while it says nothing."""
    events, _, _ = sample(kind)
    had, event = tuple(msgspec.json.decode(events[-1])), EVENT_TYPES[kind]
    added = [field for field in msgspec.structs.fields(event) if field.encode_name not in had]
    assert had == ("event", *(name for name in event.__struct_encode_fields__ if name in had))
    assert not added or event.__struct_config__.omit_defaults
    assert not any(field.required for field in added)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_history_still_folds(kind: str) -> None:
    """I15: no rule runs on replay, and nothing refuses."""
    lines, number, _ = sample(kind)
    events = [read(line) for line in lines]
    assert {event.stream for event in events} == {EVENT_TYPES[kind].stream}
    company, line, facts = Supplier(id=number), Remittance(id=number), Order(id=number)
    for event in events:
        if event.stream == "order":
            facts = order_fold.evolve(facts, event)
        elif event.stream == "supplier":
            company = supplier_fold.evolve(company, event)
        else:
            line = remittance_fold.evolve(line, event)
    assert facts.version + company.version + line.version == len(events)
    if facts.version:
        assert order.stage(facts) in order.Stage


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_event_posts_what_it_posted(kind: str) -> None:
    """The books of yesterday are not rewritten by the program of today."""
    lines, number, rows = sample(kind)
    assert [
        [row.debit.wire, row.debit_owner, row.credit.wire, row.credit_owner, row.amount, row.currency]
        for row in postings(read(lines[-1]), number)
    ] == rows
