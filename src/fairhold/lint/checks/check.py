"""The shape of a check: its rule, where its faults count, and the function that finds what breaks it."""

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from fairhold.lint.draft import Draft
from fairhold.lint.families import BY_NAME
from fairhold.lint.family import Fault, Rule
from fairhold.lint.merging import merged
from fairhold.lint.passages import Said, said
from fairhold.trade.families import Family

Area = Family | Literal["remarks"]
"""Where a finding counts: a family of terms, or the remarks that belong to none."""
Place = tuple[str, tuple[int, int] | None]
"""A field as JSON pointer, and from where to where in its text."""


class Whole(msgspec.Struct, frozen=True, gc=False):
    """A draft with all that is looked at: its passages, which of them speak of which family, and the draft with the
    terms that its texts hold."""

    draft: Draft
    sentences: tuple[Said, ...]
    read: Draft
    by_family: dict[Family, list[Said]]

    def of(self, family: Family) -> list[Said]:
        """The passages that speak of a family."""
        return self.by_family.get(family, [])

    def of_line(self, i: int) -> tuple[Said, ...]:
        """What is said of one line, then what is said of all."""
        own = tuple(one for one in self.sentences if one.line == i)
        return (*own, *(one for one in self.sentences if one.line is None))

    def place(self, i: int | None, family: Family, name: str) -> Place:
        """Where a field of a typed term of a line stands (`name`, such as `cartons`), or the words that say it."""
        if i is not None:
            line = self.draft.lines[i].terms
            if line is not None and getattr(line, family):
                return f"/lines/{i}/terms/{family}/{name}", None
        if self.draft.goods is not None and getattr(self.draft.goods, family):
            return f"/goods/{family}/{name}", None
        said = self.sentences if i is None else self.of_line(i)
        for one in said:
            if family in one.families:
                for found in BY_NAME[family].read(one.passage.text):
                    if getattr(found.term, name, None):
                        return one.passage.field, (one.passage.start + found.start, one.passage.start + found.end)
        return f"/goods/{family}/{name}", None


def look(draft: Draft) -> Whole:
    """The draft as everything here looks at it."""
    sentences = said(draft)
    by_family: dict[Family, list[Said]] = {}
    for one in sentences:
        for family in one.families:
            by_family.setdefault(family, []).append(one)
    return Whole(draft, sentences, merged(draft, sentences), by_family)


Find = Callable[[Whole], Iterator[Fault]]


class Check(msgspec.Struct, frozen=True):
    """A rule over a whole draft, or several that look at the same thing. `find` yields each place that breaks one of
    them, in any order."""

    rules: tuple[Rule, ...]
    area: Area
    find: Find


def fault(rule: Rule, field: str, span: tuple[int, int] | None, why: str = "", suggest: str = "") -> Fault:
    """What breaks a rule in one place, in the rule's words or in words that name the values."""
    return Fault(rule.id, rule.severity, field, span, why or rule.why, suggest or rule.suggest)
