"""`fairhold demo`: a story is played beside the operator's data, never in it, and says why if it cannot be played."""

import importlib.util
from importlib.machinery import ModuleSpec

import psycopg
import pytest

from cli.conftest import Fairhold
from fairhold.settings import Settings
from fairhold.stories.script import NAMES


def test_the_stories_are_listed(fairhold: Fairhold) -> None:
    told = fairhold("demo --list").stdout
    assert [name for name in NAMES if name not in told] == []


def test_a_story_is_played_and_compared_and_the_operators_database_stays_empty(
    fairhold: Fairhold, settings: Settings
) -> None:
    assert "late-and-silent is told as it is written" in fairhold("demo --story late-and-silent --check").stdout
    with psycopg.connect(settings.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert row == (0,)
    assert not settings.data.exists()


def test_an_unknown_story_is_refused(fairhold: Fairhold) -> None:
    assert "there is no story 'nine-lives'" in fairhold("demo --story nine-lives", code=2).stderr


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("1", 1)])
def test_without_the_bank_its_story_is_skipped_but_fails_in_ci(
    fairhold: Fairhold, monkeypatch: pytest.MonkeyPatch, ci: str, code: int
) -> None:
    find = importlib.util.find_spec

    def without_bank(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "mockbank" else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without_bank)
    monkeypatch.setenv("CI", ci)
    told = fairhold("demo --story euro-through-the-bank", code=code).stdout
    assert "is skipped: this story needs the package mock-bank" in told
