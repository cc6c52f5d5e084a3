"""Merkle trees: published roots, and every proof of every small tree against the definition as a plain recursion."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.evidence.merkle import (
    EMPTY_ROOT,
    PROOF_HASHES_MAX,
    Tree,
    includes,
    is_consistent,
    leaf_hash,
    node_hash,
)

KNOWN_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Roots over the first 0 to 8 of the leaves above, as Certificate Transparency publishes them for tests."""

SIZE_MAX = 34


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def plain_path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*plain_path(index, leaves[:split]), plain_root(leaves[split:])]
    return [*plain_path(index - split, leaves[split:]), plain_root(leaves[:split])]


def plain_consistency(earlier: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [plain_root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if earlier <= split:
        return [*plain_consistency(earlier, leaves[:split], whole), plain_root(leaves[split:])]
    return [*plain_consistency(earlier - split, leaves[split:], False), plain_root(leaves[:split])]


def test_the_roots_are_those_that_are_published() -> None:
    tree = Tree([leaf_hash(leaf) for leaf in KNOWN_LEAVES])
    assert tuple(tree.root_at(size).hex() for size in range(9)) == KNOWN_ROOTS
    assert tree.root.hex() == KNOWN_ROOTS[8]
    assert Tree([]).root == EMPTY_ROOT


@pytest.mark.parametrize("size", range(SIZE_MAX))
def test_root_and_proofs_are_those_of_the_definition(size: int) -> None:
    leaves = hashes(size)
    tree = Tree(leaves)
    assert (tree.size, tree.root) == (size, plain_root(leaves))
    for part in range(size + 1):
        assert tree.root_at(part) == plain_root(leaves[:part])
    for index in range(size):
        assert list(tree.inclusion_proof(index)) == plain_path(index, leaves)
    for earlier in range(1, size + 1):
        assert list(tree.consistency_proof(earlier)) == plain_consistency(earlier, leaves)


@pytest.mark.parametrize("size", range(1, SIZE_MAX))
def test_every_proof_is_believed_at_its_place_and_nowhere_else(size: int) -> None:
    leaves = hashes(size)
    tree = Tree(leaves)
    for index in range(size):
        proof = tree.inclusion_proof(index)
        assert [at for at in range(-1, size + 1) if includes(tree.root, size, at, leaves[index], proof)] == [index]
        assert not includes(tree.root, size, index, leaf_hash(b"forged"), proof)


@pytest.mark.parametrize("size", range(1, SIZE_MAX))
def test_every_earlier_tree_is_shown_to_be_a_beginning(size: int) -> None:
    tree = Tree(hashes(size))
    other = Tree([leaf_hash(b"forged"), *hashes(size)[1:]])
    for earlier in range(1, size + 1):
        proof = tree.consistency_proof(earlier)
        assert is_consistent(tree.root_at(earlier), earlier, tree.root, size, proof)
        assert not is_consistent(other.root_at(earlier), earlier, tree.root, size, proof)
        assert not is_consistent(tree.root_at(earlier), earlier, other.root, size, proof)


@settings(deadline=None)
@given(st.integers(1, 200), st.data())
def test_a_proof_with_a_flipped_bit_or_another_length_is_not_believed(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    tree = Tree(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = list(tree.inclusion_proof(index))
    assert not includes(tree.root, size, index, leaves[index], [*proof, bytes(32)])
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
        assert not includes(tree.root, size, index, leaves[index], bent)
        assert not includes(tree.root, size, index, leaves[index], proof[:at] + proof[at + 1 :])


@settings(deadline=None)
@given(st.integers(2, 200), st.data())
def test_a_bent_consistency_proof_is_not_believed(size: int, data: st.DataObject) -> None:
    tree = Tree(hashes(size))
    earlier = data.draw(st.integers(1, size - 1))
    proof, then = list(tree.consistency_proof(earlier)), tree.root_at(earlier)
    at = data.draw(st.integers(0, len(proof) - 1))
    bent = [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
    for wrong in (bent, proof[:at] + proof[at + 1 :], [*proof, bytes(32)]):
        assert not is_consistent(then, earlier, tree.root, size, wrong)


def test_a_node_is_not_believed_as_a_leaf() -> None:
    tree = Tree(hashes(4))
    left, right = Tree(hashes(2)).root, Tree(hashes(4)[2:]).root
    assert tree.root == node_hash(left, right)
    assert not includes(tree.root, 2, 0, leaf_hash(left + right), [])
    assert leaf_hash(left + right) != node_hash(left, right)


def test_what_is_outside_of_the_tree_is_refused() -> None:
    tree = Tree(hashes(3))
    for wrong in (-1, 3):
        with pytest.raises(IndexError):
            tree.inclusion_proof(wrong)
    for wrong in (0, 4):
        with pytest.raises(IndexError):
            tree.consistency_proof(wrong)
    for wrong in (-1, 4):
        with pytest.raises(IndexError):
            tree.root_at(wrong)
    assert not includes(tree.root, 0, 0, tree.root, [])
    assert not is_consistent(EMPTY_ROOT, 0, tree.root, 3, [])
    assert not is_consistent(tree.root, 4, tree.root, 3, [])


def test_a_proof_longer_than_any_tree_is_not_worked_through() -> None:
    endless = [bytes(32)] * (PROOF_HASHES_MAX + 1)
    assert not includes(bytes(32), 2**70, 5, bytes(32), endless)
    assert not is_consistent(bytes(32), 5, bytes(32), 2**70, endless)
