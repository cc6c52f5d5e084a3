"""Merkle trees as RFC 6962 hashes them (2.1): one root for many leaves, and short proofs about some of them.

A leaf is hashed behind the byte 0x00 and a node behind 0x01, so no leaf can be passed off as a node. An inclusion
proof shows that a leaf stands at its place in a tree; a consistency proof, that a tree only grew since an earlier one.
Nothing here is secret: whoever guesses a short leaf can check the guess (`subset` salts its leaves for that).
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

LEAF: Final = b"\x00"
NODE: Final = b"\x01"
EMPTY_ROOT: Final = sha256(b"").digest()
PROOF_HASHES_MAX: Final = 64
"""More hashes than any proof about a tree of fewer than 2**63 leaves has."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf, 32 bytes."""
    return sha256(LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children, 32 bytes."""
    return sha256(NODE + left + right).digest()


class Tree:
    """All levels of the tree over these leaf hashes, so that every proof is a matter of looking up."""

    def __init__(self, leaf_hashes: Sequence[bytes]) -> None:
        self._levels: list[Sequence[bytes]] = [leaf_hashes]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
            self._levels.append([*above, below[-1]] if len(below) % 2 else above)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """The hash of the whole, 32 bytes; of no leaves it is the hash of nothing."""
        return self._levels[-1][0] if self.size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The hash of leaf `index`. Raises IndexError."""
        if not 0 <= index < self.size:
            raise IndexError(f"the tree has {self.size} leaves, none is number {index}")
        return self._levels[0][index]

    def root_at(self, size: int) -> bytes:
        """The root of the tree over the first `size` leaves. Raises IndexError when there are fewer."""
        if not 0 <= size <= self.size:
            raise IndexError(f"the tree has {self.size} leaves, not {size}")
        root: bytes | None = None
        for start, level in reversed(_whole_parts(size)):
            part = self._levels[level][start >> level]
            root = part if root is None else node_hash(part, root)
        return EMPTY_ROOT if root is None else root

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """The hashes beside the way from leaf `index` (from 0) to the root. Raises IndexError for another index."""
        self.leaf(index)
        proof = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                proof.append(level[beside])
            index >>= 1
        return tuple(proof)

    def consistency_proof(self, earlier: int) -> tuple[bytes, ...]:
        """The hashes that show that the first `earlier` leaves are still what they were. Raises IndexError."""
        if not 0 < earlier <= self.size:
            raise IndexError(f"the tree has {self.size} leaves: no tree of {earlier} came before it")
        if earlier == self.size:
            return ()
        last, top = earlier - 1, 0
        while last & 1:
            last >>= 1
            top += 1
        proof = [self._levels[top][last]] if last else []
        for level in self._levels[top:-1]:
            if last & 1 or last + 1 < len(level):
                proof.append(level[last ^ 1])
            last >>= 1
        return tuple(proof)


def _whole_parts(size: int) -> list[tuple[int, int]]:
    """The full subtrees of the first `size` leaves from left to right: first leaf and level of each."""
    parts, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            parts.append((start, level))
            start += 1 << level
    return parts


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the hash `leaf` is leaf `index` of the `size` leaves under the root."""
    if not 0 <= index < size or len(proof) > PROOF_HASHES_MAX:
        return False
    found, last, left = leaf, size - 1, list(proof)
    while last:
        if index & 1 or index < last:
            if not left:
                return False
            beside = left.pop(0)
            found = node_hash(beside, found) if index & 1 else node_hash(found, beside)
        index >>= 1
        last >>= 1
    return not left and found == root


def is_consistent(earlier_root: bytes, earlier: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `size` leaves begins with the `earlier` leaves of the earlier tree."""
    if not 0 < earlier <= size or len(proof) > PROOF_HASHES_MAX:
        return False
    if earlier == size:
        return not proof and earlier_root == root
    left = list(proof)
    last, end = earlier - 1, size - 1
    while last & 1:
        last >>= 1
        end >>= 1
    if last and not left:
        return False
    then = now = left.pop(0) if last else earlier_root
    while end:
        if last & 1 or last < end:
            if not left:
                return False
            beside = left.pop(0)
            if last & 1:
                then = node_hash(beside, then)
                now = node_hash(beside, now)
            else:
                now = node_hash(now, beside)
        last >>= 1
        end >>= 1
    return not left and then == earlier_root and now == root
