"""What must hold whenever the simulated marketplace is at rest (4.11). A fault here is a fault of the rules."""

from collections import Counter

from fairhold.lab.market import Market
from fairhold.trade import order_fold, supplier_fold, terms
from fairhold.trade.accounts import TRUST_ASSETS, TRUST_LIABILITIES, Account
from fairhold.trade.order import CLOSED, Order, stage
from fairhold.trade.supplier import Supplier


class ProofFailed(AssertionError):
    """An invariant does not hold; says which, and of what."""


def _hold(is_true: bool, rule: str, about: object) -> None:
    if not is_true:
        raise ProofFailed(f"{rule}: {about}")


def check_order(market: Market, number: int) -> None:
    """I4, I10 and what a closed order leaves, unless a late claim is open (T54): facts as the books say, terms as
    signed. Raises ProofFailed.
    """
    facts, book = market.orders[number], market.books
    funds, c = facts.funds, facts.currency
    _hold(funds.initial == book[Account.ESCROW_INITIAL, number, c], "I4 initial", number)
    _hold(funds.balance == book[Account.ESCROW_BALANCE, number, c], "I4 balance", number)
    _hold(funds.frozen == book[Account.FROZEN, number, c], "I4 frozen", number)
    _hold(funds.credit == book[Account.BUYER_CREDIT, number, c], "I4 credit", number)
    _hold(funds.buyer_owes == -book[Account.BUYER_RECEIVABLE, number, c], "I4 owed by the buyer", number)
    owed = (Account.BUYER_REFUND, Account.LENDER_PAYABLE, Account.ESCHEAT_REFUND)
    _hold(funds.refund == sum(book[account, number, c] for account in owed), "I4 refund", number)
    _hold(facts.fingerprint == terms.fingerprint(facts.terms), "I10", number)
    if stage(facts) in CLOSED and facts.dispute is None:
        left = (funds.held, funds.reserve, funds.disputed, funds.disputed_reserve, facts.reserved, facts.exposed)
        _hold(not any(left), "a closed order keeps nothing", (number, left))
        _hold(market.wakes(number) is None or bool(funds.kept_back), "a closed order waits for nothing", number)


def check_supplier(market: Market, number: int) -> None:
    """I7 and the purse: facts as the books say, granted = free + reserved + drawn. Raises ProofFailed."""
    purse, book = market.suppliers[number].purse("USD"), market.books
    _hold(purse.available == book[Account.SUPPLIER_AVAILABLE, number, "USD"], "purse available", number)
    _hold(purse.reserve == book[Account.SUPPLIER_RESERVE, number, "USD"], "purse reserve", number)
    _hold(purse.dispute_hold == book[Account.SUPPLIER_DISPUTE_HOLD, number, "USD"], "purse held", number)
    kept_back = market.suppliers[number].kept_back("USD")
    _hold(kept_back == book[Account.SUPPLIER_ROLLING, number, "USD"], "rolling reserve", number)
    _hold(purse.in_transit == book[Account.SUPPLIER_IN_TRANSIT, number, "USD"], "purse in transit", number)
    _hold(purse.deposit == book[Account.SUPPLIER_DEPOSIT, number, "USD"], "purse deposit", number)
    _hold(purse.receivable == -book[Account.SUPPLIER_RECEIVABLE, number, "USD"], "purse receivable", number)
    parts = (purse.free, purse.reserved, purse.drawn, purse.exposed, purse.reserved - purse.exposed)
    _hold(min(parts) >= 0 and purse.granted == purse.free + purse.reserved + purse.drawn, "I7", (number, parts))


def check_books(market: Market) -> None:
    """I2, I3: trust assets are what is owed, no client account is in debit. Raises ProofFailed."""
    sums = Counter[str]()
    for (account, owner, currency), amount in market.books.items():
        if account in TRUST_ASSETS | TRUST_LIABILITIES:
            sums[currency] += amount
        _hold(amount >= 0 or account not in TRUST_LIABILITIES, "I3", (account, owner, amount))
    _hold(not any(sums.values()), "I2", dict(sums))


def check_all(market: Market) -> None:
    """Every order, every supplier, the books, the shares of the limit, and every stream folded again (I15)."""
    check_books(market)
    reserved = Counter[int]()
    for number, facts in market.orders.items():
        check_order(market, number)
        reserved[facts.supplier] += facts.reserved
        again = Order(id=number)
        for event in market.streams[number]:
            again = order_fold.evolve(again, event)
        _hold(again == facts, "I15", number)
    for number, company in market.suppliers.items():
        check_supplier(market, number)
        _hold(company.purse("USD").reserved == reserved[number], "I7 shares", number)
        folded = Supplier(id=number)
        for event in market.streams[number]:
            folded = supplier_fold.evolve(folded, event)
        _hold(folded == company, "I15", number)
