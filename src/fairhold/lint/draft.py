"""What is linted: a contract of which anything may still be missing, whatever it was read from.

A `Contract` is a draft in which everything is there. Money is in minor units with its currency, as everywhere.
"""

from datetime import date
from typing import Annotated

import msgspec

from fairhold.trade.families import (
    DisputeTerm,
    GoodsTerms,
    InspectionTerm,
    LateDamages,
    Listing,
    OffPlatform,
    ShipmentTerm,
    Waiver,
)
from fairhold.trade.money import Money
from fairhold.trade.terms import ShipBy
from fairhold.trade.thread import Mention

TEXT_MAX = 20_000
"""Characters of one free text in a draft."""

Text = Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]


class DraftLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of goods, as far as it is known."""

    description: Text = ""
    quantity: int | None = None
    quantity_text: Text = ""
    unit: Text = ""
    unit_price: Money | None = None
    specification: Text = ""
    terms: GoodsTerms | None = None


class Draft(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """A contract on its way: the fields of `Contract`, none of them required, dates also as they were written.

    `ship_by_text` and `quantity_text` hold what stands where a date or a number should be (S25, S23); `clauses` the
    sentences of a pasted text that belong to no field. `supplier_country` (ISO 3166) is where the supplier's
    holidays are kept, where that is known. `mentions` are the materials and colours that the order's thread
    names (SC35b).
    """

    title: Text = ""
    buyer: Text = ""
    supplier: Text = ""
    lines: tuple[DraftLine, ...] = ()
    total: Money | None = None
    initial: Money | None = None
    freight: Money | None = None
    discount: Money | None = None
    coverage: Text = ""
    shipping_method: Text = ""
    incoterm: Text = ""
    incoterm_place: Text = ""
    destination: Text = ""
    supplier_country: Text = ""
    category: Text = ""
    ship_by: ShipBy | None = None
    ship_by_text: Text = ""
    agreed_on: date | None = None
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
    off_platform: tuple[OffPlatform, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    clauses: tuple[Text, ...] = ()
    mentions: tuple[Mention, ...] = ()
