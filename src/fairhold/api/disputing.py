"""Reading what a dispute comes to: the recommendation, or the ruling."""

from functools import partial
from typing import Final

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.problems import Wrong
from fairhold.reading.disputing import read_recommendation

NOTHING: Final = "There is no recommendation or ruling on this order, or it is not yours yet."


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
