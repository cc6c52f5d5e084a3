"""The provability report on paper: the score with its arithmetic, findings with their words, what could be won."""

from datetime import date
from typing import Any

import pytest

from fairhold.papers import provability as papers
from fairhold.papers.press import press
from fairhold.papers.provability import FINDINGS_MAX, Found, Provability, Reading, Share, Supposed
from papers.reading_back import said, squeezed
from papers.test_press import FROM_THE_RIGHT, HOSTILE

FOUND = Found(
    rule="V048",
    family="Colour",
    severity="blocker",
    place="/lines/0/specification",
    why="A colour word is no colour.",
    suggest="Pantone ____ C",
    points=8,
    before="with lid, ",
    words="red",
    after=", 500 ml",
)
SHARE = Share(family="Colour", weight=8, subjects=3, specific=2, measurable=1, testable=0, agreed=2, penalty=8)
NOT_THERE = Share(family="Files", weight=4, subjects=0, specific=0, measurable=0, testable=0, agreed=0, penalty=0)
LOST = Supposed(
    ground="Material",
    winnable=False,
    rule="R-TERM-0",
    needs=("an admission",),
    award="",
    fix="Add a material term.",
    why="The contract has no clause on it.",
)
WON = Supposed(
    ground="Weight",
    winnable=True,
    rule="R-WGT-1",
    needs=(),
    award="USD 80,000.00",
    fix="",
    why="The report weighs more.",
)


def checked(**changed: Any) -> Provability:
    given: dict[str, Any] = {
        "about": "Tumblers",
        "marks": ("Order ord_1", "Fingerprint abc"),
        "footer": "ord_1 abc",
        "day": date(2026, 11, 23),
        "score": 34,
        "band": "weak",
        "base": "45.31",
        "penalty": 11,
        "blockers": 1,
        "findings": (FOUND,),
        "shares": (SHARE, NOT_THERE),
        "supposed": (LOST, WON),
        "readings": (Reading("30a", "/lines/0/quantity_text", "about 1,000 pcs", "1,000 pcs ± 10 %"),),
    }
    return Provability(**(given | changed))


def text(**changed: Any) -> str:
    return said(press().pdf(papers.paper(checked(**changed))))


def test_the_score_stands_on_top_with_what_it_means() -> None:
    printed = text()
    assert squeezed("Provability report Tumblers Order ord_1 Fingerprint abc") in printed
    assert squeezed("34 Weak: 34 of 100 1 term could not be decided in a dispute.") in printed
    assert squeezed("3 terms could not be decided") in text(blockers=3)


@pytest.mark.parametrize(("band", "words"), [("enforceable", "Enforceable: 90"), ("partly", "Enforceable in part: 90")])
def test_without_blockers_the_summary_counts_what_could_be_won(band: str, words: str) -> None:
    printed = text(score=90, band=band, blockers=0)
    assert squeezed(f"{words} of 100 No term blocks. Of 2 supposed breaches 1 could be won.") in printed


def test_a_finding_is_printed_with_the_words_that_it_is_about() -> None:
    printed = text()
    assert squeezed("Blocker: Colour V048 at /lines/0/specification, 8 points with lid, red, 500 ml") in printed
    assert squeezed("Why A colour word is no colour. Write Pantone ____ C") in printed


def test_a_finding_about_a_missing_term_quotes_nothing() -> None:
    missing = Found(
        rule="spec-1",
        family="Remarks",
        severity="info",
        place="/lines/0",
        why="No.",
        suggest="Yes.",
        points=0,
        waived=True,
    )
    printed = text(findings=(missing,))
    assert squeezed("Note: Remarks spec-1 at /lines/0, both sides chose to live with it Why No. Write Yes.") in printed


def test_nothing_found_is_said() -> None:
    assert squeezed("What was found Nothing.") in text(findings=(), penalty=0)


def test_each_supposed_breach_is_printed_with_rule_award_and_the_change_that_would_win() -> None:
    printed = text()
    lost = "Material you would lose this R-TERM-0 Why The contract has no clause on it. Needs an admission"
    assert squeezed(f"{lost} To win it Add a material term.") in printed
    assert squeezed("Weight could be won R-WGT-1 USD 80,000.00 Why The report weighs more.") in printed


def test_the_arithmetic_can_be_followed() -> None:
    printed = text()
    assert squeezed("Colour 8 2/3 1/3 0/3 2/3 41.7 % -8") in printed
    assert squeezed("Files 4 does not apply") in printed
    assert squeezed("Remarks -3") in printed
    assert squeezed("Score 45.31 of 100 holds, less penalties 11: 34") in printed


def test_readings_are_offered_not_taken() -> None:
    assert squeezed("30a /lines/0/quantity_text about 1,000 pcs 1,000 pcs ± 10 %") in text()
    assert squeezed("UCP 600") not in text(readings=())


@pytest.mark.parametrize("hostile", [one for one in HOSTILE if one != FROM_THE_RIGHT], ids=range(len(HOSTILE) - 1))
def test_hostile_words_are_quoted_as_text(hostile: str) -> None:
    found = Found(
        rule="r", family="f", severity="major", place="p", why=hostile, suggest=hostile, points=1, words=hostile
    )
    assert text(findings=(found,), about=hostile).count(squeezed(hostile)) == 4


def test_the_same_report_is_the_same_bytes() -> None:
    assert press().pdf(papers.paper(checked())) == press().pdf(papers.paper(checked()))


def test_more_findings_than_a_paper_holds_are_counted() -> None:
    blocks = papers.paper(checked(findings=(FOUND,) * (FINDINGS_MAX + 5))).blocks
    assert sum(getattr(block, "label", "").startswith("V048") for block in blocks) == FINDINGS_MAX
    assert "And 5 more, which this paper does not print." in [getattr(block, "text", "") for block in blocks]
