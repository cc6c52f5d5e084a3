"""A visit's report as it was signed, what follows from its figures, and the versions that it corrects (3.4, 4.2)."""

from datetime import date, datetime

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Read
from fairhold.reading.measured import Measured, TermWords, clauses, in_words, measured, words
from fairhold.reading.order import Company, company, is_yours
from fairhold.reading.visits import VisitShown, is_taken_by, show
from fairhold.trade import ids
from fairhold.trade.deciding import policy_of
from fairhold.trade.inspection import ReportSubmitted, find
from fairhold.trade.order import Order
from fairhold.trade.policy import Policies
from fairhold.trade.report import Checked, Found, Judged, Measurement, Report, Tried
from fairhold.trade.terms import Contract
from fairhold.trade.who import Role, Who


class Superseded(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier version of a report, which a later one corrects."""

    sha256: str
    submitted_at: datetime
    judged: Judged
    report: Report


class ReportShown(msgspec.Struct, frozen=True, kw_only=True):
    """A visit's report as it was signed, and what follows from its own figures. `public_key` (Ed25519) is what the
    inspector named before; `sha256` names the report, `superseded` are the versions before it, the oldest first.
    `reasons` are those of `judged` in words, `measured` its readings by term, `terms` what it cites, in words.
    """

    order: str
    title: str
    buyer: Company
    supplier: Company
    visit: VisitShown
    sha256: str
    submitted_at: datetime
    submitted_on: date
    public_key: str
    judged: Judged
    reasons: tuple[str, ...]
    measured: tuple[Measured, ...]
    terms: tuple[TermWords, ...]
    report: Report
    superseded: tuple[Superseded, ...]


def read_report(
    connection: psycopg.Connection, who: Who, order_id: int, number: int, now: datetime, policies: Policies
) -> ReportShown | None:
    """The report on a visit; None if there is none, or not for this reader: both sides and staff read every report, an
    inspector his own.
    """
    found = one_order(connection, who, order_id, now)
    visit = None if found is None else find(found.facts.visits, number)
    if (
        found is None
        or visit is None
        or not visit.report
        or (who.role == Role.INSPECTOR and not is_taken_by(visit, who))
    ):
        return None
    order: Order = found.facts
    versions = [h for h in found.history if isinstance(h.event, ReportSubmitted) and h.event.visit == number]
    last = versions[-1].event
    assert isinstance(last, ReportSubmitted)
    contract = _contract(found, last.report.contract)
    terms = _cited(last.report, contract)
    with readings.snapshot(connection, who):
        companies = readings.parties(connection, (order.buyer, order.supplier))
    return ReportShown(
        order=ids.to_text(ids.ORDER_PREFIX, order.id),
        title=order.terms.title,
        buyer=company(order.buyer, companies),
        supplier=company(order.supplier, companies),
        visit=show(visit, order, who, policy_of(order, policies)),
        sha256=last.sha256,
        submitted_at=versions[-1].at,
        submitted_on=last.day,
        public_key=visit.public_key,
        judged=last.judged,
        reasons=in_words(last.judged.reasons, terms),
        measured=measured(last.report, contract),
        terms=terms,
        report=last.report,
        superseded=tuple(
            Superseded(sha256=h.event.sha256, submitted_at=h.at, judged=h.event.judged, report=h.event.report)
            for h in versions[:-1]
            if isinstance(h.event, ReportSubmitted)
        ),
    )


def _contract(read: Read, fingerprint: str) -> Contract:
    """The version that a report was judged by, which may since have been amended."""
    for happened in read.history:
        if getattr(happened.event, "fingerprint", "") == fingerprint and hasattr(happened.event, "contract"):
            found: Contract = happened.event.contract
            return found
    facts: Order = read.facts
    return facts.terms


def _cited(report: Report, contract: Contract) -> tuple[TermWords, ...]:
    """Every term that the report names, once."""
    groups: tuple[tuple[Found | Tried | Checked | Measurement, ...], ...] = (
        report.defects,
        report.measurements,
        report.tests,
        report.checks,
    )
    pointers = [one.term for group in groups for one in group if one.term]
    said = clauses(contract)
    return tuple(words(contract, pointer, said) for pointer in dict.fromkeys([*pointers, *report.not_inspected]))


def one_order(connection: psycopg.Connection, who: Who, order_id: int, now: datetime) -> Read | None:
    """An order with its history; None if there is none or it is not the reader's."""
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
    return found if found is not None and is_yours(found.facts, who) else None
