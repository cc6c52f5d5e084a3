"""The unmatched queue on a page: money without an order, the orders that it may be for, and buttons for treasury.

A button proposes and moves nothing; a second person agrees by another button that names what it agrees to. What may be
done is the table's business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Final

from fairhold.desk import Asking
from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.order import as_dict
from fairhold.reading.unmatched import list_unmatched
from fairhold.trade import ids
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.stream import Command
from fairhold.trade.suspense import (
    AgreeRemittance,
    ApplyToHouse,
    DropRemittanceProposal,
    MatchRemittance,
    ReturnRemittance,
)
from fairhold.trade.who import Role
from fairhold.web import forms
from fairhold.web.acting import KEY_CHARACTERS_MAX
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

ACTORS: Final = frozenset({Role.TREASURY})
"""The roles that have the buttons."""
_KINDS: Final[dict[str, type[Command]]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (MatchRemittance, ReturnRemittance, ApplyToHouse, AgreeRemittance, DropRemittanceProposal)
}


def show(visit: Visit) -> Sheet:
    """`GET /unmatched`."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /unmatched/{id}/{command}`: asks for it at once; the button says all that will happen."""
    kind = _KINDS.get(visit.param("command"))
    number = ids.from_text(ids.REMITTANCE_PREFIX, visit.param("id"))
    key = visit.said("key")
    if kind is None or number is None:
        return visit.nothing()
    if not 0 < len(key) <= KEY_CHARACTERS_MAX:
        return visit.problem(Refused("form_wrong", "The form has no key.", ""), 400, back="/unmatched")
    filled = forms.fill(kind, visit.form)
    if filled.command is None:
        return _page(visit, "; ".join(filled.faults.values()), 422)
    answer = visit.counter.ask(Asking(number, filled.command, visit.who, key))
    if answer.refused is not None:
        return _page(visit, f"{REFUSALS[answer.refused.code].title}. {answer.refused.detail}", 422)
    return Sheet(to=f"/unmatched?done={visit.param('command')}")


def _page(visit: Visit, fault: str = "", status: int = 200) -> Sheet:
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
    try:
        page = counter.read(reading)
    except CursorInvalid:
        return visit.problem(Refused("cursor_invalid", "The list is another one by now.", ""), 400, back="/unmatched")
    return visit.page(
        "unmatched.html",
        status,
        rows=as_dict(page)["data"],
        following=page.next_cursor,
        may_act=visit.who.role in ACTORS,
        key=counter.new_key(),
        done=done_title(visit),
        fault=fault,
    )
