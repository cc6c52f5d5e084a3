"""The three outside parties that the sandbox plays, one row each: what they call things and what they keep.

A card acquirer, the bank that collects debits, and a lender differ in words, in what they cost and in how a payment can
be taken back; everything else is one machine (`simulator.py`).
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from fairhold.acquiring.notice import Happened

Reversal = Literal["chargeback_opened", "returned", "loan_reversed"]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One outside party. `cost_bp` and `cost_minor` are what it keeps of our fee, never more than the fee.

    `taken`, `given_back` and `reversal` are its words for a capture, a refund and a payment that it takes back.
    """

    rail: str
    title: str
    asks_for: str
    taken: Happened
    given_back: Happened
    reversal: Reversal
    port: int
    cost_bp: int = 0
    cost_minor: int = 0
    declines: tuple[str, ...] = ()

    def cost(self, amount: int, fee: int) -> int:
        """What it keeps when it settles, in minor units."""
        return min(fee, amount * self.cost_bp // 10_000 + self.cost_minor)


PROFILES: Final[Mapping[str, Profile]] = {
    profile.rail: profile
    for profile in (
        Profile(
            rail="card",
            title="Sandbox card acquirer",
            asks_for="Card number",
            taken="captured",
            given_back="refunded",
            reversal="chargeback_opened",
            port=8391,
            cost_bp=140,
            declines=("4000000000000002",),
        ),
        Profile(
            rail="bank_debit",
            title="Sandbox bank debits",
            asks_for="Account number",
            taken="captured",
            given_back="refunded",
            reversal="returned",
            port=8392,
            cost_minor=100,
            declines=("000000000",),
        ),
        Profile(
            rail="pay_later",
            title="Sandbox lender",
            asks_for="Borrower number",
            taken="loan_drawn",
            given_back="loan_repaid",
            reversal="loan_reversed",
            port=8393,
            declines=("0000",),
        ),
    )
}
"""Every party by the name of its rail; `port` is where it listens unless told otherwise."""
