"""Choosing a supplier: the directory searched, how a rank comes about, what to look at. Open to everybody with a key.

And what protection costs a supplier, for itself and staff.
"""

from functools import partial
from typing import Annotated

import msgspec

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.api.lists import listed, page_reply, page_size_of, parts, spelled
from fairhold.book.directory import Wanted, words_of
from fairhold.reading.choosing import read_choice
from fairhold.reading.cost import Asked, read_cost
from fairhold.reading.directory import SUPPLIERS_PAGE_SIZE, WORDS_CHARACTERS_MAX, list_suppliers, read_rank
from fairhold.trade.money import AMOUNT_MAX_MINOR
from fairhold.trade.rail import RailName
from fairhold.trade.terms import Country

Search = Annotated[str, msgspec.Meta(max_length=WORDS_CHARACTERS_MAX)]
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]
Minor = Annotated[int, msgspec.Meta(ge=0, le=AMOUNT_MAX_MINOR)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]


async def suppliers(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers`."""
    given = call.query("page_size", "cursor", "words", "country", "currency", "rails", "free_gte", "on_time_gte")
    page = await listed(
        edge,
        call,
        given,
        list_suppliers,
        policy=(await edge.policies()).now,
        wanted=Wanted(
            words=words_of(spelled(given, "words", Search, given.get("words", ""))),
            country=spelled(given, "country", Country, given["country"]) if "country" in given else None,
            currency=spelled(given, "currency", Currency, given["currency"]) if "currency" in given else None,
            rails=tuple(sorted({spelled(given, "rails", RailName, part) for part in parts(given, "rails")})),
            free=spelled(given, "free_gte", Minor, given.get("free_gte", "0")),
            on_time_least=100 * spelled(given, "on_time_gte", Percent, given.get("on_time_gte", "0")),
        ),
        page_size=page_size_of(given, SUPPLIERS_PAGE_SIZE),
    )
    return page_reply(call, page)


async def rank(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/rank`."""
    call.query()
    supplier_id = bodies.stream_number("supplier", call.params["id"])
    reading = partial(read_rank, supplier_id=supplier_id, policy=(await edge.policies()).now)
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


async def choice(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/choice`."""
    given = call.query("order_value")
    reading = partial(
        read_choice,
        supplier_id=bodies.stream_number("supplier", call.params["id"]),
        policy=(await edge.policies()).now,
        value=spelled(given, "order_value", Minor, given["order_value"]) if "order_value" in given else None,
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))


async def cost(edge: Edge, call: Call) -> Reply:
    """`GET /v1/suppliers/{id}/cost`."""
    given = call.query("order_value", "initial_value", "making_days", "way_days", "rate_bp")
    try:
        asked = msgspec.convert(given, Asked, strict=False)
    except msgspec.ValidationError as error:
        raise wrong_parameter("order_value", f"The order in mind: {error}.") from None
    reading = partial(
        read_cost,
        who=call.caller,
        supplier_id=bodies.stream_number("supplier", call.params["id"]),
        policy=(await edge.policies()).now,
        asked=asked,
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("supplier"))))
