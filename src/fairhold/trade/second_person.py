"""The second person of a measure on a supplier: agreeing to it, or dropping it (I11, 0042).

The table of all that takes two persons on a supplier stands here; what each of it is, in the file of its subject.
A payout account has its own pair of commands (`payouts.py`), because only one can wait.
"""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec

from fairhold.trade import approval, bonds, collateral, limits, linking
from fairhold.trade.approval import Digest
from fairhold.trade.measures import Doing
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.supplier import MeasureKind, PendingMeasure, Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import MeasureAgreed, MeasureDropped

DOINGS: Final[Mapping[MeasureKind, Doing]] = {
    **limits.DOINGS,
    **linking.DOINGS,
    **collateral.DOINGS,
    **bonds.DOINGS,
}
"""Everything that is done to a supplier by two persons."""


class AgreeMeasure(SupplierCommand, frozen=True, kw_only=True, tag="agree_measure"):
    """A second person agrees to a measure, named by the hash of its proposal (I11)."""

    digest: Digest


class DropMeasure(SupplierCommand, frozen=True, kw_only=True, tag="drop_measure"):
    """A measure that waits for a second person is off; anybody who may agree to it says so."""

    digest: Digest
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


def _pending(digest: str, s: Subject) -> PendingMeasure | None:
    return next((one for one in s.supplier.pending if one.proposal.digest == digest), None)


def _not_yours(found: PendingMeasure | None, s: Subject) -> Refused | None:
    """Why a measure of this kind is not for the role that asks, or None."""
    if found is None or s.who.role in DOINGS[found.measure.kind].roles:
        return None
    needs = " or ".join(sorted(DOINGS[found.measure.kind].roles))
    return refuse("role_not_allowed", f"This is for {needs}; you ask as {s.who.role}.", "4.2")


def _agree_measure(c: AgreeMeasure, s: Subject) -> Decision:
    found = _pending(c.digest, s)
    refused = _not_yours(found, s) or approval.agree(found.proposal if found else None, c.digest, s.who, s.now)
    if refused is not None:
        return refused
    assert found is not None
    doing = DOINGS[found.measure.kind]
    refused = doing.wrong(found.measure, s)
    if refused is not None:
        return refused
    agreed = MeasureAgreed(digest=c.digest, person=s.who.natural, day=s.day)
    return (agreed, *doing.done(found.measure, s))


def _drop_measure(c: DropMeasure, s: Subject) -> Decision:
    found = _pending(c.digest, s)
    if found is None:
        return refuse("nothing_proposed", "No such measure waits for a second person.", "I11", pointer="/digest")
    refused = _not_yours(found, s)
    return refused or (MeasureDropped(digest=c.digest, reason=c.reason),)


_SECOND: Final = set().union(*(doing.roles for doing in DOINGS.values()))

RULES: dict[type[Command], Rule] = {
    each.command: each
    for each in (
        rule(AgreeMeasure, "Agree to a measure", _SECOND, _agree_measure, "I11"),
        rule(DropMeasure, "Drop a measure", _SECOND, _drop_measure, "I11"),
    )
}
"""The second person's part of the table of commands on a supplier."""
