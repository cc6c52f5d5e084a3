"""The books: the chart of accounts and what each event posts (rulebook 4.10).

Every posting has both sides in one row. `postings` is total over all event types: those without money are listed as
silent, and an event that is in neither table is a programming error. `PAIRS` declares which pairs of accounts each
event may post; a test holds the functions to it.
"""

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any

import msgspec

from fairhold.trade import (
    dispute,
    inspection,
    order_events,
    payment_events,
    remittance_events,
    supplier_events,
    thread,
)
from fairhold.trade.stream import Event


class Account(IntEnum):
    """The accounts. The number is stored and never reused; `wire` is the name in the books."""

    BANK_TRUST = 1
    BANK_HOUSE = 2
    BANK_GUARANTEE = 3
    HOUSE_DUE_TO_TRUST = 5
    SUPPLIER_RECEIVABLE = 6
    CLEARING_CARD = 7
    CLEARING_DEBIT = 8
    CLEARING_LENDER = 9
    TRANSIT_MATCHED = 10
    CLEARING_FEES = 11
    BUYER_RECEIVABLE = 12
    ESCROW_INITIAL = 20
    ESCROW_BALANCE = 21
    FROZEN = 22
    CHARGEBACK_HOLD = 23
    INSPECTION_ESCROW = 24
    SUPPLIER_AVAILABLE = 30
    SUPPLIER_RESERVE = 31
    SUPPLIER_DISPUTE_HOLD = 32
    SUPPLIER_IN_TRANSIT = 33
    SUPPLIER_DEPOSIT = 34
    BUYER_CREDIT = 40
    BUYER_REFUND = 41
    SUSPENSE_UNMATCHED = 50
    INSPECTOR_PAYABLE = 51
    SUSPENSE_COMPLIANCE = 54
    SUSPENSE_FX = 55
    CLEARING_FX = 56
    ESCHEAT_PAYABLE = 57
    FEE_DUE_TO_HOUSE = 60
    PROCESSING_FEES = 61
    BANK_CHARGES = 70
    RAIL_COSTS = 71
    CHARGEBACK_FEES = 72
    FX_LOSS = 80
    SERVICE_FEES = 81
    GOODWILL = 82
    COUPONS = 83
    GUARANTEE_PROVISION = 62
    PROVISION_EXPENSE = 73

    @property
    def wire(self) -> str:
        """The name in the books."""
        return WIRE[self]


WIRE: dict[Account, str] = {
    Account.BANK_TRUST: "bank:trust",
    Account.BANK_HOUSE: "bank:house",
    Account.BANK_GUARANTEE: "bank:guarantee",
    Account.HOUSE_DUE_TO_TRUST: "house:due_to_trust",
    Account.SUPPLIER_RECEIVABLE: "recv:supplier",
    Account.CLEARING_CARD: "clr:card",
    Account.CLEARING_DEBIT: "clr:ach",
    Account.CLEARING_LENDER: "clr:lender",
    Account.CLEARING_FEES: "clr:fees",
    Account.BUYER_RECEIVABLE: "recv:buyer",
    Account.TRANSIT_MATCHED: "transit:matched",
    Account.ESCROW_INITIAL: "ord:escrow:initial",
    Account.ESCROW_BALANCE: "ord:escrow:balance",
    Account.FROZEN: "ord:frozen",
    Account.CHARGEBACK_HOLD: "ord:cb_hold",
    Account.INSPECTION_ESCROW: "ord:insp_escrow",
    Account.SUPPLIER_AVAILABLE: "sup:available",
    Account.SUPPLIER_RESERVE: "sup:reserve",
    Account.SUPPLIER_DISPUTE_HOLD: "sup:dispute_hold",
    Account.SUPPLIER_IN_TRANSIT: "sup:in_transit",
    Account.SUPPLIER_DEPOSIT: "sup:deposit",
    Account.BUYER_CREDIT: "buy:credit",
    Account.BUYER_REFUND: "buy:refund",
    Account.SUSPENSE_UNMATCHED: "susp:unmatched",
    Account.INSPECTOR_PAYABLE: "insp:payable",
    Account.SUSPENSE_COMPLIANCE: "susp:compliance",
    Account.SUSPENSE_FX: "susp:fx",
    Account.CLEARING_FX: "clr:fx",
    Account.ESCHEAT_PAYABLE: "escheat:payable",
    Account.FEE_DUE_TO_HOUSE: "fee:due_to_house",
    Account.PROCESSING_FEES: "inc:processing",
    Account.GUARANTEE_PROVISION: "prov:guarantee",
    Account.PROVISION_EXPENSE: "exp:guarantee_provision",
    Account.BANK_CHARGES: "exp:bank_charges",
    Account.RAIL_COSTS: "exp:rail",
    Account.CHARGEBACK_FEES: "exp:cb_fee",
    Account.FX_LOSS: "exp:fx",
    Account.SERVICE_FEES: "inc:service",
    Account.GOODWILL: "exp:goodwill",
    Account.COUPONS: "coupon:owed",
}

CLEARING = frozenset({Account.CLEARING_CARD, Account.CLEARING_DEBIT, Account.CLEARING_LENDER})
"""Client money that a rail has captured and not paid yet, less what it refunded for us and has not taken yet."""

TRUST_ASSETS = CLEARING | {Account.BANK_TRUST, Account.HOUSE_DUE_TO_TRUST, Account.CLEARING_FX}
"""What covers client money: the trust account, what rails still owe it, what the house owes it, and what is being
exchanged (I2, M9b, M11).
"""

GROW_BY_DEBIT = TRUST_ASSETS | {
    Account.BANK_HOUSE,
    Account.SUPPLIER_RECEIVABLE,
    Account.BUYER_RECEIVABLE,
    Account.CLEARING_FEES,
    Account.BANK_CHARGES,
    Account.RAIL_COSTS,
    Account.CHARGEBACK_FEES,
    Account.FX_LOSS,
    Account.GOODWILL,
    Account.BANK_GUARANTEE,
    Account.PROVISION_EXPENSE,
}
"""Assets and costs: accounts whose balance people count by its debits."""

CLIENT_LIABILITIES = frozenset(
    {
        Account.TRANSIT_MATCHED,
        Account.ESCROW_INITIAL,
        Account.ESCROW_BALANCE,
        Account.FROZEN,
        Account.CHARGEBACK_HOLD,
        Account.INSPECTION_ESCROW,
        Account.SUPPLIER_AVAILABLE,
        Account.SUPPLIER_RESERVE,
        Account.SUPPLIER_DISPUTE_HOLD,
        Account.SUPPLIER_IN_TRANSIT,
        Account.SUPPLIER_DEPOSIT,
        Account.BUYER_CREDIT,
        Account.BUYER_REFUND,
        Account.SUSPENSE_UNMATCHED,
        Account.SUSPENSE_COMPLIANCE,
        Account.SUSPENSE_FX,
        Account.INSPECTOR_PAYABLE,
        Account.ESCHEAT_PAYABLE,
    }
)
"""Money that belongs to buyers, suppliers, inspectors, senders or whoever the law says; never in debit (I3)."""

SUSPENSE = frozenset({Account.SUSPENSE_UNMATCHED, Account.SUSPENSE_COMPLIANCE})
"""Where the money of a remittance lies while nobody has it."""

TRUST_LIABILITIES = CLIENT_LIABILITIES | {Account.FEE_DUE_TO_HOUSE}
"""What the trust assets must equal, per currency (I2): client money and fees not yet swept."""


class Posting(msgspec.Struct, frozen=True, gc=False):
    """One row of the books, `amount` in minor units > 0; an owner is a stream id, 0 for the house."""

    debit: Account
    debit_owner: int
    credit: Account
    credit_owner: int
    amount: int
    currency: str


A = Account
Side = tuple[Account, int, int]
"""An account, its owner and an amount."""


def postings(event: Event, stream_id: int) -> tuple[Posting, ...]:
    """What an event of the stream `stream_id` posts, possibly nothing. KeyError for an event of no table."""
    post = _POST.get(type(event))
    if post is None:
        return SILENT[type(event)]
    return tuple(post(event, stream_id))


def _move(currency: str, *rows: tuple[Account, int, Account, int, int]) -> Iterable[Posting]:
    """Rows as (debit, owner, credit, owner, amount); rows of nothing are left out."""
    return [Posting(d, do, c, co, amount, currency) for d, do, c, co, amount in rows if amount]


def _flow(currency: str, debits: list[Side], credits: list[Side]) -> Iterable[Posting]:
    """Pair several debits with several credits of the same sum, in order."""
    rows: list[Posting] = []
    waiting = [list(side) for side in credits if side[2]]
    for account, owner, amount in debits:
        left = amount
        while left:
            to = waiting[0]
            part = min(left, to[2])
            rows.append(Posting(account, owner, Account(to[0]), to[1], part, currency))
            left -= part
            to[2] -= part
            if not to[2]:
                waiting.pop(0)
    return rows


def _payment_received(e: payment_events.PaymentReceived, o: int) -> Iterable[Posting]:
    source = (A.TRANSIT_MATCHED, o) if e.remittance else (A.BANK_TRUST, 0)
    return _move(
        e.currency,
        (*source, A.ESCROW_INITIAL, o, e.initial),
        (*source, A.ESCROW_BALANCE, o, e.balance),
        (*source, A.BUYER_CREDIT, o, e.credit),
    )


def _gap_absorbed(e: payment_events.GapAbsorbed, o: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.HOUSE_DUE_TO_TRUST, 0, A.ESCROW_INITIAL, o, e.initial),
        (A.HOUSE_DUE_TO_TRUST, 0, A.ESCROW_BALANCE, o, e.balance),
        (A.BANK_CHARGES, 0, A.BANK_HOUSE, 0, e.initial + e.balance),
    )


def _gap_returned(e: payment_events.GapReturned, o: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.HOUSE_DUE_TO_TRUST, 0, e.initial),
        (A.ESCROW_BALANCE, o, A.HOUSE_DUE_TO_TRUST, 0, e.balance),
        (A.BANK_HOUSE, 0, A.BANK_CHARGES, 0, e.initial + e.balance),
    )


def _escrow_released(e: payment_events.EscrowReleased, o: int) -> Iterable[Posting]:
    available = e.initial + e.balance - e.fee - e.reserve
    return _flow(
        e.currency,
        [(A.ESCROW_INITIAL, o, e.initial), (A.ESCROW_BALANCE, o, e.balance)],
        [
            (A.SUPPLIER_AVAILABLE, e.supplier, available),
            (A.SUPPLIER_RESERVE, e.supplier, e.reserve),
            (A.FEE_DUE_TO_HOUSE, 0, e.fee),
        ],
    )


def _refund_ordered(e: payment_events.RefundOrdered, o: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.BUYER_REFUND, o, e.initial),
        (A.ESCROW_BALANCE, o, A.BUYER_REFUND, o, e.balance),
        (A.FROZEN, o, A.BUYER_REFUND, o, e.frozen_initial + e.frozen_balance),
        (A.SUPPLIER_DISPUTE_HOLD, e.supplier, A.BUYER_REFUND, o, e.disputed),
        (A.BUYER_CREDIT, o, A.BUYER_REFUND, o, e.credit),
    )


def _cost_shifted(e: payment_events.CostShifted, o: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.BUYER_REFUND, o, e.initial),
        (A.ESCROW_BALANCE, o, A.BUYER_REFUND, o, e.balance),
        (A.SUPPLIER_AVAILABLE, e.supplier, A.BUYER_REFUND, o, e.available),
    )


CLEARS: dict[str, Account] = {
    "card": Account.CLEARING_CARD,
    "bank_debit": Account.CLEARING_DEBIT,
    "pay_later": Account.CLEARING_LENDER,
}
"""The clearing account of each kind of rail that we ask for money."""


def _payment_captured(e: payment_events.PaymentCaptured, o: int) -> Iterable[Posting]:
    rail = CLEARS[e.kind]
    return _move(
        e.currency,
        (rail, 0, A.ESCROW_INITIAL, o, e.initial),
        (rail, 0, A.ESCROW_BALANCE, o, e.balance),
        (rail, 0, A.BUYER_CREDIT, o, e.credit),
        (A.CLEARING_FEES, 0, A.PROCESSING_FEES, 0, e.fee),
    )


def _payment_cleared(e: payment_events.PaymentCleared, o: int) -> Iterable[Posting]:
    kept = min(e.fee, e.cost)
    return _move(
        e.currency,
        (A.BANK_TRUST, 0, CLEARS[e.kind], 0, e.amount),
        (A.BANK_HOUSE, 0, A.CLEARING_FEES, 0, e.fee - kept),
        (A.RAIL_COSTS, 0, A.CLEARING_FEES, 0, kept),
        (A.RAIL_COSTS, 0, A.BANK_HOUSE, 0, e.cost - kept),
    )


def _payment_reversed(e: payment_events.PaymentReversed, o: int) -> Iterable[Posting]:
    source = A.BANK_TRUST if e.was_cleared else CLEARS[e.kind]
    return _move(
        e.currency,
        (A.ESCROW_INITIAL, o, source, 0, e.initial),
        (A.ESCROW_BALANCE, o, source, 0, e.balance),
        (A.BUYER_CREDIT, o, source, 0, e.credit),
        (A.BUYER_RECEIVABLE, o, A.BANK_HOUSE, 0, e.owed),
        (A.HOUSE_DUE_TO_TRUST, 0, source, 0, 0 if e.was_cleared else e.owed),
        (A.PROCESSING_FEES, 0, A.CLEARING_FEES, 0, e.fee),
    )


def _refund_settled(e: payment_events.RefundSettled, o: int) -> Iterable[Posting]:
    return _move(e.currency, (A.BUYER_REFUND, o, CLEARS.get(e.kind, A.BANK_TRUST), 0, e.amount))


def _claim_advanced(e: payment_events.ClaimAdvanced, o: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.SUPPLIER_DEPOSIT, e.supplier, A.BUYER_REFUND, o, e.deposit),
        (A.HOUSE_DUE_TO_TRUST, 0, A.BUYER_REFUND, o, e.guarantee),
        (A.SUPPLIER_RECEIVABLE, e.supplier, A.BANK_GUARANTEE, 0, e.guarantee),
    )


def _advance_recovered(e: supplier_events.AdvanceRecovered, s: int) -> Iterable[Posting]:
    own = e.amount if e.source in supplier_events.OWN_BALANCE else 0
    return _move(
        e.currency,
        (A.SUPPLIER_AVAILABLE, s, A.HOUSE_DUE_TO_TRUST, 0, own),
        (A.BANK_GUARANTEE, 0, A.SUPPLIER_RECEIVABLE, s, e.amount),
    )


def _provision_changed(e: supplier_events.ProvisionChanged, s: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.PROVISION_EXPENSE, 0, A.GUARANTEE_PROVISION, s, max(0, e.amount)),
        (A.GUARANTEE_PROVISION, s, A.PROVISION_EXPENSE, 0, max(0, -e.amount)),
    )


def _chargeback_notified(e: payment_events.ChargebackNotified, o: int) -> Iterable[Posting]:
    held = e.initial + e.balance
    fee = (A.SUPPLIER_RECEIVABLE, e.supplier) if e.fee_by == "supplier" else (A.CHARGEBACK_FEES, 0)
    return _move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.CHARGEBACK_HOLD, o, e.initial),
        (A.ESCROW_BALANCE, o, A.CHARGEBACK_HOLD, o, e.balance),
        (A.CHARGEBACK_HOLD, o, A.BANK_TRUST, 0, held),
        (A.SUPPLIER_RECEIVABLE, e.supplier, A.BANK_HOUSE, 0, e.receivable),
        (A.BUYER_RECEIVABLE, o, A.BANK_HOUSE, 0, e.owed),
        (*fee, A.BANK_HOUSE, 0, e.fee),
    )


def _chargeback_closed(e: payment_events.ChargebackClosed, o: int) -> Iterable[Posting]:
    if e.outcome == "lost":
        return ()
    return _move(
        e.currency,
        (A.BANK_TRUST, 0, A.ESCROW_INITIAL, o, e.initial),
        (A.BANK_TRUST, 0, A.ESCROW_BALANCE, o, e.balance),
        (A.BANK_HOUSE, 0, A.SUPPLIER_RECEIVABLE, e.supplier, e.receivable),
        (A.BANK_HOUSE, 0, A.BUYER_RECEIVABLE, o, e.owed),
    )


def _fee_side(e: inspection.FeeHeld | inspection.FeeReturned, o: int) -> tuple[Account, int]:
    return (A.BUYER_CREDIT, o) if e.of == "buyer" else (A.SUPPLIER_AVAILABLE, e.supplier)


def _fee_charged(e: inspection.FeeCharged, o: int) -> Iterable[Posting]:
    return _move(
        e.currency,
        (A.SUPPLIER_AVAILABLE, e.supplier, A.INSPECTOR_PAYABLE, o, e.available),
        (A.SUPPLIER_RECEIVABLE, e.supplier, A.BANK_HOUSE, 0, e.receivable),
        (A.HOUSE_DUE_TO_TRUST, 0, A.INSPECTOR_PAYABLE, o, e.receivable),
    )


def _conversion_ordered(e: remittance_events.ConversionOrdered, r: int) -> Iterable[Posting]:
    sold = _move(
        e.currency,
        (A.SUSPENSE_UNMATCHED, r, A.SUSPENSE_FX, r, e.amount),
        (A.SUSPENSE_FX, r, A.CLEARING_FX, r, e.amount),
    )
    return [*sold, *_move(e.bought.currency, (A.CLEARING_FX, r, A.SUSPENSE_FX, r, e.bought.minor))]


def _conversion_called_off(e: remittance_events.ConversionCalledOff, r: int) -> Iterable[Posting]:
    sold = _move(
        e.currency,
        (A.CLEARING_FX, r, A.SUSPENSE_FX, r, e.amount),
        (A.SUSPENSE_FX, r, A.SUSPENSE_UNMATCHED, r, e.amount),
    )
    return [*sold, *_move(e.bought.currency, (A.SUSPENSE_FX, r, A.CLEARING_FX, r, e.bought.minor))]


def _conversion_received(e: remittance_events.ConversionReceived, r: int) -> Iterable[Posting]:
    came = min(e.received, e.quoted)
    return _move(
        e.currency,
        (A.BANK_TRUST, 0, A.CLEARING_FX, r, came),
        (A.BANK_TRUST, 0, A.FEE_DUE_TO_HOUSE, 0, e.gained),
        (A.BANK_TRUST, 0, A.SUSPENSE_FX, r, e.received - came - e.gained),
        (A.HOUSE_DUE_TO_TRUST, 0, A.CLEARING_FX, r, e.lost),
        (A.SUSPENSE_FX, r, A.CLEARING_FX, r, e.quoted - came - e.lost),
        (A.SUSPENSE_FX, r, A.SUSPENSE_UNMATCHED, r, e.credited - e.absorbed),
        (A.HOUSE_DUE_TO_TRUST, 0, A.SUSPENSE_UNMATCHED, r, e.absorbed),
        (A.FX_LOSS, 0, A.BANK_HOUSE, 0, e.lost + e.absorbed),
    )


def _refund_bounced(e: payment_events.RefundBounced, o: int) -> Iterable[Posting]:
    source = CLEARS.get(e.kind, A.BANK_TRUST)
    return _move(e.currency, (source, 0, A.BUYER_REFUND, o, e.amount if e.was_paid else 0))


_POST: dict[type[Event], Callable[[Any, int], Iterable[Posting]]] = {
    payment_events.PaymentReceived: _payment_received,
    payment_events.PaymentCaptured: _payment_captured,
    payment_events.PaymentCleared: _payment_cleared,
    payment_events.PaymentReversed: _payment_reversed,
    payment_events.BuyerDebtSetOff: lambda e, o: _move(
        e.currency,
        (A.BUYER_CREDIT, o, A.HOUSE_DUE_TO_TRUST, 0, e.amount),
        (A.BANK_HOUSE, 0, A.BUYER_RECEIVABLE, o, e.amount),
    ),
    payment_events.SetOffUndone: lambda e, o: _move(
        e.currency,
        (A.HOUSE_DUE_TO_TRUST, 0, A.BUYER_CREDIT, o, e.amount),
        (A.BUYER_RECEIVABLE, o, A.BANK_HOUSE, 0, e.amount),
    ),
    payment_events.GapAbsorbed: _gap_absorbed,
    payment_events.GapReturned: _gap_returned,
    payment_events.EscrowReleased: _escrow_released,
    payment_events.ReserveReleased: lambda e, o: _move(
        e.currency, (A.SUPPLIER_RESERVE, e.supplier, A.SUPPLIER_AVAILABLE, e.supplier, e.amount)
    ),
    payment_events.RefundOrdered: _refund_ordered,
    payment_events.CostShifted: _cost_shifted,
    payment_events.RefundSettled: _refund_settled,
    payment_events.RefundCleared: lambda e, o: _move(e.currency, (CLEARS[e.kind], 0, A.BANK_TRUST, 0, e.amount)),
    payment_events.ClaimAdvanced: _claim_advanced,
    payment_events.RefundBounced: _refund_bounced,
    payment_events.MoneyFrozen: lambda e, o: _move(
        e.currency, (A.ESCROW_INITIAL, o, A.FROZEN, o, e.initial), (A.ESCROW_BALANCE, o, A.FROZEN, o, e.balance)
    ),
    payment_events.MoneyUnfrozen: lambda e, o: _move(
        e.currency, (A.FROZEN, o, A.ESCROW_INITIAL, o, e.initial), (A.FROZEN, o, A.ESCROW_BALANCE, o, e.balance)
    ),
    payment_events.ChargebackNotified: _chargeback_notified,
    payment_events.ChargebackClosed: _chargeback_closed,
    inspection.FeeHeld: lambda e, o: _move(e.currency, (*_fee_side(e, o), A.INSPECTION_ESCROW, o, e.amount)),
    inspection.FeeReturned: lambda e, o: _move(e.currency, (A.INSPECTION_ESCROW, o, *_fee_side(e, o), e.amount)),
    inspection.FeeEarned: lambda e, o: _move(
        e.currency,
        (A.INSPECTION_ESCROW, o, A.INSPECTOR_PAYABLE, o, e.amount),
        (A.INSPECTION_ESCROW, o, A.FEE_DUE_TO_HOUSE, 0, e.commission),
    ),
    inspection.FeeCharged: _fee_charged,
    inspection.InspectorPaid: lambda e, o: _move(e.currency, (A.INSPECTOR_PAYABLE, o, A.BANK_TRUST, 0, e.amount)),
    dispute.ReleasedMoneyHeld: lambda e, o: _move(
        e.currency,
        (A.SUPPLIER_AVAILABLE, e.supplier, A.SUPPLIER_DISPUTE_HOLD, e.supplier, e.available),
        (A.SUPPLIER_RESERVE, e.supplier, A.SUPPLIER_DISPUTE_HOLD, e.supplier, e.reserve),
    ),
    dispute.ReleasedMoneyFreed: lambda e, o: _move(
        e.currency,
        (A.SUPPLIER_DISPUTE_HOLD, e.supplier, A.SUPPLIER_AVAILABLE, e.supplier, e.available),
        (A.SUPPLIER_DISPUTE_HOLD, e.supplier, A.SUPPLIER_RESERVE, e.supplier, e.reserve),
    ),
    supplier_events.AdvanceRecovered: _advance_recovered,
    supplier_events.ProvisionChanged: _provision_changed,
    supplier_events.DepositReceived: lambda e, s: _move(e.currency, (A.BANK_TRUST, 0, A.SUPPLIER_DEPOSIT, s, e.amount)),
    supplier_events.DepositToppedUp: lambda e, s: _move(
        e.currency, (A.SUPPLIER_AVAILABLE, s, A.SUPPLIER_DEPOSIT, s, e.amount)
    ),
    supplier_events.DepositReleased: lambda e, s: _move(
        e.currency, (A.SUPPLIER_DEPOSIT, s, A.SUPPLIER_AVAILABLE, s, e.amount)
    ),
    supplier_events.AdvanceWrittenOff: lambda e, s: _move(
        e.currency, (A.GUARANTEE_PROVISION, s, A.SUPPLIER_RECEIVABLE, s, e.amount)
    ),
    supplier_events.PayoutRequested: lambda e, s: _move(
        e.currency, (A.SUPPLIER_AVAILABLE, s, A.SUPPLIER_IN_TRANSIT, s, e.amount)
    ),
    supplier_events.PayoutSettled: lambda e, s: _move(
        e.currency, (A.SUPPLIER_IN_TRANSIT, s, A.BANK_TRUST, 0, e.amount)
    ),
    supplier_events.PayoutBounced: lambda e, s: _move(
        e.currency, (A.SUPPLIER_IN_TRANSIT, s, A.SUPPLIER_AVAILABLE, s, e.amount)
    ),
    remittance_events.RemittanceHeld: lambda e, r: _move(
        e.currency, (A.BANK_TRUST, 0, A.SUSPENSE_UNMATCHED, r, e.amount)
    ),
    remittance_events.TrustDebited: lambda e, r: _move(
        e.currency, (A.HOUSE_DUE_TO_TRUST, 0, A.BANK_TRUST, 0, e.amount)
    ),
    remittance_events.RemittanceMatched: lambda e, r: _move(
        e.currency, (A.SUSPENSE_UNMATCHED, r, A.TRANSIT_MATCHED, e.order, e.amount)
    ),
    remittance_events.MatchUndone: lambda e, r: _move(
        e.currency, (A.TRANSIT_MATCHED, e.order, A.SUSPENSE_UNMATCHED, r, e.amount)
    ),
    remittance_events.RemittanceReturned: lambda e, r: _move(
        e.currency, (A.SUSPENSE_UNMATCHED, r, A.BANK_TRUST, 0, e.amount)
    ),
    remittance_events.ReturnCameBack: lambda e, r: _move(
        e.currency, (A.BANK_TRUST, 0, A.SUSPENSE_UNMATCHED, r, e.amount)
    ),
    remittance_events.ReviewBegun: lambda e, r: _move(
        e.currency, (A.SUSPENSE_UNMATCHED, r, A.SUSPENSE_COMPLIANCE, r, e.amount)
    ),
    remittance_events.ReviewCleared: lambda e, r: _move(
        e.currency, (A.SUSPENSE_COMPLIANCE, r, A.SUSPENSE_UNMATCHED, r, e.amount)
    ),
    remittance_events.ReviewEnded: lambda e, r: _move(
        e.currency, (A.SUSPENSE_COMPLIANCE, r, A.SUSPENSE_UNMATCHED, r, e.amount)
    ),
    remittance_events.ConversionOrdered: _conversion_ordered,
    remittance_events.ConversionPaid: lambda e, r: _move(e.currency, (A.CLEARING_FX, r, A.BANK_TRUST, 0, e.amount)),
    remittance_events.ConversionReceived: _conversion_received,
    remittance_events.ConversionCalledOff: _conversion_called_off,
    remittance_events.FeesSwept: lambda e, r: _move(
        e.currency,
        (A.FEE_DUE_TO_HOUSE, 0, A.HOUSE_DUE_TO_TRUST, 0, e.amount),
        (A.BANK_HOUSE, 0, A.SERVICE_FEES, 0, e.amount),
    ),
    payment_events.GoodwillGranted: lambda e, o: _move(e.currency, (A.GOODWILL, 0, A.COUPONS, o, e.amount)),
    payment_events.GoodwillPaid: lambda e, o: _move(e.currency, (A.COUPONS, o, A.BANK_HOUSE, 0, e.amount)),
    remittance_events.RemittanceUnclaimed: lambda e, r: _move(
        e.currency, (A.SUSPENSE_UNMATCHED, r, A.ESCHEAT_PAYABLE, r, e.amount)
    ),
    remittance_events.RemittanceReclaimed: lambda e, r: _move(
        e.currency, (A.ESCHEAT_PAYABLE, r, A.SUSPENSE_UNMATCHED, r, e.amount)
    ),
    supplier_events.PayoutReturned: lambda e, s: _move(
        e.currency, (A.BANK_TRUST, 0, A.SUPPLIER_AVAILABLE, s, e.amount)
    ),
    remittance_events.AppliedToHouse: lambda e, r: _move(
        e.currency, (A.SUSPENSE_UNMATCHED, r, A.HOUSE_DUE_TO_TRUST, 0, e.amount)
    ),
}

_QUIET: tuple[type[Event], ...] = (
    order_events.DraftCreated,
    order_events.DraftEdited,
    order_events.OrderProposed,
    order_events.OrderCountered,
    order_events.ProposalWithdrawn,
    order_events.OrderDeclined,
    order_events.OrderAccepted,
    order_events.AmendmentProposed,
    order_events.AmendmentDropped,
    order_events.ContractAmended,
    order_events.CancellationAsked,
    order_events.CancellationRefused,
    order_events.GoodsReady,
    order_events.CannotShipDeclared,
    order_events.GoodsAccepted,
    order_events.BalanceOverdue,
    order_events.ShipmentOverdue,
    order_events.ConsignmentShipped,
    order_events.ShipmentEnded,
    order_events.DeliveryRecorded,
    order_events.ReceivingExtended,
    order_events.ReceiptConfirmed,
    order_events.ClaimsWaived,
    order_events.HoldPlaced,
    order_events.HoldLiftAsked,
    order_events.HoldLifted,
    order_events.CoverFreed,
    order_events.CoverExposed,
    order_events.OrderClosed,
    thread.MessagePosted,
    thread.OutsideMessageFiled,
    thread.MessageAcknowledged,
    thread.MessageContested,
    thread.TermPromoted,
    inspection.VisitRequested,
    inspection.VisitJoined,
    inspection.VisitConfirmed,
    inspection.PlanProposed,
    inspection.PlanObjected,
    inspection.PlanAgreed,
    inspection.VisitMoved,
    inspection.VisitBegun,
    inspection.VisitEnded,
    inspection.InspectorBounced,
    inspection.InspectorPaidAgain,
    inspection.ReportSubmitted,
    inspection.InspectionRecorded,
    inspection.ReworkStarted,
    dispute.DisputeOpened,
    *dispute.DISPUTE_EVENTS,
    dispute.DisputeClosed,
    dispute.AwardUncovered,
    payment_events.PaymentAnnounced,
    payment_events.PaymentStarted,
    payment_events.PaymentFailed,
    payment_events.OffPlatformDeclared,
    payment_events.MilestoneFunded,
    payment_events.RefundRetried,
    supplier_events.OptedIn,
    supplier_events.OptedOut,
    supplier_events.AcceptedRailsSet,
    supplier_events.LimitGranted,
    supplier_events.GrantWithdrawn,
    supplier_events.LimitComputed,
    supplier_events.LimitSuspended,
    supplier_events.LimitResumed,
    supplier_events.OrderCounted,
    supplier_events.TierSet,
    supplier_events.PointsChanged,
    supplier_events.LimitReserved,
    supplier_events.LimitExposed,
    supplier_events.LimitFreed,
    supplier_events.ProceedsCredited,
    supplier_events.ReserveCredited,
    supplier_events.ProceedsHeld,
    supplier_events.ProceedsFreed,
    supplier_events.ProceedsTaken,
    supplier_events.DebtChanged,
    supplier_events.BalanceCharged,
    supplier_events.BalanceReturned,
    supplier_events.DepositTaken,
    supplier_events.AdvanceDrawn,
    supplier_events.MeasureProposed,
    supplier_events.MeasureAgreed,
    supplier_events.MeasureDropped,
    supplier_events.FaultMarked,
    supplier_events.PayoutAccountSet,
    supplier_events.PayoutAccountChecked,
    supplier_events.PayoutAccountProposed,
    supplier_events.PayoutAccountAgreed,
    supplier_events.PayoutAccountDropped,
    remittance_events.RemittanceProposed,
    remittance_events.RemittanceProposalDropped,
    remittance_events.MatchConfirmed,
    remittance_events.RemittanceReturnOrdered,
    remittance_events.ReturnBounced,
    remittance_events.ClearanceAsked,
    remittance_events.RemittanceBlocked,
    remittance_events.ConversionQuoted,
    remittance_events.NobodyFound,
)

SILENT: dict[type[Event], tuple[Posting, ...]] = dict.fromkeys(_QUIET, ())
"""Events that move no money, or whose money another event of the same asking posts (the supplier's share of an
order).
"""

EVENTS: tuple[type[Event], ...] = (*_POST, *_QUIET)
"""Every event there is."""

PAIRS: dict[type[Event], frozenset[tuple[Account, Account]]] = {
    payment_events.PaymentReceived: frozenset(
        (source, to)
        for source in (A.BANK_TRUST, A.TRANSIT_MATCHED)
        for to in (A.ESCROW_INITIAL, A.ESCROW_BALANCE, A.BUYER_CREDIT)
    ),
    payment_events.BuyerDebtSetOff: frozenset(
        {(A.BUYER_CREDIT, A.HOUSE_DUE_TO_TRUST), (A.BANK_HOUSE, A.BUYER_RECEIVABLE)}
    ),
    payment_events.SetOffUndone: frozenset(
        {(A.HOUSE_DUE_TO_TRUST, A.BUYER_CREDIT), (A.BUYER_RECEIVABLE, A.BANK_HOUSE)}
    ),
    payment_events.GapAbsorbed: frozenset(
        {
            (A.HOUSE_DUE_TO_TRUST, A.ESCROW_INITIAL),
            (A.HOUSE_DUE_TO_TRUST, A.ESCROW_BALANCE),
            (A.BANK_CHARGES, A.BANK_HOUSE),
        }
    ),
    payment_events.GapReturned: frozenset(
        {
            (A.ESCROW_INITIAL, A.HOUSE_DUE_TO_TRUST),
            (A.ESCROW_BALANCE, A.HOUSE_DUE_TO_TRUST),
            (A.BANK_HOUSE, A.BANK_CHARGES),
        }
    ),
    payment_events.EscrowReleased: frozenset(
        (source, to)
        for source in (A.ESCROW_INITIAL, A.ESCROW_BALANCE)
        for to in (A.SUPPLIER_AVAILABLE, A.SUPPLIER_RESERVE, A.FEE_DUE_TO_HOUSE)
    ),
    payment_events.ReserveReleased: frozenset({(A.SUPPLIER_RESERVE, A.SUPPLIER_AVAILABLE)}),
    payment_events.RefundOrdered: frozenset(
        (source, A.BUYER_REFUND)
        for source in (A.ESCROW_INITIAL, A.ESCROW_BALANCE, A.FROZEN, A.SUPPLIER_DISPUTE_HOLD, A.BUYER_CREDIT)
    ),
    payment_events.CostShifted: frozenset(
        (source, A.BUYER_REFUND) for source in (A.ESCROW_INITIAL, A.ESCROW_BALANCE, A.SUPPLIER_AVAILABLE)
    ),
    payment_events.ClaimAdvanced: frozenset(
        {
            (A.SUPPLIER_DEPOSIT, A.BUYER_REFUND),
            (A.HOUSE_DUE_TO_TRUST, A.BUYER_REFUND),
            (A.SUPPLIER_RECEIVABLE, A.BANK_GUARANTEE),
        }
    ),
    supplier_events.AdvanceRecovered: frozenset(
        {(A.SUPPLIER_AVAILABLE, A.HOUSE_DUE_TO_TRUST), (A.BANK_GUARANTEE, A.SUPPLIER_RECEIVABLE)}
    ),
    supplier_events.ProvisionChanged: frozenset(
        {(A.PROVISION_EXPENSE, A.GUARANTEE_PROVISION), (A.GUARANTEE_PROVISION, A.PROVISION_EXPENSE)}
    ),
    supplier_events.DepositReceived: frozenset({(A.BANK_TRUST, A.SUPPLIER_DEPOSIT)}),
    supplier_events.DepositReleased: frozenset({(A.SUPPLIER_DEPOSIT, A.SUPPLIER_AVAILABLE)}),
    supplier_events.AdvanceWrittenOff: frozenset({(A.GUARANTEE_PROVISION, A.SUPPLIER_RECEIVABLE)}),
    supplier_events.DepositToppedUp: frozenset({(A.SUPPLIER_AVAILABLE, A.SUPPLIER_DEPOSIT)}),
    payment_events.PaymentCaptured: frozenset(
        {
            *((rail, to) for rail in CLEARING for to in (A.ESCROW_INITIAL, A.ESCROW_BALANCE, A.BUYER_CREDIT)),
            (A.CLEARING_FEES, A.PROCESSING_FEES),
        }
    ),
    payment_events.PaymentCleared: frozenset(
        {
            *((A.BANK_TRUST, rail) for rail in CLEARING),
            (A.BANK_HOUSE, A.CLEARING_FEES),
            (A.RAIL_COSTS, A.CLEARING_FEES),
            (A.RAIL_COSTS, A.BANK_HOUSE),
        }
    ),
    payment_events.PaymentReversed: frozenset(
        {
            *(
                (source, to)
                for source in (A.ESCROW_INITIAL, A.ESCROW_BALANCE, A.BUYER_CREDIT)
                for to in (A.BANK_TRUST, *CLEARING)
            ),
            (A.BUYER_RECEIVABLE, A.BANK_HOUSE),
            *((A.HOUSE_DUE_TO_TRUST, rail) for rail in CLEARING),
            (A.PROCESSING_FEES, A.CLEARING_FEES),
        }
    ),
    payment_events.RefundSettled: frozenset((A.BUYER_REFUND, to) for to in (A.BANK_TRUST, *CLEARING)),
    payment_events.RefundCleared: frozenset((rail, A.BANK_TRUST) for rail in CLEARING),
    payment_events.RefundBounced: frozenset((source, A.BUYER_REFUND) for source in (A.BANK_TRUST, *CLEARING)),
    payment_events.MoneyFrozen: frozenset({(A.ESCROW_INITIAL, A.FROZEN), (A.ESCROW_BALANCE, A.FROZEN)}),
    payment_events.MoneyUnfrozen: frozenset({(A.FROZEN, A.ESCROW_INITIAL), (A.FROZEN, A.ESCROW_BALANCE)}),
    payment_events.ChargebackNotified: frozenset(
        {
            (A.ESCROW_INITIAL, A.CHARGEBACK_HOLD),
            (A.ESCROW_BALANCE, A.CHARGEBACK_HOLD),
            (A.CHARGEBACK_HOLD, A.BANK_TRUST),
            (A.SUPPLIER_RECEIVABLE, A.BANK_HOUSE),
            (A.BUYER_RECEIVABLE, A.BANK_HOUSE),
            (A.CHARGEBACK_FEES, A.BANK_HOUSE),
        }
    ),
    payment_events.ChargebackClosed: frozenset(
        {
            (A.BANK_TRUST, A.ESCROW_INITIAL),
            (A.BANK_TRUST, A.ESCROW_BALANCE),
            (A.BANK_HOUSE, A.SUPPLIER_RECEIVABLE),
            (A.BANK_HOUSE, A.BUYER_RECEIVABLE),
        }
    ),
    inspection.FeeHeld: frozenset({(A.BUYER_CREDIT, A.INSPECTION_ESCROW), (A.SUPPLIER_AVAILABLE, A.INSPECTION_ESCROW)}),
    inspection.FeeReturned: frozenset(
        {(A.INSPECTION_ESCROW, A.BUYER_CREDIT), (A.INSPECTION_ESCROW, A.SUPPLIER_AVAILABLE)}
    ),
    inspection.FeeEarned: frozenset(
        {(A.INSPECTION_ESCROW, A.INSPECTOR_PAYABLE), (A.INSPECTION_ESCROW, A.FEE_DUE_TO_HOUSE)}
    ),
    inspection.FeeCharged: frozenset(
        {
            (A.SUPPLIER_AVAILABLE, A.INSPECTOR_PAYABLE),
            (A.SUPPLIER_RECEIVABLE, A.BANK_HOUSE),
            (A.HOUSE_DUE_TO_TRUST, A.INSPECTOR_PAYABLE),
        }
    ),
    inspection.InspectorPaid: frozenset({(A.INSPECTOR_PAYABLE, A.BANK_TRUST)}),
    dispute.ReleasedMoneyHeld: frozenset(
        {(A.SUPPLIER_AVAILABLE, A.SUPPLIER_DISPUTE_HOLD), (A.SUPPLIER_RESERVE, A.SUPPLIER_DISPUTE_HOLD)}
    ),
    dispute.ReleasedMoneyFreed: frozenset(
        {(A.SUPPLIER_DISPUTE_HOLD, A.SUPPLIER_AVAILABLE), (A.SUPPLIER_DISPUTE_HOLD, A.SUPPLIER_RESERVE)}
    ),
    supplier_events.PayoutRequested: frozenset({(A.SUPPLIER_AVAILABLE, A.SUPPLIER_IN_TRANSIT)}),
    supplier_events.PayoutSettled: frozenset({(A.SUPPLIER_IN_TRANSIT, A.BANK_TRUST)}),
    supplier_events.PayoutBounced: frozenset({(A.SUPPLIER_IN_TRANSIT, A.SUPPLIER_AVAILABLE)}),
    remittance_events.RemittanceHeld: frozenset({(A.BANK_TRUST, A.SUSPENSE_UNMATCHED)}),
    remittance_events.TrustDebited: frozenset({(A.HOUSE_DUE_TO_TRUST, A.BANK_TRUST)}),
    remittance_events.RemittanceMatched: frozenset({(A.SUSPENSE_UNMATCHED, A.TRANSIT_MATCHED)}),
    remittance_events.MatchUndone: frozenset({(A.TRANSIT_MATCHED, A.SUSPENSE_UNMATCHED)}),
    remittance_events.RemittanceReturned: frozenset({(A.SUSPENSE_UNMATCHED, A.BANK_TRUST)}),
    remittance_events.ReturnCameBack: frozenset({(A.BANK_TRUST, A.SUSPENSE_UNMATCHED)}),
    remittance_events.ReviewBegun: frozenset({(A.SUSPENSE_UNMATCHED, A.SUSPENSE_COMPLIANCE)}),
    remittance_events.ReviewCleared: frozenset({(A.SUSPENSE_COMPLIANCE, A.SUSPENSE_UNMATCHED)}),
    remittance_events.ReviewEnded: frozenset({(A.SUSPENSE_COMPLIANCE, A.SUSPENSE_UNMATCHED)}),
    remittance_events.ConversionOrdered: frozenset(
        {
            (A.SUSPENSE_UNMATCHED, A.SUSPENSE_FX),
            (A.SUSPENSE_FX, A.CLEARING_FX),
            (A.CLEARING_FX, A.SUSPENSE_FX),
        }
    ),
    remittance_events.ConversionPaid: frozenset({(A.CLEARING_FX, A.BANK_TRUST)}),
    remittance_events.ConversionReceived: frozenset(
        {
            (A.BANK_TRUST, A.CLEARING_FX),
            (A.BANK_TRUST, A.FEE_DUE_TO_HOUSE),
            (A.BANK_TRUST, A.SUSPENSE_FX),
            (A.HOUSE_DUE_TO_TRUST, A.CLEARING_FX),
            (A.SUSPENSE_FX, A.CLEARING_FX),
            (A.SUSPENSE_FX, A.SUSPENSE_UNMATCHED),
            (A.HOUSE_DUE_TO_TRUST, A.SUSPENSE_UNMATCHED),
            (A.FX_LOSS, A.BANK_HOUSE),
        }
    ),
    remittance_events.ConversionCalledOff: frozenset(
        {
            (A.CLEARING_FX, A.SUSPENSE_FX),
            (A.SUSPENSE_FX, A.SUSPENSE_UNMATCHED),
            (A.SUSPENSE_FX, A.CLEARING_FX),
        }
    ),
    remittance_events.FeesSwept: frozenset(
        {(A.FEE_DUE_TO_HOUSE, A.HOUSE_DUE_TO_TRUST), (A.BANK_HOUSE, A.SERVICE_FEES)}
    ),
    payment_events.GoodwillGranted: frozenset({(A.GOODWILL, A.COUPONS)}),
    payment_events.GoodwillPaid: frozenset({(A.COUPONS, A.BANK_HOUSE)}),
    remittance_events.RemittanceUnclaimed: frozenset({(A.SUSPENSE_UNMATCHED, A.ESCHEAT_PAYABLE)}),
    remittance_events.RemittanceReclaimed: frozenset({(A.ESCHEAT_PAYABLE, A.SUSPENSE_UNMATCHED)}),
    supplier_events.PayoutReturned: frozenset({(A.BANK_TRUST, A.SUPPLIER_AVAILABLE)}),
    remittance_events.AppliedToHouse: frozenset({(A.SUSPENSE_UNMATCHED, A.HOUSE_DUE_TO_TRUST)}),
}
"""The (debit, credit) pairs that each event may post (4.10)."""
