"""What the cashier's tests ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cashier.till import Till


@pytest.fixture
def till(database: str, tmp_path: Path) -> Iterator[Till]:
    """A cashier on an empty book, with a supplier that takes part."""
    made = Till(database, tmp_path)
    yield made
    made.close()
