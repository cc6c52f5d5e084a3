"""A limit that two persons grant through a desk, as the tests of every room need it (0042)."""

from datetime import datetime

from fairhold.desk import Answer, Asking, Desk
from fairhold.trade.limits import GrantLimit
from fairhold.trade.money import Money
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.stream import Command
from fairhold.trade.who import Role, Who

FIRST, SECOND = Who(Role.OPERATOR, 0, "olga"), Who(Role.OPERATOR, 0, "otto")


def by_two(desk: Desk, supplier: int, command: Command, now: datetime | None = None) -> Answer:
    """One person of the operator asks for a measure and another agrees; the answer to the second."""
    asked = desk.ask(Asking(supplier, command, FIRST, f"{command}-{now}", now=now))
    assert asked.refused is None, asked.refused
    assert asked.case.supplier is not None
    agree = AgreeMeasure(digest=asked.case.supplier.pending[-1].proposal.digest)
    agreed = desk.ask(Asking(supplier, agree, SECOND, f"agree-{command}-{now}", now=now))
    assert agreed.refused is None, agreed.refused
    return agreed


def grant(desk: Desk, supplier: int, limit: Money, now: datetime | None = None) -> None:
    """The supplier has this limit."""
    by_two(desk, supplier, GrantLimit(limit=limit, reason="audited"), now)
