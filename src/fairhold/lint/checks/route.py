"""Does the trade term fit the way the goods travel: terms of sea transport for goods that fly (standards 2.3)."""

from collections.abc import Iterator
from typing import Final

from fairhold.lint.checks.check import Check, Place, Whole, fault
from fairhold.lint.family import Fault, Rule
from fairhold.lint.folding import fold
from fairhold.lint.late import Late

SEA_ONLY: Final = frozenset(("FAS", "FOB", "CFR", "CIF"))
"""Rules of Incoterms 2020 for sea and inland waterway only: the risk passes alongside or on board a vessel."""
INSTEAD: Final = {"FAS": "FCA", "FOB": "FCA", "CFR": "CPT", "CIF": "CIP"}
"""The rule for any mode of transport that comes nearest."""

MODE: Final = Rule(
    "mode-1",
    "major",
    "The trade term lets the risk pass on board a vessel, but the goods do not travel by sea.",
    "____ (named place) Incoterms 2020, a rule for any mode of transport.",
)

_TERM: Final = Late(r"(?<![a-z0-9])(fob|fas|cfr|cif|c&f|cnf|c and f)(?![a-z0-9])")
_NAMES: Final = {"C&F": "CFR", "CNF": "CFR", "C AND F": "CFR"}
_MODES: Final = Late(
    r"(?P<sea>by (?:sea|vessel|ship(?! ?by))|sea ?freight|ocean ?freight|sea shipment|海运)"
    r"|(?P<other>by (?:air|express|courier|truck|rail|train|road|land|post|dhl|fedex|ups|tnt|ems)(?![a-z])"
    r"|air ?freight|air ?cargo|air shipment|air ?mail|express delivery|courier service"
    r"|空运|快递|铁路运输|陆运|卡车运输|中欧班列)"
)


def _terms(whole: Whole) -> Iterator[tuple[str, Place]]:
    """Trade terms of sea transport, in the field and in texts, and where they stand."""
    typed = whole.draft.incoterm.strip().upper()
    if typed:
        if _NAMES.get(typed, typed) in SEA_ONLY:
            yield _NAMES.get(typed, typed), ("/incoterm", None)
        return
    for one in whole.of("incoterm"):
        for match in _TERM.finditer(fold(one.passage.text)):
            name = match[1].upper()
            span = one.passage.start + match.start(), one.passage.start + match.end()
            yield _NAMES.get(name, name), (one.passage.field, span)


def _mode(whole: Whole) -> Iterator[Fault]:
    terms = tuple(_terms(whole))
    if not terms:
        return
    by = whole.draft.shipping_method
    if not by:
        found = [match for one in whole.sentences for match in _MODES.finditer(fold(one.passage.text))]
        if not found or any(match["sea"] for match in found):
            return
        by = found[0][0].removeprefix("by ")
    if by == "sea":
        return
    for term, place in terms:
        why = f"{term} lets the risk pass on board a vessel, but the goods go by {by}."
        yield fault(MODE, *place, why, f"{INSTEAD[term]} (named place) Incoterms 2020 is for any mode of transport.")


CHECKS: Final = (Check((MODE,), "incoterm", _mode),)
"""The checks of this file."""
