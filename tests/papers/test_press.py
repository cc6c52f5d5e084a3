"""The press: the same bytes everywhere, text that stays text, and nothing left out."""

import hashlib
import io
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from fairhold.papers import press as the_press
from fairhold.papers.press import PaperTooLong, Press, press
from fairhold.papers.sheet import (
    Entry,
    Figure,
    Grid,
    Heading,
    Notice,
    Pairs,
    Paper,
    Part,
    Row,
    Signature,
    Signatures,
    Words,
)
from papers.reading_back import pages, said, squeezed


def paper(*blocks: Part, **changed: Any) -> Paper:
    given: dict[str, Any] = {
        "title": "A title",
        "subtitle": "A subtitle",
        "marks": ("first mark", "second mark"),
        "footer": "what stands below",
        "day": date(2026, 11, 23),
        "blocks": blocks,
    }
    return Paper(**(given | changed))


EVERY: tuple[Part, ...] = (
    Heading(text="A heading"),
    Words(text="A paragraph"),
    Pairs(rows=(("Left", "right"),)),
    Notice(title="Mind", text="this", tone="warn"),
    Grid(
        head=("No", "What"),
        widths=(0, 1),
        rows=(Row(("1", "thing"), (("Under", "it"),)), Row(("2", "sum"), strong=True)),
    ),
    Figure(number="87", title="Good", text="enough", tone="good"),
    Entry(title="Found", label="rule-1", before="before ", words="marked", after=" after", rows=(("Why", "so"),)),
    Signatures(sides=(Signature("Buyer", "Harbour", "not signed", ("Name",)),)),
)

FROM_THE_RIGHT = "قطن 100٪ שלום"
HOSTILE = (
    '#eval("1+1") #panic("out") #read("/etc/passwd")',
    "$ x^2 $ \\sum \\n \\u{41} \\",
    "*bold* _slanted_ `code` <label> @reference = heading - list + number / term: what",
    "// not a comment /* nor this */ -- --- ... ~ 'quotes' \"quotes\"",
    '{"kind": "panic"} ${json} %s {0} {{braces}} ]] [[',
    "https://example.com/?a=b&c=<d>",
    "混合 text 与 中文，。；：",
    FROM_THE_RIGHT,
)


def test_every_kind_of_block_is_printed_with_all_it_says() -> None:
    wanted = (
        *("A title", "A subtitle", "first mark", "second mark", "what stands below", "Page 1 of 1", "A heading"),
        *("A paragraph", "Left", "right", "Mind", "this", "No", "What", "thing", "Under", "it", "sum", "87", "Good"),
        *("enough", "Found", "rule-1", "before marked after", "Why", "so", "Buyer", "Harbour", "not signed", "Name"),
    )
    text = said(press().pdf(paper(*EVERY)))
    assert [one for one in wanted if squeezed(one) not in text] == []


def test_the_same_paper_is_the_same_bytes_again() -> None:
    made = paper(*EVERY)
    assert press().pdf(made) == press().pdf(made) == Press().pdf(made)


def test_the_same_paper_is_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests')\n"
        "from papers.test_press import EVERY, HOSTILE, paper\n"
        "from fairhold.papers.press import press\nfrom fairhold.papers.sheet import Words\n"
        "made = paper(*EVERY, *(Words(text=text) for text in HOSTILE))\n"
        "print(hashlib.sha256(press().pdf(made)).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    here = press().pdf(paper(*EVERY, *(Words(text=text) for text in HOSTILE)))
    assert ran.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_another_day_is_another_paper() -> None:
    assert press().pdf(paper(*EVERY)) != press().pdf(paper(*EVERY, day=date(2026, 11, 24)))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("place", ["title", "words", "pair", "cell", "entry", "footer", "name"])
def test_text_is_only_ever_text(text: str, place: str) -> None:
    made = {
        "title": paper(title=text),
        "footer": paper(footer=text),
        "words": paper(Words(text=text)),
        "pair": paper(Pairs(rows=((text, text),))),
        "cell": paper(Grid(head=(text,), widths=(1,), rows=(Row((text,), ((text, text),)),))),
        "entry": paper(Entry(title=text, label=text, before=text, words=text, after=text)),
        "name": paper(Signatures(sides=(Signature(text, text, text, (text,)),))),
    }[place]
    found = said(press().pdf(made))
    if text == FROM_THE_RIGHT:  # which another program reads back in an order of its own
        assert set(squeezed(text)) <= set(found)
    else:
        assert squeezed(text) in found


def test_the_paper_is_for_keeping() -> None:
    reader = PdfReader(io.BytesIO(press().pdf(paper(*EVERY))))
    about = reader.xmp_metadata
    assert about is not None
    assert (about.pdfaid_part, about.pdfaid_conformance) == ("2", "A")
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("A title", "Fairhold")
    assert str(reader.metadata.creation_date) == "2026-11-23 00:00:00+00:00"
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_a_sign_without_a_picture_is_named_and_the_paper_says_so() -> None:
    text = said(press().pdf(paper(Words(text="A \U0001f600 and \u202eback \u0e01"))))
    assert squeezed("A [U+1F600] and [U+202E]back [U+0E01]") in text
    assert "here:3." in text


def test_a_paper_without_such_signs_does_not_speak_of_them() -> None:
    assert "codepoint" not in said(press().pdf(paper(*EVERY)))


def test_what_was_learnt_about_signs_changes_no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_press, "_SIGNS_REMEMBERED_MAX", 2)
    printing = Press()
    made = paper(Words(text="材质 \U0001f600"))
    first = printing.pdf(made)
    printing.pdf(paper(Words(text="颜色 \U0001f601 \u0e02")))
    assert printing.pdf(made) == first == Press().pdf(made)


def test_every_sign_of_the_chinese_standard_set_can_be_printed() -> None:
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    signs = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    assert len(signs) == 6_763
    text = said(press().pdf(paper(Words(text=signs))))
    assert "U+" not in text
    assert [sign for sign in signs if sign not in text] == []


def test_a_run_without_spaces_stays_on_the_page() -> None:
    run = "W" * 4_000
    made = paper(
        Pairs(rows=(("Run", run),)), Grid(head=("a", "b"), widths=(1, 0), rows=(Row((run[:300], "USD 1.00")),))
    )
    printed = press().pdf(made)
    assert said(printed).count("W") == 4_300
    lines = [line for page in pages(printed) for line in page.splitlines()]
    assert max(line.count("W") for line in lines) * 8.9 < 390  # points that a W takes, points that the column has
    assert any(line.endswith("USD 1.00") for line in lines)


def test_a_table_over_many_pages_repeats_its_head_and_numbers_its_pages() -> None:
    rows = tuple(Row((str(n), f"thing {n}"), (("Under", f"below {n}"),)) for n in range(200))
    printed = pages(press().pdf(paper(Grid(head=("Number", "What it is"), widths=(0, 1), rows=rows))))
    assert len(printed) > 5
    assert all("What it is" in page for page in printed)
    assert [f"Page {n} of {len(printed)}" in page for n, page in enumerate(printed, 1)] == [True] * len(printed)
    for n in range(200):
        (page,) = (page for page in printed if f"thing {n}\n" in page)
        assert f"below {n}" in page  # what stands under a row is on its page


def test_too_much_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_press, "CHARACTERS_MAX", 1_000)
    with pytest.raises(PaperTooLong) as refused:
        press().pdf(paper(Words(text="x" * 1_000)))
    assert refused.value.told().startswith("there is too much to print: 1,")


def test_new_signs_are_looked_up_after_a_paper_with_pictures_is_gone() -> None:
    """The compiler keeps the folder of its last paper; the next paper must not depend on it."""
    fresh = Press()
    assert fresh.drawable(b"no picture") is False
    assert "Größe" in said(fresh.pdf(paper(Words(text="Größe"))))
