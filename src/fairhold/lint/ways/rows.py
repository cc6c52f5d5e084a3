"""Order lines as CSV: the columns are known by their headings, in several spellings and languages.

Amounts and quantities are read only where they can be read in one way: a file whose decimals are commas is recognised
by its figures, and "1.234" alone stays the text that it is. Columns that are not known stay as text of the line.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from fairhold.lint.checks.check import fault
from fairhold.lint.checks.sums import LINE_SUM
from fairhold.lint.draft import TEXT_MAX, Draft, DraftLine
from fairhold.lint.family import Rule
from fairhold.lint.ways.fault import LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.figures import Decimals, decimals_of, figure_of, price_of
from fairhold.lint.ways.taken import Noticed, Taken
from fairhold.trade.money import Money, show

DELIMITERS: Final = ",;\t|"
HEADER_ROWS_MAX: Final = 10
"""Rows in which the headings are looked for."""
HEAD_CHARS: Final = 100_000
"""Characters in which the headings are looked for."""
HEADING_CHARS: Final = 100
"""Characters of a heading that are looked at."""
COLUMNS_MAX: Final = 200
DIGITS_MAX: Final = 10
"""Digits of a quantity that is too large to be one."""
KNOWN_MIN: Final = 2
"""Headings that must be known before a row is taken for the headings."""

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "description": (
        *(
            "description",
            "product",
            "product name",
            "item",
            "item name",
            "item description",
            "goods",
            "article",
            "name",
        ),
        *("name of goods", "description of goods", "commodity", "style", "model"),
        *(
            "品名",
            "产品",
            "产品名称",
            "名称",
            "货物名称",
            "商品名称",
            "商品",
            "货名",
            "bezeichnung",
            "artikel",
            "designation",
            "descripcion",
        ),
    ),
    "quantity": (
        *("quantity", "qty", "order qty", "order quantity", "q'ty", "pcs", "pieces", "units", "no of pieces"),
        *("数量", "订购数量", "menge", "anzahl", "quantite", "cantidad"),
    ),
    "unit": ("unit", "uom", "unit of measure", "单位", "einheit", "unite", "unidad"),
    "price": (
        *("unit price", "price", "unit cost", "price per unit", "price per piece", "price/pc", "u/price", "fob price"),
        *("单价", "价格", "preis", "einzelpreis", "stuckpreis", "prix unitaire", "prix", "precio", "precio unitario"),
    ),
    "currency": ("currency", "cur", "ccy", "币种", "货币", "wahrung", "devise", "moneda"),
    "amount": (
        *("amount", "total", "line total", "total price", "total amount", "value", "subtotal"),
        *("金额", "总价", "总金额", "小计", "betrag", "gesamtpreis", "montant", "importe"),
    ),
    "specification": (
        "specification",
        "specifications",
        "spec",
        "specs",
        "details",
        "detail",
        "规格",
        "规格型号",
        "说明",
    ),
}
_FIELD_OF: Final = {name: field for field, names in _NAMES.items() for name in names}
_PLAIN: Final = str.maketrans("áàâäéèêëíìîïóòôöúùûüçñ", "aaaaeeeeiiiioooouuuucn", "*:：#.")
_IN_BRACKETS: Final = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,20})[)\]）】]\s*$")
_TOTAL_ROW: Final = re.compile(r"\s*(?:grand |sub-?)?(?:total|sum|summe|gesamt)\b|\s*(?:合计|总计|小计)", re.IGNORECASE)
_BARE: Final = re.compile(r"[\d.,'\u2019\u00a0\u202f ]{1,40}([^\W\d]{0,10})\.?")
"""A figure alone or with a unit."""
_UNIT: Final = re.compile(r"[^\W\d]{1,5}[23²³]?|%|\"")


class _Columns(msgspec.Struct, frozen=True):
    """Which column is which: index by field; headings of the others; units and currencies that headings name."""

    fields: dict[str, int]
    others: dict[int, str]
    asides: dict[str, str]

    def cell(self, row: list[str], field: str) -> str:
        """What a row says in a field, empty where it has no such column."""
        i = self.fields.get(field, len(row))
        return row[i].strip() if i < len(row) else ""


def read_csv(text: str) -> Taken:
    """A draft of order lines. Raises Unreadable."""
    table = _table(text)
    found = _headings(table)
    if found is None:
        raise Unreadable("lint_no_header", f"no row of the first {HEADER_ROWS_MAX} names columns that are known")
    at, columns = found
    remarks = [_joined(row) for row in table[:at]]
    rows: list[list[str]] = []
    for row in table[at + 1 :]:
        if _TOTAL_ROW.match(next(filter(str.strip, row), "")):
            remarks.append(_joined(row))
        elif any(map(str.strip, row)):
            rows.append(row)
    if len(rows) > LINT_LINES_MAX:
        raise Unreadable("lint_too_many_lines", f"more than {LINT_LINES_MAX:,} lines (lint_lines_max)")
    decimals = decimals_of(columns.cell(row, field) for row in rows for field in ("price", "amount", "quantity"))
    lines: list[DraftLine] = []
    noticed: list[Noticed] = []
    for row in rows:
        price = _amount(row, columns, decimals, "price")
        line = _line(row, columns, decimals, price)
        noticed += _doubtful(line, price, _amount(row, columns, decimals, "amount"), len(lines))
        lines.append(line)
    said = _fitting("\n".join(filter(None, remarks)), "the text around the table")
    return Taken("csv", Draft(lines=tuple(lines), remarks=said), tuple(noticed))


def looks_like_rows(text: str) -> bool:
    """Whether the beginning of a text is a table with headings that are known, and at least one row below."""
    try:
        table = _table("\n".join(text[:HEAD_CHARS].splitlines()[: HEADER_ROWS_MAX + 2]))
    except Unreadable:
        return False
    found = _headings(table)
    return found is not None and len(table) > found[0] + 1


def _table(text: str) -> list[list[str]]:
    """The cells. The delimiter is the sign with which most headings are known."""
    rows = text[:HEAD_CHARS].splitlines()[:HEADER_ROWS_MAX]
    delimiter = max(DELIMITERS, key=lambda sign: max((_headed(row, sign) for row in rows), default=(0, 0)))
    try:
        return [row[:COLUMNS_MAX] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise Unreadable("lint_syntax", f"not CSV: {error}") from None


def _headed(row: str, delimiter: str) -> tuple[int, int]:
    """How many headings of a row are known with a delimiter, and how many cells there are."""
    cells = row.split(delimiter, COLUMNS_MAX)
    return sum(_known(cell) is not None for cell in cells), len(cells)


def _known(heading: str) -> str | None:
    plain = _IN_BRACKETS.sub("", heading[:HEADING_CHARS]).strip(' "\ufeff').lower().translate(_PLAIN)
    return _FIELD_OF.get(" ".join(plain.replace("_", " ").split()))


def _headings(table: list[list[str]]) -> tuple[int, _Columns] | None:
    """The first row with enough headings that are known, one of them the goods or how many there are."""
    for at, row in enumerate(table[:HEADER_ROWS_MAX]):
        fields: dict[str, int] = {}
        others: dict[int, str] = {}
        asides: dict[str, str] = {}
        for i, cell in enumerate(row):
            field = _known(cell)
            if field is None or field in fields:
                others[i] = cell.strip()
                continue
            fields[field] = i
            bracket = _IN_BRACKETS.search(cell[:HEADING_CHARS])
            asides[field] = bracket[1].strip() if bracket else ""
        if len(fields) >= KNOWN_MIN and fields.keys() & {"description", "quantity"}:
            return at, _Columns(fields, others, asides)
    return None


def _amount(row: list[str], columns: _Columns, decimals: Decimals, field: str) -> Money | Rule | None:
    """The amount in a column of a row, the rule that it breaks, or None for an empty cell."""
    written = columns.cell(row, field)
    if not written:
        return None
    asides = (columns.cell(row, "currency"), columns.asides.get(field, ""), columns.asides.get("price", ""))
    return price_of(written, decimals, *asides)


def _line(row: list[str], columns: _Columns, decimals: Decimals, price: Money | Rule | None) -> DraftLine:
    written = columns.cell(row, "quantity")
    figure = figure_of(written, decimals) if _BARE.fullmatch(written) else None
    quantity = int(figure) if figure is not None and figure.isdigit() and len(figure) < DIGITS_MAX else 0
    said = [columns.cell(row, "specification")]
    if isinstance(price, Rule):
        said.append(f"Unit price: {columns.cell(row, 'price')}")
    for i, heading in columns.others.items():
        cell = row[i].strip() if i < len(row) else ""
        if cell:
            said.append(_labelled(heading, cell))
    return DraftLine(
        description=_fitting(columns.cell(row, "description"), "a description"),
        quantity=quantity or None,
        quantity_text="" if quantity else _fitting(written, "a quantity"),
        unit=_fitting(columns.cell(row, "unit") or columns.asides.get("quantity", "") or _unit(written), "a unit"),
        unit_price=price if isinstance(price, Money) else None,
        specification=_fitting("\n".join(filter(None, said)), "a specification"),
    )


def _labelled(heading: str, cell: str) -> str:
    """A cell of a column that is not known, with its heading as label and the unit that the heading names."""
    bracket = _IN_BRACKETS.search(heading[:HEADING_CHARS])
    if bracket is not None and cell[-1].isdigit() and _UNIT.fullmatch(bracket[1].strip()):
        return f"{heading[: bracket.start()].strip()}: {cell} {bracket[1].strip()}"
    return f"{heading}: {cell}" if heading else cell


def _unit(written: str) -> str:
    """The unit behind a quantity: "500 pcs"."""
    found = _BARE.fullmatch(written)
    return found[1] if found else ""


def _doubtful(line: DraftLine, price: Money | Rule | None, amount: Money | Rule | None, i: int) -> Iterator[Noticed]:
    """What the row shows and the line does not: a price that cannot be read, an amount that is not its product."""
    if isinstance(price, Rule):
        yield Noticed("payment", fault(price, f"/lines/{i}/unit_price", None))
    if not isinstance(price, Money) or not isinstance(amount, Money) or line.quantity is None:
        return
    product, currency = line.quantity * price.minor, price.currency
    if amount.currency == currency and amount.minor != product:
        figures = f"{line.quantity} at {show(price.minor, currency)} come to {show(product, currency)}"
        why = f"{figures}, the row says {show(amount.minor, currency)}."
        yield Noticed("payment", fault(LINE_SUM, f"/lines/{i}/unit_price", None, why))


def _joined(row: list[str]) -> str:
    return " ".join(filter(None, map(str.strip, row)))


def _fitting(text: str, what: str) -> str:
    if len(text) > TEXT_MAX:
        raise Unreadable("lint_field", f"{what} has more than {TEXT_MAX:,} characters")
    return text
