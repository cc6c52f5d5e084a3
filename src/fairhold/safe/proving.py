"""The proofs of the safe: every chain whole, every entry under its head, every byte the one that was handed in.

It only reads. What is broken is named by order and entry, by day, or by hash. Against whoever could rewrite all of the
book at once stands a head that somebody else kept: it is given as `known`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

import psycopg

from fairhold.book import custody as kept
from fairhold.book.verify import PROBLEMS_SHOWN_MAX, Proof
from fairhold.evidence import custody, heads
from fairhold.evidence.merkle import Tree
from fairhold.safe import daily
from fairhold.safe.recording import as_entry, order_text
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.ids import BUCKETS

CLAIMS: Final[dict[str, str]] = {
    "custody": "Every entry of custody follows the one before it in its order, up to where the chain ends.",
    "heads": "Every head is signed by the operator's key and covers exactly the entries that were there, none changed.",
    "evidence": "Every file that an order has is in the vault byte by byte, or was erased by an entry that says so.",
}
"""What is proved."""


def prove(room: Strongroom, connection: psycopg.Connection, known: Sequence[heads.Head] = ()) -> list[Proof]:
    """All proofs of the safe, of one moment. `known` are heads that somebody kept elsewhere."""
    with kept.standing_still(connection):
        auditor = _Auditor(room, connection)
        auditor.chains()
        auditor.under_heads(known)
        auditor.files()
    return auditor.proofs()


class _Auditor:
    """One verification under way."""

    def __init__(self, room: Strongroom, connection: psycopg.Connection) -> None:
        self._room, self._connection = room, connection
        self._checked: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._problems: defaultdict[str, list[str]] = defaultdict(list)
        self._hashes: dict[tuple[int, int], str] = {}
        self._received: set[tuple[int, str]] = set()
        self._erased: set[tuple[int, str]] = set()

    def proofs(self) -> list[Proof]:
        return [
            Proof(
                name,
                claim,
                not self._failed[name],
                self._checked[name],
                self._failed[name],
                tuple(self._problems[name]),
            )
            for name, claim in CLAIMS.items()
        ]

    def _check(self, name: str, holds: bool, problem: str) -> None:
        self._checked[name] += 1
        if not holds:
            self._failed[name] += 1
            if len(self._problems[name]) < PROBLEMS_SHOWN_MAX:
                self._problems[name].append(problem)

    def chains(self) -> None:
        """Every order's chain, entry by entry."""
        ends = {end.order: end for end in kept.all_ends(self._connection)}
        for order, rows in groupby(kept.all_entries(self._connection), key=attrgetter("order")):
            end = ends.pop(order, None)
            entries = [as_entry(row) for row in rows]
            self._chain(order, entries, end)
        for order, end in ends.items():
            if end.seq:
                self._check("custody", False, f"{order_text(order)}: all {end.seq} entries are gone")

    def _chain(self, order: int, entries: list[custody.Entry], end: kept.End | None) -> None:
        self._checked["custody"] += len(entries)
        text = order_text(order)
        last = end or kept.End(order, 0, custody.START)
        broken = custody.verify(text, entries, last.seq, last.hash)
        if broken is not None:
            self._check("custody", False, f"{text}: {broken.detail}")
        elif end is None or len(entries) > end.seq:
            self._check("custody", False, f"{text}: entry {last.seq + 1} stands behind the end of the chain")
        for one in entries:
            self._hashes[order, one.seq] = one.hash
            if one.action == "received":
                self._received.add((order, one.sha256))
                self._erased.discard((order, one.sha256))
            elif one.action == "erased":
                self._erased.add((order, one.sha256))

    def under_heads(self, known: Sequence[heads.Head]) -> None:
        """The tree leaf by leaf, and every head over it."""
        leaves = list(kept.all_leaves(self._connection))
        for place, leaf in enumerate(leaves):
            said = f"{order_text(leaf.order)}: entry {leaf.seq}"
            self._check("heads", leaf.leaf == place, f"{said} is leaf {leaf.leaf}, and {place} leaves come before it")
            found = self._hashes.get((leaf.order, leaf.seq))
            said += " is gone" if found is None else " is not the one"
            self._check("heads", found == leaf.hash, f"{said} that a head was signed over")
        grown, size, day = daily.tree(leaves), 0, None
        public_key = self._room.public_key()
        for number, row in enumerate(kept.heads(self._connection), 1):
            head = daily.as_head(row)
            self._head(grown, head, public_key or "")
            in_order = row.number == number and row.size > size and (day is None or row.day > day)
            self._check("heads", in_order, f"head of {row.day}: it does not come after the one before it")
            size, day = row.size, row.day
        whole = f"the newest head covers {size} entries, {len(leaves)} are in the tree"
        self._check("heads", size == len(leaves), whole)
        for head in known:
            self._head(grown, head, public_key or "")

    def _head(self, grown: Tree, head: heads.Head, public_key: str) -> None:
        signed = bool(public_key) and heads.is_signed(head, public_key)
        self._check("heads", signed, f"head of {head.day}: not signed by the operator's key")
        if head.size > grown.size:
            self._check("heads", False, f"head of {head.day}: it covers {head.size} entries, {grown.size} are left")
            return
        right = grown.root_at(head.size).hex() == head.root
        self._check(
            "heads", right, f"head of {head.day}: the first {head.size} entries are not those it was signed over"
        )

    def files(self) -> None:
        """Every file of every order against its entries and its bytes, each read once."""
        rows = sorted(kept.all_files(self._connection), key=lambda row: (row.order % BUCKETS, row.order, row.sha256))
        on_record = {(row.order, row.sha256) for row in rows}
        for order, sha256 in sorted(self._received - on_record):
            self._check("evidence", False, f"{order_text(order)}: the record of file {sha256} is gone")
        states: dict[str, str] = {}
        for row in rows:
            self._file(row, states)
        self._strays({row.sha256 for row in rows})

    def _file(self, row: kept.File, states: dict[str, str]) -> None:
        text, key = order_text(row.order), (row.order, row.sha256)
        self._check("evidence", key in self._received, f"{text}: no entry says that file {row.sha256} came in")
        if row.sha256 not in states:
            states[row.sha256] = self._room.vault.state(row.sha256, every_byte=True)
        erased = key in self._erased
        self._check(
            "evidence", erased == (not row.name), f"{text}: file {row.sha256} is erased without an entry, or not"
        )
        state = states[row.sha256]
        if not erased:
            self._check("evidence", state == "whole", f"{text}: file {row.sha256} is {state}")

    def _strays(self, wanted: set[str]) -> None:
        """Bytes in the vault that no order has and no upload is bringing in."""
        if not self._room.is_there:
            return
        coming = {stored for _, _, stored in self._room.arrivals.all()}
        for sha256 in self._room.vault.known():
            stray = sha256 not in wanted | coming and self._room.vault.erasure(sha256) is None
            self._check("evidence", not stray, f"file {sha256} is in the vault and no order has it")
