"""An offer above the supplier's free limit says to both sides what accepting it means, until both have signed."""

from book.market import START, Market, open_market
from fairhold.book.connection import READER, connect
from fairhold.desk import Asking, Desk
from fairhold.reading.before import FreezeShown
from fairhold.reading.order import read_order
from fairhold.trade.agreement import Accept, CreateDraft, Propose
from fairhold.trade.money import Money
from fairhold.trade.policy import PRESETS, Policies
from fairhold.trade.stream import Command
from fairhold.trade.who import Role, Who

POLICIES = Policies({1: PRESETS["seed"]}, 1)


def offered(desk: Desk, market: Market, name: str) -> tuple[int, str]:
    """An order of 80,000 by express that the buyer has proposed: its number and fingerprint."""
    buyer = Who(Role.BUYER, market.buyers[0], "bea")
    draft = CreateDraft(contract=market.contract(market.buyers[0], market.suppliers[0], name))
    made = desk.ask(Asking(0, draft, buyer, f"{name}-draft", now=START))
    assert made.case.order is not None
    fingerprint = made.case.order.fingerprint
    asked = desk.ask(Asking(made.stream_id, Propose(fingerprint=fingerprint), buyer, f"{name}-p", now=START))
    assert asked.refused is None
    return made.stream_id, fingerprint


def test_both_sides_read_days_and_money_until_both_have_signed(database: str) -> None:
    """80,000 with 20,000 free: 15 days by express at 10 % a year, rounded up to a cent."""
    market = open_market(database)
    supplier = Who(Role.SUPPLIER, market.suppliers[0], "sam")

    def read(who: Who, order: int) -> FreezeShown | None:
        with connect(database, READER) as reader:
            shown = read_order(reader, who, order, START, POLICIES)
        assert shown is not None
        assert shown.before_signing is not None or shown.stage == "agreed"
        return shown.before_signing and shown.before_signing.freeze

    with Desk(database) as desk:

        def ask(order: int, command: Command, key: str) -> None:
            assert desk.ask(Asking(order, command, supplier, key, now=START)).refused is None

        first, fingerprint = offered(desk, market, "First")
        assert read(supplier, first) is None
        ask(first, Accept(fingerprint=fingerprint), "a1")
        second, fingerprint = offered(desk, market, "Second")
        expected = FreezeShown(
            above=Money("6000000", "USD"),
            days=15,
            cost=Money("32877", "USD"),
            words="The order is USD 60,000.00 above the supplier's free limit. Frozen until delivery, USD 80,000.00 "
            "come up to 15 days later than at shipment: about USD 328.77 at 10 % a year.",
        )
        assert read(supplier, second) == expected
        assert read(Who(Role.BUYER, market.buyers[0], "bea"), second) == expected
        ask(second, Accept(fingerprint=fingerprint, frozen_until_delivery=True), "a2")
        assert read(supplier, second) is None
