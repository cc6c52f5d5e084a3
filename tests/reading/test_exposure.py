"""What the operator has at risk: collateral after its haircut, what is unsecured, and the break-even of g."""

from datetime import datetime, timedelta

from book.market import START, open_market, play
from fairhold.book.connection import READER, connect
from fairhold.book.readings import AtRisk, Balance
from fairhold.desk import Asking, Desk
from fairhold.reading.exposure import UNSECURED, ExposureReport, break_even, exposure_of, read_exposure
from fairhold.trade.accounts import Account
from fairhold.trade.bonds import RecordBond
from fairhold.trade.collateral import RecordDeposit
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.who import Role, Who

AUDITOR = Who(Role.AUDITOR)
TREASURY = Who(Role.TREASURY, 0, "tom")


def test_what_the_deposit_does_not_cover_after_its_haircut_is_unsecured() -> None:
    """Standards 6.1, M24: 50,000 of collateral count as 45,000; 1 % of what is exposed and half of what is drawn."""
    rows = [
        AtRisk(7, "Sun", "USD", 60_000_00, 40_000_00, 30_000_00, 20_000_00, 50_000_00),
        AtRisk(8, "Moon", "USD", 10_000_00, 10_000_00, 10_000_00, 0, 5_000_00, 15_000_00),
    ]
    balances = [
        Balance("USD", Account.GUARANTEE_PROVISION, 0, 10_400_00),
        Balance("USD", Account.BANK_GUARANTEE, 0, 20_000_00),
    ]
    (usd,) = exposure_of(rows, balances, Policy()).currencies
    assert [(row.name, row.secured, row.unsecured, row.expected_loss) for row in usd.suppliers] == [
        ("Sun", "4500000", "500000", "1030000"),
        ("Moon", "1800000", "0", "10000"),
    ]
    assert usd.bonds == "1500000"
    assert (usd.exposed, usd.drawn, usd.deposit) == ("4000000", "2000000", "5500000")
    assert (usd.unsecured, usd.expected_loss, usd.provision, usd.advanced) == (
        "500000",
        "1040000",
        "1040000",
        "2000000",
    )


def test_an_unsecured_guarantee_is_said_to_need_a_reserve() -> None:
    bare = AtRisk(7, "Sun", "USD", 1_00, 1_00, 1_00, 0, 0)
    assert exposure_of([bare], [], Policy()).says == (UNSECURED,)
    assert exposure_of([], [], Policy()).says == ()


def test_g_breaks_even_at_the_fee_rate() -> None:
    """Standards 6.1: without a fee the unsecured part comes from collateral or a reserve."""
    free, kept, fair, high = (
        break_even(Policy(service_fee_supplier_bp=fee, limit_g_bp=g, limit_g_reserve_bp=reserve))
        for fee, g, reserve in ((0, 375, 0), (0, 375, 100), (250, 250, 0), (250, 375, 0))
    )
    assert (free.g_bp, free.break_even_bp, free.holds) == (0, 0, True)
    assert (kept.g_bp, kept.break_even_bp, kept.holds) == (100, 0, False)
    assert (fair.g_bp, fair.break_even_bp, fair.holds) == (250, 250, True)
    assert (high.g_bp, high.break_even_bp, high.holds) == (375, 250, False)
    assert "free" in free.says


def exposure(database: str, now: datetime = START) -> ExposureReport:
    """The exposure of a book."""
    with connect(database, READER) as reader:
        return read_exposure(reader, AUDITOR, Policy(), now)


def test_an_empty_book_has_nothing_at_risk(database: str) -> None:
    open_market(database)
    assert exposure(database).currencies == ()


def test_a_deposit_and_released_money_are_read_from_the_book(database: str) -> None:
    market = open_market(database)
    one = market.suppliers[0]
    with Desk(database) as desk:
        play(desk, [market.life("L0", market.buyers[0], one)])
        command = RecordDeposit(amount=Money("500000", "USD"), line="deposit-1")
        assert desk.ask(Asking(one, command, TREASURY, "d1", now=START)).refused is None
        bond = RecordBond(
            issuer="Bank of Ningbo",
            reference="LG 4471",
            rules="urdg758",
            amount=Money("300000", "USD"),
            starts=START.date(),
            expires=START.date(),
            document="5e" * 32,
            reason="original seen",
        )
        asked = desk.ask(Asking(one, bond, TREASURY, "b1", now=START))
        assert asked.case.supplier is not None
        agree = AgreeMeasure(digest=asked.case.supplier.pending[-1].proposal.digest)
        assert desk.ask(Asking(one, agree, Who(Role.TREASURY, 0, "tess"), "b2", now=START)).refused is None
    (usd,) = exposure(database).currencies
    (row,) = usd.suppliers
    assert (row.bonds, row.deposit, row.secured) == ("300000", "500000", "720000")
    (later,) = exposure(database, START + timedelta(days=1)).currencies[0].suppliers
    assert (later.bonds, later.deposit, later.secured) == ("0", "500000", "450000")
    assert int(row.unsecured) == max(0, int(row.exposed) + int(row.drawn) - 720_000)
