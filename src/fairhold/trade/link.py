"""That a buyer seems to be related to a supplier (O50, standards 6.2): why, and what people found when they looked.

The graph from which a link is suspected is in `limit/links.py`; what may be said about one, in `linking.py`.
"""

from collections.abc import Collection
from typing import Final, Literal, get_args

import msgspec

TraitKind = Literal["address", "phone", "email", "device", "ip", "card", "consignee", "owner"]
"""What a company is known by besides its name: business address; telephone; e-mail; the number of a device, a payment
card or an owner, as whoever knows it has it; the network address of logins; where goods go, as name and address.
"""
LinkReason = Literal[
    "same_person",
    "same_account",
    "money_cycle",
    "reported",
    "same_address",
    "same_phone",
    "same_email",
    "same_device",
    "same_ip",
    "same_card",
    "same_consignee",
    "same_owner",
]
"""The same natural person logs in for both; one pays from, or is paid on, the account of the other; what the one buys
comes round to the other as sales; somebody of the staff saw it; or both are known by the same trait, for goods by that
of where the one's go and the other sits.
"""
LINK_REASONS: Final[tuple[LinkReason, ...]] = get_args(LinkReason)

LinkState = Literal["suspected", "confirmed", "cleared"]

STRONG: Final[frozenset[LinkReason]] = frozenset(
    {"same_person", "same_account", "same_device", "same_card", "same_owner"}
)
"""Reasons that one person has both companies in hand. The others are signs that need an explanation."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One buyer of a supplier that seems related to it, for these reasons, and what became of the suspicion."""

    buyer: int
    state: LinkState
    reasons: tuple[LinkReason, ...]


def is_strong(reasons: Collection[LinkReason]) -> bool:
    """Whether the reasons show by themselves that one person has both companies in hand, or two signs agree on it."""
    return not STRONG.isdisjoint(reasons) or len(set(reasons)) > 1


def noted(links: tuple[Link, ...], buyer: int, reasons: tuple[LinkReason, ...]) -> tuple[Link, ...]:
    """The links after one was noted. A new reason reopens one that was cleared; a confirmed one stays confirmed."""
    known = next((one for one in links if one.buyer == buyer), Link(buyer, "suspected", ()))
    state: LinkState = "confirmed" if known.state == "confirmed" else "suspected"
    return _with(links, Link(buyer, state, (*known.reasons, *reasons)))


def judged(links: tuple[Link, ...], buyer: int, state: LinkState) -> tuple[Link, ...]:
    """The links after people looked at one."""
    reasons = next(one.reasons for one in links if one.buyer == buyer)
    return _with(links, Link(buyer, state, reasons))


def _with(links: tuple[Link, ...], new: Link) -> tuple[Link, ...]:
    return tuple(sorted((*(one for one in links if one.buyer != new.buyer), new), key=lambda one: one.buyer))
