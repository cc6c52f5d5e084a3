"""The top of the command line: one table of commands, each loaded only when it is asked for.

A command that needs no database must answer at once, so nothing here imports a command's module.
"""

import importlib
from typing import Final, NamedTuple

import click

from fairhold import __version__
from fairhold.cli.saying import Group


class Row(NamedTuple):
    """Where a command is (`module:attribute` below `fairhold.cli`), and its help in one line, as it says it."""

    place: str
    short_help: str


COMMANDS: Final = {
    "accounts": Row("accounts:accounts", "Account numbers: is this one ours?"),
    "bank": Row("bank:bank", "Take in statements, hand over payments."),
    "books": Row("books:books", "The ledger: trial balance, client money against the bank, journals for auditors."),
    "check-report": Row(
        "reports:check_report",
        "Judge a filled form, or a signed report, by the rules that the server judges it by.",
    ),
    "clock": Row("clocks:clock", "Test clocks: freeze time for an order or for everything, and move it forward."),
    "colour-difference": Row(
        "colours:colour_difference", "How far two colours are apart: CIEDE2000 of two CIE L*a*b* readings."
    ),
    "demo": Row("demo:demo", "Play a story with a fixed clock: who asked what, what changed, the money, the books."),
    "doctor": Row("doctor:doctor", "Check Python, folders, database, clocks, bank and books."),
    "draw-cartons": Row(
        "reports:draw_cartons", "Draw the cartons to open from a visit's seed, as both sides and the server do."
    ),
    "evidence": Row("evidence:evidence", "Read evidence and prove what it says; the vault of this installation."),
    "inspector-key": Row(
        "reports:inspector_key", "Make a key to sign inspection reports with, and print its public half."
    ),
    "key": Row("people:key", "Keys that programs use the API with."),
    "links": Row(
        "links:links",
        "Buyers that seem related to their suppliers, and why.",
    ),
    "lint": Row("lint:lint", "Check whether a contract or order can be proved, term by term, before anybody pays."),
    "notices": Row(
        "notices:notices",
        "What acquirers and lenders told us that still waits for something, or lies aside for people.",
    ),
    "order": Row("orders:order", "Ask for something on an order, or look at orders."),
    "party": Row("people:party", "Companies that may trade."),
    "person": Row("people:person", "Logins of people."),
    "policy": Row("policies:policy", "Every figure and choice of the marketplace, versioned."),
    "quote": Row("quote:quote_command", "Rank the ways to pay by cost and arrival, and say why others do not fit."),
    "remittance": Row("orders:remittance", "Money that found no order: match it, return it, look at it."),
    "sample-plan": Row("sampling:sample_plan", "How many units to inspect and how many defects fail the lot."),
    "sandbox": Row(
        "sandbox:sandbox",
        "The outside world to play with: a card acquirer, a bank that collects debits, a lender.",
    ),
    "schema": Row("proving:schema", "The schema of the database."),
    "serve": Row("serve:serve", "Start database, desk, clock, API and pages on one address."),
    "sign-report": Row("reports:sign_report", "Sign a filled form: the report that is submitted."),
    "simulate": Row(
        "simulate:simulate_command",
        "Run a marketplace of honest and other people under a policy, or several, and report what it came to.",
    ),
    "supplier": Row("orders:supplier", "Ask for something on a supplier, or look at one."),
    "suppliers": Row("suppliers:suppliers", "Choose a supplier: search the directory, see how a rank comes about."),
    "unmatched": Row(
        "unmatched:unmatched",
        "Money in suspense: who sent it, why it found no order, how long it waits, and what it may be for.",
    ),
    "verify": Row("proving:verify", "Replay every stream, prove the books and the vault."),
}
"""Every command by its name."""


class Top(Group):
    """The group of all commands: its help comes from the table, a command from its module."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        row = COMMANDS.get(cmd_name)
        return None if row is None else _load(row)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and help of the table, so that nothing is loaded."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].short_help) for name in self.list_commands(ctx)])


def _load(row: Row) -> click.Command:
    module, attribute = row.place.split(":")
    found = getattr(importlib.import_module(f"fairhold.cli.{module}"), attribute)
    assert isinstance(found, click.Command)
    return found


@click.group(
    cls=Top,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 a proof or check failed, 2 wrong usage or malformed input, 3 refused by a rule, "
    "4 busy or not available.",
)
@click.version_option(__version__, prog_name="fairhold")
def main() -> None:
    """Trade assurance that a marketplace runs itself."""


for _name in COMMANDS:
    main.add_command(click.Command(_name))  # the name alone, for the help and for "did you mean"
