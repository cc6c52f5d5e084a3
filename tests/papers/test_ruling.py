"""A ruling on paper: what is ordered first, and for every ground clause, evidence, rule, reckoning, what turns it."""

from typing import Any

import pytest

from fairhold.printing.ruling import ruling_pdf
from fairhold.trade.adjudication import Decide, Override
from fairhold.trade.dispute import Claimed, OpenDispute
from fairhold.trade.issue import Deviation
from fairhold.trade.who import Who
from papers.reading_back import said, squeezed
from papers.test_press import HOSTILE
from reading.test_ruling import REPORT, SEAL, case, shown
from trade.playing import ADJUDICATOR, BUYER, LEAD, Play, usd
from trade.quarrels import delivered, reviewed, ruled


def text(play: Play, order: int, who: Who = BUYER, **kept: Any) -> str:
    return said(ruling_pdf(shown(play, order, who, **kept)[-1]))


@pytest.fixture(scope="module")
def approved() -> tuple[Play, int]:
    play, order = case()
    ruled(play, order, Decide(weighed=(SEAL,), note="As the laboratory found."))
    return play, order


def test_what_is_ordered_and_what_is_open_stand_on_top(approved: tuple[Play, int]) -> None:
    printed = text(*approved)
    for words in (
        "USD 24,000.00 What is ordered The buyer gets USD 24,000.00 of USD 30,000.00 claimed from the supplier.",
        "Either side may appeal until 2019-06-18 Without an appeal it is carried out by itself after that day.",
        "Buyer Harbour, US, pty_b Supplier Ningbo, CN, pty_s",
        "In the claimant's words It is so.",
    ):
        assert squeezed(words) in printed


def test_a_ground_has_clause_rule_weight_reckoning_and_what_would_have_turned_it(approved: tuple[Play, int]) -> None:
    printed = text(*approved)
    for words in (
        "Ground 1 of 1: Function or appearance (Steel tumbler)",
        "Upheld: the claimant's evidence weighs more.",
        "Clause no clause on how good the goods must be; the default standard applies",
        "How firm The contract fixes this, or something as firm stands in for it. Rule R-WGT-1",
        "Weight 85 % against 0 %, claimant against the other side",
        "What would have turned it it falls without E1",
        "E1 buyer accredited laboratory, custody of the samples shown 85 %",
        "protected part of the price USD 80,000.00",
        "defective units, of those inspected 60 of 200 (30 %)",
        "their share of the price USD 24,000.00",
        "What it comes to Function or appearance, line 1 USD 24,000.00 award USD 24,000.00",
        "R-WGT-1 The claimant's evidence weighs more.",
    ):
        assert squeezed(words) in printed


def test_evidence_people_and_money_can_be_checked(approved: tuple[Play, int]) -> None:
    play, order = approved
    printed = text(play, order, **{REPORT: (3, False)})
    fingerprint = play.orders[order].fingerprint
    for words in (
        f"contract Contract, version 1 both sides, 2019-06-03 in the order's record SHA-256 {fingerprint}",
        f"E1 Test buyer, 2019-06-03 entry 3 Said to show What it shows. SHA-256 {REPORT}",
        "E1 accredited laboratory, custody of the samples shown Seal 7 was whole.",
        "Remarks of whoever decided As the laboratory found.",
        "Ruling adjudicator sign of ada 2019-06-11 Ruling approved lead of the dispute team sign of lea 2019-06-11",
        "Award USD 24,000.00 Covered by this order's money USD 24,000.00",
    ):
        assert squeezed(words) in printed
    assert squeezed("no file was handed in") in text(play, order)
    assert squeezed("entry 3, since erased") in text(play, order, **{REPORT: (3, True)})


def test_a_denied_claim_says_that_no_money_moves_and_why() -> None:
    play, order = case()
    ruled(play, order)
    printed = text(play, order)
    for words in (
        "Nothing is awarded of the USD 30,000.00 that the buyer claimed.",
        "Denied: it was not proven by the side that has to prove it.",
        "No money moves by this ruling.",
        "the ground is denied USD 0.00",
    ):
        assert squeezed(words) in printed
    assert squeezed("Not covered") not in printed


def test_goods_that_go_back_come_before_the_money() -> None:
    play, order = case()
    back = Override(
        ground="function_appearance", line=0, amount=usd(30_000), goods_back=True, code="remedy", reason="All of it."
    )
    ruled(play, order, Decide(overrides=(back,)))
    printed = text(play, order)
    for words in (
        "USD 30,000.00 of it is paid when the goods are back.",
        "Upheld USD 30,000.00, once the goods are back",
        "Function or appearance USD 30,000.00: another remedy fits All of it.",
        "The supplier names an address within 3 days, the buyer sends the goods within 15 days after that",
        "recommended USD 0.00 decided otherwise (remedy) USD 30,000.00",
    ):
        assert squeezed(words) in printed


def test_what_waits_for_a_second_person_says_that_it_is_not_in_force() -> None:
    play, order = case()
    reviewed(play, order)
    play.done(order, Decide(weighed=(SEAL,)), ADJUDICATOR)
    printed = text(play, order, LEAD)
    assert squeezed("Not in force: it waits for a second person") in printed
    assert squeezed("From the day on which it is approved either side may appeal once") in printed


def test_a_ruling_by_time_names_nobody() -> None:
    play, order = case()
    play.walk(order, "2019-07-19")
    assert squeezed("Ruling time: nobody had decided 2019-07-18") in text(play, order)


def test_the_same_record_is_the_same_bytes(approved: tuple[Play, int]) -> None:
    assert ruling_pdf(shown(*approved)[0]) == ruling_pdf(shown(*approved)[0])


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_what_somebody_typed_is_only_shown(hostile: str) -> None:
    play, order = delivered()
    dead = Claimed(ground="function_appearance", line=0, facts=Deviation(out=60, inspected=200))
    opened = OpenDispute(grounds=("function_appearance",), amount=usd(30_000), statement=hostile, claims=(dead,))
    play.done(order, opened, BUYER)
    reviewed(play, order)
    play.done(order, Decide(note=hostile), ADJUDICATOR)
    found = shown(play, order, BUYER)
    assert ruling_pdf(found[0]).startswith(b"%PDF-1.7")
