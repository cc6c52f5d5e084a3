"""Quantity terms (S23): a whole number of a named unit for each line, and how much more or less is allowed.

A count of pieces that are tested or packed together is no order quantity.
"""

from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    Label,
    Placed,
    Text,
    flaw,
    heard,
    line_number,
    opened,
    passages,
    read_as,
    typed,
    unsaid,
    verdict,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import Hit, scan
from fairhold.lint.values import Value, values
from fairhold.trade.families import QuantityTerm

_EXAMPLE: Final = "____ pcs for each SKU, size and colour; more or less ____ %"
NO_FIGURE: Final = Rule(
    "quantity-1", "major", "No whole number of a named unit: a shortage cannot be counted (S23).", _EXAMPLE
)
OPEN: Final = Rule(
    "quantity-2", "major", "From so many to so many, or about so many: the least of it will be delivered.", _EXAMPLE
)
MISSING: Final = Rule("quantity-3", "blocker", "The quantity is not said at all.", _EXAMPLE)

LABEL: Final = Label(
    r"(?:order |total |ordered |contract )?(?:quantity|qty|quantities|pcs|order size|volume)(?: ordered| required)?"
    r"|数量|订购数量|订单数量|总数"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:quantit(?:y|ies)|qty|moq|order(?:ed)? (?:of )?\d|in total|total of)(?![a-z])|数量|订量|起订"
    r"|溢短装|总计|合计|共计"
)
_PERCENT: Final = Late(
    r"(?:more or less|\+ ?/ ?-|±|tolerance|over ?/ ?under|over(?:age)? (?:and|or|/) (?:under|short)age|溢短装"
    r"|增减)[^\d]{0,12}(?P<figure>\d{1,2}(?:\.\d{1,2})?) ?%|(?P<before>\d{1,2}(?:\.\d{1,2})?) ?% ?(?:more or less"
    r"|over ?/ ?under|溢短装|增减)"
)
_EXACT: Final = Late(
    r"exact(?:ly)?|no more(?:,| and) no less|0 ?% more or less|no (?:over|short|under) ?shipment"
    r"|neither more nor less|不得短装|不允许(?:溢短装|短装)"
)
_OTHER: Final = Late(
    r"(?:pieces?|pcs|samples?|sets|units) (?:weighed|measured|tested|inspected|checked)|readings|sample size"
    r"|per (?:carton|ctn|box|pallet|set|bag)|/ ?(?:ctn|carton|box|pallet)|每箱"
)


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about the quantity ordered."""
    seen = opened(text, own, LABEL)
    hits = scan("quantity", text)
    spoken = seen.mine or TOPIC.search(seen.folded) is not None
    if seen.empty or not (spoken or heard(hits)):
        return SILENT
    counts = _counts(seen) if spoken else []
    exact = [
        value
        for value in counts
        if not value.approximate and value.figures and value.low is None and value.high is None
    ]
    margin = _margin(seen.folded)
    given: set[str] = set()
    if exact and len(exact) == len(counts):
        given |= {"S", "M", "T"}
    elif counts:
        given.add("S")
    if margin is not None:
        given.add("margin")
    if any(
        value.kind == "count" and value.figures and not value.approximate and not value.per for value in values(text)
    ):
        given.add("counted")
    flaws = [one for one in worded(_loose(hits, given), seen, spoken, ("M", "margin")) if one.unless.isdisjoint(given)]
    for value in counts:
        if value not in exact and not any(value.start < one.end and one.start < value.end for one in flaws):
            flaws.append(flaw(OPEN, value.start, value.end, "M"))
    if not counts and margin is None and _bare_number(seen) is None:
        flaws += unsaid(seen, NO_FIGURE, flaws)
    found = [] if margin is None else [Found(margin, 0, len(text))]
    if seen.mine and _bare_number(seen) is not None:
        given |= {"S", "M", "T"}
    return read_as(found, flaws, given)


_HOLDERS: Final = frozenset({"V084", "Z065"})
"""The phrases for a container: cleared by a count of what is in it."""


def _loose(hits: tuple[Hit, ...], given: set[str]) -> list[Hit]:
    return [hit for hit in hits if not (hit.phrase.id in _HOLDERS and "counted" in given)]


def _counts(seen: Text) -> list[Value]:
    """The counts that may be order quantities: not so many per carton, not so many to be tested."""
    if not seen.mine and _OTHER.search(seen.folded):
        return []
    return [
        value for value in values(seen.text) if value.kind in ("count", "length", "weight", "volume") and not value.per
    ]


_NUMBER: Final = Late(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,9}")


def _bare_number(seen: Text) -> int | None:
    """A number without a unit that is all of a quantity field."""
    if not seen.mine:
        return None
    match = _NUMBER.fullmatch(seen.folded[seen.start :].strip(" .;"))
    return int(match.group().replace(",", "")) if match else None


def _margin(folded: str) -> QuantityTerm | None:
    """How much more or less is allowed, in basis points of the quantity."""
    if _EXACT.search(folded):
        return QuantityTerm(more_bp=0, less_bp=0)
    match = _PERCENT.search(folded)
    if match is None:
        return None
    whole, _, part = (match["figure"] or match["before"]).partition(".")
    points = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    return QuantityTerm(more_bp=points, less_bp=points)


def judge(subject: Subject) -> Verdict:
    """What a dispute about a shortage could rest on: the line's number above all."""
    placed = [Placed(Reading(gives=frozenset(("margin",))), field, None) for field, _ in typed(subject, "quantity")]
    line = line_number(subject)
    if line is not None and subject.draft.lines[line].quantity:
        placed.append(Placed(Reading(gives=frozenset("SMT")), f"{subject.pointer}/quantity", None))
    placed += passages(subject, reading)
    return verdict(subject, placed, MISSING, required=line is not None)


RULES: Final = FamilyRules(
    name="quantity",
    weight=9,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_FIGURE, OPEN, MISSING),
)
