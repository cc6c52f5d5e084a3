"""What waits for a second person: limits, points, deposits and advances of suppliers, agreed to or dropped (I11, 0042).

The forms that propose stand on the page of a supplier's limit and are sent here too. What may be done is the table's
business and the desk's answer, not this file's.
"""

from functools import partial
from typing import Final

from fairhold.reading.order import as_dict
from fairhold.reading.supplier import read_measures
from fairhold.trade import ids
from fairhold.trade.bonds import CloseBondDemand, DemandBond, RecordBond, RecordBondPayment, ReleaseBond
from fairhold.trade.limits import ChangePoints, GrantLimit, ResumeLimit, SetTier, SuspendLimit, WithdrawGrant
from fairhold.trade.second_person import AgreeMeasure, DropMeasure
from fairhold.trade.who import Role
from fairhold.web.at_once import ask_at_once, by_tag
from fairhold.web.contract import done_title
from fairhold.web.visit import Sheet, Visit

READERS: Final = frozenset({Role.TREASURY, Role.OPERATOR, Role.COMPLIANCE})
"""The roles that have this page."""
_KINDS: Final = by_tag(
    AgreeMeasure,
    DropMeasure,
    GrantLimit,
    WithdrawGrant,
    SetTier,
    ChangePoints,
    SuspendLimit,
    ResumeLimit,
    RecordBond,
    DemandBond,
    RecordBondPayment,
    CloseBondDemand,
    ReleaseBond,
)


def show(visit: Visit) -> Sheet:
    """`GET /measures`: everything that waits, with the buttons of those who may agree."""
    return _page(visit)


def send(visit: Visit) -> Sheet:
    """`POST /measures/{id}/{command}`: asks for it at once; every form says all that will happen."""
    return ask_at_once(visit, _KINDS, ids.SUPPLIER_PREFIX, "/measures", lambda fault, code: _page(visit, fault))


def _page(visit: Visit, fault: str = "") -> Sheet:
    found = visit.counter.read(partial(read_measures, who=visit.who))
    return visit.page(
        "measures.html",
        status=422 if fault else 200,
        suppliers=[as_dict(one) for one in found],
        you=str(visit.who.role),
        key=visit.counter.new_key(),
        done=done_title(visit),
        fault=fault,
    )
