"""Logging in: passwords, sessions and how often somebody may fail.

A session token is random and opaque; the browser has it in a cookie, the book only its SHA-256. Passwords are kept as
argon2id hashes. An unknown address costs as much time as a wrong password, so nobody learns who has a login.
"""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import msgspec
import psycopg
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fairhold.book import persons
from fairhold.book.persons import Person
from fairhold.trade.who import Role

SESSION_HOURS: Final = 12
"""How long a login lasts."""
TOKEN_BYTES: Final = 32
"""How much chance a session token has in it."""
TOKEN_CHARACTERS_MAX: Final = 100
"""The longest cookie that is looked up."""
PASSWORD_CHARACTERS_MIN: Final = 8
PASSWORD_CHARACTERS_MAX: Final = 256
"""The shortest password that is kept, and the longest that is looked at."""
EMAIL_CHARACTERS_MAX: Final = 254
"""The longest address."""
FAILED_LOGINS_MAX: Final = 5
"""How many times one address may fail from one place within FAILED_LOGINS_MINUTES."""
FAILED_LOGINS_MINUTES: Final = 15
FAILURES_REMEMBERED_MAX: Final = 10_000
"""How many pairs of address and place are remembered; the oldest are forgotten first."""
PERSON_NUMBER_MAX: Final = 2**63 - 1
"""The highest number of a login; numbers are drawn by chance and say nothing."""
HASHES_AT_ONCE_MAX: Final = 2
"""How many passwords are hashed at once: each takes 64 MiB for a moment."""

_hasher: Final = PasswordHasher()
_hashing: Final = threading.BoundedSemaphore(HASHES_AT_ONCE_MAX)


class LoginWrong(ValueError):
    """No login: the text says why, as far as the person at the door may know."""


class LoggedIn(msgspec.Struct, frozen=True):
    """Somebody with a session: `token` is for the cookie and is kept nowhere else."""

    person: Person
    token: str


class Failures:
    """How often each pair of address and place failed lately, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()

    def are_too_many(self, email: str, place: str, now: datetime) -> bool:
        """Whether the pair has to wait."""
        with self._lock:
            return len(self._recent(email, place, now)) >= FAILED_LOGINS_MAX

    def add(self, email: str, place: str, now: datetime) -> None:
        """One more failure."""
        with self._lock:
            recent = self._recent(email, place, now)
            self._at[email, place] = [*recent, now]
            self._at.move_to_end((email, place))
            while len(self._at) > FAILURES_REMEMBERED_MAX:
                self._at.popitem(last=False)

    def forget(self, email: str, place: str) -> None:
        """The pair has logged in."""
        with self._lock:
            self._at.pop((email, place), None)

    def _recent(self, email: str, place: str, now: datetime) -> list[datetime]:
        since = now - timedelta(minutes=FAILED_LOGINS_MINUTES)
        return [at for at in self._at.get((email, place), []) if at > since]


def register(
    connection: psycopg.Connection,
    *,
    name: str,
    email: str,
    password: str,
    role: Role,
    party: int = 0,
    now: datetime,
    same_as: str = "",
) -> Person:
    """Keep a login, or replace the one of the same address. `same_as` names another login of the same natural person.

    Raises LoginWrong for a password too short or too long, or a `same_as` that is no login.
    """
    if not PASSWORD_CHARACTERS_MIN <= len(password) <= PASSWORD_CHARACTERS_MAX:
        raise LoginWrong(f"A password has {PASSWORD_CHARACTERS_MIN} to {PASSWORD_CHARACTERS_MAX} characters.")
    number = secrets.randbelow(PERSON_NUMBER_MAX) + 1
    person = Person(number, _address(email), name, role, party, human=_human(connection, same_as))
    persons.add(connection, person, hash_password(password), now)
    return person


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    with _hashing:
        return _hasher.hash(password)


def log_in(
    connection: psycopg.Connection, failures: Failures, email: str, password: str, place: str, now: datetime
) -> LoggedIn:
    """Begin a session of SESSION_HOURS. `place` is the caller's network address. Raises LoginWrong."""
    address = _address(email)
    if failures.are_too_many(address, place, now):
        raise LoginWrong(f"Too many failed logins. Try again in {FAILED_LOGINS_MINUTES} minutes.")
    failures.add(address, place, now)  # before the password is looked at, so that many tries at once all count
    found = persons.find(connection, address)
    if not _fits(password, found[1] if found else _of_nobody()) or found is None:
        raise LoginWrong("This e-mail address and password do not belong together.")
    failures.forget(address, place)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    until = now + timedelta(hours=SESSION_HOURS)
    persons.add_session(connection, hash_of(token), found[0].id, now, until)
    return LoggedIn(msgspec.structs.replace(found[0], logged_in_at=now), token)


def find(connection: psycopg.Connection, token: str, now: datetime) -> Person | None:
    """Who holds a token that is still good."""
    if not 0 < len(token) <= TOKEN_CHARACTERS_MAX:
        return None
    return persons.find_session(connection, hash_of(token), now)


def log_out(connection: psycopg.Connection, token: str) -> None:
    """End the session of a token."""
    persons.end_session(connection, hash_of(token))


def hash_of(token: str) -> bytes:
    """What the book keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def form_token(token: str) -> str:
    """What every form of a session carries, so that no other site can send one. It does not give the session away."""
    return hmac.digest(token.encode(), b"form", hashlib.sha256).hex()


@cache
def _of_nobody() -> str:
    """A hash that no password fits."""
    return hash_password(secrets.token_urlsafe())


def _fits(password: str, hashed: str) -> bool:
    if len(password) > PASSWORD_CHARACTERS_MAX:
        return False
    try:
        with _hashing:
            return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _human(connection: psycopg.Connection, same_as: str) -> str:
    """The natural person behind another login; empty if none is named."""
    found = persons.find(connection, _address(same_as)) if same_as else None
    if same_as and found is None:
        raise LoginWrong(f"There is no login {same_as}.")
    return found[0].human if found else ""


def _address(email: str) -> str:
    return email.strip().lower()[:EMAIL_CHARACTERS_MAX]
