"""The journal: what is written of one movement, and that hledger and beancount come to the balances of the book."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from book.market import open_market, payout, play
from fairhold.book.connection import READER, connect
from fairhold.book.readings import Balance
from fairhold.desk import Desk
from fairhold.reading.books import read_books
from fairhold.reading.journal import FORMATS, HEAD, ROOTS, Movement, beancount, comma_separated, hledger, write_journal
from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.ledger import postings
from fairhold.trade.money import EXPONENTS
from fairhold.trade.posting import Posting
from fairhold.trade.table import EVENT_TYPES
from fairhold.trade.who import Role, Who
from trade.walking import Walker

A = Account
ORDER = ids.new_id(datetime(2026, 11, 1, tzinfo=UTC), 3, 0)
SUPPLIER = ids.new_id(datetime(2026, 10, 1, tzinfo=UTC), 3, 0)
AT = datetime(2026, 11, 23, 23, 30, 0, 5, tzinfo=UTC)
ONE = Movement(
    AT,
    "payment.received",
    "order",
    ORDER,
    5,
    'bank:0:the "feed"\n; x',
    (Posting(A.BANK_TRUST, 0, A.ESCROW_INITIAL, ORDER, 25_000_05, "USD"),),
)
TWO = Movement(
    AT + timedelta(hours=1),
    "payment.escrow_released",
    "order",
    ORDER,
    9,
    "clock:0:",
    (
        Posting(A.ESCROW_INITIAL, ORDER, A.SUPPLIER_AVAILABLE, SUPPLIER, 25_000_05, "USD"),
        Posting(A.BANK_HOUSE, 0, A.SUPPLIER_RECEIVABLE, SUPPLIER, 7, "JPY"),
    ),
)


def balances_of(movements: Iterable[Movement]) -> list[Balance]:
    """What the postings come to, by currency and account."""
    debits: Counter[tuple[str, Account]] = Counter()
    credits: Counter[tuple[str, Account]] = Counter()
    for one in movements:
        for posting in one.postings:
            debits[posting.currency, posting.debit] += posting.amount
            credits[posting.currency, posting.credit] += posting.amount
    keys = sorted(debits.keys() | credits.keys())
    return [
        Balance(currency, account, debits[currency, account], credits[currency, account]) for currency, account in keys
    ]


def test_every_account_has_a_root_and_a_name_of_its_own() -> None:
    assert {account.wire.partition(":")[0] for account in Account} <= ROOTS.keys()
    for form in (hledger, beancount):
        text = "".join(form([ONE], []))
        opened = [line for line in text.splitlines() if line.startswith("account ") or " open " in line]
        assert len(set(opened)) == len(Account)


def test_a_journal_of_hledger_names_event_time_actor_and_owner() -> None:
    text = "".join(hledger([ONE, TWO], balances_of([ONE, TWO])))
    order, firm = ids.to_text("ord_", ORDER), ids.to_text("sup_", SUPPLIER)
    head, body = text.split("\ncommodity 1000.00 USD\n")
    assert head.startswith("; The journal of a marketplace")
    assert "decimal-mark .\naccount assets:bank:trust\n" in head
    assert body == (
        f"\n2026-11-23 * ({order}/5) payment.received"
        '  ; at: 2026-11-23T23:30:00.000005Z, by: bank:0:the "feed"?; x\n'
        "    assets:bank:trust  25000.05 USD\n"
        f"    liabilities:ord:escrow:initial  -25000.05 USD  ; owner: {order}\n"
        "\ncommodity 1000. JPY\n"
        f"\n2026-11-24 * ({order}/9) payment.escrow_released  ; at: 2026-11-24T00:30:00.000005Z, by: clock:0:\n"
        f"    liabilities:ord:escrow:initial  25000.05 USD  ; owner: {order}\n"
        f"    liabilities:sup:available  -25000.05 USD  ; owner: {firm}\n"
        "    assets:bank:house  7 JPY\n"
        f"    assets:recv:supplier  -7 JPY  ; owner: {firm}\n"
        "\n2026-11-24 * balances of the book\n"
        "    assets:bank:house  0 JPY = 7 JPY\n"
        "    assets:recv:supplier  0 JPY = -7 JPY\n"
        "    assets:bank:trust  0 USD = 25000.05 USD\n"
        "    liabilities:ord:escrow:initial  0 USD = 0.00 USD\n"
        "    liabilities:sup:available  0 USD = -25000.05 USD\n"
    )


def test_a_journal_of_beancount_says_the_same_in_its_own_words() -> None:
    text = "".join(beancount([ONE], balances_of([ONE])))
    order = ids.to_text("ord_", ORDER)
    assert 'option "title" "Fairhold"\n2026-11-23 open Assets:Bank:Trust\n' in text
    assert "2026-11-23 open Assets:House:Due-To-Trust\n" in text
    assert text.endswith(
        f'\n2026-11-23 * "payment.received" "{order}/5"\n'
        '  at: "2026-11-23T23:30:00.000005Z"\n'
        '  by: "bank:0:the \\"feed\\"?; x"\n'
        "  Assets:Bank:Trust  25000.05 USD\n"
        "  Liabilities:Ord:Escrow:Initial  -25000.05 USD\n"
        f'    owner: "{order}"\n'
        "\n2026-11-24 balance Assets:Bank:Trust  25000.05 ~ 0 USD\n"
        "2026-11-24 balance Liabilities:Ord:Escrow:Initial  -25000.05 ~ 0 USD\n"
    )


def test_the_csv_has_a_row_for_every_posting() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(comma_separated([ONE, TWO], [])), newline="")))
    assert tuple(rows[0]) == HEAD
    order, firm = ids.to_text("ord_", ORDER), ids.to_text("sup_", SUPPLIER)
    assert [tuple(row.values()) for row in rows[1:]] == [
        (
            *("2026-11-24T00:30:00.000005Z", "payment.escrow_released", order, "9", "1", "clock:0:"),
            *("ord:escrow:initial", order, "sup:available", firm, "2500005", "25000.05", "USD"),
        ),
        (
            *("2026-11-24T00:30:00.000005Z", "payment.escrow_released", order, "9", "2", "clock:0:"),
            *("bank:house", "", "recv:supplier", firm, "7", "7", "JPY"),
        ),
    ]
    assert rows[0]["by"] == 'bank:0:the "feed"?; x'


@pytest.mark.parametrize("form", FORMATS)
def test_a_book_without_postings_is_a_heading(form: str) -> None:
    text = "".join(FORMATS[form]([], []))
    assert text
    assert "2026" not in text


# ---------------------------------------------------------------------------------------------- the real programs


def walked() -> Iterator[Movement]:
    """A year of a thousand orders and more, as random walks through the rules make them."""
    streams: list[list[tuple[str, tuple[Posting, ...]]]] = []
    orders = seed = 0
    while orders < 1_000:
        walker = Walker(seed)
        for _ in range(90):
            walker.step()
        orders += len(walker.play.orders)
        seed += 1
        streams += [
            [(str(event.__struct_config__.tag), postings(event, number)) for event in events]
            for number, events in walker.play.streams.items()
        ]
    at = datetime(2025, 12, 1, tzinfo=UTC)
    step = timedelta(days=365) / sum(len(moves) for moves in streams)
    for place, moves in enumerate(streams):
        number = ids.new_id(at, 3, place % ids.ENTROPIES)
        for seq, (event, rows) in enumerate(moves, 1):
            at += step
            if rows:
                yield Movement(at, event, EVENT_TYPES[event].stream, number, seq, "clock:0:", rows)


@pytest.fixture(scope="module")
def year() -> list[Movement]:
    found = list(walked())
    assert len({one.stream_id for one in found if one.kind == "order"}) > 300
    assert len(found) > 2_000
    return found


def ours(balances: Iterable[Balance]) -> dict[tuple[str, str], Fraction]:
    """Balances that are not zero, by account and currency."""
    found = {
        (balance.account.wire, balance.currency): Fraction(
            balance.debit - balance.credit, 10 ** EXPONENTS[balance.currency]
        )
        for balance in balances
    }
    return {key: amount for key, amount in found.items() if amount}


def by_hledger(path: str, journal: Path) -> dict[tuple[str, str], Fraction]:
    """What hledger makes of a journal that passes its strict checks."""
    checked = subprocess.run([path, "-f", journal, "check", "--strict"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    said = subprocess.run([path, "-f", journal, "bal", "--flat", "-N", "-O", "json"], capture_output=True, check=True)
    rows, _ = json.loads(said.stdout)
    return {
        (name.split(":", 1)[1], amount["acommodity"]): Fraction(
            amount["aquantity"]["decimalMantissa"], 10 ** amount["aquantity"]["decimalPlaces"]
        )
        for name, _, _, amounts in rows
        for amount in amounts
        if amount["aquantity"]["decimalMantissa"]
    }


@pytest.mark.slow
def test_hledger_comes_to_our_balances_after_a_year(
    year: list[Movement], program: Callable[[str], str], tmp_path: Path
) -> None:
    journal = tmp_path / "year.journal"
    balances = balances_of(year)
    journal.write_text("".join(hledger(year, balances)), "utf-8")
    assert by_hledger(program("hledger"), journal) == ours(balances)
    spoiled = [*balances[:-1], Balance(balances[-1].currency, balances[-1].account, balances[-1].debit + 1, 0)]
    journal.write_text("".join(hledger(year, spoiled)), "utf-8")
    with pytest.raises(AssertionError, match="balance assertion"):
        by_hledger(program("hledger"), journal)


BEAN_CHECK = str(Path(sys.executable).with_name("bean-check"))


def bean_check(journal: Path) -> str:
    """What bean-check complains of; empty when it accepts the journal."""
    said = subprocess.run([BEAN_CHECK, "--no-cache", journal], capture_output=True, text=True, check=False)
    assert (said.returncode == 0) is (said.stdout + said.stderr == "")
    return said.stdout + said.stderr


@pytest.mark.slow
def test_beancount_comes_to_our_balances_after_a_year(year: list[Movement], tmp_path: Path) -> None:
    journal = tmp_path / "year.beancount"
    balances = balances_of(year)
    journal.write_text("".join(beancount(year, balances)), "utf-8")
    assert bean_check(journal) == ""
    last = balances[-1]
    spoiled = [*balances[:-1], Balance(last.currency, last.account, last.debit + 1, last.credit)]
    journal.write_text("".join(beancount(year, spoiled)), "utf-8")
    assert "Balance failed" in bean_check(journal)


def test_the_journal_of_a_real_book_is_the_book(database: str, program: Callable[[str], str], tmp_path: Path) -> None:
    market = open_market(database)
    with Desk(database) as desk:
        lives = [market.life(f"L{n}", market.buyers[n % 2], market.suppliers[n % 2]) for n in range(4)]
        play(desk, lives)
        assert desk.ask(payout(market.suppliers[0], 1_000_01, "p")).refused is None
    auditor = Who(Role.AUDITOR)
    with connect(database, READER) as reader:
        texts = {form: "".join(write_journal(reader, auditor, form)) for form in FORMATS}
        books = read_books(reader, auditor)
    wanted = {
        (row.account, one.currency): Fraction(int(row.balance), 10 ** EXPONENTS[one.currency])
        for one in books.currencies
        for row in one.accounts
        if int(row.balance)
    }
    assert wanted
    file = tmp_path / "book.beancount"
    file.write_text(texts["beancount"], "utf-8")
    assert bean_check(file) == ""
    rows = list(csv.DictReader(io.StringIO(texts["csv"], newline="")))
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row["debit"], row["currency"]] += int(row["amount_minor"])
        sums[row["credit"], row["currency"]] -= int(row["amount_minor"])
    assert {key: Fraction(minor, 10 ** EXPONENTS[key[1]]) for key, minor in sums.items() if minor} == wanted
    journal = tmp_path / "book.journal"
    journal.write_text(texts["hledger"], "utf-8")
    assert by_hledger(program("hledger"), journal) == wanted


def test_a_company_sees_only_its_own_part_of_the_journal(database: str) -> None:
    """The wall behind the checks: the command line asks as an auditor."""
    market = open_market(database)
    with Desk(database) as desk:
        mine, other = play(desk, [market.life(f"L{n}", market.buyers[n], market.suppliers[0]) for n in range(2)])
    with connect(database, READER) as reader:
        text = "".join(write_journal(reader, Who(Role.BUYER, market.buyers[0]), "csv"))
        whole = "".join(write_journal(reader, Who(Role.AUDITOR), "csv"))
    numbers = [ids.to_text(ids.ORDER_PREFIX, answer.stream_id) for answer in (mine, other)]
    assert [number in text for number in numbers] == [True, False]
    assert [number in whole for number in numbers] == [True, True]
