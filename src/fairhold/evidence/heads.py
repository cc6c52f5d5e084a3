"""The head of a day: one signed root over everything recorded so far, handed to both sides and printed.

All entries of all orders are the leaves of one tree that only grows (`merkle`). Whoever holds the head of a day can
check later that an entry was there (inclusion) and that nothing before it was changed or taken out (consistency), also
against whoever keeps the records: that is what the head is for. Signed with Ed25519; the key is the operator's.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from fairhold.evidence.merkle import PROOF_HASHES_MAX, Tree, includes, is_consistent, leaf_hash

SCHEME: Final = "fairhold-head-1"

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Proof = Annotated[list[Hash], Meta(max_length=PROOF_HASHES_MAX)]


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Size and root of the tree at the end of a day, signed."""

    scheme: Literal["fairhold-head-1"]
    day: date
    size: Annotated[int, Meta(ge=0, le=2**53)]
    root: Hash
    public_key: Hash
    """Ed25519, raw, hex. Compare it with the one that the operator publishes: a head names its own."""
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{128}$")]


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One leaf with its place and the hashes that lead to the root of a head."""

    leaf: Hash
    index: Annotated[int, Meta(ge=0)]
    proof: Proof


def tree_of(leaves: Sequence[bytes]) -> Tree:
    """The tree over these leaves in the order in which they were recorded."""
    return Tree([leaf_hash(leaf) for leaf in leaves])


def sign(tree: Tree, day: date, key: Ed25519PrivateKey) -> Head:
    """The signed head of the tree as it is now."""
    public = key.public_key().public_bytes_raw().hex()
    root = tree.root.hex()
    return Head(SCHEME, day, tree.size, root, public, key.sign(_signed(day, tree.size, root)).hex())


def is_signed(head: Head, public_key: str) -> bool:
    """Whether this key (raw, hex) signed the head. Raises ValueError for what is no key."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    if head.public_key != public_key:
        return False
    try:
        key.verify(bytes.fromhex(head.signature), _signed(head.day, head.size, head.root))
    except InvalidSignature:
        return False
    return True


def prove(tree: Tree, index: int) -> Proven:
    """Leaf `index` with its proof. Raises IndexError."""
    proof = [beside.hex() for beside in tree.inclusion_proof(index)]
    return Proven(tree.leaf(index).hex(), index, proof)


def was_there(proven: Proven, leaf: bytes, head: Head) -> bool:
    """Whether the leaf stood at its place when the head was signed."""
    proof = [bytes.fromhex(beside) for beside in proven.proof]
    hashed = leaf_hash(leaf)
    return hashed.hex() == proven.leaf and includes(bytes.fromhex(head.root), head.size, proven.index, hashed, proof)


def grown(tree: Tree, earlier: int) -> list[str]:
    """The hashes that show that the tree only grew since it had `earlier` leaves. Raises IndexError."""
    return [beside.hex() for beside in tree.consistency_proof(earlier)]


def only_grew(earlier: Head, later: Head, proof: Sequence[str]) -> bool:
    """Whether nothing under the earlier head was changed or taken out until the later one."""
    if earlier.day > later.day:
        return False
    if earlier.size == 0:
        return not proof
    hashes = [bytes.fromhex(beside) for beside in proof]
    return is_consistent(bytes.fromhex(earlier.root), earlier.size, bytes.fromhex(later.root), later.size, hashes)


def _signed(day: date, size: int, root: str) -> bytes:
    """The bytes that are signed: `fairhold-head-1`, day, size and root, a line each, hashed."""
    return sha256(f"{SCHEME}\n{day.isoformat()}\n{size}\n{root}\n".encode()).digest()
