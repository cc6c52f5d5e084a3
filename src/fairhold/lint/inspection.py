"""Inspection terms (S18, S75, PP3): who inspects, by which plan, where, who books and pays, what follows.

A report by one side alone, or by nobody in particular, has little weight; an agreed inspector with an agreed plan
decides. Whether a plan is strict enough is not judged.
"""

from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import fold, remembered
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
    unsaid,
    verdict,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.lint.plan import Plan, plan
from fairhold.lint.testing import HOUSE, tested
from fairhold.trade.families import InspectionTerm

_EXAMPLE: Final = (
    "Inspected by ____ (company, office), booked by ____, paid by ____, at ____, ISO 2859-1 edition ____, level ____,"
    " AQL ____ / ____ / ____, checklist SHA-256 ____; if it fails ____; tie broken by ____"
)
NOBODY: Final = Rule(
    "inspection-1",
    "blocker",
    "Who inspects and against what is not said: no report would be the agreed one (S75).",
    _EXAMPLE,
)
NO_PLAN: Final = Rule(
    "inspection-2",
    "major",
    "An inspector without a plan: how many pieces and how many defects fail the lot would be the default of O33 or "
    "opinion.",
    "ISO 2859-1 edition ____, level ____, AQL ____ / ____ / ____",
)
ONE_SIDE: Final = Rule(
    "inspection-3", "blocker", "One side inspects its own case: such a report has little weight (S75).", _EXAMPLE
)
MISSING: Final = Rule(
    "inspection-4",
    "major",
    "No inspection is agreed: a report that one side orders later counts for little (S75, PP3).",
    _EXAMPLE,
)
PARTIAL_PLAN: Final = Rule(
    "inspection-5",
    "minor",
    "Part of the plan is left to the default of O33 (level II, AQL 0 / 2.5 / 4.0).",
    "ISO 2859-1 edition ____, level ____, AQL ____ / ____ / ____",
)
NO_CONSEQUENCE: Final = Rule(
    "inspection-6",
    "minor",
    "What follows a failed inspection is not said.",
    "if it fails: ____ (rework, discount, refund)",
)
NO_TIE_BREAKER: Final = Rule(
    "inspection-7", "minor", "Whose finding counts when two reports disagree is not said.", "tie broken by ____"
)
NO_PAYER: Final = Rule("inspection-8", "minor", "Who pays for the inspection is not said.", "paid by ____")

LABEL: Final = Label(
    r"(?:pre-?shipment |third[- ]party |final |quality |goods )?(?:inspections?|inspector|psi|qc|quality control"
    r"|acceptance)(?: (?:by|company|standard|method|terms?))?|验货|检验|质检|验收|检验方式|检验标准"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:inspect(?:s|ed|ing|ion|ions|or|ors)?|qc|psi|dupro|aqls?|surveyors?|quality control"
    r"|acceptance (?:test|criteria))(?![a-z])|iso ?2859|验货|检验|质检|验收|抽检"
)
_ONE_SIDE: Final = Late(
    r"(?<![a-z])(?:buyer|seller|supplier|factory|manufacturer|vendor|our|own|your|in-?house|internal|self|customer"
    r"|client|importer|exporter)(?![a-z])|买方|卖方|工厂|供应商|客户|我方"
)
_NO_NAME: Final = Late(
    r"(?:an? |the )?(?:independent |qualified |reputable |neutral |any |accredited |professional "
    r"|international )*(?:third[- ]party|3rd[- ]party|inspector|inspection company|inspection agency|surveyor|agency"
    r"|laboratory|lab|qc|tb[acd]|to be (?:agreed|confirmed|advised)|any|none|unknown|第三方|第三方机构"
    r"|待定)(?: (?:inspection )?(?:company|agency|inspector|inspection))?"
)
_NAMED: Final = Late(
    r"(?:inspect(?:ed|ion)?|inspections? (?:shall be |will be |to be |is )?(?:done|made|performed|carried out"
    r"|conducted)|inspector) ?(?:by|:|is) (?P<name>[A-Z][\w&.'-]*(?: (?:[A-Z][\w&.'-]*|of|and|&)){0,5})"
)
_PARTY: Final = Late(
    r"(?:the )?(?:buyer|seller|supplier|factory|manufacturer|customer|client|third|3rd|an?|our|your|qc|both"
    r"|any)(?![a-z])"
)
_FOLLOWS: Final = Late(
    r"rework|re-?inspect|discount|refund|reject(?:ed|ion)?|if (?:it|the lot|the inspection) fails|返工|复检|退款"
    r"|折扣|不合格"
)


_ASKED: Final = Late(r"(?<![a-z])(?:inspect(?:s|ed|ion|ions)?|quality check|qc)(?![a-z])|验货|检验|质检")
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about inspection."""
    seen = opened(text, own, LABEL)
    hits = scan("inspection", text)
    spoken = seen.mine or TOPIC.search(seen.folded) is not None
    if seen.empty or not (
        spoken or heard(hit for hit in hits if hit.phrase.where == "anywhere") or _ASKED.search(seen.folded)
    ):
        return SILENT
    found = plan(text)
    house = _house(seen) if spoken else ""
    given = _gives(seen, found, house)
    flaws = [one for one in worded(hits, seen, spoken, ("whole", "agreed")) if one.unless.isdisjoint(given)]
    if house and not found.named:
        flaws += _no_plan(seen, found)
    elif found.named and not found.whole:
        flaws.append(flaw(PARTIAL_PLAN, 0, len(text), unless=("whole",)))
    if not house and not found.named:
        flaws += unsaid(seen, NOBODY, flaws, "SMT", ("agreed",))
        flaws += adrift(seen, NOBODY, _ASKED, flaws, ("agreed",))
    return read_as(_terms(seen, found, house), flaws, given)


def _house(seen: Text) -> str:
    """The inspection company that a text names, as it was written; "" if none."""
    known = HOUSE.search(seen.folded)
    if known is not None:
        return seen.text[known.start() : known.end()]
    named = _NAMED.search(seen.text)
    return "" if named is None or _PARTY.match(fold(named["name"])) else named["name"]


def _gives(seen: Text, found: Plan, house: str) -> set[str]:
    given = set()
    if house:
        given.add("S")
    if found.named or PINNED.search(seen.folded):
        given.add("M")
    if house and found.named:
        given |= {"T", "agreed"}
    if found.whole:
        given.add("whole")
    if _FOLLOWS.search(seen.folded):
        given.add("consequence")
    return given


def _no_plan(seen: Text, found: Plan) -> list[Flaw]:
    """An inspector without limits; a standard with its level, or a pinned checklist, would do too."""
    if PINNED.search(seen.folded) or (found.standard and found.level) or tested(seen.text).pieces is not None:
        return []
    known = HOUSE.search(seen.folded)
    where = known.span() if known else (0, len(seen.text))
    return [flaw(NO_PLAN, *where, "M", ("M",))]


def _terms(seen: Text, found: Plan, house: str) -> list[Found]:
    if not house or not found.standard:
        return []
    term = InspectionTerm(
        inspector=house[:300], standard=found.standard, edition=found.edition, level=found.level, aql=found.aql
    )
    return [Found(term, 0, len(seen.text))]


def _of_typed(term: InspectionTerm) -> list[Placed]:
    """What is wrong with the typed inspection, each fault at its field."""
    name = fold(term.inspector)
    known = HOUSE.search(name) is not None
    faults: list[tuple[str, Flaw]] = []
    if not known and _ONE_SIDE.search(name):
        faults.append(("inspector", flaw(ONE_SIDE, breaks="SMT")))
    elif not known and _NO_NAME.fullmatch(name.strip()):
        faults.append(("inspector", flaw(NOBODY, breaks="SMT")))
    if term.level is None or term.aql is None:
        faults.append(("aql" if term.aql is None else "level", flaw(PARTIAL_PLAN)))
    if term.consequence is None:
        faults.append(("consequence", flaw(NO_CONSEQUENCE, unless=("consequence",))))
    if not term.tie_breaker:
        faults.append(("tie_breaker", flaw(NO_TIE_BREAKER)))
    if term.paid_by is None:
        faults.append(("paid_by", flaw(NO_PAYER)))
    agreed = Placed(Reading(gives=frozenset(("S", "M", "T", "agreed", "whole"))), "/inspection", None)
    return [agreed, *(Placed(Reading((), (wrong,)), f"/inspection/{field}", None) for field, wrong in faults)]


def judge(subject: Subject) -> Verdict:
    """What an inspection report could prove."""
    typed = subject.draft.inspection
    placed = [] if typed is None else _of_typed(typed)
    return verdict(subject, [*placed, *passages(subject, reading)], MISSING)


RULES: Final = FamilyRules(
    name="inspection",
    weight=12,
    per_line=False,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(
        *(NOBODY, NO_PLAN, ONE_SIDE, MISSING, PARTIAL_PLAN),
        *(NO_CONSEQUENCE, NO_TIE_BREAKER, NO_PAYER),
    ),
)
