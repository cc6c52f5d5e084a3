"""API keys: shown once, kept hashed, revocable, remembered for a short while."""

import asyncio
from datetime import UTC, datetime

import pytest

from fairhold.api.keys import TEST_PREFIX, Holders, create, hash_of
from fairhold.book import keys
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.trade.who import Role, Who

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
BUYER = Who(Role.BUYER, 7, "shop", is_program=True)


def test_a_key_is_kept_as_its_hash_and_found_by_it_until_it_is_revoked(database: str) -> None:
    migrate(database)
    with connect(database) as connection:
        text = create(connection, BUYER, NOW, live=False)
        assert text.startswith(TEST_PREFIX)
        assert len(text) == len(TEST_PREFIX) + 43
        assert keys.find(connection, hash_of(text)) == BUYER
        assert [(key.hash, key.who) for key in keys.everyone(connection)] == [(hash_of(text), BUYER)]
        assert keys.revoke(connection, hash_of(text), NOW) is True
        assert keys.revoke(connection, hash_of(text), NOW) is False
        assert keys.find(connection, hash_of(text)) is None
        assert keys.everyone(connection)[0].revoked_at == NOW


@pytest.mark.parametrize(
    "who",
    [Who(Role.BUYER, 0, "a"), Who(Role.OPERATOR, 7, "a"), Who(Role.OPERATOR, 0, ""), Who(Role.BUYER, 7, "a" * 101)],
)
def test_a_key_needs_a_name_and_a_company_where_its_role_has_one(database: str, who: Who) -> None:
    migrate(database)
    with connect(database) as connection, pytest.raises(ValueError):
        create(connection, who, NOW, live=False)


def test_who_holds_a_key_is_remembered_for_a_while() -> None:
    asked: list[bytes] = []

    async def find(hash: bytes) -> Who | None:
        asked.append(hash)
        return BUYER

    async def ask(holders: Holders) -> Who | None:
        found = holders(b"Bearer fh_test_x")
        return found if isinstance(found, Who) or found is None else await found

    for remembered, times in ((60.0, 1), (0.0, 2)):
        asked.clear()
        holders = Holders(find, live=False, remembered=remembered)
        assert [asyncio.run(ask(holders)), asyncio.run(ask(holders))] == [BUYER, BUYER]
        assert asked == [hash_of("fh_test_x")] * times
