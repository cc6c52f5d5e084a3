"""Order lines as CSV: headings in several spellings, delimiters, decimal commas, sums; and files made to hurt."""

import time

import pytest

from fairhold.lint.draft import DraftLine
from fairhold.lint.ways.fault import LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.rows import looks_like_rows, read_csv
from fairhold.trade.money import Money

GERMAN = """Artikel;Menge;Einzelpreis (EUR);Betrag;Material;Gewicht (g)
Becher;1.000;2,50;2.500,00;Edelstahl;217
Tasse;500;3,10;1551,00;;
Summe;;;4.051,00;;
"""
CHINESE = '品名,数量,单价(USD),颜色\n杯子,"8,000",1.05,红色\n盘子,大约100,2,蓝色\n'


def test_a_table_with_decimal_commas_is_read_and_its_sums_are_checked() -> None:
    taken = read_csv(GERMAN)
    assert taken.draft.lines == (
        DraftLine(
            description="Becher",
            quantity=1000,
            unit_price=Money("250", "EUR"),
            specification="Material: Edelstahl\nGewicht: 217 g",
        ),
        DraftLine(description="Tasse", quantity=500, unit_price=Money("310", "EUR")),
    )
    assert taken.draft.remarks == "Summe 4.051,00"
    (noticed,) = taken.noticed
    assert (noticed.family, noticed.fault.rule, noticed.fault.field) == ("payment", "sum-1", "/lines/1/unit_price")
    assert noticed.fault.why == "500 at EUR 3.10 come to EUR 1,550.00, the row says EUR 1,551.00."


def test_chinese_headings_are_known_and_a_loose_quantity_stays_text() -> None:
    cup, plate = read_csv(CHINESE).draft.lines
    assert (cup.description, cup.quantity, cup.unit_price) == ("杯子", 8000, Money("105", "USD"))
    assert cup.specification == "颜色: 红色"
    assert (plate.quantity, plate.quantity_text) == (None, "大约100")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_headings(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (("Product", "QTY.", "Colour"), ("Cup", "5 pcs", "red")))
    assert read_csv(text).draft.lines == (
        DraftLine(description="Cup", quantity=5, unit="pcs", specification="Colour: red"),
    )


def test_text_above_the_headings_is_kept_as_remark() -> None:
    taken = read_csv("PO 4711,,\nno samples,,\n\nitem,quantity,uom\nRing,12,sets\n")
    assert taken.draft.remarks == "PO 4711\nno samples"
    assert taken.draft.lines == (DraftLine(description="Ring", quantity=12, unit="sets"),)


def test_a_price_without_currency_or_with_too_many_decimals_is_noticed_and_kept_as_text() -> None:
    taken = read_csv("item,qty,price,currency\nRing,5,$2.50,\nBox,5,0.125,USD\n")
    assert [(n.fault.rule, n.fault.field) for n in taken.noticed] == [
        ("price-1", "/lines/0/unit_price"),
        ("price-2", "/lines/1/unit_price"),
    ]
    assert [line.specification for line in taken.draft.lines] == ["Unit price: $2.50", "Unit price: 0.125"]


def test_a_quoted_cell_may_hold_lines_and_delimiters() -> None:
    taken = read_csv('item,qty,spec\nCup,5,"red, 8 cm\nlid: PP"\n')
    assert taken.draft.lines[0].specification == "red, 8 cm\nlid: PP"


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Dear Sir,\nplease ship 5 cups, red.\n", "1;2;3\n", "item\nCup\n"])
def test_a_text_without_known_headings_is_no_table(text: str) -> None:
    assert not looks_like_rows(text)
    with pytest.raises(Unreadable, match="lint_no_header"):
        read_csv(text)


def test_a_table_is_recognised() -> None:
    assert looks_like_rows(GERMAN)
    assert looks_like_rows(CHINESE)
    assert not looks_like_rows("item,qty\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("item,qty\n" + "Cup,5\n" * (LINT_LINES_MAX + 1), "lint_too_many_lines"),
        ('item,qty\n"' + "x" * 200_000, "lint_syntax"),
        ("item,qty\n" + "x" * 25_000 + ",5\n", "lint_field"),
        ("," * 1_000_000, "lint_no_header"),
        ('"' * 1_000_000, "lint_syntax"),
        ("(" * 1_000_000, "lint_syntax"),
        ("(" * 100_000, "lint_no_header"),
    ],
)
def test_hostile_tables_are_refused_at_once(text: str, code: str) -> None:
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read_csv(text)
    assert caught.value.code == code
    assert time.process_time() - began < 30
