"""Write the reference pages that repeat the program's own tables: run it after changing one of them.

    .venv/bin/python tools/write_reference.py

A test compares the pages with what this file would write, so a page can never say something the program does not.
"""

import inspect
import typing
from pathlib import Path

import msgspec

from fairhold.trade import deciding, ledger, policy, timers
from fairhold.trade.order import Stage
from fairhold.trade.refusal import REFUSALS
from fairhold.trade.stream import Command, Event, Rule
from fairhold.trade.who import Role

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"

STREAMS = {"order": "Orders", "supplier": "Suppliers", "remittance": "Remittances"}


def commands() -> str:
    """Every command: who may ask for it, when, with which fields."""
    parts = [
        "# Commands\n",
        "What may be asked, by whom and at which stage: the table of `trade/deciding.py`. Over HTTP a command is",
        "`POST /v1/orders/{id}/<command>` with dashes for underscores; on the command line `fairhold order <command>`.",
        "Every command takes an idempotency key and may be asked as a dry run.\n",
    ]
    for stream, title in STREAMS.items():
        parts += [f"## {title}\n", "| command | who | at | fields | what | rules |", "|---|---|---|---|---|---|"]
        parts += [_command_row(rule) for rule in deciding.RULES.values() if rule.command.stream == stream]
        parts.append("")
    return "\n".join(parts)


def _command_row(rule: Rule) -> str:
    who = ", ".join(sorted(rule.roles))
    stages = [str(s) for s in Stage if s in rule.stages] or sorted(rule.stages)
    every = len(rule.stages) > 8 or not rule.stages
    at = f"{len(stages)} stages, from {stages[0]}" if every and stages else ", ".join(stages) or "any"
    fields = ", ".join(_field(f) for f in msgspec.structs.fields(rule.command)) or "-"
    return (
        f"| `{_tag(rule.command)}` | {who} | {at} | {fields} | {_first(rule.command)} | {', '.join(rule.transitions)} |"
    )


def _field(field: msgspec.structs.FieldInfo) -> str:
    return f"{field.encode_name}{'' if field.required else '?'}"


def permissions() -> str:
    """Roles across, commands down."""
    roles = [role for role in Role if any(role in rule.roles for rule in deciding.RULES.values())]
    parts = [
        "# Permissions\n",
        "Which role may ask for what. A company sees and changes only its own orders; an auditor reads everything and",
        "asks for nothing.\n",
        "| command | " + " | ".join(roles) + " |",
        "|---|" + "---|" * len(roles),
    ]
    for rule in deciding.RULES.values():
        marks = " | ".join("yes" if role in rule.roles else "" for role in roles)
        parts.append(f"| `{_tag(rule.command)}` | {marks} |")
    return "\n".join(parts) + "\n"


def refusals() -> str:
    """Every refusal code, one entry each."""
    parts = [
        "# Refusals\n",
        "A refusal changes nothing. It names the rule that stands in the way and, where there is one, what would be",
        "allowed instead. The first that applies is the answer, in this order: the stream is unknown or not yours; the",
        "key was used for something else; your role may not; compliance holds the order; the stage is wrong; a",
        "condition of the table is not met; then what is wrong with the input, as the pointer says.\n",
    ]
    for code, refusal in REFUSALS.items():
        parts += [f"### `{code}`\n", f"{refusal.title}. {refusal.remedy}\n"]
    return "\n".join(parts)


def events() -> str:
    """Every event and what it posts."""
    parts = [
        "# Events\n",
        "What can have happened. Events are kept for ever, in order and chained by hashes; facts are their fold. The",
        "last column names the pairs of accounts that the event may post, debit to credit.\n",
        "| event | of | what | posts |",
        "|---|---|---|---|",
    ]
    for word, event in sorted(deciding.EVENT_TYPES.items()):
        pairs = sorted(f"{d.wire} to {c.wire}" for d, c in ledger.PAIRS.get(event, ()))
        parts.append(f"| `{word}` | {event.stream} | {_first(event)} | {'; '.join(pairs) or '-'} |")
    return "\n".join(parts) + "\n"


def accounts() -> str:
    """The chart of accounts."""
    parts = [
        "# Accounts\n",
        "The chart of accounts, per currency. Client money is kept apart: at every moment, per currency,",
        "`bank:trust` + `house:due_to_trust` = all client money + `fee:due_to_house`.\n",
        "| account | kind | number |",
        "|---|---|---|",
    ]
    for account in ledger.Account:
        kind = "trust asset" if account in ledger.TRUST_ASSETS else "house"
        if account in ledger.CLIENT_LIABILITIES:
            kind = "client money"
        parts.append(f"| `{account.wire}` | {kind} | {int(account)} |")
    return "\n".join(parts) + "\n"


def deadlines() -> str:
    """Every timer of an order."""
    parts = [
        "# Deadlines\n",
        "The day of the event is day 0, and a deadline of N days ends at 24:00 of day N in the policy's zone. A",
        "deadline that has passed takes effect before anything else that is asked, on its own day.\n",
        "| deadline | runs at | stands still during | if nobody acts |",
        "|---|---|---|---|",
    ]
    for timer in timers.TIMERS:
        stages = ", ".join(s for s in Stage if s in timer.stages)
        stops = ", ".join(sorted(timer.stops)) or "-"
        parts.append(f"| `{timer.name}` | {stages} | {stops} | {timer.on_expiry} |")
    parts.append("| `unmatched_hold` | (remittance) held | - | The money goes back to its sender. |")
    return "\n".join(parts) + "\n"


def _tag(struct: type[Command] | type[Event]) -> str:
    return str(struct.__struct_config__.tag)


def _first(struct: type[typing.Any]) -> str:
    return " ".join((inspect.getdoc(struct) or "").split("\n\n")[0].split())


PAGES = {
    "commands": commands,
    "permissions": permissions,
    "refusals": refusals,
    "events": events,
    "accounts": accounts,
    "deadlines": deadlines,
    "policy": policy.reference_page,
}
"""The pages written from the program, by name."""


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (REFERENCE / f"{name}.md").write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
