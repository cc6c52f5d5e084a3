"""What the operator gives the buyer of its own money: a coupon for a late delivery or a failed service (M36, O53).

It is no client money, no remedy and no part of an award: whatever the buyer has claimed he may still claim.
"""

from fairhold.trade.course import Course
from fairhold.trade.money import show
from fairhold.trade.payment import GrantGoodwill, PayGoodwill
from fairhold.trade.payment_events import GoodwillGranted, GoodwillPaid
from fairhold.trade.refusal import Refused, refuse


def grant(command: GrantGoodwill, c: Course) -> Refused | None:
    """O53: up to `goodwill_max_minor`, for a late delivery only if the order was late."""
    currency = c.order.currency
    if command.amount.currency != currency:
        return refuse("wrong_currency", f"The order is in {currency}.", "M36", pointer="/amount/currency")
    if command.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "M36", pointer="/amount/amount")
    most = c.policy.goodwill_max_minor.get(currency, 0)
    if command.amount.minor > most:
        detail = f"Goodwill is at most {show(most, currency)} an order."
        return refuse("amount_too_large", detail, "M36, O53, policy goodwill_max_minor", pointer="/amount/amount")
    if command.reason == "late_delivery" and c.order.late_on is None:
        return refuse("not_late", "The order is not late.", "M36, O53", pointer="/reason")
    c.then(
        GoodwillGranted(
            reason=command.reason, currency=currency, amount=command.amount.minor, note=command.note, day=c.day
        )
    )
    return None


def pay(command: PayGoodwill, c: Course) -> Refused | None:
    """M36: once."""
    amount = c.order.funds.goodwill
    c.then(GoodwillPaid(currency=c.order.currency, amount=amount, reference=command.reference, day=c.day))
    return None
