"""Bank debit ("online bank payment"): by far the cheapest rail for a large order, for buyers with an account in the
United States and, for some banks, in Germany and France (S41, S46, A8, A9, A11, SC17, SC19).

Sources: S41 (50,000 USD from the United States, 10,000 from elsewhere, 15 to 30 a payment, USD and EUR, 4 to 5 working
days), O42 (15), 4.3 (returns for 60 days, refunds in 3 to 4 working days).
"""

from typing import Final

from fairhold.rails import checks
from fairhold.rails.shape import Arrival, Fee, Kind, Objection, RefundPath, Reversal, by_band, in_working_days
from fairhold.rails.wish import Wish
from fairhold.trade.rail import BankDebit


def _country(name: str, row: BankDebit, wish: Wish) -> Objection | None:
    return checks.country_among(row.title, tuple(row.payment_max_usd_minor), wish)


def _most(row: BankDebit, wish: Wish) -> int:
    return row.payment_max_usd_minor[wish.buyer_country]


def _fee(row: BankDebit, wish: Wish) -> Fee:
    return by_band(row.fees_minor[wish.currency], wish.amount, "on_top")


def _arrival(row: BankDebit, wish: Wish) -> Arrival:
    return in_working_days(wish, row.arrival_least_days, row.arrival_most_days)


def _reversal(row: BankDebit) -> Reversal:
    days = row.reversible_days
    return Reversal("bank_return", f"The buyer's bank can take it back for {days} days.", (days, days))


def _refund(row: BankDebit) -> RefundPath:
    days = (row.refund_least_days, row.refund_most_days)
    return RefundPath("same_account", "Back to the account it came from.", days)


def _notes(row: BankDebit, wish: Wish) -> tuple[str, ...]:
    if wish.buyer_country == "US":
        return ()
    return (f"Only some banks in {wish.buyer_country} take part: ask yours first.",)


KIND: Final = Kind(
    row=BankDebit,
    also_called=("online_bank", "online_bank_payment", "ach", "e_checking"),
    checks=(
        _country,
        checks.currency,
        checks.supplier_takes,
        checks.payment_max(_most, "SC19"),
        checks.payments_made,
        checks.supplier_cap,
    ),
    fee=_fee,
    arrival=_arrival,
    reversal=_reversal,
    refund=_refund,
    notes=_notes,
)
