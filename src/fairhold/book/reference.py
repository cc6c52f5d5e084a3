"""Reference data: policies, companies and test clocks. Few, rarely changed, kept in memory by every desk.

Each change raises a version; a desk's write says which versions it was decided with and is refused by the database if
they are no longer the newest. So a company that is sanctioned now is sanctioned for the next asking of every desk.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import psycopg

from fairhold.book.queries import sql
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.who import Party


class TestClock(msgspec.Struct, frozen=True):
    """A clock that stands still until it is moved, for the orders attached to it or (`for_all`) for everything."""

    id: int
    now: datetime
    name: str
    for_all: bool


class Reference(msgspec.Struct, frozen=True):
    """Reference data as of three versions. `policies` is None while none has been published."""

    parties_version: int
    policies_version: int
    clocks_version: int
    policies: Policies | None
    clocks: Mapping[int, TestClock]

    @property
    def version(self) -> int:
        """What a write is checked against: each version only grows, so an equal sum means equal versions."""
        return self.parties_version + self.policies_version + self.clocks_version

    @property
    def clock_for_all(self) -> TestClock | None:
        """The test clock that everything lives by, if there is one."""
        return next((clock for clock in self.clocks.values() if clock.for_all), None)


def read_reference(connection: psycopg.Connection) -> Reference:
    """Read all of it but the companies, as one snapshot."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        versions = connection.execute(sql("reference_version")).fetchone()
        policies = connection.execute(sql("read_policies")).fetchall()
        clocks = connection.execute(sql("read_test_clocks")).fetchall()
    assert versions is not None
    by_version = {version: msgspec.json.decode(body, type=Policy) for version, body in policies}
    parties_version, policies_version, clocks_version = versions
    return Reference(
        parties_version,
        policies_version,
        clocks_version,
        Policies(by_version, max(by_version)) if by_version else None,
        {row[0]: TestClock(*row) for row in clocks},
    )


def publish_policy(connection: psycopg.Connection, name: str, policy: Policy, now: datetime) -> int:
    """Add the next policy version and return its number; orders agreed before keep theirs."""
    body = msgspec.json.encode(policy).decode()
    row = connection.execute(sql("publish_policy"), {"name": name, "body": body, "now": now}).fetchone()
    assert row is not None
    return int(row[0])


def register_party(connection: psycopg.Connection, party: Party, now: datetime) -> None:
    """Add a company, or change what the operator knows of it (T01)."""
    connection.execute(sql("register_party"), {**msgspec.structs.asdict(party), "now": now})


def set_test_clock(connection: psycopg.Connection, clock: TestClock) -> None:
    """Make a test clock or move it."""
    connection.execute(sql("set_test_clock"), msgspec.structs.asdict(clock))


def attach_test_clock(connection: psycopg.Connection, order_id: int, clock_id: int | None) -> None:
    """Let an order live by a test clock, or (None) by the wall again."""
    connection.execute(sql("attach_test_clock"), {"order": order_id, "clock": clock_id})
