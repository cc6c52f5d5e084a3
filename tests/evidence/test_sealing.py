"""Sealed bytes: they come back as they were, from any place, and no piece can be changed, moved or cut off unseen."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.evidence import sealing
from fairhold.evidence.sealing import HEAD_BYTES, PIECES_AT_ONCE, TAG_BYTES, Damaged, Opened, Sealer, key_id_of

KEY, KEY_ID = bytes(range(32)), bytes(range(16))
PIECE = 64


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PIECE_BYTES", PIECE)


def sealed(*parts: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, KEY, KEY_ID)
    for part in parts:
        sealer.write(part)
    sealer.close()
    return out.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    with Opened(io.BytesIO(data), key) as file:
        return file.readall()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_what_was_sealed_is_opened(size: int) -> None:
    data = bytes((number * 7 + 100) % 251 for number in range(size))
    whole = sealed(data)
    assert opened(whole) == data
    assert key_id_of(io.BytesIO(whole)) == KEY_ID
    assert data[:8] not in whole or size < 8


@given(st.lists(st.binary(max_size=150), max_size=6), st.integers(-10, 400), st.integers(0, 200))
@settings(deadline=None)
def test_any_place_can_be_read_however_the_bytes_came_in(parts: list[bytes], start: int, length: int) -> None:
    data = b"".join(parts)
    with io.BufferedReader(Opened(io.BytesIO(sealed(*parts)), KEY)) as file:
        assert file.seek(0, io.SEEK_END) == len(data)
        file.seek(max(start, 0))
        assert file.read(length) == data[max(start, 0) :][:length]
        file.seek(0)
        assert file.read() == data


def test_many_pieces_are_written_together_and_none_is_lost_on_the_way() -> None:
    data = bytes((number * 11 + 3) % 253 for number in range(PIECE * (2 * PIECES_AT_ONCE + 3) + 5))
    written: list[int] = []

    class Out(io.BytesIO):
        def write(self, given: Any, /) -> int:
            written.append(len(given))
            return super().write(given)

    out = Out()
    sealer = Sealer(out, KEY, KEY_ID)
    for start in range(0, len(data), 100):
        sealer.write(data[start : start + 100])
    sealer.close()
    batch = PIECES_AT_ONCE * (PIECE + TAG_BYTES)
    assert written == [HEAD_BYTES, batch, batch, 3 * (PIECE + TAG_BYTES) + 5 + TAG_BYTES]
    assert opened(out.getvalue()) == data


def test_a_flipped_bit_anywhere_is_found() -> None:
    whole = sealed(bytes(3 * PIECE))
    for at in range(len(whole)):
        bent = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(Damaged):
            opened(bent)


def test_pieces_cannot_be_moved_taken_out_or_cut_off() -> None:
    whole = sealed(bytes(PIECE) + b"x" * PIECE + b"y" * PIECE)
    head, step = whole[:HEAD_BYTES], PIECE + TAG_BYTES
    one, two, three = (whole[HEAD_BYTES + at * step : HEAD_BYTES + (at + 1) * step] for at in range(3))
    for wrong in (two + one + three, one + three, one + two, one, one + one + three, b"", one + two + three + three):
        with pytest.raises(Damaged):
            opened(head + wrong)
    for end in range(len(whole)):
        with pytest.raises(Damaged):
            opened(whole[:end])


def test_another_key_or_another_head_opens_nothing() -> None:
    whole = sealed(b"gold")
    with pytest.raises(Damaged):
        opened(whole, bytes(32))
    with pytest.raises(Damaged):
        opened(b"FHSEAL2\n" + whole[8:])
    with pytest.raises(Damaged):
        key_id_of(io.BytesIO(b"short"))


def test_what_was_not_closed_is_not_whole() -> None:
    out = io.BytesIO()
    Sealer(out, KEY, KEY_ID).write(bytes(2 * PIECE + 1))
    with pytest.raises(Damaged):
        opened(out.getvalue())


def test_a_place_before_the_beginning_is_none() -> None:
    with Opened(io.BytesIO(sealed(b"gold")), KEY) as file:
        assert file.seek(-1, io.SEEK_END) == 3
        with pytest.raises(ValueError, match="before the beginning"):
            file.seek(-5, io.SEEK_CUR)
        assert file.seek(100) == 100
        assert file.read(5) == b""
