"""Buyers that seem related to their suppliers on a page: why, how sure, and the findings of two persons (O50, 0041).

The form that notes what somebody saw stands on the page of a supplier's limit and is sent here too. What may be done is
the table's business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Final

from fairhold.reading.links import read_links
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.trade.linking import ClearLink, ConfirmLink, NoteLink
from fairhold.trade.second_person import AgreeMeasure, DropMeasure
from fairhold.trade.who import Role
from fairhold.web.at_once import ask_at_once, by_tag
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

ACTORS: Final = frozenset({Role.COMPLIANCE, Role.OPERATOR})
"""The roles that have buttons; the operator only agrees."""
_KINDS: Final = by_tag(NoteLink, ConfirmLink, ClearLink, AgreeMeasure, DropMeasure)


def show(visit: Visit) -> Sheet:
    """`GET /links`: suspected links first, with the buttons of those who may act."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /links/{id}/{command}`: asks for it at once; every form says all that will happen."""
    return ask_at_once(visit, _KINDS, ids.SUPPLIER_PREFIX, "/links", lambda fault, code: _page(visit, fault))


def _page(visit: Visit, fault: str = "") -> Sheet:
    found = visit.counter.read(partial(read_links, who=visit.who))
    return visit.page(
        "links.html",
        status=422 if fault else 200,
        links=[as_dict(one) for one in found],
        you=str(visit.who.role),
        finds=visit.who.role == Role.COMPLIANCE,
        key=visit.counter.new_key(),
        done=done_title(visit),
        fault=fault,
    )
