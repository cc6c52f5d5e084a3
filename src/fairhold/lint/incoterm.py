"""Trade terms: a rule of Incoterms 2020 with its named place, which says where risk and costs pass.

"Free shipping" is no rule, "FOB" alone has no place, and DDU no longer exists. Whether a rule fits the mode of
transport is a check over several terms.
"""

import re
from typing import Final, get_args

import msgspec

from fairhold.lint.family import SILENT, FamilyRules, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import fold, remembered
from fairhold.lint.judging import Label, Placed, Text, flaw, heard, opened, passages, read_as, unsaid, verdict, worded
from fairhold.lint.late import Late
from fairhold.lint.phrases import Hit, scan
from fairhold.trade.terms import Incoterm

_EXAMPLE: Final = "____ (EXW, FCA, FOB, CIF, DAP, DDP ...) ____ (named place), Incoterms 2020"
NO_PLACE: Final = Rule(
    "incoterm-1", "blocker", "A trade rule without its named place does not say where the risk passes.", _EXAMPLE
)
WITHDRAWN: Final = Rule(
    "incoterm-2",
    "blocker",
    "This is no rule of Incoterms 2020, so nothing says where risk and costs pass.",
    "DAP, DPU, DDP or CFR ____ (named place), Incoterms 2020",
)
NO_EDITION: Final = Rule(
    "incoterm-3", "minor", "The edition is not said; the rules changed in 2010 and 2020.", "Incoterms 2020"
)
WIDE_PLACE: Final = Rule(
    "incoterm-4",
    "blocker",
    "A country, or one of two places, is no named place: risk could pass anywhere in it.",
    _EXAMPLE,
)
MISSING: Final = Rule("incoterm-5", "blocker", "No trade term is agreed.", _EXAMPLE)

RULE_NAMES: Final[tuple[str, ...]] = get_args(Incoterm)
"""The eleven rules of Incoterms 2020."""
LABEL: Final = Label(
    r"(?:price |trade |delivery |shipping )?(?:incoterms?|trade terms?|terms? of delivery|delivery terms?"
    r"|price terms?|shipping terms?)(?: ?20[12]0)?|贸易术语|贸易条款|价格条款|交货条款|成交方式"
)
TOPIC: Final = Late(
    rf"(?<![a-z])(?:{'|'.join(name.lower() for name in RULE_NAMES)}|incoterms?|ddu|c&f|cnf|ex[- ]works|free on board"
    rf"|freight|door[- ]to[- ]door|landed)(?![a-z])|贸易术语|运费|包邮|离岸价|到岸价|门到门"
)
_NO_PLACE: Final = (
    r"price|prices|terms?|basis|incoterms?|trade|delivery|shipment|shipping|or|and|by|in|usd|eur|cny|rmb|cost|value"
    r"|condition|conditions|is|are|will|shall|only|with|as|please|pls|total|unit|quote|quotation|order|per|for|at|to"
    r"|the|any|value|incl|including|excl|if|sea|air|port|charges|amount|only"
)
_NAMED: Final = Late(
    rf"(?<![a-z])(?P<rule>{'|'.join(name.lower() for name in RULE_NAMES)}|ex[- ]works|free on board|free carrier"
    rf"|cost,? insurance (?:and|&) freight|carriage paid to|delivered at place"
    rf"|delivered duty paid)[ :(-]{{1,3}}(?:named place[ :]{{1,2}})?(?P<place>(?:\d{{4,6}} )?(?!(?:{_NO_PLACE})(?!["
    rf"a-z]))[^\W\d_][\w'.-]{{1,30}}(?: (?!(?:{_NO_PLACE})(?![a-z]"
    rf"))[a-z\u00c0-\u024f'.-]{{2,20}}){{0,4}})"
)
_EDITION: Final = Late(r"incoterms?(?: ?\(?®\)?| rules)?,? ?(?P<year>20[012]0)|(?<![\d-])(?P<bare>20[12]0)(?![\d-])")
_WIDE: Final = Late(
    r"(?:any |main |all |chinese |major |european |us |asian )*(?:china|asia|europe|usa?|uk|eu|america|germany|india"
    r"|vietnam|turkey|france|italy|spain|japan|(?:sea ?)?ports?|destination|origin|warehouse|buyer'?s? (?:place"
    r"|country|warehouse)|seller'?s? (?:place|country|works)|中国|欧洲|美国|任何港口)|.{1,40}(?:/|\bor\b|或).{1,40}"
)
_LONG: Final = {
    "ex works": "EXW",
    "ex-works": "EXW",
    "free on board": "FOB",
    "free carrier": "FCA",
    "carriage paid to": "CPT",
    "delivered at place": "DAP",
    "delivered duty paid": "DDP",
}
_OLD: Final = frozenset({"DDU", "DAT", "DAF", "DES", "DEQ", "C&F", "CNF", "CANDF", "C+F"})


class TradeTerm(msgspec.Struct, frozen=True, gc=False):
    """A rule with its named place, as a text says it; `edition` is the year, "" if none."""

    rule: str
    place: str
    edition: str = ""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about the trade term."""
    seen = opened(text, own, LABEL)
    hits = _shouted(scan("incoterm", text), text)
    match = _NAMED.search(seen.folded)
    if seen.empty or not (seen.mine or heard(hits) or match):
        return SILENT
    term = _term(seen, match)
    wide = match is not None and _WIDE.fullmatch(match["place"].strip(" .-")) is not None
    given: set[str] = set()
    if match is not None and not wide:
        given |= {"S", "M", "named"}
    if term is not None and term.edition:
        given |= {"T", "edition"}
    flaws = [one for one in worded(hits, seen, True, ("named",)) if one.unless.isdisjoint(given)]
    if wide and match is not None and not any(one.start <= match.start() < one.end for one in flaws):
        flaws.append(flaw(WIDE_PLACE, match.start(), match.end(), "SM"))
    if given and "edition" not in given and match is not None:
        flaws.append(flaw(NO_EDITION, match.start(), match.end(), unless=("edition",)))
    if match is None:
        flaws += unsaid(seen, NO_PLACE, flaws, unless=("named",))
    found = [Found(term, match.start(), match.end())] if term is not None and match is not None and not wide else []
    return read_as(found, flaws, given)


def _shouted(hits: tuple[Hit, ...], text: str) -> tuple[Hit, ...]:
    """The phrases, of three letters only such as are written in capitals: "dat" and "des" are words elsewhere."""
    return tuple(hit for hit in hits if hit.phrase.id not in _CAPITALS or text[hit.start : hit.end].isupper())


_CAPITALS: Final = frozenset({"V136"})


def _term(seen: Text, match: re.Match[str] | None) -> TradeTerm | None:
    if match is None:
        return None
    edition = _EDITION.search(seen.folded)
    rule = _LONG.get(match["rule"], "CIF" if match["rule"].startswith("cost") else match["rule"].upper())
    year = (edition["year"] or edition["bare"]) if edition else ""
    return TradeTerm(rule, seen.text[match.start("place") : match.end("place")].strip(" .-,"), year)


def _of_draft(subject: Subject) -> list[Placed]:
    """What the typed fields say. A contract's rules are those of 2020, so a rule with its place is whole."""
    draft = subject.draft
    if not draft.incoterm:
        return []
    name = draft.incoterm.strip().upper()
    place = draft.incoterm_place.strip()
    if name in _OLD or name.replace(" ", "") in _OLD:
        return [Placed(Reading((), (flaw(WITHDRAWN, breaks="SM"),), frozenset("S")), "/incoterm", None)]
    if name not in RULE_NAMES:
        return [Placed(Reading((), (flaw(NO_PLACE, breaks="SM"),)), "/incoterm", None)]
    if not place:
        return [Placed(Reading((), (flaw(NO_PLACE, breaks="M"),), frozenset("ST")), "/incoterm_place", None)]
    if _WIDE.fullmatch(fold(place)):
        return [Placed(Reading((), (flaw(WIDE_PLACE, breaks="M"),), frozenset("ST")), "/incoterm_place", None)]
    return [Placed(Reading(gives=frozenset(("S", "M", "T", "named", "edition"))), "/incoterm", None)]


def judge(subject: Subject) -> Verdict:
    """What says where the risk passes."""
    return verdict(subject, [*_of_draft(subject), *passages(subject, reading)], MISSING)


RULES: Final = FamilyRules(
    name="incoterm",
    weight=5,
    per_line=False,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_PLACE, WITHDRAWN, NO_EDITION, WIDE_PLACE, MISSING),
)
