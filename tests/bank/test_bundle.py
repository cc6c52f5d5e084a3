"""Bundles: gzip and zip are unpacked within limits, broken ones refused, and a small file never becomes a huge one."""

import gzip
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.bank import bundle
from fairhold.bank.bundle import FILES_MAX, STREAMS_MAX, Member, unpacked
from fairhold.bank.fault import StatementError
from fairhold.bank.tree import Limits

SMALL = Limits(statement_bytes_max=1_000)


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


def refused(content: bytes, limits: Limits = SMALL) -> StatementError:
    """The fault that a file is refused for."""
    with pytest.raises(StatementError) as caught:
        unpacked(content, limits)
    return caught.value


def test_a_file_that_is_no_bundle_is_given_back() -> None:
    assert unpacked(b"<Document/>", SMALL) == [Member("", b"<Document/>")]
    assert unpacked(b"", SMALL) == [Member("", b"")]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_gives_its_files_in_its_order_with_their_names(method: int) -> None:
    content = zipped(("b/2.xml", b"two"), ("a.sta", b"one"), ("c.gz", gzip.compress(b"three")), method=method)
    assert unpacked(content, SMALL) == [Member("b/2.xml", b"two"), Member("a.sta", b"one"), Member("c.gz", b"three")]


def test_folders_of_a_zip_are_no_files() -> None:
    assert unpacked(zipped(("folder/", b""), ("folder/a", b"one")), SMALL) == [Member("folder/a", b"one")]


def test_a_gzip_is_one_file_of_one_or_several_streams() -> None:
    assert unpacked(gzip.compress(b"one"), SMALL) == [Member("", b"one")]
    assert unpacked(gzip.compress(b"one") + gzip.compress(b"two"), SMALL) == [Member("", b"onetwo")]
    long = bytes(range(256)) * 3_000
    assert unpacked(gzip.compress(long, 0), Limits()) == [Member("", long)]


def test_what_is_larger_than_a_file_may_be_is_not_unpacked_further() -> None:
    assert unpacked(gzip.compress(b"x" * 1_000), SMALL) == [Member("", b"x" * 1_000)]
    assert refused(gzip.compress(b"x" * 1_001)).code == "statement_bundle_too_large"
    assert unpacked(zipped(("a", b"x" * 1_000)), SMALL) == [Member("a", b"x" * 1_000)]
    fault = refused(zipped(("a", b"x" * 1_001)))
    assert (fault.code, fault.pointer) == ("statement_bundle_too_large", "/a")
    assert refused(b"x" * 1_001).code == "statement_too_large"


def test_all_files_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "BUNDLE_BYTES_MAX", 1_500)
    assert len(unpacked(zipped(("a", b"x" * 900), ("b", b"x" * 600)), SMALL)) == 2
    fault = refused(zipped(("a", b"x" * 900), ("b", b"x" * 601)))
    assert (fault.code, fault.pointer) == ("statement_bundle_too_large", "/b")
    fault = refused(zipped(("a", b"x" * 900), ("b", gzip.compress(b"x" * 601))))
    assert (fault.code, fault.pointer) == ("statement_bundle_too_large", "/b")


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(("a", content))])
def test_a_bomb_is_refused_in_little_memory(pack: object) -> None:
    """300 MB of nothing in 300 KB."""
    assert callable(pack)
    bomb = pack(bytes(300_000_000))
    assert len(bomb) < 400_000
    tracemalloc.start()
    fault = refused(bomb, Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert fault.code == "statement_bundle_too_large"
    assert peak < 150_000_000


def test_a_zip_has_a_limit_of_files_and_of_its_directory() -> None:
    many = zipped(*((f"{number}", b"") for number in range(FILES_MAX + 1)), method=zipfile.ZIP_STORED)
    assert refused(many, Limits()).code == "statement_bundle_too_large"
    assert (
        len(unpacked(zipped(*((f"{n}", b"") for n in range(FILES_MAX)), method=zipfile.ZIP_STORED), Limits())) == 1_000
    )
    lying = bytearray(many)
    at = lying.rfind(b"PK\x05\x06")
    lying[at + 8 : at + 12] = b"\x01\x00\x01\x00"
    assert refused(bytes(lying), Limits()).code == "statement_bundle_too_large"


def test_a_gzip_has_a_limit_of_streams() -> None:
    assert unpacked(gzip.compress(b"x") * STREAMS_MAX, Limits()) == [Member("", b"x" * STREAMS_MAX)]
    assert refused(gzip.compress(b"") * (STREAMS_MAX + 1), Limits()).code == "statement_bundle_too_large"


def test_names_of_a_zip_are_plain_and_come_once() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(("a", b"1"), ("a", b"2"))
    fault = refused(twice)
    assert (fault.code, fault.pointer) == ("statement_bundle_broken", "/a")
    assert refused(zipped(("x" * 201, b"1"))).code == "statement_bundle_broken"
    assert refused(zipped(("a\x07b", b"1"))).code == "statement_bundle_broken"


def test_an_empty_zip_holds_nothing() -> None:
    assert refused(zipped()).code == "statement_empty"
    assert refused(zipped(("folder/", b""))).code == "statement_empty"


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"one")[:-1],
        gzip.compress(b"one")[:5],
        gzip.compress(b"one") + b"x",
        b"\x1f\x8b",
        b"\x1f\x8bnonsense and more nonsense",
        gzip.compress(b"one")[:-8] + bytes(8),
        zipped(("a", b"one"))[:-1],
        zipped(("a", b"one"))[:40],
        b"PK\x03\x04",
        zipped(("a", b"one" * 50)).replace(b"PK\x01\x02", b"PK\x01\x03"),
        zipped(("a", b"one"), method=zipfile.ZIP_STORED).replace(b"one", b"two"),
        zipped(("a", b"one"), method=zipfile.ZIP_LZMA),
        zipped(("a", b"one"), method=zipfile.ZIP_BZIP2),
        zipped(("a", zipped(("b", b"one")))),
        zipped(("a.gz", gzip.compress(b"one")[:-1])),
    ],
)
def test_what_is_broken_or_packed_in_another_way_is_refused(content: bytes) -> None:
    assert refused(content).code == "statement_bundle_broken"


def test_an_encrypted_file_is_refused() -> None:
    content = bytearray(zipped(("a", b"one")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    assert refused(bytes(content)).code == "statement_bundle_broken"


@given(st.data())
def test_a_damaged_bundle_is_read_right_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([zipped(("a", b"one"), ("b.gz", gzip.compress(b"two"))), gzip.compress(b"one")]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    spoiled = whole[:start] + data.draw(st.binary(max_size=4)) + whole[end:]
    assert outcome(spoiled) in (["one"], ["one", "two"], [])


def outcome(content: bytes) -> list[str]:
    """What was in the files of a bundle; nothing when it was refused or is no bundle any more."""
    try:
        found = unpacked(content, SMALL)
    except StatementError:
        return []
    if not content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        return []
    return [member.content.decode("latin-1") for member in found]
