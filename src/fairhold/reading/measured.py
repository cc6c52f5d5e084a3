"""A report's measurements by term: what was agreed in words, its limits, and what the readings came to.

A pointer of a report is put in words here, for pages and papers: `/lines/0/terms/weight/0` is the weight of the first
line, whether the line says it itself or takes it from the terms about all goods.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import msgspec

from fairhold.standards.reporting import limits, term_at
from fairhold.trade.measure import outside
from fairhold.trade.report import Measurement, Report
from fairhold.trade.spelled import Clause, of_contract, of_goods
from fairhold.trade.terms import Contract

_POINTER: Final = re.compile(r"^/[^ :]+")
"""How a reason begins that is about one term."""


class TermWords(msgspec.Struct, frozen=True):
    """A term in words: of which goods (empty: of the deal), what it is called, what it says."""

    pointer: str
    goods: str
    title: str
    says: str


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The readings of one term: how many, the lowest and the highest, how many lie outside. `least` and `most` are the
    limits in the unit of the readings, empty where there is none.
    """

    term: TermWords
    unit: str
    least: str
    most: str
    readings: int
    lowest: str
    highest: str
    outside: int


def measured(report: Report, contract: Contract) -> tuple[Measured, ...]:
    """The terms that were measured, in the order in which the report comes to them."""
    by_term: dict[str, list[Measurement]] = {}
    for reading in report.measurements:
        by_term.setdefault(reading.term, []).append(reading)
    said = clauses(contract)
    return tuple(_measured(pointer, readings, contract, said) for pointer, readings in by_term.items())


def _measured(pointer: str, readings: list[Measurement], contract: Contract, said: dict[str, Clause]) -> Measured:
    allowed = limits(term_at(contract, pointer))
    values = sorted((reading.value for reading in readings), key=Decimal)
    least, most = allowed.least, allowed.most
    return Measured(
        term=words(contract, pointer, said),
        unit=readings[0].unit,
        least="" if least is None else f"{Decimal(least.numerator) / Decimal(least.denominator):f}",
        most="" if most is None else f"{Decimal(most.numerator) / Decimal(most.denominator):f}",
        readings=len(readings),
        lowest=values[0],
        highest=values[-1],
        outside=sum(outside(allowed, value) for value in values),
    )


def clauses(contract: Contract) -> dict[str, Clause]:
    """Every typed term in words, by its pointer."""
    found = [*of_contract(contract), *of_goods(contract.goods, "/goods")]
    for i, line in enumerate(contract.lines):
        found += of_goods(line.terms, f"/lines/{i}/terms")
    return {clause.pointer: clause for clause in found}


def words(contract: Contract, pointer: str, said: dict[str, Clause] | None = None) -> TermWords:
    """The term of a pointer in words; the pointer itself where there are none."""
    known = clauses(contract) if said is None else said
    goods, above = "", pointer
    parts = pointer.split("/")
    if parts[1:2] == ["lines"] and len(parts) > 2 and parts[2].isdigit() and int(parts[2]) < len(contract.lines):
        goods = contract.lines[int(parts[2])].description
        above = "/".join(["", "goods", *parts[4:]])
    elif parts[1:2] == ["goods"]:
        goods = "All goods"
    clause = known.get(pointer) or known.get(above)
    if clause is None:
        return TermWords(pointer, goods, pointer, "")
    return TermWords(pointer, goods, clause.title, clause.text)


def in_full(term: TermWords) -> str:
    """A term in one line: `Tumbler: Weight: 215 to 219 g`."""
    return ": ".join(filter(None, (term.goods, term.title, term.says)))


def in_words(reasons: Iterable[str], terms: Iterable[TermWords]) -> tuple[str, ...]:
    """Reasons of a verdict with the goods and title of each term in place of its pointer."""
    known = {term.pointer: ", ".join(filter(None, (term.goods, term.title.lower()))) for term in terms}
    return tuple(_POINTER.sub(lambda found: known.get(found[0], found[0]), reason) for reason in reasons)
