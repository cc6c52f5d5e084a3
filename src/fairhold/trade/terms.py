"""The contract: an immutable, hashed record of what both sides sign (rulebook 4.1.1, S16-S28, O7).

It holds the figures and dates that move money, the descriptions of the goods and the typed terms about them
(`families.py`). It does not judge whether a term can be proved: that is the linter's work. Both parties sign its
fingerprint, never a picture of it.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

import msgspec

from fairhold.trade import days, ids
from fairhold.trade.families import (
    DisputeTerm,
    GoodsTerms,
    InspectionTerm,
    LateDamages,
    Listing,
    OffPlatform,
    QualityTerm,
    ShipmentTerm,
    Short,
    Text,
    Waiver,
    over,
)
from fairhold.trade.money import EXPONENTS, Money, money, show
from fairhold.trade.policy import Policy
from fairhold.trade.protection import Coverage
from fairhold.trade.refusal import Refused, refuse

PartyId = Annotated[str, msgspec.Meta(pattern=r"^pty_[0-9a-hjkmnp-tv-z]{13}$")]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
ShippingMethod = Literal["express", "air", "sea", "land", "post"]
Incoterm = Literal["EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"]

PIECES = "pcs"
"""The usual unit of a line's quantity."""

FREIGHT_COLLECT: frozenset[str] = frozenset({"EXW", "FCA", "FAS", "FOB"})
"""Trade terms under which the buyer pays freight elsewhere, so the freight field stays empty (O10)."""


class Line(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One kind of goods: exact quantity, unit price and what was specified (S17-S23).

    `terms` are its own typed terms; a family it leaves out is that of the contract's `goods`.
    """

    description: Short
    quantity: Quantity
    unit: Annotated[str, msgspec.Meta(min_length=1, max_length=20)] = PIECES
    unit_price: Money
    specification: Text = ""
    terms: GoodsTerms | None = None

    def __post_init__(self) -> None:
        """A unit that was said and is the usual one is the usual one, so that it has the same bytes."""
        if self.unit is not PIECES and self.unit == PIECES:
            msgspec.structs.force_setattr(self, "unit", PIECES)


class ShipBy(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """When the goods must leave: a date, or so many days after a payment is in (S25, O7). Exactly one of the two."""

    on: date | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=730)] | None = None
    after: Literal["initial_payment", "balance_payment"] = "initial_payment"


class Contract(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One version of the contract. `total` = lines + freight - discount, `initial` the down payment, the rest the
    balance.

    Only where the balance follows shipment may the initial payment be zero (open account, T32, T46). `waivers` name the
    findings that both sides chose to live with: both signatures cover them (T04).
    """

    title: Short
    buyer: PartyId
    supplier: PartyId
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]
    total: Money
    initial: Money
    freight: Money | None = None
    discount: Money | None = None
    coverage: Coverage
    shipping_method: ShippingMethod
    incoterm: Incoterm
    incoterm_place: Annotated[str, msgspec.Meta(max_length=120)] = ""
    destination: Country
    category: Annotated[str, msgspec.Meta(max_length=80)] = ""
    ship_by: ShipBy
    part_shipments: bool = False
    balance_after_shipment: bool = False
    inspection: InspectionTerm | None = None
    kept_share: Money | None = None
    late_damages: LateDamages | None = None
    quality: Text = ""
    packaging: Text = ""
    dispute_resolution: Text = ""
    remarks: Text = ""
    goods: GoodsTerms | None = None
    shipment: ShipmentTerm | None = None
    dispute: DisputeTerm | None = None
    listing: Listing | None = None
    off_platform: Annotated[tuple[OffPlatform, ...], msgspec.Meta(max_length=20)] = ()
    waivers: Annotated[tuple[Waiver, ...], msgspec.Meta(max_length=100)] = ()

    @property
    def currency(self) -> str:
        """The one currency of the order, ISO 4217."""
        return self.total.currency

    @property
    def buyer_id(self) -> int:
        """The buyer's party id, 0 when the text is not one (`check` refuses that)."""
        return ids.from_text(ids.PARTY_PREFIX, self.buyer) or 0

    @property
    def supplier_id(self) -> int:
        """The supplier's party id, 0 when the text is not one (`check` refuses that)."""
        return ids.from_text(ids.PARTY_PREFIX, self.supplier) or 0


def canonical(contract: Contract) -> bytes:
    """The canonical form: JSON with keys in declared order, no white space, figures as they were written, and without
    terms that have their default: a term that contracts learn later leaves older fingerprints as they are.
    """
    return _encoder.encode(contract)


def fingerprint(contract: Contract) -> str:
    """SHA-256 (hex) of the canonical form, which is what both sides sign."""
    return hashlib.sha256(canonical(contract)).hexdigest()


def sampling(contract: Contract, lines: Sequence[int] = ()) -> InspectionTerm | QualityTerm | None:
    """The term that says how these lines (all if none are named) are sampled: the inspection's, else the quality terms'
    if they all say the same; None where the contract is silent (O33: what it says beats the default).
    """
    if contract.inspection is not None and contract.inspection.level is not None:
        return contract.inspection
    said = [over(contract.goods, contract.lines[i].terms).quality for i in lines or range(len(contract.lines))]
    first = said[0]
    if first is None or first.level is None:
        return None
    plan = first.standard, first.level, first.aql
    same = all(one is not None and (one.standard, one.level, one.aql) == plan for one in said)
    return first if same else None


def check(contract: Contract, policy: Policy, today: date) -> Refused | None:
    """The first fault of a contract, or None: parties, currency, sums, coverage, dates, in this order (S20-S26, O7,
    O10).
    """
    return (
        _check_parties(contract, policy)
        or _check_money(contract, policy)
        or _check_sums(contract)
        or _check_delivery(contract, policy)
        or check_date(contract, today)
    )


def check_date(contract: Contract, today: date) -> Refused | None:
    """The one fault that time alone can bring to a contract: its ship date has passed (S25)."""
    on = contract.ship_by.on
    if on is not None and on < today:
        return refuse("date_in_past", f"{on} has passed.", "S25", pointer="/contract/ship_by/on")
    return None


def with_listing_day(contract: Contract, day: date, before: Contract | None = None) -> Contract:
    """The contract whose listing says on which day it was taken (S72): the day given in it, else that of the same
    listing in the version before, else `day`. The fingerprint is taken of this.
    """
    listing = contract.listing
    if listing is None or listing.taken_on is not None:
        return contract
    known = before.listing if before is not None else None
    if known is not None and (known.title, known.text) == (listing.title, listing.text):
        day = known.taken_on or day
    return msgspec.structs.replace(contract, listing=msgspec.structs.replace(listing, taken_on=day))


def check_listing(contract: Contract, today: date) -> Refused | None:
    """A listing cannot have been taken on a day to come (S72)."""
    listing = contract.listing
    if listing is None or listing.taken_on is None or listing.taken_on <= today:
        return None
    return refuse("date_in_future", f"{listing.taken_on} has not come.", "S72", pointer="/contract/listing/taken_on")


def goods_value(contract: Contract, quantities: tuple[int, ...]) -> int:
    """Value in minor units of so many of each line, with freight less discount shared by value, half up (R16, R30).

    Goods without a price (samples, of which only freight is paid) have none.
    """
    lines = sum(line.unit_price.minor * line.quantity for line in contract.lines)
    if not lines:
        return 0
    part = sum(line.unit_price.minor * n for line, n in zip(contract.lines, quantities, strict=True))
    return (contract.total.minor * part * 2 + lines) // (2 * lines)


def changes(old: Contract, new: Contract) -> tuple[str, ...]:
    """The names of the terms in which two versions differ, in the contract's order."""
    return tuple(name for name in Contract.__struct_fields__ if getattr(old, name) != getattr(new, name))


def lowered(contract: Contract, gap: int, total_too: bool) -> Contract:
    """The version after a supplier accepts a shortfall of the initial payment (T15).

    The initial payment falls by `gap` minor units; the total falls with it (a discount) or stays (the balance grows).
    """
    initial = money(contract.initial.minor - gap, contract.currency)
    kept = contract.kept_share
    if kept is not None and kept.minor > initial.minor:
        contract = msgspec.structs.replace(contract, kept_share=initial)
    if not total_too:
        return msgspec.structs.replace(contract, initial=initial)
    discount = money((contract.discount.minor if contract.discount else 0) + gap, contract.currency)
    total = money(contract.total.minor - gap, contract.currency)
    return msgspec.structs.replace(contract, initial=initial, total=total, discount=discount)


_encoder = msgspec.json.Encoder()


def _check_parties(contract: Contract, policy: Policy) -> Refused | None:
    if not contract.buyer_id:
        return refuse("party_unknown", f"{contract.buyer} is not a party.", "T01", pointer="/contract/buyer")
    if not contract.supplier_id:
        return refuse("party_unknown", f"{contract.supplier} is not a party.", "T01", pointer="/contract/supplier")
    if contract.buyer == contract.supplier:
        return refuse("same_party", "Buyer and supplier are the same company.", "T01", pointer="/contract/supplier")
    if len(contract.lines) > policy.contract_lines_max:
        detail = f"{len(contract.lines)} lines; at most {policy.contract_lines_max}."
        return refuse("too_many_lines", detail, "policy contract_lines_max", pointer="/contract/lines")
    written = _text_length(contract)
    if written > policy.contract_text_max:
        detail = f"{written:,} characters of free text; at most {policy.contract_text_max:,}."
        return refuse("contract_text_too_long", detail, "policy contract_text_max", pointer="/contract")
    return None


def _text_length(contract: Contract) -> int:
    """Characters of all that is written freely."""
    own = len(contract.title) + len(contract.quality) + len(contract.packaging)
    own += len(contract.dispute_resolution) + len(contract.remarks)
    if contract.listing is not None:
        own += len(contract.listing.title) + len(contract.listing.text)
    return own + sum(len(line.description) + len(line.specification) for line in contract.lines)


def _amounts(contract: Contract) -> list[tuple[str, Money]]:
    named = [("total", contract.total), ("initial", contract.initial)]
    named += [(f"lines/{i}/unit_price", line.unit_price) for i, line in enumerate(contract.lines)]
    named += [(f"off_platform/{i}/amount", declared.amount) for i, declared in enumerate(contract.off_platform)]
    optional = (("freight", contract.freight), ("discount", contract.discount), ("kept_share", contract.kept_share))
    return named + [(name, value) for name, value in optional if value is not None]


def _check_money(contract: Contract, policy: Policy) -> Refused | None:
    currency = contract.currency
    if currency not in EXPONENTS:
        return refuse("currency_unknown", f"{currency} is not a currency.", "S44", pointer="/contract/total/currency")
    if currency not in policy.underpay_tolerance_minor:
        takes = ", ".join(sorted(policy.underpay_tolerance_minor))
        detail = f"No rail takes {currency}; they take {takes}."
        return refuse("currency_not_accepted", detail, "S44", pointer="/contract/total/currency")
    for name, value in _amounts(contract):
        if value.currency != currency:
            detail = f"{name} is in {value.currency}, the total in {currency}."
            return refuse("currency_mixed", detail, "A15", pointer=f"/contract/{name}/currency")
    needed = ("total",) if contract.balance_after_shipment else ("total", "initial")
    for name in needed:
        if getattr(contract, name).minor == 0:
            return refuse("amount_not_positive", f"The {name} is zero.", "S34", pointer=f"/contract/{name}/amount")
    most = policy.amount_max * 10 ** EXPONENTS[currency]
    if contract.total.minor > most:
        detail = f"The total is above {show(most, currency)}."
        return refuse("amount_too_large", detail, "policy amount_max", pointer="/contract/total/amount")
    return None


def _check_sums(contract: Contract) -> Refused | None:
    total = sum(line.quantity * line.unit_price.minor for line in contract.lines)
    total += contract.freight.minor if contract.freight else 0
    total -= contract.discount.minor if contract.discount else 0
    if total != contract.total.minor:
        figures = f"{show(max(total, 0), contract.currency)}, not {show(contract.total.minor, contract.currency)}"
        detail = f"Lines, freight and discount come to {figures}."
        return refuse("total_does_not_add_up", detail, "S16", pointer="/contract/total/amount")
    if contract.initial.minor > contract.total.minor:
        detail = "The initial payment is above the total."
        return refuse("initial_above_total", detail, "S31", pointer="/contract/initial/amount")
    if contract.kept_share and contract.kept_share.minor > contract.initial.minor:
        detail = "The share kept when the buyer never pays the balance is at most the initial payment."
        return refuse("kept_share_above_initial", detail, "4.7 NON_PAYMENT", pointer="/contract/kept_share/amount")
    if contract.freight and contract.freight.minor and contract.incoterm in FREIGHT_COLLECT:
        detail = f"Under {contract.incoterm} the buyer pays freight elsewhere: leave it out."
        return refuse("freight_not_allowed", detail, "O10", pointer="/contract/freight")
    return None


def _check_delivery(contract: Contract, policy: Policy) -> Refused | None:
    if contract.coverage not in policy.coverage_types:
        detail = f"This marketplace offers {', '.join(policy.coverage_types)}."
        return refuse("coverage_not_offered", detail, "S30", pointer="/contract/coverage")
    if contract.category and f"{contract.destination}:{contract.category}" in policy.prohibited_categories:
        detail = f"{contract.category} may not be traded to {contract.destination}."
        return refuse("category_prohibited", detail, "T01", pointer="/contract/category")
    ship_by = contract.ship_by
    if (ship_by.on is None) == (ship_by.days is None):
        detail = "Give either a date or a number of days after a payment."
        return refuse("ship_date_missing", detail, "S25", pointer="/contract/ship_by")
    if ship_by.days is not None and ship_by.after == "balance_payment" and contract.balance_after_shipment:
        detail = "The balance is paid after shipment, so shipment cannot wait for it."
        return refuse("ship_date_circular", detail, "O7", pointer="/contract/ship_by/after")
    if ship_by.on is not None and not days.DAY_EARLIEST <= ship_by.on <= days.DAY_LATEST:
        detail = f"A contract's dates lie between {days.DAY_EARLIEST} and {days.DAY_LATEST}."
        return refuse("date_out_of_range", detail, "S25", pointer="/contract/ship_by/on")
    return None
