"""Reference data: policies for ever, companies and test clocks as they are now."""

from datetime import timedelta

import pytest
from market import START, Market

from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import TestClock as Standing
from fairhold.book.reference import publish_policy, read_reference, register_party, set_test_clock
from fairhold.desk import Asking, Desk
from fairhold.trade.joining import OptIn
from fairhold.trade.policy import PRESETS
from fairhold.trade.who import Party, Role, Who


def test_policies_are_versions_and_the_last_is_current(database: str) -> None:
    migrate(database)
    with connect(database) as connection:
        assert read_reference(connection).policies is None
        assert publish_policy(connection, "seed", PRESETS["seed"], START) == 1
        before = read_reference(connection)
        assert publish_policy(connection, "strict", PRESETS["strict_buyer"], START) == 2
        after = read_reference(connection)
    assert after.policies is not None
    assert (after.policies.current, after.policies.now) == (2, PRESETS["strict_buyer"])
    assert after.policies.of(1) == PRESETS["seed"]
    assert after.version == before.version + 1


def test_a_test_clock_is_made_and_moved(database: str) -> None:
    migrate(database)
    with connect(database) as connection:
        set_test_clock(connection, Standing(1, START, "one", for_all=False))
        assert read_reference(connection).clock_for_all is None
        moved = Standing(1, START + timedelta(days=1), "one", for_all=True)
        set_test_clock(connection, moved)
        reference = read_reference(connection)
    assert (dict(reference.clocks), reference.clock_for_all) == ({1: moved}, moved)


def test_a_company_is_registered_and_changed(database: str, market: Market) -> None:
    with connect(database) as connection:
        party = Party(market.suppliers[0], "New name", "DE", verified=False)
        register_party(connection, party, START)
        rows = connection.execute("SELECT name, verified FROM parties WHERE party_id = %s", (party.id,)).fetchall()
    assert rows == [("New name", False)]


def test_without_a_policy_nothing_is_decided(database: str, caplog: pytest.LogCaptureFixture) -> None:
    migrate(database)
    with Desk(database) as desk:
        refused = desk.ask(Asking(1, OptIn(), Who(Role.SUPPLIER, 1), "k", now=START)).refused
    assert refused is not None
    assert refused.code == "internal_error"
    assert "publish a policy first" in caplog.text
