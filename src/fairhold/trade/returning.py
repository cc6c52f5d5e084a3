"""Goods that go back before the money does: who names the address, who sends, who confirms, and what follows when one
of them does not (D24, D27, D30-D36, D47, R11, R15, R27).

`settlement.begin_return` is the way in: an accepted offer and a ruling use it alike. The money in dispute stays frozen
until the return ends; every wait in it has a deadline (`dispute_timers.py`). Whether goods go back is said elsewhere.
"""

from fairhold.trade import award, settlement
from fairhold.trade.course import Course
from fairhold.trade.dispute import Dispute
from fairhold.trade.goods_return import (
    ConfirmReturn,
    ContestReturn,
    DecideReturn,
    GoodsReturn,
    How,
    NameReturnAddress,
    RecordReturnDelivery,
    ReturnAddressNamed,
    ReturnContested,
    ReturnDecided,
    ReturnDelivered,
    ReturnEnded,
    ReturnShipped,
    ShipReturn,
    WaiveReturn,
)
from fairhold.trade.money import percent, show, split
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.who import Role

NOBODY_FAILED: frozenset[How] = frozenset({"waived", "no_address"})
"""Ends of a return without goods that are not the buyer's doing: everything is due."""


def due_for(back: GoodsReturn, units: tuple[int, ...]) -> int:
    """What is due when so many units of each line are back, in minor units: the part that hangs on the return in the
    proportion of their value, by number where goods have no price, half up (R11, R30).
    """
    prices = back.prices if _worth(back.prices, back.units) else (1,) * len(back.prices)
    came = _worth(prices, units)
    agreed = _worth(prices, back.units)
    return back.regardless + split(back.refund - back.regardless, came, agreed)[0]


def freight_most(back: GoodsReturn, policy: Policy) -> int:
    """The most freight that a return is worth, in minor units: `return_waive_bp` of the refund, or of the goods if
    nothing is paid for them (R27).
    """
    return percent(back.refund or _worth(back.prices, back.units), policy.return_waive_bp)


def _worth(prices: tuple[int, ...], units: tuple[int, ...]) -> int:
    return sum(price * n for price, n in zip(prices, units, strict=True))


def check_units(units: tuple[int, ...], most: tuple[int, ...], at: str, least: int = 1) -> Refused | None:
    """As many numbers as the contract has lines, none above `most`, together at least `least`."""
    if len(units) != len(most):
        return refuse("quantities_wrong", f"Give {len(most)} quantities.", "R11", pointer=at)
    if sum(units) < least or any(n > top for n, top in zip(units, most, strict=True)):
        detail = f"At most {', '.join(map(str, most))} of the lines go back, and at least {least} in all."
        return refuse("quantities_wrong", detail, "D32, R11", pointer=at)
    return None


# --------------------------------------------------------------------------------------------------------------- rules


def name_return_address(command: NameReturnAddress, c: Course) -> Refused | None:
    """D31: once, so that nothing is sent to an address that has moved meanwhile."""
    if _back(c).address_on is not None:
        return refuse("already_so", "The address is named, and the buyer relies on it.", "D31", pointer="/address")
    c.then(ReturnAddressNamed(address=command.address, person=c.who.person, day=c.day))
    return None


def ship_return(command: ShipReturn, c: Course) -> Refused | None:
    """D32: to the address named, no more than was agreed; fewer bring less (R11)."""
    back, currency = _back(c), c.order.currency
    if back.address_on is None:
        detail = "The supplier has not said where the goods go."
        return refuse("return_address_missing", detail, "D32, D47", allowed=("name_return_address",))
    fault = check_units(command.units, back.units, "/units")
    if fault:
        return fault
    freight = command.freight
    if freight is not None and freight.currency != currency:
        return refuse("wrong_currency", f"The order is in {currency}.", "A15", pointer="/freight/currency")
    most = freight_most(back, c.policy)
    if freight is not None and back.freight_by == "supplier" and freight.minor > most:
        detail = f"The way back may cost {show(most, currency)}; beyond that a return is not worth it."
        return refuse("freight_too_dear", detail, "R27", pointer="/freight/amount", allowed=("waive_return",))
    c.then(
        ReturnShipped(
            carrier=command.carrier,
            tracking=command.tracking,
            units=command.units,
            freight=0 if freight is None else freight.minor,
            currency=currency,
            person=c.who.person,
            day=c.day,
        )
    )
    return None


def record_return_delivery(command: RecordReturnDelivery, c: Course) -> Refused | None:
    """4.6 return_accept_ttl: from here the supplier has its days to look at the goods."""
    back = _back(c)
    if c.who.role != Role.SUPPLIER and not command.proof:
        return refuse("proof_missing", "Name the proof of delivery.", "4.6", pointer="/proof")
    if command.delivered_on > c.day:
        return refuse("date_in_future", f"{command.delivered_on} has not come.", "4.6", pointer="/delivered_on")
    assert back.sent_on is not None
    if command.delivered_on < back.sent_on:
        detail = f"The goods left on {back.sent_on}."
        return refuse("delivered_before_shipped", detail, "4.6", pointer="/delivered_on")
    if back.delivered_on is not None:
        return refuse("already_so", f"They were delivered on {back.delivered_on}.", "4.6", pointer="/delivered_on")
    c.then(ReturnDelivered(by=c.who.role, delivered_on=command.delivered_on, proof=command.proof, day=c.day))
    return None


def confirm_return(command: ConfirmReturn, c: Course) -> Refused | None:
    """D34."""
    _end(c, "confirmed", _back(c).sent)
    return None


def waive_return(command: WaiveReturn, c: Course) -> Refused | None:
    """R27: everything is due and nothing comes back."""
    _end(c, "waived", _back(c).units)
    return None


def contest_return(command: ContestReturn, c: Course) -> Refused | None:
    """D35: somebody of the dispute team looks at what came back; the award itself is not argued anew."""
    c.then(ReturnContested(reason=command.reason, evidence=command.evidence, person=c.who.person, day=c.day))
    return None


def decide_return(command: DecideReturn, c: Course) -> Refused | None:
    """D35, R11: only the units that count as given back are paid for."""
    fault = check_units(command.units, _back(c).sent, "/units", least=0)
    if fault:
        return fault
    c.then(ReturnDecided(units=command.units, reason=command.reason, person=c.who.person, day=c.day))
    _end(c, "decided", command.units)
    return None


# --------------------------------------------------------------------------------------------------------- time passed


def refund_without_return(c: Course) -> None:
    """D47: the supplier named no address in time."""
    _end(c, "no_address", _back(c).units)


def lapse(c: Course) -> None:
    """D33, R15, SC44: the buyer sent nothing in time, so what hung on the return is not due."""
    _end(c, "not_sent", (0,) * len(_back(c).units))


def accept_silently(c: Course) -> None:
    """D36: the supplier said nothing in time."""
    _end(c, "silence", _back(c).sent)


def count_as_sent(c: Course) -> None:
    """D35: nobody decided in time. Whoever contests a return has to show it, so what was sent counts."""
    _end(c, "reviewed_by_time", _back(c).sent)


# --------------------------------------------------------------------------------------------------------------- steps


def _end(c: Course, how: How, units: tuple[int, ...]) -> None:
    back = _back(c)
    refund = due_for(back, units)
    came = any(units) and how not in NOBODY_FAILED
    freight = back.freight if came and back.freight_by == "supplier" else 0
    counted = units if came else (0,) * len(units)
    c.then(ReturnEnded(how=how, currency=c.order.currency, units=counted, refund=refund, freight=freight, day=c.day))
    if refund or any(units):
        goes_on = back.goes_on or not refund
        award.carry_out(c, refund, back.outcome, goes_on=goes_on, grounds=back.grounds, freight=freight)
    else:
        settlement.end_dispute(c, "lapsed")
        settlement.pass_on(c)


def _open(c: Course) -> Dispute:
    assert c.order.dispute is not None
    return c.order.dispute


def _back(c: Course) -> GoodsReturn:
    back = _open(c).goods_return
    assert back is not None
    return back
