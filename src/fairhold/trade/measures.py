"""How one person's word becomes a measure on a supplier that another person has to agree to (I11, 0021).

A `Doing` is a row of a table: who may agree to a kind of measure, when it may not be, and what happens then. The rows
stand with their subjects (`limits.py`, `collateral.py`); `second_person.py` puts them together and lets people agree.
"""

from collections.abc import Callable
from typing import Annotated

import msgspec

from fairhold.trade import approval
from fairhold.trade.approval import digest_of
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Decision, Event
from fairhold.trade.supplier import Measure, Subject
from fairhold.trade.supplier_events import MeasureProposed
from fairhold.trade.who import Role

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]

PENDING_MAX = 20
"""Measures of one supplier that may wait for a second person at the same time."""


class Doing(msgspec.Struct, frozen=True):
    """A kind of measure: the roles that may agree to it or drop it, why it may not be (None: it may), and what it does.

    `wrong` is asked when the measure is proposed and again when somebody agrees.
    """

    roles: frozenset[Role]
    wrong: Callable[[Measure, Subject], Refused | None]
    done: Callable[[Measure, Subject], tuple[Event, ...]]


def propose(measure: Measure, doing: Doing, s: Subject) -> Decision:
    """The measure waits for a second person; refused if it may not be, or if too many wait (I11)."""
    refused = doing.wrong(measure, s)
    if refused is not None:
        return refused
    if sum(s.now < one.proposal.until for one in s.supplier.pending) >= PENDING_MAX:
        return refuse("too_many_pending", f"{PENDING_MAX} measures wait already.", "I11", allowed=("agree_measure",))
    digest = digest_of(s.supplier.id, s.supplier.version, measure)
    proposal = approval.propose(digest, s.who, s.now, s.policy.approval_hours)
    if isinstance(proposal, Refused):
        return proposal
    return (MeasureProposed(measure=measure, proposal=proposal),)
