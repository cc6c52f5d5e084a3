"""The buyers that seem related to their suppliers, for the people who look at them (O50, standards 6.2): staff only."""

from typing import Final, get_args

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.limit.links import groups
from fairhold.reading.cursor import Cursors
from fairhold.reading.listing import Page
from fairhold.reading.supplier import MeasureShown, measure_shown
from fairhold.trade import ids
from fairhold.trade.link import LinkReason, LinkState, is_strong
from fairhold.trade.who import Role, Who

READERS: Final = frozenset({Role.COMPLIANCE, Role.OPERATOR, Role.AUDITOR})
"""The roles that read who seems related to whom."""
LINKS_PAGE_SUPPLIERS: Final = 100
"""Suppliers whose related buyers one page shows."""
STATES: Final[tuple[LinkState, ...]] = get_args(LinkState)


class LinkShown(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer that seems related to a supplier, why, and what people found.

    `is_strong` says that the reasons show one owner by themselves. `group` numbers the companies of one page that links
    tie together, directly or through others; a cleared link ties nobody and has group 0. `waits` are findings that
    wait for a second person.
    """

    supplier: str
    supplier_name: str
    buyer: str
    buyer_name: str
    state: LinkState
    reasons: tuple[LinkReason, ...]
    is_strong: bool
    group: int
    waits: tuple[MeasureShown, ...]


def list_links(
    connection: psycopg.Connection,
    who: Who,
    cursors: Cursors,
    *,
    states: tuple[LinkState, ...] = STATES,
    cursor: str = "",
) -> Page[LinkShown]:
    """A page of the links that were noted, of suppliers with one in these states, by number. On a page suspected ones
    come first, of those strong ones, then by group; nothing for a role that does not read them. Raises CursorInvalid.
    """
    of = f"links|{'+'.join(states)}"
    above = cursors.read(cursor, of) if cursor else 0
    if who.role not in READERS:
        return Page((), None, False)
    with readings.snapshot(connection, who):
        numbers = readings.linked(connection, states, above, LINKS_PAGE_SUPPLIERS + 1)
        more, numbers = len(numbers) > LINKS_PAGE_SUPPLIERS, numbers[:LINKS_PAGE_SUPPLIERS]
        found = list(readings.suppliers(connection, numbers).values())
        pairs = [(one, link) for one in found for link in one.links]
        named = readings.parties(connection, tuple({n for one, link in pairs for n in (one.id, link.buyer)}))
    tied = groups((one.id, link.buyer) for one, link in pairs if link.state != "cleared")
    group = {number: place for place, members in enumerate(tied, 1) for number in members}
    shown = [
        LinkShown(
            supplier=ids.to_text(ids.SUPPLIER_PREFIX, one.id),
            supplier_name=named[one.id].name if one.id in named else "",
            buyer=ids.to_text(ids.PARTY_PREFIX, link.buyer),
            buyer_name=named[link.buyer].name if link.buyer in named else "",
            state=link.state,
            reasons=link.reasons,
            group=0 if link.state == "cleared" else group[one.id],
            is_strong=is_strong(link.reasons),
            waits=tuple(measure_shown(each) for each in one.pending if each.measure.buyer == link.buyer),
        )
        for one, link in pairs
        if link.state in states
    ]
    return Page(tuple(sorted(shown, key=_urgency)), cursors.write(numbers[-1], of) if more else None, more)


def _urgency(one: LinkShown) -> tuple[bool, bool, int, str, str]:
    return one.state != "suspected", not one.is_strong, one.group, one.supplier, one.buyer
