"""Document terms (4.7 DOCUMENT_MISSING_OR_FALSE): which paper, after which standard, from whom, by when.

"CE certificate" says neither what it covers nor who stands for it. Papers that everybody knows (invoice, packing list,
bill of lading) need no more than their name.
"""

from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    Label,
    Text,
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
from fairhold.lint.testing import HOUSE
from fairhold.trade.families import DocumentTerm

_EXAMPLE: Final = "____ (paper) after ____ (standard or directive), no. ____, issued by ____, before shipment"
NOT_NAMED: Final = Rule(
    "documents-1",
    "major",
    "Neither standard, number nor issuer: any paper of that name would do, and none could be called false.",
    _EXAMPLE,
)
NO_DAY: Final = Rule("documents-2", "minor", "When the paper has to be there is open.", "before shipment")
NO_PAPER: Final = Rule("documents-3", "major", "No paper is named.", _EXAMPLE)

LABEL: Final = Label(
    r"(?:required |shipping |export )?(?:documents?|certificates?|certification|papers"
    r"|test reports?)(?: required| needed)?|单据|证书|文件要求|认证|随附单证"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:certificates?|certifications?|declaration of conformity|test reports?|(?:shipping "
    r"|export )?documents|c/o|coa|msds|sds|form [ae]|(?:ce|fda|rohs|reach|fcc|ukca|lfgb|ccc|etl|gots|fsc"
    r"|gs)(?= (?:certifi\w+|mark\w*|report|approv\w+|complian\w+|declaration|test\w*))"
    r"|bill of lading|packing list|commercial invoice|phytosanitary|fumigation certificate)(?![a-z])|证书|认证|单据"
    r"|检测报告|合格证|原产地证"
)
_KNOWN: Final = Late(
    r"commercial invoice|packing list|bill of lading|air ?waybill|certificate of origin|form [ae](?![a-z])"
    r"|c/o(?![a-z])|insurance (?:policy|certificate)|phytosanitary certificate|fumigation certificate|原产地证"
    r"|商业发票|装箱单|提单"
)
_PAPER: Final = Late(
    r"(?P<kind>(?:(?:ce|fda|rohs|reach|fcc|ukca|lfgb|ccc|3c|etl|ul|gs|gots|fsc|iso ?\d{4,5}|halal|kosher"
    r"|material|mill|quality|health|food contact) )*(?:certificates?|certification|declaration of conformity"
    r"|test reports?|approval|report)|(?<![a-z])(?:coa|msds|sds)(?![a-z])|合格证|证书|检测报告|认证)"
)
_STANDARD: Final = Late(
    r"(?<![a-z])(?:en|iso|iec|astm|din|bs|gb(?:/t)?|ansi|jis|as/nzs) ?[a-z]? ?\d{2,6}(?:[-:.]\d{1,4})*"
    r"|\d{2,4}/\d{1,4}/(?:eu|ec|eec)|(?:eu|ec) (?:no\.? ?)?\d{2,4}/\d{2,4}|regulation|directive \d|cfr ?\d"
    r"|21 cfr|3\.[12](?![\d])"
)
_NUMBER: Final = Late(r"(?:no\.?|number|nr\.?|#|编号|号码)[ :]{0,2}(?=[a-z\-/]{0,8}\d)[a-z0-9][a-z0-9\-/.]{2,40}")
_ISSUER: Final = Late(
    r"issued by|from (?:an? )?(?:accredited|notified|iso|ilac)|notified body|chamber of commerce|ccpit|customs"
    r"|accredited lab\w*|出具|签发"
)
_DUE: Final = Late(
    r"before (?:shipment|loading|dispatch|production|balance|payment)|with the (?:goods|shipment)"
    r"|within \d+ days|by 20\d\d|装运前|发货前|随货"
)


_ASKED: Final = Late(
    r"(?<![a-z])(?:certs?|certificates?|certification|test reports?|documents|paperwork)(?![a-z])|证书|检测报告|认证"
)
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about papers."""
    seen = opened(text, own, LABEL)
    hits = scan("documents", text)
    topical = TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or topical or heard(hits) or _ASKED.search(seen.folded)):
        return SILENT
    terms = _terms(seen)
    known = _KNOWN.search(seen.folded) is not None
    flaws = [] if known else [wrong for one in terms for wrong in _flaws(one.term, one.start, one.end)]
    named = known or any("M" in _given(one.term) for one in terms)
    flaws += worded(hits, seen, topical or seen.mine, ("M",))
    if not terms and not known:
        flaws += unsaid(seen, NO_PAPER, flaws)
        flaws += adrift(seen, NO_PAPER, _ASKED, flaws, ("M",))
    gives = set().union(*(_given(one.term) for one in terms))
    return read_as(terms, flaws, gives | ({"S", "M", "T"} if known and named else set()))


def _terms(seen: Text) -> list[Found]:
    match = _PAPER.search(seen.folded) or _KNOWN.search(seen.folded)
    if match is None:
        return []
    standard, number = _STANDARD.search(seen.folded), _NUMBER.search(seen.folded)
    house, issuer = HOUSE.search(seen.folded), _ISSUER.search(seen.folded)
    term = DocumentTerm(
        kind=seen.text[match.start() : match.end()][:300],
        standard=seen.text[standard.start() : standard.end()] if standard else "",
        number=seen.text[number.start() : number.end()] if number else "",
        issuer=seen.text[house.start() : house.end()]
        if house
        else (seen.text[issuer.start() : issuer.end()] if issuer else ""),
        original="original" in seen.folded or "正本" in seen.folded,
        due="before_shipment" if _DUE.search(seen.folded) else None,
    )
    return [Found(term, match.start(), match.end())]


def _flaws(term: DocumentTerm, start: int = 0, end: int = 0) -> list[Flaw]:
    """What is wrong with a document term, wherever it was read."""
    flaws = []
    if not (term.standard or term.number or term.issuer):
        flaws.append(flaw(NOT_NAMED, start, end, "M", unless=("M",)))
    if term.due is None and not end:
        flaws.append(flaw(NO_DAY))
    return flaws


def _given(term: DocumentTerm) -> set[str]:
    given = {"S"}
    if term.standard or term.number or term.issuer:
        given.add("M")
    if term.issuer or term.number:
        given.add("T")
    return given


def judge(subject: Subject) -> Verdict:
    """Whether a paper could be missed, or shown to be false."""
    placed = weighed(subject, "documents", _flaws, _given)
    return verdict(subject, [*placed, *passages(subject, reading)], None, required=False)


RULES: Final = FamilyRules(
    name="documents",
    weight=4,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NOT_NAMED, NO_DAY, NO_PAPER),
)
