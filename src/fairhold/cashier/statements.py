"""Taking in a statement: prove it, keep every line once, ask for each, and say line by line what came of it (I8).

A file changes either everything it says or, if it cannot be believed, nothing: it is read to its end and proved before
a line is kept, and all its lines are kept before one is asked for. Read again it changes nothing, and if a crash
stopped it, reading it again does the rest. Memory holds one piece of a file, however long it is.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final

import msgspec
import psycopg

from fairhold.bank.incoming import Scan, Taker, scan_incoming
from fairhold.bank.statement import Kind, Line, Scanned, is_new
from fairhold.bank.swift import decoded
from fairhold.bank.tree import Limits
from fairhold.book.outbox import payout_sent
from fairhold.book.statements import SPLIT, BankLine, Kept, Taken, keep_statement, lines_kept
from fairhold.cashier.house import House
from fairhold.cashier.meaning import Meaning, books_exactly, held, meaning_of
from fairhold.cashier.spool import Spool, Spooled
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.refusal import Refused
from fairhold.trade.supplier_events import PayoutReturned
from fairhold.trade.who import BANK

LINES_AT_ONCE: Final = 500
"""How many lines are in memory, and asked for together."""
LINES_TOLD_MAX: Final = 10_000
"""How many lines a report tells one by one; of all others it tells how many had which outcome."""
NOT_NOW = frozenset({"busy", "internal_error"})
"""Refusals that say nothing about the line: import again."""

_PREFIXES = {"order": ids.ORDER_PREFIX, "supplier": ids.SUPPLIER_PREFIX, "remittance": ids.REMITTANCE_PREFIX}

Progress = Callable[[int, int], None]
"""Hears how many lines of how many are done."""


class LineReport(msgspec.Struct, frozen=True):
    """What came of one line. `amount` in minor units, negative for a debit; `said` the reason, if there is one.

    Outcomes: order, refund_settled, payout_settled, return_settled, came_back, suspense, debit; seen (nothing new);
    waits_for_statement (a notification's line without the bank's own id); later (ask again).
    """

    key: str
    booked_on: date
    amount: int
    currency: str
    other: str
    outcome: str
    stream: str = ""
    said: str = ""


class StatementReport(msgspec.Struct, frozen=True):
    """One statement of a file and its first lines; balances in minor units, None for a notification.

    `outcomes` counts all its lines.
    """

    account: str
    reference: str
    kind: str
    currency: str
    from_day: date | None
    to_day: date | None
    opening: int | None
    closing: int | None
    seen_before: bool
    lines: tuple[LineReport, ...]
    outcomes: Mapping[str, int]

    @property
    def line_count(self) -> int:
        """How many lines the statement has; the report tells at most LINES_TOLD_MAX of them one by one."""
        return sum(self.outcomes.values())


class ImportReport(msgspec.Struct, frozen=True):
    """What came of a file. `dry_run`: nothing was changed, this is what would happen."""

    dry_run: bool
    statements: tuple[StatementReport, ...]

    @property
    def lines(self) -> list[LineReport]:
        """The lines of all statements that are told one by one."""
        return [line for statement in self.statements for line in statement.lines]

    @property
    def line_count(self) -> int:
        """How many lines the file has."""
        return sum(statement.line_count for statement in self.statements)

    @property
    def unfinished(self) -> int:
        """Lines that could not be asked for; importing again heals it."""
        return sum(statement.outcomes.get("later", 0) for statement in self.statements)

    @property
    def changed(self) -> int:
        """Lines that were booked by this import."""
        same = ("seen", "later", "waits_for_statement")
        return self.line_count - sum(each.outcomes.get(one, 0) for each in self.statements for one in same)


def import_statement(
    desk: Desk,
    connection: psycopg.Connection,
    data: bytes | BinaryIO,
    house: House,
    now: datetime,
    *,
    file_name: str = "",
    dry_run: bool = False,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Take in a file of the bank, of any format that is read. Raises StatementError, and then nothing was taken.

    `now` is the wall's time, for the record only. A dry run asks for each line by itself, as things stand.
    """
    with Spool() as spool:
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        files = scan_incoming(file, limits or Limits(), Taker(spool.keep, spool.tallied))
        scanned = [(one, each) for one in files for each in one.statements]
        for _, each in scanned:
            house.check(each.statement)
        clerk = _Clerk(desk, connection, house, spool, dry_run, progress)
        firsts = [True if dry_run else clerk.keep(each, one, file_name, now) for one, each in scanned]
        spool.rewind()
        reports = [clerk.take(each, is_first) for (_, each), is_first in zip(scanned, firsts, strict=True)]
    return ImportReport(dry_run, tuple(reports))


class _Clerk:
    """One import under way."""

    def __init__(
        self,
        desk: Desk,
        connection: psycopg.Connection,
        house: House,
        spool: Spool,
        dry_run: bool,
        progress: Progress | None,
    ) -> None:
        self.desk = desk
        self.connection = connection
        self.house = house
        self.spool = spool
        self.dry_run = dry_run
        self.progress = progress or (lambda done, total: None)
        self.done = 0
        self.spool.rewind()

    def keep(self, scanned: Scanned, file: Scan, file_name: str, now: datetime) -> bool:
        """Keep a statement and the next lines of the spool, which are its own; whether it is new."""
        statement, proved = scanned.statement, scanned.statement.kind is Kind.STATEMENT
        taken = Taken(
            account=statement.account,
            reference=statement.statement_id,
            file_name=f"{file_name}/{file.name}" if file.name else file_name,
            sha256=file.digest,
            body=decoded(file.content),
            currency=statement.currency if proved else None,
            closing=statement.closing,
            to_day=(statement.to_day or scanned.last_day) if proved else None,
        )
        pieces = (
            [_row(one) for one in some if proved or one.line.identified]
            for some in self.spool.pieces(scanned.lines, LINES_AT_ONCE)
        )
        return keep_statement(self.connection, taken, pieces, now)

    def take(self, scanned: Scanned, is_first: bool) -> StatementReport:
        """Ask for the next lines of the spool, as far as nothing has booked them yet."""
        statement = scanned.statement
        told: list[LineReport] = []
        outcomes: Counter[str] = Counter()
        for some in self.spool.pieces(scanned.lines, LINES_AT_ONCE):
            lines = [one.line for one in some]
            kept = lines_kept(self.connection, {key for line in lines for key in (line.key, line.entry)})
            reports = self._lines(lines, kept, statement.kind)
            outcomes.update(one.outcome for one in reports)
            told += reports[: LINES_TOLD_MAX - len(told)]
            self.done += len(some)
            self.progress(self.done, self.spool.lines)
        all_seen = outcomes["seen"] == scanned.lines
        return StatementReport(
            account=statement.account,
            reference=statement.statement_id,
            kind=statement.kind,
            currency=statement.currency,
            from_day=statement.from_day,
            to_day=statement.to_day,
            opening=statement.opening,
            closing=statement.closing,
            seen_before=bool(scanned.lines) and (all_seen if self.dry_run else not is_first),
            lines=tuple(told),
            outcomes=dict(outcomes),
        )

    def _lines(self, lines: Sequence[Line], kept: Mapping[str, Kept], kind: Kind) -> list[LineReport]:
        reports: dict[str, LineReport] = {}
        fresh: list[Line] = []
        for line in lines:
            if kind is Kind.NOTIFICATION and not line.identified:
                reports[line.key] = _report(line, "waits_for_statement")
            elif self._is_open(line, kept):
                fresh.append(line)
            else:
                reports[line.key] = _report(line, "seen")
        reports |= self._ask_for(fresh)
        return [reports[line.key] for line in lines]

    def _is_open(self, line: Line, kept: Mapping[str, Kept]) -> bool:
        """Whether a line still has to be asked for."""
        mine = kept.get(line.key)
        if mine is not None:
            return not mine.stream_id and mine.outcome != SPLIT
        whole = {key for key, one in kept.items() if one.outcome != SPLIT}
        return self.dry_run and is_new(line, whole, kept.keys() - whole)

    def _ask_for(self, lines: Sequence[Line]) -> dict[str, LineReport]:
        """Ask for lines, first for what they mean, then, where that is refused, for holding them."""
        first = {line.key: meaning_of(line, self.house.prefix) for line in lines}
        refused = self._inexact([line for line in lines if first[line.key].exact], first)
        asked = [line for line in lines if first[line.key].command is not None and line.key not in refused]
        reports: dict[str, LineReport] = {}
        for line, answer in self._askings(asked, first):
            if answer.refused is None or answer.refused.code in NOT_NOW:
                reports[line.key] = _told(line, first[line.key], answer)
            else:
                refused[line.key] = answer.refused
        rest = {
            line.key: held(line, _reason(first[line.key], refused.get(line.key)))
            for line in lines
            if line.key not in reports
        }
        for line, answer in self._askings([line for line in lines if line.key in rest], rest):
            reports[line.key] = _told(line, rest[line.key], answer)
        return reports

    def _inexact(self, lines: Sequence[Line], meanings: Mapping[str, Meaning]) -> dict[str, Refused | None]:
        """Lines whose asking would be granted but would not book just the line (another amount, a second debit)."""
        found: dict[str, Refused | None] = {}
        back: Counter[tuple[int, int]] = Counter()
        for line, answer in self._askings(lines, meanings, dry_run=True):
            fits = books_exactly(answer.events, answer.stream_id, line)
            if answer.refused is None and not answer.replayed and not (fits and self._was_sent(answer, back)):
                found[line.key] = None
        return found

    def _was_sent(self, answer: Answer, back: Counter[tuple[int, int]]) -> bool:
        """Whether a payout that comes back is no more than what was sent: anybody can write its name on a transfer.

        `back` is what the lines before this one bring back of each payout, which is not booked yet.
        """
        for event in answer.events:
            if isinstance(event, PayoutReturned):
                paid = payout_sent(self.connection, answer.stream_id, event.number)
                payout = (answer.stream_id, event.number)
                rest = paid.event.amount - paid.back - back[payout]
                if event.currency != paid.event.currency or event.amount > rest:
                    return False
                back[payout] += event.amount
        return True

    def _askings(
        self, lines: Sequence[Line], meanings: Mapping[str, Meaning], dry_run: bool = False
    ) -> Iterable[tuple[Line, Answer]]:
        askings = []
        for line in lines:
            meant = meanings[line.key]
            assert meant.command is not None
            askings.append(
                Asking(meant.stream_id, meant.command, BANK, f"line:{line.key}", dry_run=dry_run or self.dry_run)
            )
        return zip(lines, self.desk.ask_many(askings), strict=True)


def _told(line: Line, meant: Meaning, answer: Answer) -> LineReport:
    assert meant.command is not None
    stream = ids.to_text(_PREFIXES[meant.command.stream], meant.stream_id)
    if answer.refused is None:
        return _report(line, meant.outcome, stream, meant.reason)
    if answer.refused.code == "already_so":
        return _report(line, "seen", stream)
    return _report(line, "later", stream, answer.refused.code)


def _reason(meant: Meaning, refused: Refused | None) -> str:
    """Why a line is held: what the order's rules said, else what the line itself lacks."""
    if meant.outcome == "order" and refused is not None:
        return refused.code
    if meant.exact:
        return f"{meant.reason} {refused.code if refused is not None else 'amount_differs'}"
    return meant.reason


def _report(line: Line, outcome: str, stream: str = "", said: str = "") -> LineReport:
    other = line.counterparty.name or line.ultimate_name
    return LineReport(line.key, line.booked_on, line.signed, line.currency, other, outcome, stream, said)


def _row(one: Spooled) -> BankLine:
    line = one.line
    return BankLine(line.key, line.entry, line.signed, line.currency, line.booked_on, one.body)
