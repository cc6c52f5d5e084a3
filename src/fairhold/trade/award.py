"""What a dispute can bring, and how an award is carried out: from the money that was frozen for it, then from what it
held of the supplier's, its deposit, the platform's guarantee; what none of them covers is shown (4.7 waterfall,
T49-T51, I5).

Whoever decided: the respondent who accepts a claim, the side that accepts an offer, a ruling. Deposit and guarantee,
which come after all this, are in `advance.py`.
"""

from fairhold.trade import fulfilment, settlement
from fairhold.trade.adjudication import Decided
from fairhold.trade.course import Course
from fairhold.trade.dispute import Ending
from fairhold.trade.ground import Ground
from fairhold.trade.order import Order
from fairhold.trade.payment import Parts, returnable, take
from fairhold.trade.protection import protected_base
from fairhold.trade.who import Role


def base(c: Course) -> int:
    """The protected base of the order in minor units (4.9)."""
    return protected(c.order)


def protected(order: Order) -> int:
    """The protected base in minor units (4.9)."""
    return protected_base(order.terms.coverage, order.funds.received, order.initial, order.total)


def claimable(c: Course, grounds: tuple[Ground, ...]) -> int:
    """The most that can be claimed: the protected base, less what has gone back already (I5); if nothing but late goods
    are claimed, the part of them that has not left (R16).
    """
    return claimable_of(c.order, grounds)


def claimable_of(order: Order, grounds: tuple[Ground, ...]) -> int:
    """As `claimable`, of facts."""
    most = max(0, min(protected(order) - order.funds.given_back, returnable(order.funds)))
    if grounds == ("late_not_shipped",) and order.consignments:
        return min(most, fulfilment.unshipped_value(order))
    return most


def carry_out(
    c: Course,
    amount: int,
    outcome: Ending,
    goes_on: bool = False,
    grounds: tuple[Ground, ...] | None = None,
    freight: int = 0,
) -> None:
    """Pay an award of `amount` minor units to the buyer and end the dispute (T49, T51, D37, D38).

    An award of the whole base ends the order, as does a case of the system; if goods have left, what is claimed as not
    shipped ends the shipment instead (R16). An order that has ended stays so, with a mark against the supplier (T54).
    With `goes_on` the sides agreed what happens next: neither ends. `grounds` are those that the award is for, all that
    were claimed if nobody ruled on them. `freight`: what the buyer paid to send goods back and the supplier bears,
    after the award (M20, M25), as it bears the inspections of a ruling (R26) and, if it lost all of it and the policy
    says so, what the buyer's rails took on top (M33).
    """
    dispute = c.order.dispute
    assert dispute is not None
    fees = dispute.decided.shifted if outcome == "ruled" and dispute.decided is not None else 0
    grounds = dispute.grounds if grounds is None else grounds
    part_left = "late_not_shipped" in grounds and bool(c.order.consignments)
    most = claimable(c, dispute.grounds)
    ended = c.order.closed is not None
    whole = not (ended or goes_on or part_left) and (dispute.by == Role.CLOCK or amount >= most)
    funds, award = c.order.funds, min(amount, most)
    frozen = take(funds.frozen_initial, funds.frozen_balance, award)
    escrowed = Parts(0, 0) if whole else take(funds.initial, funds.balance, award - frozen.amount)
    held = funds.held if whole else frozen.amount + escrowed.amount
    lacking = award - held - funds.disputed - funds.disputed_reserve
    settlement.freeze_released(c, lacking)
    funds = c.order.funds
    disputed = min(funds.disputed + funds.disputed_reserve, award - frozen.amount - escrowed.amount)
    settlement.refund(c, "claim", escrowed, frozen, disputed=disputed)
    settlement.cover(c, "claim", award - held - disputed)
    settlement.end_dispute(c, outcome)
    if ended:
        settlement.mark_fault(c, "late_claim")
    if part_left and not goes_on:
        fulfilment.end_shipment(c)
    if not whole:
        _shift_costs(c, freight, fees)
        settlement.pass_on(c)
        return
    settlement.refund_all(c, "claim")
    settlement.free_reserve(c)
    _shift_costs(c, freight, fees)
    if outcome == "ruled" and c.policy.fee_shift_on_fault:
        settlement.shift_cost(c, "processing_fee", _processing_fees(c))
    settlement.close(c, settlement.refunded_or_settled(c), f"claim_{outcome}")


def _processing_fees(c: Course) -> int:
    """What the buyer paid on top to rails that took his payments and kept them (M33)."""
    return sum(one.fee for one in c.order.funds.attempts if one.state in ("captured", "cleared"))


def _shift_costs(c: Course, freight: int, fees: int) -> None:
    settlement.shift_cost(c, "return_freight", freight)
    settlement.shift_cost(c, "inspection_fee", fees)


def carry_out_ruling(c: Course) -> None:
    """The ruling is final: what it awards is paid, and what it froze beyond that is free (D23-D28, T49-T51, M17). A
    balance that has come meanwhile leaves nothing to rule on.
    """
    dispute = c.order.dispute
    assert dispute is not None
    decided = dispute.decided
    assert decided is not None
    if not decided.upheld:
        end_without(c, "rejected")
    elif dispute.against == "buyer" and c.order.buyer_default_on is None:
        end_without(c, "overtaken")
    elif dispute.against == "buyer":
        settlement.end_dispute(c, "ruled")
        fulfilment.settle_non_payment(c, decided.total)
    elif not decided.total:
        end_without(c, "ruled")
    elif decided.on_return and any(units := units_back(c.order, decided)):
        settlement.begin_return(
            c,
            decided.total,
            units,
            regardless=decided.total - decided.on_return,
            ruled=True,
            grounds=decided.upheld,
        )
    else:
        carry_out(c, decided.total, "ruled", grounds=decided.upheld)


def units_back(order: Order, decided: Decided) -> tuple[int, ...]:
    """How many units of each line go back under a ruling: what has left of the lines concerned, less what is gone
    (R11). Before anything has left, nothing.
    """
    sent = fulfilment.shipped_units(order)
    back = [0] * len(sent)
    for line, gone in decided.goes_back:
        left = gone
        for i in range(len(sent)) if line is None else (line,):
            kept = min(left, sent[i])
            left -= kept
            back[i] = max(back[i], sent[i] - kept)
    return tuple(back)


def end_without(c: Course, outcome: Ending) -> None:
    """The dispute ends and no money moves; the order goes on (D15, D25, M17, T51)."""
    settlement.end_dispute(c, outcome)
    settlement.pass_on(c)
