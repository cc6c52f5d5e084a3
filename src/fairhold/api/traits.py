"""`/v1/parties/{id}/traits`: what a company is known by, for finding buyers that belong to a supplier (O50).

What is handed in is hashed with the secret of the installation and forgotten; nobody reads it back.
"""

from datetime import datetime
from functools import partial
from typing import Annotated, Final

import msgspec
import psycopg

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.operation import STAFF
from fairhold.api.problems import Fault, Wrong
from fairhold.book import readings, traits
from fairhold.book.traits import TraitKept
from fairhold.limit.traits import TRAITS_MAX, VALUE_CHARACTERS_MAX, digest
from fairhold.trade import ids
from fairhold.trade.link import TraitKind
from fairhold.trade.who import Role


class TraitBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that a company is known by, as it is written; only its keyed hash is kept."""

    kind: TraitKind
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=VALUE_CHARACTERS_MAX)]


class TraitsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a company is known by now; an empty list forgets everything."""

    traits: Annotated[tuple[TraitBody, ...], msgspec.Meta(max_length=TRAITS_MAX)]


class TraitsShown(msgspec.Struct, frozen=True):
    """What a company is known by: kinds, since when, and how many other companies share each. No value is kept."""

    data: tuple[TraitKept, ...]


_body: Final = msgspec.json.Decoder(TraitsBody)


async def put(edge: Edge, call: Call) -> Reply:
    """`POST /v1/parties/{id}/traits`: what a company is known by now, in full."""
    call.demand(Role.OPERATOR)
    call.query()
    body: TraitsBody = bodies.decode(_body, call.body)
    call.key()
    known = tuple(dict.fromkeys(_hashed(edge, place, one) for place, one in enumerate(body.traits)))
    return Reply(200, encode(await edge.write(partial(_put, party=_company(call), known=known, now=edge.now()))))


async def read(edge: Edge, call: Call) -> Reply:
    """`GET /v1/parties/{id}/traits`."""
    call.demand(*STAFF)
    call.query()
    return Reply(200, encode(await edge.write(partial(_known, party=_company(call)))))


def _hashed(edge: Edge, place: int, one: TraitBody) -> tuple[TraitKind, bytes]:
    try:
        return one.kind, digest(one.kind, one.value, edge.secret)
    except ValueError as error:
        said = f"A trait of kind {one.kind} {error}."
        raise Wrong("malformed", said, errors=(Fault(said, pointer=f"/traits/{place}/value"),)) from None


def _company(call: Call) -> int:
    return ids.from_text(ids.PARTY_PREFIX, call.params["id"]) or 0


def _put(
    connection: psycopg.Connection, party: int, known: tuple[tuple[TraitKind, bytes], ...], now: datetime
) -> TraitsShown:
    _must_be_known(connection, party)
    traits.put(connection, party, known, now)
    return _known(connection, party)


def _known(connection: psycopg.Connection, party: int) -> TraitsShown:
    _must_be_known(connection, party)
    return TraitsShown(tuple(traits.of(connection, party)))


def _must_be_known(connection: psycopg.Connection, party: int) -> None:
    if not readings.parties(connection, (party,)):
        raise Wrong("unknown_party", "There is no such company.")
