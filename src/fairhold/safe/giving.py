"""Giving files out, and keeping or erasing them: each an entry in the chain before it happens.

A hold keeps a file of one order from being erased until it is let go. An order in dispute or chargeback holds all of
its evidence by itself, and so does another order that has the same bytes.
"""

from datetime import datetime
from typing import Annotated, BinaryIO, Final
from urllib.parse import quote

import msgspec
import psycopg
from msgspec import Meta

from fairhold.book import custody as kept
from fairhold.evidence.custody import NOTE_CHARS_MAX
from fairhold.evidence.display import shown
from fairhold.evidence.fault import EvidenceFault
from fairhold.safe.recording import Act, append, name_of, order_text, record
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.order import Order
from fairhold.trade.who import Role, Who

ERASING: Final = frozenset({Role.COMPLIANCE})
"""The roles that erase (4.2: nobody else touches evidence)."""
HOLDING: Final = frozenset({Role.COMPLIANCE, Role.ADJUDICATOR, Role.DISPUTE_LEAD})
"""The roles that put a hold on a file or lift it."""
SHOWN_IN_PLACE: Final = frozenset({"jpeg", "png", "gif", "webp"})
"""Pictures that a page may show, sandboxed; everything else is only handed out as a file."""


SANDBOX: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""The content policy of bytes that leave the safe: whatever they are, they run nothing and load nothing."""


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why somebody erases, holds or lets go; it stands in the chain for ever, so it names nobody."""

    reason: Annotated[str, Meta(min_length=3, max_length=NOTE_CHARS_MAX - 50)]


def file_of(connection: psycopg.Connection, order: int, sha256: str) -> kept.File:
    """The file of an order. Raises EvidenceFault `vault_unknown`."""
    for file in kept.files(connection, order):
        if file.sha256 == sha256:
            return file
    raise EvidenceFault("vault_unknown", "The order has no such file.")


def hand_out(
    room: Strongroom, connection: psycopg.Connection, order: int, sha256: str, who: Who, note: str, now: datetime
) -> BinaryIO:
    """The bytes of an order's file, for this person. Raises EvidenceFault `vault_unknown`, `vault_missing`,
    `vault_erased` or `vault_damaged`.
    """
    file_of(connection, order, sha256)
    opened = room.vault.open(sha256)
    try:
        record(room, connection, order, who, [Act("handed_out", sha256, note)], now)
    except BaseException:
        opened.close()
        raise
    return opened


def attachment(name: str) -> str:
    """The Content-Disposition of a file to keep under a name that somebody else chose (RFC 6266)."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def hold(
    room: Strongroom, connection: psycopg.Connection, order: int, sha256: str, who: Who, why: str, now: datetime
) -> None:
    """Keep an order's file from being erased. Holding twice is holding once. Raises EvidenceFault `vault_unknown`."""
    file_of(connection, order, sha256)
    with kept.chain(connection, order) as end:
        if is_held(room, order, sha256):
            return
        append(room, connection, end, who, [Act("held", sha256, _noted(order, why))], now)
        room.vault.hold(sha256, order_text(order))


def let_go(
    room: Strongroom, connection: psycopg.Connection, order: int, sha256: str, who: Who, why: str, now: datetime
) -> None:
    """End an order's hold. Raises EvidenceFault `vault_unknown`, or `vault_unheld` when there is none."""
    file_of(connection, order, sha256)
    with kept.chain(connection, order) as end:
        if not is_held(room, order, sha256):
            raise EvidenceFault("vault_unheld", "There is no hold of this order on the file.")
        append(room, connection, end, who, [Act("let_go", sha256, _noted(order, why))], now)
        room.vault.let_go(sha256, order_text(order))


def erase(
    room: Strongroom, connection: psycopg.Connection, order: Order, sha256: str, who: Who, why: str, now: datetime
) -> None:
    """Destroy an order's file for good; hash and entries stay. Erasing twice changes nothing.

    Raises EvidenceFault `vault_unknown`, or `vault_held` while anybody needs the bytes.
    """
    file = file_of(connection, order.id, sha256)
    if not file.name:
        return
    if order.dispute is not None or order.funds.charged_back > 0:
        raise EvidenceFault("vault_held", "The order is in dispute, which holds all of its evidence.")
    with kept.chain(connection, order.id) as end:
        if any(other.name for other in _elsewhere(connection, order.id, sha256)):
            raise EvidenceFault("vault_held", "Another order has the same bytes.")
        append(room, connection, end, who, [Act("erased", sha256, shown(why))], now)
        kept.forget_file(connection, order.id, sha256)
        room.vault.erase(sha256, now, name_of(room, order.id, who), shown(why))


def is_held(room: Strongroom, order: int, sha256: str) -> bool:
    """Whether the order holds the file."""
    return order_text(order) in room.vault.holders(sha256)


def _elsewhere(connection: psycopg.Connection, order: int, sha256: str) -> list[kept.File]:
    return [file_of(connection, one, sha256) for one in kept.orders_with(connection, sha256) if one != order]


def _noted(order: int, why: str) -> str:
    return f"{order_text(order)}: {shown(why)}"
