"""The tests of what the others reached run last."""

import pytest

LAST = "test_reached.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stages and refusals are collected while the other tests run, so those that look at them come after all."""
    items.sort(key=lambda item: item.path.name == LAST)
