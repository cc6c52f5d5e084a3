"""Buyers that seem related to their suppliers on a page: why, how sure, and the findings of two persons (O50, 0041).

The form that notes what somebody saw stands on the page of a supplier's limit and is sent here too. What may be done is
the table's business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Final

from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.links import STATES, list_links
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.trade.linking import ClearLink, ConfirmLink, NoteLink
from fairhold.trade.refusal import Refused
from fairhold.trade.second_person import AgreeMeasure, DropMeasure
from fairhold.trade.who import Role
from fairhold.web.at_once import ask_at_once, by_tag
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

ACTORS: Final = frozenset({Role.COMPLIANCE, Role.OPERATOR})
"""The roles that have buttons; the operator only agrees."""
_KINDS: Final = by_tag(NoteLink, ConfirmLink, ClearLink, AgreeMeasure, DropMeasure)


def show(visit: Visit) -> Sheet:
    """`GET /links`: suspected links, or with `?judged=yes` those that people looked at, and the buttons to act."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /links/{id}/{command}`: asks for it at once; every form says all that will happen."""
    return ask_at_once(visit, _KINDS, ids.SUPPLIER_PREFIX, "/links", lambda fault, code: _page(visit, fault))


def _page(visit: Visit, fault: str = "") -> Sheet:
    counter, judged = visit.counter, visit.query.get("judged") == "yes"
    states = tuple(one for one in STATES if (one != "suspected") == judged)
    cursor = visit.query.get("cursor", "")
    try:
        page = counter.read(partial(list_links, who=visit.who, cursors=counter.cursors, states=states, cursor=cursor))
    except CursorInvalid:
        return visit.problem(Refused("cursor_invalid", "The list is another one by now.", ""), 400, back="/links")
    return visit.page(
        "links.html",
        status=422 if fault else 200,
        links=as_dict(page)["data"],
        following=page.next_cursor,
        judged=judged,
        you=str(visit.who.role),
        finds=visit.who.role == Role.COMPLIANCE,
        key=counter.new_key(),
        done=done_title(visit),
        fault=fault,
    )
