"""Reader of camt.053 statements, camt.052 reports and camt.054 notifications, in every published version, by local
names.

A statement is believed only when its booked lines lead from its opening to its closing balance; a report of the day
under way and a notification are not closed by one and so prove nothing. Only booked entries count. The first fault
refuses the whole file (`StatementError`), so that a file changes either everything it says or nothing. What is not
read: availability, charges, totals.
"""

import re
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import NamedTuple

import msgspec

from fairhold.bank.camt_entry import ACCOUNT, entry_of
from fairhold.bank.camt_field import amount_of, currency_of, day_of, is_credit, moment_of
from fairhold.bank.statement import Kind, Line, Scanned, Statement, Tally, lines_of, tally
from fairhold.bank.tree import STATEMENT, Limits, Node, Reading, read_tree
from fairhold.markup import Pieces

VERSIONS = range(1, 15)
"""The versions read: camt.053.001.01 to camt.053.001.14, and the same of camt.052 and camt.054."""

_MESSAGE = re.compile(r"camt\.05([234])\.001\.([0-9]{2})(?![0-9])")
_SEQUENCE = re.compile(r"[0-9]{1,18}")


class _Form(NamedTuple):
    kind: Kind
    body: str
    report: str


_FORMS = {
    "2": _Form(Kind.NOTIFICATION, "BkToCstmrAcctRpt", "Rpt"),
    "3": _Form(Kind.STATEMENT, "BkToCstmrStmt", "Stmt"),
    "4": _Form(Kind.NOTIFICATION, "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


class _Balances(NamedTuple):
    opening: int | None
    closing: int | None
    closing_node: Node
    from_day: date | None
    to_day: date | None


def read_statements(content: bytes, limits: Limits | None = None) -> list[Statement]:
    """The statements or notifications in a file, in its order, each with its lines keyed.

    Raises StatementError with a code of `fault.ERRORS` and the place of the first fault.
    """
    lines: list[Line] = []
    found = scan_statements(content, limits or Limits(), lines.append, tally)
    rest = iter(lines)
    return [msgspec.structs.replace(one.statement, lines=tuple(islice(rest, one.lines))) for one in found]


def scan_statements(
    file: bytes | Pieces, limits: Limits, keep: Callable[[Line], None], tallied: Callable[[], Tally]
) -> list[Scanned]:
    """The same of a file that is never held whole: `keep` gets every line, in the order of the statements. What it got
    is worth nothing until this returns. `tallied` makes the tally of one statement. Raises StatementError.
    """
    reader = _Reader(limits, keep, tallied)
    document = read_tree(file, Reading(limits, STATEMENT, reader.root, "Ntry", reader.take))
    form = reader.form
    assert form is not None, "a document has a root"
    reports = list(document.all(f"{form.body}/{form.report}"))
    if not reports:
        raise document.fault("statement_empty", f"no {form.report} in the message", f"{form.body}/{form.report}")
    return [_statement(form.kind, report, reader.sums.get(report) or _Sums("", tallied())) for report in reports]


class _Sums:
    """What the entries of one statement come to; `account` is whose they are, `count` numbers equal ones."""

    def __init__(self, account: str, count: Tally) -> None:
        self.account = account
        self.count = count
        self.currency = ""
        self.others: dict[str, None] = {}
        self.moved = 0
        self.lines = 0
        self.left_out = 0
        self.last_day: date | None = None


class _Reader:
    """One file under way. Every published schema has the account before its entries, so their lines can be keyed at
    once; the balances may stand anywhere.
    """

    def __init__(self, limits: Limits, keep: Callable[[Line], None], tallied: Callable[[], Tally]) -> None:
        self.limits = limits
        self.keep = keep
        self.tallied = tallied
        self.form: _Form | None = None
        self.sums: dict[Node, _Sums] = {}
        self.met = 0

    def root(self, namespace: str, node: Node) -> None:
        """The root has begun."""
        self.form = _form(namespace, node)

    def take(self, node: Node) -> None:
        """An entry has ended."""
        report = node.parent
        if report is None or self.form is None or report.name != self.form.report:
            raise node.fault("statement_not_camt", "an entry stands outside of a statement")
        sums = self._sums(report)
        entry = entry_of(node, sums.currency)
        self.met += max(1, len(entry.parts)) if entry else 1
        if self.met > self.limits.statement_lines_max:
            raise node.fault("statement_too_many_lines", f"more than {self.limits.statement_lines_max} lines")
        if entry is None:
            sums.left_out += 1
            return
        sums.others.setdefault(entry.whole.currency)
        for line in lines_of(sums.account, entry, sums.count):
            sums.lines += 1
            sums.moved += line.signed
            sums.last_day = max(sums.last_day or line.booked_on, line.booked_on)
            self.keep(line)

    def _sums(self, report: Node) -> _Sums:
        sums = self.sums.get(report)
        if sums is None:
            sums = self.sums[report] = _Sums(_account(report), self.tallied())
        sums.currency = sums.currency or _currency(report)
        return sums


def _form(namespace: str, root: Node) -> _Form:
    found = _MESSAGE.search(namespace)
    if found is None or root.name != "Document":
        raise root.fault("statement_not_camt", f"the root is {root.name[:60]!r} in the namespace {namespace[:100]!r}")
    if int(found[2]) not in VERSIONS:
        raise root.fault("statement_version_unknown", f"{found[0]} is not read, 001.01 to 001.14 are")
    form = _FORMS[found[1]]
    return form._replace(body=f"{form.body}V01") if int(found[2]) == 1 else form


def _account(report: Node) -> str:
    account = report.value(*(f"Acct/{path}" for path in ACCOUNT))
    if not account:
        raise report.fault("statement_field_missing", "the account has no number", "Acct/Id")
    return account


def _statement(kind: Kind, report: Node, sums: _Sums) -> Scanned:
    account = _account(report)
    statement_id = report.value("Id")
    if not statement_id:
        raise report.fault("statement_field_missing", "the statement has no id", "Id")
    currency = _currency(report) or next(iter(sums.others), "")
    if not currency:
        raise report.fault("statement_field_missing", "nothing says the currency of the account", "Acct/Ccy")
    for other in sums.others:
        if other != currency:
            raise report.fault("statement_currency_mixed", f"entries in {currency} and in {other}")
    balances = _balances(report, currency)
    statement = Statement(
        kind=kind,
        account=account,
        currency=currency,
        statement_id=statement_id,
        created_at=moment_of(report.first("CreDtTm")),
        sequence=_sequence(report),
        from_day=day_of(report.first("FrToDt/FrDtTm", "FrToDt/FrDt")) or balances.from_day,
        to_day=day_of(report.first("FrToDt/ToDtTm", "FrToDt/ToDt")) or balances.to_day,
        opening=balances.opening if kind is Kind.STATEMENT else None,
        closing=balances.closing if kind is Kind.STATEMENT else None,
        left_out=sums.left_out,
    )
    if kind is Kind.STATEMENT:
        _prove(statement, sums.moved, report, balances.closing_node)
    return Scanned(statement, sums.lines, sums.last_day)


def _prove(statement: Statement, moved: int, report: Node, closing_node: Node) -> None:
    """Opening + credits - debits = closing, or the statement is refused (I8: no line is missing or doubled)."""
    if statement.opening is None:
        raise report.fault("statement_no_opening_balance", "no booked balance OPBD or PRCD", "Bal")
    if statement.closing is None:
        raise report.fault("statement_no_closing_balance", "no booked balance CLBD", "Bal")
    gap = statement.gap_of(moved)
    if gap:
        raise closing_node.fault("statement_balance_mismatch", gap)


def _currency(report: Node) -> str:
    """The currency of the account: said outright, else that of its first balance; empty when neither is there."""
    said = report.first("Acct/Ccy")
    if said is not None:
        return currency_of(said, said.text)
    balance = report.first("Bal/Amt")
    return currency_of(balance, balance.attributes.get("Ccy", "")) if balance is not None else ""


def _sequence(report: Node) -> int | None:
    node = report.first("ElctrncSeqNb", "LglSeqNb")
    if node is None:
        return None
    if not _SEQUENCE.fullmatch(node.text):
        raise node.fault("statement_number", f"{node.text[:40]!r} is not a sequence number")
    return int(node.text)


def _balances(report: Node, currency: str) -> _Balances:
    figures: dict[str, int] = {}
    days: dict[str, date | None] = {}
    closing_node = report
    for node in report.all("Bal"):
        code = node.value("Tp/CdOrPrtry/Cd", "Tp/Cd")
        if code not in ("OPBD", "PRCD", "CLBD"):
            continue
        amount, _ = amount_of(node, currency)
        figure = amount if is_credit(node) else -amount
        if figures.setdefault(code, figure) != figure:
            raise node.fault("statement_balance_repeated", f"{code} is both {figures[code]} and {figure}")
        days[code] = day_of(node.first("Dt/Dt", "Dt/DtTm"))
        if code == "CLBD":
            closing_node = node
    opening = figures.get("OPBD", figures.get("PRCD"))
    return _Balances(opening, figures.get("CLBD"), closing_node, days.get("OPBD"), days.get("CLBD"))
