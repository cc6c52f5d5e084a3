"""What a journal is made of: a posting, the ways to write several, and what a kind of event may post.

Which event posts what is said in `payment_postings`, `goods_postings`, `supplier_postings` and `remittance_postings`;
`ledger` puts them together.
"""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, NamedTuple

import msgspec

from fairhold.trade.accounts import HOUSE, Account

Pair = tuple[Account, Account]
"""An account to debit and an account to credit."""

Side = tuple[Account, int, int]
"""An account, its owner and an amount."""


class Posting(msgspec.Struct, frozen=True, gc=False):
    """One row of the books, `amount` in minor units > 0; an owner is a stream id, 0 for the house."""

    debit: Account
    debit_owner: int
    credit: Account
    credit_owner: int
    amount: int
    currency: str


class Journal(NamedTuple):
    """What a kind of event posts: the postings of one event of a stream, and the pairs they may have (4.10).

    The pairs are said apart from the function, so that a test can hold it to them.
    """

    post: Callable[[Any, int], Iterable[Posting]]
    pairs: frozenset[Pair]


def between(debit: Account, credit: Account) -> Journal:
    """The journal of an event whose whole `amount` goes one way; an account that is not the house's is its stream's."""
    own_debit, own_credit = debit not in HOUSE, credit not in HOUSE

    def post(e: Any, stream: int) -> Iterable[Posting]:
        return move(e.currency, (debit, stream if own_debit else 0, credit, stream if own_credit else 0, e.amount))

    return Journal(post, frozenset({(debit, credit)}))


def each(debits: Iterable[Account], credits: Iterable[Account]) -> frozenset[Pair]:
    """Every pair of one of the debits with one of the credits."""
    return frozenset(product(debits, credits))


def move(currency: str, *rows: tuple[Account, int, Account, int, int]) -> list[Posting]:
    """Rows as (debit, owner, credit, owner, amount); rows of nothing are left out."""
    return [Posting(d, do, c, co, amount, currency) for d, do, c, co, amount in rows if amount]


def flow(currency: str, debits: list[Side], credits: list[Side]) -> list[Posting]:
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
