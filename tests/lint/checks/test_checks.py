"""Every check of several terms: what breaks it, in which words, and what does not."""

from datetime import date
from typing import Any

import pytest

from fairhold.lint.checks.check import look
from fairhold.lint.checks.every import CHECKS
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.passages import PASSAGES_MAX
from fairhold.trade.families import (
    Aql,
    Box,
    ColourTerm,
    DimensionTerm,
    GoodsTerms,
    InspectionTerm,
    MaterialTerm,
    PackagingTerm,
    QualityTerm,
    WeightTerm,
)
from fairhold.trade.money import Money
from fairhold.trade.terms import ShipBy
from trade.playing import usd


def found(draft: Draft, rule: str) -> list[tuple[str, str, str]]:
    """Where a rule is broken: the field, the words, and why."""
    whole = look(draft)
    texts: dict[str, str] = {}
    for one in whole.sentences:
        texts[one.passage.field] = texts.get(one.passage.field, "").ljust(one.passage.start) + one.passage.text
    return [
        (fault.field, texts[fault.field][slice(*fault.span)] if fault.span else "", fault.why)
        for check in CHECKS
        for fault in check.find(whole)
        if fault.rule == rule
    ]


def clauses(*texts: str, **fields: Any) -> Draft:
    return Draft(clauses=texts, **fields)


def line(
    quantity: int | None = None, price: int | None = None, terms: GoodsTerms | None = None, text: str = ""
) -> DraftLine:
    money = None if price is None else usd(price)
    return DraftLine(description="Cup", quantity=quantity, unit_price=money, terms=terms, specification=text)


ON = ShipBy(on=date(2026, 10, 12))
CARTON = Box(length="60", width="40", height="50", unit="cm")

BROKEN: dict[str, tuple[tuple[Draft, str, str, str], ...]] = {
    "date-1": (
        (
            clauses("Ship by 05/08/2019"),
            "/clauses/0",
            "05/08/2019",
            "Day and month can be read either way, so the date names two days.",
        ),
        (
            Draft(ship_by_text="3/4/26"),
            "/ship_by_text",
            "3/4/26",
            "Day and month can be read either way, so the date names two days.",
        ),
    ),
    "date-2": ((clauses("Ship by 2019-02-30"), "/clauses/0", "2019-02-30", "There is no such day in the calendar."),),
    "date-3": (
        (
            Draft(ship_by=ON, agreed_on=date(2026, 11, 1)),
            "/ship_by/on",
            "",
            "Shipment by 2026-10-12, before the day of the contract, 2026-11-01.",
        ),
    ),
    "date-4": (
        (
            clauses("Lead time: 45 days", ship_by=ON, agreed_on=date(2026, 9, 1)),
            "/ship_by/on",
            "",
            "45 days from 2026-09-01 end on 2026-10-16, after the ship date 2026-10-12.",
        ),
        (
            clauses("生产周期30-35天", ship_by=ShipBy(days=20)),
            "/ship_by/days",
            "",
            "Shipment 20 days after payment, but the lead time is 30 days.",
        ),
        (
            clauses("production time 45 days", ship_by_text="2026-10-12", agreed_on=date(2026, 9, 1)),
            "/ship_by_text",
            "2026-10-12",
            "45 days from 2026-09-01 end on 2026-10-16, after the ship date 2026-10-12.",
        ),
    ),
    "date-5": (
        (
            Draft(ship_by=ShipBy(on=date(2026, 10, 1)), supplier_country="CN"),
            "/ship_by/on",
            "",
            "2026-10-01 is a public holiday of the supplier (CN): National Day.",
        ),
    ),
    "against-1": (
        (
            clauses("Shipment date: 2026-10-20", ship_by=ON),
            "/clauses/0",
            "2026-10-20",
            "The text says 2026-10-20, the ship date is 2026-10-12; the field wins.",
        ),
    ),
    "against-2": (
        (
            clauses("Price terms: CIF Hamburg", incoterm="FOB"),
            "/clauses/0",
            "CIF",
            "The text says CIF, the trade term is FOB; the field wins.",
        ),
    ),
    "against-3": (
        (
            Draft(remarks="Goods go by air freight.", shipping_method="sea"),
            "/remarks",
            "by air",
            "The text says by air, the goods go by sea; the field wins.",
        ),
    ),
    "against-4": (
        (
            Draft(lines=(line(8000, text="Quantity: 9000 pcs"),)),
            "/lines/0/specification",
            "9000 pcs",
            "The text says 9000, the quantity is 8000; the field wins.",
        ),
    ),
    "against-5": (
        (
            clauses("Payment: 30% deposit, 70% balance", total=usd(80_000), initial=usd(20_000)),
            "/clauses/0",
            "30% deposit",
            "The text says 30 % down, the initial payment is USD 20,000.00, 25.0 % of the total; the field wins.",
        ),
    ),
    "against-6": (
        (
            Draft(
                lines=(line(text="Height: 13.5 cm ± 0.1 cm"),),
                goods=GoodsTerms(
                    dimensions=(DimensionTerm(axis="height", value="130", unit="mm", plus="2", minus="2"),)
                ),
            ),
            "/lines/0/specification",
            "13.5 cm ± 0.1 cm",
            "The text says height 13.5 cm, the term says height 130 mm; the field wins.",
        ),
    ),
    "against-7": (
        (
            clauses("Weight: 100 g", goods=GoodsTerms(weight=(WeightTerm(unit="g", least="215", most="219"),))),
            "/clauses/0",
            "100 g",
            "The text says 100 g, the term says 215-219 g; the field wins.",
        ),
    ),
    "against-8": (
        (
            clauses("Colour: Pantone 187 C", goods=GoodsTerms(colour=(ColourTerm(system="pantone", code="186 C"),))),
            "/clauses/0",
            "Pantone 187 C",
            "The text says 187 C, the term says 186 C; the field wins.",
        ),
    ),
    "against-9": (
        (
            clauses("Packing: 20 pcs per carton", goods=GoodsTerms(packaging=PackagingTerm(pieces_per_carton=24))),
            "/clauses/0",
            "Packing: 20 pcs per carton",
            "The text says pieces per carton 20, the term says pieces per carton 24; the field wins.",
        ),
    ),
    "against-10": (
        (
            clauses("Quality: AQL 0/1.5/4.0", goods=GoodsTerms(quality=QualityTerm(aql=Aql()))),
            "/clauses/0",
            "Quality: AQL 0/1.5/4.0",
            "The text says AQL 0/1.5/4, the term says AQL 0/2.5/4.0; the field wins.",
        ),
    ),
    "against-11": (
        (
            clauses(
                "Inspection by SGS Ningbo, ISO 2859-1, level I",
                inspection=InspectionTerm(inspector="SGS", standard="ISO 2859-1", level="II"),
            ),
            "/clauses/0",
            "Inspection by SGS Ningbo, ISO 2859-1, level I",
            "The text says level I, the term says level II; the field wins.",
        ),
    ),
    "against-12": (
        (
            clauses("Material: SUS316", goods=GoodsTerms(material=(MaterialTerm(grade="SUS304"),))),
            "/clauses/0",
            "SUS316",
            "The text says SUS316, the term says SUS304; the field wins.",
        ),
    ),
    "mode-1": (
        (
            Draft(incoterm="FOB", shipping_method="air"),
            "/incoterm",
            "",
            "FOB lets the risk pass on board a vessel, but the goods go by air.",
        ),
        (
            clauses("CIF Los Angeles", "Goods go by DHL"),
            "/clauses/0",
            "CIF",
            "CIF lets the risk pass on board a vessel, but the goods go by dhl.",
        ),
    ),
    "carton-1": (
        (
            Draft(lines=(line(8000, terms=GoodsTerms(packaging=PackagingTerm(pieces_per_carton=24, cartons=335))),)),
            "/lines/0/terms/packaging/cartons",
            "",
            "24 pieces in 335 cartons are 8040, the quantity is 8000.",
        ),
        (
            Draft(lines=(line(500),), packaging="24 pcs per carton, 20 cartons"),
            "/packaging",
            "24 pcs per carton, 20 cartons",
            "24 pieces in 20 cartons are 480, the quantity is 500.",
        ),
        (
            clauses("Quantity: 500 pcs", "Packing: 24 pcs per carton, 20 cartons"),
            "/clauses/1",
            "Packing: 24 pcs per carton, 20 cartons",
            "24 pieces in 20 cartons are 480, the quantity is 500.",
        ),
    ),
    "carton-2": (
        (
            Draft(goods=GoodsTerms(packaging=PackagingTerm(cartons=100, carton=CARTON, volume_m3="14"))),
            "/goods/packaging/volume_m3",
            "",
            "100 cartons of 60 x 40 x 50 cm are 12.000 m3, not 14 m3.",
        ),
    ),
    "carton-3": (
        (
            Draft(
                lines=(line(500),),
                goods=GoodsTerms(
                    packaging=PackagingTerm(pieces_per_carton=100, gross_kg_most="20"),
                    weight=(WeightTerm(unit="g", least="215", most="219"),),
                ),
            ),
            "/goods/packaging/gross_kg_most",
            "",
            "100 pieces of at least 0.215 kg are 21.5 kg without the carton, above 20 kg.",
        ),
    ),
    "limit-1": (
        (
            clauses("thickness 0.5 mm ± 0.5 mm"),
            "/clauses/0",
            "0.5 mm ± 0.5 mm",
            "The tolerance is as wide as the value itself, so nothing could be outside it.",
        ),
        (
            Draft(
                goods=GoodsTerms(dimensions=(DimensionTerm(axis="length", value="5", unit="mm", plus="1", minus="6"),))
            ),
            "/goods/dimensions/0/minus",
            "",
            "6 mm below 5 mm is nothing at all.",
        ),
    ),
    "limit-2": (
        (
            Draft(lines=(line(terms=GoodsTerms(weight=(WeightTerm(unit="g", least="219", most="215"),))),)),
            "/lines/0/terms/weight/0",
            "",
            "219 - 215 g: nothing could be inside.",
        ),
    ),
    "sum-3": (
        (
            Draft(lines=(line(10, 5),), freight=usd(7), discount=usd(2), total=usd(50)),
            "/total",
            "",
            "Lines, freight and discount come to USD 55.00, the total says USD 50.00.",
        ),
    ),
    "sum-4": (
        (
            Draft(total=usd(50), initial=usd(60)),
            "/initial",
            "",
            "The initial payment of USD 60.00 is above the total of USD 50.00.",
        ),
    ),
    "lot-1": (
        (
            Draft(lines=(line(500),), quality="ISO 2859-1, level II, code letter K"),
            "/quality",
            "code letter K",
            "Level II, lot of 500: code letter H, not K.",
        ),
    ),
    "lot-2": (
        (
            Draft(lines=(line(500),), quality="ISO 2859-1, lot size 1,201-3,200"),
            "/quality",
            "lot size 1,201-3,200",
            "A lot of 1201 to 3200; the quantity is 500.",
        ),
    ),
    "spec-1": (
        (
            Draft(lines=(DraftLine(description="Phone holder", quantity=5),)),
            "/lines/0/specification",
            "",
            "Nothing is said of these goods but their name, so whatever comes under that name is as agreed (S29).",
        ),
    ),
    "hidden-1": (
        (
            clauses("Colour \u202ered"),
            "/clauses/0",
            "\u202e",
            "A hidden mark turns the reading direction: the text may look different from what is signed (U+202E).",
        ),
    ),
    "hidden-2": (
        (
            Draft(goods=GoodsTerms(material=(MaterialTerm(grade="SUS\u200b304"),))),
            "/goods/material/0/grade",
            "",
            "A hidden character stands in the text: what is signed is not what is seen (U+200B).",
        ),
        (
            clauses("red \u200fcup"),
            "/clauses/0",
            "\u200f",
            "A hidden character stands in the text: what is signed is not what is seen (U+200F).",
        ),
        (
            clauses("red\x07 cup"),
            "/clauses/0",
            "\x07",
            "A hidden character stands in the text: what is signed is not what is seen (U+0007).",
        ),
    ),
    "hidden-3": (
        (
            clauses("Pantone 186 \u0421"),
            "/clauses/0",
            " \u0421",
            "'\u0421' is Cyrillic capital letter es, not a Latin letter.",
        ),
        (clauses("st\u0435el"), "/clauses/0", "st\u0435", "'\u0435' is Cyrillic small letter ie, not a Latin letter."),
        (
            clauses("8 \u0441\u043c"),
            "/clauses/0",
            " \u0441\u043c",
            "'\u0441' is Cyrillic small letter es, not a Latin letter.",
        ),
    ),
}
"""What breaks each rule: draft, field, words, why."""

CLEAN: tuple[tuple[str, Draft], ...] = (
    ("date-1", clauses("Ship by 2019-08-05", "sealed on 25/09/2027", "on 05/05/2026", "5 Aug 2019")),
    ("date-2", clauses("Ship by 2020-02-29")),
    ("date-3", Draft(ship_by=ON, agreed_on=date(2026, 10, 12))),
    ("date-4", clauses("Lead time: 41 days", ship_by=ON, agreed_on=date(2026, 9, 1))),
    ("date-4", clauses("Lead time: 45 days", ship_by=ShipBy(days=45))),
    ("date-4", clauses("Ship within 45 days", ship_by=ShipBy(days=30))),
    ("date-5", Draft(ship_by=ON, supplier_country="CN")),
    ("date-5", Draft(ship_by=ShipBy(on=date(2026, 10, 1)))),
    ("date-5", Draft(ship_by=ShipBy(on=date(2026, 10, 1)), supplier_country="Atlantis")),
    ("against-1", clauses("Shipment by 12 October 2026", "Samples shipped on 2026-05-01", ship_by=ON)),
    ("against-1", clauses("Claims until 2026-12-01; goods arrive 2026-11-20", ship_by=ON)),
    ("against-2", clauses("FOB Ningbo", incoterm="FOB")),
    ("against-3", clauses("sea freight prepaid", shipping_method="sea")),
    ("against-3", clauses("by air express", shipping_method="air")),
    ("against-3", clauses("samples by air, bulk by sea", shipping_method="sea")),
    ("against-4", Draft(lines=(line(8000, text="Quantity: 8,000 pcs"),))),
    ("against-4", Draft(lines=(line(8000),), packaging="Quantity per carton: 24 pcs")),
    ("against-4", Draft(lines=(line(300), line(200)), remarks="Total quantity: 500 pcs")),
    ("against-5", clauses("31% deposit", total=usd(80_000), initial=usd(25_000))),
    (
        "against-6",
        Draft(
            lines=(line(text="Height 13 cm; carton 60 x 40 x 50 cm"),),
            goods=GoodsTerms(dimensions=(DimensionTerm(axis="height", value="130", unit="mm"),)),
        ),
    ),
    ("against-7", clauses("Weight: 217 g", goods=GoodsTerms(weight=(WeightTerm(unit="g", least="215", most="219"),)))),
    (
        "against-8",
        clauses("Colour: PANTONE 186C", goods=GoodsTerms(colour=(ColourTerm(system="pantone", code="186 C"),))),
    ),
    ("against-9", clauses("Packing: 24 pcs/ctn", goods=GoodsTerms(packaging=PackagingTerm(pieces_per_carton=24)))),
    ("against-10", clauses("Quality: AQL 0/2.5/4", goods=GoodsTerms(quality=QualityTerm(aql=Aql())))),
    ("against-12", clauses("Material: SS 304", goods=GoodsTerms(material=(MaterialTerm(grade="SUS304"),)))),
    ("mode-1", Draft(incoterm="FOB", shipping_method="sea")),
    ("mode-1", Draft(incoterm="FCA", shipping_method="air")),
    ("mode-1", Draft(incoterm="FOB")),
    ("mode-1", clauses("FOB Ningbo", "by air or by sea")),
    (
        "carton-1",
        Draft(lines=(line(8000, terms=GoodsTerms(packaging=PackagingTerm(pieces_per_carton=24, cartons=334))),)),
    ),
    ("carton-1", clauses("Quantity: 500 pcs", "Packing: 24 pcs per carton")),
    ("carton-2", Draft(goods=GoodsTerms(packaging=PackagingTerm(cartons=100, carton=CARTON, volume_m3="12.1")))),
    ("limit-1", clauses("thickness 0.5 mm ± 0.05 mm", "0 ± 5 %")),
    ("limit-2", Draft(goods=GoodsTerms(weight=(WeightTerm(unit="g", least="215", nominal="217", most="219"),)))),
    ("sum-3", Draft(lines=(line(10, 5),), freight=usd(7), discount=usd(2), total=usd(55))),
    ("sum-3", Draft(lines=(line(10),), total=usd(50))),
    ("sum-4", Draft(total=usd(50), initial=usd(50))),
    ("sum-5", Draft(total=usd(50), initial=usd(50))),
    ("lot-1", Draft(lines=(line(500),), quality="ISO 2859-1, level II, code letter H")),
    ("lot-1", Draft(lines=(line(300), line(500)), quality="level S-2, code letter C")),
    ("lot-2", Draft(lines=(line(500),), quality="lot size 281-500")),
    ("spec-1", Draft(lines=(DraftLine(description="Phone holder", specification="ABS, 8 cm"),))),
    (
        "spec-1",
        Draft(
            lines=(DraftLine(description="Phone holder"),), goods=GoodsTerms(weight=(WeightTerm(unit="g", most="5"),))
        ),
    ),
    ("hidden-1", clauses("颜色：红色 ± 2 µm, ΔE ≤ 2")),
    ("hidden-2", clauses("颜色：红色 – “sealed”")),
    ("hidden-3", clauses("Вес 8 см, 5 μm, kΩ, цвет красный")),
)
"""What does not break a rule, however near it comes."""


@pytest.mark.parametrize(
    ("rule", "draft", "field", "words", "why"),
    [(rule, *case) for rule, cases in BROKEN.items() for case in cases],
    ids=[f"{rule} {i}" for rule, cases in BROKEN.items() for i, _ in enumerate(cases)],
)
def test_what_breaks_a_rule_is_found_where_it_is(rule: str, draft: Draft, field: str, words: str, why: str) -> None:
    assert found(draft, rule) == [(field, words, why)]


@pytest.mark.parametrize(("rule", "draft"), CLEAN, ids=[f"{rule} {i}" for i, (rule, _) in enumerate(CLEAN)])
def test_what_comes_near_a_rule_without_breaking_it_is_not_reported(rule: str, draft: Draft) -> None:
    assert found(draft, rule) == []


def test_amounts_in_another_currency_than_the_first_are_found_one_by_one() -> None:
    draft = Draft(lines=(line(1, 5), line(1, 5)), total=Money("500", "EUR"), initial=usd(1), freight=Money("1", "EUR"))
    why = "EUR here, USD elsewhere: no sum can be computed."
    assert found(draft, "sum-5") == [("/total", "", why), ("/freight", "", why)]
    assert found(draft, "sum-3") == []


def test_a_text_that_is_longer_than_is_examined_says_so() -> None:
    assert found(clauses(*["a"] * PASSAGES_MAX), "unread-1") == [
        (
            f"/clauses/{PASSAGES_MAX - 1}",
            "",
            "The text has more sentences than are examined (5,000); what the rest says was not read.",
        )
    ]
    assert found(clauses("a"), "unread-1") == []


def test_every_check_has_a_case_and_no_id_is_used_twice() -> None:
    ids = [rule.id for check in CHECKS for rule in check.rules]
    assert len(ids) == len(set(ids))
    elsewhere = {"sum-5", "unread-1", "thread-1", "thread-2"}  # here above; test_mentions.py
    assert set(ids) == set(BROKEN) | elsewhere
