"""Compliance looks at money before anybody may have it: a third party paid it, or a list names the payer (M8, O47).

Cleared by two persons the money may go to an order; without a proof it goes back, and what is reported stays blocked
(M8x). Whether a payer is a third party is found where the money arrives, in `funding.py`; here is what follows.
"""

from datetime import date

from fairhold.trade import approval
from fairhold.trade.refusal import refuse
from fairhold.trade.remittance import BlockRemittance, ClearRemittance, Doubt, ReviewRemittance, Subject
from fairhold.trade.remittance_events import ClearanceAsked, RemittanceBlocked, ReviewBegun, ReviewCleared
from fairhold.trade.stream import Decision


def begun(amount: int, currency: str, doubt: Doubt, note: str, day: date) -> ReviewBegun:
    """So much money is compliance's to look at from this day on."""
    return ReviewBegun(currency=currency, amount=amount, doubt=doubt, note=note, day=day)


def review(c: ReviewRemittance, s: Subject) -> Decision:
    """M8: also for money of which nobody saw at first that a third party had paid it."""
    amount, currency = s.remittance.holds
    return (begun(amount, currency, c.doubt, c.note, s.day),)


def clear(c: ClearRemittance, s: Subject) -> Decision:
    """M8, I11: the first person asks; another person who names the same relation clears."""
    r = s.remittance
    assert r.review is not None
    fault = approval.needs_person(s.who)
    if fault is not None:
        return fault
    if not r.review.asked_by or r.review.relation != c.relation:
        return (ClearanceAsked(by=s.who.natural, relation=c.relation, note=c.note),)
    fault = approval.second_person(r.review.asked_by, s.who, "M8, I11")
    if fault is not None:
        return fault
    amount, currency = r.holds
    by = s.who.natural
    return (ReviewCleared(currency=currency, amount=amount, by=by, relation=c.relation, note=c.note, day=s.day),)


def block(c: BlockRemittance, s: Subject) -> Decision:
    """M8x: reported money neither leaves nor goes back, and no time runs on it."""
    if not s.who.natural:
        return refuse("person_missing", "Only a named person reports money.", "M8x")
    return (RemittanceBlocked(authority=c.authority, note=c.note, day=s.day),)
