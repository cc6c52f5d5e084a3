"""Events as a reader may see them: numbers of streams and amounts as text, and nothing that is not his business.

Which fields are numbers of streams, which are amounts and which are plain counts is listed here by name; a test holds
that every whole number of every event is in one of the lists.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from fairhold.book.coding import who as who_of
from fairhold.book.readings import Happened
from fairhold.reading.words import EVENTS
from fairhold.trade import ids
from fairhold.trade.adjudication import RulingWritten
from fairhold.trade.card import MASKED
from fairhold.trade.posting import Posting
from fairhold.trade.who import PARTIES, Role, Who

STREAM_FIELDS: Final[Mapping[str, str]] = {
    "order": ids.ORDER_PREFIX,
    "buyer": ids.PARTY_PREFIX,
    "supplier": ids.PARTY_PREFIX,
    "remittance": ids.REMITTANCE_PREFIX,
    "moves": ids.REMITTANCE_PREFIX,
    "transfer": ids.REMITTANCE_PREFIX,
}
"""Fields that hold the number of a stream; 0 means none."""
AMOUNT_FIELDS: Final = frozenset(
    {
        *(
            "absorbed",
            "amount",
            "available",
            "balance",
            "commission",
            "cost",
            "credit",
            "disputed",
            "exposed",
            "fee",
            "frozen_balance",
        ),
        *(
            "frozen_initial",
            "initial",
            "limit",
            "owed",
            "failed",
            "loss",
            "raw",
            "receivable",
            "reserve",
            "reserved",
            "secured",
        ),
        "rolling",
        *("supplier_keeps", "value", "base", "claimed", "figure", "on_return", "shifted", "total", "way_back"),
        *("freight", "prices", "refund", "regardless", "deposit", "guarantee", "demanded", "paid"),
        *("quoted", "received", "lost", "gained", "credited", "taken"),
    }
)
"""Fields that hold minor units of the event's currency (or the order's, where the event names none)."""
COUNT_FIELDS: Final = frozenset(
    {
        *("days", "late_days", "lines", "number", "packed_bp", "policy_version", "quantities", "visit"),
        *("ac", "cartons", "count", "found", "n", "out", "passed", "pieces", "presented", "re", "selected_cartons"),
        *("size", "start", "end", "as_agreed", "as_is", "buyer_delay_days", "gone", "inspected", "interval_bp", "line"),
        *("missing", "part", "message", "exhibit", "tier", "claimant_bp", "respondent_bp", "own_fault_bp"),
        *("attempt", "by", "on", "orders", "points"),
        *("goods_back", "units", "seen", "initial_least_bp", "surcharge_bp"),
    }
)
"""Fields that are plain numbers."""

DRAFTING: Final = frozenset({"order.drafted", "order.draft_edited"})
"""Events that only the author's company sees (T01)."""
STAFF_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "order.hold_placed": ("reason",),
    "order.hold_lift_asked": ("person",),
    "order.hold_lifted": ("person",),
    "payout.account_agreed": ("person",),
    "payout.payee_verified": ("names",),
    "measure.agreed": ("person",),
    "measure.proposed": ("proposal",),
    **dict.fromkeys(("refund.payee_proposed", "inspection.payee_proposed"), ("names", "proposal")),
    **dict.fromkeys(("refund.retried", "inspection.fee_resent"), ("person", "reason")),
    **dict.fromkeys(
        (
            *("dispute.claims_stated", "dispute.claim_edited", "dispute.claim_rejected", "dispute.offer_made"),
            *("dispute.offer_accepted", "dispute.escalated", "dispute.evidence_filed", "dispute.done_declared"),
            *("dispute.more_requested", "dispute.ruled", "dispute.ruling_approved", "dispute.ruling_upheld"),
            "dispute.inspection_ordered",
            *("dispute.appealed", "dispute.appeal_waived"),
            *("return.address_named", "return.shipped", "return.contested", "return.decided"),
        ),
        ("person",),
    ),
    "dispute.adjudicator_assigned": ("person", "assigned_by"),
}
"""Fields that no company sees: what compliance wrote, and which person it was (one's own people are in `by`)."""
BANK_DETAILS: Final = ("payer", "payee", "transfers", "transfer", "account")
"""Fields with somebody's bank details, which only staff reads in an event."""
INSPECTORS_READ: Final = ("inspection.", "order.accepted", "order.amended", "order.goods_ready", "shipment.")
"""How the events begin that an inspector reads: what was agreed, what happens to the goods; no money, no messages."""
OUTSIDERS: Final = PARTIES | {Role.INSPECTOR}
"""The roles that are no staff: what staff wrote, and bank details, are not for them."""


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who it was: the role, the company and, for one's own company and for staff, the person or key."""

    role: str
    party: str = ""
    person: str = ""


class Movement(msgspec.Struct, frozen=True):
    """One posting: from the debited to the credited account, each with its owner (empty for the house)."""

    debit: str
    credit: str
    amount: str
    currency: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event in a timeline. `card_number`: somebody had written a payment card's number into it, of which only the
    last digits were kept (PP7).
    """

    seq: int
    at: datetime
    event: str
    title: str
    by: Actor
    data: dict[str, Any]
    postings: tuple[Movement, ...] = ()
    card_number: bool = False


def actor(text: str, reader: Who) -> Actor:
    """Who asked, as the reader may know it."""
    found = who_of(text)
    own = reader.role not in OUTSIDERS or (found.party and found.party == reader.party)
    party = ids.to_text(ids.PARTY_PREFIX, found.party) if found.party else ""
    return Actor(str(found.role), party, found.person if own else "")


def data(happened: Happened, reader: Who) -> dict[str, Any]:
    """What the event says, without its word and without what the reader may not see."""
    told: dict[str, Any] = msgspec.to_builtins(happened.event)
    told.pop("event", None)
    if reader.role in OUTSIDERS:
        for name in (*BANK_DETAILS, *STAFF_ONLY.get(happened.kind, ())):
            told.pop(name, None)
    return {name: _text(name, value) for name, value in told.items()}


def _text(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if name in STREAM_FIELDS:
            return ids.to_text(STREAM_FIELDS[name], value) if value else ""
        return str(value) if name in AMOUNT_FIELDS else value
    if name == "contract":  # it is in wire form already
        return value
    if isinstance(value, dict):
        return {inner: _text(inner, v) for inner, v in value.items()}
    if isinstance(value, list):
        return [_text(name, v) for v in value]
    return value


def _has_card(value: Any) -> bool:
    if isinstance(value, str):
        return "*" in value and MASKED.search(value) is not None
    if isinstance(value, dict):
        return any(_has_card(inner) for inner in value.values())
    return isinstance(value, list) and any(_has_card(inner) for inner in value)


def movement(posting: Posting) -> Movement:
    """A posting with the names of its accounts."""
    return Movement(posting.debit.wire, posting.credit.wire, str(posting.amount), posting.currency)


def entry(happened: Happened, reader: Who, postings: list[Posting]) -> Entry:
    """One event of a timeline with its postings; an inspector sees none of those."""
    told = data(happened, reader)
    return Entry(
        seq=happened.seq,
        at=happened.at,
        event=happened.kind,
        title=EVENTS[happened.kind],
        by=actor(happened.actor, reader),
        data=told,
        postings=tuple(movement(p) for p in postings if reader.role != Role.INSPECTOR),
        card_number=_has_card(told),
    )


def is_shown(happened: Happened, reader: Who) -> bool:
    """Whether the reader sees the event at all: what happened to a draft is its author's alone (T01). What the author
    wrote into the thread meanwhile is read there, once the draft is proposed. A ruling that waits for a second person
    is none yet, and the dispute team's alone (D20).
    """
    if reader.role == Role.INSPECTOR:
        return happened.kind.startswith(INSPECTORS_READ)
    if reader.role in PARTIES and isinstance(happened.event, RulingWritten) and happened.event.waits:
        return False
    if reader.role not in PARTIES or who_of(happened.actor).party == reader.party:
        return True
    deleted = getattr(happened.event, "reason", "") == "draft_deleted"
    return happened.kind not in DRAFTING and not deleted and not getattr(happened.event, "in_draft", False)
