"""A desk's session: warnings count, and a lost connection is got back."""

import psycopg
import pytest
from market import Market

from fairhold.book import session as sessions
from fairhold.book.connection import ConnectionLost
from fairhold.book.session import Session


def test_a_warning_after_a_write_leaves_its_outcome_unknown(database: str, market: Market) -> None:
    session = Session(database, lambda: None)
    session.listen()
    session.connection.execute("DO $$ BEGIN RAISE NOTICE 'by the way'; END $$")
    session.must_be_silent()
    session.connection.execute("DO $$ BEGIN RAISE WARNING 'not on the standby yet'; END $$")
    with pytest.raises(ConnectionLost, match="not on the standby yet"):
        session.must_be_silent()
    session.listen()
    session.must_be_silent()
    session.close()
    with pytest.raises(ConnectionLost):
        _ = session.connection


def test_a_lost_connection_is_got_back_after_recovering_the_server(database: str, market: Market) -> None:
    recovered: list[int] = []
    session = Session(database, lambda: recovered.append(1))
    pid = session.connection.info.backend_pid
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    with pytest.raises(psycopg.OperationalError):
        session.connection.execute("SELECT 1")
    assert session.reconnect("gone")
    assert recovered == [1]
    assert session.connection.info.backend_pid != pid
    session.close()


def test_a_database_that_stays_away_is_given_up(
    database: str, market: Market, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise OSError("no server")

    monkeypatch.setattr(sessions, "RECONNECT_SECONDS_MAX", 0.2)
    session = Session(database, refuse)
    assert not session.reconnect("gone")
    assert "stays away: no server" in caplog.text
