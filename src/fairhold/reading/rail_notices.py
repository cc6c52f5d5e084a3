"""What acquirers and lenders told us, for staff: what waits, what lies aside and why, and what was done with it."""

from datetime import datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.notices import OPEN_STATES, STATES, KeptNotice, find_notice, notices_in_states
from fairhold.reading.cursor import Cursors
from fairhold.reading.listing import PAGE_SIZE, Page
from fairhold.trade import ids
from fairhold.trade.money import Money
from fairhold.trade.who import Who

STATE_TITLES: Final = {
    "kept": "Just in",
    "applied": "Applied",
    "repeated": "Nothing new",
    "waiting": "Waits for something else",
    "aside": "Set aside",
    "dismissed": "Closed by a person",
}
"""States of a notice as people read them."""
assert tuple(STATE_TITLES) == STATES


class NoticeSaid(msgspec.Struct, frozen=True):
    """What of a notice's own text is shown."""

    amount: Money
    reason: str = ""
    payer: str = ""


class RailNoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One notice. `order` is the one that its payment names, if it names one; `again_at` when it is tried next."""

    id: str
    rail: str
    rail_id: str
    happened: str
    payment: str
    order: str | None
    amount: Money
    payer: str
    reason: str
    at: datetime
    received_at: datetime
    state: str
    state_title: str
    said: str
    tries: int
    again_at: datetime | None
    closed_by: str


_said: Final = msgspec.json.Decoder(NoticeSaid)


def list_rail_notices(
    connection: psycopg.Connection,
    who: Who,
    cursors: Cursors,
    *,
    page_size: int = PAGE_SIZE,
    cursor: str = "",
    states: tuple[str, ...] = OPEN_STATES,
) -> Page[RailNoticeRow]:
    """Notices in these states, by number (staff only). Raises CursorInvalid."""
    of = f"rail_notices|{'+'.join(states)}"
    above = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, who):
        found = notices_in_states(connection, states, above, page_size + 1)
    more = len(found) > page_size
    rows = tuple(rail_notice_row(kept) for kept in found[:page_size])
    return Page(rows, cursors.write(found[page_size - 1].number, of) if more else None, more)


def read_rail_notice(connection: psycopg.Connection, who: Who, number: int) -> RailNoticeRow | None:
    """One notice; None if there is none or the reader is no staff."""
    with readings.snapshot(connection, who):
        kept = find_notice(connection, number)
    return None if kept is None else rail_notice_row(kept)


def rail_notice_row(kept: KeptNotice) -> RailNoticeRow:
    """One notice as it is shown."""
    said = _said.decode(kept.body)
    order = kept.payment.rpartition("-")[0].replace("-", "_", 1)
    return RailNoticeRow(
        id=ids.to_text(ids.NOTICE_PREFIX, kept.number),
        rail=kept.rail,
        rail_id=kept.id,
        happened=kept.happened,
        payment=kept.payment,
        order=order if ids.from_text(ids.ORDER_PREFIX, order) else None,
        amount=said.amount,
        payer=said.payer,
        reason=said.reason,
        at=kept.at,
        received_at=kept.received_at,
        state=kept.state,
        state_title=STATE_TITLES[kept.state],
        said=kept.said,
        tries=kept.tries,
        again_at=kept.again_at,
        closed_by=kept.closed_by,
    )
