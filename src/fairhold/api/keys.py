"""API keys: random texts that are shown once, kept as hashes, and bound to one role of one company (B8).

A key is `fh_test_` or `fh_live_` and 43 signs with 256 random bits; so a plain SHA-256 is enough to keep it safe, and
one look-up finds it. Who a key acts for is remembered for a few seconds, which is also how long a revoked key lives on.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from typing import Final

import psycopg

from fairhold.book import keys
from fairhold.book.keys import ApiKey
from fairhold.trade.who import PARTIES, Who

TEST_PREFIX: Final = "fh_test_"
LIVE_PREFIX: Final = "fh_live_"
RANDOM_BYTES: Final = 32
KEY_REMEMBERED_SECONDS: Final = 5.0
"""How long a key is believed without asking the book again, in seconds."""
KEYS_REMEMBERED_MAX: Final = 10_000
"""How many keys, known and unknown, are remembered at once."""
NAME_CHARACTERS_MAX: Final = 100
"""The longest name of a key, in characters."""

_BEARER: Final = b"bearer "


def create(connection: psycopg.Connection, who: Who, now: datetime, live: bool) -> str:
    """Make a key that acts for `who` (its name is `who.person`) and return its text, which nobody can read again.

    Raises ValueError for a name that is empty or too long, or a company's role without a company.
    """
    if not 0 < len(who.person) <= NAME_CHARACTERS_MAX or not who.person.isprintable():
        raise ValueError(f"a key needs a name of 1 to {NAME_CHARACTERS_MAX} printable characters")
    if (who.role in PARTIES) != (who.party > 0):
        raise ValueError("a buyer's or supplier's key acts for one company, any other for none")
    text = (LIVE_PREFIX if live else TEST_PREFIX) + secrets.token_urlsafe(RANDOM_BYTES)
    keys.add(connection, ApiKey(hash_of(text), who, now))
    return text


def hash_of(text: str) -> bytes:
    """What a key is kept as."""
    return sha256(text.encode()).digest()


class Holders:
    """Who holds a key, remembered for a short time. `find` looks a hash up in the book, outside the event loop."""

    def __init__(
        self, find: Callable[[bytes], Awaitable[Who | None]], live: bool, remembered: float = KEY_REMEMBERED_SECONDS
    ) -> None:
        self._find = find
        self._prefix = (LIVE_PREFIX if live else TEST_PREFIX).encode()
        self._remembered = remembered
        self._known: dict[bytes, tuple[Who | None, float]] = {}

    def __call__(self, authorization: bytes) -> Who | Awaitable[Who | None] | None:
        """Who calls with this `Authorization` header: at once if it was asked a moment ago."""
        key = authorization[len(_BEARER) :].strip()
        if authorization[: len(_BEARER)].lower() != _BEARER or not key.startswith(self._prefix):
            return None
        hash = sha256(key).digest()
        found = self._known.get(hash)
        if found is not None and found[1] > time.monotonic():
            return found[0]
        return self._ask(hash)

    async def _ask(self, hash: bytes) -> Who | None:
        who = await self._find(hash)
        if len(self._known) >= KEYS_REMEMBERED_MAX:
            self._known.clear()
        self._known[hash] = who, time.monotonic() + self._remembered
        return who
