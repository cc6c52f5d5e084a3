"""What a supplier says of itself, and what of a contract it does not accept by that (S1, S2, S13)."""

from typing import Any, get_args

import msgspec
import pytest

from fairhold.trade.families import CustomisationTerm, GoodsTerms, InspectionTerm, LateDamages, PackagingTerm
from fairhold.trade.joining import SetProfile
from fairhold.trade.money import money
from fairhold.trade.policy import Policy
from fairhold.trade.profile import DECLINABLE, NOTHING_SAID, Profile, TermName, objections
from fairhold.trade.supplier_events import ProfileSet
from trade.playing import OPERATOR, SUPPLIER, SUPPLIER_ID, Play, contract, usd

TOWELS = Profile(goods=("cotton towels",), surcharge_bp=250, declines=("part_shipments", "late_damages"))


def test_a_supplier_describes_its_goods_and_what_it_says_last_holds() -> None:
    """S2, S13."""
    play = Play()
    assert play.suppliers[SUPPLIER_ID].profile == NOTHING_SAID
    (said,) = play.done(SUPPLIER_ID, SetProfile(profile=TOWELS), SUPPLIER)
    kept = msgspec.structs.replace(TOWELS, declines=("late_damages", "part_shipments"))
    assert isinstance(said, ProfileSet)
    assert said.profile == kept
    assert play.suppliers[SUPPLIER_ID].profile == kept
    assert play.refused(SUPPLIER_ID, SetProfile(profile=TOWELS), SUPPLIER) == "already_so"
    play.done(SUPPLIER_ID, SetProfile(profile=Profile()), OPERATOR)
    assert play.suppliers[SUPPLIER_ID].profile == NOTHING_SAID


def test_a_term_named_twice_is_one_term() -> None:
    play = Play()
    play.done(SUPPLIER_ID, SetProfile(profile=Profile(declines=("pallets", "pallets"))), SUPPLIER)
    assert play.suppliers[SUPPLIER_ID].profile.declines == ("pallets",)


def test_a_surcharge_has_a_ceiling_and_the_least_order_is_in_a_currency_that_a_rail_takes() -> None:
    """S2: two to three per cent are usual; the operator's figure is the most."""
    play = Play(Policy(surcharge_max_bp=200))
    dear = SetProfile(profile=Profile(surcharge_bp=201))
    assert play.refused(SUPPLIER_ID, dear, SUPPLIER) == "surcharge_too_high"
    roubles = SetProfile(profile=Profile(order_least=money(1, "RUB")))
    assert play.refused(SUPPLIER_ID, roubles, SUPPLIER) == "currency_not_accepted"
    assert play.suppliers[SUPPLIER_ID].profile == NOTHING_SAID
    play.done(SUPPLIER_ID, SetProfile(profile=Profile(surcharge_bp=200)), SUPPLIER)


PALLETS = GoodsTerms(packaging=PackagingTerm(pallet=True))
ENGRAVED = GoodsTerms(customisation=(CustomisationTerm(what="engraving"),))
ASKED: dict[TermName, dict[str, Any]] = {
    "pre_shipment_coverage": {"coverage": "pre_shipment"},
    "post_delivery_coverage": {"coverage": "post_delivery"},
    "balance_after_shipment": {"balance_after_shipment": True},
    "late_damages": {"late_damages": LateDamages(per_day_bp=50, cap_bp=500)},
    "part_shipments": {"part_shipments": True},
    "visit_before_shipment": {"inspection": InspectionTerm(inspector="SGS", standard="ISO 2859-1")},
    "freight_and_duty_paid": {"incoterm": "DDP"},
    "customised_goods": {"goods": ENGRAVED},
    "pallets": {"goods": PALLETS},
}
SILENT: dict[TermName, dict[str, Any]] = {
    "pre_shipment_coverage": {"coverage": "post_delivery"},
    "post_delivery_coverage": {"coverage": "pre_shipment"},
}


def test_every_term_that_can_be_declined_has_its_row() -> None:
    assert set(DECLINABLE) == set(get_args(TermName)) == set(ASKED)


@pytest.mark.parametrize("name", get_args(TermName))
def test_a_declined_term_is_an_objection_only_where_the_contract_asks_for_it(name: TermName) -> None:
    profile = Profile(declines=(name,))
    (found,) = objections(profile, contract(**ASKED[name]))
    assert found.words == f"The supplier does not accept {DECLINABLE[name].title}."
    assert found.field == DECLINABLE[name].field
    assert list(objections(profile, contract(**SILENT.get(name, {})))) == []
    assert list(objections(Profile(), contract(**ASKED[name]))) == []


def test_a_term_of_one_line_counts_as_much_as_one_of_all_goods() -> None:
    one = contract()
    line = msgspec.structs.replace(one.lines[0], terms=PALLETS)
    (found,) = objections(Profile(declines=("pallets",)), contract(lines=(line, *one.lines[1:])))
    assert found.field == "/goods/packaging/pallet"


def test_sums_below_the_least_are_objections() -> None:
    """The usual contract: 80,000 with 25,000 first, which is 31.25 %."""
    usual = contract()
    assert (usual.total, usual.initial) == (usd(80_000), usd(25_000))
    assert list(objections(Profile(order_least=usd(80_000), initial_least_bp=3_125), usual)) == []
    wanted = Profile(order_least=money(80_000_01, "USD"), initial_least_bp=3_126)
    assert [(one.field, one.words) for one in objections(wanted, usual)] == [
        ("/total", "The supplier takes orders from USD 80,000.01."),
        ("/initial", "The supplier wants 31.26 % or more paid first."),
    ]
    assert list(objections(Profile(order_least=money(10**9, "EUR")), usual)) == []
