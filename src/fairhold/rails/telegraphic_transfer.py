"""T/T: a bank transfer by anybody, without a limit, to the account number of the order and no other (S44, S51, A11,
SC17, SC22).

Sources: S44 (nine currencies, 3 to 7 working days, the bank's charge of usually 20 to 50 USD), O40 (refunds in 3 to 7
working days), 4.3 (a bank can only ask for it back).
"""

from typing import Final

from fairhold.rails import checks
from fairhold.rails.shape import Arrival, Fee, Kind, RefundPath, Reversal, by_band, in_working_days
from fairhold.rails.wish import Wish
from fairhold.trade.rail import TelegraphicTransfer


def _fee(row: TelegraphicTransfer, wish: Wish) -> Fee:
    return by_band(row.fees_minor[wish.currency], wish.amount, "to_the_bank")


def _arrival(row: TelegraphicTransfer, wish: Wish) -> Arrival:
    return in_working_days(wish, row.arrival_least_days, row.arrival_most_days)


def _reversal(row: TelegraphicTransfer) -> Reversal:
    return Reversal("recall", "The sender's bank can ask for it back, which binds nobody.")


def _refund(row: TelegraphicTransfer) -> RefundPath:
    days = (row.refund_least_days, row.refund_most_days)
    return RefundPath("same_account", "Back to the account it came from.", days)


def _notes(row: TelegraphicTransfer, wish: Wish) -> tuple[str, ...]:
    fee = _fee(row, wish)
    if not fee.most:
        return ()
    how_sure = "The charge is an estimate. " if fee.least != fee.most else ""
    return (f"{how_sure}Tell the bank that you pay all charges, or less than due arrives.",)


KIND: Final = Kind(
    row=TelegraphicTransfer,
    also_called=("tt", "t/t", "wire", "wire_transfer", "bank_transfer", "swift"),
    checks=(checks.country, checks.currency, checks.supplier_takes, checks.payments_made, checks.supplier_cap),
    fee=_fee,
    arrival=_arrival,
    reversal=_reversal,
    refund=_refund,
    notes=_notes,
)
