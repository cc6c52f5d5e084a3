"""Every story is told exactly as it is written, and the statements it reads are those its counted numbers ask for."""

import importlib.util
import os
from pathlib import Path

import pytest

from fairhold.stories.script import NAMES, StoryWrong, folder, read, rewritten
from fairhold.stories.stage import Stage
from write_statements import FILES, STATEMENTS, statement

BANK = {"euro-through-the-bank"}


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_told_as_it_is_written(name: str, database: str, tmp_path: Path) -> None:
    if name in BANK and importlib.util.find_spec("mockbank") is None:
        if os.environ.get("CI"):
            pytest.fail("mock-bank is not installed")
        pytest.skip("mock-bank is not installed")
    story = read(name)
    with Stage(database, story.path.parent, tmp_path) as stage:
        transcripts = stage.play(story)
    assert transcripts == [block.transcript for block in story.blocks]
    assert rewritten(story, transcripts) == story.path.read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_story_ends_with_every_proof(name: str) -> None:
    assert "    all 10 hold: " in read(name).blocks[-1].transcript


def test_every_story_in_the_folder_has_a_name_in_the_list() -> None:
    assert sorted(path.stem for path in folder().glob("*.md") if path.stem != "README") == sorted(NAMES)


@pytest.mark.parametrize("name", FILES)
def test_a_statement_file_is_the_one_that_the_tool_writes(name: str) -> None:
    assert (STATEMENTS / f"{name}.xml").read_bytes() == statement(name)


def test_every_statement_file_is_read_by_a_story() -> None:
    steps = [step.text for name in NAMES for block in read(name).blocks for step in block.steps]
    unread = [path.name for path in STATEMENTS.iterdir() if not any(path.name in step for step in steps)]
    assert unread == []


def test_a_wrong_step_is_named_with_its_place(database: str, tmp_path: Path) -> None:
    page = tmp_path / "wrong.md"
    page.write_text("# Wrong\n\nNothing.\n\n```story\npolicy seed\nbuyer: frobnicate\n```\n")
    with Stage(database, tmp_path, tmp_path / "work") as stage, pytest.raises(StoryWrong) as caught:
        stage.play(read(str(page)))
    assert str(caught.value) == "wrong.md:7: buyer: frobnicate: `frobnicate` is no command"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# None\n\nNothing here.\n", "none.md: no steps"),
        ("```transcript\nx\n```\n", "none.md: a transcript without steps before it"),
        ('```story\nbuyer: decline note="x\n```\n', "none.md:2: No closing quotation"),
    ],
)
def test_a_file_that_is_no_story_is_refused(text: str, why: str, tmp_path: Path) -> None:
    page = tmp_path / "none.md"
    page.write_text(text)
    with pytest.raises(StoryWrong) as caught:
        read(str(page))
    assert str(caught.value) == why


def test_an_unknown_story_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(StoryWrong, match="eighty-thousand"):
        read("nine-lives")
