"""Payouts: a supplier's balance, its payouts and where they go; for treasury the changes that wait for a second person.

A change is asked for and agreed to by people who have just given their password; the page sends them to the login for
it. What may be done is the table's business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Any, Final

from fairhold.desk import Asking
from fairhold.reading.order import as_dict
from fairhold.reading.supplier import SupplierShown, read_account_changes, read_supplier
from fairhold.trade import ids
from fairhold.trade.payouts import AgreePayoutAccount, DropPayoutAccount, RequestPayout, SetPayoutAccount
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.stream import Command
from fairhold.trade.who import Role
from fairhold.web import forms
from fairhold.web.acting import KEY_CHARACTERS_MAX
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

READERS: Final = frozenset({Role.SUPPLIER, Role.TREASURY})
"""The roles that have this page."""
_KINDS: Final[dict[str, type[Command]]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (SetPayoutAccount, AgreePayoutAccount, DropPayoutAccount, RequestPayout)
}


def show(visit: Visit) -> Sheet:
    """`GET /payouts`: one's own as a supplier; the queue of changes for treasury."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /payouts/{id}/{command}`: asks for it at once; every form says all that will happen."""
    kind = _KINDS.get(visit.param("command"))
    number = ids.from_text(ids.SUPPLIER_PREFIX, visit.param("id"))
    key = visit.said("key")
    if kind is None or number is None:
        return visit.nothing()
    if not 0 < len(key) <= KEY_CHARACTERS_MAX:
        return visit.problem(Refused("form_wrong", "The form has no key.", ""), 400, back="/payouts")
    filled = forms.fill(kind, visit.form)
    if filled.command is None:
        return _page(visit, "; ".join(filled.faults.values()), 422)
    answer = visit.counter.ask(Asking(number, filled.command, visit.who, key))
    if answer.refused is not None:
        said = f"{REFUSALS[answer.refused.code].title}. {answer.refused.detail}"
        return _page(visit, said, 422, must_log_in=answer.refused.code == "step_up_needed")
    return Sheet(to=f"/payouts?done={visit.param('command')}")


def _page(visit: Visit, fault: str = "", status: int = 200, *, must_log_in: bool = False) -> Sheet:
    found = _suppliers(visit)
    values: dict[str, Any] = {
        "suppliers": [as_dict(one) for one in found],
        "you": str(visit.who.role),
        "me": visit.who.natural,
        "key": visit.counter.new_key(),
        "hours": visit.counter.policies().now.payout_account_cooling_hours,
        "done": done_title(visit),
        "fault": fault,
        "must_log_in": must_log_in,
    }
    return visit.page("payouts.html", status, **values)


def _suppliers(visit: Visit) -> tuple[SupplierShown, ...]:
    who = visit.who
    if who.role == Role.TREASURY:
        return visit.counter.read(partial(read_account_changes, who=who))
    one = visit.counter.read(partial(read_supplier, who=who, supplier_id=who.party))
    return () if one is None else (one,)
