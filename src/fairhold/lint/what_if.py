"""What could be won: each ground is supposed to have happened, and ruled on as a dispute would rule (S29, PP1).

It asks the rules of the dispute room and nothing else, so it cannot promise what a ruling would not give. It reads
typed terms; what stands only in free text counts once it has been read into them.
"""

from typing import Final

import msgspec

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.suppositions import (
    AGREE_INSPECTOR,
    COVER_DELIVERY,
    FIXES,
    IF,
    NAME_TIE_BREAKER,
    NEEDS,
    Fix,
    best,
    facts_of,
    obtainable,
    without_waiver,
)
from fairhold.trade.deal import UNPRICED, Deal, DealLine, deal_of
from fairhold.trade.families import Side, over
from fairhold.trade.footing import FIND, GROUNDS, Footing, footing, waiver_of
from fairhold.trade.ground import BEFORE_SHIPMENT, Ground
from fairhold.trade.issue import Issue
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS, Money, money, show
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.proof import TIER_MEASURED, Evidence, Hand, Proof, Weigh, hands, weight_of
from fairhold.trade.protection import protected_base
from fairhold.trade.remedy import Kind
from fairhold.trade.ruling import FLIPS, Decision, decide, missing
from fairhold.trade.terms import Contract

QUANTITY_MAX: Final = 1_000_000_000
"""Units of a line that the check counts with, as many as a contract may have."""


class WhatIf(msgspec.Struct, frozen=True, gc=False):
    """What a breach would bring. `award` is None where the draft has no sums for it, zero for a claim that is lost;
    `fix` is the one change that would turn a losing claim, None if it is won or no single change would do.
    """

    ground: Ground
    winnable: bool
    rule: str
    needs: tuple[str, ...]
    award: Money | None
    fix: str | None
    why: str


def suppose(draft: Draft | Contract, policy: Policy = PRESETS["seed"]) -> tuple[WhatIf, ...]:
    """Every ground supposed on this contract, in the order of the grounds. `non_payment` is the supplier's claim."""
    if isinstance(draft, Contract):
        deal, unknown = deal_of(draft), frozenset[Ground]()
    else:
        deal = view(draft)
        unknown = _without_sums(draft, deal)
    weigh = _remembering()
    return tuple([_ask(deal, ground, policy, ground not in unknown, weigh) for ground in GROUNDS])


def view(draft: Draft) -> Deal:
    """A draft as the rules see it: what is missing in sums is replaced by proportions, and no award is named then."""
    currency, total = _sums(draft)
    lines = draft.lines or (DraftLine(description=draft.title),)
    values = [_value(line, currency) for line in lines]
    known = None not in values
    return Deal(
        lines=tuple(
            DealLine(
                line.description,
                _quantity(line),
                value if known and value else 0,
                line.terms,
                over(draft.goods, line.terms),
            )
            for line, value in zip(lines, values, strict=True)
        ),
        total=UNPRICED if total is None else total,
        initial=_initial(draft, currency, total),
        currency=currency,
        priced=total is not None,
        coverage="pre_shipment" if draft.coverage == "pre_shipment" else "post_delivery",
        incoterm=draft.incoterm,
        ship_by=draft.ship_by,
        balance_after_shipment=draft.balance_after_shipment,
        inspection=draft.inspection,
        late_damages=draft.late_damages,
        dispute=draft.dispute,
        kept_share=draft.kept_share.minor if draft.kept_share else 0,
        packaging=draft.packaging,
        waivers=draft.waivers,
    )


def supposition(deal: Deal, ground: Ground, policy: Policy) -> Issue:
    """The breach as an issue, with the evidence that this contract makes obtainable, on the line that would hold least.

    Goods of every line are in breach (a shortage is one line's), and nothing more will come: burden decides.
    """
    line, found = _weakest(deal, ground, policy)
    return Issue(
        ground=ground,
        line=line if ground == "quantity_short" or len(deal.lines) == 1 else None,
        facts=facts_of(deal, ground, line),
        evidence=obtainable(deal, ground, found),
        footing=found,
        last_word=True,
    )


def base_of(deal: Deal, ground: Ground) -> int:
    """The protected base when the breach shows: before shipment the initial payment is in, afterwards everything."""
    received = deal.initial if ground in BEFORE_SHIPMENT else deal.total
    return protected_base(deal.coverage, received, deal.initial, deal.total)


def _remembering() -> Weigh:
    """Weighs each set of evidence once: many grounds are shown by the same means.

    The sets are constants of `suppositions.py`, each for one claimant, so that a set is known by its identity.
    """
    known: dict[int, tuple[Hand, Hand]] = {}

    def weigh(evidence: tuple[Evidence, ...], claimant: Side, policy: Policy) -> tuple[Hand, Hand]:
        found = known.get(id(evidence))
        if found is None:
            found = known[id(evidence)] = hands(evidence, claimant, policy)
        return found

    return weigh


def _ask(deal: Deal, ground: Ground, policy: Policy, summed: bool, weigh: Weigh) -> WhatIf:
    made = decide(supposition(deal, ground, policy), deal, base_of(deal, ground), policy, weigh)
    won = _won(made)
    award = money(made.remedy.amount, deal.currency) if summed else None
    fix = None if won else _fix(deal, ground, made, policy, weigh)
    return WhatIf(ground, won, _rule(made, won), _needs(made, policy), award, fix, _why(made, award, won))


def _won(made: Decision) -> bool:
    """A claim that brings nothing is no claim that could be won."""
    return made.proof.outcome == "upheld" and made.remedy.amount > 0


def _fix(deal: Deal, ground: Ground, lost: Decision, policy: Policy, weigh: Weigh) -> str | None:
    """The first single change under which the same rules give an award."""
    for fix in _changes(ground, lost):
        changed = fix.change(deal)
        issue = supposition(changed, ground, policy)
        if _won(decide(issue, changed, base_of(changed, ground), policy, weigh)):
            return fix.words
    return None


def _changes(ground: Ground, lost: Decision) -> tuple[Fix, ...]:
    if lost.proof.rule == "R4":
        return (COVER_DELIVERY,)
    if lost.asked.waived:
        return (without_waiver(ground),)
    if lost.proof.rule in WEIGHED:
        return (*FIXES[ground], AGREE_INSPECTOR, NAME_TIE_BREAKER)
    return FIXES[ground]


WEIGHED: Final = frozenset({"R-BURDEN-1", "R-WGT-2"})
"""Rules under which better evidence would have won."""


def _weakest(deal: Deal, ground: Ground, policy: Policy) -> tuple[int, Footing]:
    """The line whose clause would hold least, and that clause; of equals the one of most value."""
    find = FIND[ground]
    if isinstance(find, str):
        return 0, footing(deal, ground)
    found = [find(deal, line) for line in range(len(deal.lines))]
    if deal.waivers:
        open_ones = [line for line in range(len(found)) if waiver_of(deal, ground, line)]
        if open_ones:
            return open_ones[0], found[open_ones[0]]
    lowest = min([one.tier for one in found])
    weakest = [line for line, one in enumerate(found) if one.tier == lowest]
    if len(weakest) == 1:
        return weakest[0], found[weakest[0]]

    def hold(line: int) -> tuple[int, int]:
        return weight_of(best(deal, ground, found[line]), policy), -deal.lines[line].value

    line = min(weakest, key=hold)
    return line, found[line]


# --- sums ------------------------------------------------------------------------------------------------------------


def _sums(draft: Draft) -> tuple[str, int | None]:
    """Currency and total; the total from the lines if it is not given, None if they do not tell it either."""
    currency = _currency(draft)
    if draft.total is not None:
        return currency, draft.total.minor if _counts(draft.total, currency) else None
    values = [_value(line, currency) for line in draft.lines]
    extra = [one.minor for one in (draft.freight,) if one is not None and one.currency == currency]
    less = [one.minor for one in (draft.discount,) if one is not None and one.currency == currency]
    if not values or None in values:
        return currency, None
    total = sum(value for value in values if value is not None) + sum(extra) - sum(less)
    return currency, total if 0 < total <= AMOUNT_MAX_MINOR else None


def _currency(draft: Draft) -> str:
    amounts = [draft.total, *(line.unit_price for line in draft.lines)]
    return next((one.currency for one in amounts if one is not None and one.currency in EXPONENTS), "USD")


def _counts(amount: Money, currency: str) -> bool:
    return amount.currency == currency and amount.minor > 0


def _quantity(line: DraftLine) -> int:
    return line.quantity if line.quantity is not None and 0 < line.quantity <= QUANTITY_MAX else 0


def _value(line: DraftLine, currency: str) -> int | None:
    """What a line costs; None if quantity or price is missing, or the price in another currency."""
    if line.unit_price is None or line.unit_price.currency != currency or not _quantity(line):
        return None
    return _quantity(line) * line.unit_price.minor


def _initial(draft: Draft, currency: str, total: int | None) -> int:
    """The initial payment, all of the total where the draft does not say."""
    if total is None:
        return UNPRICED
    given = draft.initial
    return total if given is None or given.currency != currency else min(given.minor, total)


def _without_sums(draft: Draft, deal: Deal) -> frozenset[Ground]:
    """The grounds whose award this draft does not tell: sums, initial payment or the prices of lines are missing."""
    every = frozenset(GROUNDS)
    initial_unknown = draft.initial is None or draft.initial.currency != deal.currency
    if not deal.priced or (initial_unknown and deal.coverage == "pre_shipment"):
        return every
    prices_unknown = len(deal.lines) > 1 and not any(line.value for line in deal.lines)
    return frozenset(
        ground
        for ground in GROUNDS
        if (initial_unknown and ground in BEFORE_SHIPMENT) or (prices_unknown and ground == "quantity_short")
    )


# --- words -----------------------------------------------------------------------------------------------------------


def _needs(made: Decision, policy: Policy) -> tuple[str, ...]:
    """The evidence to get; for a lost claim what it would have needed."""
    issue, proof = made.scene.issue, made.proof
    if proof.outcome != "upheld":
        return missing(proof, policy) or ((FLIPS[proof.rule],) if proof.rule in FLIPS else ())
    needs = [NEEDS[one.kind] for one in issue.evidence if one.side == made.asked.claimant]
    agreed = made.scene.deal.inspection
    if agreed and issue.evidence[0].kind == "agreed_inspection":
        needs[0] = f"a report by {agreed.inspector} against {agreed.standard}"
    if made.remedy.kind == "proven_loss":
        needs.append("papers that prove your direct loss")
    return tuple(needs)


GIVES: Final[dict[Kind, str]] = {
    "refund_with_return": "all that is protected comes back against return of the goods",
    "refund": "all that is protected comes back",
    "price_reduction": "the price falls by what the goods are worth less",
    "unit_share": "the share of the price of the units concerned comes back",
    "shortage": "the price of what is missing comes back",
    "late_damages": "the agreed damages are paid",
    "proven_loss": "proven loss is paid",
    "rework": "the supplier reworks the goods",
    "kept_share": "the agreed share of the initial payment is kept",
    "nothing": "nothing is paid",
}

BECAUSE: Final[dict[str, str]] = {
    "R4": "pre-shipment coverage protects nothing after shipment but late goods and goods that never come (A6)",
    "R-RISK-1": "the risk of the way is the buyer's once the goods have left; that is a matter for carrier or insurer",
    "R24": "the contract allows so much less",
}
"""Why a claim is lost, by rule."""


def _why(made: Decision, award: Money | None, won: bool) -> str:
    ground = made.scene.issue.ground
    who = "the supplier" if ground == "non_payment" else "you"
    reason = _because_won(made, award) if won else _because_lost(made)
    return f"{IF[ground]}: {who} would {'win' if won else 'lose'} this, because {reason}."


def _because_won(made: Decision, award: Money | None) -> str:
    proof, found = made.proof, made.scene.footing
    says = f"the contract says {found.says}" if found.pointer else f"there is {found.says}"
    gives = GIVES[made.remedy.kind]
    if award is not None:
        gives += f", {show(award.minor, award.currency)}"
    if proof.rule == "R-BURDEN-1":
        return f"{says} and the supplier has to show that it kept to it; {gives}"
    return f"{says} and the evidence weighs {_against(proof)}; {gives}"


def _because_lost(made: Decision) -> str:
    proof, about = made.proof, GROUNDS[made.scene.issue.ground].about
    if proof.rule in BECAUSE:
        return BECAUSE[proof.rule]
    if made.asked.waived:
        return f"both sides signed that they leave open {about}"
    if proof.rule == "R-TERM-0":
        return f"the contract has no clause on {about}, so that nothing is broken"
    if proof.outcome == "upheld":
        return EMPTY.get(made.remedy.kind, UNPAID)[1]
    if proof.tier < TIER_MEASURED:
        return f"what the contract says on {about} is too vague to measure goods against"
    return f"the evidence you could get weighs {_against(proof)} of the supplier's, which is not enough"


EMPTY: Final[dict[Kind, tuple[str, str]]] = {
    "proven_loss": ("R20", "without an agreed rate only a direct loss that you can prove would be paid, up to a cap"),
    "nothing": ("R28", "no share was agreed that it may keep"),
}
"""Right, but without an award: the rule and the words, by remedy."""
UNPAID: Final = ("4.9", "nothing that is protected would have been paid by then")


def _rule(made: Decision, won: bool) -> str:
    """The rule that decided; for a claim that is right and brings nothing, the one on its amount."""
    if won or made.proof.outcome != "upheld":
        return made.proof.rule
    return EMPTY.get(made.remedy.kind, UNPAID)[0]


def _against(proof: Proof) -> str:
    return f"{_hundredths(proof.claimant_bp or 0)} against {_hundredths(proof.respondent_bp or 0)}"


def _hundredths(basis_points: int) -> str:
    """A strength as people read it: 0.94."""
    return f"0.{basis_points // 100:02d}"
