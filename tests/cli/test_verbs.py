"""The verbs of the command line are the commands of the table, no more and no fewer, each with every field it has."""

import click
import pytest

from cli.conftest import Fairhold
from fairhold.cli.main import main
from fairhold.cli.orders import order, remittance, supplier
from fairhold.trade.stream import Command
from fairhold.trade.table import RULES
from fairhold.wording import fields_of, tag

OWN = {
    "order": {
        "show",
        "list",
        "thread",
        "versions",
        "paper",
        "payment-card",
        "visits",
        "report-form",
        "plan",
        "report",
        "recommendation",
        "case",
        "disputes",
    },
    "supplier": {"show", "series", "limit", "forecast", "cost"},
    "remittance": {"list"},
}


@pytest.mark.parametrize("group", [order, supplier, remittance], ids=["order", "supplier", "remittance"])
def test_every_command_of_a_stream_is_a_verb(group: click.Group) -> None:
    stream = str(group.name)
    verbs = {tag(kind).replace("_", "-") for kind in RULES if kind.stream == stream}
    assert set(group.commands) == verbs | OWN[stream]


@pytest.mark.parametrize("kind", list(RULES), ids=tag)
def test_a_verb_has_an_option_for_every_field(kind: type[Command]) -> None:
    group = main.get_command(click.Context(main), kind.stream)
    assert isinstance(group, click.Group)
    options = {option for param in group.commands[tag(kind).replace("_", "-")].params for option in param.opts}
    wanted = {"--" + field.name.replace(".", "-").replace("_", "-") for field in fields_of(kind)}
    assert wanted <= options


def test_the_top_has_what_the_operator_needs() -> None:
    assert set(main.commands) == {
        *("serve", "demo", "doctor", "order", "supplier", "remittance", "bank", "verify", "policy", "party", "key"),
        *(
            "person",
            "clock",
            "schema",
            "sample-plan",
            "colour-difference",
            "quote",
            "books",
            "evidence",
            "lint",
            "simulate",
            "notices",
            "sandbox",
            "suppliers",
            "links",
        ),
        *("inspector-key", "check-report", "sign-report", "draw-cartons", "accounts", "unmatched"),
    }


def test_an_unknown_verb_is_wrong_usage(fairhold: Fairhold) -> None:
    assert "No such command" in fairhold("order frobnicate", code=2).stderr


def test_nothing_can_be_asked_before_a_policy_is_published(fairhold: Fairhold) -> None:
    result = fairhold("supplier opt-in sup_0ep7trc0009yj --as supplier", code=2)
    assert "fairhold policy publish --preset seed" in result.stderr


def test_an_order_that_there_is_not_is_refused(fairhold: Fairhold) -> None:
    fairhold("policy publish --preset seed")
    assert "unknown_order" in fairhold("order cancel ord_0ep7trc0009yj --as buyer:pty_0ep7trc0009yj", code=3).stderr
    assert "unknown_order" in fairhold("order cancel 17 --as buyer", code=2).stderr
