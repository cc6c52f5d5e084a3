"""Keccak-256 as Ethereum uses it, and the checksum that it gives an address (EIP-55).

It is the sponge of FIPS 202 with the padding of the competition's winner, which is older than the standard: SHA3-256 of
`hashlib` pads otherwise and gives other hashes. Short and plain, for a few addresses in a text, not for bulk.
"""

from typing import Final

_ROUNDS: Final = 24
_RATE_BYTES: Final = 136
"""Bytes that a block takes in: 200 less twice the 32 of the hash."""
_LANE: Final = (1 << 64) - 1


def keccak256(data: bytes) -> bytes:
    """The 32 bytes of the hash."""
    fill = _RATE_BYTES - len(data) % _RATE_BYTES
    padding = bytearray(fill)
    padding[0] |= 0x01
    padding[-1] |= 0x80
    padded = data + padding
    state = [0] * 25
    for start in range(0, len(padded), _RATE_BYTES):
        for lane in range(_RATE_BYTES // 8):
            at = start + 8 * lane
            state[lane] ^= int.from_bytes(padded[at : at + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def with_checksum(address: str) -> str:
    """An address `0x` and 40 hexadecimal digits, in the capitals that EIP-55 gives it."""
    plain = address[2:].lower()
    signs = keccak256(plain.encode()).hex()
    return "0x" + "".join(
        letter.upper() if int(sign, 16) >= 8 else letter for letter, sign in zip(plain, signs[:40], strict=True)
    )


def _permuted(state: list[int]) -> list[int]:
    """The state after the 24 rounds; lane x, y is number x + 5y."""
    for constant in _CONSTANTS:
        parity = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        mixed = [parity[(x - 1) % 5] ^ _turned(parity[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * 25
        for number, lane in enumerate(state):
            x, y = number % 5, number // 5
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = _turned(lane ^ mixed[x], _TURNS[number])
        state = [
            lane ^ (~moved[5 * y + (x + 1) % 5] & moved[5 * y + (x + 2) % 5])
            for y in range(5)
            for x, lane in enumerate(moved[5 * y : 5 * y + 5])
        ]
        state[0] ^= constant
    return state


def _turned(lane: int, by: int) -> int:
    return ((lane << by) | (lane >> (64 - by))) & _LANE


def _turns() -> tuple[int, ...]:
    """How far each lane is turned: triangular numbers along a walk over the lanes."""
    turns, x, y = [0] * 25, 1, 0
    for step in range(_ROUNDS):
        turns[x + 5 * y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return tuple(turns)


def _constants() -> tuple[int, ...]:
    """One constant a round: seven bits of a shift register (x^8 + x^6 + x^5 + x^4 + 1) at the places 2^j - 1."""
    register, constants = 1, []
    for _ in range(_ROUNDS):
        constant = 0
        for j in range(7):
            constant |= (register & 1) << ((1 << j) - 1)
            register <<= 1
            if register & 0x100:
                register ^= 0x171
        constants.append(constant)
    return tuple(constants)


_TURNS: Final = _turns()
_CONSTANTS: Final = _constants()
