"""Story files: Markdown with fenced blocks of steps (`story`) and what was heard when they were played (`transcript`).

A step is one line. `buyer: confirm_receipt` asks for a command, with `name=value` behind it; `at`, `order`, `policy`,
`company`, `show` and the lines of the bank are the rest of the language (`stage.py`). Here files are only read and
written; nothing is played.
"""

import re
import shlex
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import msgspec

from fairhold.faults import Malformed

NAMES = (
    "eighty-thousand",
    "fifty-over-thirty",
    "nobody-confirmed",
    "late-and-silent",
    "short-wire",
    "one-wire-two-milestones",
    "paid-by-card",
    "euro-through-the-bank",
    "promise-in-chat",
    "inspected-before-shipment",
    "return-too-late",
    "microphones",
    "gold-or-bronze",
    "two-month-dispute",
)
"""The stories that come with the program, in the order in which they are worth reading."""

_BLOCK = re.compile(r"^```(story|transcript)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class StoryWrong(Malformed, ValueError):
    """A story that cannot be played; the text says where."""


class Step(msgspec.Struct, frozen=True):
    """One line of a story: its words, the line's number in the file, and the line as it stands there."""

    words: tuple[str, ...]
    number: int
    text: str


class Block(msgspec.Struct, frozen=True):
    """Steps, and the transcript that the file has for them."""

    steps: tuple[Step, ...]
    transcript: str


class Story(msgspec.Struct, frozen=True):
    """One story file: its title, its first paragraph and its blocks."""

    name: str
    path: Path
    title: str
    about: str
    blocks: tuple[Block, ...]


def folder() -> Path:
    """Where the stories lie: in the installed package, else in the checkout. Raises StoryWrong."""
    package = Path(str(resources.files("fairhold")))
    for place in (package / "examples", package.parents[1] / "examples"):
        if (place / f"{NAMES[0]}.md").is_file():
            return place
    raise StoryWrong("the stories are not part of this installation")


def read(name: str) -> Story:
    """The story of a name, or the one in a file. Raises StoryWrong."""
    path = Path(name) if name.endswith(".md") else folder() / f"{name}.md"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise StoryWrong(f"there is no story {name!r}: {error.strerror}; there are {', '.join(NAMES)}") from None
    title = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), path.stem)
    paragraphs = [part for part in text.split("\n\n") if part.strip() and not part.startswith(("#", "```"))]
    about = " ".join(paragraphs[0].split()) if paragraphs else ""
    return Story(path.stem, path, title, about, tuple(_blocks(path, text)))


def rewritten(story: Story, transcripts: Sequence[str]) -> str:
    """The story's file with these transcripts in place of those it has; a block without one gets one."""
    text = story.path.read_text("utf-8")
    parts: list[str] = []
    end, told = 0, iter(transcripts)
    found = list(_BLOCK.finditer(text))
    for place, match in enumerate(found):
        parts.append(text[end : match.start()])
        end = match.end()
        if match[1] == "transcript":
            continue
        parts.append(f"{match[0]}\n\n```transcript\n{next(told)}```")
        following = found[place + 1] if place + 1 < len(found) else None
        if following is not None and following[1] == "transcript":
            if text[end : following.start()].strip():
                raise StoryWrong(f"{story.path.name}: a transcript stands directly behind its steps")
            end = following.start()
    return "".join(parts) + text[end:]


def _blocks(path: Path, text: str) -> list[Block]:
    blocks: list[Block] = []
    for match in _BLOCK.finditer(text):
        if match[1] == "story":
            line = text.count("\n", 0, match.start(2)) + 1
            blocks.append(Block(tuple(_steps(path, match[2], line)), ""))
        elif not blocks or blocks[-1].transcript:
            raise StoryWrong(f"{path.name}: a transcript without steps before it")
        else:
            blocks[-1] = msgspec.structs.replace(blocks[-1], transcript=match[2])
    if not blocks:
        raise StoryWrong(f"{path.name}: no steps")
    return blocks


def _steps(path: Path, text: str, first: int) -> list[Step]:
    """The lines; one that ends in a backslash goes on in the next."""
    steps = []
    said = ""
    for number, line in enumerate(text.splitlines(), first):
        said += line.strip()
        if said.endswith("\\"):
            said = f"{said[:-1].rstrip()} "
            continue
        try:
            words = tuple(shlex.split(said, comments=True))
        except ValueError as error:
            raise StoryWrong(f"{path.name}:{number}: {error}") from None
        if words:
            steps.append(Step(words, number, said))
        said = ""
    return steps
