"""What to know before a contract is signed: the supplier's terms and its free limit (S12-S15)."""

from datetime import date

import msgspec

from fairhold.reading.before import before_signing, cautions, profile_shown
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.policy import PRESETS
from fairhold.trade.profile import Profile
from fairhold.trade.supplier import Purse, Supplier
from trade.playing import contract, money, usd

DRAFT = Order(
    id=1, supplier=4_099, contract_version=1, contract=contract(part_shipments=True), opened_on=date(2026, 1, 5)
)
FREE = Supplier(id=4_099, opted_in=True, purses={"USD": Purse(limit=10_000_000)})


def test_nothing_is_said_of_an_order_that_fits() -> None:
    assert cautions(DRAFT, FREE) == ()


def test_terms_that_the_supplier_does_not_accept_are_named_with_their_field() -> None:
    picky = msgspec.structs.replace(FREE, profile=Profile(declines=("part_shipments",), order_least=usd(90_000)))
    assert [(one.name, one.field, one.words) for one in cautions(DRAFT, picky)] == [
        ("term_not_accepted", "/part_shipments", "The supplier does not accept shipment in parts."),
        ("term_not_accepted", "/total", "The supplier takes orders from USD 90,000.00."),
    ]


def test_an_order_above_the_free_limit_says_by_how_much_and_what_follows() -> None:
    """S15: an order of 80,000 where 30,000 are free."""
    tight = msgspec.structs.replace(FREE, purses={"USD": Purse(limit=5_000_000, reserved=2_000_000)})
    (found,) = cautions(DRAFT, tight)
    assert (found.name, found.field) == ("above_free_limit", "/total")
    assert found.words == (
        "USD 50,000.00 of it is above the supplier's free limit of USD 30,000.00. Many suppliers decline then: it gets "
        "nothing before delivery, and has to tick that it agrees."
    )
    ticked = msgspec.structs.replace(DRAFT, frozen_until_delivery=True)
    assert cautions(ticked, tight)[0].words.endswith("It has agreed to get nothing before delivery.")
    exact = msgspec.structs.replace(FREE, purses={"USD": Purse(limit=8_000_000)})
    assert cautions(DRAFT, exact) == ()


def test_a_suspended_limit_is_said_instead() -> None:
    (found,) = cautions(DRAFT, msgspec.structs.replace(FREE, suspended=True))
    assert found.name == "limit_suspended"


def test_once_it_is_signed_nothing_more_is_said() -> None:
    signed = msgspec.structs.replace(DRAFT, proposed_on=date(2026, 1, 5), agreed_on=date(2026, 1, 6))
    poor = Supplier(id=4_099)
    assert len(cautions(DRAFT, poor)) == 1
    assert cautions(signed, poor) == ()
    assert before_signing(signed, poor, PRESETS["seed"]) is None


def test_before_signing_shows_the_terms_and_the_free_limit() -> None:
    said = Profile(
        goods=("Tumblers",),
        declines=("pallets",),
        initial_least_bp=3_000,
        order_least=money(200_000, "USD"),
        declines_else="No letters of credit.",
    )
    known = before_signing(DRAFT, msgspec.structs.replace(FREE, profile=said), PRESETS["seed"])
    assert known is not None
    assert (known.free, known.cautions) == (Money("10000000", "USD"), ())
    assert known.profile.not_accepted == (
        "packing on pallets",
        "orders below USD 2,000.00",
        "less than 30 % of the total paid first",
        "No letters of credit.",
    )
    assert profile_shown(FREE).surcharge is None
