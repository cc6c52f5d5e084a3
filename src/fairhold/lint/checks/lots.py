"""Is the sampling plan that of this quantity: the lot size or code letter that a text names (standards 1.3, 2.3).

Only the first table of the standard is needed here: which lot size has which letter at which level. Plans themselves,
with their sample sizes and acceptance numbers, are not this room's work.
"""

from collections.abc import Iterator
from typing import Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.family import Fault, Rule
from fairhold.lint.folding import fold
from fairhold.lint.late import Late

LOT_SIZES: Final = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
"""The largest lot of each row of the table; lots above the last one have a row of their own. The smallest lot is 2."""
LETTERS: Final = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
"""Sample size code letters by level, a letter a row. Source: ISO 2859-1:1999 table 1, the same in MIL-STD-105E and ANSI
Z1.4."""

LETTER: Final = Rule(
    "lot-1",
    "major",
    "The code letter is not that of this quantity, so the sampling plan belongs to another lot.",
    "Level ____, lot of ____: code letter ____.",
)
LOT: Final = Rule(
    "lot-2",
    "major",
    "The lot size of the sampling plan does not hold this quantity.",
    "Lot of ____ pieces: range ____ to ____.",
)

_LETTER: Final = Late(
    r"(?:code|size) letter ?(?:is |=|:)? ?[\"']?([a-hj-np-r])(?![a-z])|字码 ?[:为]? ?([a-hj-np-r])(?![a-z])"
)
_LEVEL: Final = Late(r"level ?:? ?(iii|ii|i|s-?[1-4])(?![a-z\d])|检验水平 ?[:为]? ?(iii|ii|i|s-?[1-4])(?![a-z\d])")
_FIGURE: Final = r"(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})"
_LOT: Final = Late(rf"(?:lot|batch) ?(?:size)? ?(?:of |is |=|:)? ?{_FIGURE} ?(?:-|to) ?{_FIGURE}(?![\d,])")


def letter(quantity: int, level: str) -> str:
    """The code letter of a lot at a level."""
    row = next((i for i, most in enumerate(LOT_SIZES) if quantity <= most), len(LOT_SIZES))
    return LETTERS[level][row]


def _lots(whole: Whole) -> tuple[int, ...]:
    """The quantities that may be a lot: each line's and all together."""
    counts = [line.quantity for line in whole.draft.lines]
    known = [count for count in counts if count is not None]
    return (*known, sum(known)) if known and len(known) == len(counts) else ()


def _level(whole: Whole, folded: str) -> str:
    """The level that the sentence names, else the typed one, else the usual one (O33)."""
    match = _LEVEL.search(folded)
    if match is not None:
        found = (match[1] or match[2]).upper()
        return f"S-{found[-1]}" if found.startswith("S") else found
    goods, inspection = whole.read.goods, whole.read.inspection
    typed = inspection.level if inspection is not None else None
    if typed is None and goods is not None and goods.quality is not None:
        typed = goods.quality.level
    return typed or "II"


def _letters(whole: Whole) -> Iterator[Fault]:
    lots = _lots(whole)
    for one in whole.sentences if lots else ():
        folded = fold(one.passage.text)
        match = _LETTER.search(folded) if "letter" in folded or "字码" in folded else None
        if match is None:
            continue
        level = _level(whole, folded)
        right = [letter(lot, level) for lot in lots]
        said = (match[1] or match[2]).upper()
        if said not in right:
            why = f"Level {level}, lot of {lots[-1]}: code letter {right[-1]}, not {said}."
            span = one.passage.start + match.start(), one.passage.start + match.end()
            yield fault(LETTER, one.passage.field, span, why)


def _ranges(whole: Whole) -> Iterator[Fault]:
    lots = _lots(whole)
    for one in whole.sentences if lots else ():
        folded = fold(one.passage.text)
        match = _LOT.search(folded) if "lot" in folded or "batch" in folded else None
        if match is None:
            continue
        least, most = (int(match[n].replace(",", "")) for n in (1, 2))
        if not any(least <= lot <= most for lot in lots):
            span = one.passage.start + match.start(), one.passage.start + match.end()
            yield fault(LOT, one.passage.field, span, f"A lot of {least} to {most}; the quantity is {lots[-1]}.")


CHECKS: Final = (Check((LETTER,), "inspection", _letters), Check((LOT,), "inspection", _ranges))
"""The checks of this file."""
