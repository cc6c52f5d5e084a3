"""How events change the facts of a remittance. Never refuses."""

from collections.abc import Callable
from typing import Any

import msgspec

from fairhold.trade.remittance import Conversion, Remittance, Review
from fairhold.trade.remittance_events import (
    AppliedToHouse,
    ClearanceAsked,
    ConversionCalledOff,
    ConversionOrdered,
    ConversionPaid,
    ConversionQuoted,
    ConversionReceived,
    FeesSwept,
    MatchConfirmed,
    MatchUndone,
    MisdirectedMoved,
    MisdirectedReported,
    MisdirectedWithdrawn,
    MoveLate,
    NobodyFound,
    RemittanceBlocked,
    RemittanceHeld,
    RemittanceMatched,
    RemittanceProposalDropped,
    RemittanceProposed,
    RemittanceReclaimed,
    RemittanceReturned,
    RemittanceReturnOrdered,
    RemittanceUnclaimed,
    ReturnBounced,
    ReturnCameBack,
    ReviewBegun,
    ReviewCleared,
    ReviewEnded,
    TrustDebited,
)
from fairhold.trade.stream import Event

_put = msgspec.structs.replace


def _misdirected(r: Remittance, e: MisdirectedReported) -> Remittance:
    return _put(_came(r, e), reason="misdirected", state="misdirected")


def _moved(r: Remittance, e: MisdirectedMoved) -> Remittance:
    there = _put(r, moved=r.moved + e.amount, plan=None)
    return _put(there, state="held", held_on=e.day) if there.moved >= r.amount else there


def _held(r: Remittance, e: RemittanceHeld) -> Remittance:
    return _put(_came(r, e), reason=e.reason, state="held")


def _came(r: Remittance, e: RemittanceHeld | MisdirectedReported) -> Remittance:
    return _put(
        r,
        currency=e.currency,
        amount=e.amount,
        line=e.line,
        payer=e.payer,
        text=e.text,
        held_on=e.day,
        policy_version=e.policy_version,
    )


def _quoted(r: Remittance, e: ConversionQuoted) -> Remittance:
    quote = Conversion(e.order, e.currency, e.amount, e.absorbed, e.rate, e.deal, e.maker, e.until)
    return _put(r, conversion=quote)


def _asked(r: Remittance, e: ClearanceAsked) -> Remittance:
    assert r.review is not None
    return _put(r, review=_put(r.review, asked_by=e.by, relation=e.relation))


def _leg(r: Remittance, leg: str, **facts: Any) -> Remittance:
    """One of the two bank lines of a conversion has come."""
    assert r.conversion is not None
    return _put(r, conversion=_put(r.conversion, legs=r.conversion.legs | {leg}, **facts))


_EVOLVE: dict[type[Event], Callable[[Remittance, Any], Remittance]] = {
    RemittanceHeld: _held,
    RemittanceProposed: lambda r, e: _put(r, plan=e.plan),
    RemittanceProposalDropped: lambda r, e: _put(r, plan=None),
    TrustDebited: lambda r, e: _put(r, currency=e.currency, amount=e.amount, line=e.line, text=e.text, state="debit"),
    RemittanceMatched: lambda r, e: _put(r, state="matched", order=e.order, plan=None),
    MatchConfirmed: lambda r, e: _put(r, state="applied"),
    MatchUndone: lambda r, e: _put(r, state="held", order=0),
    RemittanceReturnOrdered: lambda r, e: _put(r, state="returning", plan=None),
    RemittanceReturned: lambda r, e: _put(r, state="returned"),
    ReturnBounced: lambda r, e: _put(r, state="held", held_on=None),
    ReturnCameBack: lambda r, e: _put(r, state="held", held_on=None),
    AppliedToHouse: lambda r, e: _put(r, state="house", plan=None),
    MisdirectedReported: _misdirected,
    MisdirectedMoved: _moved,
    MoveLate: lambda r, e: _put(r, late_since=e.day),
    MisdirectedWithdrawn: lambda r, e: _put(r, state="withdrawn", plan=None),
    ReviewBegun: lambda r, e: _put(r, state="review", review=Review(e.doubt, e.day), plan=None),
    ClearanceAsked: _asked,
    ReviewCleared: lambda r, e: _put(r, state="held", held_on=e.day, review=None, relation=e.relation, plan=None),
    ReviewEnded: lambda r, e: _put(r, state="held"),
    RemittanceBlocked: lambda r, e: _put(r, state="blocked", plan=None),
    ConversionQuoted: _quoted,
    ConversionOrdered: lambda r, e: _put(r, state="converting", plan=None),
    ConversionPaid: lambda r, e: _leg(r, "paid"),
    ConversionReceived: lambda r, e: _leg(r, "received", credited=e.credited),
    ConversionCalledOff: lambda r, e: _put(r, state="held", conversion=None),
    FeesSwept: lambda r, e: _put(r, state="swept", plan=None),
    NobodyFound: lambda r, e: _put(r, nobody_since=e.day),
    RemittanceUnclaimed: lambda r, e: _put(r, state="unclaimed", plan=None),
    RemittanceReclaimed: lambda r, e: _put(r, state="held", held_on=None, nobody_since=None),
}


def evolve(remittance: Remittance, event: Event) -> Remittance:
    """Apply one event. Never refuses."""
    return _put(_EVOLVE[type(event)](remittance, event), version=remittance.version + 1)
