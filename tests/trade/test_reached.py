"""What the tests and the walks of this folder reached: every stage, every refusal of trade, every listed transition.

These run last, and only when the whole folder runs: part of it reaches part of them.
"""

from pathlib import Path

import pytest

from fairhold.trade.order import Stage
from fairhold.trade.refusal import REFUSALS
from trade.playing import CHANGES_SEEN, CODES_SEEN, STAGES_REACHED
from trade.test_deciding import ELSEWHERE, JUDGED
from trade.test_invariants import LISTED

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _whole_folder(request: pytest.FixtureRequest) -> None:
    played = {item.path.name for item in request.session.items if item.path.parent == HERE}
    if not {path.name for path in HERE.glob("test_*.py")} <= played:
        pytest.skip("only part of the folder runs")


def test_every_stage_was_reached() -> None:
    assert set(Stage) - STAGES_REACHED == set()


def test_every_refusal_of_trade_was_given() -> None:
    """Unchanged facts after each are looked at by `Play.refused` and by the walks."""
    assert set(REFUSALS) - ELSEWHERE - JUDGED - CODES_SEEN == set()


def test_every_listed_change_of_stage_happened_and_no_other() -> None:
    """I9: the table of `test_invariants.py` is neither too wide nor too narrow."""
    listed = {(before, word, after) for word, pairs in LISTED.items() for before, after in pairs}
    assert {"not listed": CHANGES_SEEN - listed, "never happened": listed - CHANGES_SEEN} == {
        "not listed": set(),
        "never happened": set(),
    }
