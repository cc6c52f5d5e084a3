"""What inspections need: an order's plan, a visit's form, a supplier's series, and the list of visits for those who
make them. What they brought is in `report.py`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal, get_args

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Filters, Read
from fairhold.reading.cursor import Cursors
from fairhold.reading.listing import PAGE_SIZE, Page
from fairhold.reading.report import one_order
from fairhold.reading.supplier import is_yours as is_supplier_yours
from fairhold.reading.visits import VisitShown, is_shown, visits
from fairhold.standards.acceptance import accepts_at, sentence
from fairhold.standards.class_plans import DefectClass
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.form import Form, blank
from fairhold.standards.interval import none_found
from fairhold.standards.iso2859 import Plan, edition_name
from fairhold.standards.planning import of_contract, recomputed
from fairhold.standards.series import InspectedLot, Standing, family_of, follow, standing_of
from fairhold.trade import ids
from fairhold.trade.deciding import policy_of
from fairhold.trade.inspection import ReportSubmitted, Visit, find
from fairhold.trade.order import CLOSED, Order, Stage
from fairhold.trade.policy import Policies
from fairhold.trade.report import PlanRow, PlanState
from fairhold.trade.terms import Contract, sampling
from fairhold.trade.visits import lines_of
from fairhold.trade.who import Role, Who

SERIES_ORDERS_MAX: Final = 200
"""How many of a supplier's latest inspected orders make its series."""

VisitFilter = Literal["open", "taken", "over"]
FILTERS: Final[tuple[VisitFilter, ...]] = get_args(VisitFilter)
_ANYBODY: Final = Who(Role.AUDITOR)
"""In whose name a series is read: how a supplier's lots fared is what its next buyer is told, never whose they were."""


class ClassPlanShown(msgspec.Struct, frozen=True, kw_only=True):
    """One class of defects: draw `n`, accept up to `ac`, do not accept from `re` on. `sentence` says what that lets
    through; `accepts_at` is quality (per cent defective as text) -> chance of acceptance.
    """

    severity: DefectClass
    aql: str
    letter: str
    n: int
    ac: int
    re: int
    sentence: str
    accepts_at: dict[str, float]


class PlanShown(msgspec.Struct, frozen=True, kw_only=True):
    """How the goods of an order would be sampled before shipment: by the contract, or by the default where it is silent
    (O33). `state` is what the contract names, else what the supplier's `series` proposes. `fault` says why no table has
    such a plan.
    """

    lot: int
    source: Literal["contract", "default"]
    inspector: str
    standard: str
    edition: str
    level: str
    state: PlanState | Literal[""]
    family: str
    classes: tuple[ClassPlanShown, ...]
    series: Standing | None
    fault: str


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A visit in a list: of which order, where the goods are, and the firms that the contract names."""

    order: str
    title: str
    country: str
    place: str
    firms: str
    visit: VisitShown


# -------------------------------------------------------------------------------------------------------------- form


def read_form(
    connection: psycopg.Connection, who: Who, order_id: int, number: int, now: datetime, policies: Policies
) -> Form | None:
    """The form for a visit's report; None if there is no such visit for this reader. Raises OutsideStandard where the
    standard has no plan.
    """
    found = one_order(connection, who, order_id, now)
    visit = None if found is None else find(found.facts.visits, number)
    if found is None or visit is None or not is_shown(visit, who):
        return None
    order: Order = found.facts
    return blank(ids.to_text(ids.ORDER_PREFIX, order.id), order.terms, visit, policy_of(order, policies))


# -------------------------------------------------------------------------------------------------------------- plan


def read_plan(connection: psycopg.Connection, who: Who, order_id: int, now: datetime) -> PlanShown | None:
    """How the goods of an order are sampled before shipment, and where the supplier's series stands; None if there is
    no such order or it is not the reader's.
    """
    found = one_order(connection, who, order_id, now)
    if found is None:
        return None
    contract: Contract = found.facts.terms
    return plan_of(contract, _standings(connection, contract.supplier_id, now))


def plan_of(contract: Contract, standings: Iterable[Standing]) -> PlanShown:
    """The plan for all lines of a contract, given where its supplier's series stand."""
    term = contract.inspection
    lot = sum(line.quantity for line in contract.lines)
    family = family_of(contract)
    series, fault = None, ""
    rows: tuple[PlanRow, ...] = ()
    try:
        rows = of_contract(contract, lot)
        series = standing_of(standings, rows, family)
        if series is not None:
            rows = of_contract(contract, lot, state=series.next)
    except OutsideStandard as outside:
        fault = outside.detail
    return PlanShown(
        lot=lot,
        source="contract" if sampling(contract) is not None else "default",
        inspector=term.inspector if term is not None else "",
        standard=rows[0].standard if rows else "",
        edition=edition_name(rows[0].edition) if rows else "",
        level=rows[0].level if rows else "",
        state=rows[0].state if rows else "",
        family=family,
        classes=classes(rows, lot),
        series=series,
        fault=fault,
    )


def classes(rows: tuple[PlanRow, ...], lot: int) -> tuple[ClassPlanShown, ...]:
    """A plan with what it lets through, class by class."""
    plans = recomputed(rows, lot)
    found = []
    for row in rows:
        standard = plans[row.severity]
        found.append(
            ClassPlanShown(
                severity=row.severity,
                aql=row.aql,
                letter=standard.letter,
                n=standard.n,
                ac=standard.ac,
                re=standard.re,
                sentence=_sentence(standard),
                accepts_at=accepts_at(standard),
            )
        )
    return tuple(found)


def _sentence(of: Plan) -> str:
    """What a plan lets through, or what finding nothing proves where nothing is allowed."""
    if of.whole_lot:
        return f"Every piece is inspected; the lot stands with up to {of.ac} found."
    return none_found(of.n) if of.aql == "0" else sentence(of)


# ------------------------------------------------------------------------------------------------------------ series


class SeriesShown(msgspec.Struct, frozen=True):
    """Where each of a supplier's series stands: product family, level, edition, class and AQL (1.3.5)."""

    data: tuple[Standing, ...]


def read_series(connection: psycopg.Connection, who: Who, supplier_id: int, now: datetime) -> SeriesShown | None:
    """A supplier's series of inspected lots; None if there is no such company or it is not the reader's."""
    if not is_supplier_yours(who, supplier_id):
        return None
    with readings.snapshot(connection, who):
        known = supplier_id in readings.parties(connection, (supplier_id,))
    return SeriesShown(_standings(connection, supplier_id, now)) if known else None


def _standings(connection: psycopg.Connection, supplier_id: int, now: datetime) -> tuple[Standing, ...]:
    with readings.snapshot(connection, _ANYBODY):
        numbers = readings.reported_order_numbers(connection, supplier_id, SERIES_ORDERS_MAX)
        found = readings.orders(connection, numbers, now)
    lots = sorted((at, lot) for read in found.values() for at, lot in inspected_lots(read))
    return follow(lot for _, lot in lots)


def inspected_lots(read: Read) -> Iterator[tuple[tuple[datetime, int, int], InspectedLot]]:
    """The lots of one order that agreed inspections before shipment judged, each with its place in time. A correction
    counts in place of what it corrects; a visit after rework, or to lines seen before, is a lot offered again.
    """
    order: Order = read.facts
    reports: dict[int, tuple[datetime, ReportSubmitted]] = {}
    for happened in read.history:
        event = happened.event
        if isinstance(event, ReportSubmitted):
            reports[event.visit] = (reports[event.visit][0] if event.visit in reports else happened.at, event)
    seen: set[int] = set()
    for visit in order.visits:
        if visit.number not in reports or visit.kind != "pre_shipment" or not visit.agreed:
            continue
        at, event = reports[visit.number]
        lines = lines_of(visit, order)
        original = not visit.after_rework and not seen & set(lines)
        seen |= set(lines)
        yield (
            (at, order.id, visit.number),
            InspectedLot(
                family=family_of(order.terms, lines),
                size=event.report.lot.size,
                plan=event.report.plan,
                tallies=event.judged.tallies,
                original=original,
            ),
        )


# -------------------------------------------------------------------------------------------------------------- list


def list_visits(
    connection: psycopg.Connection,
    who: Who,
    now: datetime,
    policies: Policies,
    cursors: Cursors,
    *,
    page_size: int = PAGE_SIZE,
    cursor: str = "",
    states: tuple[VisitFilter, ...] = ("open", "taken"),
) -> Page[VisitRow]:
    """The visits of inspections: nobody has taken an `open` one yet, a `taken` one is to come, an `over` one is done.

    For staff all of them, for an inspector those he took or may take. A page has the visits of at most `page_size`
    orders, those of the newest order first. Raises CursorInvalid for a cursor of another list.
    """
    of = f"visits|{who.role}|{who.person}|{'+'.join(states)}"
    below = cursors.read(cursor, of) if cursor else 0
    filters = Filters(stages=() if "over" in states else _RUNNING)
    with readings.snapshot(connection, who):
        numbers = readings.visited_order_numbers(connection, who, filters, below, page_size + 1)
        shown, more = numbers[:page_size], len(numbers) > page_size
        found = readings.orders(connection, shown, now)
        companies = readings.parties(connection, {read.facts.supplier for read in found.values()})
    rows = []
    for read in (found[number] for number in shown if number in found):
        order: Order = read.facts
        party = companies.get(order.supplier)
        inspection = order.terms.inspection
        rows += [
            VisitRow(
                order=ids.to_text(ids.ORDER_PREFIX, order.id),
                title=order.terms.title,
                country=party.country if party is not None else "",
                place=inspection.place if inspection is not None else "",
                firms=inspection.inspector if inspection is not None and one.kind == "pre_shipment" else "",
                visit=one,
            )
            for one, visit in _with_facts(read, who, policies)
            if filter_of(visit) in states
        ]
    return Page(tuple(rows), cursors.write(shown[-1], of) if more else None, more)


def _with_facts(read: Read, who: Who, policies: Policies) -> Iterator[tuple[VisitShown, Visit]]:
    order: Order = read.facts
    for one in visits(order, read.history, who, policy_of(order, policies)):
        yield one, order.visits[one.number - 1]


def filter_of(visit: Visit) -> VisitFilter:
    """Under which filter a visit is found."""
    if not visit.is_open:
        return "over"
    return "open" if visit.on is None else "taken"


_RUNNING: Final = tuple(stage for stage in Stage if stage not in CLOSED)
