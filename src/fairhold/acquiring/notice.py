"""A notice: one thing that happened at a rail, as its acquirer or lender tells us. Version 1 of the format.

It names the payment by the name under which we asked for it, never by a card: a notice with a card number in any of its
texts is refused before anything of it is kept. Whether it is true, the signature says (`signing.py`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal, get_args

import msgspec

from fairhold.faults import Coded
from fairhold.trade.card import masked
from fairhold.trade.money import Money

NOTICE_BYTES_MAX: Final = 20_000
"""The largest notice, in bytes (B6)."""

Happened = Literal[
    "authorised",
    "captured",
    "settled",
    "failed",
    "refunded",
    "refund_failed",
    "refund_settled",
    "chargeback_opened",
    "chargeback_won",
    "chargeback_lost",
    "returned",
    "loan_drawn",
    "loan_reversed",
    "loan_repaid",
    "loan_paid_down",
]
"""What can have happened to a payment."""

_ALWAYS: Final = ("authorised", "settled", "failed", "refund_failed", "refund_settled")
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "card": frozenset(
        (*_ALWAYS, "captured", "refunded", "chargeback_opened", "chargeback_won", "chargeback_lost"),
    ),
    "bank_debit": frozenset((*_ALWAYS, "captured", "refunded", "returned")),
    "pay_later": frozenset((*_ALWAYS, "loan_drawn", "loan_reversed", "loan_repaid", "loan_paid_down")),
}
"""What can happen on a rail of each kind: a lender knows no chargeback (M26, M29, M30)."""

Text = Annotated[str, msgspec.Meta(max_length=200)]
OwnName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._-]{1,64}(?!\n)$")]
NoticeId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._-]{8,64}(?!\n)$")]


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One notice. `payment` and `refund` are our names of what it is about, `reference` the rail's of this event.

    `amount` is what it moved without any fee of ours, `cost` what the rail kept when it settled, `payer` how the rail
    writes whom the money came from (a scheme and four digits at most).
    """

    version: Literal[1]
    id: NoticeId
    happened: Happened
    at: datetime
    payment: OwnName
    amount: Money
    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    cost: Money | None = None
    refund: OwnName | None = None
    payer: Text = ""
    reason: Text = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that somebody could have written a card number into."""
        return (self.id, self.payment, self.refund or "", self.reference, self.payer, self.reason)


class NoticeError(Coded):
    """A notice that is not one of ours to take: it cannot be read, or holds what we must never hold."""

    codes = frozenset({"notice_malformed", "notice_not_of_rail", "notice_card_number"})


_NEEDS_REFUND: Final = frozenset({"refunded", "refund_failed", "refund_settled", "loan_repaid"})
_decoder: Final = msgspec.json.Decoder(Notice)
assert frozenset(get_args(Happened)) == frozenset().union(*KINDS.values())


def read(body: bytes, kind: str) -> Notice:
    """The notice in a body from a rail of this kind. Raises NoticeError."""
    if len(body) > NOTICE_BYTES_MAX:
        raise NoticeError("notice_malformed", f"a notice has at most {NOTICE_BYTES_MAX} bytes")
    try:
        found = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoticeError("notice_malformed", str(error)) from None
    if found.at.tzinfo is None:
        raise NoticeError("notice_malformed", "`at` has no zone")
    if any(masked(text) != text for text in found.texts):
        raise NoticeError("notice_card_number", "a card number stands in it; nothing of it was kept")
    if found.happened not in KINDS.get(kind, frozenset()):
        raise NoticeError("notice_not_of_rail", f"`{found.happened}` does not happen on a rail of the kind {kind}")
    if found.happened in _NEEDS_REFUND and found.refund is None:
        raise NoticeError("notice_malformed", f"`{found.happened}` names the `refund` that it is about")
    return found


def write(notice: Notice) -> bytes:
    """A notice as it travels."""
    return msgspec.json.encode(notice)
