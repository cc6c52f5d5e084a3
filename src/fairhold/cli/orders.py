"""`fairhold order`, `supplier` and `remittance`: the verbs of the table, and looking at what there is."""

from datetime import UTC, datetime

import click

from fairhold.book.connection import READER, connect
from fairhold.book.reference import read_reference
from fairhold.cli import visits as inspections
from fairhold.cli.accounts import ours
from fairhold.cli.asking import stream_id, verbs
from fairhold.cli.cases import case
from fairhold.cli.costs import cost
from fairhold.cli.forecasts import forecast
from fairhold.cli.limits import limit
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.papers import paper
from fairhold.cli.payment_card import payment_card
from fairhold.cli.rulings import disputes, recommendation
from fairhold.cli.saying import FAILED, Group, end, say, say_json, table
from fairhold.reading.contract import change as words_of
from fairhold.reading.contract import place_of
from fairhold.reading.cursor import CursorInvalid, Cursors
from fairhold.reading.listing import list_orders, list_remittances
from fairhold.reading.order import as_dict, read_order
from fairhold.reading.supplier import read_supplier
from fairhold.reading.thread import Message, read_messages
from fairhold.reading.versions import read_versions
from fairhold.trade.money import Money
from fairhold.trade.order import Stage
from fairhold.trade.who import Role, Who
from fairhold.wording import WordsWrong, amount

STAFF = Who(Role.OPERATOR)
_CURSORS = Cursors(b"fairhold command line")


@click.group(cls=Group)
def order() -> None:
    """Ask for something on an order, or look at orders."""


@click.group(cls=Group)
def supplier() -> None:
    """Ask for something on a supplier, or look at one."""


@click.group(cls=Group)
def remittance() -> None:
    """Money that found no order: match it, return it, look at it."""


for _group in (order, supplier, remittance):
    for _command in verbs(str(_group.name)):
        _group.add_command(_command)
_LOOKS = (disputes, inspections.visits, inspections.plan, inspections.report_form, inspections.report, recommendation)
for _command in (paper, payment_card, case, *_LOOKS):
    order.add_command(_command)
supplier.add_command(inspections.series)
supplier.add_command(limit)
supplier.add_command(forecast)
supplier.add_command(cost)


@order.command("show")
@click.argument("number", metavar="ORDER")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def show_order(context: click.Context, number: str, as_json: bool) -> None:
    """Where an order stands: stage, money, deadlines, who may do what, and all that happened."""
    settings = settings_of(context)
    wanted = stream_id("order", number)
    with opened(settings) as book, connect(book.url, READER) as reader:
        policies, now = book.policies, datetime.now(UTC)
        shown = read_order(reader, STAFF, wanted, now, policies, settings.account_prefix)
        if shown is None:
            end(FAILED, f"there is no order {number}")
        if as_json:
            say_json(as_dict(shown))
            return
        say(f"{shown.id}  {shown.title}")
        say(f"    {shown.stage_title}: {shown.buyer.name or shown.buyer.id} buys from {shown.supplier.name}")
        for flag in shown.flags:
            say(f"    {flag.title}")
        say("money")
        for name, value in as_dict(shown.money).items():
            if isinstance(value, dict) and value.get("amount", "0") != "0" and name != "unprotected":
                say(f"    {name.replace('_', ' '):<16} {_words(Money(**value)):>20}")
        if shown.money.unprotected.minor:
            say(f"    NOT PROTECTED    {_words(shown.money.unprotected):>20}  went past the order's account")
        if shown.pay_to is not None:
            say(f"    pay to           {shown.pay_to.account}")
            say(f"    reference        {shown.pay_to.reference}")
        say("what happens if nobody acts")
        for deadline in shown.deadlines:
            say(f"    {deadline.day or 'stands still'}  {deadline.name}: {deadline.on_expiry}")
        say("who may do what now")
        for role, party in ((Role.BUYER, shown.buyer.id), (Role.SUPPLIER, shown.supplier.id)):
            mine = read_order(reader, Who(role, stream_id("supplier", party)), wanted, now, policies)
            names = ", ".join(action.command for action in mine.allowed_actions) if mine is not None else ""
            say(f"    {role}: {names or 'nothing'}")
        say("what happened")
        for entry in shown.timeline:
            say(f"    {entry.at:%Y-%m-%d %H:%M}  {entry.event}")


@order.command("versions")
@click.argument("number", metavar="ORDER")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, with each contract whole.")
@click.pass_context
def show_versions(context: click.Context, number: str, as_json: bool) -> None:
    """Every version of an order's contract: who signed it when, and what differs from the one before."""
    wanted = stream_id("order", number)
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = read_versions(reader, STAFF, wanted, datetime.now(UTC))
    if found is None:
        end(FAILED, f"there is no order {number}")
    if as_json:
        say_json(found)
        return
    for made in found.data:
        name = f"version {made.number}" if made.number else "no version"
        say(f"{name}, {made.state.replace('_', ' ')}: by the {made.made_by}, {made.made_at:%Y-%m-%d %H:%M}")
        say(f"    {made.fingerprint}")
        for signature in made.signatures:
            say(f"    signed by the {signature.side}, {signature.at:%Y-%m-%d %H:%M}")
        if made.from_message is not None:
            say(f"    made of message {made.from_message}")
        for change in map(words_of, made.changes):
            say(f"    {change.title}: {change.before} -> {change.after}")


@order.command("thread")
@click.argument("number", metavar="ORDER")
@click.option("--page-size", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", default="", help="Go on where the last page ended.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def show_thread(context: click.Context, number: str, page_size: int, cursor: str, as_json: bool) -> None:
    """What buyer and supplier wrote each other, and what they filed from elsewhere."""
    wanted = stream_id("order", number)
    settings, now = settings_of(context), datetime.now(UTC)
    with opened(settings) as book, connect(book.url, READER) as reader:
        try:
            page = read_messages(
                reader, STAFF, wanted, now, _CURSORS, ours(settings), page_size=page_size, cursor=cursor
            )
        except CursorInvalid:
            raise WordsWrong("malformed", "This cursor is not of this thread.") from None
    if page is None:
        end(FAILED, f"there is no order {number}")
    if as_json:
        say_json(page)
        return
    for message in page.data:
        say(f"{message.number}  {message.at:%Y-%m-%d %H:%M}  {message.by}{_elsewhere(message)}")
        for line in message.text.splitlines():
            say(f"    {line}")
        for promoted in message.promoted:
            say(f"    -> {place_of(promoted.path)}, by the {promoted.by}")
    if page.next_cursor:
        say(f"more: --cursor {page.next_cursor}")


def _elsewhere(message: Message) -> str:
    """Where a filed message came from and what the other side says of it."""
    found = message.elsewhere
    if found is None:
        return ""
    answer = found.answer or "not acknowledged"
    return f" filed a message of the {found.sender} ({found.channel}, {found.sent_on}): {answer}"


@order.command("list")
@click.option(
    "--stage", "stages", multiple=True, type=click.Choice([str(s) for s in Stage]), help="Only at this stage."
)
@click.option("--page-size", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", default="", help="Go on where the last page ended.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def orders(context: click.Context, stages: tuple[str, ...], page_size: int, cursor: str, as_json: bool) -> None:
    """Orders, the newest first."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        try:
            page = list_orders(
                reader,
                STAFF,
                datetime.now(UTC),
                book.policies,
                _CURSORS,
                page_size=page_size,
                cursor=cursor,
                stages=tuple(Stage(stage) for stage in stages),
            )
        except CursorInvalid:
            raise WordsWrong("malformed", "This cursor is not of this list.") from None
        if as_json:
            say_json(page)
            return
        rows = [(row.id, row.stage, _words(row.total), row.title) for row in page.data]
        table(("order", "stage", "total", "title"), rows, right=(2,))
        if page.next_cursor:
            say(f"more: --cursor {page.next_cursor}")


@supplier.command("show")
@click.argument("number", metavar="SUPPLIER")
@click.pass_context
def show_supplier(context: click.Context, number: str) -> None:
    """A supplier's limit, money and payouts, as JSON."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        shown = read_supplier(reader, STAFF, stream_id("supplier", number))
        if shown is None:
            end(FAILED, f"there is no supplier {number}")
        say_json(shown)


@remittance.command("list")
@click.pass_context
def remittances(context: click.Context) -> None:
    """Money in suspense and debits to explain, as JSON."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policies = read_reference(book.connection).policies
        if policies is None:
            say_json([])
            return
        say_json(list_remittances(reader, STAFF, datetime.now(UTC), policies, _CURSORS))


def _words(money: Money) -> str:
    return amount(money.minor, money.currency)
