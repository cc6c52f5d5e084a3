"""What protection would cost a supplier on an order that it has in mind: by its limit as it is, and by both other ways.

Fees and days come from the policy in force and from what the supplier says; nothing is stored (S2, S15, PP20).
"""

from typing import Annotated, Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.reading.supplier import is_yours
from fairhold.trade import ids
from fairhold.trade.cost_of_protection import Cost, Plan, cost, share_bp
from fairhold.trade.money import AMOUNT_MAX_MINOR, Money, money, percent
from fairhold.trade.policy import Policy
from fairhold.trade.spelled import per_cent
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Who

DAYS_MAX: Final = 730
RATE_BP_MAX: Final = 10_000
"""The dearest money that a calculation takes, in ten-thousandths a year."""
Days = Annotated[int, msgspec.Meta(ge=0, le=DAYS_MAX)]


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An order in mind, sums in minor units of the limit's currency; days of making and of the way; what money costs
    the supplier a year, in ten-thousandths.
    """

    order_value: Annotated[int, msgspec.Meta(ge=1, le=AMOUNT_MAX_MINOR)]
    initial_value: Annotated[int, msgspec.Meta(ge=0, le=AMOUNT_MAX_MINOR)] = 0
    making_days: Days = 30
    way_days: Days = 30
    rate_bp: Annotated[int, msgspec.Meta(ge=0, le=RATE_BP_MAX)] = 1_000


class Wait(msgspec.Struct, frozen=True):
    """So much money that waits for so many days, and what that costs."""

    why: str
    amount: Money
    days: int
    cost: Money


class CostShown(msgspec.Struct, frozen=True, kw_only=True):
    """One way: the waits, the service fee, all of it, and its share of the price, which asked on top pays for it."""

    waits: tuple[Wait, ...]
    fee: Money
    together: Money
    share: str


class Protection(msgspec.Struct, frozen=True, kw_only=True):
    """What protection costs: `now` by the free limit as it is (`is_early`: inside it), and how it would be `inside` the
    limit and `above` it. `asked` is the surcharge that the supplier asks for, `brings` what that is on this order.
    """

    supplier: str
    free: Money
    is_early: bool
    now: CostShown
    inside: CostShown
    above: CostShown
    asked: str
    brings: Money


def read_cost(
    connection: psycopg.Connection, who: Who, supplier_id: int, policy: Policy, asked: Asked
) -> Protection | None:
    """The cost to staff and to the supplier itself; None if there is no such supplier or it is another."""
    if not is_yours(who, supplier_id):
        return None
    with readings.snapshot(connection, who):
        known = supplier_id in readings.parties(connection, (supplier_id,))
        supplier = readings.supplier(connection, supplier_id) or Supplier(id=supplier_id)
    return protection(supplier, policy, asked) if known else None


def protection(supplier: Supplier, policy: Policy, asked: Asked) -> Protection:
    """The cost of facts that were read. An initial payment above the price is the whole price."""
    currency, value = policy.limit_currency, asked.order_value
    plan = Plan(value, min(asked.initial_value, value), asked.making_days, asked.way_days, asked.rate_bp)
    free = supplier.free(currency)
    kept_days = policy.claim_days_after_auto_confirm if policy.uncovered_reserve_until == "claim_window_end" else 0
    goes_early = policy.early_release == "within_limit"

    def way(covered: int) -> CostShown:
        early = goes_early and covered >= value
        found = cost(plan, covered, early, policy.service_fee_supplier_bp, kept_days)
        return _shown(found, value, currency)

    return Protection(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, supplier.id),
        free=money(free, currency),
        is_early=goes_early and free >= value,
        now=way(free),
        inside=way(value),
        above=way(0),
        asked=per_cent(supplier.profile.surcharge_bp),
        brings=money(percent(value, supplier.profile.surcharge_bp), currency),
    )


def _shown(found: Cost, value: int, currency: str) -> CostShown:
    return CostShown(
        waits=tuple(
            Wait(one.why, money(one.amount, currency), one.days, money(one.cost, currency)) for one in found.waits
        ),
        fee=money(found.fee, currency),
        together=money(found.together, currency),
        share=per_cent(share_bp(found.together, value)),
    )
