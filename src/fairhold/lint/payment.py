"""Payment terms (S34, standards 2.1): how much at which milestone, what triggers it, and only to the order's account.

The amounts of the order form move the money; a text beside them is vague where it names no share, no trigger, or
another way to pay (S38). Whether the amounts add up to the total is a check of its own.
"""

from decimal import Decimal
from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import Label, Placed, adrift, flaw, heard, opened, passages, read_as, unsaid, verdict, worded
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan

_EXAMPLE: Final = "____ % when the contract is signed, ____ % when ____ is shown, both to this order's own account"
NOT_WHOLE: Final = Rule("payment-1", "major", "The parts do not come to 100 %, so it is open what is due.", _EXAMPLE)
NO_TRIGGER: Final = Rule("payment-2", "minor", "Nothing says what makes a part due.", "____ % when ____ is shown")
NO_AMOUNT: Final = Rule("payment-3", "major", "Neither share nor amount is named.", _EXAMPLE)

LABEL: Final = Label(
    r"payments?(?: terms?| conditions?| method)?|terms? of payment|deposit|balance(?: payment)?|付款(?:方式|条件"
    r"|条款)?|支付方式|定金|尾款|余款"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:payments?|deposit|down ?payment|prepayment|balance payment|t/t|l/c|d/p|d/a|letter of credit"
    r"|net \d{1,3}(?= days)|instal?lments?)(?![a-z])"
    r"|付款|定金|订金|尾款|余款|预付"
)
_PERCENT: Final = Late(r"(?<![\d.,])(?P<figure>\d{1,3}(?:\.\d{1,2})?) ?(?:%|percent|per cent)")
_OTHER: Final = Late(
    r"penalt|discount|tax|vat|interest|fee|tolerance|deviation|per day|a day|/day|late|damages|compensat|aql"
    r"|defect|more or less|罚|折扣|税|滞纳|误差"
)
_SHARE: Final = Late(
    r"deposit|down ?payment|prepayment|advance|balance|rest|remain|t/t|l/c|payment|paid|定金|订金|尾款|余款|预付|付款"
)
_AMOUNT: Final = Late(
    r"(?:usd|eur|cny|rmb|gbp|us\$|[$€£¥]) ?\d[\d,.]*|\d[\d,.]* ?(?:usd|eur|cny|rmb|gbp|dollars|euros|元)"
)
_TRIGGER: Final = Late(
    r"when|within \d|before (?:shipment|production|loading|dispatch|delivery)|after|against|upon|on (?:receipt"
    r"|signing|signature|sight|acceptance|order)"
    r"|at sight|copy of|bill of lading|b/l|with (?:the )?order|once|net \d|前|后|凭|见|收到|签"
)
_WHOLE: Final = Decimal(100)


_ASKED: Final = Late(r"(?<![a-z])(?:pay(?:ment|ments|ing)?|money|deposit)(?![a-z])|付款|付钱|货款|定金")
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about paying."""
    seen = opened(text, own, LABEL)
    hits = scan("payment", text)
    topical = TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or topical or heard(hits) or _ASKED.search(seen.folded)):
        return SILENT
    parts = [] if _OTHER.search(seen.folded) or not _SHARE.search(seen.folded) else list(_PERCENT.finditer(seen.folded))
    amount = bool(parts) or _AMOUNT.search(seen.folded) is not None
    flaws: list[Flaw] = []
    if len(parts) > 1 and sum(Decimal(part["figure"]) for part in parts) != _WHOLE:
        flaws.append(flaw(NOT_WHOLE, parts[0].start(), parts[-1].end(), "M"))
    elif amount and not _TRIGGER.search(seen.folded) and (seen.mine or parts):
        start = parts[0].start() if parts else seen.start
        flaws.append(flaw(NO_TRIGGER, start, parts[-1].end() if parts else len(text), "T", unless=("typed",)))
    flaws += worded(hits, seen, topical or seen.mine, ("typed", "whole"))
    if not amount:
        flaws += unsaid(seen, NO_AMOUNT, flaws, unless=("typed",))
        flaws += adrift(seen, NO_AMOUNT, _ASKED, flaws, ("typed",))
    gives = {"S", "M"} if amount else set()
    if amount and _TRIGGER.search(seen.folded):
        gives.add("T")
    if sum(Decimal(part["figure"]) for part in parts) == _WHOLE:
        gives.add("whole")
    return read_as((), flaws, gives)


def judge(subject: Subject) -> Verdict:
    """What is due, when, and where it has to go; the amounts of the form settle it (4.4 T14, T31)."""
    draft = subject.draft
    placed = list(passages(subject, reading))
    if draft.total is not None and draft.initial is not None:
        placed.append(Placed(Reading((), (), frozenset({"S", "M", "T", "typed"})), "/initial", None))
    return verdict(subject, placed, None, required=False)


RULES: Final = FamilyRules(
    name="payment",
    weight=4,
    per_line=False,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NOT_WHOLE, NO_TRIGGER, NO_AMOUNT),
)
