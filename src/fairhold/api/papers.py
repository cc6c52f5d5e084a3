"""Papers over HTTP: the purchase contract and the provability report of an order, as PDFs."""

from functools import partial
from typing import Final

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.printing.orders import contract_pdf, proof_pdf
from fairhold.reading.room import Room, read_room

PDF: Final = b"application/pdf"


async def contract(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/contract.pdf`: the version that stands, or the one that `contract_version` names."""
    wanted = call.query("contract_version").get("contract_version", "")
    room = await _room(edge, call)
    printing = partial(contract_pdf, room, await edge.policies(), edge.settings.account_prefix, wanted)
    content = await edge.compute(printing)
    if content is None:
        raise wrong_parameter("contract_version", "There is no such version, or it is not yours.")
    return pdf(content, f"{room.order.id}-contract.pdf")


async def lint(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/lint.pdf`."""
    call.query()
    room = await _room(edge, call)
    return pdf(await edge.compute(partial(proof_pdf, room, await edge.policies())), f"{room.order.id}-lint.pdf")


async def _room(edge: Edge, call: Call) -> Room:
    reading = partial(
        read_room,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
        ours=edge.ours,
    )
    return await edge.find(reading, bodies.unknown("order"))


def pdf(content: bytes, name: str) -> Reply:
    """A PDF that the browser shows under this name."""
    shown = f'inline; filename="{name}"'.encode()
    return Reply(200, content, PDF, ((b"content-disposition", shown), (b"x-content-type-options", b"nosniff")))
