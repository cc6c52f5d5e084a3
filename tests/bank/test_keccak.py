"""Keccak-256 and the capitals of Ethereum addresses, by published values."""

import pytest

from fairhold.bank.keccak import keccak256, with_checksum


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (
            b"The quick brown fox jumps over the lazy dog",
            "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15",
        ),
    ],
)
def test_a_published_hash(data: bytes, expected: str) -> None:
    assert keccak256(data).hex() == expected


@pytest.mark.parametrize("length", [0, 1, 134, 135, 136, 137, 271, 272, 273])
def test_every_length_around_a_block_has_a_hash_of_its_own(length: int) -> None:
    hashes = {keccak256(b"a" * near) for near in (length, length + 1, length + 2)}
    assert [len(one) for one in hashes] == [32, 32, 32]


@pytest.mark.parametrize(
    "address",
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_the_addresses_of_the_proposal_keep_their_capitals(address: str) -> None:
    assert with_checksum(address.lower()) == address
