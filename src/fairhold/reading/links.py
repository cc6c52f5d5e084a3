"""The buyers that seem related to their suppliers, for the people who look at them (O50, standards 6.2): staff only."""

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.limit.links import groups
from fairhold.reading.happenings import OUTSIDERS
from fairhold.trade import ids
from fairhold.trade.link import LinkReason, LinkState
from fairhold.trade.who import Who

SUPPLIERS_MAX = 500
"""Suppliers with related buyers that one reading shows."""


class LinkShown(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer that seems related to a supplier, why, and what people found.

    `group` numbers the companies that links tie together, directly or through others; a cleared link ties nobody and
    has group 0. `waits` says that a finding waits for a second person.
    """

    supplier: str
    supplier_name: str
    buyer: str
    buyer_name: str
    state: LinkState
    reasons: tuple[LinkReason, ...]
    group: int
    waits: bool


def read_links(connection: psycopg.Connection, who: Who) -> tuple[LinkShown, ...]:
    """Every link that was noted, suspected ones first, then by group; nothing for who is no staff."""
    if who.role in OUTSIDERS:
        return ()
    with readings.snapshot(connection, who):
        numbers = readings.linked(connection, SUPPLIERS_MAX)
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
            waits=any(waiting.measure.buyer == link.buyer for waiting in one.pending),
        )
        for one, link in pairs
    ]
    return tuple(sorted(shown, key=lambda one: (one.state != "suspected", one.group, one.supplier, one.buyer)))
