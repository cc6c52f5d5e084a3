"""Bank guarantees that a supplier gives: two persons, demand, payment, expiry (PP18, M21b, M22, M39)."""

from datetime import date, timedelta

import msgspec
import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.bond_events import (
    BondAccepted,
    BondDemanded,
    BondDemandOver,
    BondExpired,
    BondExpiring,
    BondPaid,
    BondReleased,
)
from fairhold.trade.bonds import (
    CloseBondDemand,
    DemandBond,
    RecordBond,
    RecordBondPayment,
    ReleaseBond,
    TendBonds,
)
from fairhold.trade.dispute import AcceptClaim
from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.limits import RecordLimit, WithdrawGrant
from fairhold.trade.money import Money
from fairhold.trade.order import Stage
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier_events import AdvanceRecovered
from fairhold.trade.who import CLOCK, Who
from trade.playing import (
    BUYER,
    OPERATOR,
    SECOND_OF_TREASURY,
    START,
    SUPPLIER,
    SUPPLIER_ID,
    TREASURY,
    Play,
    money,
    usd,
)
from trade.quarrels import claim
from trade.walking import Walker

A = Account
DAY = START.date()
PAPER = "5e" * 32
reached: set[type[Event]] = set()


def bond(amount: int = 50_000, days: int = 300, **more: object) -> RecordBond:
    """A demand guarantee of so many dollars that stands for so many days."""
    plain = RecordBond(
        issuer="Bank of Ningbo",
        reference="LG 4471",
        rules="urdg758",
        amount=usd(amount),
        starts=DAY,
        expires=DAY + timedelta(days=days),
        document=PAPER,
        reason="original seen, authenticated message compared",
    )
    return msgspec.structs.replace(plain, **more)


def by_two(play: Play, command: Command) -> None:
    """Two persons of treasury do it."""
    play.by_two(command, TREASURY, SECOND_OF_TREASURY)


def worth(play: Play) -> int:
    """What secures the supplier today, before any haircut."""
    return play.suppliers[SUPPLIER_ID].collateral("USD", play.today)


def test_a_bond_is_taken_by_two_persons_and_secures_from_then_to_its_last_day() -> None:
    """I11, PP18: nothing is posted; the day after the last it is worth nothing."""
    play = Play()
    play.done(SUPPLIER_ID, bond(), TREASURY)
    (waits,) = play.suppliers[SUPPLIER_ID].pending
    agree = AgreeMeasure(digest=waits.proposal.digest)
    assert (worth(play), play.suppliers[SUPPLIER_ID].bonds) == (0, ())
    assert play.refused(SUPPLIER_ID, agree, Who(TREASURY.role, 0, "t2", "Tom")) == "second_person_needed"
    assert play.refused(SUPPLIER_ID, agree, OPERATOR) == "role_not_allowed"
    play.done(SUPPLIER_ID, agree, SECOND_OF_TREASURY)
    (one,) = play.suppliers[SUPPLIER_ID].bonds
    assert (one.number, one.rules, one.document, one.amount) == (1, "urdg758", PAPER, 50_000_00)
    assert [one.worth(DAY + timedelta(days=days)) for days in (-1, 0, 300, 301)] == [0, 50_000_00, 50_000_00, 0]
    assert play.balances == {}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (bond(amount=0), "bond_wrong"),
        (bond(amount=9_999_999_999), "bond_wrong"),
        (bond(days=-1), "bond_wrong"),
        (bond(starts=DAY + timedelta(days=1)), "bond_wrong"),
        (msgspec.structs.replace(bond(), amount=money(1, "RUB")), "currency_not_accepted"),
        (DemandBond(number=1, amount=usd(1), reason="x"), "bond_unknown"),
        (RecordBondPayment(number=1, amount=usd(1), line="x"), "bond_unknown"),
        (CloseBondDemand(number=1, reason="x"), "bond_unknown"),
        (ReleaseBond(number=1, reason="x"), "bond_unknown"),
    ],
)
def test_what_cannot_be_is_refused(command: Command, code: str) -> None:
    assert Play().refused(SUPPLIER_ID, command, TREASURY) == code


def test_the_same_paper_is_in_hand_once() -> None:
    play = Play()
    by_two(play, bond())
    assert play.refused(SUPPLIER_ID, bond(amount=1), TREASURY) == "bond_wrong"


def test_what_the_bank_pays_is_a_deposit_and_pays_an_award() -> None:
    """M39, M21b: nothing is posted by the demand; 20,000 come in and pay the buyer before any guarantee of ours."""
    play = Play(limit=100_000_00)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    by_two(play, bond())
    order = play.order(Stage.RECEIVED, frozen=True)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    play.done(order, claim(80_000), BUYER)
    before = play.balances
    by_two(play, DemandBond(number=1, amount=usd(20_000), reason="the supplier has not refunded order 1"))
    assert play.balances == before
    assert play.refused(SUPPLIER_ID, DemandBond(number=1, amount=usd(30_001), reason="x"), TREASURY) == "bond_wrong"
    assert play.refused(SUPPLIER_ID, ReleaseBond(number=1, reason="x"), TREASURY) == "bond_in_use"
    assert (
        play.refused(SUPPLIER_ID, RecordBondPayment(number=1, amount=usd(20_001), line="b"), TREASURY) == "bond_wrong"
    )
    trust = play.book(A.BANK_TRUST)
    play.done(SUPPLIER_ID, RecordBondPayment(number=1, amount=usd(20_000), line="bank-1"), TREASURY)
    assert (play.book(A.BANK_TRUST) - trust, play.book(A.SUPPLIER_DEPOSIT, SUPPLIER_ID)) == (20_000_00, 20_000_00)
    assert (play.purse().deposit, worth(play)) == (20_000_00, 50_000_00)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.orders[order].funds.refund, play.purse().deposit, play.purse().drawn) == (80_000_00, 0, 60_000_00)


def test_what_the_platform_has_advanced_comes_out_of_the_banks_payment_first() -> None:
    """M22, M24: 80,000 advanced, 50,000 paid by the bank; 30,000 stay drawn, and no deposit is left."""
    play = Play(limit=100_000_00)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    by_two(play, bond())
    order = play.order(Stage.RECEIVED, frozen=True)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    play.done(order, claim(80_000), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.purse().drawn, play.book(A.HOUSE_DUE_TO_TRUST)) == (80_000_00, 80_000_00)
    by_two(play, DemandBond(number=1, amount=usd(50_000), reason="advance not repaid"))
    play.done(SUPPLIER_ID, RecordBondPayment(number=1, amount=usd(50_000), line="bank-1"), TREASURY)
    (back,) = (event for event in play.streams[SUPPLIER_ID] if isinstance(event, AdvanceRecovered))
    assert (back.amount, back.source, back.reference) == (50_000_00, "deposit", "bank-1")
    purse = play.purse()
    assert (purse.drawn, purse.receivable, purse.deposit) == (30_000_00, 30_000_00, 0)
    assert (play.book(A.HOUSE_DUE_TO_TRUST), play.book(A.BANK_GUARANTEE)) == (30_000_00, -30_000_00)
    assert play.suppliers[SUPPLIER_ID].provision("USD") == 15_000_00
    assert play.suppliers[SUPPLIER_ID].bonds == ()


def test_a_demand_that_is_refused_is_closed_and_the_bond_secures_what_it_did() -> None:
    play = Play()
    by_two(play, bond())
    assert play.refused(SUPPLIER_ID, CloseBondDemand(number=1, reason="x"), TREASURY) == "already_so"
    by_two(play, DemandBond(number=1, amount=usd(50_000), reason="x"))
    play.done(SUPPLIER_ID, RecordBondPayment(number=1, amount=usd(10_000), line="bank-1"), TREASURY)
    play.done(SUPPLIER_ID, CloseBondDemand(number=1, reason="the bank names two discrepancies"), TREASURY)
    (one,) = play.suppliers[SUPPLIER_ID].bonds
    assert (one.demanded, one.paid, one.worth(DAY)) == (10_000_00, 10_000_00, 40_000_00)


def test_a_bond_that_secures_released_money_stays_until_something_else_does() -> None:
    """PP18: 80,000 are exposed until claims have ended."""
    play = Play()
    by_two(play, bond(80_000))
    order = play.order(Stage.DELIVERED)
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.refused(SUPPLIER_ID, ReleaseBond(number=1, reason="another one"), TREASURY) == "bond_in_use"
    by_two(play, bond(80_000, document="77" * 32))
    by_two(play, ReleaseBond(number=1, reason="another one"))
    assert [one.number for one in play.suppliers[SUPPLIER_ID].bonds] == [2]


def test_a_bond_is_reminded_of_once_and_expires_after_its_last_day() -> None:
    """`bond_reminder_days`: thirty days before; what was demanded in time is still paid after."""
    play = Play()
    by_two(play, bond(days=60))
    assert play.refused(SUPPLIER_ID, TendBonds(), CLOCK) == "already_so"
    play.at(DAY + timedelta(days=30))
    assert play.done(SUPPLIER_ID, TendBonds(), CLOCK) == (
        BondExpiring(number=1, expires=DAY + timedelta(days=60), day=DAY + timedelta(days=30)),
    )
    assert play.refused(SUPPLIER_ID, TendBonds(), CLOCK) == "already_so"
    play.at(DAY + timedelta(days=60))
    by_two(play, DemandBond(number=1, amount=usd(20_000), reason="extend or pay"))
    play.at(DAY + timedelta(days=61))
    assert worth(play) == 0
    assert play.done(SUPPLIER_ID, TendBonds(), CLOCK) == (BondExpired(number=1, day=DAY + timedelta(days=61)),)
    assert play.refused(SUPPLIER_ID, DemandBond(number=1, amount=usd(1), reason="x"), TREASURY) == "bond_wrong"
    play.done(SUPPLIER_ID, RecordBondPayment(number=1, amount=usd(20_000), line="bank-1"), TREASURY)
    assert (play.suppliers[SUPPLIER_ID].bonds, play.purse().deposit) == ((), 20_000_00)


def test_an_expiry_below_what_is_reserved_leaves_running_orders_theirs_and_new_ones_none() -> None:
    """L5: 53,900 with the bond, 8,900 without; an order of 40,000 keeps its share, nothing is free."""
    play = Play()
    play.done(SUPPLIER_ID, WithdrawGrant(currency="USD", reason="computed"), OPERATOR)

    def computed(limit: int, secured: int, on: date) -> RecordLimit:
        sums = Money(str(limit * 100), "USD")
        return RecordLimit(
            limit=sums, raw=sums, model="bounded", bound="none", orders=60, day=on, secured=secured * 100
        )

    play.done(SUPPLIER_ID, computed(53_900, 45_000, DAY), CLOCK)
    assert play.suppliers[SUPPLIER_ID].secured == 45_000_00
    play.order(Stage.AGREED, total=40_000_00, initial=10_000_00)
    play.done(SUPPLIER_ID, computed(8_900, 0, DAY), CLOCK)
    purse = play.purse()
    assert (purse.limit, purse.granted, purse.reserved, purse.free) == (8_900_00, 40_000_00, 40_000_00, 0)
    second = play.order(Stage.AGREED, total=10_000_00, initial=1_00, frozen=True)
    assert play.orders[second].reserved == 0


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_done_with_bonds_only_what_banks_paid_is_in_the_books(seed: int) -> None:
    """I2, M39: random steps over a year and more; no bond pays more than it is, the deposit holds what was paid."""
    walker = Walker(seed)
    dice, play = walker.dice, walker.play
    seen = len(play.journal)
    for _ in range(80):
        facts = play.suppliers[SUPPLIER_ID]
        if facts.pending and dice.random() < 0.7:
            digest = facts.pending[0].proposal.digest
            who = SECOND_OF_TREASURY if dice.random() < 0.9 else TREASURY
            play.ask(SUPPLIER_ID, AgreeMeasure(digest=digest), who)
        else:
            play.ask(SUPPLIER_ID, *dice.choice(walker.bond_steps()))
        play.at(play.now + timedelta(days=dice.choice((0, 0, 1, 8))))
        facts = play.suppliers[SUPPLIER_ID]
        assert all(0 <= one.paid <= one.demanded <= one.amount for one in facts.bonds)
        assert all(one.worth(one.expires + timedelta(days=1)) == 0 for one in facts.bonds)
    paid = [event for event, _ in play.journal[seen:] if isinstance(event, BondPaid)]
    for currency in ("USD", "EUR"):
        came = sum(event.amount for event in paid if event.currency == currency)
        assert play.book(A.BANK_TRUST, 0, currency) == came
        assert play.book(A.SUPPLIER_DEPOSIT, SUPPLIER_ID, currency) == facts.purse(currency).deposit == came
    reached.update(type(event) for event, _ in play.journal[seen:])


def test_the_random_steps_reached_everything_that_can_happen_to_a_bond() -> None:
    if not reached:
        pytest.skip("the random steps did not run")
    assert {BondAccepted, BondDemanded, BondPaid, BondDemandOver, BondExpiring, BondExpired, BondReleased} <= reached
