"""Taking in a statement: prove it, keep every line once, ask for each, and say line by line what came of it (I8).

A file changes either everything it says or, if it cannot be believed, nothing. Read again it changes nothing, and if a
crash stopped it, reading it again does the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import islice

import msgspec
import psycopg

from fairhold.bank.incoming import read_incoming
from fairhold.bank.statement import Kind, Line, Statement, is_new
from fairhold.bank.swift import decoded
from fairhold.book.statements import SPLIT, BankLine, Kept, Taken, keep_statement, lines_kept
from fairhold.cashier.house import House
from fairhold.cashier.meaning import Meaning, books_exactly, held, meaning_of
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.refusal import Refused
from fairhold.trade.who import BANK

LINES_AT_ONCE = 250
"""How many lines are asked for together."""
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
    """One statement of a file and its lines; balances in minor units, None for a notification."""

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


class ImportReport(msgspec.Struct, frozen=True):
    """What came of a file. `dry_run`: nothing was changed, this is what would happen."""

    dry_run: bool
    statements: tuple[StatementReport, ...]

    @property
    def lines(self) -> list[LineReport]:
        """The lines of all statements."""
        return [line for statement in self.statements for line in statement.lines]

    @property
    def unfinished(self) -> int:
        """Lines that could not be asked for; importing again heals it."""
        return sum(line.outcome == "later" for line in self.lines)

    @property
    def changed(self) -> int:
        """Lines that were booked by this import."""
        return sum(line.outcome not in ("seen", "later", "waits_for_statement") for line in self.lines)


def import_statement(
    desk: Desk,
    connection: psycopg.Connection,
    data: bytes,
    house: House,
    now: datetime,
    *,
    file_name: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Take in a file of the bank, of any format that is read. Raises StatementError, and then nothing was taken.

    `now` is the wall's time, for the record only. A dry run asks for each line by itself, as things stand.
    """
    files = read_incoming(data)
    statements = [(one, each) for one in files for each in one.statements]
    for _, statement in statements:
        house.check(statement)
    clerk = _Clerk(desk, connection, house, dry_run, progress, sum(len(each.lines) for _, each in statements))
    reports = [
        clerk.take(each, one.content, f"{file_name}/{one.name}" if one.name else file_name, now)
        for one, each in statements
    ]
    return ImportReport(dry_run, tuple(reports))


class _Clerk:
    """One import under way."""

    def __init__(
        self,
        desk: Desk,
        connection: psycopg.Connection,
        house: House,
        dry_run: bool,
        progress: Progress | None,
        total: int,
    ) -> None:
        self.desk = desk
        self.connection = connection
        self.house = house
        self.dry_run = dry_run
        self.progress = progress or (lambda done, total: None)
        self.total = total
        self.done = 0

    def take(self, statement: Statement, data: bytes, file_name: str, now: datetime) -> StatementReport:
        """Keep a statement and its lines, then ask for those that nothing has booked yet."""
        proved = statement.kind is Kind.STATEMENT
        taken = Taken(
            account=statement.account,
            reference=statement.statement_id,
            file_name=file_name,
            sha256=sha256(data).digest(),
            body=decoded(data),
            currency=statement.currency if proved else None,
            closing=statement.closing,
            to_day=(statement.to_day or _last_day(statement)) if proved else None,
        )
        lines = [line for line in statement.lines if proved or line.identified]
        rows = [_row(line) for line in lines]
        is_first = True if self.dry_run else keep_statement(self.connection, taken, rows, now)
        reports: list[LineReport] = []
        for some in _pieces(statement.lines, LINES_AT_ONCE):
            kept = lines_kept(self.connection, {key for line in some for key in (line.key, line.entry)})
            reports += self._lines(some, kept, statement.kind)
            self.done += len(some)
            self.progress(self.done, self.total)
        seen_before = not is_first or (self.dry_run and all(line.outcome == "seen" for line in reports))
        return StatementReport(
            account=statement.account,
            reference=statement.statement_id,
            kind=statement.kind,
            currency=statement.currency,
            from_day=statement.from_day,
            to_day=statement.to_day,
            opening=statement.opening,
            closing=statement.closing,
            seen_before=seen_before and bool(reports),
            lines=tuple(reports),
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
        for line, answer in self._askings(lines, meanings, dry_run=True):
            fits = books_exactly(answer.events, answer.stream_id, line)
            if answer.refused is None and not fits and not answer.replayed:
                found[line.key] = None
        return found

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


def _row(line: Line) -> BankLine:
    body = msgspec.json.encode(line).decode()
    return BankLine(line.key, line.entry, line.signed, line.currency, line.booked_on, body)


def _last_day(statement: Statement) -> date | None:
    return max((line.booked_on for line in statement.lines), default=None)


def _pieces(lines: Sequence[Line], size: int) -> Iterator[list[Line]]:
    rest = iter(lines)
    while piece := list(islice(rest, size)):
        yield piece
