"""Every stage, flag, state, event, deadline and ground of the program has words, and there are no words for others."""

from datetime import date
from typing import get_args

from msgspec import inspect

from fairhold.book.coding import STATES as STATE_NUMBERS
from fairhold.reading.happenings import AMOUNT_FIELDS, COUNT_FIELDS, STREAM_FIELDS
from fairhold.reading.words import DEADLINES, EVENTS, FLAGS, GROUNDS, NEXT, OVERLAYS, STAGES, STATES
from fairhold.trade.ground import Ground
from fairhold.trade.order import Order, Stage
from fairhold.trade.table import EVENT_TYPES
from fairhold.trade.timers import TIMERS

DAY = date(2026, 11, 22)


def test_everything_has_its_words() -> None:
    assert set(STAGES) == {str(stage) for stage in Stage}
    assert set(NEXT) == set(Stage)
    assert set(EVENTS) == set(EVENT_TYPES)
    assert set(DEADLINES) == {timer.name for timer in TIMERS} | {"unmatched_hold", "unclaimed", "move_misdirected"}
    assert set(GROUNDS) == set(get_args(Ground))
    assert set(STATES) == set(STATE_NUMBERS)
    assert set(FLAGS) == {
        "late",
        "buyer_default",
        "disputed",
        "on_hold",
        "chargeback",
        "buyer_owes",
        "part_paid",
        "unprotected_money",
    }
    assert not any(overlay.lies(Order(id=1), DAY) for overlay in OVERLAYS)


def numbers(of: inspect.Type, name: str) -> set[str]:
    """The names of the fields that hold whole numbers; a contract is in wire form already."""
    if isinstance(of, inspect.StructType):
        if of.cls.__name__ == "Contract":
            return set()
        return {found for field in of.fields for found in numbers(field.type, field.encode_name)}
    if isinstance(of, inspect.VarTupleType):
        return numbers(of.item_type, name)
    if isinstance(of, inspect.UnionType):
        return {found for one in of.types for found in numbers(one, name)}
    if isinstance(of, inspect.Metadata):
        return numbers(of.type, name)
    return {name} if isinstance(of, inspect.IntType) else set()


def test_every_number_of_every_event_is_an_id_an_amount_or_a_count() -> None:
    found = {name for event in EVENT_TYPES.values() for name in numbers(inspect.type_info(event), "")}
    assert found <= set(STREAM_FIELDS) | AMOUNT_FIELDS | COUNT_FIELDS
    assert not AMOUNT_FIELDS & COUNT_FIELDS
