"""Every parameter of the policy is read by some rule: a figure that nothing reads would be a promise nobody keeps."""

import ast
from functools import cache
from pathlib import Path

import pytest

from fairhold.trade import policy

ROOM = Path(policy.__file__).parent


@cache
def read_names() -> frozenset[str]:
    """Every attribute that any module of the room but `policy.py` reads."""
    names: set[str] = set()
    for path in ROOM.glob("*.py"):
        if path.name != "policy.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute):
                    names.add(node.attr)
    return frozenset(names)


@pytest.mark.parametrize("name", policy.Policy.__struct_fields__)
def test_a_rule_reads_it(name: str) -> None:
    assert name in read_names()
