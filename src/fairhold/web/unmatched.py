"""The unmatched queue on a page: money without an order and the orders that it may be for, debits to explain, what came
to the house's own account; and buttons for treasury.

A button proposes and moves nothing; a second person agrees by another button that names what it agrees to. What may be
done is the table's business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Final

from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.listing import list_remittances
from fairhold.reading.order import as_dict
from fairhold.reading.unmatched import list_unmatched
from fairhold.trade import ids
from fairhold.trade.misdirected import ReportMisdirected, WithdrawReport
from fairhold.trade.refusal import Refused
from fairhold.trade.suspense import (
    AgreeRemittance,
    ApplyToHouse,
    DropRemittanceProposal,
    MatchRemittance,
    ReturnRemittance,
    SweepFees,
)
from fairhold.trade.who import Role
from fairhold.web.at_once import ask_at_once, by_tag
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

ACTORS: Final = frozenset({Role.TREASURY})
"""The roles that have the buttons."""
_KINDS: Final = by_tag(
    *(MatchRemittance, ReturnRemittance, ApplyToHouse, SweepFees, AgreeRemittance, DropRemittanceProposal),
    *(ReportMisdirected, WithdrawReport),
)


def show(visit: Visit) -> Sheet:
    """`GET /unmatched`."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /unmatched/{id}/{command}`: asks for it at once; the button says all that will happen. A report of money on
    the house's own account names no `{id}` yet.
    """
    return ask_at_once(visit, _KINDS, ids.REMITTANCE_PREFIX, "/unmatched", lambda fault, _: _page(visit, fault))


def _page(visit: Visit, fault: str = "") -> Sheet:
    counter = visit.counter
    reading = partial(
        list_unmatched,
        who=visit.who,
        now=counter.now(),
        policies=counter.policies(),
        cursors=counter.cursors,
        prefix=counter.ours.prefix,
        cursor=visit.query.get("cursor", ""),
    )
    to_move = partial(
        list_remittances,
        who=visit.who,
        now=counter.now(),
        policies=counter.policies(),
        cursors=counter.cursors,
        states=("misdirected",),
    )
    try:
        page = counter.read(reading)
    except CursorInvalid:
        return visit.problem(Refused("cursor_invalid", "The list is another one by now.", ""), 400, back="/unmatched")
    return visit.page(
        "unmatched.html",
        422 if fault else 200,
        rows=as_dict(page)["data"],
        to_move=as_dict(counter.read(to_move))["data"],
        following=page.next_cursor,
        may_act=visit.who.role in ACTORS,
        key=counter.new_key(),
        done=done_title(visit),
        fault=fault,
    )
