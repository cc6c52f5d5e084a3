"""A supplier's limit on a page: what is used of it, how it comes about, and what more orders would do."""

from functools import partial

from fairhold.reading.limit import SUPPOSED_MAX, Supposed, read_limit
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.trade.money import MoneyError, of_text
from fairhold.trade.who import Role
from fairhold.web.visit import Sheet, Visit


def mine(visit: Visit) -> Sheet:
    """`GET /limit`: the limit of the supplier who looks."""
    if visit.who.role != Role.SUPPLIER:
        return visit.nothing()
    return _page(visit, visit.who.party)


def show(visit: Visit) -> Sheet:
    """`GET /suppliers/{id}/limit`: for staff, and for the supplier itself."""
    supplier_id = ids.from_text(ids.SUPPLIER_PREFIX, visit.param("id"))
    return visit.nothing() if supplier_id is None else _page(visit, supplier_id)


def _page(visit: Visit, supplier_id: int) -> Sheet:
    counter = visit.counter
    policy = counter.policies().now
    supposed, fault = _supposed(visit, policy.limit_currency)
    reading = partial(
        read_limit,
        who=visit.who,
        supplier_id=supplier_id,
        now=counter.now(),
        policy=policy,
        supposed=supposed,
    )
    found = counter.read(reading)
    if found is None:
        return visit.nothing()
    return visit.page(
        "limit.html",
        status=422 if fault else 200,
        limit=as_dict(found),
        currency=policy.limit_currency,
        given=dict(visit.query),
        most=SUPPOSED_MAX,
        fault=fault,
        secures=visit.who.role == Role.TREASURY,
        acts=visit.who.role in (Role.OPERATOR, Role.COMPLIANCE),
        notes=visit.who.role == Role.COMPLIANCE,
        key=counter.new_key(),
    )


def _supposed(visit: Visit, currency: str) -> tuple[Supposed | None, str]:
    """What the form supposes, or what is wrong with it."""
    orders, value = visit.query.get("orders", ""), visit.query.get("value", "")
    if not orders and not value:
        return None, ""
    if not (orders.isascii() and orders.isdigit() and 1 <= int(orders[:9]) <= SUPPOSED_MAX):
        return None, f"Say how many orders: 1 to {SUPPOSED_MAX}."
    try:
        minor = of_text(f"{value} {currency}").minor
    except MoneyError as error:
        return None, error.detail
    if not minor:
        return None, "Say what each order is worth."
    return Supposed(int(orders), minor, visit.query.get("late") != "yes", visit.query.get("lost") == "yes"), ""
