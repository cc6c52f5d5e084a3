"""What operators and banks do besides asking: register companies, hand in statements, move test clocks.

These do not go through the desk's streams, so their idempotency is of another kind: the number of a company or a test
clock is a hash of the key it was asked for with, and a bank line is booked once whatever file it comes in.
"""

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Annotated, Final

import msgspec
import psycopg

from fairhold import clock
from fairhold.api import bodies
from fairhold.api.answers import REPLAYED
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.problems import Fault, Wrong
from fairhold.bank.fault import StatementError
from fairhold.bank.tree import Limits
from fairhold.book import readings
from fairhold.book.reference import TestClock, register_party
from fairhold.cashier.house import house_of
from fairhold.cashier.statements import ImportReport, import_statement
from fairhold.clock import ClockWrong, Ticked
from fairhold.reading.listing import PartyRow, party_row
from fairhold.reading.order import read_order
from fairhold.trade import ids
from fairhold.trade.refusal import refuse
from fairhold.trade.who import Party, Role, Who

STATEMENT_BYTES_MAX: Final = Limits().statement_bytes_max
"""The largest statement file that is taken, in bytes."""
FILE_NAME_CHARACTERS_MAX: Final = 200
XML: Final = (b"application/xml", b"text/xml")
STATEMENT_MEDIA: Final = (
    *XML,
    *(b"text/plain", b"application/gzip", b"application/zip", b"application/octet-stream"),
)
"""What a statement file may be called; what it is, its content says."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]


class PartyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A company to register: its name and country (ISO 3166), and what the operator found out about it."""

    name: Name
    country: Country
    verified: bool = False
    sanctioned: bool = False


class ClockBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A test clock to make: where it stands, for one order, for everything, or (neither) to be attached later."""

    now: datetime
    name: Name = "test"
    for_all: bool = False


class AttachBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The order that is to live by the clock."""

    order: Annotated[str, msgspec.Meta(pattern=r"^ord_[0-9a-hjkmnp-tv-z]{13}$")]


class AdvanceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the clock is to stand."""

    to: datetime


class ClockShown(msgspec.Struct, frozen=True, kw_only=True):
    """A test clock. After a move: how many streams were asked because of the time, and where something happened."""

    id: str
    name: str
    now: datetime
    for_all: bool
    asked: int = 0
    happened: int = 0


class LineTaken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one bank line; `amount` in minor units, below zero for a debit."""

    key: str
    booked_on: date
    amount: str
    currency: str
    other: str
    outcome: str
    stream: str
    said: str


class StatementTaken(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of a file and its lines; balances in minor units, none for a notification. Of many lines the first
    10,000 are told one by one; `outcomes` counts all.
    """

    account: str
    reference: str
    kind: str
    currency: str
    from_day: date | None
    to_day: date | None
    opening: str | None
    closing: str | None
    seen_before: bool
    lines: tuple[LineTaken, ...]
    outcomes: dict[str, int]


class FileTaken(msgspec.Struct, frozen=True):
    """What came of a file. `dry_run`: nothing was changed. `unfinished` lines want the file handed in again."""

    dry_run: bool
    changed: int
    unfinished: int
    statements: tuple[StatementTaken, ...]


_party: Final = msgspec.json.Decoder(PartyBody)
_clock: Final = msgspec.json.Decoder(ClockBody)
_attach: Final = msgspec.json.Decoder(AttachBody)
_advance: Final = msgspec.json.Decoder(AdvanceBody)


# ---------------------------------------------------------------------------------------------------------- companies


async def register(edge: Edge, call: Call) -> Reply:
    """`POST /v1/parties`: a new company; its number is made here."""
    call.demand(Role.OPERATOR)
    call.query()
    body: PartyBody = bodies.decode(_party, call.body)
    party = Party(_number(call, "party"), body.name, body.country, body.verified, body.sanctioned)
    there = await edge.write(partial(_registered, party=party, now=edge.now()))
    if there is None:
        return Reply(201, encode(party_row(party)))
    if (there.name, there.country) != (party.name, party.country):
        raise _reused()
    return Reply(201, encode(party_row(there)), headers=(REPLAYED,))


async def update(edge: Edge, call: Call) -> Reply:
    """`POST /v1/parties/{id}`: what the operator knows of a company now, in full."""
    call.demand(Role.OPERATOR)
    call.query()
    number = ids.from_text(ids.PARTY_PREFIX, call.params["id"])
    body: PartyBody = bodies.decode(_party, call.body)
    call.key()
    party = Party(number or 0, body.name, body.country, body.verified, body.sanctioned)
    if number is None or not await edge.write(partial(_updated, party=party, now=edge.now())):
        raise Wrong("unknown_party", "There is no such company.")
    shown: PartyRow = party_row(party)
    return Reply(200, encode(shown))


def _registered(connection: psycopg.Connection, party: Party, now: datetime) -> Party | None:
    """Register a company, unless its number is taken: then the company that has it."""
    with connection.transaction():
        there = readings.parties(connection, (party.id,)).get(party.id)
        if there is None:
            register_party(connection, party, now)
        return there


def _updated(connection: psycopg.Connection, party: Party, now: datetime) -> bool:
    with connection.transaction():
        if not readings.parties(connection, (party.id,)):
            return False
        register_party(connection, party, now)
        return True


def _number(call: Call, kind: str) -> int:
    """The number of what is to be made: a hash of who asks and the key, so that asking again finds it."""
    who: Who = call.caller
    digest = sha256(f"{kind}|{who.role}|{who.party}|{call.key()}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 1) or 1


def _reused() -> Wrong:
    refused = refuse("key_reused", "This key was used for something else.", "B2")
    return Wrong(refused.code, refused.detail, rule=refused.rule)


# --------------------------------------------------------------------------------------------------------- statements


async def statement(edge: Edge, call: Call) -> Reply:
    """`POST /v1/statements`: a file as it came from the bank, of any format that is read."""
    call.demand(Role.BANK, Role.TREASURY)
    given = call.query("dry_run", "file_name")
    name = given.get("file_name", "")
    if len(name) > FILE_NAME_CHARACTERS_MAX or not name.isprintable():
        raise Wrong("malformed", f"`file_name` has at most {FILE_NAME_CHARACTERS_MAX} printable characters.")
    work = partial(
        import_statement,
        edge.desk,
        data=call.body,
        house=house_of(edge.settings),
        now=edge.now(),
        file_name=name,
        dry_run=bodies.yes("dry_run", given.get("dry_run", "false")),
    )
    try:
        report: ImportReport = await edge.write(work)
    except StatementError as error:
        said = f"{error.where}: {error.detail}"
        raise Wrong(error.code, said, rule="M7", errors=[Fault(error.detail, pointer=error.pointer)]) from None
    return Reply(200, encode(_taken(report)))


def _taken(report: ImportReport) -> FileTaken:
    return FileTaken(
        report.dry_run,
        report.changed,
        report.unfinished,
        tuple(
            StatementTaken(
                account=each.account,
                reference=each.reference,
                kind=each.kind,
                currency=each.currency,
                from_day=each.from_day,
                to_day=each.to_day,
                opening=None if each.opening is None else str(each.opening),
                closing=None if each.closing is None else str(each.closing),
                seen_before=each.seen_before,
                lines=tuple(
                    LineTaken(
                        key=line.key,
                        booked_on=line.booked_on,
                        amount=str(line.amount),
                        currency=line.currency,
                        other=line.other,
                        outcome=line.outcome,
                        stream=line.stream,
                        said=line.said,
                    )
                    for line in each.lines
                ),
                outcomes=dict(each.outcomes),
            )
            for each in report.statements
        ),
    )


# -------------------------------------------------------------------------------------------------------- test clocks


async def make_clock(edge: Edge, call: Call) -> Reply:
    """`POST /v1/test/clocks`."""
    _must_be_testing(edge, call)
    body: ClockBody = bodies.decode(_clock, call.body)
    number = _number(call, "clock")
    _must_have_zone(body.now, "/now")
    there = await edge.write(partial(_made, id=number, body=body))
    if there is None:
        return Reply(201, encode(_shown(TestClock(number, body.now, body.name, body.for_all))))
    if (there.name, there.for_all) != (body.name, body.for_all):
        raise _reused()
    return Reply(201, encode(_shown(there)), headers=(REPLAYED,))


async def show_clock(edge: Edge, call: Call) -> Reply:
    """`GET /v1/test/clocks/{id}`."""
    _must_be_testing(edge, call)
    return Reply(200, encode(_shown(await edge.write(partial(_found, id=_clock_id(call))))))


async def attach_clock(edge: Edge, call: Call) -> Reply:
    """`POST /v1/test/clocks/{id}/attach`."""
    _must_be_testing(edge, call)
    body: AttachBody = bodies.decode(_attach, call.body)
    call.key()
    number = _clock_id(call)
    order_id = bodies.stream_number("order", body.order)
    there = partial(read_order, who=call.caller, order_id=order_id, now=edge.now(), policies=await edge.policies())
    if await edge.read(there) is None:
        raise bodies.unknown("order")
    found = await edge.write(partial(_found, id=number))
    if found.for_all:
        raise Wrong("already_so", "Everything lives by this clock already.")
    await edge.write(partial(clock.attach, order_id=order_id, clock_id=number))
    return Reply(200, encode(_shown(found)))


async def advance_clock(edge: Edge, call: Call) -> Reply:
    """`POST /v1/test/clocks/{id}/advance`: every deadline on the way happens at its own moment."""
    _must_be_testing(edge, call)
    body: AdvanceBody = bodies.decode(_advance, call.body)
    call.key()
    _must_have_zone(body.to, "/to")
    number = _clock_id(call)
    before = await edge.write(partial(_found, id=number))
    if body.to < before.now:
        raise Wrong("time_backwards", f"The clock stands at {before.now:%Y-%m-%dT%H:%M:%SZ}.", rule="B7")
    ticked: Ticked = await edge.write(partial(clock.advance, edge.desk, clock_id=number, to=body.to))
    after = msgspec.structs.replace(_shown(before), now=body.to, asked=ticked.asked, happened=ticked.happened)
    return Reply(200, encode(after))


def _must_be_testing(edge: Edge, call: Call) -> None:
    call.demand(Role.OPERATOR)
    call.query()
    if edge.live:
        raise Wrong("test_only", "This is a live installation: its time is the wall's.", rule="B7")


def _must_have_zone(at: datetime, pointer: str) -> None:
    if at.tzinfo is None:
        said = "A time has its zone, such as 2026-11-22T10:00:00Z."
        raise Wrong("malformed", said, errors=[Fault(said, pointer=pointer)])


def _clock_id(call: Call) -> int:
    number = ids.from_text(ids.CLOCK_PREFIX, call.params["id"])
    if number is None:
        raise Wrong("unknown_clock", "There is no such test clock.")
    return number


def _found(connection: psycopg.Connection, id: int) -> TestClock:
    try:
        return clock.find_test_clock(connection, id)
    except ClockWrong:
        raise Wrong("unknown_clock", "There is no such test clock.") from None


def _made(connection: psycopg.Connection, id: int, body: ClockBody) -> TestClock | None:
    """Make a test clock, unless its number is taken: then the clock that has it."""
    with suppress(ClockWrong):
        return clock.find_test_clock(connection, id)
    try:
        clock.make_test_clock(connection, body.name, body.now, id, body.for_all)
    except ClockWrong as error:
        raise Wrong("clock_exists", f"{error}.", rule="B7") from None
    return None


def _shown(found: TestClock) -> ClockShown:
    return ClockShown(id=ids.to_text(ids.CLOCK_PREFIX, found.id), name=found.name, now=found.now, for_all=found.for_all)
