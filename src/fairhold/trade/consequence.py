"""From facts to what follows: whether they are a breach at all, who bore the risk, and which remedy they open (4.7).

A table of functions by kind of facts. Pure; the formulas are in `remedy.py`.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Final

import msgspec

from fairhold.trade.deal import Deal, part_value, share_of
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.footing import GROUNDS, Footing
from fairhold.trade.issue import Damaged, Deviation, Failed, Issue, Lateness, Lost, Papers, Short, Unpaid
from fairhold.trade.measure import NO_LIMITS, Limits, beyond_twice, limits_of, outside, percent_off
from fairhold.trade.money import BASIS_POINTS
from fairhold.trade.policy import Policy
from fairhold.trade.remedy import (
    Remedy,
    Step,
    ValueLeft,
    graded_reduction,
    late_damages,
    nothing,
    price_reduction,
    proven_loss,
    refund,
    shortage,
    unit_share,
)

CONSENTS: Final[frozenset[EvidenceClass]] = frozenset(
    {"platform_record", "platform_message", "acknowledged_message", "admission"}
)
"""Where a yes to a later date counts: an amendment, the order thread, an acknowledged message (R1)."""


class Scene(msgspec.Struct, frozen=True, gc=False):
    """One issue with the clause it rests on and what is at stake: `base` of the order, `stake` of the line."""

    issue: Issue
    deal: Deal
    footing: Footing
    base: int
    stake: int
    policy: Policy


def scene(issue: Issue, deal: Deal, found: Footing, base: int, policy: Policy) -> Scene:
    """What is at stake is the line's share of the protected base by value (R16)."""
    return Scene(issue, deal, found, base, share_of(deal, base, issue.line), policy)


def no_breach(s: Scene) -> str:
    """The rule under which the facts are no breach, empty if they are one."""
    facts = s.issue.facts
    if isinstance(facts, Lateness):
        return _in_time(facts, s.deal)
    if isinstance(facts, Deviation):
        return "4.7" if facts.accepted or _within(facts, s) else ""
    if isinstance(facts, Short):
        return _within_allowance(facts, s)
    if isinstance(facts, Damaged):
        return "4.7" if not facts.out or (s.issue.ground == "packaging" and facts.packed_as_agreed) else ""
    return "R25" if isinstance(facts, Papers) and facts.brought and not facts.forged else ""


def risk_passed(s: Scene) -> bool:
    """Whether the loss is the buyer's to bear: the trade term passed the risk at shipment, and the supplier did what it
    had to (R21, 4.7).
    """
    facts = s.issue.facts
    if s.deal.supplier_bears_transit:
        return False
    if isinstance(facts, Lost):
        return facts.clean_document
    return s.issue.ground == "transit_damage" and s.footing.term is None


def remedy_for(s: Scene) -> Remedy:
    """What a proven breach is worth: of the remedies it opens, the one that gives most."""
    return _REMEDIES[type(s.issue.facts)](s)


def instead(s: Scene, opened: Remedy) -> tuple[Remedy, ...]:
    """What the claimant may choose instead: to keep goods that it could give back, the refund if rework fails."""
    facts = s.issue.facts
    if isinstance(facts, Deviation) and opened.kind == "refund_with_return":
        return (_kept(s, facts),)
    return (refund(s.stake, s.deal.currency, goods_back=False),) if opened.kind == "rework" else ()


def late_days(facts: Lateness, deal: Deal) -> int:
    """Days after the agreed day, or after the later one the buyer agreed to; the buyer's own delay counts off (R1).

    Raises ValueError if the agreed day is nowhere.
    """
    due = facts.due or (deal.ship_by.on if deal.ship_by else None)
    if due is None:
        raise ValueError("the agreed day is missing")
    agreed = max([due, *_consented(facts)])
    return (facts.on - agreed).days - facts.buyer_delay_days


# --- no breach -------------------------------------------------------------------------------------------------------


def _consented(facts: Lateness) -> list[date]:
    return [one.until for one in facts.consents if one.kind in CONSENTS and one.condition_met]


def _in_time(facts: Lateness, deal: Deal) -> str:
    if late_days(facts, deal) > 0:
        return ""
    return "R1" if _consented(facts) else "4.7"


def _within(facts: Deviation, s: Scene) -> bool:
    """Nothing was found outside: no unit, no mean, no other article."""
    if facts.out or facts.another or facts.critical or s.issue.ground == "wrong_goods":
        return False
    return facts.mean is None or not outside(limits_of(s.footing.term, facts.tolerance), facts.mean)


def _within_allowance(facts: Short, s: Scene) -> str:
    """A shortage within what was allowed is none; outside it counts whole (R24)."""
    assert s.issue.line is not None
    line = s.deal.lines[s.issue.line]
    allowed = line.terms.quantity.less_bp if line.terms.quantity else 0
    return "R24" if facts.missing * BASIS_POINTS <= allowed * line.quantity else ""


# --- remedies --------------------------------------------------------------------------------------------------------


def _late(s: Scene) -> Remedy:
    facts, currency = s.issue.facts, s.deal.currency
    assert isinstance(facts, Lateness)
    value = part_value(s.deal, facts.part)
    if facts.part is None:
        value = share_of(s.deal, value, s.issue.line)
    if s.issue.ground == "late_not_shipped":
        return refund(min(s.stake, value), currency, goods_back=False)
    if s.deal.late_damages:
        return late_damages(value, currency, late_days(facts, s.deal), s.deal.late_damages)
    return proven_loss(value, currency, facts.loss, s.policy.late_loss_cap_bp)


def _lost(s: Scene) -> Remedy:
    facts = s.issue.facts
    assert isinstance(facts, Lost)
    if facts.part is None or not s.deal.total:
        return refund(s.stake, s.deal.currency, goods_back=False)
    part = shortage(s.base, s.deal.currency, part_value(s.deal, facts.part), s.deal.total)
    return msgspec.structs.replace(part, kind="refund")


def _failed(s: Scene) -> Remedy:
    facts, currency, term = s.issue.facts, s.deal.currency, s.deal.inspection
    assert isinstance(facts, Failed)
    if facts.reworked or (term is not None and term.consequence == "refund"):
        return refund(s.stake, currency, goods_back=False)
    words = f"rework and inspection again within {s.policy.cure_days} days; after that the refund"
    return msgspec.structs.replace(nothing(currency, words), kind="rework")


def _deviates(s: Scene) -> Remedy:
    facts = s.issue.facts
    assert isinstance(facts, Deviation)
    limits = NO_LIMITS if facts.mean is None else limits_of(s.footing.term, facts.tolerance)
    graded = None if facts.another or facts.critical else _graded(s, _off(s, facts, limits))
    if graded is not None:
        return graded
    if not _material(s, facts, limits):
        return _kept(s, facts)
    units = s.deal.lines[s.issue.line].quantity if s.issue.line is not None else facts.inspected
    return refund(s.stake, s.deal.currency, goods_back=True, units=max(units, facts.gone), gone=facts.gone)


def _material(s: Scene, facts: Deviation, limits: Limits) -> bool:
    """Whether the buyer may give the goods back (R17)."""
    if facts.another or facts.critical or s.issue.ground == "wrong_goods":
        return True
    if facts.out and facts.out * BASIS_POINTS >= s.policy.full_refund_defect_bp * facts.inspected:
        return True
    return facts.mean is not None and beyond_twice(limits, facts.mean)


def _kept(s: Scene, facts: Deviation) -> Remedy:
    """The buyer keeps the goods and pays less."""
    out, of = (facts.out, facts.inspected) if facts.out else (1, 1)
    if s.issue.ground == "function_appearance":
        interval = facts.interval_bp
        return unit_share(s.stake, s.deal.currency, "defective", out, of, s.policy.salvage_bp, interval)
    return price_reduction(s.stake, s.deal.currency, facts.left or _value_left(s, facts), out, of)


def _value_left(s: Scene, facts: Deviation) -> ValueLeft:
    """What whoever decides takes if neither table nor expert names a value (R18)."""
    in_use = facts.in_use if facts.in_use is not None else not GROUNDS[s.issue.ground].looks
    kept = s.policy.value_as_is_functional_bp if in_use else s.policy.value_as_is_cosmetic_bp
    return ValueLeft(
        kept, BASIS_POINTS, "recommended for a fault in use" if in_use else "recommended for a fault in looks"
    )


def _graded(s: Scene, off: Fraction | None) -> Remedy | None:
    """The row of the contract's own table that a deviation in per cent reaches (R17)."""
    family = GROUNDS[s.issue.ground].family
    rows = [row for row in s.deal.dispute.grades if row.family == family] if s.deal.dispute else []
    reached = [row for row in rows if off is not None and Fraction(row.from_percent) <= off]
    if not reached:
        return None
    row = max(reached, key=lambda one: Fraction(one.from_percent))
    return graded_reduction(s.stake, s.deal.currency, row.reduction_bp, row.from_percent)


def _off(s: Scene, facts: Deviation, limits: Limits) -> Fraction | None:
    if facts.percent_off is not None:
        return Fraction(facts.percent_off)
    if s.issue.ground == "function_appearance" and facts.inspected:
        return Fraction(facts.out * 100, facts.inspected)
    return None if facts.mean is None else percent_off(limits, facts.mean)


def _short(s: Scene) -> Remedy:
    facts = s.issue.facts
    assert isinstance(facts, Short)
    assert s.issue.line is not None
    ordered = s.deal.lines[s.issue.line].quantity
    return shortage(s.stake, s.deal.currency, min(facts.missing, ordered), ordered)


def _damaged(s: Scene) -> Remedy:
    facts = s.issue.facts
    assert isinstance(facts, Damaged)
    graded = _graded(s, Fraction(facts.out * 100, facts.inspected))
    if graded is not None:
        return graded
    return unit_share(s.stake, s.deal.currency, "damaged", facts.out, facts.inspected, s.policy.salvage_bp)


def _papers(s: Scene) -> Remedy:
    """Forged: full, and the goods stay; missing after the time to cure: full with return (R25)."""
    facts = s.issue.facts
    assert isinstance(facts, Papers)
    return refund(s.stake, s.deal.currency, goods_back=not facts.forged)


def _unpaid(s: Scene) -> Remedy:
    """The share that the contract lets the supplier keep, nothing without one (R28)."""
    if not s.deal.kept_share:
        return nothing(s.deal.currency, "no share was agreed that the supplier keeps")
    kept = min(s.deal.kept_share, s.deal.initial)
    return Remedy("kept_share", kept, s.deal.currency, steps=(Step("agreed share", kept),))


_REMEDIES: Final[dict[type[Any], Callable[[Scene], Remedy]]] = {
    Lateness: _late,
    Lost: _lost,
    Failed: _failed,
    Deviation: _deviates,
    Short: _short,
    Damaged: _damaged,
    Papers: _papers,
    Unpaid: _unpaid,
}
