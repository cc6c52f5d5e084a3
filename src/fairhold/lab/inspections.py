"""What people do about an agreed inspection: ask for the visit, come or miss it, report, accept, rework.

A report is written from the form that a real inspector gets and is signed; it counts what the goods are, and the
standards judge it.
"""

from datetime import timedelta
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.lab.cast import FIRM
from fairhold.lab.mind import Habit, Mind
from fairhold.standards.form import blank, filled, public_of, signed
from fairhold.trade import ids
from fairhold.trade.fulfilment import AcceptGoods
from fairhold.trade.inspection import (
    AbortVisit,
    BeginVisit,
    ConfirmVisit,
    PayVisitFee,
    RejectGoods,
    RequestVisit,
    StartRework,
    SubmitReport,
    Visit,
)
from fairhold.trade.order import Stage, stage
from fairhold.trade.payment import Payer
from fairhold.trade.report import Verdict
from fairhold.trade.stream import Command
from fairhold.trade.who import Role

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(32))
"""What the inspector of every simulation signs with."""
IN_VAIN_MAX: Final = 2
DEFECTS_OVER: Final = 3
"""So many more defects than the plan accepts has a lot that is faulty."""


def _open(m: Mind) -> Visit | None:
    return next((visit for visit in m.order.visits if visit.is_open), None)


def _visit(m: Mind) -> Visit:
    visit = _open(m)
    assert visit is not None
    return visit


def _verdict(m: Mind) -> str:
    return m.order.inspection.result if m.order.inspection is not None else ""


def _lets_go(m: Mind) -> bool:
    """Without an inspection, after one that passed, and now and then after one that left doubts."""
    inspected = m.order.terms.inspection is not None and not m.deal.is_wash
    willing = {"pass": 80, "pending": 40}.get(_verdict(m), 0) if inspected else 80
    return m.is_here and m.often(willing)


def _asks(m: Mind) -> bool:
    """The buyer, until an inspector stood before no goods twice."""
    at_works = stage(m.order) == Stage.READY and m.order.terms.inspection is not None
    in_vain = sum(visit.ended == "supplier_not_ready" for visit in m.order.visits)
    asks = m.who.role == Role.BUYER and m.is_here and in_vain < IN_VAIN_MAX
    return asks and at_works and not _verdict(m) and _open(m) is None


def _owes_fee(m: Mind) -> bool:
    visit = _open(m)
    if visit is None or visit.payer != "supplier" or not m.is_here:
        return False
    available = m.market.suppliers[m.order.supplier].purse(m.order.currency).available
    return 0 < visit.fee - visit.held <= available


def _takes(m: Mind) -> bool:
    visit = _open(m)
    return visit is not None and visit.on is None


def _confirmation(m: Mind) -> Command:
    return ConfirmVisit(
        visit=_visit(m).number,
        on=m.today + timedelta(days=2),
        inspector=FIRM,
        public_key=public_of(KEY),
        payee=Payer(FIRM, "LABINSPECTOR", ""),
    )


def _is_there(m: Mind) -> bool:
    """On the day and with the fee paid; who misses visits misses the first of an order."""
    visit = _open(m)
    if visit is None or visit.on is None or m.today < visit.on or visit.held < visit.fee:
        return False
    return m.deal.inspector != "misses" or any(one.ended == "inspector_missed" for one in m.order.visits)


def _finds_goods(m: Mind) -> bool:
    return _is_there(m) and _visit(m).begun_at is None and m.goods != "nothing"


def _finds_nothing(m: Mind) -> bool:
    return _is_there(m) and _visit(m).begun_at is None and m.goods == "nothing"


def _has_looked(m: Mind) -> bool:
    visit = _open(m)
    return visit is not None and visit.begun_at is not None


def _report(m: Mind) -> Command:
    """What the goods are; of one good lot in ten something has still to be tested."""
    visit = _visit(m)
    form = blank(ids.to_text(ids.ORDER_PREFIX, m.order.id), m.order.terms, visit, m.market.policy)
    doubt = m.goods == "good" and m.often(10)
    verdict: Verdict = "fail" if m.goods == "faulty" else "pending" if doubt else "pass"
    assert visit.begun_at is not None
    given: dict[str, Any] = dict(form.report)
    given["place"] = given["place"] | {
        "arrived_at": visit.begun_at.isoformat(),
        "left_at": (visit.begun_at + timedelta(hours=3)).isoformat(),
    }
    given["inspector"] = given["inspector"] | {"person": "inspector of the simulation", "no_conflict": True}
    given["lot"] = given["lot"] | {"presented": given["lot"]["size"], "packed_bp": 10_000}
    given["checks"] = [row | {"conforms": True} for row in given["checks"]]
    given["defects"] = [
        {"name": "does not work", "severity": "major", "count": row["ac"] + DEFECTS_OVER}
        for row in given["plan"]
        if row["severity"] == "major" and m.goods == "faulty"
    ]
    given["pending_reasons"] = ["A test in a laboratory follows."] if doubt else []
    given["verdict"] = verdict
    return SubmitReport(report=signed(filled(msgspec.structs.replace(form, report=given)), KEY))


HABITS: Final[dict[type[Command], Habit]] = {
    RequestVisit: (_asks, lambda m: RequestVisit(kind="pre_shipment", wish_on=m.today)),
    PayVisitFee: (_owes_fee, lambda m: PayVisitFee(visit=_visit(m).number)),
    ConfirmVisit: (_takes, _confirmation),
    BeginVisit: (_finds_goods, lambda m: BeginVisit(visit=_visit(m).number, seed=f"{m.dice.getrandbits(256):064x}")),
    AbortVisit: (_finds_nothing, lambda m: AbortVisit(visit=_visit(m).number, cause="supplier_not_ready")),
    SubmitReport: (_has_looked, _report),
    AcceptGoods: (_lets_go, lambda m: AcceptGoods(waive_inspection=True)),
    RejectGoods: (lambda m: m.is_here and m.often(20), lambda m: RejectGoods(reason="Doubts remain.")),
    StartRework: (
        lambda m: m.is_here and m.deal.supplier.character != "fraudulent" and m.often(80),
        lambda m: StartRework(),
    ),
}
"""Rows of the table in `habits.py`."""
