"""The policy: its defaults, its presets, its bounds, its versions, and the page that is written from it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from fairhold.trade.policy import PRESETS, Policies, Policy, describe, differences, reference_page, shown

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "policy.md"
UNITS = (
    "_days",
    "_hours",
    "_bp",
    "_minor",
    "_count",
    "_max",
    "_tz",
    "_major",
    "_points",
    "_orders",
    "_buyers",
    "_minutes",
)


def changed(**fields: Any) -> Policy:
    """The seed policy as it would be read from the wire with these fields changed."""
    return msgspec.convert(msgspec.to_builtins(PRESETS["seed"]) | fields, Policy)


def test_the_seed_has_the_figures_of_the_rulebook() -> None:
    seed = PRESETS["seed"]
    assert seed == Policy()
    assert (seed.accept_ttl_days, seed.pay_ttl_days, seed.balance_ttl_days, seed.abandoned_balance_days) == (
        30,
        60,
        60,
        30,
    )
    assert (seed.auto_confirm_express_days, seed.auto_confirm_air_days) == (15, 30)
    assert (seed.auto_confirm_sea_days, seed.auto_confirm_land_days, seed.auto_confirm_post_days) == (60, 60, 60)
    assert (seed.claim_days_after_manual_confirm, seed.claim_days_after_auto_confirm) == (30, 0)
    assert (seed.receive_extension_step_days, seed.receive_extension_per_party_count) == (15, 1)
    assert (seed.receive_extension_max_days, seed.ship_extension_max_days) == (30, 90)
    assert (seed.respond_ttl_days, seed.preship_accept_ttl_days) == (5, 7)
    assert (seed.evidence_ttl_days, seed.evidence_rounds_max, seed.evidence_silence) == (5, 2, "decide")
    assert (seed.decision_sla_business_days, seed.dispute_max_days, seed.inspection_ttl_days) == (5, 45, 14)
    assert (seed.appeal_ttl_days, seed.appeal_sla_business_days) == (7, 5)
    assert (seed.four_eyes_amount_minor["USD"], seed.four_eyes_amount_minor["JPY"]) == (10_000_00, 1_500_000)
    assert (seed.failed_inspection_ttl_days, seed.late_backstop_days, seed.unmatched_hold_days) == (30, 30, 30)
    assert (seed.inspection_ready_bp, seed.service_fee_supplier_bp, seed.payout_account_cooling_hours) == (8_000, 0, 72)
    assert (seed.payment_in_flight_days, seed.amendment_pause_days, seed.delivery_proof_days) == (10, 3, 30)
    assert (seed.contract_lines_max, seed.amount_max) == (500, 1_000_000_000)
    assert seed.coverage_types == ("pre_shipment", "post_delivery")
    assert (seed.early_release, seed.uncovered_reserve_until, seed.policy_tz) == ("within_limit", "receipt", "UTC")


def test_the_seed_has_the_rulebooks_figures_of_adjudication() -> None:
    """R8, R6, R17-R20, R25, R27."""
    seed = PRESETS["seed"]
    assert (seed.evidence_own_cap_bp, seed.evidence_floor_bp, seed.evidence_margin_bp) == (4_500, 5_000, 1_500)
    assert (seed.prima_facie_bp, seed.full_refund_defect_bp, seed.late_loss_cap_bp) == (2_000, 5_000, 1_000)
    assert (seed.value_as_is_cosmetic_bp, seed.value_as_is_functional_bp, seed.salvage_bp) == (7_000, 4_000, 0)
    assert (seed.return_waive_bp, seed.cure_days) == (3_000, 10)


def test_the_nine_transfer_currencies_have_a_tolerance_and_a_least_return() -> None:
    seed = PRESETS["seed"]
    nine = {"CNY", "USD", "HKD", "GBP", "EUR", "SGD", "AUD", "CAD", "JPY"}
    assert seed.underpay_tolerance_minor == dict.fromkeys(nine, 5_000)
    assert seed.overpay_min_return_minor == dict.fromkeys(nine, 1_000)


def test_presets_differ_from_the_seed_in_exactly_what_the_rulebook_says() -> None:
    heard = ("fraud, broken_promise", "receipt_proved, fraud, broken_promise, platform_closed")
    assert {name: differences(name) for name in PRESETS} == {
        "seed": {},
        "alibaba_2018": {
            "coverage_types": ("pre_shipment, post_delivery", "post_delivery"),
            "claim_days_after_auto_confirm": ("0", "30"),
            "late_claim_exceptions": heard,
            "policy_tz": ("UTC", "Asia/Shanghai"),
            "respond_ttl_days": ("5", "3"),
            "negotiation_min_days": ("5", "3"),
            "evidence_silence": ("decide", "lapse"),
        },
        "strict_buyer": {
            "claim_days_after_auto_confirm": ("0", "30"),
            "late_claim_exceptions": heard,
            "auto_confirm_needs_delivery_evidence": ("no", "yes"),
            "fee_shift_on_fault": ("no", "yes"),
            "uncovered_reserve_until": ("receipt", "claim_window_end"),
            "no_response_effect": ("may_escalate", "auto_uphold"),
        },
        "strict_supplier": {
            "underpay_absorbed_by": ("supplier_choice", "buyer"),
            "return_freight_payer": ("at_fault", "buyer"),
        },
    }
    assert PRESETS["strict_supplier"].early_release == "within_limit"


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_survives_the_wire_and_its_own_bounds(name: str) -> None:
    assert msgspec.json.decode(msgspec.json.encode(PRESETS[name]), type=Policy) == PRESETS[name]


@pytest.mark.parametrize(
    "fields",
    [
        {"accept_ttl_days": 0},
        {"accept_ttl_days": 366},
        {"accept_ttl_days": "30"},
        {"accept_ttl_days": 30.5},
        {"accept_ttl": 30},
        {"inspection_ready_bp": 10_001},
        {"coverage_types": []},
        {"coverage_types": ["post_delivery", "post_delivery"]},
        {"coverage_types": ["both"]},
        {"early_release": "always"},
        {"policy_tz": "Mars/Olympus"},
        {"underpay_tolerance_minor": {"usd": 1}},
        {"underpay_tolerance_minor": {"USD": -1}},
        {"prohibited_categories": ["weapons"]},
    ],
)
def test_a_policy_outside_its_bounds_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        changed(**fields)


def test_a_policy_inside_its_bounds_is_read() -> None:
    policy = changed(accept_ttl_days=365, prohibited_categories=["US:weapons"], underpay_tolerance_minor={"KWD": 0})
    assert policy.accept_ttl_days == 365
    assert policy.prohibited_categories == ("US:weapons",)
    assert policy.underpay_tolerance_minor == {"KWD": 0}


def test_two_policies_do_not_share_their_tables() -> None:
    assert Policy().underpay_tolerance_minor is not Policy().underpay_tolerance_minor


def test_an_order_keeps_the_version_it_was_agreed_under() -> None:
    policies = Policies({1: PRESETS["seed"], 2: PRESETS["strict_buyer"]}, current=2)
    assert policies.of(1) is PRESETS["seed"]
    assert policies.now is PRESETS["strict_buyer"]
    with pytest.raises(KeyError):
        policies.of(3)


def test_every_parameter_is_described_once_with_unit_meaning_and_source() -> None:
    rows = describe()
    assert [row.name for row in rows] == list(Policy.__struct_fields__)
    assert all(row.unit and row.default and row.meaning.endswith(".") and row.source for row in rows)
    respond = next(row for row in rows if row.name == "respond_ttl_days")
    assert (respond.unit, respond.default, respond.allowed, respond.source) == ("days", "5", "1 to 60", "S58, A7")


def test_every_figure_says_its_unit_in_its_name() -> None:
    figures = [name for name in Policy.__struct_fields__ if type(getattr(Policy(), name)) in (int, dict)]
    assert [name for name in figures if not name.endswith(UNITS)] == [
        "claim_days_after_manual_confirm",
        "claim_days_after_auto_confirm",
        "rails",
        "usd_rates",
        "limit_month_day",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (30, "30"),
        ((), "none"),
        (("a", "b"), "a, b"),
        ({"USD": 5}, "USD 5"),
        ("UTC", "UTC"),
    ],
)
def test_values_are_shown_for_people(value: object, text: str) -> None:
    assert shown(value) == text


def test_the_reference_page_is_the_one_written_from_the_policy() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page()
