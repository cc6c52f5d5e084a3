"""The zip that is written as it is read: other programs read it, and it is the same bytes every time."""

import io
import zipfile
import zlib
from functools import partial

import pytest

from fairhold.casefile import archive
from fairhold.casefile.archive import FILE_BYTES_MAX, PIECE_BYTES, Member, opened, pieces, size_of

FILES = {"README.txt": b"Read me.\n", "evidence/photo.jpeg": b"\xff\xd8" * PIECE_BYTES, "empty": b""}


def members(files: dict[str, bytes]) -> list[Member]:
    return [Member(name, len(data), zlib.crc32(data), partial(io.BytesIO, data)) for name, data in files.items()]


def test_another_program_reads_it() -> None:
    data = opened(members(FILES)).read()
    assert len(data) == size_of(members(FILES))
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == FILES
        assert {info.date_time for info in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in found.infolist()} == {0o100644}


def test_it_comes_in_pieces_of_any_size_and_is_always_the_same() -> None:
    whole = b"".join(pieces(members(FILES)))
    with opened(members(FILES)) as slowly:
        assert b"".join(iter(partial(slowly.read, 997), b"")) == whole
    assert max(map(len, pieces(members(FILES)))) <= PIECE_BYTES


def test_no_more_than_one_file_is_open_and_it_is_closed_when_nobody_reads_on() -> None:
    source = io.BytesIO(b"x" * PIECE_BYTES * 3)
    reading = opened([Member("one", PIECE_BYTES * 3, 0, lambda: source)])
    reading.read(PIECE_BYTES)
    assert not source.closed
    reading.close()
    assert source.closed


def test_places_that_are_far_are_told_in_the_zip64_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_SMALL", 60)
    data = opened(members(FILES)).read()
    monkeypatch.undo()
    patched = data.replace((60).to_bytes(4, "little"), b"\xff\xff\xff\xff")
    with zipfile.ZipFile(io.BytesIO(patched)) as found:
        assert {name: found.read(name) for name in found.namelist()} == FILES


@pytest.mark.parametrize("given", [b"short", b"much longer than was told"])
def test_a_file_of_another_size_breaks_off(given: bytes) -> None:
    changed = [Member("one", 8, 0, partial(io.BytesIO, given))]
    with pytest.raises(ValueError, match="one has not 8 bytes any more"):
        opened(changed).read()


def test_a_file_that_no_zip_may_have_is_refused() -> None:
    with pytest.raises(ValueError, match="a file may have"):
        size_of([Member("one", FILE_BYTES_MAX + 1, 0, io.BytesIO)])
