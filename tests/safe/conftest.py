"""A safe of its own for every test: an empty book and an empty folder."""

from pathlib import Path

import pytest

from fairhold.book.migrations import migrate
from fairhold.settings import Settings
from safe.bringing import Safe


@pytest.fixture
def safe(database: str, tmp_path: Path) -> Safe:
    migrate(database)
    return Safe(database, Settings(data=tmp_path / "data"))
