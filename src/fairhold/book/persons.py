"""People who log in, and their sessions: rows only. What a password or a token is, is the pages' business."""

from datetime import datetime

import msgspec
import psycopg

from fairhold.book.queries import sql
from fairhold.trade.who import Role, Who, natural_of


class Person(msgspec.Struct, frozen=True):
    """One login. It acts for the company `party` (0 for staff), whose name is `company`, in one role."""

    id: int
    email: str
    name: str
    role: Role
    party: int = 0
    company: str = ""
    human: str = ""
    """The natural person: the address of its first login, the same for all its logins; empty means this one."""
    logged_in_at: datetime | None = None
    """When the session that was looked up began; None without a session."""

    @property
    def who(self) -> Who:
        """Who asks when this person does; the record names the e-mail address."""
        return Who(self.role, self.party, self.email, self.human)

    def who_at(self, now: datetime) -> Who:
        """Like `who`, with how long ago the password was given, by the wall's time."""
        if self.logged_in_at is None:
            return self.who
        minutes = max(0, int((now - self.logged_in_at).total_seconds()) // 60)
        return msgspec.structs.replace(self.who, proved_minutes=minutes)


def add(connection: psycopg.Connection, person: Person, password_hash: str, now: datetime) -> None:
    """Keep a login; one of the same address is replaced and logged out everywhere. `email` is in small letters."""
    given = {
        "id": person.id,
        "party": person.party,
        "now": now,
        "email": person.email,
        "name": person.name,
        "role": str(person.role),
        "password_hash": password_hash,
        "human": person.human or natural_of(person.email),
    }
    with connection.transaction():
        connection.execute(sql("end_sessions_of"), {"email": person.email})
        connection.execute(sql("add_person"), given)


def find(connection: psycopg.Connection, email: str) -> tuple[Person, str] | None:
    """The login of an address and the hash of its password."""
    row = connection.execute(sql("find_person"), {"email": email}).fetchone()
    return None if row is None else (_person(row), str(row[7]))


def add_session(connection: psycopg.Connection, token_hash: bytes, person: int, now: datetime, until: datetime) -> None:
    """Remember that somebody logged in, and forget sessions that have run out."""
    connection.execute(sql("end_old_sessions"), {"now": now})
    given = {"token_hash": token_hash, "person": person, "now": now, "until": until}
    connection.execute(sql("add_session"), given)


def find_session(connection: psycopg.Connection, token_hash: bytes, now: datetime) -> Person | None:
    """Who holds the token of this hash; None if nobody does any more."""
    row = connection.execute(sql("find_session"), {"token_hash": token_hash, "now": now}).fetchone()
    return None if row is None else msgspec.structs.replace(_person(row), logged_in_at=row[7])


def end_session(connection: psycopg.Connection, token_hash: bytes) -> None:
    """Forget a session."""
    connection.execute(sql("end_session"), {"token_hash": token_hash})


def _person(row: tuple[object, ...]) -> Person:
    id, email, name, role, party, company, human = row[:7]
    return Person(int(str(id)), str(email), str(name), Role(str(role)), int(str(party)), str(company), str(human))
