"""What the rules of a dispute read of a contract, signed or still on its way: terms by line, values, who bears what.

A view, made in one place so that a ruling and the check before signing see the same. It decides nothing.
"""

import msgspec

from fairhold.trade.families import DisputeTerm, GoodsTerms, InspectionTerm, LateDamages, Waiver, over
from fairhold.trade.money import split
from fairhold.trade.protection import Coverage
from fairhold.trade.terms import Contract, ShipBy

UNPRICED = 1_000_000
"""Minor units that stand for the whole of a deal whose sums are not known yet."""

NO_TERMS = GoodsTerms()


class DealLine(msgspec.Struct, frozen=True, gc=False):
    """One kind of goods: value in minor units, its own typed terms and those that hold for it."""

    description: str
    quantity: int
    value: int
    own: GoodsTerms | None = None
    terms: GoodsTerms = NO_TERMS


class Deal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The contract as a dispute reads it. Amounts in minor units of `currency`; `priced` is false for a draft without
    sums, whose amounts only keep proportions. `version` is the fingerprint of a signed contract.
    """

    lines: tuple[DealLine, ...]
    total: int
    initial: int
    currency: str
    priced: bool = True
    coverage: Coverage = "post_delivery"
    incoterm: str = ""
    ship_by: ShipBy | None = None
    balance_after_shipment: bool = False
    inspection: InspectionTerm | None = None
    late_damages: LateDamages | None = None
    dispute: DisputeTerm | None = None
    kept_share: int = 0
    packaging: str = ""
    waivers: tuple[Waiver, ...] = ()
    version: str = ""

    @property
    def supplier_bears_transit(self) -> bool:
        """The trade term leaves the risk with the supplier until the goods are delivered (R21)."""
        return self.incoterm in DELIVERED


DELIVERED = frozenset({"DAP", "DPU", "DDP"})
"""Trade terms under which the risk passes at the destination, not at shipment."""


def deal_of(contract: Contract, version: str = "") -> Deal:
    """The view of a contract, of which `version` is the fingerprint."""
    return Deal(
        lines=tuple(
            DealLine(
                line.description,
                line.quantity,
                line.quantity * line.unit_price.minor,
                line.terms,
                over(contract.goods, line.terms),
            )
            for line in contract.lines
        ),
        total=contract.total.minor,
        initial=contract.initial.minor,
        currency=contract.currency,
        coverage=contract.coverage,
        incoterm=contract.incoterm,
        ship_by=contract.ship_by,
        balance_after_shipment=contract.balance_after_shipment,
        inspection=contract.inspection,
        late_damages=contract.late_damages,
        dispute=contract.dispute,
        kept_share=contract.kept_share.minor if contract.kept_share else 0,
        packaging=contract.packaging,
        waivers=contract.waivers,
        version=version,
    )


def share_of(deal: Deal, amount: int, line: int | None) -> int:
    """A line's share of an amount by value, freight and discount with it, half up (R16, R30); all of it for None.

    Goods without a price (samples) have a share by number of lines.
    """
    if line is None:
        return amount
    values = sum(one.value for one in deal.lines)
    if not values:
        return split(amount, 1, len(deal.lines))[0]
    return split(amount, deal.lines[line].value, values)[0]


def part_value(deal: Deal, quantities: tuple[int, ...] | None) -> int:
    """The value of so many of each line in minor units, freight and discount with it; of all goods for None (R20)."""
    if quantities is None:
        return deal.total
    if len(quantities) != len(deal.lines):
        raise ValueError(f"{len(quantities)} quantities for {len(deal.lines)} lines")
    values = sum(one.value for one in deal.lines)
    if not values:
        return 0
    part = sum(
        split(one.value, min(n, one.quantity), one.quantity)[0] for one, n in zip(deal.lines, quantities, strict=True)
    )
    return split(deal.total, part, values)[0]
