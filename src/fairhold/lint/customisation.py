"""Customisation terms (S27, R22): what is made to order, where on the goods, by which method, after which model.

Made to order is measured against the signed file; without one there is nothing to measure against. The file itself is
judged by its own family.
"""

from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Reading, Rule, Subject, Verdict
from fairhold.lint.files import reading as read_files
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    Label,
    adrift,
    flaw,
    heard,
    opened,
    passages,
    read_as,
    unsaid,
    verdict,
    weighed,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.trade.families import CustomisationTerm

_EXAMPLE: Final = "____ on ____ (place), ____ x ____ mm, by ____ (method), after file ____ version ____ SHA-256 ____"
NO_MODEL: Final = Rule(
    "customisation-1",
    "major",
    "Neither file nor approved sample: there is nothing to measure it against (R22).",
    _EXAMPLE,
)
NO_PLACE: Final = Rule("customisation-2", "minor", "Where on the goods it goes is open.", "on ____, ____ mm from ____")
NO_METHOD: Final = Rule("customisation-3", "minor", "The method is open, and methods look different.", "by ____")
MISSING_WORK: Final = Rule("customisation-4", "major", "What is to be made to order is not said.", _EXAMPLE)

LABEL: Final = Label(
    r"customi[sz]ation|custom(?:i[sz]ed)?(?: design| work| print(?:ing)?)?|personali[sz]ation|branding|oem|odm"
    r"|logo (?:printing|position|method)|定制(?:要求|内容)?|个性化"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:customi[sz]\w+|personali[sz]\w+|engrav\w+|emboss\w+|deboss\w+|embroider\w+"
    r"|silk ?-?screen\w*|screen[- ]print\w*|pad[- ]print\w*|heat[- ]transfer|uv[- ]print\w*|laser[- ]?(?:mark"
    r"|etch|engrav)\w*|private label|oem|odm|bespoke)(?![a-z])"
    r"|定制|定做|丝印|镭雕|激光雕|移印|烫金|刺绣"
)
_METHOD: Final = Late(
    r"engrav\w+|emboss\w+|deboss\w+|embroider\w+|silk ?-?screen\w*|screen[- ]print\w*|pad[- ]print\w*"
    r"|heat[- ]transfer|uv[- ]print\w*|laser|hot[- ]stamp\w*|foil|sublimat\w+|decal|woven label|offset|丝印|镭雕"
    r"|激光|移印|烫金|刺绣"
)
_PLACE: Final = Late(
    r"(?:on|at|in|to) (?:the )?(?:front|back|left|right|top|bottom|lid|cap|side|chest|sleeve|handle|base|body"
    r"|cent(?:re|er)|cover|label|box|carton|pocket|tag)\b"
    r"|cent(?:re|er)d|\d ?mm from|正面|背面|左|右|顶部|底部|盖|胸|袖|居中"
)


_ASKED: Final = Late(r"(?<![a-z])(?:customi\w+|personali\w+|shape|engrav\w+|embroider\w+)(?![a-z])|定制|定做")
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about work to order."""
    seen = opened(text, own, LABEL)
    hits = scan("customisation", text)
    topical = TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or topical or heard(hits) or _ASKED.search(seen.folded)):
        return SILENT
    file = "named" in read_files(text, False).gives
    method, place = _METHOD.search(seen.folded), _PLACE.search(seen.folded)
    gives = set()
    if method or place:
        gives.add("S")
    if file:
        gives |= {"S", "M", "T", "model"}
    if place:
        gives.add("place")
    if method:
        gives.add("method")
    flaws = worded(hits, seen, topical or seen.mine, ("model",))
    if method and not file:
        flaws.append(flaw(NO_MODEL, method.start(), method.end(), "M", unless=("model",)))
    if not gives:
        flaws += unsaid(seen, MISSING_WORK, flaws, unless=("model",))
        flaws += adrift(seen, MISSING_WORK, _ASKED, flaws, ("model",))
    return read_as((), flaws, gives)


def _flaws(term: CustomisationTerm) -> list[Flaw]:
    flaws = []
    if not (term.file or term.sample):
        flaws.append(flaw(NO_MODEL, breaks="M", unless=("model",)))
    if not term.place:
        flaws.append(flaw(NO_PLACE, unless=("place",)))
    if not term.method:
        flaws.append(flaw(NO_METHOD, unless=("method",)))
    return flaws


def _given(term: CustomisationTerm) -> set[str]:
    given = {"S"}
    if term.file or term.sample:
        given |= {"M", "T", "model"}
    if term.place:
        given.add("place")
    if term.method:
        given.add("method")
    return given


def judge(subject: Subject) -> Verdict:
    """What work to order could be measured against."""
    placed = weighed(subject, "customisation", _flaws, _given)
    return verdict(subject, [*placed, *passages(subject, reading)], None, required=False)


RULES: Final = FamilyRules(
    name="customisation",
    weight=4,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_MODEL, NO_PLACE, NO_METHOD, MISSING_WORK),
)
