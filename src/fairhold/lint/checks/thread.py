"""What only the thread says: a material or a colour that a message names and no term of the contract (SC35b, PP2)."""

from collections.abc import Iterator
from typing import Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.family import Fault, Rule
from fairhold.lint.mentions import told
from fairhold.trade.families import Family
from fairhold.trade.thread import Named

MATERIAL: Final = Rule(
    "thread-1",
    "blocker",
    "A message names a material that the contract says nothing of: what only a message says decides nothing by itself.",
    "Make the message a term: ____ (grade), ____ % at least, no other mixture accepted, tested by ____.",
)
COLOUR: Final = Rule(
    "thread-2",
    "blocker",
    "A message names a colour that the contract says nothing of: what only a message says decides nothing by itself.",
    "Make the message a term: ____ (code and book), \u0394E00 at most ____, read by ____ under D65/10.",
)


def _only_said(whole: Whole, family: Family, rule: Rule) -> Iterator[Fault]:
    mentions = [mention for mention in whole.draft.mentions if mention.family == family]
    if not mentions:
        return
    texts = [one.passage.text for one in whole.sentences if not one.passage.field.startswith("/listing")]
    terms = (whole.draft.goods, *(line.terms for line in whole.draft.lines))
    contract = told(texts, terms)
    for mention in mentions:
        if not contract.covers(Named(mention.family, mention.word)):
            why = (
                f"Message {mention.message} names \u201c{mention.word}\u201d, and no term does: what is only in a "
                "message decides nothing by itself."
            )
            yield fault(rule, f"/thread/{mention.message}", None, why)


CHECKS: Final = (
    Check((MATERIAL,), "material", lambda whole: _only_said(whole, "material", MATERIAL)),
    Check((COLOUR,), "colour", lambda whole: _only_said(whole, "colour", COLOUR)),
)
