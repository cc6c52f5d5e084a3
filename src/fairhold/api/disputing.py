"""Reading what a dispute comes to: the recommendation, or the ruling, also as a paper."""

from functools import partial
from typing import Final

from fairhold.api import bodies, papers
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.problems import Wrong
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.disputing import read_recommendation
from fairhold.reading.ruling import read_ruling
from fairhold.safe.recording import sign_of

NOTHING: Final = "There is no recommendation or ruling on this order, or it is not yours yet."
NO_RULING: Final = "Nothing was ruled on this order, or it is not yours yet."


async def recommendation(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/recommendation`."""
    call.query()
    reading = partial(
        read_recommendation,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
    )
    return Reply(200, encode(await edge.find(reading, Wrong("path_unknown", NOTHING))))


async def ruling(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/ruling.pdf`: the last ruling."""
    call.query()
    reading = partial(
        read_ruling,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
        sign=partial(sign_of, edge.strongroom),
    )
    found = await edge.find(reading, Wrong("path_unknown", NO_RULING))
    return papers.pdf(await edge.compute(partial(ruling_pdf, found)), f"{found.order}-ruling.pdf")
