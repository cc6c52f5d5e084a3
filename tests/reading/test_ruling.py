"""A ruling as it is read for its paper: clause and evidence by their hashes, people by signs, the appeal, the money."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fairhold.book.readings import Happened, Read
from fairhold.reading.order import Company
from fairhold.reading.ruling import About, Moved, RulingShown, rulings
from fairhold.reading.versions import versions
from fairhold.trade.adjudication import (
    Appeal,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DecideAppeal,
    FileEvidence,
    Override,
    Weighed,
)
from fairhold.trade.dispute import Claimed
from fairhold.trade.issue import Deviation
from fairhold.trade.order import Stage
from fairhold.trade.policy import Policy
from fairhold.trade.who import Who
from trade.playing import ADJUDICATOR, BUYER, INSPECTOR, LEAD, SECOND_ADJUDICATOR, Play, money, usd
from trade.quarrels import answered, everything, exhibit, reviewed, ruled, whole_claim

DEAD = Claimed(ground="function_appearance", line=0, facts=Deviation(out=60, inspected=200))
REPORT = "5f" * 32
SEAL = Weighed(exhibit=1, counts_as="laboratory", reason="Seal 7 was whole.")


def case(**given: Any) -> tuple[Play, int]:
    """60 of 200 microphones are dead, says the buyer; a laboratory's report is on the table."""
    play, order = answered(30_000, "function_appearance", claims=(DEAD,), **given)
    report = exhibit("laboratory_report", "function_appearance", made_by="Intertek", title="Test", sha256=REPORT)
    play.done(order, FileEvidence(exhibit=report), BUYER)
    return play, order


def shown(play: Play, order: int, who: Who = BUYER, **kept: Any) -> tuple[RulingShown, ...]:
    """All rulings that this reader may know of."""
    at = datetime(2019, 6, 3, tzinfo=UTC)
    told = enumerate(play.streams[order], 1)
    history = tuple(Happened(i, at, str(e.__struct_config__.tag), "dispute_lead:0:lea", e) for i, e in told)
    read = Read(play.orders[order], history, play.now)
    about = About(
        read=read,
        versions=versions(history, who),
        buyer=Company("pty_b", "Harbour", "US"),
        supplier=Company("pty_s", "Ningbo", "CN"),
        kept=kept,
        policy=Policy(),
        sign=lambda order, person: f"sign of {person}",
    )
    return rulings(about, who)


@pytest.fixture
def approved() -> tuple[Play, int]:
    """`ada` awards 24,000 and `lea` approves."""
    play, order = case()
    ruled(play, order, Decide(weighed=(SEAL,)))
    return play, order


def test_without_a_ruling_there_is_none() -> None:
    play, order = case()
    assert shown(play, order, LEAD) == ()


def test_a_ruling_names_case_claim_contract_and_what_is_found(approved: tuple[Play, int]) -> None:
    play, order = approved
    (one,) = shown(play, order)
    assert (one.case, one.claimant, one.opened_on, one.statement) == (1, "buyer", date(2019, 6, 3), "It is so.")
    assert (one.contract_version, one.ruling.contract) == (1, play.orders[order].fingerprint)
    assert (one.found.total, one.found.claimed) == (usd(24_000), usd(30_000))
    (ground,) = one.grounds
    assert (ground.place, ground.says) == ("", "no clause on how good the goods must be; the default standard applies")
    assert [(w.id, w.side, w.weight) for w in ground.weighs] == [("E1", "buyer", "85 %")]


def test_evidence_is_named_by_hash_and_entry_of_custody(approved: tuple[Play, int]) -> None:
    play, order = approved
    (one,) = shown(play, order, **{REPORT: (3, False)})
    assert [(c.id, c.title, c.by, c.sha256, c.custody, c.erased) for c in one.cited] == [
        ("contract", "Contract, version 1", "both sides", play.orders[order].fingerprint, 0, False),
        ("E1", "Test", "buyer", REPORT, 3, False),
    ]
    (gone,) = shown(play, order, **{REPORT: (3, True)})
    assert gone.cited[1].erased


def test_people_are_told_by_their_signs(approved: tuple[Play, int]) -> None:
    (one,) = shown(*approved)
    assert [(s.title, s.role, s.sign) for s in one.steps] == [
        ("Case assigned", "adjudicator", "sign of ada"),
        ("Ruling", "adjudicator", "sign of ada"),
        ("Ruling approved", "dispute_lead", "sign of lea"),
    ]


def test_a_ruling_that_waits_is_read_by_staff_alone_and_says_so() -> None:
    play, order = case()
    reviewed(play, order)
    play.done(order, Decide(weighed=(SEAL,)), ADJUDICATOR)
    assert (shown(play, order), shown(play, order, INSPECTOR)) == ((), ())
    (waits,) = shown(play, order, LEAD)
    assert waits.standing == "waits"
    play.wait(order, "2019-06-13")
    decided = play.orders[order].dispute
    assert decided is not None
    assert decided.decided is not None
    play.done(order, ApproveRuling(sha256=decided.decided.sha256), LEAD)
    (stands,) = shown(play, order)
    assert (stands.standing, stands.day, stands.appeal_until) == ("open", date(2019, 6, 11), date(2019, 6, 20))


def test_money_is_told_before_and_after_it_moves(approved: tuple[Play, int]) -> None:
    play, order = approved
    (before,) = shown(play, order)
    assert (before.covered, before.uncovered, before.moved, before.ended_on) == (usd(24_000), usd(0), (), None)
    play.walk(order, "2019-06-21")
    (after,) = shown(play, order)
    assert (after.standing, after.appeal_until, after.ended_on) == ("final", date(2019, 6, 18), date(2019, 6, 18))
    assert after.moved[:2] == (
        Moved("Refund ordered", date(2019, 6, 18), usd(24_000)),
        Moved("Money no longer frozen", date(2019, 6, 3), usd(6_000)),
    )


def test_what_no_money_covers_is_shown() -> None:
    play, order = whole_claim(Stage.RECEIVED)
    (base,) = (play.orders[order].funds.received,)
    ruled(play, order, everything(play, order))
    (one,) = shown(play, order)
    held = play.orders[order].funds
    short = base - held.frozen - held.disputed - held.disputed_reserve
    assert (one.covered, one.uncovered) == (money(base - short), money(short))
    play.walk(order, "2019-07-30")
    (after,) = shown(play, order)
    assert after.uncovered == one.uncovered
    assert play.orders[order].uncovered == short


def test_an_appeal_brings_a_second_ruling_that_replaces_the_first(approved: tuple[Play, int]) -> None:
    play, order = approved
    play.done(order, Appeal(reason="Look again.", rule="R-WGT-1"), BUYER)
    assert [one.standing for one in shown(play, order)] == ["appealed"]
    more = Override(ground="function_appearance", line=0, amount=usd(30_000), code="facts", reason="All are dead.")
    play.done(order, AssignAdjudicator(person="dora", no_ties=True), LEAD)
    play.done(order, DecideAppeal(stands=False, overrides=(more,)), SECOND_ADJUDICATOR)
    first, second = shown(play, order)
    assert (first.standing, first.on_appeal, first.found.total) == ("replaced", False, usd(24_000))
    assert (second.standing, second.on_appeal, second.found.total) == ("final", True, usd(30_000))
    assert (first.appeal_until, second.appeal_until) == (date(2019, 6, 18), None)
    assert [(s.title, s.role, s.sign, s.note) for s in second.steps][-3:] == [
        ("Appeal", "buyer", "sign of bea", "Look again."),
        ("Case assigned", "adjudicator", "sign of dora", ""),
        ("Decided on appeal", "adjudicator", "sign of dora", ""),
    ]
