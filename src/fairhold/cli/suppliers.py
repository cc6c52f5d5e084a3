"""`fairhold suppliers`: the directory, searched; how a rank comes about; its rows made anew."""

from datetime import UTC, datetime

import click

from fairhold.book.connection import READER, connect
from fairhold.book.directory import Wanted, words_of
from fairhold.cashier import directory
from fairhold.cli.asking import stream_id
from fairhold.cli.limits import STAFF
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, MALFORMED, Group, end, say, say_json, table
from fairhold.reading.choosing import read_choice
from fairhold.reading.cursor import CursorInvalid, Cursors
from fairhold.reading.directory import SUPPLIERS_PAGE_SIZE, WORDS_CHARACTERS_MAX, list_suppliers, read_rank
from fairhold.reading.listing import PAGE_SIZE_MAX
from fairhold.trade.money import Money, MoneyError, of_text
from fairhold.wording import amount

_CURSORS = Cursors(b"fairhold command line")


@click.group(cls=Group)
def suppliers() -> None:
    """Choose a supplier: search the directory, see how a rank comes about."""


@suppliers.command("search")
@click.argument("words", nargs=-1)
@click.option("--country", metavar="XX", help="Only suppliers there.")
@click.option("--currency", metavar="XXX", help="Only those that take a rail with this currency.")
@click.option("--rail", "rails", multiple=True, metavar="RAIL", help="Only those that take this rail; several times.")
@click.option("--free", "free", metavar='"20,000.00"', help="Only those whose free limit is at least this.")
@click.option("--on-time", "on_time", type=click.IntRange(0, 100), default=0, help="Lower bound at least, in per cent.")
@click.option("--page-size", type=click.IntRange(1, PAGE_SIZE_MAX), default=SUPPLIERS_PAGE_SIZE, show_default=True)
@click.option("--cursor", default="", help="Go on behind the last page.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def search(
    context: click.Context,
    words: tuple[str, ...],
    country: str | None,
    currency: str | None,
    rails: tuple[str, ...],
    free: str | None,
    on_time: int,
    page_size: int,
    cursor: str,
    as_json: bool,
) -> None:
    """Find suppliers by words of their name and goods, the highest rank first."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policy = book.policies.now
        wanted = Wanted(
            words=words_of(" ".join(words)[:WORDS_CHARACTERS_MAX]),
            country=country,
            currency=currency,
            rails=tuple(sorted(set(rails))),
            free=_minor(free, policy.limit_currency, "--free"),
            on_time_least=on_time * 100,
        )
        try:
            page = list_suppliers(reader, STAFF, _CURSORS, policy, wanted=wanted, page_size=page_size, cursor=cursor)
        except CursorInvalid as error:
            end(MALFORMED, f"--cursor: {error}")
    if as_json:
        say_json(page)
        return
    rows = [
        (one.score, one.supplier, one.name, one.country, _words(one.free), one.on_time.least, one.grade)
        for one in page.data
    ]
    table(("rank", "supplier", "name", "in", "free limit", "on time >= %", "record"), rows, right=(0, 4, 5))
    if page.next_cursor is not None:
        say(f"more: --cursor {page.next_cursor}")


@suppliers.command("show")
@click.argument("number", metavar="SUPPLIER")
@click.option("--value", metavar='"50,000.00"', help="The price of an order to look at.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def show_choice(context: click.Context, number: str, value: str | None, as_json: bool) -> None:
    """Before you choose: what to look at, and what protection of an order costs."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policy = book.policies.now
        price = _minor(value, policy.limit_currency, "--value") if value is not None else None
        found = read_choice(reader, stream_id("supplier", number), policy, price)
    if found is None:
        end(FAILED, f"{number} is not in the directory")
    if as_json:
        say_json(found)
        return
    one = found.supplier
    say(f"{one.name} ({one.country}): rank {one.score}, {one.grade}")
    table(
        ("look at", "", "because"),
        [(point.name.replace("_", " "), point.outcome, point.words) for point in found.points],
    )
    if found.comparison is not None:
        compared = found.comparison
        sums = (compared.price, compared.surcharge, compared.with_protection)
        say("price {}, on top for protection {}, together {}".format(*map(_words, sums)))


@suppliers.command("rank")
@click.argument("number", metavar="SUPPLIER")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def show_rank(context: click.Context, number: str, as_json: bool) -> None:
    """How the rank of a supplier comes about, factor by factor, and what would raise it."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = read_rank(reader, stream_id("supplier", number), book.policies.now)
    if found is None:
        end(FAILED, f"{number} is not in the directory")
    if as_json:
        say_json(found)
        return
    say(f"{found.name}: rank {found.score}, {found.grade}; of {found.day}")
    rows = [(one.name.replace("_", " "), one.figure, one.share, one.gives, one.most) for one in found.parts]
    table(("factor", "figure", "share", "gives", "of"), rows, right=(2, 3, 4))
    if found.penalty != "0.0":
        say(f"penalty points take {found.penalty}")
    for one in found.raises:
        say(f"{one.supposed}: {one.by / 100:+.1f}")


@suppliers.command("renew")
@click.pass_context
def renew(context: click.Context) -> None:
    """Make every row of the directory anew; a running server keeps them up to date by itself."""
    with opened(settings_of(context)) as book:
        now = datetime.now(UTC)
        made = directory.renew(book.connection, now, since=now)
    say(f"{made} suppliers in the directory")


def _minor(text: str | None, currency: str, option: str) -> int:
    if text is None:
        return 0
    try:
        return of_text(f"{text} {currency}").minor
    except MoneyError as error:
        end(MALFORMED, f"{option}: {error.detail}")


def _words(money: Money) -> str:
    return amount(money.minor, money.currency)
