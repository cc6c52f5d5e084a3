"""`POST /v1/accounts/check`: is this our account? Stateless: it changes nothing and needs no idempotency key (PP8)."""

from typing import Annotated, Final

import msgspec

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.bank.accounts import TEXT_MAX, Found, find


class AccountsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text, such as a message or an invoice, and the order for which somebody is to pay: its numbers are the right
    ones. Without an order those of any order count as ours.
    """

    text: Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
    order: Annotated[str, msgspec.Meta(max_length=30)] | None = None


class AccountsFound(msgspec.Struct, frozen=True):
    """The account numbers of a text, in its order; `safe` says that each of them is ours."""

    data: tuple[Found, ...]
    safe: bool


_body: Final = msgspec.json.Decoder(AccountsBody)


async def check(edge: Edge, call: Call) -> Reply:
    """Find the numbers and say whose they are. Whether the order exists is not said."""
    call.query()
    body: AccountsBody = bodies.decode(_body, call.body)
    ours = edge.ours if body.order is None else edge.ours.of(bodies.stream_number("order", body.order))
    found = find(body.text, ours)
    return Reply(200, encode(AccountsFound(found, all(one.verdict == "ours" for one in found))))
