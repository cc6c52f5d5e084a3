"""The policy: every figure and choice that an operator sets, with its unit, its bounds, its meaning and where it
comes from (4.3).

Policies are versioned and an order keeps the version under which it was agreed (4.1.6). This file holds the
parameters that some rule reads and the four presets; it decides nothing. The reference page is written from it.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args

import msgspec
from msgspec import Meta, field

from fairhold.trade import days
from fairhold.trade.evidence_class import EvidenceClass, default_weights
from fairhold.trade.figure import CurrencyCode, Described, MinorUnits, described
from fairhold.trade.figure import choice as _choice
from fairhold.trade.figure import days as _days
from fairhold.trade.figure import number as _number
from fairhold.trade.figure import yes_no as _yes_no
from fairhold.trade.ground import LateReason
from fairhold.trade.protection import Coverage
from fairhold.trade.rail import RAILS_MAX, TRANSFER_CURRENCIES, Rail, RailName, Row, default_rails, shown_row

LimitModel = Literal["rulebook", "bounded"]
RankFactor = Literal["volume", "on_time", "not_lost", "response", "free", "kept", "contracts", "limit"]
LimitFigure = Annotated[int, Meta(ge=0, le=100_000_000)]
LATE_REASONS: Final[tuple[LateReason, ...]] = get_args(LateReason)
EvidenceWeight = Annotated[int, Meta(ge=0, le=9_900)]
UsdRate = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?(?!\n)$")]
ForbiddenCategory = Annotated[str, Meta(pattern=r"^[A-Z]{2}:[a-z0-9_-]{1,80}(?!\n)$")]


FOUR_EYES_MINOR: Final[Mapping[str, int]] = {
    **dict.fromkeys(TRANSFER_CURRENCIES, 1_000_000),
    "CNY": 7_000_000,
    "HKD": 7_800_000,
    "JPY": 1_500_000,
}
"""About USD 10,000 each, in minor units."""


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of one policy version. The defaults are the preset `seed`.

    Days are calendar days in the zone `policy_tz`; `_bp` are basis points (8000 = 80 %); `_minor` are minor units by
    currency.
    """

    # --- parties and contract
    supplier_opt_in_required: Annotated[
        bool, _yes_no("S1, T01", "Only a supplier that opted in can be party to an order.")
    ] = True
    prohibited_categories: Annotated[
        tuple[ForbiddenCategory, ...],
        _choice(
            "T01", "Goods that may not be traded: country and category, as `US:weapons`.", "list of country:category"
        ),
    ] = ()
    contract_lines_max: Annotated[
        int, _number("lines", 1, 5_000, "P", "The most lines that one contract may have.")
    ] = 500
    contract_text_max: Annotated[
        int,
        _number(
            "characters",
            1_000,
            1_000_000,
            "P, T04",
            "The most free text of one contract; every word of it is examined.",
        ),
    ] = 60_000
    amount_max: Annotated[
        int, _number("major units of the order's currency", 1, 1_000_000_000, "P", "The largest total of an order.")
    ] = 1_000_000_000
    accept_ttl_days: Annotated[
        int, _days(1, 365, "O2, T09", "How long a proposal waits for an answer before it expires.")
    ] = 30
    pay_ttl_days: Annotated[
        int, _days(1, 365, "O2, T12", "How long an agreed order waits for its first money before it expires.")
    ] = 60
    payment_in_flight_days: Annotated[
        int,
        _days(1, 60, "P, T11, T12", "How long an announced transfer keeps an order from expiring or being cancelled."),
    ] = 10
    balance_ttl_days: Annotated[
        int, _days(1, 365, "P, T33", "How long the balance may stay unpaid before the buyer is in default.")
    ] = 60
    abandoned_balance_days: Annotated[
        int, _days(1, 365, "P, T58", "How long a buyer's default lasts before the system opens a case.")
    ] = 30
    ship_extension_max_days: Annotated[
        int,
        _days(
            1, 730, "O4, T17", "The longest time to ship that amendments can reach in all, the original time included."
        ),
    ] = 90
    amendment_pause_days: Annotated[
        int, _days(0, 30, "4.6 ship_deadline", "How long a pending amendment stops the ship deadline at most.")
    ] = 3
    linter_block_level: Annotated[
        Literal["error", "off"],
        _choice(
            "P, S29, T04",
            "Whether a contract is signed while a term in a protected family could not be decided in a dispute: "
            "`error` stops it unless both sides waive each such finding, `off` only shows them.",
        ),
    ] = "error"
    part_shipments: Annotated[
        Literal["by_contract", "never"], _choice("P, T36", "Whether goods may leave in several consignments.")
    ] = "by_contract"

    # --- the order's thread
    message_characters_max: Annotated[
        int, _number("characters", 1, 10_000, "P, PP2", "The longest message of an order's thread.")
    ] = 4_000
    messages_per_day_max: Annotated[
        int,
        _number("messages", 1, 1_000, "P, PP2", "The most messages that one side writes in one order's thread a day."),
    ] = 200
    thread_messages_max: Annotated[
        int, _number("messages", 1, 10_000, "P, PP2", "The most messages of one order's thread.")
    ] = 2_000
    outside_messages_max: Annotated[
        int,
        _number("messages", 0, 1_000, "P, O29", "The most messages from elsewhere that are filed in one order."),
    ] = 200

    # --- the order's evidence
    evidence_file_bytes_max: Annotated[
        int, _number("bytes", 1_000_000, 1_073_741_824, "P, O29", "The largest file that is taken as evidence.")
    ] = 104_857_600
    evidence_files_max: Annotated[
        int, _number("files", 1, 10_000, "P", "The most files that one side adds to one order.")
    ] = 300
    evidence_bytes_max: Annotated[
        int,
        _number("bytes", 1_000_000, 1_099_511_627_776, "P", "The most bytes that one side adds to one order."),
    ] = 2_147_483_648
    evidence_upload_hours: Annotated[
        int, _number("hours", 1, 720, "P", "How long an upload may take; what is not finished by then is thrown away.")
    ] = 24

    # --- coverage and claim
    coverage_types: Annotated[
        tuple[Coverage, ...],
        Meta(
            min_length=1,
            max_length=2,
            description="The coverages offered.",
            extra={"unit": "list", "source": "S30, O12"},
        ),
    ] = ("pre_shipment", "post_delivery")
    claim_days_after_manual_confirm: Annotated[
        int, _days(0, 365, "S53", "How long the buyer can claim after confirming receipt.")
    ] = 30
    claim_days_after_auto_confirm: Annotated[
        int, _days(0, 365, "S54, A3, O12", "How long the buyer can claim after receipt was confirmed by time.")
    ] = 0
    auto_confirm_express_days: Annotated[
        int, _days(1, 365, "S54", "After actual shipment by express: receipt is confirmed by time.")
    ] = 15
    auto_confirm_air_days: Annotated[
        int, _days(1, 365, "S54", "After actual shipment by air freight: receipt is confirmed by time.")
    ] = 30
    auto_confirm_sea_days: Annotated[
        int, _days(1, 365, "S54", "After actual shipment by sea: receipt is confirmed by time.")
    ] = 60
    auto_confirm_land_days: Annotated[
        int, _days(1, 365, "S54", "After actual shipment by land: receipt is confirmed by time.")
    ] = 60
    auto_confirm_post_days: Annotated[
        int, _days(1, 365, "S54", "After actual shipment by post parcel: receipt is confirmed by time.")
    ] = 60
    auto_confirm_needs_delivery_evidence: Annotated[
        bool, _yes_no("P, PP10", "Receipt is confirmed by time only if there is proof of delivery.")
    ] = False
    delivery_proof_days: Annotated[
        int,
        _days(
            1,
            365,
            "P, PP10",
            "When receipt needs proof of delivery: how long after the window the supplier may still bring it, before "
            "the system opens a case for goods not received.",
        ),
    ] = 30
    ship_record_grace_days: Annotated[
        int,
        _days(
            0, 60, "P, A2", "A shipment recorded later than this many days after it left gives the buyer the time back."
        ),
    ] = 3
    receive_extension_step_days: Annotated[
        int, _days(1, 90, "O6, T39, T40", "By how much one extension moves the confirmation by time.")
    ] = 15
    receive_extension_per_party_count: Annotated[
        int, _number("extensions", 0, 5, "O6, T39, T40", "How often each party may extend.")
    ] = 1
    receive_extension_max_days: Annotated[
        int, _days(0, 365, "O6, T39, T40", "How far all extensions of an order together may go.")
    ] = 30
    post_delivery_claim_needs_full_payment: Annotated[
        bool, _yes_no("S52, A1", "Claims about delivered goods need every due amount to be paid.")
    ] = True
    shipment_date_definition: Annotated[
        Literal["pickup_or_departure", "pickup_or_export_clearance"],
        _choice(
            "O16, R2",
            "The day goods count as shipped. Express and post: carrier pickup. Air, sea and land: departure on the "
            "transport document, else export clearance; or always export clearance.",
        ),
    ] = "pickup_or_departure"
    policy_tz: Annotated[str, _choice("A7, 4.6", "The zone in which days begin and end.", "IANA zone")] = "UTC"

    # --- money in, fees
    rails: Annotated[
        dict[RailName, Rail],
        Meta(
            min_length=1,
            max_length=RAILS_MAX,
            description="The ways to pay that are protected, each with its [figures](rails.md); anything else is not.",
            extra={"unit": "rows", "source": "S37-S45, 4.3"},
        ),
    ] = field(default_factory=default_rails)
    underpay_tolerance_minor: Annotated[
        dict[CurrencyCode, MinorUnits],
        _choice(
            "S44, O44",
            "By how much a transfer may fall short and still fund its milestone, because banks on the way take "
            "charges. The currencies named are those that are accepted. 5,000 minor units each: 50.00, but 5,000 yen, "
            "for 50 yen would cover no bank's charge.",
            "minor units by currency",
        ),
    ] = field(default_factory=lambda: dict.fromkeys(TRANSFER_CURRENCIES, 5_000))
    underpay_tolerance_max_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "P, S44", "The tolerance is at most this share of the amount due."),
    ] = 500
    underpay_absorbed_by: Annotated[
        Literal["supplier_choice", "operator", "buyer"],
        _choice(
            "O44, M5",
            "Who bears a shortfall within tolerance: the supplier chooses between a lower price and a larger balance; "
            "the operator makes it good; or the buyer pays the rest.",
        ),
    ] = "supplier_choice"
    overpay_action: Annotated[
        Literal["next_due_then_return", "return"],
        _choice(
            "O9, M6",
            "A surplus fills the next amount due of the same order and the rest is returned, or all of it is returned.",
        ),
    ] = "next_due_then_return"
    overpay_min_return_minor: Annotated[
        dict[CurrencyCode, MinorUnits],
        _choice(
            "P, M6b",
            "A surplus below this stays the buyer's credit, because sending it would cost more. 1,000 minor units "
            "each: 10.00, but 1,000 yen.",
            "minor units by currency",
        ),
    ] = field(default_factory=lambda: dict.fromkeys(TRANSFER_CURRENCIES, 1_000))
    unmatched_hold_days: Annotated[
        int, _days(1, 365, "P, M7c", "How long money that found no order waits before it goes back to its sender.")
    ] = 30
    misdirected_move_days: Annotated[
        int, _days(0, 5, "M9b", "How long the house may take to move what came to its own account; 0 is the same day.")
    ] = 0
    usd_rates: Annotated[
        dict[CurrencyCode, UsdRate],
        _choice(
            "A9, P",
            "What one unit of a currency counts for where a rail's limit is in USD; without a rate such a limit cannot "
            "be checked, and the payment is refused. An example: keep it near the market's.",
            "USD by currency",
        ),
    ] = field(default_factory=lambda: {"EUR": "1.0905"})
    chargeback_fee_minor: Annotated[
        dict[CurrencyCode, MinorUnits],
        _choice("M26c, M27", "What the scheme takes for a chargeback.", "minor units by currency"),
    ] = field(default_factory=lambda: dict.fromkeys(TRANSFER_CURRENCIES, 2_000))
    chargeback_fee_bearer: Annotated[
        Literal["operator", "supplier"],
        _choice("M26c", "Who bears that fee while the money is held; once it was paid out, the supplier does (M27)."),
    ] = "operator"
    third_party_payer: Annotated[
        Literal["hold", "accept"],
        _choice(
            "O47, M8",
            "What becomes of money whose payer has another name than the buyer: compliance looks at it first, or the "
            "order takes it.",
        ),
    ] = "hold"
    unclaimed_days: Annotated[
        int,
        _days(
            90, 7_300, "P, M35", "How long money that could not be sent back is kept before it is unclaimed property."
        ),
    ] = 1_095
    fee_shift_on_fault: Annotated[
        bool,
        _yes_no(
            "R26, M33", "A supplier that loses the whole base in a ruling bears the processing fees of its payments."
        ),
    ] = False
    goodwill_max_minor: Annotated[
        dict[CurrencyCode, MinorUnits],
        _choice(
            "O53, M36",
            "The largest coupon that the operator gives for one order, about USD 100 each.",
            "minor units by currency",
        ),
    ] = field(
        default_factory=lambda: (
            dict.fromkeys(TRANSFER_CURRENCIES, 10_000) | {"CNY": 70_000, "HKD": 78_000, "JPY": 15_000}
        )
    )
    fx_rate_lock_minutes: Annotated[
        int, _number("minutes", 1, 1_440, "P, M11", "How long a rate that was quoted may be ordered at.")
    ] = 30
    fx_loss_bearer: Annotated[
        Literal["payer", "house"],
        _choice(
            "P, M11",
            "Who bears it, and has it, when a conversion brings less or more than quoted. Once the order has the money "
            "nobody does, for refunds are in the order's currency.",
        ),
    ] = "payer"
    service_fee_supplier_bp: Annotated[
        int,
        _number("basis points", 0, 2_000, "S9, M13", "The service fee taken from what is released to the supplier."),
    ] = 0
    surcharge_max_bp: Annotated[
        int, _number("basis points", 0, 2_000, "S2", "The most that a supplier may ask on top for a protected order.")
    ] = 300

    # --- release, limit and payout
    release_event_pre: Annotated[
        Literal["pre_ship_acceptance", "receipt"],
        _choice("S40, A4", "What releases the money under pre-shipment coverage."),
    ] = "pre_ship_acceptance"
    early_release: Annotated[
        Literal["never", "within_limit"],
        _choice(
            "S15, A4, O41",
            "Release at shipment if the order's total was within the free limit at signing, all or nothing.",
        ),
    ] = "within_limit"
    frozen_cost_yearly_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "P, S15", "What money costs a supplier a year, where it is frozen."),
    ] = 1_000
    uncovered_reserve_until: Annotated[
        Literal["receipt", "claim_window_end"],
        _choice("P, PP18", "Until when the part of an order above the limit is held back."),
    ] = "receipt"
    limit_model: Annotated[
        LimitModel,
        _choice(
            "4.9, standards 6.1",
            "How limits come about: `rulebook` by tier and recent volume, `bounded` so that nobody gains by vanishing.",
        ),
    ] = "rulebook"
    limit_month_day: Annotated[
        int, _number("day of the month", 1, 28, "O41", "The day by which every limit is computed anew each month.")
    ] = 10
    limit_currency: Annotated[
        CurrencyCode, _choice("P, 4.9", "The currency whose limit is computed; others are granted.", "currency")
    ] = "USD"
    limit_recompute: Annotated[
        Literal["completion", "monthly"],
        _choice("S3, O41", "When limits are computed: with each order that ends and every month, or every month only."),
    ] = "completion"
    limit_window_days: Annotated[
        int, _days(30, 730, "4.9, O41", "`rulebook`: orders count that ended so long ago.")
    ] = 180
    limit_base_by_tier: Annotated[
        tuple[LimitFigure, ...],
        Meta(
            min_length=1,
            max_length=10,
            description="`rulebook`: what a supplier of tier 0, 1, 2 starts with.",
            extra={"unit": "major units by tier", "source": "P, O41"},
        ),
    ] = (3_000, 15_000, 30_000)
    limit_k_bp: Annotated[
        int, _number("basis points", 0, 10_000, "P, 4.9", "`rulebook`: the share of the recent volume that counts.")
    ] = 2_500
    limit_growth_bp: Annotated[
        int, _number("basis points", 0, 100_000, "P, 4.9", "So much more a limit may become each time.")
    ] = 5_000
    limit_growth_major: Annotated[
        int, _number("major units", 0, 1_000_000, "P, 4.9", "`rulebook`: so much it may always grow each time.")
    ] = 5_000
    limit_step_major: Annotated[
        int, _number("major units", 1, 100_000, "P, 4.9", "`rulebook`: a limit is rounded down to a multiple of this.")
    ] = 1_000
    limit_suspend_points: Annotated[
        int, _number("points", 1, 1_000, "P, O49", "Penalty points at which the limit is nothing; fewer reduce it.")
    ] = 48
    limit_bounded_growth_major: Annotated[
        int,
        _number(
            "major units",
            0,
            1_000_000,
            "standards 6.1",
            "`bounded`: so much the unsecured part may always grow each time; else by `limit_growth_bp`.",
        ),
    ] = 2_000
    limit_bounded_step_major: Annotated[
        int,
        _number(
            "major units", 1, 100_000, "standards 6.1", "`bounded`: a limit is rounded down to a multiple of this."
        ),
    ] = 100
    limit_half_life_days: Annotated[
        int, _days(30, 730, "standards 6.1", "`bounded`: an order counts half after so long.")
    ] = 180
    limit_g_bp: Annotated[
        int,
        _number(
            "basis points",
            0,
            10_000,
            "standards 6.1",
            "`bounded`: the share of volume at risk without security, the dial: at most so much.",
        ),
    ] = 375
    limit_g_fee_bp: Annotated[
        int,
        _number(
            "basis points of the fee rate",
            0,
            50_000,
            "standards 6.1",
            "`bounded`: so much of the fee rate may be at risk; beyond one and a half times fees do not pay.",
        ),
    ] = 15_000
    limit_g_reserve_bp: Annotated[
        int,
        _number(
            "basis points",
            0,
            10_000,
            "standards 6.1",
            "`bounded`: the share of volume for which the operator keeps a reserve of its own, beside the fees.",
        ),
    ] = 0
    limit_linked_bp: Annotated[
        int,
        _number(
            "basis points",
            0,
            10_000,
            "O50, standards 6.2",
            "`bounded`: an order of a buyer that seems related weighs so much; confirmed or under `rulebook`, nothing.",
        ),
    ] = 1_000
    limit_unscanned_bp: Annotated[
        int,
        _number(
            "basis points",
            0,
            10_000,
            "standards 6.2",
            "`bounded`: an order that went well weighs so much at most if no carrier reported its arrival.",
        ),
    ] = 3_000
    limit_young_buyer_days: Annotated[
        int,
        _days(0, 365, "standards 6.2", "`bounded`: an order of a new buyer weighs less, in full after so long."),
    ] = 90
    limit_circle_parties_max: Annotated[
        int,
        _number("parties", 2, 5, "O50, standards 6.2", "Money that comes round through at most so many is noted."),
    ] = 3
    limit_trait_parties_max: Annotated[
        int,
        _number(
            "parties", 2, 100, "O50, standards 6.2", "What more companies are known by says nothing: a shared office."
        ),
    ] = 5
    limit_haircut_bp: Annotated[
        int, _number("basis points", 0, 10_000, "standards 6.1", "How much less collateral counts.")
    ] = 1_000
    rank_weights_bp: Annotated[
        dict[RankFactor, Annotated[int, Meta(ge=0, le=10_000)]],
        Meta(min_length=1),
        _choice("4.9, standards 6.3", "What each factor weighs in a supplier's rank.", "basis points by factor"),
    ] = field(
        default_factory=lambda: {"volume": 3_500, "on_time": 2_500, "not_lost": 2_500, "response": 1_000, "free": 500}
    )
    rank_full_major: Annotated[
        int, _number("major units", 10, 1_000_000_000, "standards 6.3", "Rank: this volume or limit counts in full.")
    ] = 1_000_000
    rank_response_hours: Annotated[
        int, _number("hours", 1, 720, "P, 4.9", "Rank: an offer answered within this time was answered in time.")
    ] = 48
    rank_point_bp: Annotated[
        int, _number("basis points", 0, 10_000, "P, O49", "Rank: so much of the score every penalty point takes off.")
    ] = 200
    choose_orders_count: Annotated[
        int, _number("orders", 1, 1_000, "P, S77", "Before choosing: fewer ended orders than this say little.")
    ] = 5
    choose_on_time_bp: Annotated[
        int, _number("basis points", 0, 10_000, "P, S77", "Before choosing: on time at least, by its lower bound.")
    ] = 8_000
    choose_lost_bp: Annotated[
        int, _number("basis points", 0, 10_000, "P, S77", "Before choosing: disputes lost at most, by its upper bound.")
    ] = 2_000
    choose_contract_points: Annotated[
        int, _number("points", 0, 100, "P, S77", "Before choosing: the least mean score of its contracts.")
    ] = 70
    directory_renew_days: Annotated[
        int, _days(1, 90, "P", "A row of the directory that is older is made anew, for a record fades.")
    ] = 7
    bond_reminder_days: Annotated[
        int, _days(0, 365, "PP18", "So long before a bank guarantee expires it is reminded of.")
    ] = 30
    rolling_reserve_card_bp: Annotated[
        int,
        _number(
            "basis points",
            0,
            10_000,
            "P, PP21",
            "The share of a release paid by card that is kept back for chargebacks; 1,000 is recommended.",
        ),
    ] = 0
    rolling_reserve_card_days: Annotated[
        int, _days(0, 540, "P, PP21", "For how long that share is kept back; 120 days are recommended.")
    ] = 0
    guarantee_advances: Annotated[
        bool,
        _yes_no(
            "O39, 4.7",
            "Whether the platform pays a buyer on the supplier's behalf, up to the order's share of its limit.",
        ),
    ] = True
    guarantee_recovery_bp: Annotated[
        int,
        _number("basis points", 1, 10_000, "M22", "The share of a later sale that pays back what was advanced."),
    ] = 10_000
    provision_exposed_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "M24", "The loss expected of money released before claims have ended."),
    ] = 100
    provision_drawn_bp: Annotated[
        int, _number("basis points", 0, 10_000, "P, M24", "The loss expected of an advance that is not paid back.")
    ] = 5_000
    limit_full_order_major: Annotated[
        int,
        _number("major units", 1, 1_000_000, "standards 6.1", "`bounded`: from this value an order counts in full."),
    ] = 5_000
    limit_spread_buyers: Annotated[
        int,
        _number("buyers", 1, 1_000, "standards 6.1", "`bounded`: so many equal buyers make all of the volume count."),
    ] = 16
    limit_prior_orders: Annotated[
        int, _number("orders", 1, 100, "standards 6.1", "Orders that are supposed before anything is known.")
    ] = 5
    limit_prior_bp: Annotated[
        int, _number("basis points", 0, 10_000, "standards 6.1", "The share of them that is supposed to go well.")
    ] = 9_000
    limit_cap_by_tier: Annotated[
        tuple[LimitFigure, ...],
        Meta(
            min_length=1,
            max_length=10,
            description="`bounded`: the highest limit of tier 0, 1, 2.",
            extra={"unit": "major units by tier", "source": "P, standards 6.1"},
        ),
    ] = (100_000, 500_000, 2_000_000)
    payout_account_cooling_hours: Annotated[
        int, _number("hours", 0, 720, "P, PP8", "How long payouts wait after the supplier changed its account.")
    ] = 72
    payee_verification: Annotated[
        Literal["none", "bank"],
        _choice("P, PP8", "Whether every new payout account waits until its bank has said whose it is."),
    ] = "none"
    payout_schedule_default: Annotated[
        Literal["manual", "daily"],
        _choice(
            "P, S9", "How suppliers that set no schedule are paid out: when they ask, or what is available every day."
        ),
    ] = "manual"
    approval_hours: Annotated[
        int, _number("hours", 1, 720, "P, I11", "How long what one person proposed waits for a second person.")
    ] = 72
    step_up_minutes: Annotated[
        int,
        _number("minutes", 1, 720, "P, PP8", "How fresh the password of who changes a payout account has to be."),
    ] = 10

    # --- inspection, lateness, dispute
    inspection_ready_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "O33, O34, T18", "The share finished and packed that an inspection needs."),
    ] = 8_000
    inspection_day_rate_minor: Annotated[
        dict[CurrencyCode, MinorUnits],
        _choice(
            "S68",
            "What an inspector costs a day; nothing in a currency that is not named.",
            "minor units by currency",
        ),
    ] = field(default_factory=lambda: {"USD": 30_000, "EUR": 28_000, "CNY": 210_000})
    inspection_commission_bp: Annotated[
        int, _number("basis points", 0, 5_000, "P, M12b", "The operator's share of an inspector's fee.")
    ] = 0
    inspection_confirm_business_days: Annotated[
        int, _number("business days", 1, 30, "O34", "How long a visit waits for an inspector before it lapses.")
    ] = 2
    inspection_report_business_days: Annotated[
        int, _number("business days", 1, 30, "O34, O37", "How long after a visit its report may take.")
    ] = 2
    inspection_objection_hours: Annotated[
        int, _number("hours", 1, 240, "O33, SC33", "How long both sides may object to a proposed sampling plan.")
    ] = 24
    inspection_book_lead_business_days: Annotated[
        int,
        _number("business days", 0, 60, "O36, SC31", "How long before shipment an inspection may still be agreed."),
    ] = 7
    reinspection_payer: Annotated[
        Literal["buyer", "supplier"], _choice("P, T28", "Who pays the inspection after a failed one.")
    ] = "supplier"
    pending_decision_days: Annotated[
        int, _days(1, 90, "P, O35", "How long the buyer may judge a pending inspection before it counts as failed.")
    ] = 7
    visits_max: Annotated[int, _number("visits", 1, 1_000, "P", "The most visits of one order.")] = 20
    visit_moves_max: Annotated[int, _number("times", 0, 20, "P", "How often a visit may be moved.")] = 3
    visit_fixed_from_hours: Annotated[
        int, _number("hour of the day before", 0, 24, "O34", "From when on a visit cannot be moved or withdrawn.")
    ] = 12
    business_days_country: Annotated[
        Literal["CN", "DE", "FR", "GB", "HK", "IN", "JP", "SG", "US", "VN"],
        _choice("4.6", "Whose working days count where a rule says business days.", "ISO 3166 country"),
    ] = "CN"
    preship_accept_ttl_days: Annotated[
        int,
        _days(
            1, 90, "O37, T26", "How long goods that passed, or need no inspection, wait before they count as accepted."
        ),
    ] = 7
    failed_inspection_ttl_days: Annotated[
        int,
        _days(
            1,
            180,
            "P, T59",
            "How long goods that failed wait for rework, discount or dispute before the system opens a case.",
        ),
    ] = 30
    late_backstop_days: Annotated[
        int, _days(1, 180, "P, T55-T57", "How long an order stays late before the system opens a case.")
    ] = 30
    respond_ttl_days: Annotated[
        int, _days(1, 60, "S58, A7", "How long the other side has to answer before the claimant may escalate.")
    ] = 5
    no_response_effect: Annotated[
        Literal["may_escalate", "auto_uphold"],
        _choice(
            "S59, D05",
            "What happens to a claim that nobody answers in time: the claimant may escalate, or the claim is upheld.",
        ),
    ] = "may_escalate"
    negotiation_min_days: Annotated[
        int,
        _days(0, 60, "S58, O23, D09", "How long after the opening both sides talk before one may escalate."),
    ] = 5
    auto_escalate_days: Annotated[
        int, _days(1, 90, "O23, D06, D10", "How long after its opening a dispute goes to the dispute team by itself.")
    ] = 7
    assign_sla_business_days: Annotated[
        int,
        _number("business days", 1, 30, "O25, D11", "How long a case waits for an adjudicator before evidence begins."),
    ] = 2
    replacement_days_max: Annotated[
        int, _days(1, 365, "P, D07", "How far ahead an offer may promise a replacement.")
    ] = 90
    promise_claim_days: Annotated[
        int, _days(0, 90, "P, D31, PP15", "How long after its day the buyer may claim that a promise was not kept.")
    ] = 7
    late_claim_exceptions: Annotated[
        tuple[LateReason, ...],
        _choice(
            "O15, T54, R3",
            "When a claim is heard although the order has ended. `receipt_proved`: nobody confirmed receipt, and the "
            "buyer proves that the goods came less than `late_claim_days` ago. `fraud`: the supplier deceived, or knew "
            "of a defect and hid it. `broken_promise`: what an accepted offer promised was not done. "
            "`platform_closed`: the clock confirmed receipt and ended the order.",
            "list",
        ),
    ] = ("fraud", "broken_promise")
    late_claim_days: Annotated[
        int,
        _days(
            1,
            365,
            "O15, T54",
            "How long after the goods came, the fraud was found, the promise was broken or the order was ended.",
        ),
    ] = 30
    late_claim_max_days: Annotated[
        int, _days(1, 3_650, "P, T54", "No claim is heard later than this after the order ended, whatever the reason.")
    ] = 730
    reopen_same_ground: Annotated[
        bool,
        _yes_no(
            "O27, D40",
            "A ground that a dispute has closed may be claimed anew; otherwise only one that nobody answered, or after "
            "a broken promise.",
        ),
    ] = False

    evidence_ttl_days: Annotated[
        int, _days(1, 60, "P, D14", "How long both sides may bring evidence in each round.")
    ] = 5
    evidence_rounds_max: Annotated[
        int, _number("rounds", 1, 5, "P, D16", "How often both sides may be asked for evidence.")
    ] = 2
    evidence_silence: Annotated[
        Literal["decide", "lapse"],
        _choice(
            "P, O25, D14, D15",
            "What happens when the claimant has brought nothing in time: the case is decided on the record, or lapses.",
        ),
    ] = "decide"
    evidence_items_max: Annotated[
        int, _number("pieces", 1, 1_000, "P, D12", "How many pieces of evidence one side may bring in a dispute.")
    ] = 200
    decision_sla_business_days: Annotated[
        int, _number("business days", 1, 60, "P, O25", "How long a decision may take before the lead is alarmed.")
    ] = 5
    dispute_alarm_days: Annotated[
        int, _days(0, 45, "P, R13", "From how many days before its last one an undecided dispute alarms the lead.")
    ] = 7
    dispute_max_days: Annotated[
        int,
        _days(10, 365, "P, D21, R13", "The day after its opening on which an undecided dispute is decided by itself."),
    ] = 45
    inspection_ttl_days: Annotated[
        int, _days(1, 60, "P, D19", "How long a decision waits for an inspection that was ordered.")
    ] = 14
    four_eyes_amount_minor: Annotated[
        dict[CurrencyCode, MinorUnits],
        _choice(
            "P, D20, I11",
            "An award above this needs a second person; in a currency that is not named, every award does.",
            "minor units by currency",
        ),
    ] = field(default_factory=lambda: dict(FOUR_EYES_MINOR))
    appeal_ttl_days: Annotated[
        int, _days(0, 60, "P, D22", "How long either side may appeal before a ruling is carried out.")
    ] = 7
    appeal_sla_business_days: Annotated[
        int,
        _number(
            "business days", 1, 60, "P, D44", "How long an appeal waits for its decision before the ruling stands."
        ),
    ] = 5

    # --- adjudication and remedies
    evidence_weights_bp: Annotated[
        dict[EvidenceClass, EvidenceWeight],
        _choice(
            "4.8, R8",
            "What one piece of evidence of each class weighs alone. A class that is not named keeps its default.",
            "basis points by class",
        ),
    ] = field(default_factory=default_weights)
    evidence_own_cap_bp: Annotated[
        int, _number("basis points", 0, 9_900, "R8", "What all material of a side's own weighs together at most.")
    ] = 4_500
    evidence_floor_bp: Annotated[
        int, _number("basis points", 0, 10_000, "R8", "The strength that a claimant needs to win by weight.")
    ] = 5_000
    evidence_margin_bp: Annotated[
        int,
        _number(
            "basis points", 1, 10_000, "R8", "By how much one side has to lead; with less the evidence is inconclusive."
        ),
    ] = 1_500
    prima_facie_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "R6", "The strength that is enough against a side that stays silent."),
    ] = 2_000
    full_refund_defect_bp: Annotated[
        int,
        _number(
            "basis points", 1, 10_000, "R17, 4.7", "From this share of units out of order, full refund with return."
        ),
    ] = 5_000
    late_loss_cap_bp: Annotated[
        int,
        _number(
            "basis points", 0, 10_000, "R20", "Proven loss by lateness without a clause, at most, of the late value."
        ),
    ] = 1_000
    salvage_bp: Annotated[
        int, _number("basis points", 0, 10_000, "R19", "What a defective unit is still worth, of its price.")
    ] = 0
    value_as_is_cosmetic_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "R18", "Value left by a fault in looks, if neither table nor expert says."),
    ] = 7_000
    value_as_is_functional_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "R18", "Value left by a fault in use, if neither table nor expert says."),
    ] = 4_000
    return_waive_bp: Annotated[
        int,
        _number("basis points", 0, 10_000, "R27", "Goods stay when their way back costs more than this of the award."),
    ] = 3_000
    return_freight_payer: Annotated[
        Literal["at_fault", "buyer"],
        _choice("P, A19", "Who bears the way back of goods if nobody said so: the side at fault, or the buyer."),
    ] = "at_fault"
    return_address_ttl_days: Annotated[
        int, _days(1, 30, "P, D47", "How long the supplier has to say where goods go back to.")
    ] = 3
    return_ship_ttl_days: Annotated[
        int, _days(1, 90, "O54, D33", "How long the buyer has to send goods back, from the day the address was named.")
    ] = 15
    return_accept_ttl_days: Annotated[
        int, _days(1, 60, "P, D36", "How long after delivery the supplier has to look at goods that came back.")
    ] = 7
    return_accept_max_days: Annotated[
        int, _days(1, 180, "P, D36", "How long a return on its way waits for its delivery, from the day it was sent.")
    ] = 30
    return_review_business_days: Annotated[
        int, _number("business days", 1, 60, "P, D35", "How long a contested return waits for its decision.")
    ] = 5
    chargeback_max_days: Annotated[
        int, _days(1, 540, "P, O48, D45", "How long a dispute stands still for a chargeback that nobody decides.")
    ] = 180
    cure_days: Annotated[
        int, _days(0, 90, "R18, R25", "How long a supplier has to rework goods, or to bring a missing document.")
    ] = 10

    def __post_init__(self) -> None:
        """Refuse what no single bound can: a zone that is not one, and the same coverage twice. Raises ValueError."""
        days.zone(self.policy_tz)
        if len(set(self.coverage_types)) != len(self.coverage_types):
            raise ValueError("a coverage is named twice")


class Policies(msgspec.Struct, frozen=True):
    """Every policy version there ever was, and the number of the one for orders agreed now."""

    by_version: Mapping[int, Policy]
    current: int

    def of(self, version: int) -> Policy:
        """The policy that an order agreed under `version` keeps. Raises KeyError if there never was one."""
        return self.by_version[version]

    @property
    def now(self) -> Policy:
        """The policy for orders agreed now."""
        return self.by_version[self.current]


PRESETS: Final[dict[str, Policy]] = {
    "seed": Policy(),
    "alibaba_2018": Policy(
        coverage_types=("post_delivery",),
        claim_days_after_auto_confirm=30,
        late_claim_exceptions=LATE_REASONS,
        respond_ttl_days=3,
        negotiation_min_days=3,
        evidence_silence="lapse",
        policy_tz="Asia/Shanghai",
    ),
    "strict_buyer": Policy(
        claim_days_after_auto_confirm=30,
        late_claim_exceptions=LATE_REASONS,
        auto_confirm_needs_delivery_evidence=True,
        uncovered_reserve_until="claim_window_end",
        no_response_effect="auto_uphold",
        fee_shift_on_fault=True,
    ),
    "strict_supplier": Policy(early_release="within_limit", underpay_absorbed_by="buyer", return_freight_payer="buyer"),
}
"""Policies to start from (4.12 Presets, R2, R3). `strict_supplier` names early release although `seed` has it too,
as the rulebook does."""


def describe() -> list[Described]:
    """Every parameter in the order of `Policy`, as the reference page, the settings page and the CLI show it."""
    return described(PRESETS["seed"], shown)


def differences(preset: str) -> dict[str, tuple[str, str]]:
    """What a preset changes: parameter to (value in `seed`, value in the preset), as shown. Raises KeyError for no
    preset."""
    seed, other = PRESETS["seed"], PRESETS[preset]
    return {
        name: (shown(getattr(seed, name)), shown(getattr(other, name)))
        for name in Policy.__struct_fields__
        if getattr(seed, name) != getattr(other, name)
    }


def shown(value: Any) -> str:
    """A parameter's value for people: `yes`, `30`, `pre_shipment, post_delivery`, `USD 5000`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and any(isinstance(one, Row) for one in value.values()):
        return ", ".join(shown_row(name, row) for name, row in value.items())
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(one)}" for key, one in value.items())
    if isinstance(value, tuple):
        return ", ".join(shown(one) for one in value) or "none"
    return str(value)


def reference_page() -> str:
    """The page docs/reference/policy.md, as Markdown."""
    lines = [
        "# Policy parameters",
        "",
        "Every figure and choice that an operator sets. A policy has versions; an order keeps the version under which",
        "it was agreed. Days are calendar days in the zone `policy_tz`: the day of the event is day 0, and a term of N",
        "days ends at 24:00 of day N.",
        "",
        "Sources: S, A, O, R, T, M and PP are numbers of the rulebook, P is a figure of our own. This page is written",
        "from `trade/policy.py`.",
        "",
        "| parameter | unit | default | allowed | meaning | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{row.name}` | {row.unit} | {row.default} | {row.allowed} | {row.meaning} | {row.source} |"
        for row in describe()
    ]
    lines += [
        "",
        "## Presets",
        "",
        "A preset is a policy to start from. `seed` has the defaults above; the others differ in this.",
        "",
    ]
    lines += ["| preset | parameter | in `seed` | in the preset |", "|---|---|---|---|"]
    for preset in PRESETS:
        lines += [f"| `{preset}` | `{name}` | {old} | {new} |" for name, (old, new) in differences(preset).items()]
    return "\n".join(lines) + "\n"
