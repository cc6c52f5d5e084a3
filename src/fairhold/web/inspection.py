"""Inspection on pages: the section of an order's page, the page of a report, its paper, and the form to take along.

Which buttons a visit has comes from the open actions of the order; here is only said which of them is about which
visit.
"""

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Literal, TypeVar

import msgspec

from fairhold.printing.inspection import report_pdf
from fairhold.reading.inspecting import PlanShown, plan_of, read_form, read_plan
from fairhold.reading.order import OrderShown, as_dict
from fairhold.reading.report import ReportShown, read_report
from fairhold.reading.visits import VisitShown
from fairhold.safe.printed import photos_of
from fairhold.standards.curve_picture import svg
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.iso2859 import LOT_MIN, Plan
from fairhold.standards.planning import of_contract, recomputed
from fairhold.trade import ids
from fairhold.trade.refusal import refuse
from fairhold.trade.report import PlanState
from fairhold.trade.terms import Contract
from fairhold.trade.who import PARTIES
from fairhold.web.visit import Sheet, Stop, Visit

Found = TypeVar("Found")

TONES: Final[Mapping[str, str]] = {
    "asked": "open",
    "fee_missing": "warn",
    "plan_proposed": "open",
    "booked": "going",
    "begun": "going",
    "passed": "done",
    "pending": "warn",
    "failed": "bad",
    "ended": "quiet",
}
"""State of a visit: the tone of its pill (the pill always says the word as well)."""
VERDICTS: Final[Mapping[str, tuple[str, str]]] = {
    "pass": ("The lot stands", "done"),
    "pending": ("Pending: the buyer judges", "warn"),
    "fail": ("The lot does not stand", "bad"),
}
"""Verdict: its words and tone."""
UNAGREED: Final = frozenset({"draft", "proposed"})
"""Stages at which the plan still can be chosen: the page says where the supplier's series stands."""
_EARLY: Final = UNAGREED | {"agreed", "in_production"}

Fits = Callable[[VisitShown, str], bool]
_BOOKED: Final = frozenset({"fee_missing", "plan_proposed", "booked"})
ON_VISIT: Final[Mapping[str, Fits]] = {
    "confirm_visit": lambda visit, you: visit.state == "asked",
    "begin_visit": lambda visit, you: visit.state in _BOOKED and visit.yours,
    "submit_report": lambda visit, you: visit.begun_at is not None and not visit.ended and visit.yours,
    "join_visit": lambda visit, you: not visit.agreed and visit.by != you and visit.state in ("asked", *_BOOKED),
    "withdraw_visit": lambda visit, you: visit.by == you and visit.state in ("asked", *_BOOKED),
    "pay_visit_fee": lambda visit, you: (
        visit.payer == "supplier" and visit.state in ("asked", *_BOOKED) and visit.held != visit.fee
    ),
    "propose_plan": lambda visit, you: visit.state in _BOOKED and visit.plan_source != "contract" and visit.yours,
    "object_to_plan": lambda visit, you: visit.state == "plan_proposed",
    "reschedule_visit": lambda visit, you: visit.state in _BOOKED and (visit.yours or you in PARTIES),
    "abort_visit": lambda visit, you: visit.state in (*_BOOKED, "begun") and visit.yours,
}
"""Command about one visit: whether it is about this one. It stands beside the visit, not among those of the order."""
_FORWARD: Final = frozenset({"confirm_visit", "pay_visit_fee", "begin_visit", "submit_report"})
ON_SECTION: Final = frozenset({*ON_VISIT, "request_visit"})
"""Commands that stand in the section."""


class Curve(msgspec.Struct, frozen=True):
    """A plan's curve as a picture in the page. It is made by this program of figures and names of the standard's own
    tables, so a template puts it out as it is.
    """

    plan: Plan

    def __html__(self) -> str:
        """The picture as SVG."""
        return svg(self.plan)


class Button(msgspec.Struct, frozen=True):
    """Where a command about a visit is asked for; one that brings the visit on is stressed."""

    title: str
    href: str
    stressed: bool


class VisitCard(msgspec.Struct, frozen=True, kw_only=True):
    """A visit in the section: its buttons, the counts of its report, and why it was judged so."""

    visit: VisitShown
    tone: str
    buttons: tuple[Button, ...]
    tallies: tuple[Mapping[str, Any], ...]
    reasons: tuple[str, ...]


def section(visit: Visit, shown: OrderShown, contract: Contract) -> dict[str, Any]:
    """What the section of an order's page shows; nothing where it has nothing to say."""
    wanted = contract.inspection is not None or shown.visits or shown.stage in _EARLY
    if not wanted:
        return {}
    sampled = _plan(visit, shown, contract)
    return {
        "visits": [as_dict(card) for card in map(partial(_card, shown), shown.visits)],
        "plan": as_dict(sampled),
        "curve": curve(contract, sampled.state),
        "early": shown.stage in _EARLY,
        "request": _address(shown, "request_visit"),
    }


def _plan(visit: Visit, shown: OrderShown, contract: Contract) -> PlanShown:
    """With the supplier's series as long as nothing is agreed, for then it may still change the contract."""
    number = ids.from_text(ids.ORDER_PREFIX, shown.id)
    if shown.stage in UNAGREED and number is not None:
        found = visit.counter.read(partial(read_plan, who=visit.who, order_id=number, now=visit.counter.now()))
        if found is not None:
            return found
    return plan_of(contract, ())


def curve(contract: Contract, state: PlanState | Literal[""]) -> Curve | None:
    """How often the plan accepts a lot, by how bad it is, for the first class that allows any defects."""
    lot = sum(line.quantity for line in contract.lines)
    try:
        plans = recomputed(of_contract(contract, lot, state=state or "normal"), lot)
    except OutsideStandard:
        return None
    drawn = plans.get("major") or next((plan for plan in plans.values() if plan.aql != "0"), None)
    return None if drawn is None or drawn.lot < LOT_MIN or drawn.aql == "0" else Curve(drawn)


def _card(shown: OrderShown, of: VisitShown) -> VisitCard:
    judged: Mapping[str, Any] = {}
    for entry in shown.timeline:
        if entry.event == "inspection.reported" and entry.data["visit"] == of.number:
            judged = entry.data["judged"]
    buttons = []
    for word, fits in ON_VISIT.items():
        address = _address(shown, word)
        if address and fits(of, shown.you):
            title = next(action.title for action in shown.allowed_actions if action.command == word)
            stressed = word in _FORWARD and of.result == ""
            buttons.append(Button(title, f"{address}?visit={of.number}", stressed))
    return VisitCard(
        visit=of,
        tone=TONES[of.state],
        buttons=tuple(buttons),
        tallies=tuple(judged.get("tallies", ())),
        reasons=tuple(judged.get("reasons", ())),
    )


def _address(shown: OrderShown, word: str) -> str:
    """Where the form of a command is, if it is open; else nothing."""
    return f"/orders/{shown.id}/{word}" if any(action.command == word for action in shown.allowed_actions) else ""


def first_values(word: str) -> dict[str, Any]:
    """What a form about a visit has in it from the start: a seed that nobody chose."""
    return {"seed": secrets.token_hex(32)} if word == "begin_visit" else {}


# ------------------------------------------------------------------------------------------------------------- pages


def report(visit: Visit) -> Sheet:
    """`GET /orders/{id}/visits/{number}`: the report on a visit."""
    shown = _report(visit)
    return visit.page(
        "report.html",
        shown=as_dict(shown),
        verdict=VERDICTS[shown.judged.verdict],
        zone=visit.counter.zone(0),
    )


def paper(visit: Visit) -> Sheet:
    """`GET /orders/{id}/visits/{number}/report.pdf`."""
    shown = _report(visit)
    counter, order_id = visit.counter, ids.from_text(ids.ORDER_PREFIX, shown.order) or 0
    look = partial(photos_of, counter.strongroom, order=order_id, report=shown.report, who=visit.who, now=counter.now())
    return Sheet(
        pdf=report_pdf(shown, counter.write(look)), file_name=f"{shown.order}-visit-{shown.visit.number}-report.pdf"
    )


def form(visit: Visit) -> Sheet:
    """`GET /orders/{id}/visits/{number}/form.json`: the form to take along."""
    try:
        found = _of_visit(visit, read_form)
    except OutsideStandard as fault:
        return visit.problem(refuse("report_plan_unknown", fault.detail, "1.3"), 422)
    data = msgspec.json.format(msgspec.json.encode(found), indent=1)
    return Sheet(json=data, file_name=f"{found.order}-visit-{found.visit.number}-form.json")


def _report(visit: Visit) -> ReportShown:
    return _of_visit(visit, read_report)


def _of_visit(visit: Visit, read: Callable[..., Found | None]) -> Found:
    """What a reading of the visit in the path gives. Stops the visit if that is nothing."""
    counter, number = visit.counter, visit.param("number")
    order_id = ids.from_text(ids.ORDER_PREFIX, visit.param("id"))
    if order_id is None or not (number.isascii() and number.isdigit() and len(number) <= 5):
        raise Stop(visit.nothing())
    reading = partial(
        read, who=visit.who, order_id=order_id, number=int(number), now=counter.now(), policies=counter.policies()
    )
    found = counter.read(reading)
    if found is None:
        raise Stop(visit.nothing())
    return found
