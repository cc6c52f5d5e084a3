"""The names under which payments leave, by which the bank tells us of them again (end-to-end ids).

`ord-0a1b2c3d4e5f6-R2` is the second refund of an order, `ord-...-I1` the fee of its first visit of an inspector,
`sup-...-P7` the seventh payout of a supplier, `rem-...-T3` the return of a remittance that its third event ordered.
`rem-...-X1` is the conversion of a remittance, which treasury makes at the bank; the name stands on both of its lines.
Banks carry no underscore, hence the dash.
"""

import re
from typing import Literal

import msgspec

from fairhold.book.outbox import Wish
from fairhold.trade import ids
from fairhold.trade.inspection import BounceInspector, FeeCharged, FeeEarned, InspectorPaidAgain, SettleInspector
from fairhold.trade.money import Money
from fairhold.trade.payment import BounceRefund, SettleRefund, Transfer
from fairhold.trade.payment_events import ClaimAdvanced, CostShifted, RefundOrdered, RefundRetried
from fairhold.trade.payouts import BouncePayout, SettlePayout
from fairhold.trade.remittance import BounceReturn, CallOffConversion, PayConversion, ReceiveConversion, SettleReturn
from fairhold.trade.remittance_events import RemittanceReturnOrdered
from fairhold.trade.stream import Command
from fairhold.trade.supplier_events import PayoutRequested

Kind = Literal["refund", "payout", "return", "inspector", "conversion"]

_NAME = re.compile(r"(ORD|SUP|REM)-([0-9A-HJKMNP-TV-Z]{13})-([RPTIX])([1-9][0-9]{0,8})", re.IGNORECASE)
_KINDS: dict[str, Kind] = {
    "ORD-R": "refund",
    "SUP-P": "payout",
    "REM-T": "return",
    "ORD-I": "inspector",
    "REM-X": "conversion",
}
_FORMS: dict[Kind, tuple[str, str]] = {
    "refund": (ids.ORDER_PREFIX, "R"),
    "payout": (ids.SUPPLIER_PREFIX, "P"),
    "return": (ids.REMITTANCE_PREFIX, "T"),
    "inspector": (ids.ORDER_PREFIX, "I"),
    "conversion": (ids.REMITTANCE_PREFIX, "X"),
}


class Sent(msgspec.Struct, frozen=True):
    """One payment of ours: what kind, whose stream, and its number there."""

    kind: Kind
    stream_id: int
    number: int

    @property
    def name(self) -> str:
        """The end-to-end id."""
        prefix, letter = _FORMS[self.kind]
        return f"{ids.to_text(prefix, self.stream_id).replace('_', '-')}-{letter}{self.number}"

    @property
    def stream(self) -> str:
        """The text of the stream's number."""
        return ids.to_text(_FORMS[self.kind][0], self.stream_id)

    def settle(self, line: str) -> Command:
        """What to ask when the bank has paid it."""
        if self.kind == "refund":
            return SettleRefund(number=self.number, line=line)
        if self.kind == "inspector":
            return SettleInspector(visit=self.number, line=line)
        if self.kind == "conversion":
            return PayConversion(line=line)
        return SettlePayout(number=self.number, line=line) if self.kind == "payout" else SettleReturn(line=line)

    def bounce(self, reason: str, line: str = "", amount: Money | None = None) -> Command:
        """What to ask when the bank refuses it, or has sent it back with a `line` of this amount; what comes under the
        name of a conversion is what was bought.
        """
        reason = reason[:200]
        if self.kind == "refund":
            return BounceRefund(number=self.number, line=line, reason=reason)
        if self.kind == "inspector":
            return BounceInspector(visit=self.number, reason=reason)
        if self.kind == "conversion":
            return CallOffConversion(reason=reason) if amount is None else ReceiveConversion(line=line, amount=amount)
        if self.kind == "payout":
            return BouncePayout(number=self.number, line=line, amount=amount, reason=reason)
        return BounceReturn(line=line, reason=reason)


def read(text: str) -> Sent | None:
    """The payment of ours that an end-to-end id names, or None. Capitals are forgiven, for some banks make them."""
    found = _NAME.fullmatch(text.strip())
    if found is None:
        return None
    kind = _KINDS.get(f"{found[1]}-{found[3]}".upper())
    if kind is None:
        return None
    stream_id = ids.from_text(_FORMS[kind][0], f"{_FORMS[kind][0]}{found[2].lower()}")
    return Sent(kind, stream_id, int(found[4])) if stream_id else None


def by_bank(event: RefundOrdered | CostShifted | ClaimAdvanced) -> list[Transfer]:
    """The transfers that go by bank; the others go by the rail that the money came by (O40)."""
    return [transfer for transfer in event.transfers if not transfer.attempt]


def sent_by(wish: Wish) -> list[Sent]:
    """The payments that a wish asks for."""
    event = wish.event
    if isinstance(event, (RefundOrdered, CostShifted, ClaimAdvanced)):
        return [Sent("refund", wish.stream_id, one.number) for one in by_bank(event)]
    if isinstance(event, RefundRetried):
        return [Sent("refund", wish.stream_id, event.transfer.number)]
    if isinstance(event, PayoutRequested):
        return [Sent("payout", wish.stream_id, event.number)]
    if isinstance(event, (FeeEarned, FeeCharged, InspectorPaidAgain)):
        return [Sent("inspector", wish.stream_id, event.visit)]
    if isinstance(event, RemittanceReturnOrdered):
        return [Sent("return", wish.stream_id, wish.seq)]
    return []
