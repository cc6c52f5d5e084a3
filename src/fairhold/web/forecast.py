"""What a supplier still gets, on a page: how much under which condition, by which day, and why it declined offers."""

from functools import partial

from fairhold.reading.forecast import read_forecast
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.trade.who import Role
from fairhold.web.visit import Sheet, Visit


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
    return visit.nothing() if found is None else visit.page("forecast.html", forecast=as_dict(found))
