"""Claims on an order that has ended (T54, O15, R3): which exceptions there are, and what each has to show.

Such a claim runs as any other dispute does. There is no escrow, so an award comes from what the supplier has, from its
deposit and from its guarantee (M21); for the guarantee the claim takes its share of the supplier's free limit anew, and
gives it back when it ends. The order stays completed.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from fairhold.trade import claims
from fairhold.trade.course import Course
from fairhold.trade.dispute import LateClaim, LateClaimMade
from fairhold.trade.ground import LateReason
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.supplier_events import LimitReserved
from fairhold.trade.who import Role


def late_claim(command: LateClaim, c: Course) -> Refused | None:
    """T54: one of the policy's exceptions, inside its time."""
    if command.reason not in c.policy.late_claim_exceptions:
        heard = ", ".join(c.policy.late_claim_exceptions) or "none"
        detail = f"Claims on an order that has ended are heard for: {heard}."
        return refuse("late_claim_not_heard", detail, "T54, O15, R3", pointer="/reason")
    fault = _check_window(command, c) or claims.check_claim(command, c)
    if fault:
        return fault
    claims.open_claim(command, c)
    order = c.order
    reserved = max(0, min(command.amount.minor, c.supplier.free(order.currency)))
    c.then(LateClaimMade(reason=command.reason, on=command.on, proof=command.proof, reserved=reserved))
    if reserved:
        c.then(LimitReserved(order=order.id, currency=order.currency, amount=reserved))
    return None


def _check_window(command: LateClaim, c: Course) -> Refused | None:
    """The day that the exception counts from, and that it is not too long ago. Who gave up all claims (T48) is heard if
    he was deceived.
    """
    if c.order.claims_waived and command.reason != "fraud":
        return refuse("late_claim_not_heard", "All claims were given up.", "T48, R3", pointer="/reason")
    start = _STARTS[command.reason](command, c)
    if isinstance(start, Refused):
        return start
    last = start + timedelta(days=c.policy.late_claim_days)
    if c.day > last:
        return refuse("late_claim_too_late", f"It could be claimed until {last}.", "T54, O15", pointer="/reason")
    return None


def _shown(command: LateClaim, c: Course) -> date | Refused:
    """The day that the buyer shows by a file: not before the goods left, and not to come."""
    if command.on is None or command.proof is None:
        detail = "Say on which day, and name the file that shows it by its SHA-256."
        return refuse("late_claim_unproved", detail, "T54, O15", pointer="/on" if command.on is None else "/proof")
    if command.on > c.day:
        return refuse("date_in_future", f"{command.on} has not come.", "T54", pointer="/on")
    shipped = c.order.shipped_on
    if shipped is not None and command.on < shipped:
        return refuse("date_out_of_range", f"The goods left on {shipped}.", "T54", pointer="/on")
    return command.on


def _came(command: LateClaim, c: Course) -> date | Refused:
    """O15a: the goods came after time had confirmed their receipt; whoever confirmed it himself had his window. They
    came less than `late_claim_days` ago, so the last day is one earlier than for the other exceptions.
    """
    start = _confirmed_by_time(c) or _shown(command, c)
    return start if isinstance(start, Refused) else start - timedelta(days=1)


def _promised(command: LateClaim, c: Course) -> date | Refused:
    """O15b: the last promise of an accepted offer whose day has passed."""
    days = [past.promised for past in c.order.past if past.promised is not None and past.promised < c.day]
    if not days:
        return refuse("ground_not_open", "No promise of an accepted offer was broken.", "T54, O15", pointer="/reason")
    return max(days)


def _ended(command: LateClaim, c: Course) -> date | Refused:
    """The platform ended the order: nobody confirmed receipt and the clock completed it."""
    closed = c.order.closed
    assert closed is not None
    return _confirmed_by_time(c) or closed.day


def _confirmed_by_time(c: Course) -> Refused | None:
    if c.order.received_by != Role.CLOCK:
        return refuse("ground_not_open", "Receipt was confirmed by the buyer.", "T54, O15", pointer="/reason")
    return None


_STARTS: Final[dict[LateReason, Callable[[LateClaim, Course], date | Refused]]] = {
    "receipt_proved": _came,
    "fraud": _shown,
    "broken_promise": _promised,
    "platform_closed": _ended,
}
"""The day that each exception counts from (O15)."""
