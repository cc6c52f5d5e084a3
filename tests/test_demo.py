"""The demo marketplace: loaded through the desk, at every interesting stage, once, and healed if a load was cut off."""

from datetime import UTC, datetime, timedelta

import pytest

from fairhold import demo
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.streams import load_events
from fairhold.book.verify import verify
from fairhold.clock import advance
from fairhold.demo import DemoWrong, load
from fairhold.desk import Asking, Desk
from fairhold.trade import order_fold
from fairhold.trade.agreement import Cancel
from fairhold.trade.order import Order, stage
from fairhold.trade.who import Role, Who

WALL = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)

STAGES = {
    "late-and-silent": "closed_refunded",
    "completed": "completed",
    "late": "in_production",
    "received": "received",
    "disputed": "received",
    "delivered": "delivered",
    "over-limit": "shipped",
    "balance-due": "awaiting_balance",
    "one-wire": "ready",
    "amending": "in_production",
    "eighty-thousand": "in_production",
    "leaving": "in_production",
    "short-wire": "agreed",
    "agreed": "agreed",
    "sample": "agreed",
    "proposed": "proposed",
    "draft": "draft",
}


def test_the_demo_shows_orders_at_every_stage_and_loading_it_again_changes_nothing(database: str) -> None:
    migrate(database)
    with connect(database) as connection, Desk(database, wall=lambda: WALL) as desk:
        loaded = load(desk, connection, WALL)
        stages, count = {}, 0
        for name, number in loaded.orders.items():
            facts = Order(id=number)
            for kept in load_events(connection, number):
                facts = order_fold.evolve(facts, kept.event)
                count += 1
            stages[name] = str(stage(facts))
        assert stages == STAGES
        before = connection.execute("SELECT count(*) FROM events").fetchone()
        assert load(desk, connection, WALL + timedelta(days=3)) == loaded
        assert connection.execute("SELECT count(*) FROM events").fetchone() == before
        assert [proof for proof in verify(connection) if not proof.ok] == []


def test_the_demos_clock_moves_its_orders(database: str) -> None:
    migrate(database)
    with connect(database) as connection, Desk(database, wall=lambda: WALL) as desk:
        loaded = load(desk, connection, WALL)
        done = advance(desk, connection, loaded.clock, WALL + timedelta(days=200))
        assert done.happened > 10
        assert [proof for proof in verify(connection) if not proof.ok] == []


def test_what_somebody_did_in_the_demo_stays_when_it_is_loaded_again(database: str) -> None:
    migrate(database)
    with connect(database) as connection, Desk(database, wall=lambda: WALL) as desk:
        loaded = load(desk, connection, WALL)
        buyer = Who(Role.BUYER, demo.HENKEL.id, "hanna")
        answer = desk.ask(Asking(loaded.orders["agreed"], Cancel(), buyer, "mine"))
        assert answer.refused is None
    with connect(database) as connection, Desk(database, wall=lambda: WALL) as desk:
        assert load(desk, connection, WALL) == loaded
        assert load_events(connection, loaded.orders["agreed"])[-1].kind == "order.closed"


def test_a_load_that_was_cut_off_is_healed_by_the_next(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(load: object, name: str) -> None:
        raise DemoWrong(name)

    migrate(database)
    with connect(database) as connection, Desk(database, wall=lambda: WALL) as desk, monkeypatch.context() as cutting:
        cutting.setattr(demo, "ORDERS", {**dict(list(demo.ORDERS.items())[:4]), "cut": cut})
        with pytest.raises(DemoWrong, match=r"^cut$"):
            load(desk, connection, WALL)
    with connect(database) as connection, Desk(database, wall=lambda: WALL) as desk:
        assert set(load(desk, connection, WALL + timedelta(hours=1)).orders) == set(STAGES)
