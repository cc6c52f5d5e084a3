"""`fairhold order recommendation`: what the rules recommend in a dispute, or how it was ruled; `disputes`: open cases.

Bringing evidence, deciding and appealing are verbs of the table like any other (`asking.py`).
"""

from datetime import UTC, datetime

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, end, say, say_json, table
from fairhold.reading.caseload import read_caseload
from fairhold.reading.disputing import FindingShown, RecommendationShown, StepShown, read_recommendation
from fairhold.trade.money import Money
from fairhold.trade.who import Role, Who
from fairhold.wording import amount

STAFF = Who(Role.OPERATOR)


@click.command("recommendation")
@click.argument("number", metavar="ORDER")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def recommendation(context: click.Context, number: str, as_json: bool) -> None:
    """What the rules recommend on every ground of a dispute, with the arithmetic, or how it was ruled."""
    order = stream_id("order", number)
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        shown = read_recommendation(reader, STAFF, order, datetime.now(UTC), book.policies)
    if shown is None:
        end(FAILED, f"there is no dispute on order {number}")
    if as_json:
        say_json(shown)
    else:
        _tell(shown)


@click.command("disputes")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def disputes(context: click.Context, as_json: bool) -> None:
    """Every open dispute with what it waits for and the lead's alarms, and how often rulings follow the rules."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        load = read_caseload(reader, STAFF, datetime.now(UTC), book.policies)
    assert load is not None
    if as_json:
        say_json(load)
        return
    rows = [
        (
            one.order,
            f"{one.opened_on}",
            _words(one.claimed),
            one.phase,
            one.adjudicator or "-",
            f"{one.next.day}  {one.next.name}" if one.next is not None else "-",
            "; ".join(one.alarms),
        )
        for one in load.cases
    ]
    table(("order", "opened", "claimed", "phase", "adjudicator", "next deadline", "alarm"), rows, right=(2,))
    if load.more:
        say("and more, with later deadlines")
    seen = load.agreement
    followed = f"; {seen.rate} of {seen.findings} grounds as the rules recommend" if seen.rate else ""
    say(f"{seen.rulings} rulings, {seen.by_time} by time{followed}")


def _tell(shown: RecommendationShown) -> None:
    for one in shown.findings:
        _tell_finding(one)
    if shown.ruled_on is None:
        say(f"recommended today: {_words(shown.total)} of {_words(shown.claimed)} claimed")
        return
    waits = ", waits for a second person" if shown.waits else ""
    say(f"ruled on {shown.ruled_on}{waits}: {_words(shown.total)} of {_words(shown.claimed)} claimed")
    say(f"ruling {shown.sha256}")


def _tell_finding(one: FindingShown) -> None:
    goods = f" ({one.goods})" if one.goods else ""
    say(f"{one.title}{goods}: {one.sentence} [{one.rule}]")
    say(f"  clause: {one.clause.pointer or one.clause.says}")
    weighs = f", {one.strengths}" if one.strengths else ""
    say(f"  evidence: {', '.join(one.evidence)}{weighs}")
    for step in one.steps:
        say(f"  {step.words}: {_figure(step)}")
    for turn in one.flips:
        say(f"  would turn it: {turn}")


def _figure(step: StepShown) -> str:
    return step.text if step.amount is None else _words(step.amount)


def _words(of: Money) -> str:
    return amount(of.minor, of.currency)
