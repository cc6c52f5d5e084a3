"""How a supplier's limit comes about by hand, and what an order that ended says about its supplier (4.9, S3, O49)."""

from datetime import timedelta

import msgspec
import pytest

from fairhold.trade.agreement import AgreeCancellation, AskCancellation, Cancel
from fairhold.trade.dispute import AcceptClaim, OpenDispute
from fairhold.trade.fulfilment import ConfirmReceipt, DeclareCannotShip, RecordDelivery, WaiveClaims
from fairhold.trade.limits import (
    ChangePoints,
    GrantLimit,
    RecordLimit,
    ResumeLimit,
    SetTier,
    SuspendLimit,
    WithdrawGrant,
)
from fairhold.trade.money import Money
from fairhold.trade.order import Stage
from fairhold.trade.second_person import AgreeMeasure, DropMeasure
from fairhold.trade.supplier_events import MeasureProposed, OrderCounted
from fairhold.trade.who import CLOCK, Role, Who
from trade.playing import (
    BUYER,
    CARRIER,
    FIRST_OFFICER,
    OPERATOR,
    SECOND_OF_TREASURY,
    SECOND_OFFICER,
    SECOND_OPERATOR,
    START,
    SUPPLIER,
    SUPPLIER_ID,
    TREASURY,
    Play,
    money,
    usd,
)

DAY = START.date()


def computed(limit: int, days: int = 0, **more: Money) -> RecordLimit:
    """The rulebook's model gave this limit in dollars, so many days after the start."""
    plain = RecordLimit(
        limit=usd(limit), raw=usd(limit), model="rulebook", bound="none", orders=3, day=DAY + timedelta(days=days)
    )
    return msgspec.structs.replace(plain, **more)


def test_a_granted_limit_stays_until_the_grant_is_withdrawn() -> None:
    """L5."""
    play = Play()
    assert play.suppliers[SUPPLIER_ID].granted == ("USD",)
    assert play.refused(SUPPLIER_ID, computed(3_000), CLOCK) == "limit_granted"
    play.done(SUPPLIER_ID, WithdrawGrant(currency="USD", reason="history is enough"), OPERATOR)
    assert play.purse().limit == 100_000_00
    assert play.refused(SUPPLIER_ID, WithdrawGrant(currency="USD", reason="x"), OPERATOR) == "limit_not_granted"
    play.done(SUPPLIER_ID, computed(67_000), CLOCK)
    assert (play.purse().limit, play.suppliers[SUPPLIER_ID].assessed_on) == (67_000_00, DAY)
    play.grant(usd(80_000))
    assert (play.purse().limit, play.suppliers[SUPPLIER_ID].granted) == (80_000_00, ("USD",))


@pytest.mark.parametrize(
    "command",
    [
        GrantLimit(limit=usd(900_000), reason="bank reference"),
        SetTier(tier=2, reason="audited"),
        ChangePoints(by=6, reason="late twice"),
    ],
)
def test_nothing_comes_of_one_persons_word(command: GrantLimit | SetTier | ChangePoints) -> None:
    """I11, 0042: two logins of one person are one person, a key is none, and treasury is not asked."""
    play = Play()
    before = play.suppliers[SUPPLIER_ID]
    (asked,) = play.done(SUPPLIER_ID, command, msgspec.structs.replace(OPERATOR, human="olga@house.example"))
    assert isinstance(asked, MeasureProposed)
    assert asked.measure.reason == command.reason
    facts = play.suppliers[SUPPLIER_ID]
    assert (facts.purses, facts.tier, facts.points) == (before.purses, before.tier, before.points)
    agree = AgreeMeasure(digest=asked.proposal.digest)
    again = Who(Role.COMPLIANCE, 0, "olga.two", "Olga+two@house.example")
    for who, code in (
        (again, "second_person_needed"),
        (Who(Role.OPERATOR, 0, "feed", is_program=True), "person_missing"),
        (Who(Role.OPERATOR), "person_missing"),
        (SECOND_OF_TREASURY, "role_not_allowed"),
    ):
        assert play.refused(SUPPLIER_ID, agree, who) == code
    assert play.refused(SUPPLIER_ID, DropMeasure(digest=agree.digest), TREASURY) == "role_not_allowed"
    play.done(SUPPLIER_ID, DropMeasure(digest=agree.digest), SECOND_OPERATOR)
    assert play.refused(SUPPLIER_ID, agree, SECOND_OPERATOR) == "nothing_proposed"
    assert play.suppliers[SUPPLIER_ID].purses == before.purses


def test_a_key_proposes_no_grant_and_what_was_proposed_is_asked_again_when_it_is_agreed_to() -> None:
    """0021: a second grant of the same tier finds it set."""
    play = Play()
    key = Who(Role.OPERATOR, 0, "feed", is_program=True)
    assert play.refused(SUPPLIER_ID, GrantLimit(limit=usd(1), reason="x"), key) == "person_missing"
    for _ in range(2):
        play.done(SUPPLIER_ID, SetTier(tier=1, reason="audited"), OPERATOR)
    first, second = (AgreeMeasure(digest=one.proposal.digest) for one in play.suppliers[SUPPLIER_ID].pending)
    play.done(SUPPLIER_ID, first, SECOND_OPERATOR)
    assert play.suppliers[SUPPLIER_ID].tier == 1
    assert play.refused(SUPPLIER_ID, second, SECOND_OPERATOR) == "already_so"
    play.at(play.now + timedelta(days=30))
    assert play.refused(SUPPLIER_ID, second, SECOND_OPERATOR) == "proposal_expired"


def test_a_limit_below_what_orders_use_leaves_them_theirs() -> None:
    """L5, I7."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(SUPPLIER_ID, WithdrawGrant(currency="USD", reason="x"), OPERATOR)
    play.done(SUPPLIER_ID, computed(30_000), CLOCK)
    purse = play.purse()
    assert (purse.granted, purse.reserved, purse.free) == (80_000_00, 80_000_00, 0)
    play.done(order, Cancel(), BUYER)
    assert (play.purse().granted, play.purse().free) == (30_000_00, 30_000_00)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (computed(1, days=-1), "limit_outdated"),
        (computed(1, raw=money(1, "EUR")), "wrong_currency"),
        (
            RecordLimit(limit=money(1, "RUB"), raw=money(1, "RUB"), model="x", bound="", orders=0, day=DAY),
            "currency_not_accepted",
        ),
        (computed(100_000_000_001), "amount_too_large"),
    ],
)
def test_a_computed_limit_is_of_today_and_of_one_currency(command: RecordLimit, code: str) -> None:
    play = Play()
    play.done(SUPPLIER_ID, WithdrawGrant(currency="USD", reason="x"), OPERATOR)
    play.done(SUPPLIER_ID, computed(3_000), CLOCK)
    assert play.refused(SUPPLIER_ID, command, CLOCK) == code
    assert play.refused(SUPPLIER_ID, computed(4_000), OPERATOR) == "role_not_allowed"


def test_a_suspended_limit_serves_no_new_order_and_running_ones_keep_theirs() -> None:
    """O49."""
    play = Play()
    first = play.order(Stage.AGREED)
    play.done(SUPPLIER_ID, SuspendLimit(reason="three late shipments"), FIRST_OFFICER)
    assert play.refused(SUPPLIER_ID, SuspendLimit(reason="x"), FIRST_OFFICER) == "already_so"
    second = play.order(Stage.AGREED, total=10_000_00, initial=1_00, frozen=True)
    assert (play.orders[first].reserved, play.orders[second].reserved) == (80_000_00, 0)
    assert play.refused(SUPPLIER_ID, ResumeLimit(reason="x"), FIRST_OFFICER) == "role_not_allowed"
    play.by_two(ResumeLimit(reason="corrected"))
    assert play.refused(SUPPLIER_ID, ResumeLimit(reason="x"), OPERATOR) == "already_so"
    third = play.order(Stage.AGREED, total=10_000_00, initial=1_00)
    assert play.orders[third].reserved == 10_000_00


def test_tier_and_points_are_set_with_a_reason() -> None:
    """4.9, O49."""
    play = Play()
    play.by_two(SetTier(tier=2, reason="audited on site"))
    assert play.refused(SUPPLIER_ID, SetTier(tier=2, reason="x"), OPERATOR) == "already_so"
    play.by_two(ChangePoints(by=6, reason="late twice"), FIRST_OFFICER, SECOND_OFFICER)
    for by in (0, -7):
        assert play.refused(SUPPLIER_ID, ChangePoints(by=by, reason="x"), FIRST_OFFICER) == "points_wrong"
    play.by_two(ChangePoints(by=-6, reason="a year is over"), OPERATOR, FIRST_OFFICER)
    assert (play.suppliers[SUPPLIER_ID].tier, play.suppliers[SUPPLIER_ID].points) == (2, 0)


def counted(play: Play) -> list[tuple[int, int, bool, bool]]:
    """Value, what failed of it, on time and lost of every order that counts, in dollars."""
    return [
        (event.value // 100, event.failed // 100, event.on_time, event.lost)
        for event in play.streams[SUPPLIER_ID]
        if isinstance(event, OrderCounted)
    ]


def test_a_completed_order_counts() -> None:
    """S3, SC1."""
    play = Play()
    order = play.order(Stage.SHIPPED)
    play.done(order, ConfirmReceipt(), BUYER)
    assert counted(play) == []
    play.done(order, WaiveClaims(confirmed=True), BUYER)
    assert counted(play) == [(80_000, 0, True, False)]


@pytest.mark.parametrize(("who", "unscanned"), [(CARRIER, False), (SUPPLIER, True), (BUYER, True), (None, True)])
def test_an_order_says_whether_a_carrier_saw_it_arrive(who: Who | None, unscanned: bool) -> None:
    """Standards 6.2: the word of the two sides is no proof that goods moved."""
    play = Play()
    order = play.order(Stage.SHIPPED)
    if who is not None:
        play.done(order, RecordDelivery(delivered_on=play.today, proof="JD014600003RU"), who)
    play.done(order, ConfirmReceipt(), BUYER)
    play.done(order, WaiveClaims(confirmed=True), BUYER)
    (found,) = [event for event in play.streams[SUPPLIER_ID] if isinstance(event, OrderCounted)]
    assert found.unscanned == unscanned


def test_an_order_that_the_supplier_cannot_ship_counts_against_it() -> None:
    """T21."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert counted(play) == [(80_000, 80_000, False, True)]


def test_a_late_order_whose_case_stays_unanswered_counts_against_it() -> None:
    """T55."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.walk(order, START + timedelta(days=400))
    assert counted(play) == [(80_000, 80_000, False, True)]


def test_a_claim_that_is_accepted_counts_as_lost_and_the_refund_with_it() -> None:
    """T49."""
    play = Play()
    order = play.order(Stage.SHIPPED)
    play.done(order, OpenDispute(grounds=("colour",), amount=usd(80_000), statement="wrong red"), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert counted(play) == [(80_000, 80_000, True, True)]


def test_what_both_agreed_or_nobody_paid_says_nothing() -> None:
    """T11, T19."""
    play = Play()
    play.done(play.order(Stage.AGREED), Cancel(), BUYER)
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, AskCancellation(), BUYER)
    play.done(order, AgreeCancellation(), SUPPLIER)
    assert counted(play) == []
