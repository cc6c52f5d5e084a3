"""What a dispute says to whom: phase, offer and evidence; the recommendation for staff, the ruling for both sides."""

from datetime import UTC, datetime

import pytest

from fairhold.book.readings import Happened, Read
from fairhold.reading.disputing import (
    OUTCOMES,
    PHASES,
    RULES,
    RecommendationShown,
    dispute_shown,
    given_to,
    recommendation,
)
from fairhold.reading.happenings import is_shown
from fairhold.reading.words import next_step
from fairhold.trade.adjudication import (
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    FileEvidence,
    Override,
    RulingWritten,
    WaiveAppeal,
    Weighed,
)
from fairhold.trade.dispute import Claimed, OpenDispute, Phase
from fairhold.trade.footing import Clause
from fairhold.trade.issue import Deviation
from fairhold.trade.policy import Policy
from fairhold.trade.proof import GATES
from fairhold.trade.who import Role, Who
from trade.playing import ADJUDICATOR, BUYER, INSPECTOR, LEAD, SECOND_ADJUDICATOR, SUPPLIER, Play, usd
from trade.quarrels import answered, exhibit, facts, offer, reviewed, ruled

DEAD = Claimed(ground="function_appearance", line=0, facts=Deviation(out=60, inspected=200))
STAFF = Who(Role.OPERATOR)


def read(play: Play, order: int) -> Read:
    """The order as a reading finds it."""
    at = datetime(2019, 6, 3, tzinfo=UTC)
    history = tuple(Happened(i, at, "", "", event) for i, event in enumerate(play.streams[order]))
    return Read(play.orders[order], history, play.now)


def told(play: Play, order: int, who: Who) -> RecommendationShown | None:
    """What this reader is told."""
    return recommendation(read(play, order), who, play.policies)


@pytest.fixture
def case() -> tuple[Play, int]:
    """60 of 200 microphones are dead, says the buyer; a laboratory's report and an offer are on the table."""
    play, order = answered(30_000, "function_appearance", claims=(DEAD,), made=offer(5_000))
    report = exhibit("laboratory_report", "function_appearance", made_by="Intertek", title="Test of 200")
    play.done(order, FileEvidence(exhibit=report), BUYER)
    return play, order


def decided(play: Play, order: int) -> RulingWritten:
    """`ada` finds that the custody was shown."""
    reviewed(play, order)
    weighed = Weighed(exhibit=1, counts_as="laboratory", reason="Seal 7 was whole.")
    play.done(order, Decide(weighed=(weighed,), note="As the laboratory found."), ADJUDICATOR)
    return next(event for event in play.streams[order] if isinstance(event, RulingWritten))


def test_every_phase_and_outcome_has_its_words_and_every_rule_of_the_gates() -> None:
    assert set(PHASES) == set(Phase)
    assert set(OUTCOMES) == {"upheld", "denied", "inconclusive"}
    assert len(GATES) == 11
    assert {f"R-PRE-{n}" for n in range(1, 7)} | {"R-DEF-1", "R-DEF-2", "R7", "R-TIE-1", "R-TIE-2"} <= set(RULES)
    assert {"R-WGT-1", "R-WGT-2", "R-BURDEN-1", "R-CUM-1", "R-TERM-0", "R-TIME-1", "R-RISK-1"} <= set(RULES)


def test_a_dispute_shows_what_lies_on_the_table(case: tuple[Play, int]) -> None:
    play, order = case
    found = read(play, order)
    shown = dispute_shown(found.facts, found.history, BUYER, Policy())
    assert shown is not None
    assert (shown.phase, shown.phase_title, shown.titles) == (
        "negotiating",
        "Both sides talk",
        ("Function or appearance",),
    )
    assert shown.offer is not None
    assert (shown.offer.by, shown.offer.refund) == ("supplier", usd(5_000))
    (piece,) = shown.evidence
    assert (piece.id, piece.by, piece.title, piece.weight, piece.grounds) == (
        "E1",
        "buyer",
        "Test of 200",
        "45 %",
        ("Function or appearance",),
    )
    hidden = dispute_shown(found.facts, found.history, INSPECTOR, Policy())
    assert hidden is not None
    assert (hidden.offer, hidden.evidence) == (None, ())


def test_the_recommendation_is_for_the_dispute_team(case: tuple[Play, int]) -> None:
    play, order = case
    assert (told(play, order, BUYER), told(play, order, SUPPLIER), told(play, order, INSPECTOR)) == (None, None, None)
    shown = told(play, order, LEAD)
    assert shown == told(play, order, STAFF)
    assert told(play, order, ADJUDICATOR) is None
    assert shown is not None
    assert (shown.ruled_on, shown.sha256, shown.claimed, shown.total) == (None, "", usd(30_000), usd(0))
    (one,) = shown.findings
    assert (one.title, one.goods, one.outcome_title) == ("Function or appearance", "Steel tumbler", "Open")
    assert one.sentence == "Open: the evidence is balanced."
    assert one.strengths == "45 % against 0 %"
    assert one.evidence == ("contract", "E1")
    assert one.clause == Clause(
        "", 2, "no clause on how good the goods must be; the default standard applies", "default"
    )
    assert one.flips == one.missing


def test_both_sides_read_a_ruling_once_it_is_approved_and_when_all_is_over(case: tuple[Play, int]) -> None:
    play, order = case
    ruling = decided(play, order)
    assert told(play, order, BUYER) is None
    waits = told(play, order, LEAD)
    assert waits is not None
    assert (waits.waits, waits.sha256) == (True, ruling.sha256)
    play.done(order, ApproveRuling(sha256=ruling.sha256), LEAD)
    shown = told(play, order, BUYER)
    assert shown == told(play, order, SUPPLIER)
    assert shown is not None
    assert (shown.waits, shown.ruled_by, shown.total, shown.shifted) == (False, "adjudicator", usd(24_000), usd(0))
    (one,) = shown.findings
    assert (one.sentence, one.amount) == ("Upheld: the claimant's evidence weighs more.", usd(24_000))
    assert [(step.words, step.amount, step.text) for step in one.steps] == [
        ("protected part of the price", usd(80_000), ""),
        ("defective units, of those inspected", None, "60 of 200 (30 %)"),
        ("their share of the price", usd(24_000), ""),
    ]
    assert one.flips == ("it falls without E1",)
    assert [(w.exhibit, w.reason) for w in shown.weighed] == [(1, "Seal 7 was whole.")]
    play.done(order, WaiveAppeal(), BUYER)
    play.done(order, WaiveAppeal(), SUPPLIER)
    assert play.orders[order].dispute is None
    assert told(play, order, BUYER) == shown


def test_of_the_adjudicators_only_whoever_has_the_case_reads_what_is_recommended(case: tuple[Play, int]) -> None:
    """4.2, D11: and what waits for a second person; a ruling in force is for all of them, as for both sides."""
    play, order = case
    reviewed(play, order)
    assert told(play, order, ADJUDICATOR) == told(play, order, LEAD)
    assert (told(play, order, SECOND_ADJUDICATOR), told(play, order, Who(Role.ADJUDICATOR))) == (None, None)
    play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
    assert (told(play, order, ADJUDICATOR), told(play, order, SECOND_ADJUDICATOR)) == (None, told(play, order, LEAD))
    play.done(order, AssignAdjudicator(person="ada", no_ties=True), LEAD)
    award = Override(ground="function_appearance", line=0, amount=usd(24_000), code="facts", reason="60 of 200.")
    play.done(order, Decide(overrides=(award,)), ADJUDICATOR)
    assert told(play, order, SECOND_ADJUDICATOR) is None
    play.done(order, ApproveRuling(sha256=facts(play, order).decided.sha256), LEAD)
    assert told(play, order, SECOND_ADJUDICATOR) == told(play, order, BUYER)
    assert told(play, order, BUYER) is not None


def test_a_new_dispute_is_nobodys_until_it_is_given_to_somebody(case: tuple[Play, int]) -> None:
    play, order = case
    assert given_to(read(play, order).history) == ""
    ruled(play, order)
    assert given_to(read(play, order).history) == "ada"
    play.done(order, WaiveAppeal(), BUYER)
    play.done(order, WaiveAppeal(), SUPPLIER)
    assert given_to(read(play, order).history) == "ada"
    anew = OpenDispute(grounds=("not_received",), amount=usd(1_000), statement="Some never came.")
    play.done(order, anew, BUYER)
    assert given_to(read(play, order).history) == ""


def test_a_ruling_that_waits_is_no_event_of_the_two_sides_yet(case: tuple[Play, int]) -> None:
    """D20: else they would read in the timeline what nobody has approved."""
    play, order = case
    ruling = decided(play, order)
    happened = Happened(1, datetime(2019, 6, 12, tzinfo=UTC), "dispute.ruled", "adjudicator:0:ada", ruling)
    assert [is_shown(happened, who) for who in (BUYER, SUPPLIER, INSPECTOR, LEAD, STAFF)] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_the_next_step_follows_the_phase(case: tuple[Play, int]) -> None:
    play, order = case
    said = []
    for step in (lambda: None, lambda: reviewed(play, order)):
        step()
        said.append(next_step(play.orders[order], play.stage(order), play.today).sentence)
    assert said == [
        "Both sides settle the dispute, or hand it to the dispute team.",
        "An adjudicator decides the dispute.",
    ]


def test_without_a_dispute_there_is_nothing_to_recommend() -> None:
    play, order = answered(30_000)
    assert told(play, order, STAFF) is not None
    other = Play()
    from_nothing = other.order(play.stage(order))
    assert told(other, from_nothing, STAFF) is None
