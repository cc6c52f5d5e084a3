"""Readings of UCP 600: offered with article, before and after; applied only when asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.fixes import FIXES_MAX, FixStale, apply, fixes


def offered(text: str) -> list[tuple[str, str, str, str]]:
    return [(fix.name, fix.article, fix.before, fix.after) for fix in fixes(Draft(clauses=(text,)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Quantity: about 1000 pcs", [("about_quantity", "30a", "about 1000 pcs", "1000 pcs ± 10 %")]),
        ("数量：约500件", [("about_quantity", "30a", "约500件", "500件 ± 10 %")]),
        ("Quantity: 1000 pcs approximately", [("about_quantity", "30a", "1000 pcs approximately", "1000 pcs ± 10 %")]),
        ("Quantity: 20 tons", [("quantity_by_measure", "30b", "20 tons", "20 tons ± 5 %")]),
        ("Total amount about USD 25,000.00", [("about_amount", "30a", "about USD 25,000.00", "USD 25,000.00 ± 10 %")]),
        (
            "Ship on or about 5 August 2026",
            [("on_or_about", "3", "on or about 5 August 2026", "from 2026-07-31 to 2026-08-10, both days included")],
        ),
        (
            "Shipment in the first half of February 2028",
            [
                (
                    "half_of_month",
                    "3",
                    "the first half of February 2028",
                    "from 2028-02-01 to 2028-02-15, both days included",
                )
            ],
        ),
        (
            "Shipment: second half of Feb 2027",
            [("half_of_month", "3", "second half of Feb 2027", "from 2027-02-16 to 2027-02-28, both days included")],
        ),
        (
            "Shipment: early Aug 2026",
            [("third_of_month", "3", "early Aug 2026", "from 2026-08-01 to 2026-08-10, both days included")],
        ),
        (
            "Ship in mid-August 2026",
            [("third_of_month", "3", "mid-August 2026", "from 2026-08-11 to 2026-08-20, both days included")],
        ),
        (
            "交货期：2026年8月下旬",
            [("third_of_month", "3", "2026年8月下旬", "from 2026-08-21 to 2026-08-31, both days included")],
        ),
        ("Shipment: ASAP", [("no_urgency", "3", " ASAP", "")]),
        ("Quantity: 1000 pcs", []),
        ("Quantity: 20 tons ± 3 %", []),
        ("about 217 g", []),
        ("Ship by 5 August 2026", []),
        ("Ship in early August", []),
        ("2026年13月下旬", []),
    ],
)
def test_a_loose_word_gets_the_reading_of_its_article(text: str, wanted: list[tuple[str, str, str, str]]) -> None:
    assert offered(text) == wanted


def test_nothing_is_changed_until_it_is_asked_for() -> None:
    draft = Draft(lines=(DraftLine(specification="red\nQuantity: about 1000 pcs, as ever"),))
    (fix,) = fixes(draft)
    assert (fix.field, fix.span) == ("/lines/0/specification", (14, 28))
    assert fix.value == "red\nQuantity: 1000 pcs ± 10 %, as ever"
    assert draft.lines[0].specification == "red\nQuantity: about 1000 pcs, as ever"
    assert apply(draft, fix) == Draft(lines=(DraftLine(specification=fix.value),))


@pytest.mark.parametrize(
    "draft",
    [
        Draft(ship_by_text="early Aug 2026"),
        Draft(clauses=("nothing", "ship early Aug 2026")),
        Draft(remarks="ship early Aug 2026"),
        Draft(lines=(DraftLine(), DraftLine(description="ship early Aug 2026"))),
    ],
)
def test_a_fix_reaches_every_kind_of_text(draft: Draft) -> None:
    (fix,) = fixes(draft)
    changed = apply(draft, fix)
    assert fixes(changed) == ()
    assert "from 2026-08-01 to 2026-08-10, both days included" in str(changed)


def test_a_fix_whose_words_are_gone_is_refused() -> None:
    (fix,) = fixes(Draft(remarks="ship early Aug 2026"))
    for other in (Draft(remarks="ship late Aug 2026."), Draft()):
        with pytest.raises(FixStale, match="does not stand at 5-19 of /remarks"):
            apply(other, fix)


def test_no_more_fixes_are_offered_than_can_be_read() -> None:
    assert len(fixes(Draft(clauses=("ship early Aug 2026",) * (FIXES_MAX + 1)))) == FIXES_MAX


@given(
    st.lists(
        st.sampled_from(["about", "ship", "5", "early", "Aug", "2026", "8月", "上旬", "pcs", "kg", "ASAP", "USD", "."])
    )
)
def test_every_fix_changes_exactly_the_words_that_it_names(words: list[str]) -> None:
    draft = Draft(remarks=" ".join(words))
    for fix in fixes(draft):
        start, end = fix.span
        assert draft.remarks[start:end] == fix.before
        assert apply(draft, fix).remarks == fix.value == draft.remarks[:start] + fix.after + draft.remarks[end:]
