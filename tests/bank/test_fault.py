"""Every code has a meaning, every code is used, and every code that the room uses is in the table."""

import re
from pathlib import Path

from fairhold import cashier
from fairhold.bank import fault
from fairhold.bank.fault import ERRORS, PaymentError, StatementError

ROOMS = [Path(module.__file__ or "").parent for module in (fault, cashier)]
"""The room of the table, and the one that also refuses statements."""
CODE = re.compile(r'"((?:statement|report|payment)_[a-z0-9_]+)"')
TESTS = [Path(__file__).parent, Path(__file__).parents[1] / "cashier"]


def test_the_table_and_the_code_name_the_same_faults() -> None:
    used = {
        code
        for room in ROOMS
        for path in room.glob("*.py")
        if path.name != "fault.py"
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert used == set(ERRORS)


def test_every_fault_is_reached_by_a_test() -> None:
    paths = [path for folder in TESTS for path in folder.glob("test_*.py")]
    asserted = {code for path in paths for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert set(ERRORS) - asserted == set()


def test_every_meaning_is_a_sentence() -> None:
    assert [code for code, meaning in ERRORS.items() if not (meaning[0].isupper() and meaning.endswith("."))] == []


def test_a_fault_tells_where_it_is() -> None:
    error = StatementError("statement_date", 12, "/Document/A", "no")
    assert error.where == "line 12, /Document/A"
    assert str(error) == "statement_date at line 12, /Document/A: no"
    assert StatementError("statement_too_large", 0, "/", "no").where == "/"
    assert str(PaymentError("payment_bic", "debtor/bic", "no")) == "payment_bic at debtor/bic: no"
