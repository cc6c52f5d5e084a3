"""A bank statement once it is read: an account, a period, two balances and the lines between them.

`Statement` and `Line` say what the bank said, in minor units, and nothing of what it means for an order. `keyed` gives
every line an identity that is the same in each file that reports it; `is_new` tells with it whether a line was seen.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum

import msgspec

NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOREF", "NOT PROVIDED", "NONE"})
"""What banks write where they have no reference; these never identify anything."""


class Kind(StrEnum):
    """A statement proves its lines with balances; a notification announces lines without them."""

    STATEMENT = "statement"
    NOTIFICATION = "notification"


class Party(msgspec.Struct, frozen=True):
    """Who stands on the other side of a line, as far as the bank says: name, account, BIC (all may be empty)."""

    name: str = ""
    account: str = ""
    bic: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One movement on the account: money in (`credit`) or out, booked by the bank.

    `key` identifies the line wherever it is reported (see `keyed`), `entry` the bank's entry that it is part of: equal
    to `key` unless the bank bundled several payments and told each amount. `batch_of` above 1 says that the entry
    bundles so many payments whose amounts the bank did not tell, and that they stay one line. `bank_reference` is the
    bank's own id (AcctSvcrRef); without one `identified` is false: the line is known by its content only.
    `addressed_account` is the account number on our side that the payer wrote, which for a T/T is the order's own.
    `is_return` is a payment coming back and `is_reversal` the bank undoing an entry; `reason` is their code (AC04).
    """

    booked_on: date
    value_on: date
    amount: int
    credit: bool
    currency: str
    key: str = ""
    entry: str = ""
    batch_of: int = 1
    counterparty: Party = Party()
    ultimate_name: str = ""
    addressed_account: str = ""
    end_to_end_id: str = ""
    message_id: str = ""
    instruction_id: str = ""
    structured: tuple[str, ...] = ()
    unstructured: tuple[str, ...] = ()
    bank_reference: str = ""
    entry_reference: str = ""
    bank_code: str = ""
    is_return: bool = False
    is_reversal: bool = False
    reason: str = ""

    @property
    def identified(self) -> bool:
        """True when the bank gave the entry a reference of its own, so that two files surely mean the same line."""
        return known_reference(self.bank_reference)

    @property
    def signed(self) -> int:
        """The amount in minor units: above zero for a credit, below for a debit."""
        return self.amount if self.credit else -self.amount

    @property
    def texts(self) -> tuple[str, ...]:
        """All that the payer could have written a reference into, most formal first, for `numbers.find_orders`."""
        return (*self.structured, self.addressed_account, self.end_to_end_id, *self.unstructured)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What one account did in one period. Amounts are minor units of `currency`; an overdrawn balance is below zero.

    A notification has no balances (None) and so no proof. `left_out` counts entries that moved no booked money: pending
    or informational ones and those of zero. `created_at` is UTC; a time without a zone in the file is read as UTC.
    """

    kind: Kind
    account: str
    currency: str
    statement_id: str
    created_at: datetime | None
    sequence: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    opening: int | None = None
    closing: int | None = None
    lines: tuple[Line, ...] = ()
    left_out: int = 0

    @property
    def moved(self) -> int:
        """Credits less debits in minor units."""
        return sum(line.signed for line in self.lines)

    @property
    def gap(self) -> str:
        """What the lines leave unexplained between the balances, as a sentence; empty when they add up or there are
        none."""
        return self.gap_of(self.moved)

    def gap_of(self, moved: int) -> str:
        """The same of lines that are kept elsewhere and moved so many minor units."""
        if self.opening is None or self.closing is None or self.opening + moved == self.closing:
            return ""
        reached = self.opening + moved
        return (
            f"opening {self.opening} and lines {moved:+d} make {reached}, not {self.closing} "
            f"(minor units of {self.currency}); {self.closing - reached:+d} is not explained"
        )


def known_reference(text: str) -> bool:
    """False for the words that banks write where they have no reference."""
    return text.strip().upper() not in NO_REFERENCE


class Entry(msgspec.Struct, frozen=True):
    """One entry as the bank booked it: the whole of it as a line and, where the bank told them, its single payments."""

    whole: Line
    parts: tuple[Line, ...] = ()


Tally = Callable[[bytes], int]
"""Says how many times it was given these 32 bytes, this time included."""


def tally() -> Tally:
    """A tally in memory: about 150 bytes for each line."""
    met: Counter[bytes] = Counter()

    def count(identity: bytes) -> int:
        met[identity] += 1
        return met[identity]

    return count


def keyed(account: str, entries: Iterable[Entry]) -> tuple[Line, ...]:
    """The lines of the entries of one statement, each with `key` and `entry`: see `lines_of`."""
    count = tally()
    return tuple(line for entry in entries for line in lines_of(account, entry, count))


def lines_of(account: str, entry: Entry, count: Tally) -> Iterator[Line]:
    """The lines of an entry, each with `key` and `entry`: its parts, else its whole.

    An entry is identified by the account, the bank's reference, direction, amount, currency and booking day; where the
    bank gave no reference, by its whole content instead. The same identity again in one statement gets the next number,
    so two equal payments on one day stay two: `count` is of one statement. What differs between a camt.053 and a
    camt.054 of one entry (statement ids, entry numbers, order) is left out. A part adds what the bank says of that
    payment alone.
    """
    digest = _numbered(count, _entry_identity(account, entry.whole))
    if not entry.parts:
        yield msgspec.structs.replace(entry.whole, key=digest, entry=digest)
    for part in entry.parts:
        key = _numbered(count, (digest, *_content(part)))
        yield msgspec.structs.replace(part, key=key, entry=digest)


class Scanned(msgspec.Struct, frozen=True):
    """A statement whose lines were handed on one by one: `statement` without them, how many there are, and the last day
    on which one was booked.
    """

    statement: Statement
    lines: int
    last_day: date | None


def is_new(line: Line, keys: Container[str], entries: Container[str]) -> bool:
    """Whether a line is not yet among those kept, given the keys and the entries of all lines kept so far.

    A bank may report one entry whole in one file and split in another: whichever came first stands, so a split line is
    not new once its entry was kept whole, and the whole is not new once a part was kept (I8).
    """
    if line.key in keys:
        return False
    return line.entry not in (entries if line.key == line.entry else keys)


def _entry_identity(account: str, line: Line) -> tuple[str, ...]:
    if not line.identified:
        return (account, *_content(line))
    return (account, line.bank_reference, *_movement(line))


def _movement(line: Line) -> tuple[str, ...]:
    return ("C" if line.credit else "D", str(line.amount), line.currency, line.booked_on.isoformat())


def _content(line: Line) -> tuple[str, ...]:
    party = line.counterparty
    return (
        *_movement(line),
        line.value_on.isoformat(),
        *(party.name, party.account, party.bic, line.ultimate_name, line.addressed_account),
        *(line.bank_reference, line.end_to_end_id, line.message_id, line.instruction_id, line.reason),
        *("S", *line.structured, "U", *line.unstructured),
    )


def _numbered(count: Tally, identity: tuple[str, ...]) -> str:
    """32 hexadecimal digits for an identity and for how many times it has been met."""
    said = hashlib.sha256(b"".join(f"{len(part)}:{part}".encode() for part in identity))
    number = str(count(said.digest()))
    said.update(f"{len(number)}:{number}".encode())
    return said.hexdigest()[:32]
