"""What a PDF says, read in a process that little can be made of: its facts, its limits, and files that are none."""

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from evidence import files
from fairhold.evidence import pdf, pdf_child
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.pdf import read_pdf
from fairhold.papers.press import press
from fairhold.papers.sheet import Paper, Words


def paper(text: str = "The lids do not close. 盖子关不上", pages: int = 1) -> bytes:
    """A PDF that a program made."""
    block = Words(text="\n".join([text] * 40 * pages) if pages > 1 else text)
    made = Paper(title="Report", subtitle="", marks=(), footer="", day=date(2019, 6, 3), blocks=(block,))
    return press().pdf(made)


def changed(data: bytes, again: bool = False, **how: Any) -> bytes:
    """The same PDF with something done to it: a password, a script, or (with `again`) saved once more."""
    writer = PdfWriter(io.BytesIO(data), incremental=again)
    if "script" in how:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
        script = DictionaryObject({NameObject(name): value for name, value in action.items()})
        writer.root_object[NameObject("/OpenAction")] = script
    if "password" in how:
        writer.encrypt(how["password"], "owner")
    if "author" in how:
        writer.add_metadata({"/Author": how["author"], "/ModDate": "D:20190604081500+08'00'"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read(data: bytes) -> pdf.Pdf:
    return read_pdf(io.BytesIO(data))


def code(data: bytes) -> str:
    with pytest.raises(EvidenceFault) as caught:
        read(data)
    return caught.value.code


def outcome(data: bytes) -> str:
    try:
        return "read" if read(data).pages in (0, 1) else "other pages"
    except EvidenceFault as fault:
        return fault.code


def test_a_pdf_says_who_made_it_when_and_what_it_says() -> None:
    found = read(changed(paper(), author="Ines Vogt"))
    assert (found.title, found.author, found.pages, found.revisions) == ("Report", "Ines Vogt", 1, 1)
    assert (found.created_at, found.changed_at) == ("2019-06-03T00:00:00Z", "2019-06-04T08:15:00+08:00")
    assert (found.signatures, found.active, found.encrypted) == (0, (), False)
    assert "The lids do not close. 盖子关不上" in found.text


def test_what_was_saved_into_it_later_is_seen() -> None:
    assert read(changed(paper(), again=True, author="Somebody else")).revisions == 2


def test_what_it_could_do_beside_being_read_is_named() -> None:
    assert read(changed(paper(), script=True)).active == ("script",)


@pytest.mark.parametrize(("password", "pages", "text"), [("secret", 0, ""), ("", 1, "lids")])
def test_a_password_is_said_and_an_empty_one_opens(password: str, pages: int, text: str) -> None:
    found = read(changed(paper(), password=password))
    assert (found.encrypted, found.pages, text in found.text) == (True, pages, True)


def test_no_more_text_is_read_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    long = paper(pages=3)
    assert len(PdfReader(io.BytesIO(long)).pages) == 2
    whole = read(long)
    monkeypatch.setattr(pdf, "PAGES_MAX", 1)
    assert (read(long).pages, whole.text.startswith(read(long).text)) == (2, True)
    assert len(read(long).text) < len(whole.text)
    monkeypatch.setattr(pdf, "CHARACTERS_MAX", 50)
    assert read(long).text == whole.text[:50]


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PDF_BYTES_MAX", 100)
    assert code(paper()) == "pdf_too_large"


def test_reading_ends_where_memory_or_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS_MAX", 0)
    assert code(paper(pages=3)) == "pdf_limits"
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "WAIT_SECONDS_MAX", 0.001)
    assert code(paper()) == "pdf_limits"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", files.pdf(), b"%PDF-1.7\n" + b"\xff" * 5_000], ids=range(4))
def test_what_is_no_pdf_is_said_so(data: bytes) -> None:
    assert code(data) == "pdf_form"


@pytest.mark.parametrize("cut", [10, 500, 2_000])
def test_a_pdf_that_was_cut_or_flipped_is_read_or_refused_and_nothing_else(cut: int) -> None:
    data = paper()
    flipped = bytearray(data)
    flipped[cut] ^= 0x55
    for given in (data[:-cut], bytes(flipped)):
        assert outcome(given) in ("read", "pdf_form")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("D:20190603120000+08'00'", "2019-06-03T12:00:00+08:00"),
        ("D:2019", "2019-01-01T00:00:00"),
        ("D:20190603120000Z", "2019-06-03T12:00:00Z"),
        ("3 June 2019", ""),
    ],
)
def test_a_date_is_told_in_iso_8601(text: str, told: str) -> None:
    assert pdf_child.moment(text) == told


def test_both_know_one_exit_code() -> None:
    assert pdf.TOO_MUCH == pdf_child.TOO_MUCH
