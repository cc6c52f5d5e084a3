"""The top of the command line loads only what was asked for, and its table says what the commands say of themselves."""

import subprocess
import sys

import click
import psycopg
import pytest
from click.testing import CliRunner

from fairhold.cli.main import COMMANDS, main
from fairhold.cli.saying import Group
from fairhold.faults import Malformed, Unavailable
from fairhold.wording import WordsWrong

HEAVY = ("psycopg", "starlette", "jinja2", "argon2", "fairhold.desk", "fairhold.trade.order")
LIGHT = (
    ["--version"],
    ["--help"],
    ["sample-plan", "--lot", "1200", "--aql", "2.5", "--json"],
    ["colour-difference", "50,0,0", "51,0,0"],
    ["draw-cartons", "--seed", "5" * 64, "--of", "40"],
    ["quote", "--amount", "25000", "--buyer-country", "US", "--supplier-country", "CN", "--json"],
    ["evidence", "read-chat", "--help"],
    ["lint", "--help"],
)
"""Words that must not load any of HEAVY; a command without a database belongs here."""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says_of_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert COMMANDS[name].short_help == command.get_short_help_str(limit=1000)


def test_the_help_names_every_command_with_its_help() -> None:
    said = " ".join(CliRunner().invoke(main, ["--help"]).stdout.split())
    assert [name for name, row in COMMANDS.items() if f" {name} {row.short_help}" not in said] == []


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_a_light_command_loads_neither_database_nor_server_nor_orders(words: list[str]) -> None:
    program = (
        "import sys\nfrom fairhold.main import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stderr.split())
    assert "fairhold.cli.main" in loaded
    assert loaded & set(HEAVY) == set()


def test_a_mistyped_command_gets_the_nearest_name() -> None:
    result = CliRunner().invoke(main, ["verfy"])
    assert result.exit_code == 2
    assert "No such command 'verfy'. Did you mean 'verify'?" in result.stderr


class Odd(Malformed):
    """A fault that says nothing."""


@pytest.mark.parametrize(
    ("fault", "code", "line"),
    [
        (Malformed("no such level"), 2, "fairhold: no such level\n"),
        (WordsWrong("malformed", "No.", "/amount"), 2, "fairhold: malformed: No. (at /amount)\n"),
        (Odd(), 2, "fairhold: Odd\n"),
        (Unavailable("the bank is away"), 4, "fairhold: the bank is away\n"),
        (psycopg.OperationalError("connection refused"), 4, "fairhold: connection refused\n"),
        (psycopg.errors.UndefinedTable(), 4, "fairhold: UndefinedTable\n"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_fault_ends_a_command_with_one_line_and_its_exit_code(fault: Exception, code: int, line: str) -> None:
    @click.group(cls=Group)
    def top() -> None:
        pass

    @top.command()
    def fail() -> None:
        raise fault

    result = CliRunner().invoke(top, ["fail"])
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", line)


def test_a_fault_of_the_program_itself_is_not_hidden() -> None:
    @click.group(cls=Group)
    def top() -> None:
        pass

    @top.command()
    def fail() -> None:
        raise ZeroDivisionError("ours")

    assert isinstance(CliRunner().invoke(top, ["fail"]).exception, ZeroDivisionError)
