"""The dispute team's list: open cases with their deadlines and alarms, and how often rulings follow the rules."""

from functools import partial

from fairhold.reading.caseload import read_caseload
from fairhold.reading.order import as_dict
from fairhold.web.visit import Sheet, Visit


def show(visit: Visit) -> Sheet:
    """`GET /disputes`."""
    counter = visit.counter
    reading = partial(read_caseload, who=visit.who, now=counter.now(), policies=counter.policies())
    found = counter.read(reading)
    if found is None:
        return visit.nothing()
    return visit.page("disputes.html", load=as_dict(found), zone=counter.policies().now.policy_tz)
