"""The badge of a supplier that takes part: a picture for other sites and a small page, for everybody (S12, S13).

The same for everybody, so a browser or a proxy may keep it for a while; nothing of who looks stands on it.
"""

from functools import partial
from typing import Final

from fairhold.reading.badge import BadgeShown, read_badge
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.web.pages import render
from fairhold.web.visit import Sheet, Visit

KEPT_SECONDS: Final = 300
"""How long anybody may keep a badge before asking again, in seconds."""
NAME_CHARACTERS_MAX: Final = 36
"""How much of a company's name stands on the picture."""


def show(visit: Visit) -> Sheet:
    """`GET /badges/{id}`: limit, free limit and figures, and the lines that embed the picture."""
    found = _badge(visit)
    if found is None:
        return visit.nothing()
    url = visit.request.url
    here = f"{url.scheme}://{url.netloc}/badges/{found.supplier}"
    page = render("badge.html", person=None, nav=[], here="", badge=as_dict(found), address=here)
    return Sheet(page, kept_seconds=KEPT_SECONDS)


def picture(visit: Visit) -> Sheet:
    """`GET /badges/{id}.svg`."""
    found = _badge(visit)
    if found is None:
        return visit.nothing()
    return Sheet(svg=draw(found), kept_seconds=KEPT_SECONDS)


def draw(badge: BadgeShown) -> str:
    """The picture, as SVG."""
    return render("badge.svg", badge=as_dict(badge), called=_short(badge.name))


def _badge(visit: Visit) -> BadgeShown | None:
    supplier_id = ids.from_text(ids.SUPPLIER_PREFIX, visit.param("id"))
    if supplier_id is None:
        return None
    counter = visit.counter
    reading = partial(read_badge, supplier_id=supplier_id, now=counter.now(), policy=counter.policies().now)
    return counter.read(reading)


def _short(name: str) -> str:
    """A name as one line of XML can carry it."""
    plain = "".join(one if one.isprintable() else " " for one in name)
    return plain if len(plain) <= NAME_CHARACTERS_MAX else plain[: NAME_CHARACTERS_MAX - 1].rstrip() + "…"
