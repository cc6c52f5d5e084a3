"""The directory of suppliers on pages: found and narrowed by a form, and one supplier with how its rank comes about."""

from functools import partial
from typing import Final

from fairhold.book.directory import Wanted, words_of
from fairhold.reading.choosing import read_choice
from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.directory import WORDS_CHARACTERS_MAX, list_suppliers
from fairhold.reading.order import as_dict
from fairhold.trade import ids
from fairhold.trade.money import MoneyError, of_text
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.web.visit import Sheet, Visit

TONES: Final = {
    "good": ("Good", "done"),
    "careful": ("Look closer", "warn"),
    "bad": ("Beware", "bad"),
    "unknown": ("Not known", "open"),
}
"""How a point of the checklist looks: its word, and the tone of its pill."""
ASKED: Final = ("words", "country", "currency", "rail", "free", "on_time")
"""The fields of the form."""


def listing(visit: Visit) -> Sheet:
    """`GET /suppliers`: everybody who is logged in may look."""
    counter = visit.counter
    policy = counter.policies().now
    given = {name: visit.query.get(name, "").strip() for name in ASKED}
    wanted, fault = _wanted(given, policy)
    reading = partial(
        list_suppliers,
        who=visit.who,
        cursors=counter.cursors,
        policy=policy,
        wanted=wanted,
        cursor=visit.query.get("cursor", ""),
    )
    try:
        page = as_dict(counter.read(reading))
    except CursorInvalid:
        return visit.problem(Refused("cursor_invalid", "The rest of this list cannot be found.", "B4"), 400)
    return visit.page(
        "suppliers.html",
        status=422 if fault else 200,
        page=page,
        given=given,
        rails={name: row.title for name, row in policy.rails.items()},
        currency=policy.limit_currency,
        fault=fault,
    )


def one(visit: Visit) -> Sheet:
    """`GET /suppliers/{id}`: what anybody who is logged in may know of a supplier before choosing it."""
    supplier_id = ids.from_text(ids.SUPPLIER_PREFIX, visit.param("id"))
    if supplier_id is None:
        return visit.nothing()
    counter = visit.counter
    policy = counter.policies().now
    value, fault = _value(visit.query.get("value", "").strip(), policy)
    found = counter.read(partial(read_choice, supplier_id=supplier_id, policy=policy, value=value))
    if found is None:
        return visit.nothing()
    return visit.page(
        "supplier.html",
        status=422 if fault else 200,
        choice=as_dict(found),
        given=visit.query.get("value", "").strip(),
        currency=policy.limit_currency,
        fault=fault,
        tones=TONES,
        rails={name: row.title for name, row in policy.rails.items()},
    )


def _value(text: str, policy: Policy) -> tuple[int | None, str]:
    """The value of an order that the form asks about, or what is wrong with it."""
    if not text:
        return None, ""
    try:
        return of_text(f"{text} {policy.limit_currency}").minor, ""
    except MoneyError as error:
        return None, error.detail


def _wanted(given: dict[str, str], policy: Policy) -> tuple[Wanted, str]:
    """What the form asks for, or nothing and what is wrong with it."""
    country, currency, on_time = given["country"].upper(), given["currency"].upper(), given["on_time"]
    if on_time and not (on_time.isascii() and on_time.isdigit() and int(on_time[:9]) <= 100):
        return Wanted(), "On time is a share of 0 to 100 per cent."
    try:
        free = of_text(f"{given['free']} {policy.limit_currency}").minor if given["free"] else 0
    except MoneyError as error:
        return Wanted(), error.detail
    if given["rail"] and given["rail"] not in policy.rails:
        return Wanted(), "There is no such rail."
    return (
        Wanted(
            words=words_of(given["words"][:WORDS_CHARACTERS_MAX]),
            country=country or None,
            currency=currency or None,
            rails=(given["rail"],) if given["rail"] else (),
            free=free,
            on_time_least=100 * int(on_time or 0),
        ),
        "",
    )
