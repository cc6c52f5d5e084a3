"""Linting: could a draft be proved, and could an order's contract (S29, PP1). Neither changes anything."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from fairhold.api import bodies
from fairhold.api.call import JSON, Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.operating import XML
from fairhold.api.problems import Fault, Wrong
from fairhold.lint.answer import LintAnswer, answer
from fairhold.lint.ways.fault import Unreadable
from fairhold.lint.ways.reading import read
from fairhold.lint.ways.taken import Format
from fairhold.reading.proof import read_proof

LINT_BODY_BYTES_MAX: Final = 262_144
"""The largest draft that is linted in one request, in bytes."""
FORMATS: Final[Mapping[bytes, Format]] = {
    JSON: "json",
    b"application/toml": "toml",
    **dict.fromkeys(XML, "ubl"),
    b"text/csv": "csv",
    b"text/plain": "text",
}
"""How a body is read, by its media type."""


async def lint(edge: Edge, call: Call) -> Reply:
    """`POST /v1/lint`: stateless, so it takes no key."""
    call.query()
    media = call.media.split(b";", 1)[0].strip().lower()
    try:
        found = await edge.compute(partial(_answer, call.body, FORMATS.get(media, "json")))
    except Unreadable as wrong:
        pointer = wrong.where if wrong.where.startswith("/") else None
        raise Wrong(wrong.code, wrong.told(), rule="PP1", errors=[Fault(wrong.detail, pointer=pointer)]) from None
    return Reply(200, encode(found))


async def order(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/lint`: the contract as it stands, with what its thread names."""
    call.query()
    reading = partial(
        read_proof,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
    )
    return Reply(200, encode(await edge.find(reading, bodies.unknown("order"))))


def _answer(body: bytes, way: Format) -> LintAnswer:
    taken = read(body, way)
    return answer(taken.draft, taken.noticed, format=taken.format)
