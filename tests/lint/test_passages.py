"""Texts cut into sentences and sorted to families."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.passages import PASSAGES_MAX, cut, said


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in cut(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Colour: red", ["Colour: red"]),
        ("colour is red; size 8.8*8.8*13 cm.", ["colour is red", "size 8.8*8.8*13 cm."]),
        (
            "颜色为红色。尺寸8.8*8.8*13厘米；材质：不锈钢，颜色：红色",
            ["颜色为红色", "尺寸8.8*8.8*13厘米", "材质：不锈钢", "颜色：红色"],
        ),
        ("Material: steel, Packing: carton", ["Material: steel", "Packing: carton"]),
        ("AQL: critical 0, major: 2.5, minor: 4.0", ["AQL: critical 0, major: 2.5, minor: 4.0"]),
        ("Seal No. 5 is whole. Next one", ["Seal No. 5 is whole", "Next one"]),
        ("See No. A12 here", ["See No. A12 here"]),
        ("approx. 500 pcs. Colour red", ["approx. 500 pcs", "Colour red"]),
        ("24 pcs. per carton", ["24 pcs. per carton"]),
        ("Ship by Aug. 5, 2019. Then pay", ["Ship by Aug. 5, 2019", "Then pay"]),
        ("Ship in Aug. Packing: carton", ["Ship in Aug", "Packing: carton"]),
        ("Made by Co., Ltd. Shanghai e.g. so", ["Made by Co., Ltd. Shanghai e.g. so"]),
        ("Lab 45.2; 66.1; -32.4 is red", ["Lab 45.2; 66.1; -32.4 is red"]),
        ("by 05.08.2026 at 2.5 mm", ["by 05.08.2026 at 2.5 mm"]),
        ("1. Material: 304\n2. Colour: red", ["1. Material: 304", "2. Colour: red"]),
        ("Colour:\n red\nSize:\n8 cm", ["Colour:\n red", "Size:\n8 cm"]),
        ("Colour:\n\n", ["Colour:"]),
        ("one\r\ntwo\u2028three", ["one", "two", "three"]),
        (
            "Material: SUS304; tested by SGS with XRF. Colour red",
            ["Material: SUS304; tested by SGS with XRF", "Colour red"],
        ),
        ("Weight 217 g. Weighed on 5 pieces.", ["Weight 217 g. Weighed on 5 pieces."]),
        ("材质：304；由第三方实验室检测", ["材质：304；由第三方实验室检测"]),
        ("Really? Yes! Sure", ["Really", "Yes", "Sure"]),
        (" \n\t ", []),
        ("", []),
    ],
)
def test_a_text_is_cut_where_a_sentence_ends_and_nowhere_else(text: str, wanted: list[str]) -> None:
    assert pieces(text) == wanted


@given(st.text(alphabet="aA1.;,:。，： \n!?-颜色Nno", max_size=200))
def test_pieces_are_in_order_do_not_overlap_and_lose_no_letter(text: str) -> None:
    found = cut(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    kept = "".join(text[start:end] for start, end in found)
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize("sign", ["a", ".", "a.", "\n", "a:\n", "a:\u2028", ";", " ", "，", "no. "])
def test_cutting_takes_time_in_proportion_to_the_text(sign: str) -> None:
    began = time.process_time()
    cut(sign * (20_000 // len(sign)))
    assert time.process_time() - began < 30


def test_every_text_of_a_draft_is_a_passage_with_its_place() -> None:
    draft = Draft(
        title="Gold ring",
        lines=(DraftLine(description="Ring. Red", quantity_text="approx 5", specification="18k"),),
        quality="good",
        packaging="bag",
        dispute_resolution="talk",
        ship_by_text="soon",
        incoterm_place="Ningbo",
        remarks="as ever",
        clauses=("", "one; two"),
    )
    assert [(one.passage.field, one.passage.start, one.passage.text, one.line) for one in said(draft)] == [
        ("/title", 0, "Gold ring", None),
        ("/lines/0/description", 0, "Ring", 0),
        ("/lines/0/description", 6, "Red", 0),
        ("/lines/0/quantity_text", 0, "approx 5", 0),
        ("/lines/0/specification", 0, "18k", 0),
        ("/quality", 0, "good", None),
        ("/packaging", 0, "bag", None),
        ("/dispute_resolution", 0, "talk", None),
        ("/ship_by_text", 0, "soon", None),
        ("/incoterm_place", 0, "Ningbo", None),
        ("/remarks", 0, "as ever", None),
        ("/clauses/1", 0, "one", None),
        ("/clauses/1", 5, "two", None),
    ]


def test_a_field_of_a_family_is_its_own_whatever_else_it_speaks_of() -> None:
    (one,) = said(Draft(quality="red"))
    assert one.families[0] == "quality"
    assert "colour" in one.families
    assert one.as_of("quality").own
    assert not one.as_of("colour").own


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Material: SUS304", "material"),
        ("colour is red", "colour"),
        ("size 8.8*8.8*13 cm", "dimensions"),
        ("weight 217 g", "weight"),
        ("材质：不锈钢", "material"),
        ("颜色：红色", "colour"),
        ("装运期：8月", "shipment_date"),
        ("30% deposit, 70% before shipment", "payment"),
        ("FOB Ningbo", "incoterm"),
        ("inspection by SGS", "inspection"),
    ],
)
def test_a_sentence_goes_to_the_family_that_it_speaks_of(text: str, family: str) -> None:
    (one,) = said(Draft(clauses=(text,)))
    assert family in one.families


def test_a_sentence_of_no_family_is_a_remark() -> None:
    (one,) = said(Draft(clauses=("Please call before you come.",)))
    assert one.families == ()


def test_items_below_a_heading_are_of_its_family() -> None:
    found = said(Draft(clauses=("Packing:\n- 24 to a box\n- like that",)))
    assert [("packaging" in one.families) for one in found] == [True, True]


def test_no_more_passages_are_cut_than_are_examined() -> None:
    assert len(said(Draft(clauses=("a; b; c",) * PASSAGES_MAX))) == PASSAGES_MAX
