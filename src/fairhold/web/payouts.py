"""Payouts: a supplier's balance, its payouts and where they go; for treasury the changes that wait for a second person,
and payouts that the bank is asked to fetch back.

A change is asked for and agreed to by people who have just given their password; the page sends them to the login for
it. What may be done is the table's business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Any, Final

from fairhold.reading.order import as_dict
from fairhold.reading.supplier import SupplierShown, read_account_changes, read_recalls, read_supplier
from fairhold.trade import ids
from fairhold.trade.payout_schedule import SetPayoutSchedule
from fairhold.trade.payouts import (
    AgreePayoutAccount,
    DropPayoutAccount,
    RequestPayout,
    SetPayoutAccount,
    VerifyPayee,
)
from fairhold.trade.recalling import EndRecall, RecallPayout
from fairhold.trade.who import Role
from fairhold.web.at_once import ask_at_once, by_tag
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

READERS: Final = frozenset({Role.SUPPLIER, Role.TREASURY})
"""The roles that have this page."""
_KINDS: Final = by_tag(
    SetPayoutAccount,
    VerifyPayee,
    AgreePayoutAccount,
    DropPayoutAccount,
    RequestPayout,
    SetPayoutSchedule,
    RecallPayout,
    EndRecall,
)
_ID_CHARS: Final = len(ids.SUPPLIER_PREFIX) + 13


def show(visit: Visit) -> Sheet:
    """`GET /payouts`: one's own as a supplier; for treasury what waits, and those of `?payout=` by its name or its
    supplier's number.
    """
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /payouts/{id}/{command}`: asks for it at once; every form says all that will happen."""
    return ask_at_once(visit, _KINDS, ids.SUPPLIER_PREFIX, "/payouts", lambda fault, code: _page(visit, fault, code))


def _page(visit: Visit, fault: str = "", code: str = "") -> Sheet:
    found = _suppliers(visit)
    values: dict[str, Any] = {
        "suppliers": [as_dict(one) for one in found],
        "you": str(visit.who.role),
        "me": visit.who.natural,
        "key": visit.counter.new_key(),
        "hours": visit.counter.policies().now.payout_account_cooling_hours,
        "verified": visit.counter.policies().now.payee_verification == "bank",
        "usual": visit.counter.policies().now.payout_schedule_default,
        "asked": visit.query.get("payout", ""),
        "done": done_title(visit),
        "fault": fault,
        "must_log_in": code == "step_up_needed",
    }
    return visit.page("payouts.html", 422 if fault else 200, **values)


def _suppliers(visit: Visit) -> tuple[SupplierShown, ...]:
    who = visit.who
    if who.role == Role.TREASURY:
        waiting = visit.counter.read(partial(read_account_changes, who=who))
        recalls = visit.counter.read(partial(read_recalls, who=who))
        return tuple({one.id: one for one in (*_sought(visit), *waiting, *recalls)}.values())
    one = visit.counter.read(partial(read_supplier, who=who, supplier_id=who.party))
    return () if one is None else (one,)


def _sought(visit: Visit) -> tuple[SupplierShown, ...]:
    """The supplier whose number begins what was asked for: `sup_0ep7trc0009yj`, or `SUP-0EP7TRC0009YJ-P7` as banks
    write it.
    """
    text = visit.query.get("payout", "").strip().lower().replace("-", "_")[:_ID_CHARS]
    number = ids.from_text(ids.SUPPLIER_PREFIX, text)
    one = visit.counter.read(partial(read_supplier, who=visit.who, supplier_id=number)) if number else None
    return () if one is None else (one,)
