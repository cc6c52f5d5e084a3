"""Recall of a payout: treasury asks the bank to fetch back what was sent by mistake or by fraud (M15, PP8).

A recall moves no money. What comes back ends it by the line of a statement, like any payout that comes back
(`payouts.py`); what has not left yet is bounced at once. The bank, or the bank of the supplier, may refuse: then the
payout stays paid, and what is wrong with it is a matter between people.
"""

from typing import Annotated, Final

import msgspec

from fairhold.trade.measures import Reason
from fairhold.trade.refusal import refuse
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.supplier import Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import PayoutRecalled, RecallCause, RecallRefused
from fairhold.trade.who import Role

RECALLS_MAX: Final = 50
"""Recalls of one supplier's payouts that may be open at the same time."""


class RecallPayout(SupplierCommand, frozen=True, kw_only=True, tag="recall_payout"):
    """Ask the bank to fetch back payout `number`: sent twice, by fraud, or not as meant."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    cause: RecallCause
    reason: Reason


class EndRecall(SupplierCommand, frozen=True, kw_only=True, tag="end_recall"):
    """The bank does not fetch payout `number` back, and why; the payout stays paid."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    reason: Reason


def _recall_payout(c: RecallPayout, s: Subject) -> Decision:
    if c.number > s.supplier.payouts_made:
        return refuse("unknown_payout", f"Payout {c.number} was never made.", "M15", pointer="/number")
    if c.number in s.supplier.recalls:
        return refuse("already_so", f"Payout {c.number} is recalled.", "M15", allowed=("end_recall",))
    if len(s.supplier.recalls) >= RECALLS_MAX:
        return refuse("too_many_recalls", f"{RECALLS_MAX} recalls are open.", "M15", allowed=("end_recall",))
    return (PayoutRecalled(number=c.number, cause=c.cause, reason=c.reason, day=s.day),)


def _end_recall(c: EndRecall, s: Subject) -> Decision:
    if c.number not in s.supplier.recalls:
        return refuse("no_recall", f"Payout {c.number} is not recalled.", "M15", pointer="/number")
    return (RecallRefused(number=c.number, reason=c.reason, day=s.day),)


RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(RecallPayout, "Recall a payout", {Role.TREASURY}, _recall_payout, "M15", "PP8"),
        rule(EndRecall, "The bank refuses a recall", {Role.BANK, Role.TREASURY}, _end_recall, "M15"),
    )
}
