"""The dispute team's list: what each case waits for, what alarms the lead, and how rulings stand to the rules."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fairhold.book.readings import Read
from fairhold.reading.caseload import Agreement, CaseRow, agreement, case_row
from fairhold.reading.order import Company
from fairhold.trade.adjudication import Appeal, AssignAdjudicator, Decide, Override, RulingWritten
from fairhold.trade.policy import Policy
from trade.playing import ADJUDICATOR, BUYER, LEAD, Play, usd
from trade.quarrels import answered, facts, reviewed, ruled
from trade.test_returning import contested

ONE, OTHER = Company("pty_b", "Harbour", "US"), Company("pty_s", "Ningbo", "CN")


def row(play: Play, order: int) -> CaseRow:
    return case_row(Read(play.orders[order], (), play.now), ONE, OTHER, play.policies)


def rulings(play: Play, order: int) -> list[RulingWritten]:
    return [event for event in play.streams[order] if isinstance(event, RulingWritten)]


def overridden(**given: Any) -> Decide:
    award = Override(ground="weight", amount=usd(24_000), code="equity", reason="It is fair.", **given)
    return Decide(overrides=(award,))


def test_a_case_says_what_it_waits_for_and_how_long_it_may_last() -> None:
    play, order = answered(30_000)
    found = row(play, order)
    assert (found.title, found.claimant, found.grounds, found.claimed) == (
        "Tumblers",
        "buyer",
        ("Weight",),
        usd(30_000),
    )
    assert (found.phase, found.phase_title, found.adjudicator) == ("negotiating", "Both sides talk", "")
    assert found.next is not None
    assert (found.next.name, found.next.day, found.days_left) == ("auto_escalate", date(2019, 6, 10), 45)
    assert found.alarms == ()


def test_the_lead_is_alarmed_of_a_decision_that_is_overdue() -> None:
    play, order = answered(30_000)
    reviewed(play, order)
    assert (row(play, order).phase, row(play, order).adjudicator, row(play, order).alarms) == ("review", "ada", ())
    play.walk(order, "2019-06-18")
    assert row(play, order).alarms == ()
    play.walk(order, "2019-06-19")
    assert row(play, order).alarms == ("the decision is overdue",)


@pytest.mark.parametrize(
    ("day", "said"),
    [("2019-07-10", None), ("2019-07-11", "in 7 days"), ("2019-07-17", "in 1 day"), ("2019-07-18", "today")],
)
def test_the_lead_is_alarmed_before_a_case_decides_itself(day: str, said: str | None) -> None:
    """R13, `dispute_alarm_days`."""
    play, order = answered(30_000)
    play.walk(order, day)
    told = [alarm for alarm in row(play, order).alarms if alarm.startswith("decides itself")]
    assert told == ([] if said is None else [f"decides itself {said}"])


def test_the_lead_is_alarmed_of_a_case_that_nobody_has() -> None:
    play, order = answered(30_000)
    play.walk(order, "2019-06-14")
    assert (row(play, order).phase, row(play, order).alarms) == ("evidence", ("nobody has the case",))


def test_the_lead_is_alarmed_of_an_appeal_and_of_a_contested_return_that_nobody_has() -> None:
    play, order = answered(30_000)
    ruled(play, order)
    play.done(order, Appeal(reason="Look again.", rule=facts(play, order).decided.rules[0]), BUYER)
    assert (row(play, order).adjudicator, row(play, order).alarms) == ("ada", ("nobody has the appeal",))
    play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
    assert (row(play, order).adjudicator, row(play, order).alarms) == ("dora", ())
    play, order = contested()
    assert (row(play, order).phase, row(play, order).alarms) == ("return_review", ("nobody has the case",))


def test_the_lead_is_alarmed_of_a_ruling_that_waits() -> None:
    play, order = answered(30_000)
    reviewed(play, order)
    play.done(order, overridden(), ADJUDICATOR)
    assert row(play, order).alarms == ("a ruling waits for a second person",)


def test_a_case_that_was_decided_has_no_last_day() -> None:
    play, order = answered(30_000)
    ruled(play, order)
    assert (row(play, order).phase, row(play, order).days_left, row(play, order).alarms) == ("decided", None, ())


def test_agreement_counts_what_people_decided_ground_by_ground() -> None:
    followed, otherwise, slept = answered(30_000), answered(30_000), answered(30_000)
    ruled(*followed)
    ruled(*otherwise, overridden())
    slept[0].walk(slept[1], "2019-07-19")
    found = agreement([*rulings(*followed), *rulings(*otherwise), *rulings(*slept)])
    assert found == Agreement(rulings=3, by_time=1, findings=2, otherwise=1, reasons={"equity": 1}, rate="50 %")
    assert agreement(()) == Agreement(rulings=0, by_time=0, findings=0, otherwise=0, reasons={}, rate="")


def test_the_alarm_is_a_figure_of_the_policy() -> None:
    play, order = answered(30_000, policy=Policy(dispute_alarm_days=45))
    assert row(play, order).alarms == ("decides itself in 45 days",)
    assert play.now > datetime(2019, 6, 3, tzinfo=UTC)
