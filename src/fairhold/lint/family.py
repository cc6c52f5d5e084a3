"""The shape that every family of terms has in the linter: what it recognises, how it reads text, how it judges.

One file a family, each with one `FamilyRules` at its end. The engine knows only this shape.
"""

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from fairhold.lint.draft import Draft
from fairhold.lint.late import Late
from fairhold.trade.families import Family

Severity = Literal["blocker", "major", "minor", "info"]
"""blocker: cannot be decided in a dispute; major: only by opinion; minor: costs time; info: style (standards 2.3)."""


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A piece of free text and where it stands. `field` is a JSON pointer into the draft, `start` where in that field
    the piece begins, `own` whether the field belongs to the family (a colour field) or is free text.
    """

    field: str
    text: str
    start: int = 0
    own: bool = False


class Found(msgspec.Struct, frozen=True, gc=False):
    """A typed term that a family read out of a text, from `start` to `end` of it."""

    term: Any
    start: int
    end: int


class Subject(msgspec.Struct, frozen=True, gc=False):
    """What a family judges at once: the typed terms and the passages of one line (`/lines/0`) or of the order (``)."""

    pointer: str
    terms: tuple[Any, ...]
    passages: tuple[Passage, ...]
    draft: Draft


class Fault(msgspec.Struct, frozen=True, gc=False):
    """What is wrong in one place: `span` is from and to within the field's text, None for a typed or missing term."""

    rule: str
    severity: Severity
    field: str
    span: tuple[int, int] | None
    why: str
    suggest: str


NOTHING: Final[frozenset[str]] = frozenset()


class Flaw(msgspec.Struct, frozen=True, gc=False):
    """What is wrong from `start` to `end` of one text, before it is known what the other texts say.

    `breaks` are the tests of standards 2.1 that it fails (letters of SMTA); it falls away when any flag of `unless` is
    given.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    why: str
    suggest: str
    breaks: str = ""
    unless: frozenset[str] = NOTHING


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What one text, or one typed term, says about a family: typed terms, flaws, and what it gives."""

    found: tuple[Found, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    gives: frozenset[str] = NOTHING


SILENT: Final = Reading()
"""The reading of a text that says nothing about a family."""


class Rule(msgspec.Struct, frozen=True, gc=False):
    """What a family can find wrong: its id, how much it weighs, why the claim would be lost, what to write instead."""

    id: str
    severity: Severity
    why: str
    suggest: str


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The four tests of standards 2.1 for one subject: specific, measurable, testable, agreed; and the faults.

    `applies` is false where the family has nothing to say about these goods.
    """

    applies: bool
    specific: bool
    measurable: bool
    testable: bool
    agreed: bool
    faults: tuple[Fault, ...]


class FamilyRules(msgspec.Struct, frozen=True):
    """One family: its weight in the score, whether each line has its own terms, and its three pure functions.

    `topic` finds whether a sentence speaks of the family; `reading` says what a text (of the family's own field or not)
    says, only what it says and nothing guessed; `judge` says what a dispute could do with all of it. `rules` are all
    that it can find, besides the phrases of `phrases.py`. `topic` is matched against folded text (`folding.py`).
    """

    name: Family
    weight: int
    per_line: bool
    topic: Late
    reading: Callable[[str, bool], Reading]
    judge: Callable[[Subject], Verdict]
    rules: tuple[Rule, ...]

    def read(self, text: str) -> tuple[Found, ...]:
        """The typed terms in a sentence, with their spans."""
        return self.reading(text, False).found
