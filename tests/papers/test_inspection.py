"""The report of an inspection on paper: the verdict on top, every figure, what nobody looked at, and the signature."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evidence.files import drawn_png, jpeg
from fairhold.papers import inspection as papers
from fairhold.papers.inspection import READINGS_MAX, Inspected, Measured
from fairhold.papers.press import press
from fairhold.papers.sheet import Figure, Notice
from fairhold.standards.reporting import judge
from fairhold.trade.policy import Policy
from fairhold.trade.report import Checked, Found, Judged, Photo, Report, Tried, content_hash, signed_bytes
from papers.reading_back import pictures, said, squeezed
from papers.test_press import HOSTILE
from standards.test_reporting import BEGUN, CONTRACT, GOOD, KEY, PHOTO, PUBLIC, VISIT, reading
from trade.playing import changed

WEIGHT = "/lines/0/terms/weight/0"


def failed() -> Report:
    """Eight majors, a weight outside, a failed test and a wrong label; the colour was not looked at."""
    report = changed(
        GOOD,
        defects=(
            Found(name="scratch on the rim", severity="major", count=8, term="/goods/colour/0", photos=(PHOTO,)),
            Found(name="smudge", severity="minor", count=2),
        ),
        measurements=(reading(value="217", uncertainty="0.1"), reading(value="213.5"), reading(value="219")),
        tests=(Tried(name="leak", method="water, 24 h", pieces=13, passed=12),),
        checks=(
            Checked(subject="barcode", conforms=False, note="does not scan"),
            Checked(subject="quantity", conforms=True),
        ),
        photos=(Photo(sha256=PHOTO, taken_at=BEGUN + timedelta(hours=1)),),
        not_inspected=("/goods/dimensions/0",),
        remarks="The hall was unheated.",
        verdict="fail",
    )
    signed: Report = changed(report, signature=KEY.sign(signed_bytes(report)).hex())
    return signed


def inspected(report: Report, **more: Any) -> Inspected:
    """The report as it is printed, judged by the standards room."""
    judged = judge(report, CONTRACT, VISIT, Policy())
    assert isinstance(judged, Judged), judged
    given: dict[str, Any] = {
        "title": "8,000 steel tumblers",
        "buyer": "Harbour Homeware Inc, US, pty_0ep7trc0004z9",
        "supplier": "宁波 Tumbler Works, CN, pty_0ep7trc0009yj",
        "kind": "Before shipment",
        "agreed": True,
        "report": report,
        "judged": judged,
        "reasons": judged.reasons,
        "measured": (
            Measured(
                goods="Tumbler",
                title="Weight",
                says="215 to 219 g; net",
                unit="g",
                least="215",
                most="219",
                lowest="213.5",
                highest="219",
                outside=1,
                instruments=("scale 7",),
                readings=("1: 217 ± 0.1", "1: 213.5", "1: 219"),
            ),
        )
        if report.measurements
        else (),
        "terms": {
            "/goods/dimensions/0": "All goods: Size: height 130 mm",
            "/goods/colour/0": "All goods: Colour: 186 C",
        },
        "sha256": content_hash(report),
        "submitted_at": datetime(2019, 7, 22, 16, 5, tzinfo=UTC),
        "public_key": PUBLIC,
    }
    return Inspected(**(given | more))


def test_the_verdict_stands_on_top_with_its_reasons() -> None:
    """3.3."""
    top = papers.paper(inspected(failed())).blocks[0]
    assert top == Figure(
        number="Fail",
        title="The lot does not stand.",
        text="/lines/0/terms/weight/0: 1 of 3 outside, the worst 213.5 g\n8 major defects, 7 accepted\n"
        "leak: 12 of 13 passed\nbarcode does not conform",
        tone="bad",
    )
    good = changed(GOOD, signature=KEY.sign(signed_bytes(GOOD)).hex())
    assert papers.paper(inspected(good)).blocks[0] == Figure(
        number="Pass", title="The lot stands.", text="Nothing was found amiss.", tone="good"
    )


def test_every_figure_of_the_report_is_printed() -> None:
    report = failed()
    told = said(press().pdf(papers.paper(inspected(report))))
    for words in (
        *("Inspection report", "8,000 steel tumblers", "Harbour Homeware Inc", "宁波 Tumbler Works", report.order),
        *(report.contract, "Ningbo, hall 3", "2019-07-22 09:00 UTC", "Ines Vogt, Blue Heron Inspection"),
        *("Neither party is tied to the inspector.", "2,000 pieces", "90 %", "40", "5, 10, 15, 23, 27, 34, 40"),
        *("ISO 2859-1 (iso2859_1_1999), level II, normal inspection.", "scratch on the rim", PHOTO),
        *("Tumbler: Weight", "215 to 219 g", "1: 217 ± 0.1; 1: 213.5; 1: 219", "scale 7", "leak", "12 of 13 passed"),
        *("Barcode", "does not conform", "does not scan", "All goods: Size: height 130 mm", "The hall was unheated."),
        *("2019-07-22 10:00 UTC", PUBLIC, report.signature, content_hash(report), "2019-07-22 16:05 UTC"),
    ):
        assert squeezed(words) in told, words


def test_what_a_reader_has_to_know_first_is_boxed() -> None:
    """R9, S75, 4.2: nobody looked at it; one side alone; it corrects another."""
    blocks = papers.paper(inspected(failed(), agreed=False, corrects=("ab" * 32,))).blocks
    boxed = [block for block in blocks if isinstance(block, Notice)]
    assert [(one.title, one.text) for one in boxed if one.tone == "warn"] == [
        ("This report corrects an earlier one", "ab" * 32),
        ("Nobody looked at these terms: the report says nothing about them", "All goods: Size: height 130 mm"),
    ]
    assert [one.title for one in boxed if one.tone == "plain"] == ["Asked for by one side alone"]


def test_a_report_without_figures_says_so() -> None:
    bare = changed(GOOD, plan=(), kind="laboratory", photos=(), remarks="")
    signed = changed(bare, signature=KEY.sign(signed_bytes(bare)).hex())
    judged = Judged("pass")
    told = said(press().pdf(papers.paper(inspected_bare(signed, judged))))
    for words in ("No defects were counted.", "Nothing was measured.", "The report lists no photos."):
        assert squeezed(words) in told


def inspected_bare(report: Report, judged: Judged) -> Inspected:
    return changed(inspected(failed()), report=report, judged=judged, measured=())


def test_a_long_row_of_readings_is_cut_and_the_paper_says_so() -> None:
    made = inspected(failed())
    many = changed(made.measured[0], readings=tuple(f"{n}: 217" for n in range(1, 5_001)))
    pdf = press().pdf(papers.paper(changed(made, measured=(many,))))
    told = said(pdf)
    assert squeezed(f"{READINGS_MAX}: 217; and 4,800 more in the report") in told
    assert len(pdf) < 200_000


@pytest.mark.parametrize("sign", HOSTILE)
def test_what_was_typed_is_only_ever_text(sign: str) -> None:
    report = changed(failed(), remarks=f"x{sign}y")
    pdf = press().pdf(papers.paper(changed(inspected(failed()), report=report)))
    assert pdf.startswith(b"%PDF")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert press().pdf(papers.paper(inspected(failed()))) == press().pdf(papers.paper(inspected(failed())))


def test_photos_that_are_there_are_drawn_beside_their_defect_and_no_others() -> None:
    picture = drawn_png(60, 40)
    of = inspected(failed(), pictures={PHOTO: "picture-1"})
    pdf = press().pdf(papers.paper(of), {"picture-1": picture})
    assert squeezed("scratch on the rim (major), photo 1") in said(pdf)
    assert pictures(pdf) == [(60, 40)]
    assert press().pdf(papers.paper(of), {"picture-1": picture}) == pdf
    assert "photo 1)" not in said(press().pdf(papers.paper(inspected(failed()))))


def test_what_only_begins_as_a_picture_cannot_be_drawn() -> None:
    assert press().drawable(drawn_png())
    for broken in (jpeg(30, 30), drawn_png()[:-30], b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>"[:20]):
        assert not press().drawable(broken)
