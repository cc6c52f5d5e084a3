"""The chart of accounts (rulebook 4.10): every account with its stored number and its name in the books.

What is posted to them is said in `ledger` and the files of postings beside it.
"""

from enum import IntEnum


class Account(IntEnum):
    """The accounts. The number is stored and never reused; `wire` is the name in the books."""

    wire: str

    def __new__(cls, number: int, wire: str = "") -> "Account":
        """An account of that number and name."""
        account = int.__new__(cls, number)
        account._value_ = number
        account.wire = wire
        return account

    BANK_TRUST = 1, "bank:trust"
    BANK_HOUSE = 2, "bank:house"
    BANK_GUARANTEE = 3, "bank:guarantee"
    HOUSE_DUE_TO_TRUST = 5, "house:due_to_trust"
    SUPPLIER_RECEIVABLE = 6, "recv:supplier"
    CLEARING_CARD = 7, "clr:card"
    CLEARING_DEBIT = 8, "clr:ach"
    CLEARING_LENDER = 9, "clr:lender"
    TRANSIT_MATCHED = 10, "transit:matched"
    CLEARING_FEES = 11, "clr:fees"
    BUYER_RECEIVABLE = 12, "recv:buyer"
    ESCROW_INITIAL = 20, "ord:escrow:initial"
    ESCROW_BALANCE = 21, "ord:escrow:balance"
    FROZEN = 22, "ord:frozen"
    CHARGEBACK_HOLD = 23, "ord:cb_hold"
    INSPECTION_ESCROW = 24, "ord:insp_escrow"
    SUPPLIER_AVAILABLE = 30, "sup:available"
    SUPPLIER_RESERVE = 31, "sup:reserve"
    SUPPLIER_DISPUTE_HOLD = 32, "sup:dispute_hold"
    SUPPLIER_IN_TRANSIT = 33, "sup:in_transit"
    SUPPLIER_DEPOSIT = 34, "sup:deposit"
    SUPPLIER_ROLLING = 35, "sup:rolling"
    BUYER_CREDIT = 40, "buy:credit"
    BUYER_REFUND = 41, "buy:refund"
    SUSPENSE_UNMATCHED = 50, "susp:unmatched"
    INSPECTOR_PAYABLE = 51, "insp:payable"
    LENDER_PAYABLE = 52, "lend:payable"
    SUSPENSE_COMPLIANCE = 54, "susp:compliance"
    SUSPENSE_FX = 55, "susp:fx"
    CLEARING_FX = 56, "clr:fx"
    ESCHEAT_PAYABLE = 57, "escheat:payable"
    ESCHEAT_REFUND = 58, "escheat:refund"
    FEE_DUE_TO_HOUSE = 60, "fee:due_to_house"
    PROCESSING_FEES = 61, "inc:processing"
    GUARANTEE_PROVISION = 62, "prov:guarantee"
    BANK_CHARGES = 70, "exp:bank_charges"
    RAIL_COSTS = 71, "exp:rail"
    CHARGEBACK_FEES = 72, "exp:cb_fee"
    PROVISION_EXPENSE = 73, "exp:guarantee_provision"
    FX_LOSS = 80, "exp:fx"
    SERVICE_FEES = 81, "inc:service"
    GOODWILL = 82, "exp:goodwill"
    COUPONS = 83, "coupon:owed"


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
        Account.SUPPLIER_ROLLING,
        Account.BUYER_CREDIT,
        Account.BUYER_REFUND,
        Account.SUSPENSE_UNMATCHED,
        Account.SUSPENSE_COMPLIANCE,
        Account.SUSPENSE_FX,
        Account.INSPECTOR_PAYABLE,
        Account.LENDER_PAYABLE,
        Account.ESCHEAT_PAYABLE,
        Account.ESCHEAT_REFUND,
    }
)
"""Money that belongs to buyers, suppliers, inspectors, lenders, senders or the law; never in debit (I3)."""

SUSPENSE = frozenset({Account.SUSPENSE_UNMATCHED, Account.SUSPENSE_COMPLIANCE})
"""Where the money of a remittance lies while nobody has it."""

TRUST_LIABILITIES = CLIENT_LIABILITIES | {Account.FEE_DUE_TO_HOUSE}
"""What the trust assets must equal, per currency (I2): client money and fees not yet swept."""

HOUSE = CLEARING | {
    Account.BANK_TRUST,
    Account.BANK_HOUSE,
    Account.BANK_GUARANTEE,
    Account.HOUSE_DUE_TO_TRUST,
    Account.CLEARING_FEES,
    Account.FEE_DUE_TO_HOUSE,
    Account.PROCESSING_FEES,
    Account.BANK_CHARGES,
    Account.RAIL_COSTS,
    Account.CHARGEBACK_FEES,
    Account.PROVISION_EXPENSE,
    Account.FX_LOSS,
    Account.SERVICE_FEES,
    Account.GOODWILL,
}
"""Accounts of the house: nobody else owns a part of them, their postings have the owner 0."""
