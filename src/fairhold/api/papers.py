"""Papers over HTTP: the purchase contract and the provability report of an order, as PDFs."""

from functools import partial
from typing import Final

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.bank.payment_card import payee_of
from fairhold.printing.orders import contract_pdf, proof_pdf
from fairhold.printing.payment_card import MILESTONES, card_pdf, order_card
from fairhold.reading.room import Room, read_room
from fairhold.trade.days import day_of

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


async def payment_card(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/payment-card.pdf`: of the milestone that `milestone` names, or what is due first."""
    wanted = call.query("milestone").get("milestone", "")
    if wanted and wanted not in MILESTONES:
        raise wrong_parameter("milestone", f"`milestone` is one of {', '.join(MILESTONES)}.")
    room, policies, settings = await _room(edge, call), await edge.policies(), edge.settings
    payee = payee_of(settings, room.order.money.due.currency)
    card = order_card(room.order, wanted, payee, edge.secret)
    if card is None:
        raise wrong_parameter("milestone", "Nothing is due of that, or the order takes no money.")
    version = room.order.policy_version or policies.current
    day = day_of(room.order.now, policies.by_version[version].policy_tz)
    return pdf(await edge.compute(partial(card_pdf, room.order, card, day)), f"{room.order.id}-payment-card.pdf")


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
