"""What a rail says to one payment that is really asked for: its fee, or why it cannot carry it (S41-S48).

The same checks as the quote's, so that nobody is quoted a rail and refused it. The lender says itself how far a buyer's
line reaches: here only the row's own most counts.
"""

from fairhold.rails.quote import KIND_OF
from fairhold.rails.wish import Wish, WishWrong, rate_of
from fairhold.trade.experts import PaymentAsked
from fairhold.trade.policy import Policy
from fairhold.trade.rail import PayLater
from fairhold.trade.refusal import Refused, refuse


def price(asked: PaymentAsked, policy: Policy) -> int | Refused:
    """What the buyer pays on top, in minor units, or the refusal of the first check that fails."""
    row = policy.rails[asked.rail]
    rate = policy.usd_rates.get(asked.currency)
    try:
        wish = Wish(
            amount=asked.amount,
            currency=asked.currency,
            order_total=asked.order_total,
            buyer_country=asked.buyer_country,
            supplier_country=asked.supplier_country,
            accepts=asked.accepts,
            credit_line_usd=row.line_max_usd_minor if isinstance(row, PayLater) else None,
            paid_by={asked.rail: asked.made},
            usd_rate=rate_of(rate) if rate is not None else None,
            on=asked.on,
        )
    except WishWrong as wrong:
        return refuse(wrong.code, wrong.detail, "S41-S45")
    kind = KIND_OF[type(row)]
    for check in kind.checks:
        objection = check(asked.rail, row, wish)
        if objection is not None:
            return refuse(objection.code, f"{objection.why} {objection.instead}", objection.rule, pointer="/amount")
    fee = kind.fee(row, wish)
    return fee.most if fee.how == "on_top" else 0
