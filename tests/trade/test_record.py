"""What a case says by itself, and what is recommended on it: the platform's record, reports of visits, evidence that
was filed (4.8, PP5, R1, R6-R11, SC26-SC28, SC35, SC36, SC42).
"""

from datetime import date, timedelta
from typing import Any

import pytest

from fairhold.trade.adjudication import Decide, FileEvidence, Weighed
from fairhold.trade.deal import deal_of
from fairhold.trade.dispute import Claimed
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import GoodsTerms, LateDamages, PackagingTerm, WeightTerm
from fairhold.trade.fulfilment import DeclareReady, Ship, ShipPart
from fairhold.trade.ground import Ground
from fairhold.trade.hearing import Recommended, recommend
from fairhold.trade.inspection import AbortVisit, BeginVisit, JoinVisit, RequestVisit, StartRework, SubmitReport
from fairhold.trade.issue import Damaged, Deviation, Failed, Lateness, Lost, Short
from fairhold.trade.order import Stage
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.record import issues
from fairhold.trade.report import Checked, Judged, Lot, Tally, VisitKind
from fairhold.trade.report import Deviation as Missed
from fairhold.trade.terms import InspectionTerm, Line
from fairhold.trade.thread import AcknowledgeMessage, FileOutsideMessage, PostMessage
from trade.playing import ADJUDICATOR, BUYER, INSPECTOR, SEED, SUPPLIER, Play, confirmation, document, report, usd
from trade.quarrels import claim, delivered, disputed, exhibit, facts, heard, judging, reviewed

LOT = Lot(size=1_000, presented=1_000, packed_bp=10_000)
AUGUST_20 = date(2019, 8, 20)


def seen(play: Play, order: int, last_word: bool = False) -> Recommended:
    """What is recommended today."""
    return recommend(play.orders[order], Policy(), play.today, last_word)


def only(found: Recommended) -> tuple[str, str, int]:
    """Outcome, rule and amount of the one finding, which is the total."""
    (one,) = found.findings
    assert one.remedy.amount == found.total
    return one.outcome, one.rule, found.total


# ----------------------------------------------------------------------------------------------------------- lateness


def late(**given: Any) -> tuple[Play, int]:
    """80,000 paid, to be shipped by 2019-08-05, and a day late."""
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True, **given)
    play.walk(order, "2019-08-06")
    return play, order


def test_a_buyer_who_brings_nothing_wins_on_the_platform_s_record() -> None:
    """SC42, PP5: no transport document is on record, so the whole is refunded."""
    play, order = late()
    play.done(order, claim(80_000, "late_not_shipped"), BUYER)
    found = seen(play, order)
    assert only(found) == ("upheld", "R-WGT-1", 80_000_00)
    assert found.findings[0].evidence == ("contract", "platform shipment")
    assert found.issues[0].facts == Lateness(on=date(2019, 8, 6), due=date(2019, 8, 5))
    play.walk(order, "2019-09-21")
    play.walk(order, "2019-09-28")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})


def test_where_silence_lapses_the_same_buyer_loses() -> None:
    """SC42, `alibaba_2018`."""
    play = Play(PRESETS["alibaba_2018"], limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True)
    play.walk(order, "2019-08-06")
    play.done(order, claim(80_000, "late_not_shipped"), BUYER)
    play.walk(order, "2019-08-22")
    assert (play.orders[order].dispute, play.orders[order].past[-1].outcome) == (None, "lapsed")
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


@pytest.mark.parametrize(
    ("acknowledged", "on", "expected"),
    [
        (False, "2019-08-06", ("upheld", "R-WGT-1", 80_000_00)),
        (True, "2019-08-06", ("denied", "R1", 0)),
        (True, "2019-08-20", ("denied", "R1", 0)),
        (True, "2019-08-21", ("upheld", "R-WGT-1", 80_000_00)),
    ],
)
def test_consent_to_a_later_day_counts_once_it_is_acknowledged(
    acknowledged: bool, on: str, expected: tuple[str, str, int]
) -> None:
    """SC26, R1, O20: "ok for 20 Aug" in a mail; late against the agreed new day is late."""
    play, order = late()
    mail = FileOutsideMessage(channel="email", sender="buyer", sent_on=date(2019, 8, 2), text="ok for 20 Aug")
    play.done(order, mail, SUPPLIER)
    if acknowledged:
        play.done(order, AcknowledgeMessage(message=1), BUYER)
    play.done(order, claim(80_000, "late_not_shipped"), BUYER)
    yes = exhibit("thread_message", "late_not_shipped", message=1, agrees_to=AUGUST_20)
    play.done(order, FileEvidence(exhibit=yes), SUPPLIER)
    facts_now = play.orders[order]
    assert only(recommend(facts_now, Policy(), date.fromisoformat(on))) == expected


@pytest.mark.parametrize(("days", "amount"), [(6, 2_400_00), (30, 8_000_00)])
def test_late_damages_follow_from_the_recorded_day_of_shipment(days: int, amount: int) -> None:
    """SC27: 0.5 % a day, at most 10 %, of 80,000."""
    play, order = late(late_damages=LateDamages(per_day_bp=50, cap_bp=1_000))
    play.walk(order, date(2019, 8, 5) + timedelta(days=days))
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    play.done(order, claim(80_000, "late_shipped"), BUYER)
    assert only(seen(play, order)) == ("upheld", "R-WGT-1", amount)


def test_of_several_consignments_only_the_late_ones_count() -> None:
    """R20: 400 of 1,000 left in time, 600 six days late: 3 % of 48,000."""
    play = Play(limit=0)
    damages = LateDamages(per_day_bp=50, cap_bp=1_000)
    order = play.order(Stage.READY_TO_SHIP, frozen=True, part_shipments=True, late_damages=damages)
    play.done(order, ShipPart(document=document(play.today), quantities=(400,)), SUPPLIER)
    play.walk(order, "2019-08-11")
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    play.done(order, claim(80_000, "late_shipped"), BUYER)
    assert only(seen(play, order)) == ("upheld", "R-WGT-1", 1_440_00)


def test_goods_that_left_in_time_were_not_late() -> None:
    """4.7."""
    play, order = delivered()
    play.done(order, claim(80_000, "late_shipped"), BUYER)
    assert only(seen(play, order)) == ("denied", "4.7", 0)


@pytest.mark.parametrize(
    ("incoterm", "at", "expected"),
    [
        ("FOB", Stage.SHIPPED, ("denied", "R-RISK-1", 0)),
        ("DAP", Stage.SHIPPED, ("upheld", "R-BURDEN-1", 80_000_00)),
        ("DAP", Stage.DELIVERED, ("denied", "R-WGT-2", 0)),
    ],
)
def test_goods_that_never_came_go_by_the_risk_and_the_proof_of_delivery(
    incoterm: str, at: Stage, expected: tuple[str, str, int]
) -> None:
    """4.7, R7: with the risk on the supplier it has to show delivery."""
    play = Play(limit=0)
    order = play.order(at, frozen=True, incoterm=incoterm)
    play.done(order, claim(80_000, "not_received"), BUYER)
    found = seen(play, order, last_word=True)
    assert only(found) == expected
    assert found.issues[0].facts == Lost(clean_document=True)


# -------------------------------------------------------------------------------------------------- the seed's cases

RING = Line(description="Ring", quantity=1_000, unit_price=usd(80))
BRONZE = Claimed(ground="material", facts=Deviation(out=5, inspected=5, another=True))


def rings(**given: Any) -> tuple[Play, int]:
    """1,000 rings whose contract says nothing of the material; bronze came."""
    return delivered(lines=(RING,), **given)


def test_gold_in_messages_that_nobody_acknowledged_is_no_term() -> None:
    """SC35, S72: denied at the hard end, nothing goes back, and the order goes on to its end."""
    play, order = rings()
    for channel in ("whatsapp", "email"):
        said = FileOutsideMessage(channel=channel, sender="supplier", sent_on=date(2019, 6, 1), text="Gold, yes.")
        play.done(order, said, BUYER)
    play.done(order, claim(80_000, "material", claims=(BRONZE,)), BUYER)
    for number in (1, 2):
        said_so = exhibit("thread_message", "material", message=number, about="term")
        play.done(order, FileEvidence(exhibit=said_so), BUYER)
    play.done(order, FileEvidence(exhibit=exhibit("photo", "material")), BUYER)
    found = seen(play, order)
    assert only(found) == ("denied", "R-TERM-0", 0)
    (one,) = found.findings
    assert one.clause.says == "no clause on what the goods are made of"
    assert one.evidence == ("contract", "E1", "E2", "E3")
    play.walk(order, "2019-09-30")
    assert play.stage(order) == Stage.COMPLETED
    assert play.money(order) == {}
    assert play.purse().available == 80_000_00


def test_gold_written_in_the_thread_and_a_laboratory_win_the_whole() -> None:
    """SC35c, R-TERM-3: "24k gold plated, yes" in the thread, bronze shown by the agreed laboratory: 80,000 with
    return.
    """
    play, order = rings()
    play.done(order, PostMessage(text="24k gold plated, yes"), SUPPLIER)
    play.done(order, claim(80_000, "material", claims=(BRONZE,)), BUYER)
    yes = exhibit("thread_message", "material", message=1, about="term")
    play.done(order, FileEvidence(exhibit=yes), BUYER)
    lab = exhibit("laboratory_report", "material", made_by="Assay Office")
    play.done(order, FileEvidence(exhibit=lab), BUYER)
    found = seen(play, order)
    assert only(found) == ("inconclusive", "R8", 0)
    assert found.findings[0].applied == ("R-TERM-3",)
    reviewed(play, order)
    custody = Weighed(exhibit=2, counts_as="laboratory", reason="Both sides named this laboratory.")
    play.done(order, Decide(weighed=(custody,)), ADJUDICATOR)
    decided = facts(play, order).decided
    assert decided is not None
    assert (decided.total, decided.on_return, decided.upheld) == (80_000_00, 80_000_00, ("material",))
    assert decided.rules == ("R-WGT-1", "R-TERM-3")


MACHINE: tuple[Ground, ...] = ("packaging", "function_appearance", "size")


def test_three_grounds_of_one_dispute_are_decided_each_alone() -> None:
    """SC36, S74: no packaging term, own photos on both sides, a report to a standard of its own; decided by day 45."""
    play, order = delivered()
    told = (
        Claimed(ground="packaging", facts=Damaged(out=3, inspected=10)),
        Claimed(ground="function_appearance", facts=Deviation(out=4, inspected=10)),
        Claimed(ground="size", facts=Deviation(out=2, inspected=10)),
    )
    play.done(order, claim(80_000, *MACHINE, claims=told), BUYER)
    play.done(order, FileEvidence(exhibit=exhibit("photo", *MACHINE)), BUYER)
    bv = exhibit("inspection_report", "function_appearance", made_by="Bureau Veritas", sha256="cd" * 32)
    play.done(order, FileEvidence(exhibit=bv), BUYER)
    play.done(order, FileEvidence(exhibit=exhibit("photo", *MACHINE)), SUPPLIER)
    found = seen(play, order)
    assert [(one.ground, one.outcome, one.rule) for one in found.findings] == [
        ("packaging", "denied", "R-TERM-0"),
        ("function_appearance", "inconclusive", "R8"),
        ("size", "denied", "R-TERM-0"),
    ]
    play.walk(order, "2019-07-19")
    decided = facts(play, order).decided
    assert decided is not None
    assert (decided.day, decided.total) == (date(2019, 7, 18), 0)


# -------------------------------------------------------------------------------------------------------------- visits

PLAN = (Tally("critical", 0, 125, 0, 1), Tally("major", 8, 125, 7, 8), Tally("minor", 10, 125, 10, 11))
"""Level II, 2,000 pieces: eight major defects fail (SC30)."""


def visited(kind: VisitKind, judged: Judged, joined: bool = False, lot: Lot = LOT, **given: Any) -> tuple[Play, int]:
    """An order delivered and in dispute, whose goods were looked at on the day after the visit was asked for."""
    play = Play(limit=0, experts=judging(judged))
    order = play.order(Stage.DELIVERED, frozen=True, **given)
    play.done(order, RequestVisit(kind=kind, wish_on=play.today), BUYER)
    fee = play.orders[order].visits[0].fee
    play.pay(order, fee)
    if joined:
        play.done(order, JoinVisit(visit=1), SUPPLIER)
    play.done(order, confirmation(1, play.today), INSPECTOR)
    play.wait(order, "2019-06-04")
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    looked = Checked(subject="packing", conforms=True, term="/goods/packaging")
    told = report(play.orders[order], 1, judged.verdict, lot=lot, checks=(looked,))
    play.done(order, SubmitReport(report=told), INSPECTOR)
    return play, order


@pytest.mark.parametrize(
    ("kind", "joined", "counts_as", "rule"),
    [
        ("after_delivery", False, "report_invited", "R-WGT-1"),
        ("laboratory", False, "laboratory", "R-WGT-1"),
        ("after_delivery", True, "joint_inspection", "R-TIE-1"),
    ],
)
def test_the_report_of_a_visit_counts_by_who_was_bound_by_it(
    kind: VisitKind, joined: bool, counts_as: EvidenceClass, rule: str
) -> None:
    """R8, R9, SC36b: eight of 125 are 6.4 % of 80,000."""
    play, order = visited(kind, Judged("fail", PLAN), joined)
    play.done(order, claim(80_000, "function_appearance"), BUYER)
    found = seen(play, order)
    (piece,) = found.issues[0].evidence
    assert (piece.id, piece.kind, piece.side, piece.source) == ("visit 1", counts_as, "buyer", "Blue Heron Inspection")
    assert found.issues[0].facts == Deviation(out=8, inspected=125)
    assert only(found) == ("upheld", rule, 5_120_00)


def test_a_report_that_passes_speaks_for_the_supplier() -> None:
    """R9: what the buyer counted stands against what both sides saw."""
    passed = Judged("pass", (Tally("major", 7, 125, 7, 8),))
    play, order = visited("joint", passed, joined=True)
    told = Claimed(ground="function_appearance", facts=Deviation(out=60, inspected=200))
    play.done(order, claim(80_000, "function_appearance", claims=(told,)), BUYER)
    found = seen(play, order)
    assert found.issues[0].evidence[0].side == "supplier"
    assert only(found) == ("denied", "R-TIE-1", 0)


WEIGHT = GoodsTerms(weight=(WeightTerm(unit="g", least="215", most="219", pieces=20),))


def test_a_measured_term_is_cited_by_its_place() -> None:
    """SC8, R17: all of 20 weigh too little: full refund with return."""
    missed = (Missed(term="/goods/weight/0", out=20, pieces=20, worst="100"),)
    play, order = visited("laboratory", Judged("fail", deviations=missed), goods=WEIGHT)
    play.done(order, claim(80_000, "weight", "colour"), BUYER)
    found = seen(play, order)
    weight, colour = found.findings
    assert (weight.outcome, weight.clause.pointer, weight.remedy.amount) == ("upheld", "/goods/weight/0", 80_000_00)
    assert weight.remedy.goods_back
    assert (colour.outcome, colour.rule, colour.evidence) == ("denied", "R-TERM-0", ("contract",))


@pytest.mark.parametrize(
    ("presented", "expected"), [(980, ("upheld", "R-TIE-1", 1_600_00)), (1_000, ("denied", "R24", 0))]
)
def test_a_shortage_is_what_was_not_there_to_be_counted(presented: int, expected: tuple[str, str, int]) -> None:
    """SC28: 20 of 1,000 are missing, 2 % of 80,000."""
    lot = Lot(size=1_000, presented=presented, packed_bp=10_000)
    play, order = visited("joint", Judged("pass"), joined=True, lot=lot)
    play.done(order, claim(80_000, "quantity_short"), BUYER)
    found = seen(play, order)
    assert (found.issues[0].line, found.issues[0].facts) == (0, Short(missing=1_000 - presented))
    assert only(found) == expected


def test_a_term_that_a_report_checked_and_found_good_speaks_for_the_supplier() -> None:
    """R9, SC36: packed as agreed."""
    goods = GoodsTerms(packaging=PackagingTerm(board="double wall", drop_test="ISTA 1A"))
    play, order = visited("after_delivery", Judged("pass"), goods=goods)
    told = Claimed(ground="packaging", facts=Damaged(out=3, inspected=10))
    play.done(order, claim(80_000, "packaging", claims=(told,)), BUYER)
    found = seen(play, order)
    assert [(one.id, one.side) for one in found.issues[0].evidence] == [("visit 1", "supplier")]
    assert only(found) == ("denied", "R-WGT-2", 0)


def test_packaging_that_a_report_found_broken_makes_the_damage_the_supplier_s() -> None:
    """R21: 3 of 10 are damaged, as the buyer counted."""
    goods = GoodsTerms(packaging=PackagingTerm(board="double wall", drop_test="ISTA 1A"))
    missed = (Missed(term="/goods/packaging/board", out=5, pieces=5, worst="single wall"),)
    play, order = visited("laboratory", Judged("fail", deviations=missed), goods=goods)
    told = Claimed(ground="packaging", facts=Damaged(out=3, inspected=10))
    play.done(order, claim(80_000, "packaging", claims=(told,)), BUYER)
    found = seen(play, order)
    assert found.issues[0].facts == Damaged(out=3, inspected=10, packed_as_agreed=False)
    assert only(found) == ("upheld", "R-WGT-1", 24_000_00)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(Stage.SHIPPED, ("upheld", "R-PRE-3", 24_000_00)), (Stage.DELIVERED, ("denied", "R-PRE-3", 0))],
)
def test_access_that_was_refused_counts_against_whoever_has_the_goods(
    at: Stage, expected: tuple[str, str, int]
) -> None:
    """R10, R-PRE-3."""
    play = Play(limit=0)
    order = play.order(at, frozen=True)
    visit = play.book_visit(order, "after_delivery")
    play.done(order, AbortVisit(visit=visit, cause="access_refused"), INSPECTOR)
    told = Claimed(ground="function_appearance", facts=Deviation(out=60, inspected=200))
    play.done(order, claim(80_000, "function_appearance", claims=(told,)), BUYER)
    assert only(seen(play, order)) == expected


@pytest.mark.parametrize(("reworked", "kind", "amount"), [(False, "rework", 0), (True, "refund", 25_000_00)])
def test_a_failed_inspection_opens_rework_once_and_then_the_refund(reworked: bool, kind: str, amount: int) -> None:
    """R18, R-PRE-2, S66."""
    play = Play(Policy(reinspection_payer="buyer"), limit=0)
    term = InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5")
    order = play.order(Stage.READY, frozen=True, inspection=term, initial=25_000_00)
    play.inspected(order, "fail")
    if reworked:
        play.done(order, StartRework(), SUPPLIER)
        play.done(order, DeclareReady(), SUPPLIER)
        play.inspected(order, "fail")
    play.done(order, claim(25_000, "pre_ship_quality"), BUYER)
    found = seen(play, order)
    (one,) = found.findings
    assert found.issues[0].facts == Failed(reworked=reworked)
    assert (one.outcome, one.rule, one.remedy.kind, found.total) == ("upheld", "R-PRE-2", kind, amount)


def test_a_supplier_who_says_nothing_through_two_clocks_loses_a_prima_facie_case() -> None:
    """R6, R-DEF-1: silent to the end of the evidence; a photo of its own is 0.20."""
    play, order = disputed(30_000, "function_appearance", claims=(DEAD,))
    play.done(order, FileEvidence(exhibit=exhibit("photo", "function_appearance")), BUYER)
    assert only(seen(play, order)) == ("inconclusive", "R8", 0)
    heard(play, order)
    play.walk(order, "2019-06-17")
    assert only(seen(play, order)) == ("upheld", "R-DEF-1", 24_000_00)


DEAD = Claimed(ground="function_appearance", facts=Deviation(out=60, inspected=200))


def test_evidence_for_a_side_never_hurts_that_side() -> None:
    """Monotone through the record: with each further piece the claimant's strength stays or grows."""
    play, order = disputed(30_000, "function_appearance", claims=(DEAD,))
    strengths, kinds = [], ("photo", "video", "receipt", "inspection_report", "laboratory_report", "messages")
    for i, kind in enumerate(kinds):
        piece = exhibit(kind, "function_appearance", sha256=f"{i:064d}", made_by="" if i < 3 else f"firm {i}")
        play.done(order, FileEvidence(exhibit=piece), BUYER)
        (one,) = seen(play, order).findings
        strengths.append(one.claimant_bp)
    assert strengths == [2_000, 2_000, 2_000, 4_500, 6_975, 6_975]


def test_every_ground_untold_is_claimed_and_not_more() -> None:
    """What nobody told and nothing shows is no breach."""
    play, order = delivered(lines=(*([RING] * 2),), total=160_000_00)
    play.done(order, claim(80_000, "quantity_short", "wrong_goods", "document_missing_or_false"), BUYER)
    found = issues(play.orders[order], deal_of(play.orders[order].terms), play.today)
    assert [(one.ground, one.line) for one in found] == [
        ("quantity_short", 0),
        ("quantity_short", 1),
        ("wrong_goods", None),
        ("document_missing_or_false", None),
    ]
    assert found[0].facts == Short(missing=0)
