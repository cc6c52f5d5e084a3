"""How pages are written: the templates, and how they say money, times, stages and events.

Everything that a template puts out is escaped; no template may switch that off. Values are those of the readings in
wire form: money as `{"amount", "currency"}`, times as RFC 3339, days as ISO dates.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from fairhold.reading import contract as words
from fairhold.reading.fields import Field
from fairhold.reading.happenings import AMOUNT_FIELDS, STREAM_FIELDS
from fairhold.reading.words import GROUNDS, LINK_REASONS
from fairhold.trade.days import zone
from fairhold.trade.link import LinkReason
from fairhold.trade.money import show
from fairhold.trade.terms import Contract
from fairhold.web.forms import CHOICES, rows, says
from fairhold.web.moneybar import parts

TONES: Final[Mapping[str, str]] = {
    "none": "quiet",
    "draft": "quiet",
    "proposed": "open",
    "agreed": "open",
    "in_production": "going",
    "ready": "going",
    "awaiting_balance": "open",
    "ready_to_ship": "going",
    "shipped": "going",
    "delivered": "going",
    "received": "done",
    "completed": "done",
    "cancelled": "quiet",
    "expired": "quiet",
    "closed_refunded": "ended",
    "closed_settled": "ended",
}
"""Stage: the tone of its pill (the pill always says the word as well)."""

STAGE_WORDS: Final[Mapping[str, str]] = {
    "none": "No order",
    "draft": "Draft",
    "proposed": "Proposed",
    "agreed": "Awaiting payment",
    "in_production": "In production",
    "ready": "Goods ready",
    "awaiting_balance": "Awaiting balance",
    "ready_to_ship": "Ready to ship",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "received": "Received",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "expired": "Expired",
    "closed_refunded": "Refunded",
    "closed_settled": "Settled",
}
"""Stage: the short word on its pill."""

FLAG_TONES: Final[Mapping[str, str]] = {
    "part_paid": "warn",
    "late": "warn",
    "buyer_default": "warn",
    "disputed": "bad",
    "on_hold": "bad",
    "chargeback": "bad",
    "buyer_owes": "bad",
    "unprotected_money": "bad",
}
"""Flag: the tone of its pill."""

WAY: Final[tuple[tuple[str, str], ...]] = (
    ("proposed_on", "Proposed"),
    ("agreed_on", "Signed by both"),
    ("initial_funded_on", "Initial payment in"),
    ("ready_on", "Goods ready"),
    ("shipped_on", "Shipped"),
    ("received_on", "Received"),
)
"""The days that the page shows as the order's way."""

FORWARD: Final = (
    *("accept_amendment", "accept", "propose", "declare_ready", "accept_goods", "ship", "confirm_receipt"),
    "announce_payment",
)
"""The commands that bring an order on its way, the one that is stressed first. None that ends or contests anything."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNTOLD: Final = frozenset(
    {
        *("contract", "fingerprint", "currency", "buyer", "supplier", "order", "policy_version", "line", "day"),
        *("seal", "content", "named", "start", "end", "text"),
        *("day_late", "transfers", "transfer", "payer", "early_release", "remittance", "packed_bp", "by", "author"),
        *("payee", "plan", "public_key", "report", "seed", "sha256", "supersedes", "ruling", "source"),
    }
)
"""What an event says that its line in the timeline does not repeat."""
_TOLD_IF_SO: Final = frozenset({"frozen_until_delivery", "waived"})
"""What an event says with yes or no that people want to know; the rest only matters inside."""


def money(value: Mapping[str, Any]) -> str:
    """`USD 25,000.00`."""
    return show(int(value["amount"]), value["currency"])


def minor(amount: str | int, currency: str) -> str:
    """Minor units as text with their currency: `USD 25,000.00`."""
    return show(int(amount), currency)


def figure(amount: str | int, currency: str) -> str:
    """Minor units without the currency, for a column that names it: `25,000.00`."""
    return show(int(amount), currency).split(" ", 1)[1]


def day(value: str | date | None) -> str:
    """`5 Aug 2019`."""
    if not value:
        return ""
    of = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{of.day} {of:%b %Y}"


def moment(value: str | datetime) -> datetime:
    """A time of the wire."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def when(value: str | datetime, tz: str) -> str:
    """A time in the policy's zone: `5 Aug 2019, 16:00 CST`."""
    at = moment(value).astimezone(zone(tz))
    return f"{day(at.date())}, {at:%H:%M} {at:%Z}"


def when_utc(value: str | datetime) -> str:
    """A time in UTC: `08:00 UTC`, to stand beside the time in the policy's zone."""
    at = moment(value).astimezone(UTC)
    return f"{at:%H:%M} UTC"


def from_now(value: str | datetime, now: str | datetime) -> str:
    """How far away a time is: `in 3 days`, `in 5 hours`, `2 days ago`."""
    seconds = int((moment(value) - moment(now)).total_seconds())
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = abs(seconds) // size
        if count:
            said = f"{count} {word}{'' if count == 1 else 's'}"
            return f"in {said}" if seconds > 0 else f"{said} ago"
    return "now"


def details(entry: Mapping[str, Any], currency: str) -> Iterator[tuple[str, str]]:
    """What an event says, in pairs of a title and a value, without what its postings or its title say already."""
    data = entry["data"]
    unit = data.get("currency") or currency
    for name, value in data.items():
        if name in _UNTOLD or name in STREAM_FIELDS or value in ("", None, [], {}, 0):
            continue
        if isinstance(value, bool) and not (value and name in _TOLD_IF_SO):
            continue
        if name == "exhibit":
            yield "Evidence", f"{value['title']}: {value['shows']}"
        elif name == "judged":
            yield "Verdict", _said([value["verdict"], *value["reasons"]])
        elif name in AMOUNT_FIELDS and isinstance(value, str):
            if int(value) and not entry["postings"]:
                yield _titled(name), minor(value, unit)
        else:
            yield _titled(name), _said(value)


def _said(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        return ", ".join(_said(inner) for inner in value.values() if inner not in ("", None))
    if isinstance(value, list | tuple):
        return ", ".join(_said(inner) for inner in value)
    text = str(value)
    if _DAY.fullmatch(text):
        return day(text)
    return GROUNDS.get(text) or (text.replace("_", " ") if text.isidentifier() and text.islower() else text)


def _titled(name: str) -> str:
    return name.replace("_", " ").capitalize()


def goods(contract: Mapping[str, Any]) -> list[tuple[Any, tuple[words.Term, ...]]]:
    """The lines of a contract, each with the typed terms that it has of its own."""
    read = _contract(contract)
    return [(line, words.of_line(read, place)) for place, line in enumerate(read.lines)]


def terms(contract: Mapping[str, Any]) -> tuple[words.Term, ...]:
    """The terms of a contract that say something, those about all goods among them."""
    return words.terms(_contract(contract))


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[words.Change, ...]:
    """What differs between two versions of a contract."""
    return words.changes(_contract(old), _contract(new))


def place(pointer: str) -> str:
    """Where a JSON pointer into a contract points, in words."""
    return words.place_of(pointer)


def _contract(wire: Mapping[str, Any]) -> Contract:
    return msgspec.convert(wire, Contract)


def retitled(field: Field, title: str) -> Field:
    """A field with another title."""
    return msgspec.structs.replace(field, title=title)


def below(bad: Mapping[str, str], name: str) -> bool:
    """Whether anything is wrong at a field or inside it."""
    return any(place == name or place.startswith(f"{name}.") for place in bad)


def link_reason(reason: LinkReason) -> str:
    """Why a buyer seems related, as a sentence without its stop."""
    return LINK_REASONS[reason]


def titled(word: str) -> str:
    """A word of the wire as people read it: `Move to balance`; dispute grounds and choices by their own titles."""
    return GROUNDS.get(word) or CHOICES.get(word) or (_titled(word) if word.islower() else word)


def forward(order: Mapping[str, Any]) -> str:
    """The command that brings the order on, if that is what the reader is asked for now; else nothing."""
    if order["next"]["by"] != order["you"] or order["cancellation"] or order["dispute"]:
        return ""
    offered = {action["command"] for action in order["allowed_actions"]}
    return next((command for command in FORWARD if command in offered), "")


@cache
def asset(name: str) -> str:
    """The address of a static file, with a mark that changes with its bytes."""
    data = resources.files("fairhold.web").joinpath("static").joinpath(name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:10]}"


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("fairhold.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for say in (
        money,
        day,
        when,
        when_utc,
        from_now,
        minor,
        figure,
        titled,
        link_reason,
        retitled,
        parts,
        terms,
        goods,
        says,
        below,
        place,
    ):
        made.filters[say.__name__] = say
    for ask in (asset, details, changes, rows, forward):
        made.globals[ask.__name__] = ask
    made.globals |= {"tones": TONES, "flag_tones": FLAG_TONES, "stage_words": STAGE_WORDS, "way": WAY}
    return made


TEMPLATES: Final = _environment()


def render(name: str, **values: Any) -> str:
    """A page or a part of one."""
    return TEMPLATES.get_template(name).render(**values)
