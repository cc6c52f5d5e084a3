"""Write the reference pages that repeat the program's own tables: run it after changing one of them.

    .venv/bin/python tools/write_reference.py

A test compares the pages with what this file would write, so a page can never say something the program does not.
"""

import inspect
import re
import typing
from pathlib import Path

import msgspec
from click.testing import CliRunner

from fairhold.cli.lint import lint as lint_command
from fairhold.lint import family as lint_family
from fairhold.lint import fixes, phrases
from fairhold.lint.checks.every import CHECKS
from fairhold.lint.checks.sums import FILE_RULES
from fairhold.lint.families import FAMILIES
from fairhold.lint.phrases import PHRASES
from fairhold.lint.report import PENALTY, REMARKS_WEIGHT
from fairhold.lint.ways.fault import ERRORS as UNREADABLE
from fairhold.rails import checks, unprotected
from fairhold.rails.quote import KINDS
from fairhold.trade import ledger, policy, rail, table, timers
from fairhold.trade.accounts import CLIENT_LIABILITIES, TRUST_ASSETS, Account
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
        "What may be asked, by whom and at which stage: the table of `trade/table.py`. Over HTTP a command is",
        "`POST /v1/orders/{id}/<command>` with dashes for underscores; on the command line `fairhold order <command>`.",
        "Every command takes an idempotency key and may be asked as a dry run.\n",
    ]
    for stream, title in STREAMS.items():
        parts += [f"## {title}\n", "| command | who | at | fields | what | rules |", "|---|---|---|---|---|---|"]
        parts += [_command_row(rule) for rule in table.RULES.values() if rule.command.stream == stream]
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
    roles = [role for role in Role if any(role in rule.roles for rule in table.RULES.values())]
    parts = [
        "# Permissions\n",
        "Which role may ask for what. A company sees and changes only its own orders; an auditor reads everything and",
        "asks for nothing. A case is decided by the one adjudicator whom the lead gave it, who alone of them reads its",
        "evidence; the lead too approves rulings, hears appeals and counts contested returns.\n",
        "| command | " + " | ".join(roles) + " |",
        "|---|" + "---|" * len(roles),
    ]
    for rule in table.RULES.values():
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
    for word, event in sorted(table.EVENT_TYPES.items()):
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
    for account in Account:
        kind = "trust asset" if account in TRUST_ASSETS else "house"
        if account in CLIENT_LIABILITIES:
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
    parts += [
        "| `unmatched_hold` | (remittance) held, review | - | The money goes back to its sender. |",
        "| `unclaimed` | (remittance) held, review | - | The money is kept as unclaimed property. |",
        "| `move_misdirected` | (remittance) misdirected | - | The house is late with a client's money. |",
    ]
    return "\n".join(parts) + "\n"


def rails() -> str:
    """Every kind of rail with its figures, and every objection to one."""
    parts = [
        "# Rails\n",
        "The figures of the rows that the policy parameter `rails` has by default; a policy may change each of them",
        "and have further rows of these kinds. See [how rails work](../concepts/rails.md).\n",
    ]
    for kind in KINDS:
        parts += [
            f"## `{kind.word}`\n",
            f"{_first(kind.row)} Also called {', '.join(kind.also_called)}.\n",
            "| figure | unit | default | allowed | meaning | source |",
            "|---|---|---|---|---|---|",
        ]
        parts += [
            f"| `{row.name}` | {row.unit} | {row.default} | {row.allowed} | {row.meaning} | {row.source} |"
            for row in rail.describe(kind.row)
        ]
        parts.append("")
    parts += ["## Why a rail is refused\n", "The first that applies is the answer.\n"]
    parts += ["| code | what it means | what to do |", "|---|---|---|"]
    for code in (*checks.ORDER, "rail_not_protected"):
        parts.append(f"| `{code}` | {REFUSALS[code].title} | {REFUSALS[code].remedy} |")
    parts += ["", f"{unprotected.EFFECT}\n"]
    return "\n".join(parts)


def lint() -> str:
    """Every rule of the linter: those of the families, the checks of several terms, the phrases, and the readings."""
    parts = [
        "# Lint rules\n",
        "What the linter can find, by family of terms. A **blocker** could not be decided in a dispute, a **major**",
        "finding only by opinion or by a default, a **minor** one costs time, an **info** is style.",
        f"A blocker costs {PENALTY['blocker']} points, a major finding {PENALTY['major']}, a minor one",
        f"{PENALTY['minor']}; together never more than the weight of the family (remarks: {REMARKS_WEIGHT}).",
        "See [how the score comes about](../concepts/contract.md).\n",
    ]
    rows: dict[str, list[str]] = {}
    for family in FAMILIES:
        rows[family.name] = [_lint_row(rule, "") for rule in family.rules]
    for check in CHECKS:
        rows.setdefault(check.area, []).extend(_lint_row(rule, "") for rule in check.rules)
    rows["payment"] += [_lint_row(rule, "") for rule in FILE_RULES]
    for phrase in PHRASES:
        area = "remarks" if phrase.family == "every" else phrase.family
        rule = lint_family.Rule(phrase.id, phrase.severity, phrases.why(phrase), phrases.suggest(phrase))
        rows[area].append(_lint_row(rule, phrase.example))
    weights = {family.name: family.weight for family in FAMILIES}
    for area, found in rows.items():
        parts += [f"## {area}\n", f"Weight {weights[area]}.\n" if area in weights else f"{_REMARKS}\n"]
        parts += ["| rule | severity | such as | why it would lose | write |", "|---|---|---|---|---|", *found, ""]
    parts += [
        "## Readings\n",
        f"{fixes.SOURCE} has a reading for these words. Each is offered, none is applied by itself.\n",
    ]
    parts += ["| reading | article | of | means |", "|---|---|---|---|"]
    parts += [f"| `{name}` | {article} | {of} | {means} |" for name, (article, of, means) in fixes.READINGS.items()]
    parts += ["", "## Files that cannot be read\n", "| code | meaning |", "|---|---|"]
    parts += [f"| `{code}` | {meaning} |" for code, meaning in UNREADABLE.items()]
    return "\n".join(parts) + "\n"


_REMARKS = "Words that loosen any term, wherever they stand, and what is wrong with the text itself."


def _lint_row(rule: lint_family.Rule, example: str) -> str:
    cells = (f"`{rule.id}`", rule.severity, example, rule.why, rule.suggest)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


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
    "rails": rails,
    "lint": lint,
}
"""The pages written from the program, by name."""


def score() -> str:
    """How the score of an example comes about, as the command line shows it (docs/concepts/contract.md)."""
    example = Path(__file__).resolve().parents[1] / "examples" / "contracts" / "vague.txt"
    told = CliRunner().invoke(lint_command, [str(example)]).stdout.splitlines()
    start = next(i for i, line in enumerate(told) if line.startswith("  family "))
    return "```score\n" + "\n".join(told[start : told.index("", start)]) + "\n```"


SCORE = re.compile(r"```score\n.*?\n```", re.DOTALL)
"""Where that stands in its page."""


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (REFERENCE / f"{name}.md").write_text(page(), "utf-8")
    concept = REFERENCE.parent / "concepts" / "contract.md"
    concept.write_text(SCORE.sub(lambda _: score(), concept.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
