"""Taking in what rails tell us: kept first, then asked of the order; what does not fit waits, or lies aside for people.

The same notice again changes nothing, for its row is there; the same event under another id changes nothing, for the
desk's key is made of the rail's own reference. A process that dies between the two leaves a row that the next round
finds.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
import psycopg

from fairhold.acquiring import attempts
from fairhold.acquiring.attempts import Asked
from fairhold.acquiring.notice import KINDS, Notice, read
from fairhold.acquiring.outside import Outside
from fairhold.acquiring.port import Action, Declined, RailAway, Request
from fairhold.book.notices import KeptNotice, due_notices, keep_notice, settle_notice, waiting_of_payment
from fairhold.book.streams import load_events
from fairhold.cashier.statements import NOT_NOW
from fairhold.cashier.told import Ask, Confirm, Never, Nothing, NotYet, meaning_of
from fairhold.desk import Asking, Desk
from fairhold.trade import order_fold
from fairhold.trade.order import Order
from fairhold.trade.stream import Command
from fairhold.trade.who import Role, Who

AGAIN_AFTER: Final = tuple(timedelta(minutes=m) for m in (1, 10, 60, 360, 1440))
"""How long a notice that does not fit yet waits before each next try; after the last it is set aside for people."""
SAID_CHARACTERS_MAX: Final = 500
AT_ONCE: Final = 100
"""How many open notices one round tries."""


class NoticeReused(Exception):
    """A notice of this id was taken in before and said something else."""


class Outcome(msgspec.Struct, frozen=True):
    """What came of a notice: its new state, why, and when it is tried again if it is."""

    state: str
    said: str = ""
    again_at: datetime | None = None


def take_notice(
    desk: Desk, connection: psycopg.Connection, outside: Outside, rail: str, notice: Notice, body: bytes, now: datetime
) -> KeptNotice:
    """Keep a notice that is believed, then ask for what it means; the row as it was kept. Raises NoticeReused.

    Once this returns it is durable whatever came of it. One that was here before is only compared.
    """
    text = body.decode()
    kept = keep_notice(
        connection,
        rail=rail,
        id=notice.id,
        happened=notice.happened,
        payment=notice.payment,
        at=notice.at,
        body=text,
        now=now,
    )
    if kept.body != text:
        raise NoticeReused
    if kept.state == "kept":
        try_notice(desk, connection, outside, kept, now)
    return kept


def try_open_notices(desk: Desk, connection: psycopg.Connection, outside: Outside, now: datetime) -> int:
    """Try the notices whose time has come; how many."""
    due = due_notices(connection, now, AT_ONCE)
    for kept in due:
        try_notice(desk, connection, outside, kept, now)
    return len(due)


def try_notice(
    desk: Desk, connection: psycopg.Connection, outside: Outside, kept: KeptNotice, now: datetime
) -> Outcome:
    """Ask for what an open notice means. If that changed the order, those of its payment that wait are tried too."""
    outcome = _try(desk, connection, outside, kept, now)
    settle_notice(connection, kept.number, outcome.state, outcome.said[:SAID_CHARACTERS_MAX], outcome.again_at)
    if outcome.state == "applied":
        for other in waiting_of_payment(connection, kept.rail, kept.payment):
            if other.number != kept.number:
                later = _try(desk, connection, outside, other, now)
                settle_notice(connection, other.number, later.state, later.said[:SAID_CHARACTERS_MAX], later.again_at)
    return outcome


def _try(desk: Desk, connection: psycopg.Connection, outside: Outside, kept: KeptNotice, now: datetime) -> Outcome:
    asked = attempts.read(kept.payment)
    if asked is None:
        return Outcome("aside", f"{kept.payment} is no payment of ours")
    order = _order(connection, asked.order_id)
    if order is None:
        return Outcome("aside", "there is no such order")
    notice = _notice(kept)
    meaning = meaning_of(notice, kept.rail, asked.number, order)
    if isinstance(meaning, Ask):
        return _ask(desk, kept, asked, notice, meaning.command, now)
    if isinstance(meaning, Confirm):
        return _confirm(desk, outside, kept, asked, notice, meaning.command, now)
    return _unasked(kept, meaning, now)


def _unasked(kept: KeptNotice, meaning: Nothing | NotYet | Never, now: datetime) -> Outcome:
    if isinstance(meaning, Nothing):
        return Outcome("repeated")
    return _later(kept, meaning.why, now) if isinstance(meaning, NotYet) else Outcome("aside", meaning.why)


def _ask(desk: Desk, kept: KeptNotice, asked: Asked, notice: Notice, command: Command, now: datetime) -> Outcome:
    key = f"notice:{kept.rail}:{notice.happened}:{notice.reference}"
    answer = desk.ask(Asking(asked.order_id, command, _who(kept.rail), key))
    if answer.refused is None:
        return Outcome("repeated" if answer.replayed else "applied")
    said = f"{answer.refused.code}: {answer.refused.detail}"
    return _later(kept, said, now, forever=True) if answer.refused.code in NOT_NOW else Outcome("aside", said)


def _confirm(
    desk: Desk, outside: Outside, kept: KeptNotice, asked: Asked, notice: Notice, command: Command, now: datetime
) -> Outcome:
    """The buyer has paid on the rail's page: have the money taken if the order would take it now, else let go."""
    dry = desk.ask(Asking(asked.order_id, command, _who(kept.rail), f"confirm:{kept.number}", dry_run=True))
    if dry.refused is not None and dry.refused.code in NOT_NOW:
        return _later(kept, dry.refused.code, now, forever=True)
    action: Action = "capture" if dry.refused is None else "cancel"
    rail = outside.rail(kept.rail)
    if rail is None:
        return _later(kept, "the settings have no address and secret of this rail", now, forever=True)
    try:
        said = rail.ask(
            Request(id=f"{kept.payment}.{action}", action=action, payment=kept.payment, amount=notice.amount)
        )
    except RailAway as error:
        return _later(kept, str(error), now, forever=True)
    why = "" if dry.refused is None else f"let go: {dry.refused.code}"
    return Outcome("aside", f"{action}: {said.reason}") if isinstance(said, Declined) else Outcome("applied", why)


def _later(kept: KeptNotice, why: str, now: datetime, forever: bool = False) -> Outcome:
    """It is tried again; what only waits for somebody to be there again is never given up."""
    if kept.tries >= len(AGAIN_AFTER) and not forever:
        return Outcome("aside", f"{why}; it was tried {kept.tries + 1} times")
    return Outcome("waiting", why, now + AGAIN_AFTER[min(kept.tries, len(AGAIN_AFTER) - 1)])


def _notice(kept: KeptNotice) -> Notice:
    """The notice of a row: it was read before it was kept."""
    kind = next(kind for kind, words in KINDS.items() if kept.happened in words)
    return read(kept.body.encode(), kind)


def _who(rail: str) -> Who:
    """Who asks: a rail is an outside party as a bank is."""
    return Who(Role.BANK, 0, rail, is_program=True)


def _order(connection: psycopg.Connection, order_id: int) -> Order | None:
    events = load_events(connection, order_id)
    facts = Order(id=order_id)
    for kept in events:
        facts = order_fold.evolve(facts, kept.event)
    return facts if events else None
