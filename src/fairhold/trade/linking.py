"""Related parties of a supplier (O50, standards 6.2): a link is noted, then confirmed or cleared by two persons.

Noting one takes effect at once, because it only lowers a limit; the clock does it for what the book shows, compliance
for what people saw. Orders of a noted buyer weigh less in the limit; of a confirmed one, nothing; of a cleared one, all
they are worth.
"""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from fairhold.trade import ids
from fairhold.trade.link import LINK_REASONS, LinkReason, LinkState
from fairhold.trade.measures import Doing, Reason, propose
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.supplier import Measure, MeasureKind, Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import LinkJudged, LinkNoted
from fairhold.trade.who import Role

LINKS_MAX: Final = 200
"""Related buyers that are kept of one supplier."""
PartyText = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class NoteLink(SupplierCommand, frozen=True, kw_only=True, tag="note_link"):
    """A buyer seems related to the supplier, for these reasons: its orders weigh less until people looked (O50)."""

    buyer: PartyText
    reasons: Annotated[tuple[LinkReason, ...], msgspec.Meta(min_length=1, max_length=len(LINK_REASONS))]


class ConfirmLink(SupplierCommand, frozen=True, kw_only=True, tag="confirm_link"):
    """A buyer is related to the supplier: once another person agrees, its orders weigh nothing (O50, I11)."""

    buyer: PartyText
    reason: Reason


class ClearLink(SupplierCommand, frozen=True, kw_only=True, tag="clear_link"):
    """A suspicion was wrong: once another person agrees, the buyer's orders weigh in full again (O50, I11)."""

    buyer: PartyText
    reason: Reason


def _note_link(c: NoteLink, s: Subject) -> Decision:
    buyer = _buyer(c.buyer)
    if not buyer or buyer == s.supplier.id:
        return refuse("unknown_link", f"{c.buyer} is no buyer of this supplier.", "O50", pointer="/buyer")
    known = s.supplier.link(buyer)
    new = tuple(one for one in dict.fromkeys(c.reasons) if known is None or one not in known.reasons)
    if not new:
        return refuse("already_so", f"The link to {c.buyer} is noted for that.", "O50", allowed=("confirm_link",))
    if known is None and len(s.supplier.links) >= LINKS_MAX:
        return refuse("too_many_links", f"{LINKS_MAX} related buyers are noted already.", "O50")
    return (LinkNoted(buyer=buyer, reasons=new, day=s.day),)


def _confirm_link(c: ConfirmLink, s: Subject) -> Decision:
    return propose(Measure("confirm_link", "", 0, c.reason, buyer=_buyer(c.buyer)), DOINGS["confirm_link"], s)


def _clear_link(c: ClearLink, s: Subject) -> Decision:
    return propose(Measure("clear_link", "", 0, c.reason, buyer=_buyer(c.buyer)), DOINGS["clear_link"], s)


def _buyer(text: str) -> int:
    return ids.from_text(ids.PARTY_PREFIX, text) or 0


def _wrong(measure: Measure, s: Subject) -> Refused | None:
    known = s.supplier.link(measure.buyer)
    if known is None:
        detail = "No link to that buyer is noted."
        return refuse("unknown_link", detail, "O50", pointer="/buyer", allowed=("note_link",))
    if known.state == _BECOMES[measure.kind]:
        return refuse("already_so", f"The link is {known.state}.", "O50")
    return None


def _judged(measure: Measure, s: Subject) -> tuple[Event, ...]:
    state = _BECOMES[measure.kind]
    return (LinkJudged(buyer=measure.buyer, state=state, reason=measure.reason, day=s.day),)


_BECOMES: Final[Mapping[MeasureKind, LinkState]] = {"confirm_link": "confirmed", "clear_link": "cleared"}
_SECOND: Final = Doing(frozenset({Role.COMPLIANCE, Role.OPERATOR}), _wrong, _judged)
DOINGS: Final[Mapping[MeasureKind, Doing]] = {"confirm_link": _SECOND, "clear_link": _SECOND}
"""What two persons of the operator's staff find about a link."""

RULES: dict[type[Command], Rule] = {
    each.command: each
    for each in (
        rule(NoteLink, "Note a related buyer", {Role.CLOCK, Role.COMPLIANCE}, _note_link, "O50"),
        rule(ConfirmLink, "Confirm a related buyer", {Role.COMPLIANCE}, _confirm_link, "O50"),
        rule(ClearLink, "Clear a related buyer", {Role.COMPLIANCE}, _clear_link, "O50"),
    )
}
"""The related parties' part of the table of commands on a supplier."""
