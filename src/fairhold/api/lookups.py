"""Reading: orders, suppliers, remittances, companies, books and the feed, each as the caller may see it."""

from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar, get_args

import msgspec

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.api.papers import pdf
from fairhold.api.problems import REMEDIES, STATUS, TITLES, Fault, Wrong, type_of
from fairhold.printing.trust import trust_pdf
from fairhold.reading.badge import read_badge
from fairhold.reading.books import read_books
from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.exposure import read_exposure
from fairhold.reading.feed import PositionInvalid, read_feed
from fairhold.reading.forecast import read_forecast
from fairhold.reading.happenings import Entry
from fairhold.reading.limit import Supposed, read_limit
from fairhold.reading.listing import (
    PAGE_SIZE,
    Page,
    PageSize,
    list_orders,
    list_parties,
    list_remittances,
    read_remittance,
)
from fairhold.reading.order import OrderShown, read_order
from fairhold.reading.supplier import read_supplier
from fairhold.reading.thread import read_messages
from fairhold.reading.trust import TrustProof, read_trust_proof
from fairhold.reading.versions import read_versions
from fairhold.trade.order import Stage
from fairhold.trade.remittance import State
from fairhold.trade.who import Role

BOOK_READERS: Final = (Role.TREASURY, Role.OPERATOR, Role.COMPLIANCE, Role.AUDITOR, Role.BANK)
"""The roles that read the books and the money in suspense."""
FEED_READERS: Final = tuple(role for role in Role if role != Role.INSPECTOR)
"""The roles that follow the feed; an inspector reads visits instead."""
EVENTS_PAGE_SIZE: Final = 100

Value = TypeVar("Value")


class Timeline(msgspec.Struct, frozen=True):
    """All that happened to an order, as far as the reader may see it."""

    data: tuple[Entry, ...]


class ProblemType(msgspec.Struct, frozen=True):
    """What a problem code means: `fix` says what to do about it."""

    type: str
    code: str
    status: int
    title: str
    fix: str


async def orders(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders`."""
    given = call.query("page_size", "cursor", "stage", "created_gte", "deadline_before")
    reading = partial(
        list_orders,
        who=call.caller,
        now=edge.now(),
        policies=await edge.policies(),
        cursors=edge.cursors,
        page_size=page_size_of(given, PAGE_SIZE),
        cursor=given.get("cursor", ""),
        stages=tuple(_read(given, "stage", Stage, part) for part in parts(given, "stage")),
        created_gte=_moment(given, "created_gte"),
        deadline_before=_moment(given, "deadline_before"),
    )
    return page_reply(call, await listed(edge, reading))


async def order(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}`."""
    call.query()
    return Reply(200, encode(await _order(edge, call)))


async def timeline(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/timeline`."""
    call.query()
    return Reply(200, encode(Timeline((await _order(edge, call)).timeline)))


async def versions(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/versions`."""
    call.query()
    order_id = bodies.stream_number("order", call.params["id"])
    reading = partial(read_versions, who=call.caller, order_id=order_id, now=edge.now())
    return Reply(200, encode(await edge.find(reading, bodies.unknown("order"))))


async def messages(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/messages`."""
    given = call.query("page_size", "cursor")
    reading = partial(
        read_messages,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        cursors=edge.cursors,
        ours=edge.ours,
        page_size=page_size_of(given, PAGE_SIZE),
        cursor=given.get("cursor", ""),
    )
    page = await listed(edge, reading)
    if page is None:
        raise bodies.unknown("order")
    return page_reply(call, page)


async def _order(edge: Edge, call: Call) -> OrderShown:
    reading = partial(
        read_order,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
        account_prefix=edge.settings.account_prefix,
    )
    return await edge.find(reading, bodies.unknown("order"))


async def supplier(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}`."""
    call.query()
    supplier_id = bodies.stream_number("supplier", call.params["id"])
    reading = partial(read_supplier, who=call.caller, supplier_id=supplier_id)
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


async def limit(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/limit`."""
    given = call.query("orders", "value", "on_time", "lost")
    supplier_id = bodies.stream_number("supplier", call.params["id"])
    reading = partial(
        read_limit,
        who=call.caller,
        supplier_id=supplier_id,
        now=edge.now(),
        policy=(await edge.policies()).now,
        supposed=_supposed(given),
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


async def badge(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/badge`."""
    call.query()
    reading = partial(
        read_badge,
        supplier_id=bodies.stream_number("supplier", call.params["id"]),
        now=edge.now(),
        policy=(await edge.policies()).now,
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


async def forecast(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/forecast`."""
    call.query()
    reading = partial(
        read_forecast,
        who=call.caller,
        supplier_id=bodies.stream_number("supplier", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


def _supposed(given: dict[str, str]) -> Supposed | None:
    """More orders to suppose, if any are named."""
    try:
        return msgspec.convert(given, Supposed, strict=False) if given else None
    except msgspec.ValidationError as error:
        raise wrong_parameter("orders", f"What is supposed: {error}.") from None


async def remittances(edge: Edge, call: Call) -> Reply:
    """`GET /v1/remittances`."""
    call.demand(*BOOK_READERS)
    given = call.query("page_size", "cursor", "state")
    states = tuple(choice("state", part, get_args(State)) for part in parts(given, "state"))
    reading = partial(
        list_remittances,
        who=call.caller,
        now=edge.now(),
        policies=await edge.policies(),
        cursors=edge.cursors,
        page_size=page_size_of(given, PAGE_SIZE),
        cursor=given.get("cursor", ""),
        states=states or ("held", "returning"),
    )
    return page_reply(call, await listed(edge, reading))


async def remittance(edge: Edge, call: Call) -> Reply:
    """`GET /v1/remittances/{id}`."""
    call.demand(*BOOK_READERS)
    call.query()
    number = bodies.stream_number("remittance", call.params["id"])
    reading = partial(
        read_remittance, who=call.caller, remittance_id=number, now=edge.now(), policies=await edge.policies()
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("remittance"))))


async def parties(edge: Edge, call: Call) -> Reply:
    """`GET /v1/parties`."""
    given = call.query("page_size", "cursor")
    reading = partial(
        list_parties,
        who=call.caller,
        cursors=edge.cursors,
        page_size=page_size_of(given, PAGE_SIZE),
        cursor=given.get("cursor", ""),
    )
    return page_reply(call, await listed(edge, reading))


async def trust_proof(edge: Edge, call: Call) -> Reply:
    """`GET /v1/books/proof`."""
    return Reply(200, encode(await _trust_proof(edge, call)))


async def exposure(edge: Edge, call: Call) -> Reply:
    """`GET /v1/books/exposure`."""
    call.demand(*BOOK_READERS)
    call.query()
    policy = (await edge.policies()).now
    return Reply(200, encode(await edge.read(partial(read_exposure, who=call.caller, policy=policy))))


async def trust_paper(edge: Edge, call: Call) -> Reply:
    """`GET /v1/books/proof.pdf`."""
    found = await _trust_proof(edge, call)
    return pdf(await edge.compute(partial(trust_pdf, found)), f"trust-proof-{found.day}.pdf")


async def _trust_proof(edge: Edge, call: Call) -> TrustProof:
    call.demand(*BOOK_READERS)
    call.query()
    zone = (await edge.policies()).now.policy_tz
    found: TrustProof = await edge.read(partial(read_trust_proof, who=call.caller, now=edge.now(), tz=zone))
    return found


async def books(edge: Edge, call: Call) -> Reply:
    """`GET /v1/books`."""
    call.demand(*BOOK_READERS)
    call.query()
    return Reply(200, encode(await edge.read(partial(read_books, who=call.caller))))


async def events(edge: Edge, call: Call) -> Reply:
    """`GET /v1/events`."""
    call.demand(*FEED_READERS)
    given = call.query("after", "page_size")
    reading = partial(
        read_feed, who=call.caller, after=given.get("after", ""), page_size=page_size_of(given, EVENTS_PAGE_SIZE)
    )
    try:
        return Reply(200, encode(await edge.read(reading)))
    except PositionInvalid as error:
        raise wrong_parameter("after", f"{str(error).capitalize()}.") from None


async def problem_type(edge: Edge, call: Call) -> Reply:
    """`GET /v1/problems/{code}`."""
    call.query()
    code = call.params["code"].replace("-", "_")
    if code not in STATUS:
        raise Wrong("path_unknown", "There is no such problem.")
    return Reply(200, encode(ProblemType(type_of(code), code, STATUS[code], TITLES[code], REMEDIES[code])))


async def health(edge: Edge, call: Call) -> Reply:
    """`GET /healthz`: the database answers."""
    await edge.read(lambda connection: connection.execute("SELECT 1"))
    return Reply(200, b'{"ok":true}')


async def listed(edge: Edge, reading: Any) -> Any:
    """What a reading of a list gives; Wrong for a cursor of another list."""
    try:
        page = await edge.read(reading)
    except CursorInvalid as error:
        said = f"{str(error).capitalize()}."
        raise Wrong("cursor_invalid", said, rule="B4", errors=[Fault(said, parameter="cursor")]) from None
    return page


def page_reply(call: Call, page: Page[Any]) -> Reply:
    """A page, with a `Link` to the next one that repeats the filters."""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if page.next_cursor is not None:
        kept = [
            part
            for part in call.query_string.decode("latin-1").split("&")
            if part and part.split("=", 1)[0] != "cursor"
        ]
        query = "&".join([*kept, f"cursor={page.next_cursor}"])
        headers = ((b"link", f'<{call.path}?{query}>; rel="next"'.encode("latin-1")),)
    return Reply(200, encode(page), headers=headers)


def page_size_of(given: dict[str, str], usual: int) -> int:
    """How many rows are asked for."""
    return _read(given, "page_size", PageSize, given["page_size"]) if "page_size" in given else usual


def _moment(given: dict[str, str], name: str) -> datetime | None:
    if name not in given:
        return None
    found: datetime = _read(given, name, datetime, given[name])
    if found.tzinfo is None:
        raise wrong_parameter(name, f"`{name}` is a time with its zone, such as 2026-11-22T10:00:00Z.")
    return found


def parts(given: dict[str, str], name: str) -> list[str]:
    """The parts of a parameter that has commas."""
    return given[name].split(",") if name in given else []


def choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    """A word of a list; Wrong for any other."""
    if text not in choices:
        raise wrong_parameter(name, f"`{name}` is one or several of {', '.join(choices)}.")
    return text


def _read(given: dict[str, str], name: str, kind: Any, text: str) -> Any:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        raise wrong_parameter(name, f"`{name}`: {error}.") from None
