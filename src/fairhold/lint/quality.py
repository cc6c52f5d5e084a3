"""Quality terms (S18, O33): a sampling plan with limits, or defects by name with their class and limit samples.

Praise measures nothing. Where nothing is agreed the default standard of O33 applies, which is named here and applied
elsewhere.
"""

from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    PINNED,
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
from fairhold.lint.plan import Plan, plan
from fairhold.lint.testing import tested
from fairhold.lint.values import values
from fairhold.trade.families import QualityTerm

_EXAMPLE: Final = (
    "ISO 2859-1 edition ____, level ____, AQL ____ / ____ / ____; defects: critical ____, major ____, minor ____, limit"
    " samples no. ____; judged by ____"
)
NOTHING_MEASURED: Final = Rule(
    "quality-1", "major", "Nothing in it can be counted or measured, so good enough is opinion (S18).", _EXAMPLE
)
PARTIAL: Final = Rule(
    "quality-2",
    "minor",
    "Part of the plan is left to the default of O33 (level II, AQL 0 / 2.5 / 4.0).",
    "ISO 2859-1 edition ____, level ____, AQL ____ / ____ / ____",
)
ONE_LIMIT: Final = Rule(
    "quality-5",
    "major",
    "One limit without class, level or standard: which defects it is for, and how many pieces are looked at, is "
    "opinion.",
    "ISO 2859-1 edition ____, level ____, AQL ____ / ____ / ____",
)
MISSING: Final = Rule(
    "quality-3",
    "major",
    "How quality is judged is not agreed: only the default standard would apply (level II, AQL 0 / 2.5 / 4.0, O33).",
    _EXAMPLE,
)
NOBODY_JUDGES: Final = Rule(
    "quality-4", "minor", "Who judges it is not said.", "judged by ____ (inspector, laboratory)"
)

LABEL: Final = Label(
    r"(?:product |goods |surface |general )?(?:quality|workmanship|finish(?:ing)?|appearance|craftsmanship|surface"
    r"|condition)(?: requirements?| standards?| level| grade| criteria| terms?)?|质量|品质|做工|质量要求|质量标准"
    r"|外观|表面|工艺"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:quality|workmanship|finish|craftsmanship|defects?|defective|scratch(?:es)?|burrs?|flaws?|aqls?"
    r"|appearance|nonconform\w*)(?![a-z])|iso ?2859|质量|品质|做工|瑕疵|缺陷|不良"
)
_DEFECT: Final = Late(
    r"scratch|dent|stain|burr|crack|chip|bubble|gap|flaw|defect|spot|thread|seam|hole|dust|rust|misprint|roughness"
    r"|(?<![a-z])r[az](?![a-z])|lux|flat(?:ness)?|deviation|wrinkle|pilling|stitch(?:es)? per|adhesion|划痕|划伤"
    r"|毛刺|瑕疵|裂纹|污点|缺陷|不良率"
)
_CLASSES: Final = Late(
    r"(?:critical|major|minor)(?: defects?)? ?[:=(]|defects? (?:list|catalogue|classif)|limit samples? (?:no"
    r"|[a-z]?-?\d)|(?:致命|主要|次要|严重|轻微)(?:缺陷)?[:=]"
)
_GRADED: Final = Late(
    r"(?:iso|en|astm|gb/?t?|aatcc|din|jis|bs) ?[a-z]?\d{2,6}[^,;.]{0,40}(?:grade|rating|class|level|cycles|hours"
    r"|级)? ?(?:≥|>=|min\.?)? ?\d"
)


_ASKED: Final = Late(r"(?<![a-z])(?:quality|finish|workmanship)(?![a-z])(?! control| inspect)|质量|品质|做工")
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about quality."""
    seen = opened(text, own, LABEL)
    hits = scan("quality", text)
    spoken = seen.mine or TOPIC.search(seen.folded) is not None
    if seen.empty or not (spoken or heard(hits) or _ASKED.search(seen.folded)):
        return SILENT
    found = plan(text)
    given = _gives(seen, found)
    flaws = [one for one in worded(hits, seen, spoken) if one.unless.isdisjoint(given)]
    flaws += _plan_flaws(found, seen)
    if not given & {"S", "M"}:
        flaws += unsaid(seen, NOTHING_MEASURED, flaws, unless=("M",))
        flaws += adrift(seen, NOTHING_MEASURED, _ASKED, flaws, ("M",))
    return read_as(_terms(seen, found), flaws, given)


def _gives(seen: Text, found: Plan) -> set[str]:
    given = set()
    if found.named:
        given |= {"S", "M"}
    if _CLASSES.search(seen.folded) or PINNED.search(seen.folded):
        given.add("S")
    if _measured(seen) or PINNED.search(seen.folded) or _GRADED.search(seen.folded):
        given |= {"S", "M"}
    if given and tested(seen.text).enough:
        given.add("T")
    return given


def _measured(seen: Text) -> bool:
    """Whether a defect is given a size, a number, or a distance and light to look at it from."""
    if not _DEFECT.search(seen.folded):
        return False
    return any(value.kind in ("length", "count", "share", "areal") or value.bounded for value in values(seen.text))


def _plan_flaws(found: Plan, seen: Text) -> list[Flaw]:
    if not found.named or found.whole:
        return []
    if found.aql is None and found.level is None and not found.standard:
        return [flaw(ONE_LIMIT, 0, len(seen.text), "M", ("whole",))]
    return [flaw(PARTIAL, 0, len(seen.text), unless=("whole",))]


def _terms(seen: Text, found: Plan) -> list[Found]:
    if found.aql is None:
        return []
    term = QualityTerm(
        standard=found.standard, level=found.level, aql=found.aql, verification=tested(seen.text).verification
    )
    return [Found(term, 0, len(seen.text))]


def _of_typed(term: QualityTerm) -> Reading:
    flaws = []
    if term.aql is None and not term.defects:
        flaws.append(flaw(NOTHING_MEASURED, breaks="M"))
    elif term.aql is not None and (term.level is None or not term.standard):
        flaws.append(flaw(PARTIAL))
    if term.verification is None:
        flaws.append(flaw(NOBODY_JUDGES, unless=("T",)))
    given = {"S"} | ({"M"} if term.aql is not None or term.defects else set())
    given |= {"T"} if term.verification is not None else set()
    return Reading((), tuple(flaws), frozenset(given))


def judge(subject: Subject) -> Verdict:
    """What a dispute about quality could rest on; an agreed inspection with limits counts for every line."""
    placed = [Placed(_of_typed(term), field, None) for field, term in typed(subject, "quality")]
    inspection = subject.draft.inspection
    if inspection is not None and (inspection.aql is not None or inspection.level is not None):
        placed.append(Placed(Reading(gives=frozenset(("S", "M", "T", "whole"))), "/inspection", None))
    placed += passages(subject, reading)
    return verdict(subject, placed, MISSING)


RULES: Final = FamilyRules(
    name="quality",
    weight=9,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NOTHING_MEASURED, PARTIAL, MISSING, NOBODY_JUDGES, ONE_LIMIT),
)
