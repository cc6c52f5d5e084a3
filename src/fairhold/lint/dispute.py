"""Dispute terms (S28, standards 2.1): who breaks a tie, until when to claim, which remedy, which law and language.

"By friendly negotiation" ends nothing. Where the contract is silent the platform's own rules decide, so silence is no
fault; a vague sentence is, for it will be argued about.
"""

from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import Label, Placed, adrift, flaw, heard, opened, passages, read_as, unsaid, verdict, worded
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.lint.testing import HOUSE
from fairhold.trade.families import DisputeTerm

_EXAMPLE: Final = "____ (laboratory or inspector) breaks a tie; claims within ____ days after receipt; law of ____"
NO_RULE: Final = Rule("dispute-1", "major", "Nothing that ends a disagreement is named (S28).", _EXAMPLE)
NO_TIE_BREAKER: Final = Rule("dispute-2", "info", "Nobody is named who breaks a tie over facts.", "tie-breaker: ____")
NO_LAW: Final = Rule("dispute-3", "info", "Law and language are open.", "law of ____, language ____")

LABEL: Final = Label(
    r"(?:disputes?|claims?|arbitration|governing law|applicable law|warranty|guarantee"
    r"|liability)(?: resolution| settlement| terms?| clause| handling)?"
    r"|争议(?:解决)?|仲裁|索赔|纠纷|质保|保修"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:disputes?|arbitrat(?:ion|or|ed)|governing law|governed by|jurisdiction|claims? (?:within"
    r"|must|shall|against|period)|warrant(?:y|ies)|guarantees?|indemni\w+|liab(?:le|ility)|amicabl[ey]"
    r"|friendly (?:negotiation|consultation))(?![a-z])"
    r"|争议|仲裁|索赔|纠纷|协商|诉讼"
)
_INSTITUTION: Final = Late(
    r"(?<![a-z])(?:cietac|hkiac|siac|icc|lcia|scia|shiac|cmac|jcaa|kcab|diac|scc|viac|uncitral|aaa|icdr|dis)(?![a-z])"
    r"|(?:international )?(?:economic and trade )?arbitration (?:commission|cent(?:re|er)|court"
    r"|institute) (?:of |in )?[a-z]|(?:courts?) (?:of|in|at) [a-z]{3,}|仲裁委员会|仲裁中心|人民法院"
)
_LAW: Final = Late(
    r"laws? of (?:the )?[a-z]{2,}|(?:chinese|english|german|swiss|french|singapore|hong kong|us|new york) law"
    r"|cisg|vienna convention|中国法|法律"
)
_WINDOW: Final = Late(
    r"within (?:\w+ )?\(?\d{1,3}\)? ?(?:calendar |working |business |banking )?(?:days|weeks|months)"
    r"|\d{1,3} ?(?:days|months) (?:after|from|of)|\d{1,3} ?(?:天|日|个月)(?:内|之内)"
)
_REMEDY: Final = Late(r"\d{1,3}(?:\.\d)? ?%|replac\w+ within \d|refund of (?:usd|eur|cny|\d)|(?:usd|eur|cny) ?\d")


_ASKED: Final = Late(
    r"(?<![a-z])(?:problems?|disputes?|claims?|loss(?:es)?|damages?|complaints?|responsib\w+|guarantees?|trust|court"
    r"|lawsuit)(?![a-z])|有问题|质量问题|赔|索赔|负责|吵"
)
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about settling a disagreement."""
    seen = opened(text, own, LABEL)
    hits = scan("dispute", text)
    topical = TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or topical or heard(hits) or _ASKED.search(seen.folded)):
        return SILENT
    institution = _INSTITUTION.search(seen.folded) is not None
    house = HOUSE.search(seen.folded) is not None and topical
    law, window, remedy = (pattern.search(seen.folded) is not None for pattern in (_LAW, _WINDOW, _REMEDY))
    gives = set()
    if institution or house or law:
        gives |= {"S", "named"}
    if window or remedy:
        gives |= {"S", "M"}
    if institution or house:
        gives |= {"T", "named"}
    flaws = worded(hits, seen, topical or seen.mine, ("named", "M"))
    if not gives:
        flaws += unsaid(seen, NO_RULE, flaws, unless=("named", "M"))
        flaws += adrift(seen, NO_RULE, _ASKED, flaws, ("named", "M"))
        flaws += [] if flaws else _undecided(seen.folded)
    return read_as((), flaws, gives)


_REMEDIES: Final = Late(
    r"(?<![a-z])(?:refunds?(?:ed)?|compensat\w+|indemni\w+|claims? (?:are|is|will|shall|must|can|may|against|only"
    r"|have)|disputes?"
    r"|penalt(?:y|ies)|liab(?:le|ility)|money back|lawsuit|sue)(?![a-z])|赔偿|索赔|争议|纠纷|违约责任"
)


def _undecided(folded: str) -> list[Flaw]:
    """A remedy or a quarrel that is spoken of without time, figure or anybody who decides."""
    spoken = _REMEDIES.search(folded)
    return [] if spoken is None else [flaw(NO_RULE, *spoken.span(), "SM", ("named", "M"))]


def _typed(term: DisputeTerm, field: str) -> Placed:
    given, flaws = {"S"}, []
    if term.tie_breaker:
        given |= {"T", "named"}
    else:
        flaws.append(flaw(NO_TIE_BREAKER, unless=("T",)))
    if term.grades:
        given.add("M")
    if term.law:
        given.add("named")
    else:
        flaws.append(flaw(NO_LAW, unless=("named",)))
    return Placed(Reading((), tuple(flaws), frozenset(given)), field, None)


def judge(subject: Subject) -> Verdict:
    """Whether a disagreement could be brought to an end by what is written."""
    draft = subject.draft
    placed = list(passages(subject, reading))
    if draft.dispute is not None:
        placed.append(_typed(draft.dispute, "/dispute"))
    if placed and draft.inspection is not None and draft.inspection.tie_breaker:
        placed.append(Placed(Reading((), (), frozenset({"T", "named"})), "/inspection/tie_breaker", None))
    return verdict(subject, placed, None, required=False)


RULES: Final = FamilyRules(
    name="dispute",
    weight=4,
    per_line=False,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_RULE, NO_TIE_BREAKER, NO_LAW),
)
