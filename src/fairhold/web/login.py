"""Signing in and out."""

from fairhold.web import sessions
from fairhold.web.sessions import LoginWrong
from fairhold.web.visit import Sheet, Visit


def show(visit: Visit) -> Sheet:
    """`GET /login`."""
    if visit.person is not None and visit.query.get("again") != "1":
        return Sheet(to="/orders")
    return _page(visit, to=_inside(visit.query.get("to", "")))


def log_in(visit: Visit) -> Sheet:
    """`POST /login`."""
    email, password, to = visit.said("email"), visit.said("password"), _inside(visit.said("to"))
    client = visit.request.client
    place = client.host if client else ""
    counter = visit.counter
    try:
        found = counter.write(lambda c: sessions.log_in(c, counter.failures, email, password, place, counter.now()))
    except LoginWrong as wrong:
        return _page(visit, status=401, fault=str(wrong), email=email, to=to)
    return Sheet(to=to or "/orders", token=found.token)


def log_out(visit: Visit) -> Sheet:
    """`POST /logout`."""
    visit.counter.write(lambda c: sessions.log_out(c, visit.token))
    return Sheet(to="/login", token="")


def _page(visit: Visit, status: int = 200, fault: str = "", email: str = "", to: str = "") -> Sheet:
    return visit.page("login.html", status, fault=fault, email=email, to=to, demo=visit.counter.demo)


def _inside(to: str) -> str:
    """Where to go after the login: only a path of this site."""
    is_path = to.startswith("/") and not to.startswith(("//", "/\\", "/login")) and to.isprintable()
    return to if is_path else ""
