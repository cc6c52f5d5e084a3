"""Readings that trade gives to loose words, offered as changes of the text: the banks' rules for documentary credits.

UCP 600 says what "about 1,000", "on or about 5 August" and "early August" mean (articles 3 and 30). A contract is not a
credit, so no such reading is taken for granted: each is shown with its article, before and after, and changes the text
only when somebody asks for it.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from fairhold.faults import Malformed
from fairhold.lint.dates import MONTH, MONTHS, dates
from fairhold.lint.draft import Draft
from fairhold.lint.folding import REMEMBERED_TEXTS, fold
from fairhold.lint.late import Late
from fairhold.lint.passages import Said, said, texts
from fairhold.lint.values import Value, values

FIXES_MAX: Final = 100
"""Fixes offered for one draft."""
SOURCE: Final = "UCP 600 (ICC publication 600, 2007)"
"""The rules that the readings come from."""

READINGS: Final = {
    "about_quantity": ("30a", "about, approximately, 约 before a quantity", "10 % more or less"),
    "about_amount": ("30a", "about, approximately, 约 before an amount or price", "10 % more or less"),
    "quantity_by_measure": ("30b", "a quantity by weight or volume, not by pieces or packs", "5 % more or less"),
    "on_or_about": ("3", "on or about a date", "from five days before to five days after it, both included"),
    "half_of_month": ("3", "first or second half of a month, 上半月, 下半月", "1st to 15th, 16th to the last day"),
    "third_of_month": (
        "3",
        "beginning, middle or end of a month, 上旬, 中旬, 下旬",
        "1st to 10th, 11th to 20th, the rest",
    ),
    "no_urgency": ("3", "prompt, immediately, as soon as possible, 尽快", "nothing: the word is disregarded"),
}
"""Every reading: its article, the words that it is for, what they mean."""

_ABOUT: Final = r"(?:about|approximately|approx\.?|circa|ca\.?|around|大约|大概|约)"
_CURRENCY: Final = r"(?:usd|eur|cny|rmb|gbp|us\$|\$|€|£|¥)"
_MONEY: Final = Late(rf"{_ABOUT} ?({_CURRENCY} ?\d[\d,.]{{0,20}}\d|\d[\d,.]{{0,20}} ?(?:usd|eur|cny|rmb|gbp)\b)")
_SOME_MONEY: Final = Late(r"usd|eur|cny|rmb|gbp|[$€£¥]")
_NEAR: Final = Late(
    r"(?:\bon or (?:about|around)|\babout|\baround|\bapproximately|\bapprox\.?|\bcirca|大约|约)(?: the)? ?$"
)
_NEAR_CHARS: Final = 24
_PART: Final = Late(
    r"\b(?:the )?(?P<part>first half|second half|beginning|early|start|middle|mid|end|late)[ -](?:of |in )?(?:the )?"
    rf"(?P<month>{MONTH})\b\.?,? ?(?:of )?(?P<year>20\d\d)\b"
    r"|(?P<year2>20\d\d) ?年 ?(?P<month2>\d{1,2}) ?月 ?份?的?(?P<part2>上半月|下半月|上旬|中旬|下旬|初|中|底|末)"
)
_LOOSE: Final = Late(rf"(?i:^{_ABOUT}\s*|\s*(?:左右|上下|or so|more or less|{_ABOUT})$)")
_URGENT: Final = Late(
    r"\b(?:as soon as possible|a\.?s\.?a\.?p\b\.?|promptly|prompt|immediately|immediate)|尽快|立即|马上|即刻"
)
_PARTS: Final = {
    **dict.fromkeys(("first half", "上半月"), ("half_of_month", 1, 15)),
    **dict.fromkeys(("second half", "下半月"), ("half_of_month", 16, 31)),
    **dict.fromkeys(("beginning", "early", "start", "上旬", "初"), ("third_of_month", 1, 10)),
    **dict.fromkeys(("middle", "mid", "中旬", "中"), ("third_of_month", 11, 20)),
    **dict.fromkeys(("end", "late", "下旬", "底", "末"), ("third_of_month", 21, 31)),
}
"""What a part of a month is called, from which day to which it goes; a short month ends it sooner."""


class Fix(msgspec.Struct, frozen=True, gc=False):
    """One reading: the words at `span` of the text in `field` (a JSON pointer) become `after`. `value` is the whole
    text of the field with it.
    """

    name: str
    article: str
    field: str
    span: tuple[int, int]
    before: str
    after: str
    value: str


class FixStale(Malformed, ValueError):
    """The words that a fix would change are not there (any more)."""


class _Reading(msgspec.Struct, frozen=True, gc=False):
    name: str
    start: int
    end: int
    after: str


def fixes(draft: Draft, sentences: tuple[Said, ...] | None = None) -> tuple[Fix, ...]:
    """Every reading that could be chosen in this draft, at most `FIXES_MAX`, in the order of its texts. `sentences` are
    its passages, where they are there already."""
    whole: dict[str, str] = {}
    found: list[Fix] = []
    for one in said(draft) if sentences is None else sentences:
        readings = _readings(one.passage.text, "quantity" in one.families, "shipment_date" in one.families)
        if readings and not whole:
            whole = {field: text for field, text, _, _ in texts(draft)}
        for reading in readings:
            text = whole[one.passage.field]
            start, end = one.passage.start + reading.start, one.passage.start + reading.end
            value = text[:start] + reading.after + text[end:]
            found.append(
                Fix(
                    reading.name,
                    READINGS[reading.name][0],
                    one.passage.field,
                    (start, end),
                    text[start:end],
                    reading.after,
                    value,
                )
            )
            if len(found) == FIXES_MAX:
                return tuple(found)
    return tuple(found)


def apply(draft: Draft, fix: Fix) -> Draft:
    """The draft with that one text changed. Raises FixStale if the words are not there."""
    text = next((text for field, text, _, _ in texts(draft) if field == fix.field), None)
    start, end = fix.span
    if text is None or text[start:end] != fix.before:
        raise FixStale(f"{fix.before!r} does not stand at {start}-{end} of {fix.field}")
    return _replaced(draft, fix.field.split("/")[1:], text[:start] + fix.after + text[end:])


def _replaced(draft: Draft, steps: list[str], text: str) -> Draft:
    if steps[0] == "lines":
        number = int(steps[1])
        line = msgspec.structs.replace(draft.lines[number], **{steps[2]: text})
        return msgspec.structs.replace(draft, lines=(*draft.lines[:number], line, *draft.lines[number + 1 :]))
    if steps[0] == "clauses":
        number = int(steps[1])
        return msgspec.structs.replace(draft, clauses=(*draft.clauses[:number], text, *draft.clauses[number + 1 :]))
    return msgspec.structs.replace(draft, **{steps[0]: text})


@lru_cache(REMEMBERED_TEXTS)
def _readings(text: str, of_quantity: bool, of_shipment: bool) -> tuple[_Reading, ...]:
    return tuple(_found(text, of_quantity, of_shipment))


def _found(text: str, of_quantity: bool, of_shipment: bool) -> Iterator[_Reading]:
    folded = fold(text)
    yield from _days(text, folded)
    if of_quantity:
        yield from _quantities(text)
    for match in _MONEY.finditer(folded) if _SOME_MONEY.search(folded) else ():
        yield _Reading("about_amount", *match.span(), f"{text[match.start(1) : match.end(1)]} \u00b1 10 %")
    if of_shipment:
        for match in _URGENT.finditer(folded):
            start = match.start() - (match.start() > 0 and folded[match.start() - 1] == " ")
            yield _Reading("no_urgency", start, match.end(), "")


def _days(text: str, folded: str) -> Iterator[_Reading]:
    """On or about a date: five days either side; a part of a month: its days."""
    for day in dates(text):
        match = _NEAR.search(folded[max(0, day.start - _NEAR_CHARS) : day.start])
        if day.on is not None and match is not None:
            start = max(0, day.start - _NEAR_CHARS) + match.start()
            five = timedelta(days=5)
            yield _Reading("on_or_about", start, day.end, _window(day.on - five, day.on + five))
    for match in _PART.finditer(folded) if "20" in folded else ():
        name, first, last = _PARTS[match["part"] or match["part2"]]
        year = int(match["year"] or match["year2"])
        month = MONTHS[match["month"][:3]] if match["month"] else int(match["month2"])
        if 1 <= month <= 12:
            last = min(last, monthrange(year, month)[1])
            yield _Reading(name, *match.span(), _window(date(year, month, first), date(year, month, last)))


def _window(first: date, last: date) -> str:
    return f"from {first} to {last}, both days included"


def _quantities(text: str) -> Iterator[_Reading]:
    """About so many: 10 per cent either way. By weight, length or volume with no word: 5 per cent."""
    for value in values(text):
        if value.approximate and value.kind in ("count", "weight", "length", "volume") and _plain(value):
            bare = _without_about(text[value.start : value.end])
            yield _Reading("about_quantity", value.start, value.end, f"{bare} \u00b1 10 %")
        elif value.kind in ("weight", "volume") and _plain(value) and not value.bounded:
            yield _Reading("quantity_by_measure", value.start, value.end, f"{text[value.start : value.end]} \u00b1 5 %")


def _plain(value: Value) -> bool:
    return len(value.figures) == 1 and value.plus is None and not value.per


def _without_about(words: str) -> str:
    """A value without the word that makes it loose, whether that stands before or after it."""
    return _LOOSE.sub("", words).strip()
