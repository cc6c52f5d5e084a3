"""Notices of acquirers and lenders that did not fit: for staff to see, for treasury to try again or close.

Trying again happens with the next round of the clock. Closing a notice changes no order: it says that somebody has
looked, and why nothing is to be done.
"""

from datetime import datetime
from functools import partial

import psycopg

from fairhold.book.notices import OPEN_STATES, STATES, dismiss_notice, retry_notice
from fairhold.reading.listing import PAGE_SIZE_MAX
from fairhold.reading.order import as_dict
from fairhold.reading.rail_notices import list_rail_notices
from fairhold.trade import ids
from fairhold.trade.refusal import Refused
from fairhold.trade.who import Role
from fairhold.web.visit import Sheet, Visit

NOTE_CHARACTERS_MAX = 500


def show(visit: Visit) -> Sheet:
    """`GET /notices`: what is open; with `?all=1` everything."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /notices/{id}/{what}`: `retry` or `dismiss`, by treasury."""
    number = ids.from_text(ids.NOTICE_PREFIX, visit.param("id"))
    what, note = visit.param("what"), visit.said("note").strip()
    if number is None or what not in ("retry", "dismiss") or visit.who.role != Role.TREASURY:
        return visit.nothing()
    if what == "dismiss" and not 0 < len(note) <= NOTE_CHARACTERS_MAX:
        return _page(visit, f"Say why, in at most {NOTE_CHARACTERS_MAX} characters.", 422)
    now = visit.counter.now()
    work = partial(_done, number=number, what=what, note=note, by=visit.who.person, now=now)
    if not visit.counter.write(work):
        refused = Refused("notice_over", "It was applied or closed; there is nothing to decide.", "")
        return visit.problem(refused, 409, back="/notices")
    return Sheet(to="/notices")


def _done(connection: psycopg.Connection, number: int, what: str, note: str, by: str, now: datetime) -> bool:
    if what == "retry":
        return retry_notice(connection, number, now)
    return dismiss_notice(connection, number, note, by)


def _page(visit: Visit, fault: str = "", status: int = 200) -> Sheet:
    is_all = "all=1" in visit.request.url.query
    reading = partial(
        list_rail_notices,
        who=visit.who,
        cursors=visit.counter.cursors,
        page_size=PAGE_SIZE_MAX,
        states=STATES if is_all else OPEN_STATES,
    )
    rows = as_dict(visit.counter.read(reading))["data"]
    return visit.page(
        "notices.html", status, rows=rows, is_all=is_all, fault=fault, may=visit.who.role == Role.TREASURY
    )
