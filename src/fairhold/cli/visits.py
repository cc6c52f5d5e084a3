"""`fairhold order visits`, `plan`, `report-form` and `report`, `fairhold supplier series`: looking at inspections.

Asking for a visit, taking it and submitting its report are verbs of the table like any other (`asking.py`); filling in
and signing a report need no database (`reports.py`).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click
import msgspec
import psycopg

from fairhold.book.connection import READER, connect
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, end, save, say, say_json, table
from fairhold.reading.inspecting import PlanShown, read_form, read_plan, read_series
from fairhold.reading.order import read_order
from fairhold.reading.report import ReportShown, read_report
from fairhold.reading.visits import VisitShown
from fairhold.trade.money import Money
from fairhold.trade.policy import Policies
from fairhold.trade.who import Role, Who
from fairhold.wording import amount

STAFF = Who(Role.OPERATOR)
Found = TypeVar("Found")
_ORDER = click.argument("number", metavar="ORDER")
_VISIT = click.argument("visit", type=click.IntRange(1, 10_000))
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.command("visits")
@_ORDER
@_JSON
@click.pass_context
def visits(context: click.Context, number: str, as_json: bool) -> None:
    """An order's inspection visits: where each stands, its fee, who does what next."""
    shown = _read(
        context, lambda reader, now, policies: read_order(reader, STAFF, stream_id("order", number), now, policies)
    )
    if shown is None:
        end(FAILED, f"there is no order {number}")
    if as_json:
        say_json(shown.visits)
        return
    if not shown.visits:
        say("no visit was asked for")
    for visit in shown.visits:
        _tell_visit(visit)


@click.command("plan")
@_ORDER
@_JSON
@click.pass_context
def plan(context: click.Context, number: str, as_json: bool) -> None:
    """How an order's goods would be sampled, what that lets through, and where the supplier's series stands."""
    shown = _read(context, lambda reader, now, policies: read_plan(reader, STAFF, stream_id("order", number), now))
    if shown is None:
        end(FAILED, f"there is no order {number}")
    if as_json:
        say_json(shown)
    else:
        _tell_plan(shown)


@click.command("report-form")
@_ORDER
@_VISIT
@click.option("--out", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write it there, not here.")
@click.pass_context
def report_form(context: click.Context, number: str, visit: int, file: Path | None) -> None:
    """The form for a visit's report, as JSON: filled in and signed without a network, then submitted."""
    order = stream_id("order", number)
    form = _read(context, lambda reader, now, policies: read_form(reader, STAFF, order, visit, now, policies))
    if form is None:
        end(FAILED, f"there is no visit {visit} of order {number}")
    if file is None:
        say_json(form)
        return
    save(file, msgspec.json.format(msgspec.json.encode(form), indent=1) + b"\n")
    say(f"{file}: fill in `report`, then fairhold check-report {file}")


@click.command("report")
@_ORDER
@_VISIT
@_JSON
@click.pass_context
def report(context: click.Context, number: str, visit: int, as_json: bool) -> None:
    """What the report on a visit says: verdict, defects against the plan, terms that were missed, and why."""
    order = stream_id("order", number)
    shown = _read(context, lambda reader, now, policies: read_report(reader, STAFF, order, visit, now, policies))
    if shown is None:
        end(FAILED, f"there is no report on a visit {visit} of order {number}")
    if as_json:
        say_json(shown)
    else:
        _tell_report(shown)


@click.command("series")
@click.argument("number", metavar="SUPPLIER")
@_JSON
@click.pass_context
def series(context: click.Context, number: str, as_json: bool) -> None:
    """Where a supplier's series of inspected lots stand: normal, tightened or reduced inspection, and why."""
    firm = stream_id("supplier", number)
    shown = _read(context, lambda reader, now, policies: read_series(reader, STAFF, firm, now))
    if shown is None:
        end(FAILED, f"there is no supplier {number}")
    if as_json:
        say_json(shown)
        return
    if not shown.data:
        say("no lot was inspected yet")
    for one in shown.data:
        say(f"{one.family}, level {one.level}, {one.edition}")
        say(f"    {one.sentence}")
        for each in one.classes:
            say(f"    {each.severity} {each.aql}: {each.state}, {each.lots} lots")


def _read(context: click.Context, reading: Callable[[psycopg.Connection, datetime, Policies], Found]) -> Found:
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        return reading(reader, datetime.now(UTC), book.policies)


def _tell_visit(visit: VisitShown) -> None:
    day = f", {visit.on}" if visit.on is not None else ""
    say(f"visit {visit.number}: {visit.title.lower()}{day}: {visit.state_title.lower()}")
    say(f"    asked by the {visit.by} on {visit.asked_on}{', both sides are bound' if visit.agreed else ''}")
    if visit.inspector:
        say(f"    {visit.inspector}")
    say(f"    fee {_words(visit.fee)}, {_words(visit.held)} held, the {visit.payer} pays")
    if visit.plan:
        rows = "; ".join(f"{row.severity} {row.n}/{row.ac}/{row.re}" for row in visit.plan)
        say(f"    lot {visit.lot:,}, n/Ac/Re {rows} ({visit.plan_source})")
    if visit.plan_fault:
        say(f"    no plan: {visit.plan_fault}")
    if visit.ended:
        say(f"    {visit.ended_title}")
    if visit.report:
        say(f"    report {visit.report}")
    if visit.next.by != "nobody":
        say(f"    {visit.next.sentence}")


def _tell_plan(shown: PlanShown) -> None:
    if shown.fault:
        say(f"no plan: {shown.fault}")
        return
    whose = shown.inspector or "no inspection is agreed; this is what applies when the contract is silent"
    say(f"lot {shown.lot:,}, level {shown.level}, {shown.state}, {shown.edition} ({shown.source}): {whose}")
    for one in shown.classes:
        say(f"{one.severity}, AQL {one.aql}: draw {one.n:,}, accept up to {one.ac}, not from {one.re}")
        say(f"    {one.sentence}")
    if shown.series is not None:
        say(shown.series.sentence)


def _tell_report(shown: ReportShown) -> None:
    report, judged = shown.report, shown.judged
    say(f"{judged.verdict}: visit {shown.visit.number} of {shown.order}, {shown.submitted_on}")
    say(f"    {report.inspector.organisation}, {report.inspector.person}, {report.place.address}")
    rows = [(one.severity, str(one.found), str(one.n), str(one.ac), str(one.re)) for one in judged.tallies]
    if rows:
        table(("class", "found", "of", "Ac", "Re"), rows, right=(1, 2, 3, 4))
    for defect in report.defects:
        say(f"    {defect.severity}: {defect.name}, {defect.count}")
    for reason in shown.reasons:
        say(f"    {reason}")
    say(f"    sha256 {shown.sha256}, key {shown.public_key[:16]}...")
    for old in shown.superseded:
        say(f"    replaces {old.sha256[:16]}..., {old.judged.verdict}")


def _words(money: Money) -> str:
    return amount(money.minor, money.currency)
