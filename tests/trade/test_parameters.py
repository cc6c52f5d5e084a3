"""Every parameter of the policy is read by some rule: a figure that nothing reads would be a promise nobody keeps."""

import ast
from functools import cache
from pathlib import Path

import pytest

from fairhold.trade import policy, rail

ROOM = Path(policy.__file__).parent
ROOMS = (ROOM, *(ROOM.with_name(name) for name in ("rails", "safe", "limit", "cashier", "reading")))


@cache
def read_names() -> frozenset[str]:
    """Every attribute that a module of these rooms reads; those that declare the figures apart."""
    names: set[str] = set()
    for path in (path for room in ROOMS for path in room.glob("*.py")):
        if path.name not in ("policy.py", "rail.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute):
                    names.add(node.attr)
    return frozenset(names)


@pytest.mark.parametrize("name", policy.Policy.__struct_fields__)
def test_a_rule_reads_it(name: str) -> None:
    assert name in read_names()


@pytest.mark.parametrize("name", sorted({name for kind in rail.KINDS for name in kind.__struct_fields__}))
def test_a_rail_reads_each_figure_of_its_row(name: str) -> None:
    assert name in read_names()
