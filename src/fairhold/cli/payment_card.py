"""`fairhold order payment-card`: where to pay an order, as a PDF and in words."""

from datetime import UTC, datetime
from pathlib import Path

import click

from fairhold.bank.payment_card import payee_of
from fairhold.book.connection import READER, connect
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, end, save, say, say_json
from fairhold.printing.payment_card import MILESTONES, card_pdf, order_card
from fairhold.reading.order import read_order
from fairhold.serving import secret_of
from fairhold.trade.days import day_of
from fairhold.trade.money import show
from fairhold.trade.who import Role, Who

STAFF = Who(Role.OPERATOR)


@click.command("payment-card")
@click.argument("number", metavar="ORDER")
@click.option("--milestone", type=click.Choice(list(MILESTONES)), help="What is paid; by default what is due first.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def payment_card(context: click.Context, number: str, milestone: str | None, out: Path | None, as_json: bool) -> None:
    """Where to pay an order: account, reference, amount, the words to check it by, and a link."""
    settings = settings_of(context)
    with opened(settings) as book, connect(book.url, READER) as reader:
        wanted, policies = stream_id("order", number), book.policies
        order = read_order(reader, STAFF, wanted, datetime.now(UTC), policies, settings.account_prefix)
    if order is None:
        end(FAILED, f"there is no order {number}")
    payee = payee_of(settings, order.money.due.currency)
    card = order_card(order, milestone or "", payee, secret_of(settings.data))
    if card is None:
        end(FAILED, f"nothing of that is due of {number}, or it takes no money")
    if out is not None:
        zone = policies.by_version[order.policy_version or policies.current].policy_tz
        save(out, card_pdf(order, card, day_of(order.now, zone)))
    if as_json:
        say_json(card)
        return
    say(f"{card.milestone}: {show(card.amount, card.currency)}")
    say(f"    to         {card.holder}")
    say(f"    account    {card.account}")
    if card.iban:
        say(f"    or IBAN    {card.iban}  {card.bic}")
    say(f"    reference  {card.printed_reference}")
    say(f"    words      {' '.join(card.words)}")
    say(f"    check      {card.link}")
    if out is not None:
        say(f"{out}")
