"""What pays a buyer when an order's own money does not reach: the supplier's deposit, then the platform on the
supplier's behalf, and how the platform gets from later sales what the supplier owes it (4.7 steps 3 and 4, M21b-M22,
R26, SC40).

The advance never exceeds the share of the limit that the order reserved, so the limit is what the platform may lose.
Who may ask for any of it is decided elsewhere; what the supplier does about its debt itself is in `collateral.py`.
"""

from typing import Final

from fairhold.trade.course import Course
from fairhold.trade.money import percent
from fairhold.trade.payment import Transfer, returnable, transfers_back
from fairhold.trade.payment_events import AdvanceReason, ClaimAdvanced
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Purse
from fairhold.trade.supplier_events import AdvanceDrawn, AdvanceRecovered, DebtSetOff, DepositTaken, ProvisionChanged

ALL_BP: Final = 10_000


def advance(c: Course, reason: AdvanceReason, amount: int) -> int:
    """Pay the buyer so much, in minor units, of what the order's own money did not cover; what is left uncovered.

    An award never gives more than the buyer paid (I5); a cost that is shifted to the supplier comes after it (R26).
    """
    order, currency = c.order, c.order.currency
    most = min(amount, returnable(order.funds)) if reason == "claim" else amount
    deposit = max(0, min(most, c.supplier.purse(currency).deposit))
    guarantee = max(0, min(most - deposit, order.reserved)) if c.policy.guarantee_advances else 0
    paid = deposit + guarantee
    if not paid:
        return amount
    exposed = min(guarantee, order.exposed)
    payer = order.funds.payments[-1].payer
    back = transfers_back(order.funds, paid) if reason == "claim" else None
    c.then(
        ClaimAdvanced(
            reason=reason,
            currency=currency,
            supplier=order.supplier,
            deposit=deposit,
            guarantee=guarantee,
            exposed=exposed,
            transfers=back or (Transfer(order.funds.transfers_made + 1, paid, payer),),
            day=c.day,
        )
    )
    if deposit:
        c.then(DepositTaken(order=order.id, currency=currency, amount=deposit))
    if guarantee:
        c.then(AdvanceDrawn(order=order.id, currency=currency, amount=guarantee, exposed=exposed, day=c.day))
        provide(c)
    return amount - paid


def recover(c: Course, credited: int) -> None:
    """Of what a sale has just brought the supplier, its debt is taken in full (SC40), then a share of the sale goes
    against the open advance (M22a, M22b).
    """
    currency = c.order.currency
    purse = c.supplier.purse(currency)
    owed = min(purse.debt, purse.available)
    if owed > 0:
        c.then(DebtSetOff(order=c.order.id, currency=currency, amount=owed, day=c.day))
        purse = c.supplier.purse(currency)
    share = percent(credited, c.policy.guarantee_recovery_bp)
    amount = min(purse.drawn, purse.available, share)
    if amount > 0:
        c.then(
            AdvanceRecovered(currency=currency, amount=amount, source="sale", order=c.order.id, reference="", day=c.day)
        )
        provide(c)


def provide(c: Course) -> None:
    """Book the loss that is expected of the open advance (M24)."""
    currency = c.order.currency
    change = provision_gap(c.supplier.purse(currency), c.supplier.provision(currency), c.policy)
    if change:
        c.then(ProvisionChanged(currency=currency, amount=change, day=c.day))


def provision_gap(purse: Purse, booked: int, policy: Policy) -> int:
    """What is to be booked, below zero to be given back, in minor units, so that the provision is what the policy asks
    of the money exposed and of the advance that is open (M24).
    """
    exposed = percent(purse.exposed, policy.provision_exposed_bp)
    return exposed + percent(purse.drawn, policy.provision_drawn_bp) - booked


def withheld(purse: Purse, policy: Policy) -> int:
    """What a supplier may not withdraw of its balance: other debts in full, an advance by the share of sales."""
    return purse.debt + percent(purse.drawn, policy.guarantee_recovery_bp)
