"""How the buyer can pay what is due on an order: the rails of its policy, the cheapest first, and why others cannot.

The same quote as `fairhold quote` gives, for this order; what may really be started the table says. Nothing is decided
here.
"""

from collections import Counter
from functools import partial
from typing import Any, Final

from fairhold.rails.quote import quote
from fairhold.rails.wish import Wish, WishWrong, rate_of
from fairhold.reading.order import OrderShown, as_dict
from fairhold.reading.supplier import read_rails_taken
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.policy import Policy
from fairhold.trade.rail import PayLater
from fairhold.trade.who import Role
from fairhold.web.visit import Visit

GOING: Final = frozenset({"started", "captured", "cleared"})
"""States of an attempt that took, or may still take, money of the buyer (A10)."""


def section(visit: Visit, order: OrderShown) -> dict[str, Any] | None:
    """The quote of what is due next, as plain values; None for others than the buyer, and when nothing is due."""
    initial = order.money.due_initial.minor
    amount = initial or order.money.due.minor
    if visit.who.role != Role.BUYER or order.pay_to is None or not amount:
        return None
    counter = visit.counter
    supplier = ids.from_text(ids.PARTY_PREFIX, order.supplier.id)
    assert supplier is not None
    taken = counter.read(partial(read_rails_taken, supplier_id=supplier))
    policy = counter.policies().of(order.policy_version)
    milestone = "initial" if initial else "balance"
    rate = policy.usd_rates.get(order.money.due.currency)
    try:
        wish = Wish(
            amount=amount,
            currency=order.money.due.currency,
            order_total=order.money.total.minor,
            buyer_country=order.buyer.country,
            supplier_country=order.supplier.country,
            accepts=None if taken is None else taken.rails,
            credit_line_usd=_line(policy),
            paid_by=Counter(one.rail for one in order.attempts if one.milestone == milestone and one.state in GOING),
            usd_rate=rate_of(rate) if rate is not None else None,
            on=day_of(order.now, policy.policy_tz),
        )
    except WishWrong:
        return None
    found: dict[str, Any] = as_dict(quote(wish, policy))
    return found | {"may_start": any(one.command == "start_payment" for one in order.allowed_actions)}


def _line(policy: Policy) -> int | None:
    """The most that a lender of the policy lends; the lender itself says how far this buyer's line reaches."""
    lines = [row.line_max_usd_minor for row in policy.rails.values() if isinstance(row, PayLater)]
    return max(lines, default=None)
