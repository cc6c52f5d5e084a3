"""Reader of SWIFT statements: MT940 and MT950, and interim reports MT942, several of each in a file.

A statement is believed only when its lines lead from its opening to its closing balance; one that is told on several
pages is put together first. An interim report has no balances: where it tells the sums of its entries, these are
proved. The first fault refuses the whole file (`StatementError`). What is not read: available balances, floor limits.
"""

from typing import Final

import msgspec

from fairhold.bank.fault import StatementError
from fairhold.bank.mt_field import (
    Balance,
    account_of,
    balance_of,
    fault,
    floor_currency_of,
    moment_of,
    sum_of,
)
from fairhold.bank.mt_line import is_expected, line_of
from fairhold.bank.statement import Entry, Kind, Line, Statement, keyed
from fairhold.bank.swift import Field, Message, messages_of
from fairhold.bank.tree import Limits

TYPES: Final = {"940": Kind.STATEMENT, "950": Kind.STATEMENT, "942": Kind.NOTIFICATION}
"""The types of message that are read; where no envelope says the type, balances do."""

_ONCE: Final = frozenset({"20", "21", "25", "28", "13", "60", "62", "64", "90C", "90D"})


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    """One message: a statement or a page of one. `number` is what :28C: says before the slash, `lines` are not keyed.

    `goes_on` when its closing balance is an intermediate one (:62M:), `is_first` when its opening one is not (:60F:).
    """

    number: str
    sheet: str
    reference: str
    statement: Statement
    entries: tuple[Entry, ...]
    is_first: bool
    goes_on: bool
    closing: Field | None


def read_swift(text: str, limits: Limits | None = None) -> list[Statement]:
    """The statements and interim reports in a file, in its order, each with its lines keyed.

    Raises StatementError with a code of `fault.ERRORS` and the place of the first fault.
    """
    limits = limits or Limits()
    messages = messages_of(text, limits)
    if not messages:
        raise StatementError("statement_empty", 0, "/", "no message begins with :20:")
    pages: list[_Page] = []
    met = 0
    for message in messages:
        met += sum(field.tag == "61" for field in message.fields)
        if met > limits.statement_lines_max:
            line = message.fields[0].line
            raise StatementError("statement_too_many_lines", line, "/", f"more than {limits.statement_lines_max} lines")
        pages.append(_page(message))
    return [_proved(page) for page in _put_together(pages)]


def _page(message: Message) -> _Page:
    once, bodies = _sorted(message)
    kind = _kind(message, once)
    opening, closing = (balance_of(once[tag]) if tag in once else None for tag in ("60", "62"))
    currency = _currency(message, kind, opening, closing)
    lines, left_out = _lines(bodies, currency)
    number, _, sheet = _needed(message, once, "28").text.partition("/")
    created = moment_of(once["13"]) if "13" in once else None
    statement = Statement(
        kind=kind,
        account=account_of(_needed(message, once, "25")),
        currency=currency,
        statement_id="",
        created_at=created,
        sequence=_sequence(once["28"], number),
        from_day=opening.day if opening is not None else None,
        to_day=closing.day if closing is not None else None,
        opening=opening.amount if opening is not None else None,
        closing=closing.amount if closing is not None else None,
        lines=lines,
        left_out=left_out,
    )
    _prove_sums(statement, once)
    return _Page(
        number=number,
        sheet=sheet,
        reference=once["20"].text,
        statement=statement,
        entries=tuple(Entry(line) for line in lines),
        is_first="60" not in once or once["60"].tag == "60F",
        goes_on="62" in once and once["62"].tag == "62M",
        closing=once.get("62"),
    )


def _sorted(message: Message) -> tuple[dict[str, Field], list[list[Field]]]:
    """The fields that stand once, by the digits of their tag (28C and 28 are one), and each :61: with what follows."""
    once: dict[str, Field] = {}
    bodies: list[list[Field]] = []
    for field in message.fields:
        tag = field.tag if field.tag.startswith("90") else field.tag[:2]
        if tag in _ONCE and once.setdefault(tag, field) is not field:
            raise fault(field, "statement_field_repeated", f":{field.tag}: comes twice in one message")
        if tag == "61":
            if "62" in once:
                raise fault(field, "statement_field_misplaced", "an entry stands after the closing balance")
            bodies.append([field])
        elif tag in ("86", "NS") and bodies and "62" not in once:
            bodies[-1].append(field)
    return once, bodies


def _kind(message: Message, once: dict[str, Field]) -> Kind:
    first = message.fields[0]
    if message.type and message.type not in TYPES:
        raise fault(first, "statement_version_unknown", f"MT{message.type} is not read, MT940, MT942 and MT950 are")
    has_balances = "60" in once or "62" in once
    kind = TYPES.get(message.type, Kind.STATEMENT if has_balances else Kind.NOTIFICATION)
    if kind is Kind.STATEMENT and "60" not in once:
        raise fault(first, "statement_no_opening_balance", "no balance :60F: or :60M:")
    if kind is Kind.STATEMENT and "62" not in once:
        raise fault(first, "statement_no_closing_balance", "no balance :62F: or :62M:")
    if kind is Kind.NOTIFICATION and has_balances:
        raise fault(first, "statement_field_misplaced", "an interim report has no booked balances")
    return kind


def _currency(message: Message, kind: Kind, opening: Balance | None, closing: Balance | None) -> str:
    if opening is not None and closing is not None:
        if opening.currency != closing.currency:
            said = f"the balances are in {opening.currency} and in {closing.currency}"
            raise fault(message.fields[0], "statement_currency_mixed", said)
        return opening.currency
    told = {floor_currency_of(field) for field in message.fields if field.tag == "34F"}
    told |= {sum_of(field).currency for field in message.fields if field.tag.startswith("90")}
    if len(told) != 1:
        code = "statement_currency_mixed" if told else "statement_field_missing"
        said = f"the currency is {' and '.join(sorted(told))}" if told else "nothing says the currency of the account"
        raise fault(message.fields[0], code, said)
    return told.pop()


def _lines(bodies: list[list[Field]], currency: str) -> tuple[tuple[Line, ...], int]:
    lines: list[Line] = []
    for field, *about in bodies:
        if is_expected(field):
            continue
        line = line_of(field, tuple(about), currency)
        if line.amount:
            lines.append(line)
    return tuple(lines), len(bodies) - len(lines)


def _sequence(field: Field, number: str) -> int | None:
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise fault(field, "statement_number", f"{number[:40]!r} is not a statement number")
    return int(number)


def _needed(message: Message, once: dict[str, Field], tag: str) -> Field:
    field = once.get(tag)
    if field is None or not field.text:
        raise fault(message.fields[0], "statement_field_missing", f"the message has no :{tag}:")
    return field


def _prove_sums(statement: Statement, once: dict[str, Field]) -> None:
    """:90C: and :90D: against the entries; what is only expected may be in them, so then nothing is proved."""
    if statement.left_out:
        return
    for tag, is_credit in (("90C", True), ("90D", False)):
        field = once.get(tag)
        if field is None:
            continue
        told = sum_of(field)
        mine = [line.amount for line in statement.lines if line.credit is is_credit]
        if (told.entries, told.amount, told.currency) != (len(mine), sum(mine), statement.currency):
            said = f"{told.entries} entries of {told.amount} {told.currency} are told, not {len(mine)} of {sum(mine)}"
            raise fault(field, "statement_sum_mismatch", f"{said} (minor units)")


def _put_together(pages: list[_Page]) -> list[_Page]:
    """Pages that continue each other, as one: the same account and number, and a balance that is carried over."""
    whole: list[_Page] = []
    for page in pages:
        before = whole[-1] if whole else None
        if before is None or not before.goes_on or page.is_first or not _continues(before, page):
            whole.append(page)
            continue
        carried, opening = before.statement.closing, page.statement.opening
        if carried != opening:
            said = f"page {page.sheet or page.number} begins with {opening}, the one before ends with {carried}"
            assert page.closing is not None, "a page with an opening balance has a closing one"
            raise fault(page.closing, "statement_balance_mismatch", f"{said} (minor units)")
        whole[-1] = _joined(before, page)
    return whole


def _continues(before: _Page, page: _Page) -> bool:
    one, other = before.statement, page.statement
    return (one.account, one.currency, before.number) == (other.account, other.currency, page.number)


def _joined(before: _Page, page: _Page) -> _Page:
    statement = msgspec.structs.replace(
        before.statement,
        to_day=page.statement.to_day,
        closing=page.statement.closing,
        lines=before.statement.lines + page.statement.lines,
        left_out=before.statement.left_out + page.statement.left_out,
    )
    return msgspec.structs.replace(
        before,
        statement=statement,
        entries=before.entries + page.entries,
        goes_on=page.goes_on,
        closing=page.closing,
    )


def _proved(page: _Page) -> Statement:
    """The statement with its lines keyed and an id of its own: banks number from 1 every year, so its day belongs to
    it."""
    statement = page.statement
    day = statement.to_day or (statement.created_at.isoformat(timespec="minutes") if statement.created_at else "")
    alone = f"/{page.sheet}" if page.sheet and (page.goes_on or not page.is_first) else ""
    words = (page.reference, f"{page.number}{alone}", str(day))
    done = msgspec.structs.replace(
        statement,
        statement_id=" ".join(word for word in words if word),
        lines=keyed(statement.account, page.entries),
    )
    if done.gap:
        assert page.closing is not None, "a gap is between two balances"
        raise fault(page.closing, "statement_balance_mismatch", done.gap)
    return done
