"""From readings to a verdict: the steps that every family of terms takes in the same way.

A family reads each text and each typed term on its own into a `Reading`: what was found, what is wrong with it and what
it gives (S, M, T of standards 2.1, and flags of the family's own such as "tolerance"). A flaw falls away when another
reading of the same subject gives what it lacks. Which words and values count is the family's work, not this file's.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from fairhold.lint.family import NOTHING, SILENT, Fault, Flaw, Found, Reading, Rule, Severity, Subject, Verdict
from fairhold.lint.folding import fold
from fairhold.lint.late import Late
from fairhold.lint.phrases import Hit, suggest, why

PINNED: Final = Late(r"\b[0-9a-f]{64}\b|sha-?256 ?[:=]? ?[0-9a-f]{12,64}\b")
"""A content hash: what it names cannot change, so a text that points to it is not vague."""
_NOT_APPLICABLE: Final = Late(r"(?:n/?a|not applicable|none|nil|不适用|无)[.\s]*")


class Placed(msgspec.Struct, frozen=True, gc=False):
    """A reading and where it was read: `offset` is where the text begins in its field, None for a typed term."""

    reading: Reading
    field: str
    offset: int | None


def flaw(
    rule: Rule, start: int = 0, end: int = 0, breaks: str = "", unless: Iterable[str] = (), suggest: str = ""
) -> Flaw:
    """A flaw of a rule at a place, with the rule's suggestion or one that fits the text."""
    return Flaw(rule.id, rule.severity, start, end, rule.why, suggest or rule.suggest, breaks, frozenset(unless))


def passages(subject: Subject, reading: Any) -> Iterator[Placed]:
    """What `reading(text, own)` makes of each passage that says something."""
    for passage in subject.passages:
        read = reading(passage.text, passage.own)
        if read is not SILENT:
            yield Placed(read, passage.field, passage.start)


def typed(subject: Subject, family: str) -> Iterator[tuple[str, Any]]:
    """The typed terms of a subject with the JSON pointer of each."""
    if not subject.terms:
        return
    base = _base(subject, family)
    for i, term in enumerate(subject.terms):
        yield (base if family in _ALONE else f"{base}/{i}"), term


def weighed(
    subject: Subject,
    family: str,
    flaws: Callable[[Any], Iterable[Flaw]],
    given: Callable[[Any], Iterable[str]],
) -> Iterator[Placed]:
    """The readings of a subject's typed terms: what is wrong with each and what it gives."""
    for field, term in typed(subject, family):
        yield Placed(Reading((), tuple(flaws(term)), frozenset(given(term))), field, None)


_ALONE: Final = frozenset({"quantity", "quality", "packaging"})
"""Families of which a line has one typed term, not a list."""


def _base(subject: Subject, family: str) -> str:
    """Where the typed terms of a family stand: with the line if it has its own, else with all goods."""
    number = subject.pointer.rpartition("/")[2]
    if number.isdigit() and int(number) < len(subject.draft.lines):
        own = subject.draft.lines[int(number)].terms
        if own is not None and getattr(own, family):
            return f"{subject.pointer}/terms/{family}"
    return f"/goods/{family}"


def line_number(subject: Subject) -> int | None:
    """The index of the subject's line in the draft, None for the order itself."""
    number = subject.pointer.rpartition("/")[2]
    return int(number) if number.isdigit() and int(number) < len(subject.draft.lines) else None


def verdict(subject: Subject, placed: Iterable[Placed], missing: Rule | None, required: bool = True) -> Verdict:
    """The verdict over all readings of a subject.

    Where nothing was said the family applies if it is `required`, and `missing` is the fault, provided that the draft
    has goods: a single sentence is not blamed for all that it leaves out.
    """
    readings = list(placed)
    given: set[str] = set()
    for one in readings:
        given |= one.reading.gives
    faults: list[Fault] = []
    broken: set[str] = set()
    for one in readings:
        for wrong in one.reading.flaws:
            if not wrong.unless.isdisjoint(given):
                continue
            faults.append(_fault(wrong, one))
            broken.update(wrong.breaks)
    if not readings:
        if missing is not None and required and subject.draft.lines:
            field = f"{subject.pointer}/{missing.id.partition('-')[0]}"
            faults.append(Fault(missing.id, missing.severity, field, None, missing.why, missing.suggest))
        return Verdict(required, False, False, False, False, tuple(faults))
    specific, measurable, testable = (letter in given and letter not in broken for letter in "SMT")
    return Verdict(True, specific, measurable, testable, "S" in given and "A" not in broken, tuple(faults))


def _fault(wrong: Flaw, one: Placed) -> Fault:
    span = None if one.offset is None else (one.offset + wrong.start, one.offset + wrong.end)
    return Fault(wrong.rule, wrong.severity, one.field, span, wrong.why, wrong.suggest)


_BEGINNING: Final = Late(r"[\W_]*(?:\d{1,3}(?:\.\d{1,2})?[.)]? )?")
_ARTICLE: Final = Late(r"(?:the|product|goods|item|our|agreed) ")
_TAIL: Final = Late(
    r"(?: ?\([^()]{0,30}\))? ?(?:[:=]|-(?= )|为|是"
    r"|\b(?:is|are|(?:shall|should|must|will|to)(?: be)?)\b(?! (?:not|no|agreed|accepted|measured|tested|checked)))\s*"
)


class Label:
    """The name of a field at the beginning of a text: "Colour:", "3. Packing shall be", "颜色为"."""

    def __init__(self, words: str) -> None:
        self.words = Late(rf"(?:{words})(?= ?[(:=为是]| ?- | (?:is|are|shall|should|must|will|to)\b)")

    def end(self, folded: str) -> int | None:
        """Where what follows the label begins, None if the text begins with none."""
        if _TAIL.search(folded, 0, LABEL_SIGNS_MAX) is None:
            return None
        begun = _BEGINNING.match(folded)
        start = begun.end() if begun else 0
        article = _ARTICLE.match(folded, start)
        for place in (article.end(), start) if article else (start,):
            name = self.words.match(folded, place)
            tail = _TAIL.match(folded, name.end()) if name else None
            if tail is not None:
                return tail.end()
        return None


LABEL_SIGNS_MAX: Final = 120
"""Signs at the beginning of a text within which a label ends."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text as a family begins to read it. `start` is where what follows its label begins, `mine` whether it is a
    field of the family, by its place or by its label; `empty` whether it says that the point does not apply.
    """

    text: str
    folded: str
    start: int
    mine: bool
    empty: bool


def opened(text: str, own: bool, name: Label) -> Text:
    """A text with its label taken off."""
    folded = fold(text)
    end = name.end(folded)
    start = end or 0
    mine = own or end is not None
    return Text(text, folded, start, mine, mine and _NOT_APPLICABLE.fullmatch(folded, start) is not None)


def worded(hits: Iterable[Hit], seen: Text, topical: bool, unless: Iterable[str] = ("M",)) -> list[Flaw]:
    """The flaws of the phrases that count in this text, each cleared by any flag of `unless` but for firm ones."""
    clears = frozenset(unless)
    return [flaw_of(hit, clears) for hit in hits if counts(hit, seen, topical)]


def heard(hits: Iterable[Hit]) -> bool:
    """Whether a phrase of the family itself is among them, not only such as stand in every family."""
    return any(hit.phrase.family != "every" for hit in hits)


def fills(seen: Text, start: int, end: int) -> bool:
    """Whether a place is most of a text, so that the text is about nothing else."""
    return (end - start) * 10 >= len(seen.folded.strip()) * FILLS_TENTHS


FILLS_TENTHS: Final = 6
"""From how many tenths of a text on a place is most of it."""


def counts(hit: Hit, seen: Text, topical: bool) -> bool:
    """Whether a phrase counts here: some do only in a field of their family, some only where it is spoken of."""
    where = hit.phrase.where
    return seen.mine or where == "anywhere" or (where == "topic" and topical)


def flaw_of(hit: Hit, unless: frozenset[str]) -> Flaw:
    """The flaw that a phrase is, unless the subject gives what clears it."""
    phrase = hit.phrase
    clears = NOTHING if phrase.firm else unless
    return Flaw(phrase.id, phrase.severity, hit.start, hit.end, why(phrase), suggest(phrase), phrase.breaks, clears)


def unsaid(
    seen: Text, rule: Rule, flaws: Iterable[Flaw], breaks: str = "SM", unless: Iterable[str] = ("M",)
) -> list[Flaw]:
    """The flaw of a field that holds nothing to measure, unless something graver or equal was found in it already."""
    if not seen.mine or PINNED.search(seen.folded):
        return []
    if any(_GRAVITY[one.severity] <= _GRAVITY[rule.severity] for one in flaws):
        return []
    start = seen.start if seen.start < len(seen.text) else 0
    return [flaw(rule, start, len(seen.text), breaks, unless)]


def adrift(seen: Text, rule: Rule, subject: Late, flaws: Iterable[Flaw], unless: Iterable[str] = ("M",)) -> list[Flaw]:
    """The flaw of a short sentence that asks for something of a subject without a single figure.

    A remark that only names the subject ("the packing department") asks for nothing; a text with a hash points to what
    cannot change.
    """
    if any(_GRAVITY[one.severity] <= _GRAVITY["major"] for one in flaws) or len(seen.folded) > ADRIFT_SIGNS_MAX:
        return []
    named = subject.search(seen.folded)
    if named is None or _FIGURES.search(seen.folded) or not _DEMAND.search(seen.folded):
        return []
    return [flaw(rule, *named.span(), "SM", unless)]


ADRIFT_SIGNS_MAX: Final = 120
"""Signs of a sentence that is short enough to say one thing."""
_FIGURES: Final = Late(r"\d")
_DEMAND: Final = Late(
    r"\b(?:must|should|shall|please|pls|need(?:s|ed)?|want|expect|require[ds]?|have to|has to|will be|to be|keep"
    r"|make|use"
    r"|put|ask|don't|not|same|like|any|some|whatever|enough|good|ok|nice|fair|normal|usual|special|careful(?:ly)?"
    r"|well|later"
    r"|somewhere|always|as|up to|or|half|soon|too|very|more|less|little|bit|if|when|flexible|free|everything|trust)\b"
    r"|要|应|须|不|请|按|可以|随|大家|老规矩|以后|后面|再|好一点|负责|商量|差不多"
)
"""The words of somebody who asks for something."""


_GRAVITY: Final[dict[Severity, int]] = {"blocker": 0, "major": 1, "minor": 2, "info": 3}


def read_as(found: Iterable[Found], flaws: Iterable[Flaw], gives: Iterable[str]) -> Reading:
    """A reading, `SILENT` where there is nothing in it."""
    reading = Reading(tuple(found), tuple(flaws), frozenset(gives))
    return SILENT if reading == SILENT else reading
