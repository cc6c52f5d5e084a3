"""Notices of acquirers and lenders over HTTP: taken in by their signature, listed and decided on by staff.

A notice needs no API key: its signature says whose it is. It is kept before it is answered, and the answer is the same
however often it comes.
"""

from functools import partial
from typing import Annotated, Final

import msgspec
import psycopg

from fairhold.acquiring import signing
from fairhold.acquiring.notice import NOTICE_BYTES_MAX, NoticeError, read
from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.lists import choice, listed, page_reply, page_size_of, parts
from fairhold.api.lookups import BOOK_READERS
from fairhold.api.problems import Wrong
from fairhold.book.notices import OPEN_STATES, STATES, dismiss_notice, retry_notice
from fairhold.cashier.notices import NoticeReused, take_notice
from fairhold.reading.listing import PAGE_SIZE
from fairhold.reading.rail_notices import RailNoticeRow, list_rail_notices, read_rail_notice
from fairhold.trade import ids
from fairhold.trade.who import Role

BODY_BYTES_MAX: Final = NOTICE_BYTES_MAX
NOTE_CHARACTERS_MAX: Final = 500


class NoticeTaken(msgspec.Struct, frozen=True):
    """The notice is kept. What came of it, the list tells those who may know."""

    id: str
    kept: bool = True


class DismissBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a notice that did not fit is closed."""

    note: Annotated[str, msgspec.Meta(min_length=1, max_length=NOTE_CHARACTERS_MAX)]


_dismiss: Final = msgspec.json.Decoder(DismissBody)


async def take(edge: Edge, call: Call) -> Reply:
    """`POST /v1/notices/{rail}`."""
    call.query()
    rail = call.params["rail"]
    now = edge.now()
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in call.headers}
    secrets = edge.outside.secrets.get(rail, ())
    tolerance = edge.outside.tolerance_seconds
    why = signing.fault(signing.signed_by(headers), call.body, secrets, int(now.timestamp()), tolerance)
    row = (await edge.policies()).now.rails.get(rail)
    if why or row is None:
        raise Wrong("signature_wrong", f"Nothing was believed: {why or 'there is no such rail'}.", rule="B6")
    try:
        notice = read(call.body, str(row.__struct_config__.tag))
    except NoticeError as error:
        raise Wrong(error.code, f"{error.detail}.", rule="B6") from None
    if notice.id != headers[signing.ID_HEADER]:
        raise Wrong("notice_malformed", f"`id` and the header {signing.ID_HEADER} differ.", rule="B6")
    work = partial(take_notice, edge.desk, outside=edge.outside, rail=rail, notice=notice, body=call.body, now=now)
    try:
        kept = await edge.write(work)
    except NoticeReused:
        raise Wrong("key_reused", "A notice of this id came before and said something else.", rule="B2") from None
    return Reply(202, encode(NoticeTaken(ids.to_text(ids.NOTICE_PREFIX, kept.number))))


async def notices(edge: Edge, call: Call) -> Reply:
    """`GET /v1/notices`."""
    call.demand(*BOOK_READERS)
    given = call.query("page_size", "cursor", "state")
    page = await listed(
        edge,
        call,
        given,
        list_rail_notices,
        page_size=page_size_of(given, PAGE_SIZE),
        states=tuple(choice("state", part, STATES) for part in parts(given, "state")) or OPEN_STATES,
    )
    return page_reply(call, page)


async def retry(edge: Edge, call: Call) -> Reply:
    """`POST /v1/notices/{id}/retry`: it is tried again with the next round."""
    call.demand(Role.TREASURY)
    call.query()
    call.key()
    number = _number(call)
    await _read(edge, call, number)
    if not await edge.write(partial(retry_notice, number=number, now=edge.now())):
        raise Wrong("notice_over", "It does not wait for anybody.")
    return Reply(200, encode(await _read(edge, call, number)))


async def dismiss(edge: Edge, call: Call) -> Reply:
    """`POST /v1/notices/{id}/dismiss`: closed by a person; the order is not changed."""
    call.demand(Role.TREASURY)
    call.query()
    call.key()
    number = _number(call)
    body: DismissBody = bodies.decode(_dismiss, call.body)
    found = await _read(edge, call, number)
    by = call.caller.person
    if (found.state, found.said, found.closed_by) == ("dismissed", body.note, by):
        return Reply(200, encode(found))
    if not await edge.write(partial(_dismissed, number=number, note=body.note, by=by)):
        raise Wrong("notice_over", "It does not wait for anybody.")
    return Reply(200, encode(await _read(edge, call, number)))


def _dismissed(connection: psycopg.Connection, number: int, note: str, by: str) -> bool:
    return dismiss_notice(connection, number, note, by)


async def _read(edge: Edge, call: Call, number: int) -> RailNoticeRow:
    found: RailNoticeRow = await edge.find(
        partial(read_rail_notice, who=call.caller, number=number), Wrong("unknown_notice", "There is no such notice.")
    )
    return found


def _number(call: Call) -> int:
    number = ids.from_text(ids.NOTICE_PREFIX, call.params["id"])
    if number is None:
        raise Wrong("unknown_notice", "There is no such notice.")
    return number
