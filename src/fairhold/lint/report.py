"""The linter's engine: every text and typed term of a draft goes to its families, and their verdicts become findings, a
score with its arithmetic, and the blockers that stop a proposal (standards 2.3, T04).

Pure: the same draft gives the same report, whatever was examined before. What a family looks for is its own file's
work, what several terms say together that of `checks/`.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, Final, Literal

import msgspec

from fairhold.lint.checks.check import Area, Whole, look
from fairhold.lint.checks.every import CHECKS
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.families import FAMILIES
from fairhold.lint.family import FamilyRules, Fault, Passage, Severity, Subject, Verdict
from fairhold.lint.fixes import Fix, fixes
from fairhold.lint.passages import Said
from fairhold.lint.phrases import remark
from fairhold.lint.ways.taken import Noticed
from fairhold.trade.families import Blocker, Family, GoodsTerms, Waiver, over
from fairhold.trade.terms import Contract
from fairhold.trade.thread import Mention

Band = Literal["enforceable", "partly", "weak"]

PENALTY: Final[dict[Severity, int]] = {"blocker": 8, "major": 3, "minor": 1, "info": 0}
"""Points that a finding costs."""
REMARKS_WEIGHT: Final = 8
"""Points that all findings in remarks may cost together; a family's may cost its weight."""
ENFORCEABLE_FROM: Final = 85
PARTLY_FROM: Final = 70

NOT_PROTECTED: Final[dict[str, frozenset[Family]]] = {
    "pre_shipment": frozenset({"payment", "packaging", "documents"}),
    "post_delivery": frozenset({"payment"}),
}
"""Families in which a coverage protects nobody: no ground of a dispute rests on how it is paid, and under pre-shipment
coverage none on how the goods arrive or with which papers (A6, R4). Blockers there do not stop a proposal (T04)."""

_RANK: Final[dict[Severity, int]] = {"blocker": 0, "major": 1, "minor": 2, "info": 3}
_PLACE: Final[dict[Area, int]] = {family.name: number for number, family in enumerate(FAMILIES)}
_WEIGHT: Final[dict[Area, int]] = {"remarks": REMARKS_WEIGHT, **{family.name: family.weight for family in FAMILIES}}


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One thing that would lose a claim. `field` is a JSON pointer into the draft, `span` from and to in that field's
    text (None for a typed or missing term), `points` what it costs in the score.
    """

    rule: str
    family: Area
    severity: Severity
    field: str
    span: tuple[int, int] | None
    why: str
    suggest: str
    points: int


class FamilyScore(msgspec.Struct, frozen=True, gc=False):
    """A family's part of the score: of its subjects (the lines, or the order) how many pass each of the four tests, and
    the points that its findings cost. Without subjects the family does not apply and is not counted.
    """

    family: Family
    weight: int
    subjects: int
    specific: int
    measurable: int
    testable: int
    agreed: int
    penalty: int

    @property
    def passed(self) -> int:
        """Tests passed, of 4 for each subject."""
        return self.specific + self.measurable + self.testable + self.agreed


class Report(msgspec.Struct, frozen=True):
    """What the linter says of a draft.

    `score` is 0 to 100: `base`, the share of the applicable families' weight that holds, less the penalties of the
    families and of the remarks. `blockers` counts the blockers that no waiver names, `waived` are the waivers that name
    a finding. `fixes` are readings that the parties may choose, never applied by themselves.
    """

    score: int
    band: Band
    findings: tuple[Finding, ...]
    blockers: int
    base: str
    penalty: int
    families: tuple[FamilyScore, ...]
    waived: tuple[Waiver, ...] = ()
    fixes: tuple[Fix, ...] = ()


def of_contract(contract: Contract, mentions: tuple[Mention, ...] = ()) -> Draft:
    """A contract as a draft, with the materials and colours that its thread names (SC35b)."""
    plain = {name: getattr(contract, name) for name in _SHARED}
    lines = tuple(
        DraftLine(**{name: getattr(line, name) for name in line.__struct_fields__}) for line in contract.lines
    )
    return Draft(**{**plain, "lines": lines, "mentions": mentions})


def examine(draft: Draft, noticed: tuple[Noticed, ...] = ()) -> Report:
    """The report on a draft, with what was noticed while a file was read."""
    return examined(look(draft), noticed)


def examined(whole: Whole, noticed: tuple[Noticed, ...] = ()) -> Report:
    """The report on a draft that was looked at already."""
    draft, judged = whole.draft, _judged(whole)
    found = _without_doubles([*judged.faults, *((one.family, one.fault) for one in noticed)])
    waived = {(waiver.rule, waiver.field) for waiver in draft.waivers}
    findings = _priced(found)
    penalties: dict[Area, int] = {}
    for finding in findings:
        penalties[finding.family] = penalties.get(finding.family, 0) + finding.points
    scores = tuple(
        _score(family, judged.verdicts[family.name], penalties.get(family.name, 0), waived) for family in FAMILIES
    )
    base = _base(scores)
    penalty = sum(penalties.values())
    score = max(0, _rounded(base - penalty))
    return Report(
        score=score,
        band="enforceable" if score >= ENFORCEABLE_FROM else "partly" if score >= PARTLY_FROM else "weak",
        findings=findings,
        blockers=sum(f.severity == "blocker" and (f.rule, f.field) not in waived for f in findings),
        base=_decimal(base),
        penalty=penalty,
        families=scores,
        waived=tuple(w for w in draft.waivers if any((w.rule, w.field) == (f.rule, f.field) for f in findings)),
        fixes=fixes(draft, whole.sentences),
    )


def blockers(contract: Contract, mentions: tuple[Mention, ...] = ()) -> tuple[Blocker, ...]:
    """The blockers that stop a proposal: in families that the coverage protects, named by no waiver (T04, S29)."""
    waived = {(waiver.rule, waiver.field) for waiver in contract.waivers}
    outside = NOT_PROTECTED[contract.coverage]
    return tuple(
        blocker
        for blocker in _all_blockers(_anonymous(contract, mentions))
        if blocker.family not in outside and (blocker.rule, blocker.field) not in waived
    )


class _Judged(msgspec.Struct):
    """What the families and checks said of one draft."""

    verdicts: dict[Family, list[Verdict]]
    faults: list[tuple[Area, Fault]]


def _judged(whole: Whole) -> _Judged:
    verdicts: dict[Family, list[Verdict]] = {}
    faults: list[tuple[Area, Fault]] = []
    for family in FAMILIES:
        subjects = _subjects(whole.draft, family, whole.of(family.name))
        verdicts[family.name] = [family.judge(subject) for subject in subjects]
        faults += [(family.name, fault) for verdict in verdicts[family.name] for fault in verdict.faults]
    faults += [("remarks", fault) for one in whole.sentences if not one.families for fault in remark(one.passage)]
    for check in CHECKS:
        faults += [(check.area, fault) for fault in check.find(whole)]
    return _Judged(verdicts, faults)


def _subjects(draft: Draft, family: FamilyRules, mine: list[Said]) -> Iterator[Subject]:
    """What the family judges at once: each line with what is said of all of them, or the order as a whole."""
    name = family.name
    if not family.per_line or not draft.lines:
        yield Subject("", _terms(draft.goods, name), tuple(one.as_of(name) for one in mine), draft)
        return
    general = tuple(one.as_of(name) for one in mine if one.line is None)
    own: dict[int, list[Passage]] = {}
    for one in mine:
        if one.line is not None:
            own.setdefault(one.line, []).append(one.as_of(name))
    for i, line in enumerate(draft.lines):
        passages = (*own[i], *general) if i in own else general
        yield Subject(f"/lines/{i}", _terms(over(draft.goods, line.terms), name), passages, draft)


def _terms(goods: GoodsTerms | None, family: Family) -> tuple[Any, ...]:
    """The typed terms of a family that has any among the goods."""
    found = getattr(goods, family, None)
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def _without_doubles(faults: Iterable[tuple[Area, Fault]]) -> list[tuple[Area, Fault]]:
    """Each fault once: one that several families see goes to the heaviest of them."""
    best: dict[tuple[str, str, tuple[int, int] | None], tuple[Area, Fault]] = {}
    for area, fault in faults:
        key = (fault.rule, fault.field, fault.span)
        if key not in best or _WEIGHT[area] > _WEIGHT[best[key][0]]:
            best[key] = (area, fault)
    return sorted(best.values(), key=_order)


def _order(found: tuple[Area, Fault]) -> tuple[Any, ...]:
    area, fault = found
    steps = tuple((step.isdigit(), int(step) if step.isdigit() else 0, step) for step in fault.field.split("/"))
    return _RANK[fault.severity], _PLACE.get(area, len(FAMILIES)), steps, fault.span or (-1, -1), fault.rule


def _priced(found: Iterable[tuple[Area, Fault]]) -> tuple[Finding, ...]:
    """The findings with their points: each costs its penalty, until its family's weight is used up."""
    left = dict(_WEIGHT)
    findings = []
    for area, fault in found:
        points = min(PENALTY[fault.severity], left[area])
        left[area] -= points
        findings.append(
            Finding(fault.rule, area, fault.severity, fault.field, fault.span, fault.why, fault.suggest, points)
        )
    return tuple(findings)


def _score(family: FamilyRules, verdicts: list[Verdict], penalty: int, waived: set[tuple[str, str]]) -> FamilyScore:
    counted = [verdict for verdict in verdicts if verdict.applies and not _given_up(verdict, waived)]
    return FamilyScore(
        family=family.name,
        weight=family.weight,
        subjects=len(counted),
        specific=sum(verdict.specific for verdict in counted),
        measurable=sum(verdict.measurable for verdict in counted),
        testable=sum(verdict.testable for verdict in counted),
        agreed=sum(verdict.agreed for verdict in counted),
        penalty=penalty,
    )


def _given_up(verdict: Verdict, waived: set[tuple[str, str]]) -> bool:
    """Whether nothing is said and both sides signed that nothing need be: then the family is not counted."""
    return bool(verdict.faults) and all(
        fault.span is None and (fault.rule, fault.field) in waived for fault in verdict.faults
    )


def _base(scores: tuple[FamilyScore, ...]) -> Fraction:
    """The share of the applicable weight that holds, times 100; 0 where no family applies."""
    counted = [score for score in scores if score.subjects]
    weight = sum(score.weight for score in counted)
    if not weight:
        return Fraction(0)
    parts = 4 * lcm(*(score.subjects for score in counted))
    holds = sum(score.weight * score.passed * (parts // (4 * score.subjects)) for score in counted)
    return Fraction(100 * holds, weight * parts)


def _rounded(number: Fraction) -> int:
    """Half up."""
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def _decimal(number: Fraction) -> str:
    """With two decimals, half up."""
    hundredths = _rounded(number * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _anonymous(contract: Contract, mentions: tuple[Mention, ...]) -> Draft:
    """The contract without what no blocker of a protected family depends on: parties, money, waivers. So contracts that
    say the same are examined once."""
    draft = of_contract(contract, mentions)
    lines = tuple(msgspec.structs.replace(line, unit_price=None) for line in draft.lines)
    return msgspec.structs.replace(draft, lines=lines, **_BLANK)


_BLANK: Final[dict[str, Any]] = {
    **dict.fromkeys(("buyer", "supplier"), ""),
    **dict.fromkeys(("total", "initial", "freight", "discount", "kept_share")),
    **dict.fromkeys(("waivers", "off_platform"), ()),
}


@lru_cache(1024)
def _all_blockers(draft: Draft) -> tuple[Blocker, ...]:
    found = _without_doubles(_judged(look(draft)).faults)
    return tuple(
        Blocker(fault.rule, area, fault.field, fault.why)
        for area, fault in found
        if fault.severity == "blocker" and area != "remarks"
    )


_SHARED: Final = tuple(name for name in Contract.__struct_fields__ if name != "lines")
