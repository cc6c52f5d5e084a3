"""`fairhold books`: the trial balance against the bank, and the journal for other programs."""

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import DONE, FAILED, MALFORMED, Group, end, save, say, say_json, table
from fairhold.printing.trust import trust_pdf
from fairhold.reading.books import Books, CurrencyBooks, read_books
from fairhold.reading.exposure import ExposureReport, read_exposure
from fairhold.reading.journal import FORMATS, write_journal
from fairhold.reading.trust import TrustProof, read_trust_proof
from fairhold.trade.who import Role, Who
from fairhold.wording import amount

AUDITOR = Who(Role.AUDITOR)


@click.group(cls=Group)
def books() -> None:
    """The ledger: trial balance, client money against the bank, journals for auditors."""


@books.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def show(context: click.Context, as_json: bool) -> None:
    """Every account by currency, and the trust account against the bank's last word. Leaves with 1 if they are out."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = read_books(reader, AUDITOR)
    if as_json:
        say_json(found)
    else:
        _tell(found)
    sys.exit(DONE if all(one.balanced and one.covered for one in found.currencies) else FAILED)


@books.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="What is to read it.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of standard output.")
@click.pass_context
def export(context: click.Context, form: str, output: Path | None) -> None:
    """Every posting as a journal of hledger or beancount, or as CSV, with the book's balances to check it by."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        texts = write_journal(reader, AUDITOR, form)
        if output is None:
            for text in texts:
                sys.stdout.write(text)
        else:
            _into(output, texts)


@books.command()
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def proof(context: click.Context, pdf: Path | None, as_json: bool) -> None:
    """The trust proof of today: client money against the bank, what waits and how long, limits in use. Leaves with 1
    if it does not hold.
    """
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = read_trust_proof(reader, AUDITOR, datetime.now(UTC), book.policies.now.policy_tz)
    if pdf is not None:
        save(pdf, trust_pdf(found))
    if as_json:
        say_json(found)
    else:
        _tell_proof(found, pdf)
    sys.exit(DONE if found.holds else FAILED)


@books.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def exposure(context: click.Context, as_json: bool) -> None:
    """What the operator has at risk: collateral, what is unsecured, the loss expected, and the break-even of g."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = read_exposure(reader, AUDITOR, book.policies.now, datetime.now(UTC))
    if as_json:
        say_json(found)
    else:
        _tell_exposure(found)
    sys.exit(DONE)


def _tell_exposure(found: ExposureReport) -> None:
    for one in found.currencies:
        say(one.currency)
        rows = [
            (
                row.name or row.supplier,
                *(
                    amount(int(minor), one.currency)
                    for minor in (row.exposed, row.drawn, row.deposit, row.bonds, row.unsecured, row.expected_loss)
                ),
            )
            for row in one.suppliers
        ]
        table(
            ("supplier", "exposed", "advanced", "deposit", "bonds", "unsecured", "expected loss"),
            rows,
            right=(1, 2, 3, 4, 5, 6),
        )
        said = (one.unsecured, one.expected_loss, one.provision)
        unsecured, expected, booked = (amount(int(minor), one.currency) for minor in said)
        say(f"    {one.suppliers_count} in all: {unsecured} unsecured, {expected} expected loss, {booked} of it booked")
    even = found.break_even
    say(f"g {even.g_bp / 100:.2f} %, break-even {even.break_even_bp / 100:.2f} %: {even.says}")
    for text in found.says:
        say(text)


def _tell_proof(found: TrustProof, pdf: Path | None) -> None:
    for one in found.currencies:
        said = "covered exactly" if one.covered else "NOT COVERED"
        assets, owed = (amount(int(minor), one.currency) for minor in (one.assets_total, one.owed_total))
        say(f"{one.currency}: {said}; trust assets {assets}, owed {owed}")
        for row in one.waiting:
            waits = f"{amount(int(row.amount), one.currency)} in {row.count}, the oldest {row.oldest_days} days"
            say(f"    {row.account}: {waits}")
    say(f"{found.day}: {'the proof holds' if found.holds else 'THE PROOF DOES NOT HOLD'}{f'; {pdf}' if pdf else ''}")


def _into(output: Path, texts: Iterable[str]) -> None:
    """Write a file that is there whole or not at all."""
    part = output.with_name(f"{output.name}.part")
    if not output.absolute().parent.is_dir():
        end(MALFORMED, f"cannot write {output}: there is no such folder")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
            file.flush()
            os.fsync(file.fileno())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _tell(found: Books) -> None:
    for one in found.currencies:
        _tell_currency(one)
    if not found.currencies:
        say("nothing has been posted yet")


def _tell_currency(one: CurrencyBooks) -> None:
    say(one.currency)
    rows = [
        (row.account, *(amount(int(minor), one.currency) for minor in (row.debit, row.credit, row.balance)))
        for row in one.accounts
    ]
    table(("account", "debits", "credits", "balance"), rows, right=(1, 2, 3))
    say(f"    debits {'equal' if one.balanced else 'DO NOT EQUAL'} credits")
    say(f"    the trust assets {'cover' if one.covered else 'DO NOT COVER'} client money exactly")
    bank = one.bank
    if bank.bank is None or bank.difference is None:
        say("    the bank has not said what the trust account holds")
        return
    said = f"the bank says {amount(int(bank.bank), one.currency)} at the end of {bank.last_day}"
    apart = int(bank.difference)
    say(f"    {said}: {'as the ledger does' if not apart else amount(apart, one.currency) + ' more in the ledger'}")
