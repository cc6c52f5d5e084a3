"""Every parameter of the policy is read by some rule: a figure that nothing reads would be a promise nobody keeps."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from fairhold.trade import policy
from fairhold.trade.terms import ShippingMethod

ROOM = Path(policy.__file__).parent


@cache
def read_names() -> frozenset[str]:
    """Every attribute that any module of the room but `policy.py` reads, those put together from words included."""
    names: set[str] = set()
    for path in ROOM.glob("*.py"):
        if path.name != "policy.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute):
                    names.add(node.attr)
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
                    names |= built(ast.unparse(node.args[1]))
    return frozenset(names)


def built(text: str) -> set[str]:
    """The parameters whose name an f-string such as `f'auto_confirm_{method}_days'` makes, by way of shipping."""
    return {re.sub(r"\{\w+\}", way, text).strip("f'\"") for way in get_args(ShippingMethod)}


@pytest.mark.parametrize("name", policy.Policy.__struct_fields__)
def test_a_rule_reads_it(name: str) -> None:
    assert name in read_names()
