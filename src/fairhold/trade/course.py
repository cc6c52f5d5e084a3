"""The course of one asking on an order: what may be looked at, and what happens, event by event.

A rule adds events with `then`; each is folded at once, so the next step of the same rule sees what the last one did. A
refusal throws the course away. This is the only mutable thing in the core, and it never outlives a decision.
"""

from collections.abc import Mapping
from datetime import date, datetime

from fairhold.trade import order_fold, supplier_fold
from fairhold.trade.days import day_of
from fairhold.trade.experts import UNASKED, Experts
from fairhold.trade.families import Side
from fairhold.trade.order import Order
from fairhold.trade.policy import Policy
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party, Role, Who


class Course:
    """Facts as they stand, who asks, when, under which policy; `events` collects what happens."""

    __slots__ = ("day", "events", "experts", "now", "order", "parties", "policy", "policy_version", "supplier", "who")

    def __init__(
        self,
        order: Order,
        supplier: Supplier,
        parties: Mapping[int, Party],
        who: Who,
        now: datetime,
        policy: Policy,
        policy_version: int,
        experts: Experts = UNASKED,
    ) -> None:
        """`policy` is the one the order is pinned to, or the current one (`policy_version`) while it is not."""
        self.order = order
        self.supplier = supplier
        self.parties = parties
        self.who = who
        self.now = now
        self.policy = policy
        self.policy_version = policy_version
        self.experts = experts
        self.day: date = day_of(now, policy.policy_tz)
        self.events: list[Event] = []

    @property
    def side(self) -> Side:
        """The side that asks, for rules that only the two sides may ask for."""
        return "buyer" if self.who.role == Role.BUYER else "supplier"

    def then(self, event: Event) -> None:
        """This happens next."""
        self.events.append(event)
        if event.stream == "order":
            self.order = order_fold.evolve(self.order, event)
        else:
            self.supplier = supplier_fold.evolve(self.supplier, event)
