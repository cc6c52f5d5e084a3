"""Some lines of a file with proofs against the whole, so that a private chat need not be handed over to quote from it.

The whole is fixed by one root over all lines, each with a salt of its own: the hashes beside a shown line give nothing
away, not even to somebody who guesses the line before it. The salts come from a key that the owner keeps; with key and
file anybody can make the same root again, so whoever shows a few lines can be held to the rest.

A line is its bytes with what ends it. What the proofs do not show: that the whole is what a phone wrote.
"""

import hmac
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Annotated, Final, Literal

import msgspec

from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.merkle import PROOF_HASHES_MAX, Tree, includes, leaf_hash

SCHEME: Final = "fairhold-lines-1"
KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
SHOWN_MAX: Final = 10_000
"""Lines that are shown at once."""
LINE_CHARS_MAX: Final = 1_000_000
SUBSET_BYTES_MAX: Final = 64 * 2**20
"""Bytes of a subset as a file."""
_NUMBER_BYTES = 8

Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ShownLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line, its place in the file counted from 1, its salt, and the hashes that lead to the root."""

    line: Annotated[int, msgspec.Meta(ge=1)]
    text: Annotated[str, msgspec.Meta(max_length=LINE_CHARS_MAX)]
    salt: Annotated[str, msgspec.Meta(pattern=f"^[0-9a-f]{{{SALT_BYTES * 2}}}$")]
    proof: Annotated[list[Hash], msgspec.Meta(max_length=PROOF_HASHES_MAX)]


class Subset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines of one file and the root of all its lines."""

    scheme: Literal["fairhold-lines-1"]
    root: Hash
    lines_total: Annotated[int, msgspec.Meta(ge=1, le=2**48)]
    shown: Annotated[list[ShownLine], msgspec.Meta(min_length=1, max_length=SHOWN_MAX)]


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a file with the line feed that ends them, so that together they are the file."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def root_of(data: bytes, key: bytes) -> str:
    """The root of all lines under a key, in hex. Raises ValueError for a key that has not KEY_BYTES."""
    return _tree(lines_of(data), key).root.hex()


def show(data: bytes, key: bytes, numbers: Collection[int]) -> Subset:
    """These lines (counted from 1) with their proofs. The file must be UTF-8.

    Raises EvidenceFault `subset_lines`, and ValueError for a key that has not KEY_BYTES.
    """
    lines = lines_of(data)
    if not 0 < len(numbers) <= SHOWN_MAX:
        raise EvidenceFault("subset_lines", f"Show between 1 and {SHOWN_MAX} lines, not {len(numbers)}.")
    for number in numbers:
        if not 0 < number <= len(lines):
            raise EvidenceFault("subset_lines", f"There is no line {number}: the file has {len(lines)}.")
    tree = _tree(lines, key)
    shown = [
        ShownLine(
            number,
            _text(lines[number - 1], number),
            _salt(key, number).hex(),
            [beside.hex() for beside in tree.inclusion_proof(number - 1)],
        )
        for number in sorted(numbers)
    ]
    return Subset(SCHEME, tree.root.hex(), len(lines), shown)


def read_subset(data: bytes) -> Subset:
    """A subset from its JSON. Raises EvidenceFault `subset_form`."""
    if len(data) > SUBSET_BYTES_MAX:
        raise EvidenceFault("subset_form", f"The file has more than {SUBSET_BYTES_MAX} bytes.")
    try:
        return msgspec.json.decode(data, type=Subset)
    except msgspec.MsgspecError as problem:
        raise EvidenceFault("subset_form", f"No lines with proofs: {problem}.") from None


def check(subset: Subset) -> None:
    """Raises EvidenceFault `subset_proof`, which names the first line whose proof does not lead to the root."""
    root, before = bytes.fromhex(subset.root), 0
    for shown in subset.shown:
        if shown.line <= before:
            raise EvidenceFault("subset_proof", f"Line {shown.line} stands behind line {before}.")
        leaf = _leaf(bytes.fromhex(shown.salt), shown.text.encode())
        proof = [bytes.fromhex(beside) for beside in shown.proof]
        if not includes(root, subset.lines_total, shown.line - 1, leaf, proof):
            raise EvidenceFault("subset_proof", f"Line {shown.line} is not the line that the root was made with.")
        before = shown.line


def numbers_of(written: str) -> list[int]:
    """Line numbers from `3,7-9`. Raises EvidenceFault `subset_lines`."""
    numbers: set[int] = set()
    for part in written.split(","):
        first, dash, last = part.strip().partition("-")
        if not (first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit()))):
            raise EvidenceFault("subset_lines", f"Lines are written as 3,7-9, not {part.strip()[:40]!r}.")
        start, end = int(first[:18]), int((last if dash else first)[:18])
        if end < start or end - start >= SHOWN_MAX or len(numbers) > SHOWN_MAX:
            raise EvidenceFault("subset_lines", f"From {start} to {end} are not between 1 and {SHOWN_MAX} lines.")
        numbers.update(range(start, end + 1))
    return sorted(numbers)


def whole_messages(numbers: Iterable[int], first_lines: Sequence[int], lines_total: int) -> list[int]:
    """All lines of the messages that any of these lines is in, so that nothing is quoted out of its message.

    `first_lines` are those of a chat, ascending; a line before the first message stays alone.
    """
    message_of = [0] * (lines_total + 1)
    for first, after in zip(first_lines, [*first_lines[1:], lines_total + 1], strict=True):
        message_of[first:after] = [first] * (after - first)
    wanted = set(numbers)
    messages = {message_of[number] for number in wanted if 0 < number <= lines_total} - {0}
    return sorted(wanted | {number for number in range(1, lines_total + 1) if message_of[number] in messages})


def _text(line: bytes, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise EvidenceFault("subset_lines", f"Line {number} is not UTF-8.") from None


def _tree(lines: Sequence[bytes], key: bytes) -> Tree:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return Tree([_leaf(_salt(key, number), line) for number, line in enumerate(lines, 1)])


def _salt(key: bytes, number: int) -> bytes:
    return hmac.digest(key, number.to_bytes(_NUMBER_BYTES, "big"), sha256)[:SALT_BYTES]


def _leaf(salt: bytes, line: bytes) -> bytes:
    return leaf_hash(salt + line)
