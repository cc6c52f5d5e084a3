"""Reading what belongs to inspections: visits, their forms and reports, an order's plan, a supplier's series."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from fairhold.api import bodies, papers
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.lists import choice, listed, page_reply, page_size_of, parts
from fairhold.api.problems import Wrong
from fairhold.printing import inspection
from fairhold.reading.inspecting import (
    FILTERS,
    VisitFilter,
    list_visits,
    read_form,
    read_plan,
    read_series,
)
from fairhold.reading.listing import PAGE_SIZE
from fairhold.reading.report import read_report
from fairhold.safe.printed import photos_of
from fairhold.standards.fault import OutsideStandard
from fairhold.trade.refusal import refuse
from fairhold.trade.who import PARTIES, Role

VISIT_READERS: Final = tuple(role for role in Role if role not in PARTIES)
"""The roles that list visits; buyer and supplier read them with their orders."""
NO_REPORT: Final = "There is no such report, or it is not yours."
NO_VISIT: Final = "There is no such visit, or it is not yours."


async def visits(edge: Edge, call: Call) -> Reply:
    """`GET /v1/visits`."""
    call.demand(*VISIT_READERS)
    given = call.query("page_size", "cursor", "state")
    wanted = {choice("state", part, FILTERS) for part in parts(given, "state")}
    states: tuple[VisitFilter, ...] = tuple(name for name in FILTERS if name in wanted)
    page = await listed(
        edge,
        call,
        given,
        list_visits,
        now=edge.now(),
        policies=await edge.policies(),
        page_size=page_size_of(given, PAGE_SIZE),
        states=states or ("open", "taken"),
    )
    return page_reply(call, page)


async def report(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/visits/{number}/report`."""
    return Reply(200, encode(await _of_visit(edge, call, read_report, NO_REPORT)))


async def report_pdf(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/visits/{number}/report.pdf`."""
    found = await _of_visit(edge, call, read_report, NO_REPORT)
    name = f"{found.order}-visit-{found.visit.number}-report.pdf"
    order_id = bodies.stream_number("order", call.params["id"])
    look = partial(photos_of, edge.strongroom, order=order_id, report=found.report, who=call.caller, now=edge.now())
    return papers.pdf(await edge.compute(partial(inspection.report_pdf, found, await edge.write(look))), name)


async def form(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/visits/{number}/form`."""
    try:
        return Reply(200, encode(await _of_visit(edge, call, read_form, NO_VISIT)))
    except OutsideStandard as fault:
        refused = refuse("report_plan_unknown", fault.detail, "1.3", allowed=("amend",))
        raise Wrong(refused.code, refused.detail, rule=refused.rule) from None


async def plan(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/plan`."""
    call.query()
    order_id = bodies.stream_number("order", call.params["id"])
    reading = partial(read_plan, who=call.caller, order_id=order_id, now=edge.now())
    return Reply(200, encode(await edge.find(reading, bodies.unknown("order"))))


async def series(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/series`."""
    call.query()
    supplier_id = bodies.stream_number("supplier", call.params["id"])
    reading = partial(read_series, who=call.caller, supplier_id=supplier_id, now=edge.now())
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


async def _of_visit(edge: Edge, call: Call, read: Callable[..., Any], nothing: str) -> Any:
    """What a reading of the visit in the path gives; Wrong with `nothing` if that is nothing."""
    call.query()
    order_id = bodies.stream_number("order", call.params["id"])
    number = call.params["number"]
    if not (number.isascii() and number.isdigit() and len(number) <= 5):
        raise Wrong("path_unknown", nothing)
    reading = partial(
        read,
        who=call.caller,
        order_id=order_id,
        number=int(number),
        now=edge.now(),
        policies=await edge.policies(),
    )
    return await edge.find(reading, Wrong("path_unknown", nothing))
