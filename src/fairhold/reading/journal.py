"""The journal for outsiders: every posting there is, as hledger, beancount or CSV, a line at a time.

The journals end with the balances that the book itself has, as assertions: the other program adds the entries up and
complains when it comes to anything else. Amounts are exact decimals, days are UTC, each entry names its event, who
asked and whose money it was. Nothing is computed here but signs and sums.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Balance
from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.money import EXPONENTS
from fairhold.trade.posting import Posting
from fairhold.trade.table import EVENT_TYPES
from fairhold.trade.who import Who

ROOTS: Final = {
    **dict.fromkeys(("bank", "house", "recv", "clr"), "assets"),
    **dict.fromkeys(
        ("transit", "ord", "sup", "buy", "susp", "insp", "fee", "lend", "tax", "prov", "escheat", "coupon"),
        "liabilities",
    ),
    "eq": "equity",
    "inc": "income",
    "exp": "expenses",
}
"""What kind of account each begins as, by the first word of its name in the books."""

_OWNERS: Final = {
    **dict.fromkeys(("sup", "recv"), ids.SUPPLIER_PREFIX),
    **dict.fromkeys(("susp", "escheat:payable", "clr:fx"), ids.REMITTANCE_PREFIX),
}
_STREAMS: Final = {"supplier": ids.SUPPLIER_PREFIX, "remittance": ids.REMITTANCE_PREFIX, "order": ids.ORDER_PREFIX}


class Movement(msgspec.Struct, frozen=True):
    """What one event moved: when, what happened, in which stream (its kind and number), who asked, the postings."""

    at: datetime
    event: str
    kind: str
    stream_id: int
    seq: int
    actor: str
    postings: tuple[Posting, ...]

    @property
    def day(self) -> date:
        """The day of the entry, in UTC."""
        return self.at.astimezone(UTC).date()

    @property
    def name(self) -> str:
        """The entry's own name: the stream and the number of the event in it, `ord_.../5`."""
        return f"{ids.to_text(_STREAMS[self.kind], self.stream_id)}/{self.seq}"

    @property
    def moment(self) -> str:
        """The instant, as it stands in the book."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hledger(movements: Iterable[Movement], balances: Iterable[Balance]) -> Iterator[str]:
    """A journal of hledger: `hledger -f FILE check --strict` accepts it, `hledger bal` adds it up."""
    yield "; The journal of a marketplace: every posting, with the balances of the book asserted at the end.\n"
    yield "; Amounts are decimals with a point, days are UTC, `owner` says whose money it is.\n\n"
    yield "decimal-mark .\n"
    for account in Account:
        yield f"account {_hledger(account)}\n"
    currencies: set[str] = set()
    last: date | None = None
    for one in movements:
        for currency in _new(currencies, one):
            yield f"\ncommodity 1000{'.' + '0' * EXPONENTS[currency]} {currency}\n"
        yield f"\n{one.day} * ({one.name}) {one.event}  ; at: {one.moment}, by: {_plain(one.actor)}\n"
        for account, owner, amount, currency in _legs(one):
            of = f"  ; owner: {owner}" if owner else ""
            yield f"    {_hledger(account)}  {_decimal(amount, currency)} {currency}{of}\n"
        last = one.day
    if last is not None:
        yield f"\n{last} * balances of the book\n"
        for balance in balances:
            figure = _decimal(balance.debit - balance.credit, balance.currency)
            yield f"    {_hledger(balance.account)}  0 {balance.currency} = {figure} {balance.currency}\n"


def beancount(movements: Iterable[Movement], balances: Iterable[Balance]) -> Iterator[str]:
    """A journal of beancount: `bean-check FILE` accepts it."""
    yield "; The journal of a marketplace: every posting, with the balances of the book asserted at the end.\n"
    yield "; Days are UTC, `owner` says whose money it is.\n\n"
    yield 'option "title" "Fairhold"\n'
    last: date | None = None
    for one in movements:
        if last is None:
            for account in Account:
                yield f"{one.day} open {_beancount(account)}\n"
        yield f'\n{one.day} * "{one.event}" "{one.name}"\n'
        yield f'  at: "{one.moment}"\n  by: "{_quoted(one.actor)}"\n'
        for account, owner, amount, currency in _legs(one):
            yield f"  {_beancount(account)}  {_decimal(amount, currency)} {currency}\n"
            if owner:
                yield f'    owner: "{owner}"\n'
        last = one.day
    if last is not None:
        yield "\n"
        for balance in balances:
            figure = _decimal(balance.debit - balance.credit, balance.currency)
            yield f"{last + timedelta(days=1)} balance {_beancount(balance.account)}  {figure} ~ 0 {balance.currency}\n"


HEAD: Final = (
    *("at", "event", "stream", "seq", "line", "by"),
    *("debit", "debit_owner", "credit", "credit_owner", "amount_minor", "amount", "currency"),
)
"""The columns of the CSV: one row a posting, both of its sides in it."""


def comma_separated(movements: Iterable[Movement], balances: Iterable[Balance]) -> Iterator[str]:
    """CSV (RFC 4180) with a heading; the balances are what its rows come to and are not repeated."""
    yield _row(HEAD)
    for one in movements:
        stream = one.name.rpartition("/")[0]
        for line, posting in enumerate(one.postings, 1):
            yield _row(
                (
                    *(one.moment, one.event, stream, str(one.seq), str(line), _plain(one.actor)),
                    *(posting.debit.wire, _owner(posting.debit, posting.debit_owner)),
                    *(posting.credit.wire, _owner(posting.credit, posting.credit_owner)),
                    *(str(posting.amount), _decimal(posting.amount, posting.currency), posting.currency),
                )
            )


FORMATS: Final[dict[str, Callable[[Iterable[Movement], Iterable[Balance]], Iterator[str]]]] = {
    "hledger": hledger,
    "beancount": beancount,
    "csv": comma_separated,
}
"""The forms of a journal by name."""


def write_journal(connection: psycopg.Connection, who: Who, form: str) -> Iterator[str]:
    """The whole journal in a form of FORMATS, text by text, out of one snapshot (staff only)."""
    with readings.snapshot(connection, who):
        balances = readings.balances(connection)
        yield from FORMATS[form](_movements(readings.journal(connection)), balances)


def _movements(rows: Iterable[tuple[Any, ...]]) -> Iterator[Movement]:
    """Postings put together by their event."""
    for (at, event, stream_id, seq, actor), several in groupby(rows, key=itemgetter(slice(0, 5))):
        postings = tuple(
            Posting(Account(debit), debit_owner, Account(credit), credit_owner, amount, currency)
            for *_, debit, debit_owner, credit, credit_owner, amount, currency in several
        )
        yield Movement(at, event, EVENT_TYPES[event].stream, stream_id, seq, actor, postings)


def _legs(one: Movement) -> Iterator[tuple[Account, str, int, str]]:
    """Both sides of each posting: account, owner, amount (above zero for a debit), currency."""
    for posting in one.postings:
        yield posting.debit, _owner(posting.debit, posting.debit_owner), posting.amount, posting.currency
        yield posting.credit, _owner(posting.credit, posting.credit_owner), -posting.amount, posting.currency


def _owner(account: Account, owner: int) -> str:
    """The number of whom the money belongs to, as text; empty for the house."""
    first = _OWNERS.get(account.wire.partition(":")[0], ids.ORDER_PREFIX)
    prefix = _OWNERS.get(account.wire, first)
    return ids.to_text(prefix, owner) if owner else ""


def _hledger(account: Account) -> str:
    return f"{ROOTS[account.wire.partition(':')[0]]}:{account.wire}"


def _beancount(account: Account) -> str:
    """Names with capitals and without underscores, as that program wants them."""
    return ":".join(part.replace("_", "-").title() for part in _hledger(account).split(":"))


def _new(currencies: set[str], one: Movement) -> list[str]:
    found = sorted({posting.currency for posting in one.postings} - currencies)
    currencies.update(found)
    return found


def _decimal(minor: int, currency: str) -> str:
    places = EXPONENTS[currency]
    whole, part = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}" + (f".{part:0{places}d}" if places else "")


def _plain(text: str) -> str:
    """A name that people chose, on one line."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _quoted(text: str) -> str:
    return _plain(text).replace("\\", "\\\\").replace('"', '\\"')


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
