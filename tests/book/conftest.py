"""A marketplace on a database of its own, for the tests of the book."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from market import Market, open_market


@pytest.fixture
def market(database: str) -> Market:
    """Two buyers and two suppliers that have opted in."""
    return open_market(database)
