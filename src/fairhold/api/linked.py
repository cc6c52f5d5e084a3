"""`GET /v1/links`: buyers that seem related to their suppliers, and why (O50, standards 6.2)."""

from functools import partial
from typing import Final, get_args

from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.lists import choice, parts
from fairhold.reading.links import READERS, LinksShown, read_links
from fairhold.trade.link import LinkState

STATES: Final[tuple[str, ...]] = get_args(LinkState)


async def listing(edge: Edge, call: Call) -> Reply:
    """`GET /v1/links`: all of them, or those of some states."""
    call.demand(*READERS)
    wanted = {choice("state", part, STATES) for part in parts(call.query("state"), "state")} or set(STATES)
    found = await edge.read(partial(read_links, who=call.caller))
    return Reply(200, encode(LinksShown(tuple(one for one in found if one.state in wanted))))
