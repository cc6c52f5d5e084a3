"""References to a sample (standards 2.1, the check across families): a sealed sample by number, seal, day and holders.

"As per sample", "same as photo" and "as discussed" point to something that nobody can put on the table. What the sample
is like is not judged.
"""

from datetime import date
from typing import Final, Literal

import msgspec

from fairhold.lint.dates import dates
from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.files import reading as read_files
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    PINNED,
    Label,
    Text,
    counts,
    flaw,
    flaw_of,
    heard,
    line_number,
    opened,
    passages,
    read_as,
    unsaid,
    verdict,
    weighed,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import Hit, scan
from fairhold.trade.families import SampleTerm

Holder = Literal["buyer", "supplier", "inspector", "platform"]

_EXAMPLE: Final = "sealed sample no. ____, seal no. ____, sealed on ____, one held by each side, photos by SHA-256"
UNKNOWN: Final = Rule(
    "sample-1", "blocker", "The sample is not identified: each side can bring another one (S18).", _EXAMPLE
)
NO_SEAL: Final = Rule(
    "sample-2", "major", "Without a seal nobody can show that it is still that sample.", "seal no. ____"
)
NO_DAY: Final = Rule(
    "sample-3", "minor", "The day of sealing is open, so a later sample may be the one meant.", "sealed on ____"
)
NO_HOLDER: Final = Rule("sample-4", "minor", "Nobody is named who keeps the sample.", "one held by each side")

LABEL: Final = Label(
    r"(?:sealed |approved |reference |golden |signed |pre-?production |counter )?samples?(?: reference| no\.?"
    r"| id)?|封样|样品|产前样|确认样"
)
TOPIC: Final = Late(r"(?<![a-z])(?:sealed |golden |counter |reference )samples?|封样|样品|样板|确认样|产前样")
_NUMBER: Final = Late(
    r"(?:samples?|封样|样品|样板|产前样|确认样)(?: ?(?:no\.?|number|nr\.?|id|ref(?:erence)?\.?|#|:|编号"
    r"|号)){0,2} ?[:#]? ?(?P<id>(?=[a-z\-_/]{0,8}\d)[a-z0-9][a-z0-9\-_/]{1,40})"
)
_SEAL: Final = Late(
    r"(?:seal|封条|铅封|封签)(?: ?(?:no\.?|number|nr\.?|#|:|编号"
    r"|号)){0,2} ?[:#]? ?(?P<seal>(?=[a-z\-_/]{0,8}\d)[a-z0-9][a-z0-9\-_/]{1,40})"
)
_HELD: Final = Late(
    r"held|kept|retained|stored|deposited|keeps?|holds?|with (?:each|both)|each (?:side|party)|both (?:sides"
    r"|parties)|保管|留存|各(?:执|持|存|留)|双方"
)
_BOTH: Final = Late(r"each (?:side|party)|both (?:sides|parties)|各(?:执|持|存|留)|双方|(?:one|1) (?:each|by each)")
_HOLDERS: Final[tuple[tuple[Late, Holder], ...]] = (
    (Late(r"buyer|customer|买方|客户"), "buyer"),
    (Late(r"supplier|seller|factory|manufacturer|卖方|供应商|工厂"), "supplier"),
    (Late(r"inspector|inspection|检验"), "inspector"),
    (Late(r"platform|marketplace|平台"), "platform"),
)


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about a sample."""
    seen = opened(text, own, LABEL)
    hits = scan("sample", text)
    if seen.empty or not (seen.mine or heard(hits) or TOPIC.search(seen.folded)):
        return SILENT
    terms = _terms(seen)
    flaws = [wrong for one in terms for wrong in _flaws(one.term, one.start, one.end)]
    flaws += [_vague(hit) for hit in hits if counts(hit, seen, True) and not _is_identified(hit, seen)]
    if not terms:
        flaws += unsaid(seen, UNKNOWN, flaws, unless=("identified",))
    return read_as(terms, flaws, set().union(*(_given(one.term) for one in terms)))


def _terms(seen: Text) -> list[Found]:
    match = _NUMBER.search(seen.folded)
    if match is None:
        return []
    seal = _SEAL.search(seen.folded)
    day: date | None = next((one.on for one in dates(seen.text) if one.on is not None), None)
    term = SampleTerm(
        sample=seen.text[match.start("id") : match.end("id")],
        seal=seen.text[seal.start("seal") : seal.end("seal")] if seal else "",
        sealed_on=day,
        held_by=_holders(seen.folded),
    )
    return [Found(term, match.start(), match.end())]


def _holders(folded: str) -> tuple[Holder, ...]:
    if not _HELD.search(folded):
        return ()
    if _BOTH.search(folded):
        return ("buyer", "supplier")
    return tuple(holder for pattern, holder in _HOLDERS if pattern.search(folded))


def _is_identified(hit: Hit, seen: Text) -> bool:
    """A file or clause with version or hash is as good as a sample: what is shown there can be laid on the table."""
    if hit.phrase.kind != "unknown_sample":
        return False
    return PINNED.search(seen.folded) is not None or "named" in read_files(seen.text, False).gives


def _vague(hit: Hit) -> Flaw:
    """A phrase that points to a sample falls away beside a sealed one, however firm it is otherwise."""
    wrong = flaw_of(hit, frozenset())
    if hit.phrase.kind != "unknown_sample":
        return wrong
    return msgspec.structs.replace(wrong, unless=frozenset(("identified",)))


def _flaws(term: SampleTerm, start: int = 0, end: int = 0) -> list[Flaw]:
    """What is wrong with a sample term, wherever it was read."""
    flaws = []
    if not term.seal and not term.photos:
        flaws.append(flaw(NO_SEAL, start, end, "T", unless=("seal",)))
    if term.sealed_on is None:
        flaws.append(flaw(NO_DAY, start, end, unless=("day",)))
    if not term.held_by:
        flaws.append(flaw(NO_HOLDER, start, end, unless=("holder",)))
    return flaws


def _given(term: SampleTerm) -> set[str]:
    given = {"S", "identified"}
    if term.seal or term.photos:
        given |= {"M", "seal"}
    if term.sealed_on is not None:
        given.add("day")
    if term.held_by:
        given |= {"T", "holder"}
    return given


def identified(text: str) -> bool:
    """Whether a text names a sample by its number."""
    return "identified" in reading(text, False).gives


def sampled(subject: Subject) -> bool:
    """Whether the line or all goods have a typed sample."""
    line = line_number(subject)
    goods = (subject.draft.goods, subject.draft.lines[line].terms if line is not None else None)
    return any(terms.sample for terms in goods if terms is not None)


def judge(subject: Subject) -> Verdict:
    """Whether the sample that a text points to could be put on the table."""
    placed = weighed(subject, "sample", _flaws, _given)
    return verdict(subject, [*placed, *passages(subject, reading)], None, required=False)


RULES: Final = FamilyRules(
    name="sample",
    weight=8,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(UNKNOWN, NO_SEAL, NO_DAY, NO_HOLDER),
)
