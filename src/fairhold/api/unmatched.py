"""`GET /v1/unmatched`: money in suspense, with the orders that it may be for and why (M7, PP24)."""

from functools import partial

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.lists import listed, page_reply
from fairhold.api.lookups import BOOK_READERS
from fairhold.reading.unmatched import list_unmatched, read_unmatched


async def listing(edge: Edge, call: Call) -> Reply:
    """`GET /v1/unmatched`."""
    call.demand(*BOOK_READERS)
    given = call.query("cursor")
    page = await listed(
        edge,
        call,
        given,
        list_unmatched,
        now=edge.now(),
        policies=await edge.policies(),
        prefix=edge.ours.prefix,
    )
    return page_reply(call, page)


async def one(edge: Edge, call: Call) -> Reply:
    """`GET /v1/unmatched/{id}`."""
    call.demand(*BOOK_READERS)
    call.query()
    reading = partial(
        read_unmatched,
        who=call.caller,
        remittance_id=bodies.stream_number("remittance", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
        prefix=edge.ours.prefix,
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("remittance"))))
