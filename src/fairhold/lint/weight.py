"""Weight terms (S22): from how much to how much, net or gross, how many are weighed.

The weight of a carton is packaging, a load that goods must carry is function, and tons of goods are quantity.
"""

from decimal import Decimal
from typing import Final, Literal

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    Label,
    Placed,
    Text,
    adrift,
    flaw,
    heard,
    opened,
    passages,
    read_as,
    typed,
    unsaid,
    verdict,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.lint.testing import tested
from fairhold.lint.values import Value, as_figure, values
from fairhold.trade.families import WeightTerm, WeightUnit

Basis = Literal["net", "gross"]

_EXAMPLE: Final = "____ g net, from ____ to ____ g, ____ pieces weighed"
ABOUT: Final = Rule(
    "weight-1", "major", "About how much is left to opinion, so no weighing can be out (S22).", _EXAMPLE
)
NO_RANGE: Final = Rule(
    "weight-2",
    "minor",
    "Only a nominal weight: no piece weighs exactly that, and how far off is too far is open.",
    _EXAMPLE,
)
NO_BASIS: Final = Rule("weight-3", "info", "Net or gross is not said.", "____ g net")
NO_PIECES: Final = Rule(
    "weight-4", "info", "How many pieces are weighed is not said.", "____ pieces weighed, each within, and their mean"
)
ASKED: Final = Rule("weight-6", "major", "A weight is asked for without a figure: every weight would do.", _EXAMPLE)
NO_FIGURE: Final = Rule("weight-5", "minor", "A weight without a figure cannot be weighed against anything.", _EXAMPLE)

LABEL: Final = Label(
    r"(?:net |gross |unit |product |item |piece |single |total )?weight(?: per (?:piece|pc|unit))?|n\.?w\.?|g\.?w\.?"
    r"|重量|净重|毛重|单重|克重"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:weigh(?:t|s|ts|ing|ed)?|net wt|gross wt)(?![a-z])|(?<![a-z])[ng]\.?w\.?(?![a-z])|重量|净重|毛重|称重"
)
_PACKED: Final = Late(
    r"carton|(?<![a-z])ctn|pallet|(?:outer|master|export|shipping) box|crate|container|外箱|纸箱|托盘|每箱|整箱"
)
_LOAD: Final = Late(
    r"(?:loads?|capacity|bear(?:s|ing)?|hold(?:s|ing)?|carr(?:y|ies|ying)|tensile|pull|force|strength|support(?:s"
    r"|ing)?|withstand|torque|up to a user|承重|载重|拉力)[^,;.]{0,24}$"
)
_LOAD_AFTER: Final = Late(
    r" ?(?:load|capacity|force|pull|force|of (?:steel|rice|sugar|cotton|resin|powder|yarn|material|goods|coffee)|/m"
    r"|test|pressure)"
)
_NET: Final = Late(r"(?<![a-z])(?:net|n\.?w)(?![a-z])|净")
_GROSS: Final = Late(r"(?<![a-z])(?:gross|g\.?w)(?![a-z])|毛重")
_QUANTITY: Final = Late(r"[^a-z]*(?:order |total )?(?:quantity|qty|数量)")
_UNITS: Final[dict[str, WeightUnit]] = {"mg": "mg", "g": "g", "kg": "kg", "oz": "oz", "lb": "lb"}
"""Units in which a piece is weighed; tons measure a quantity."""
_NEAR: Final = 40


_ASKED: Final = Late(
    r"(?<![a-z])(?:weight|weighs?|heav(?:y|ier)|light(?:er)?)(?![a-z-])(?! (?:blue|green|gr[ae]y|brown|pink|red"
    r"|colou?r|duty))|重量|(?<!严)重(?=一点|些)|太重|轻一点"
)
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about the weight of a piece."""
    seen = opened(text, own, LABEL)
    hits = scan("weight", text)
    found = _weights(seen)
    topical = bool(found) or TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or heard(hits) or found or _ASKED.search(seen.folded)):
        return SILENT
    basis = _basis(seen.folded)
    pieces = tested(text).pieces
    flaws = [wrong for value in found for wrong in _flaws(value, basis, pieces)]
    given: set[str] = {"S"} if found else set()
    if any(value.bounded for value in found):
        given.add("M")
    if found and pieces is not None:
        given.add("T")
    if found and basis:
        given.add("basis")
    if not any(value.approximate for value in found):
        valued = {"valued"} if found else set()
        given |= valued
        flaws += [one for one in worded(hits, seen, topical, ("valued",)) if one.unless.isdisjoint(given)]
    if not found:
        flaws += unsaid(seen, NO_FIGURE, flaws, unless=("S",))
        flaws += adrift(seen, ASKED, _ASKED, flaws, ("S",))
    terms = [Found(term, value.start, value.end) for value in found for term in _terms(value, basis, pieces)]
    return read_as(terms, flaws, given)


def _weights(seen: Text) -> list[Value]:
    """The weights of a piece in a text."""
    if _QUANTITY.match(seen.folded):
        return []
    packed = _PACKED.search(seen.folded)
    found = []
    for value in values(seen.text):
        if value.kind != "weight" or value.unit not in _UNITS or value.per in ("carton", "pallet", "box"):
            continue
        if packed and not seen.mine:
            continue
        before = seen.folded[max(0, value.start - _NEAR) : value.start]
        load = _LOAD.search(before) or _LOAD_AFTER.match(seen.folded, value.end)
        if not load and (value.figures or value.low is not None or value.high is not None):
            found.append(value)
    return found


def _basis(folded: str) -> Basis | None:
    if _NET.search(folded):
        return "net"
    return "gross" if _GROSS.search(folded) else None


def _flaws(value: Value, basis: Basis | None, pieces: int | None) -> list[Flaw]:
    flaws = []
    if value.approximate:
        flaws.append(flaw(ABOUT, value.start, value.end, "M"))
    elif not value.bounded:
        flaws.append(flaw(NO_RANGE, value.start, value.end, "M", ("M",)))
    if basis is None:
        flaws.append(flaw(NO_BASIS, value.start, value.end, unless=("basis",)))
    if pieces is None:
        flaws.append(flaw(NO_PIECES, value.start, value.end, unless=("T",)))
    return flaws


def _terms(value: Value, basis: Basis | None, pieces: int | None) -> list[WeightTerm]:
    """The typed weight, with its limits worked out; none of an approximate one."""
    if value.approximate or len(value.figures) > 1:
        return []
    nominal = value.figures[0] if value.figures and value.low is None and value.high is None else None
    least, most = value.low, value.high
    if nominal is not None and value.plus is not None and value.minus is not None:
        share = nominal / 100 if value.relative else Decimal(1)
        least, most = nominal - value.minus * share, nominal + value.plus * share
    limits = [None if limit is None else as_figure(limit) for limit in (nominal, least, most)]
    if limits == [None, None, None]:
        return []
    return [
        WeightTerm(
            unit=_UNITS[value.unit], nominal=limits[0], least=limits[1], most=limits[2], basis=basis, pieces=pieces
        )
    ]


def _of_typed(term: WeightTerm) -> Reading:
    flaws = []
    ranged = term.least is not None or term.most is not None
    if not ranged:
        flaws.append(flaw(NO_FIGURE if term.nominal is None else NO_RANGE, breaks="M"))
    if term.basis is None:
        flaws.append(flaw(NO_BASIS))
    if term.pieces is None:
        flaws.append(flaw(NO_PIECES))
    given = {"S", "valued", "basis"} | ({"M"} if ranged else set()) | ({"T"} if term.pieces is not None else set())
    return Reading((), tuple(flaws), frozenset(given))


def judge(subject: Subject) -> Verdict:
    """What a dispute about the weight could rest on; silent where no weight is spoken of (S22: where it applies)."""
    placed = [Placed(_of_typed(term), field, None) for field, term in typed(subject, "weight")]
    placed += passages(subject, reading)
    return verdict(subject, placed, None, required=False)


RULES: Final = FamilyRules(
    name="weight",
    weight=4,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(ABOUT, NO_RANGE, NO_BASIS, NO_PIECES, NO_FIGURE, ASKED),
)
