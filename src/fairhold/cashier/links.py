"""What the book shows about companies that belong together (O50, standards 6.2), noted before a limit is computed.

The same natural person behind two logins, an account that both use, something else that both are known by, and money
that comes round. What compares are the book's own rows; nothing of it is shown to the parties.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import psycopg

from fairhold.book import readings, traits
from fairhold.desk import Asking, Desk
from fairhold.limit.links import on_circle
from fairhold.limit.traits import reason_of
from fairhold.trade import ids
from fairhold.trade.link import LinkReason
from fairhold.trade.linking import NoteLink
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import OrderCounted
from fairhold.trade.who import CLOCK

BUYERS_MAX: Final = 500
"""How many buyers of a supplier are looked at, those of the latest orders first."""
SALES_MAX: Final = 20_000
"""How many pairs of supplier and buyer one look for circles reads at each step."""


def note_links(
    desk: Desk, connection: psycopg.Connection, supplier: Supplier, counted: Sequence[OrderCounted], policy: Policy
) -> int:
    """Note every link that is new; how many. A link that was cleared is noted again only for a new reason."""
    buyers = list(dict.fromkeys(one.buyer for one in reversed(counted)))[:BUYERS_MAX]
    found: dict[int, list[LinkReason]] = {}
    for buyer, reason in sorted(set(_ties(connection, supplier, buyers, policy))):
        known = supplier.link(buyer)
        if buyer != supplier.id and (known is None or reason not in known.reasons):
            found.setdefault(buyer, []).append(reason)
    done = 0
    for buyer, reasons in sorted(found.items()):
        command = NoteLink(buyer=ids.to_text(ids.PARTY_PREFIX, buyer), reasons=tuple(reasons))
        key = f"link:{supplier.id}:{buyer}:{'+'.join(reasons)}"
        done += desk.ask(Asking(supplier.id, command, CLOCK, key)).refused is None
    return done


def _ties(
    connection: psycopg.Connection, supplier: Supplier, buyers: Sequence[int], policy: Policy
) -> Iterable[tuple[int, LinkReason]]:
    if not buyers:
        return
    for buyer in readings.same_persons(connection, supplier.id, buyers):
        yield buyer, "same_person"
    if supplier.account is not None:
        for buyer in readings.same_accounts(connection, supplier.id, supplier.account.account, buyers):
            yield buyer, "same_account"
    for buyer, ours, theirs in traits.shared(connection, supplier.id, buyers, policy.limit_trait_parties_max):
        yield buyer, reason_of(ours, theirs)
    longest = policy.limit_circle_parties_max
    sales = {(supplier.id, buyer) for buyer in buyers}
    edge = list(buyers)
    for _ in range(longest - 1):
        further = readings.sales(connection, edge, SALES_MAX)
        edge = sorted({buyer for _, buyer in further} - {seller for seller, _ in sales})
        sales |= set(further)
        if not edge:
            break
    for buyer in on_circle(sales, supplier.id, longest):
        yield buyer, "money_cycle"
