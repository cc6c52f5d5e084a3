"""Reading: orders, suppliers, remittances, companies, books and the feed, each as the caller may see it."""

from functools import partial
from typing import Final, TypeVar, get_args

import msgspec

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.api.lists import choice, listed, moment, page_reply, page_size_of, parts, spelled
from fairhold.api.papers import pdf
from fairhold.api.problems import REMEDIES, STATUS, TITLES, Wrong, type_of
from fairhold.printing.trust import trust_pdf
from fairhold.reading.badge import read_badge
from fairhold.reading.books import read_books
from fairhold.reading.exposure import read_exposure
from fairhold.reading.feed import PositionInvalid, read_feed
from fairhold.reading.forecast import read_forecast
from fairhold.reading.happenings import Entry
from fairhold.reading.limit import Supposed, read_limit
from fairhold.reading.listing import (
    PAGE_SIZE,
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
    page = await listed(
        edge,
        call,
        given,
        list_orders,
        now=edge.now(),
        policies=await edge.policies(),
        page_size=page_size_of(given, PAGE_SIZE),
        stages=tuple(spelled(given, "stage", Stage, part) for part in parts(given, "stage")),
        created_gte=moment(given, "created_gte"),
        deadline_before=moment(given, "deadline_before"),
    )
    return page_reply(call, page)


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
    page = await listed(
        edge,
        call,
        given,
        read_messages,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        ours=edge.ours,
        page_size=page_size_of(given, PAGE_SIZE),
    )
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
    page = await listed(
        edge,
        call,
        given,
        list_remittances,
        now=edge.now(),
        policies=await edge.policies(),
        page_size=page_size_of(given, PAGE_SIZE),
        states=states or ("held", "returning"),
    )
    return page_reply(call, page)


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
    page = await listed(
        edge,
        call,
        given,
        list_parties,
        page_size=page_size_of(given, PAGE_SIZE),
    )
    return page_reply(call, page)


async def trust_proof(edge: Edge, call: Call) -> Reply:
    """`GET /v1/books/proof`."""
    return Reply(200, encode(await _trust_proof(edge, call)))


async def exposure(edge: Edge, call: Call) -> Reply:
    """`GET /v1/books/exposure`."""
    call.demand(*BOOK_READERS)
    call.query()
    policy = (await edge.policies()).now
    return Reply(200, encode(await edge.read(partial(read_exposure, who=call.caller, policy=policy, now=edge.now()))))


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
