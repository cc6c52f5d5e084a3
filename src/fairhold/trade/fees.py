"""The fee of an inspection's visit: held before it, earned by the inspector, or given back (M12, O37, SC32).

Steps that the rules of visits and the end of an order share; none decides whether it may happen. What goes back to the
buyer becomes credit of the order, which is sent on with any other surplus.
"""

from fairhold.trade.course import Course
from fairhold.trade.inspection import (
    BUYER_CAUSES,
    SUPPLIER_CAUSES,
    EndCause,
    FeeCharged,
    FeeEarned,
    FeeHeld,
    FeeReturned,
    Side,
    Visit,
    VisitEnded,
)
from fairhold.trade.money import percent
from fairhold.trade.order import Order
from fairhold.trade.supplier_events import BalanceCharged, BalanceReturned, DebtChanged


def due(order: Order) -> int:
    """What the buyer has still to pay for open visits, in minor units."""
    return sum(v.fee - v.held for v in order.visits if v.is_open and v.payer == "buyer")


def collect(c: Course) -> None:
    """The buyer's credit pays the visits that wait for their fee, the oldest first (M12a)."""
    for visit in c.order.visits:
        if visit.is_open and visit.payer == "buyer" and c.order.hold is None:
            amount = min(visit.fee - visit.held, c.order.funds.credit)
            if amount:
                hold(c, visit, "buyer", amount)


def call_off(c: Course) -> None:
    """The order ends: visits that are open end with it, and their fees go back."""
    for visit in c.order.visits:
        if visit.is_open:
            end(c, visit, "order_closed")


def end(c: Course, visit: Visit, cause: EndCause, packed_bp: int | None = None, note: str = "") -> None:
    """A visit ends without a report: whoever caused a journey in vain pays it, else the fee goes back (O35)."""
    c.then(VisitEnded(visit=visit.number, cause=cause, packed_bp=packed_bp, note=note, day=c.day))
    came = visit.on is not None and cause in SUPPLIER_CAUSES | BUYER_CAUSES
    guilty = "supplier" if cause in SUPPLIER_CAUSES else "buyer"
    if came and visit.held and visit.held_of == guilty:
        earn(c, visit)
    else:
        _give_back(c, visit)
        if came and visit.fee and guilty == "supplier":
            _charge_supplier(c, visit)


def earn(c: Course, visit: Visit) -> None:
    """M12b: the inspector gets what is held, less the operator's commission."""
    commission = percent(visit.held, c.policy.inspection_commission_bp)
    c.then(
        FeeEarned(
            visit=visit.number,
            currency=c.order.currency,
            amount=visit.held - commission,
            commission=commission,
            payee=visit.payee,
            day=c.day,
        )
    )


def _charge_supplier(c: Course, visit: Visit) -> None:
    """M12e: from its balance; what that lacks the house advances and the supplier owes."""
    order = c.order
    available = min(visit.fee, c.supplier.purse(order.currency).available)
    owed = visit.fee - available
    c.then(
        FeeCharged(
            visit=visit.number,
            supplier=order.supplier,
            currency=order.currency,
            available=available,
            receivable=owed,
            payee=visit.payee,
            day=c.day,
        )
    )
    if available:
        c.then(BalanceCharged(order=order.id, currency=order.currency, amount=available))
    if owed:
        c.then(DebtChanged(order=order.id, currency=order.currency, amount=owed))


def hold(c: Course, visit: Visit, of: Side, amount: int) -> None:
    """M12a."""
    order = c.order
    c.then(FeeHeld(visit=visit.number, of=of, supplier=order.supplier, currency=order.currency, amount=amount))
    if of == "supplier":
        c.then(BalanceCharged(order=order.id, currency=order.currency, amount=amount))


def _give_back(c: Course, visit: Visit) -> None:
    """M12d."""
    order = c.order
    if not visit.held:
        return
    of: Side = "supplier" if visit.held_of == "supplier" else "buyer"
    c.then(FeeReturned(visit=visit.number, of=of, supplier=order.supplier, currency=order.currency, amount=visit.held))
    if of == "supplier":
        c.then(BalanceReturned(order=order.id, currency=order.currency, amount=visit.held))
