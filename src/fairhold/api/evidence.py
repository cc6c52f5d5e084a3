"""Evidence over HTTP: announced, sent in pieces, finished; listed with its custody, handed out, held, erased, proved.

Bytes leave only as an attachment of their true kind, in a sandbox, never to be guessed at; each time with an entry in
the chain. What is heavy (hashing, judging, scanning) is done in threads of its own, so that no reader waits for it.
"""

from collections.abc import AsyncIterator, Awaitable
from functools import partial
from typing import BinaryIO, Final, TypeVar

import msgspec
import psycopg

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.api.lists import listed, page_reply, page_size_of
from fairhold.api.problems import Wrong
from fairhold.book import custody as kept
from fairhold.book import readings
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.heads import Head, Proven
from fairhold.evidence.kinds import KINDS
from fairhold.evidence.scanner import ScannerAway
from fairhold.reading import evidence as reading
from fairhold.reading.evidence import EvidenceShown, FileShown
from fairhold.reading.listing import PAGE_SIZE, Page
from fairhold.safe import daily, giving, taking
from fairhold.safe.giving import ERASING, HOLDING, Reason
from fairhold.safe.taking import ADDING, Taken, Wanted
from fairhold.trade.deciding import policy_of
from fairhold.trade.order import Order
from fairhold.trade.who import Who

PIECE_BYTES_MAX: Final = 8 * 2**20
"""The largest piece of a file that is sent at once."""
SENT_BYTES: Final = 2**18
"""How much of a file is read and sent at once."""
BYTES: Final = b"application/octet-stream"
_OFFSET_DIGITS_MAX: Final = 16

Result = TypeVar("Result")
_wanted: Final = msgspec.json.Decoder(Wanted)
_reason: Final = msgspec.json.Decoder(Reason)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is in the vault now: refer to it by its SHA-256."""

    order: str
    file: FileShown


class Proof(msgspec.Struct, frozen=True):
    """That an entry of the order's chain stood in the tree when the head was signed."""

    seq: int
    proven: Proven


class Proofs(msgspec.Struct, frozen=True):
    """The newest head, and the proof of every entry of the order that it covers."""

    head: Head | None
    entries: tuple[Proof, ...]


class Heads(msgspec.Struct, frozen=True):
    """Signed heads, the newest first, and the key (Ed25519, hex) that the operator signs with."""

    public_key: str | None
    data: tuple[Head, ...]


# ----------------------------------------------------------------------------------------------------------- handing in


async def announce(edge: Edge, call: Call) -> Reply:
    """`POST /v1/orders/{id}/evidence`."""
    call.query()
    call.demand(*ADDING)
    wanted: Wanted = bodies.decode(_wanted, call.body)
    order = await _order(edge, call)
    if not reading.may_add(order, call.caller):
        raise Wrong("role_not_allowed", "Only the inspector who took a visit hands something in for it.", rule="4.2")
    policy = policy_of(order, await edge.policies())
    begin = partial(
        taking.announce,
        edge.strongroom,
        order=order.id,
        policy=policy,
        who=call.caller,
        wanted=wanted,
        now=edge.now(),
    )
    return Reply(201, encode(await told(edge.write(begin))))


async def standing(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/uploads/{upload}`."""
    call.query()
    call.demand(*ADDING)
    order = await _order(edge, call)
    found = partial(taking.standing, edge.strongroom, order.id, call.caller, call.params["upload"])
    return Reply(200, encode(await told(edge.vault(found))))


async def piece(edge: Edge, call: Call) -> Reply:
    """`PUT /v1/orders/{id}/uploads/{upload}?offset=N`."""
    call.demand(*ADDING)
    offset = call.query("offset").get("offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) <= _OFFSET_DIGITS_MAX):
        raise wrong_parameter("offset", "`offset` says at which byte of the file the piece begins.")
    order = await _order(edge, call)
    add = partial(
        taking.add_piece, edge.strongroom, order.id, call.caller, call.params["upload"], int(offset), call.body
    )
    return Reply(200, encode(await told(edge.vault(add))))


async def finish(edge: Edge, call: Call) -> Reply:
    """`POST /v1/orders/{id}/uploads/{upload}`: looked at, stored and put on record; or refused, on record as well."""
    call.query()
    call.demand(*ADDING)
    order = await _order(edge, call)
    upload, now = call.params["upload"], edge.now()
    taken: Taken = await told(edge.vault(partial(taking.examine, edge.strongroom, order.id, call.caller, upload, now)))
    record = partial(
        taking.put_on_record,
        edge.strongroom,
        order=order.id,
        who=call.caller,
        upload=upload,
        taken=taken,
        now=now,
    )
    await told(edge.write(record))
    if taken.fault is not None:
        raise wrong(taken.fault)
    shown = await _evidence(edge, call)
    return Reply(201, encode(Given(order=shown.order, file=_file(shown, taken.sha256))))


# -------------------------------------------------------------------------------------------------------------- reading


async def evidence(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/evidence`."""
    call.query()
    return Reply(200, encode(await _evidence(edge, call)))


async def custody(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/custody`."""
    given = call.query("page_size", "cursor")
    page: Page[reading.EntryShown] | None = await told(
        listed(
            edge,
            call,
            given,
            reading.read_custody,
            order_id=bodies.stream_number("order", call.params["id"]),
            now=edge.now(),
            page_size=page_size_of(given, PAGE_SIZE),
        )
    )
    if page is None:
        raise bodies.unknown("order")
    return page_reply(call, page)


async def proofs(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/custody/proofs`."""
    call.query()
    order = await _order(edge, call)
    found = await edge.write(partial(daily.proofs_of, order=order.id))
    return Reply(200, encode(Proofs(found.head, tuple(Proof(seq, proven) for seq, proven in found.entries))))


async def heads(edge: Edge, call: Call) -> Reply:
    """`GET /v1/evidence/heads`: for everybody, for that is what they are for."""
    given = call.query("page_size")
    rows = await edge.read(partial(kept.heads_before, before=2**31 - 1, limit=page_size_of(given, PAGE_SIZE)))
    return Reply(200, encode(Heads(edge.strongroom.public_key(), tuple(daily.as_head(row) for row in rows))))


async def content(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/evidence/{sha256}`: the bytes."""
    call.query()
    file = _file(await _evidence(edge, call), call.params["sha256"])
    if call.method == "HEAD":
        return Reply(200, b"", _media(file), headers_of(file))
    order_id = bodies.stream_number("order", call.params["id"])
    give = partial(
        giving.hand_out,
        edge.strongroom,
        order=order_id,
        sha256=file.sha256,
        who=call.caller,
        note="as an attachment",
        now=edge.now(),
    )
    opened: BinaryIO = await told(edge.write(give))
    return Reply(200, b"", _media(file), headers_of(file), parts(edge, opened), file.size)


# -------------------------------------------------------------------------------------------------------------- keeping


async def hold(edge: Edge, call: Call) -> Reply:
    """`POST /v1/orders/{id}/evidence/{sha256}/hold`."""
    call.demand(*HOLDING)
    order, why = await _order(edge, call), _why(call)
    work = partial(giving.hold, edge.strongroom, order=order.id, sha256=call.params["sha256"], why=why)
    return await _kept(edge, call, partial(work, who=call.caller, now=edge.now()))


async def let_go(edge: Edge, call: Call) -> Reply:
    """`POST /v1/orders/{id}/evidence/{sha256}/let-go`."""
    call.demand(*HOLDING)
    order, why = await _order(edge, call), _why(call)
    work = partial(giving.let_go, edge.strongroom, order=order.id, sha256=call.params["sha256"], why=why)
    return await _kept(edge, call, partial(work, who=call.caller, now=edge.now()))


async def erase(edge: Edge, call: Call) -> Reply:
    """`POST /v1/orders/{id}/evidence/{sha256}/erase`."""
    call.demand(*ERASING)
    order, why = await _order(edge, call), _why(call)
    work = partial(giving.erase, edge.strongroom, order=order, sha256=call.params["sha256"], why=why)
    return await _kept(edge, call, partial(work, who=call.caller, now=edge.now()))


async def _kept(edge: Edge, call: Call, work: "partial[None]") -> Reply:
    await told(edge.write(work))
    return Reply(200, encode(_file(await _evidence(edge, call), call.params["sha256"])))


def _why(call: Call) -> str:
    call.query()
    given: Reason = bodies.decode(_reason, call.body)
    return given.reason


# ----------------------------------------------------------------------------------------------------------------- both


def wrong(fault: EvidenceFault) -> Wrong:
    """A fault of evidence as the wire says it."""
    return Wrong(fault.code, fault.detail, rule="O29")


def headers_of(file: FileShown) -> tuple[tuple[bytes, bytes], ...]:
    """What goes with bytes of the vault: a file to keep, of no kind but its own; nothing runs it, nobody caches it."""
    return (
        (b"content-disposition", giving.attachment(file.name).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", giving.SANDBOX.encode()),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"cache-control", b"private, no-store"),
    )


def _media(file: FileShown) -> bytes:
    return KINDS[file.kind][0].encode()


async def parts(edge: Edge, opened: BinaryIO) -> AsyncIterator[bytes]:
    """A file as it is sent, piece by piece; it is closed at the end, also when nobody listens any more."""
    try:
        while part := await edge.vault(partial(opened.read, SENT_BYTES)):
            yield part
    finally:
        opened.close()


async def _evidence(edge: Edge, call: Call) -> EvidenceShown:
    order_id = bodies.stream_number("order", call.params["id"])
    found = partial(reading.read_evidence, who=call.caller, order_id=order_id, now=edge.now())
    return await told(edge.find(found, bodies.unknown("order")))


def _file(shown: EvidenceShown, sha256: str) -> FileShown:
    for file in shown.files:
        if file.sha256 == sha256:
            return file
    raise wrong(EvidenceFault("vault_unknown", "The order has no such file."))


async def _order(edge: Edge, call: Call) -> Order:
    """The order in the path, for somebody whom its evidence concerns."""
    order_id = bodies.stream_number("order", call.params["id"])

    def find(connection: psycopg.Connection, who: Who) -> Order | None:
        with readings.snapshot(connection, who):
            found = reading.find_order(connection, who, order_id, edge.now())
        return None if found is None else found.facts

    return await told(edge.find(partial(find, who=call.caller), bodies.unknown("order")))


async def told(work: Awaitable[Result]) -> Result:
    """What some work gives; its faults as the wire says them."""
    try:
        return await work
    except EvidenceFault as fault:
        raise wrong(fault) from None
    except reading.CaseOfAnother as other:
        raise Wrong(other.refused.code, other.refused.detail, rule=other.refused.rule) from None
    except ScannerAway as away:
        raise Wrong("busy", f"{away} The upload waits: finish it again.", rule="B3") from None
