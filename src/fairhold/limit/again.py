"""Every limit that was ever recorded, computed again from the supplier's own stream: as of its day, from what had been
read then, under its policy (L5, standards 6.1). It reads no book; whoever has the events calls it.
"""

from collections.abc import Iterator, Sequence

import msgspec

from fairhold.limit.history import Computed
from fairhold.limit.models import assess
from fairhold.trade.policy import Policies
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import LimitComputed, OrderCounted
from fairhold.trade.supplier_fold import evolve


class Again(msgspec.Struct, frozen=True):
    """A limit as it was recorded, and as it comes out now of the same facts and orders."""

    recorded: LimitComputed
    computed: Computed

    @property
    def is_same(self) -> bool:
        """Whether both are one: limit, what the formula gave, what held it back, and how many orders counted."""
        one, other = self.recorded, self.computed
        return (one.limit, one.raw, one.bound, one.orders, one.secured, one.day) == (
            *(other.limit, max(0, other.raw), other.bound, len(other.orders), other.secured),
            other.day,
        )


def again(supplier_id: int, events: Sequence[Event], policies: Policies) -> Iterator[Again]:
    """The limits of a supplier in their order; `events` is its whole stream.

    One that does not say what it was computed from, because it was recorded before that was kept, is left out.
    """
    wanted = {event.seen for event in events if isinstance(event, LimitComputed)}
    supplier = Supplier(id=supplier_id)
    seen: dict[int, Supplier] = {}
    counted: list[tuple[int, OrderCounted]] = []
    for event in events:
        if isinstance(event, LimitComputed) and event.seen:
            then = seen[event.seen]
            known = [one for version, one in counted if version <= event.seen]
            policy = policies.of(event.policy_version)
            yield Again(event, assess(then, known, event.day, policy, grows=event.grows))
        supplier = evolve(supplier, event)
        if supplier.version in wanted:
            seen[supplier.version] = supplier
        if isinstance(event, OrderCounted):
            counted.append((supplier.version, event))
