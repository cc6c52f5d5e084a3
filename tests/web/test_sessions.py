"""Logging in: what is kept, for how long, and how often somebody may fail."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from fairhold.book import persons
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.persons import Person
from fairhold.book.server import Elsewhere, Server
from fairhold.trade.who import Role, Who
from fairhold.web import sessions
from fairhold.web.sessions import FAILED_LOGINS_MAX, Failures, LoginWrong

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EMAIL, PASSWORD = "bea@nordfjell.example", "correct horse"


@pytest.fixture(scope="module")
def book(server: Server | Elsewhere) -> Iterator[str]:
    """A book for all tests of this module."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS fairhold_test_logins WITH (FORCE)")
        connection.execute("CREATE DATABASE fairhold_test_logins")
        url = server.url("fairhold_test_logins")
        migrate(url)
        yield url
        connection.execute("DROP DATABASE fairhold_test_logins WITH (FORCE)")


@pytest.fixture
def connection(book: str) -> Iterator[psycopg.Connection]:
    """A book with one login."""
    with psycopg.connect(book, autocommit=True) as owner:
        owner.execute("TRUNCATE persons, sessions")
    with closing(connect(book)) as opened:
        known(opened)
        yield opened


def known(connection: psycopg.Connection, password: str = PASSWORD, now: datetime = NOW) -> Person:
    return sessions.register(
        connection,
        name="Bea Berg",
        email="Bea@Nordfjell.example ",
        password=password,
        role=Role.BUYER,
        party=42,
        now=now,
    )


def said(connection: psycopg.Connection, failures: Failures, password: str, place: str, now: datetime = NOW) -> str:
    """What the door says to a wrong password."""
    with pytest.raises(LoginWrong) as caught:
        sessions.log_in(connection, failures, EMAIL, password, place, now)
    return str(caught.value)


WRONG = "This e-mail address and password do not belong together."
WAIT = "Too many failed logins. Try again in 15 minutes."


def test_a_login_is_found_by_its_token_until_it_has_run_out(connection: psycopg.Connection) -> None:
    found = sessions.log_in(connection, Failures(), " BEA@nordfjell.example", PASSWORD, "::1", NOW)
    assert found.person.who == Who(Role.BUYER, 42, EMAIL, EMAIL)
    assert sessions.find(connection, found.token, NOW + timedelta(hours=11, minutes=59)) == found.person
    assert sessions.find(connection, found.token, NOW + timedelta(hours=12)) is None


def test_the_book_keeps_only_hashes(connection: psycopg.Connection) -> None:
    token = sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW).token
    assert len(token) == 43
    rows = connection.execute("SELECT token_hash FROM sessions").fetchall()
    assert rows == [(hashlib.sha256(token.encode()).digest(),)]
    kept = connection.execute("SELECT email, password_hash FROM persons").fetchone()
    assert kept is not None
    assert kept[0] == EMAIL
    assert re.match(r"\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$", kept[1])
    assert PASSWORD not in kept[1]


def test_a_token_that_was_never_given_finds_nobody(connection: psycopg.Connection) -> None:
    token = sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW).token
    for wrong in ("", token[:-1], token + "A", "x" * 101, token.swapcase()):
        assert sessions.find(connection, wrong, NOW) is None


def test_logging_out_ends_this_session_and_no_other(connection: psycopg.Connection) -> None:
    one, other = (sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW) for _ in range(2))
    sessions.log_out(connection, one.token)
    assert sessions.find(connection, one.token, NOW) is None
    assert sessions.find(connection, other.token, NOW) == other.person


def test_a_new_password_ends_every_session_of_the_person(connection: psycopg.Connection) -> None:
    token = sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW).token
    known(connection, "another horse", NOW + timedelta(seconds=1))
    assert sessions.find(connection, token, NOW) is None
    assert said(connection, Failures(), PASSWORD, "::1") == WRONG
    assert sessions.log_in(connection, Failures(), EMAIL, "another horse", "::1", NOW).person.email == EMAIL


def test_sessions_that_have_run_out_are_forgotten_at_the_next_login(connection: psycopg.Connection) -> None:
    sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW)
    sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW + timedelta(hours=13))
    assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_an_unknown_address_is_answered_like_a_wrong_password(connection: psycopg.Connection) -> None:
    assert said(connection, Failures(), "wrong horse", "::1") == WRONG
    with pytest.raises(LoginWrong, match=re.escape(WRONG)):
        sessions.log_in(connection, Failures(), "nobody@nowhere.example", PASSWORD, "::1", NOW)


def test_whoever_fails_too_often_waits_even_with_the_right_password(connection: psycopg.Connection) -> None:
    failures = Failures()
    for _ in range(FAILED_LOGINS_MAX):
        assert said(connection, failures, "wrong horse", "10.0.0.1") == WRONG
    assert said(connection, failures, PASSWORD, "10.0.0.1") == WAIT
    assert said(connection, failures, PASSWORD, "10.0.0.1", NOW + timedelta(minutes=14)) == WAIT
    assert sessions.log_in(connection, failures, EMAIL, PASSWORD, "10.0.0.2", NOW).person.email == EMAIL
    later = NOW + timedelta(minutes=15)
    assert sessions.log_in(connection, failures, EMAIL, PASSWORD, "10.0.0.1", later).person.email == EMAIL


def test_a_login_forgets_the_failures_before_it(connection: psycopg.Connection) -> None:
    failures = Failures()
    for _ in range(FAILED_LOGINS_MAX - 1):
        said(connection, failures, "wrong horse", "::1")
    sessions.log_in(connection, failures, EMAIL, PASSWORD, "::1", NOW)
    assert said(connection, failures, "wrong horse", "::1") == WRONG


def test_only_so_many_failures_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "FAILURES_REMEMBERED_MAX", 3)
    failures = Failures()
    for number in range(9):
        for _ in range(FAILED_LOGINS_MAX):
            failures.add(f"{number}@x.example", "::1", NOW)
    assert [n for n in range(9) if failures.are_too_many(f"{n}@x.example", "::1", NOW)] == [6, 7, 8]


@pytest.mark.parametrize("password", ["", "seven77", "x" * 257])
def test_a_password_too_short_or_too_long_is_not_kept(connection: psycopg.Connection, password: str) -> None:
    with pytest.raises(LoginWrong, match="A password has 8 to 256 characters"):
        known(connection, password)


def test_a_form_token_belongs_to_one_session() -> None:
    assert sessions.form_token("one") == sessions.form_token("one")
    assert sessions.form_token("one") != sessions.form_token("two")
    assert len(sessions.form_token("one")) == 64


def test_two_logins_of_one_person_are_one_natural_person(connection: psycopg.Connection) -> None:
    """I11: the second login names another one; without that a login is a person of its own."""
    given = {"name": "Bea Berg", "password": PASSWORD, "role": Role.TREASURY, "now": NOW}
    second = sessions.register(connection, email="bea.treasury@house.example", same_as=EMAIL, **given)
    third = sessions.register(connection, email="bea.third@house.example", same_as=second.email, **given)
    found = [persons.find(connection, one.email) for one in (second, third)]
    assert [one[0].who.natural for one in found if one] == [EMAIL, EMAIL]
    with pytest.raises(LoginWrong, match=r"no login nobody@house\.example"):
        sessions.register(connection, email="x@house.example", same_as="nobody@house.example", **given)
    assert persons.find(connection, "x@house.example") is None


def test_a_session_tells_how_long_ago_the_password_was_given(connection: psycopg.Connection) -> None:
    token = sessions.log_in(connection, Failures(), EMAIL, PASSWORD, "::1", NOW).token
    found = sessions.find(connection, token, NOW + timedelta(minutes=12))
    assert found is not None
    assert found.who_at(NOW + timedelta(minutes=12, seconds=59)).proved_minutes == 12
    assert found.who.proved_minutes is None
