"""`GET /v1/links`: buyers that seem related to their suppliers, and why (O50, standards 6.2)."""

from fairhold.api.call import Call, Reply
from fairhold.api.edge import Edge
from fairhold.api.lists import choice, listed, page_reply, parts
from fairhold.reading.links import READERS, STATES, list_links


async def listing(edge: Edge, call: Call) -> Reply:
    """`GET /v1/links`: all of them, or those of some states."""
    call.demand(*READERS)
    given = call.query("state", "cursor")
    wanted = {choice("state", part, STATES) for part in parts(given, "state")} or set(STATES)
    page = await listed(edge, call, given, list_links, states=tuple(one for one in STATES if one in wanted))
    return page_reply(call, page)
