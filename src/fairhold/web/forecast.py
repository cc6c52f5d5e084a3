"""What a supplier still gets, on a page: how much under which condition, by which day, and why it declined offers."""

from functools import partial
from typing import Final

from fairhold.reading.cost import DAYS_MAX, RATE_BP_MAX, Asked, read_cost
from fairhold.reading.forecast import read_forecast
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.trade.money import MoneyError, of_text
from fairhold.trade.who import Role
from fairhold.web.visit import Sheet, Visit

NUMBERS: Final = (
    ("making_days", "Days of making", DAYS_MAX),
    ("way_days", "Days of the way", DAYS_MAX),
    ("rate_bp", "What money costs", RATE_BP_MAX),
)
"""The whole numbers of the form: name, title, and the most."""


def mine(visit: Visit) -> Sheet:
    """`GET /forecast`: that of the supplier who looks."""
    return _page(visit, visit.who.party) if visit.who.role == Role.SUPPLIER else visit.nothing()


def show(visit: Visit) -> Sheet:
    """`GET /suppliers/{id}/forecast`: for staff, and for the supplier itself."""
    supplier_id = ids.from_text(ids.SUPPLIER_PREFIX, visit.param("id"))
    return visit.nothing() if supplier_id is None else _page(visit, supplier_id)


def _page(visit: Visit, supplier_id: int) -> Sheet:
    counter = visit.counter
    reading = partial(
        read_forecast, who=visit.who, supplier_id=supplier_id, now=counter.now(), policies=counter.policies()
    )
    found = counter.read(reading)
    if found is None:
        return visit.nothing()
    policy = counter.policies().now
    asked, fault = _asked(visit, policy.limit_currency)
    cost = None
    if asked is not None:
        cost = counter.read(partial(read_cost, who=visit.who, supplier_id=supplier_id, policy=policy, asked=asked))
    return visit.page(
        "forecast.html",
        status=422 if fault else 200,
        forecast=as_dict(found),
        cost=as_dict(cost) if cost is not None else None,
        currency=policy.limit_currency,
        given=dict(visit.query),
        fault=fault,
    )


def _asked(visit: Visit, currency: str) -> tuple[Asked | None, str]:
    """The order in mind that the form names, or what is wrong with it."""
    value = visit.query.get("value", "").strip()
    if not value:
        return None, ""
    numbers = {}
    for name, title, most in NUMBERS:
        text = visit.query.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and int(text[:9]) <= most):
            return None, f"{title}: a whole number of 0 to {most}."
        numbers[name] = int(text)
    try:
        total = of_text(f"{value} {currency}").minor
        initial = of_text(f"{visit.query.get('initial', '').strip() or '0'} {currency}").minor
    except MoneyError as error:
        return None, error.detail
    if not total:
        return None, "Say what the order is worth."
    return Asked(order_value=total, initial_value=initial, **numbers), ""
