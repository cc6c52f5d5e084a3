"""Payouts that the supplier does not ask for one by one: on which days, and from which amount on (S9, M15a).

The day is a calendar day in the policy zone; the payment file leaves on the bank's next day. What a scheduled payout
may send is what the supplier could withdraw by hand: the same account, the same cooling time, the same balance.
"""

from datetime import date, timedelta
from typing import Annotated, Final

import msgspec

from fairhold.trade.money import EXPONENTS, Money
from fairhold.trade.payouts import check_account, withdrawable
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import refuse
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.supplier import Every, PayoutAccount, PayoutSchedule, Subject, Supplier, SupplierCommand, rule
from fairhold.trade.supplier_events import PayoutRequested, PayoutScheduleRun, PayoutScheduleSet
from fairhold.trade.who import Role

DAYS_OF_MONTH_MAX: Final = 28
"""The last day of a month that every month has."""
CURRENCIES_MAX: Final = 20


class SetPayoutSchedule(SupplierCommand, frozen=True, kw_only=True, tag="set_payout_schedule"):
    """The supplier says when money that is available is paid out by itself.

    `weekday`: 1 is Monday, for `weekly`; `month_day` for `monthly`; `least`: by currency the amount from which on it is
    worth sending, any amount for currencies that are not named.
    """

    every: Every
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)] | None = None
    month_day: Annotated[int, msgspec.Meta(ge=1, le=DAYS_OF_MONTH_MAX)] | None = None
    least: Annotated[tuple[Money, ...], msgspec.Meta(max_length=CURRENCIES_MAX)] = ()


class PayScheduled(SupplierCommand, frozen=True, kw_only=True, tag="pay_scheduled"):
    """The clock looks whether a payout day has come. Repeated on the same day, nothing happens."""


def _set_payout_schedule(c: SetPayoutSchedule, s: Subject) -> Decision:
    for name, day, needed in (("weekday", c.weekday, "weekly"), ("month_day", c.month_day, "monthly")):
        if (day is not None) != (c.every == needed):
            detail = f"`{name}` is for `{needed}`, which needs it."
            return refuse("schedule_wrong", detail, "S9", pointer=f"/{name}")
    for i, least in enumerate(c.least):
        if least.currency not in EXPONENTS:
            detail = f"{least.currency} is not a currency."
            return refuse("currency_unknown", detail, "M15", pointer=f"/least/{i}/currency")
    smallest = {one.currency: one.minor for one in c.least}
    if len(smallest) != len(c.least):
        return refuse("schedule_wrong", "Name each currency once.", "S9", pointer="/least")
    new = PayoutSchedule(c.every, c.weekday or c.month_day or 0, smallest)
    if new == s.supplier.schedule:
        return refuse("already_so", "The schedule is so.", "S9")
    return (PayoutScheduleSet(schedule=new, day=s.day),)


def _pay_scheduled(c: PayScheduled, s: Subject) -> Decision:
    schedule = schedule_of(s.supplier, s.policy)
    due = last_due(schedule, s.day)
    if due is None or (s.supplier.scheduled_on is not None and s.supplier.scheduled_on >= due):
        return ()
    account = check_account(s)
    if not isinstance(account, PayoutAccount):
        return account
    paid: list[PayoutRequested] = []
    for currency in sorted(s.supplier.purses):
        amount = withdrawable(s, currency)
        if amount >= max(1, schedule.least.get(currency, 0)):
            number = s.supplier.payouts_made + len(paid) + 1
            paid.append(PayoutRequested(number=number, amount=amount, currency=currency, account=account, day=s.day))
    if not paid and schedule.every == "daily":
        return ()
    return (PayoutScheduleRun(day=s.day), *paid)


def schedule_of(supplier: Supplier, policy: Policy) -> PayoutSchedule:
    """When a supplier is paid out by itself: as it has said, else as the policy does."""
    return supplier.schedule or PayoutSchedule(policy.payout_schedule_default)


def last_due(schedule: PayoutSchedule, today: date) -> date | None:
    """The latest payout day up to today, or None if payouts are asked for by hand. A day that the clock has missed is
    made good on the next.
    """
    match schedule.every:
        case "manual":
            return None
        case "daily":
            return today
        case "weekly":
            return today - timedelta(days=(today.isoweekday() - schedule.on) % 7)
        case "monthly":
            month = today if today.day >= schedule.on else today.replace(day=1) - timedelta(days=1)
            return month.replace(day=schedule.on)


def next_due(schedule: PayoutSchedule, after: date) -> date | None:
    """The first payout day after a day."""
    if schedule.every == "manual":
        return None
    day = after + timedelta(days=1)
    while last_due(schedule, day) != day:
        day += timedelta(days=1)
    return day


RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(SetPayoutSchedule, "Set the payout days", {Role.SUPPLIER}, _set_payout_schedule, "S9"),
        rule(PayScheduled, "A payout day has come", {Role.CLOCK}, _pay_scheduled, "M15a"),
    )
}
