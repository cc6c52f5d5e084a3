"""From draft to contract, and how a contract changes or ends by consent (T01-T12, T16, T17, T19, T20, T29)."""

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

import msgspec

from fairhold.trade import funding, provable, settlement, terms, visits
from fairhold.trade.course import Course
from fairhold.trade.days import days_left
from fairhold.trade.freezing import freeze
from fairhold.trade.ground import Ground
from fairhold.trade.money import Money
from fairhold.trade.order import SHIP_STOPS, Order, Stage, ship_term, stage
from fairhold.trade.order_events import (
    AmendmentDropped,
    AmendmentProposed,
    CancellationAsked,
    CancellationRefused,
    ContractAmended,
    DraftCreated,
    DraftEdited,
    GoodsAccepted,
    OrderAccepted,
    OrderClosed,
    OrderCountered,
    OrderDeclined,
    OrderProposed,
    ProposalWithdrawn,
)
from fairhold.trade.payment import Parts, take
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command
from fairhold.trade.supplier_events import LimitFreed, LimitReserved
from fairhold.trade.terms import Contract
from fairhold.trade.who import Role

Fingerprint = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
DeclineReason = Literal["price", "date", "terms", "limit_too_low", "no_protected_orders", "capacity", "other"]

ANY_TERM = frozenset(Contract.__struct_fields__) - {"buyer", "supplier", "listing"}
"""Terms that may change before production is over (T10, T17): all but the parties, and the listing as it stood when the
order was made (S72).
"""

AMENDABLE: dict[Stage, frozenset[str]] = {
    Stage.AGREED: ANY_TERM,
    Stage.IN_PRODUCTION: ANY_TERM,
    Stage.READY: frozenset({"total", "initial", "discount", "lines", "freight", "ship_by", "remarks", "waivers"}),
    Stage.AWAITING_BALANCE: frozenset({"ship_by", "remarks", "waivers"}),
    Stage.READY_TO_SHIP: frozenset({"ship_by", "remarks", "waivers"}),
}
"""Which terms an amendment may touch at which stage (T10, T17, T29, S26)."""


# ---------------------------------------------------------------------------------------------------------- commands


class CreateDraft(Command, frozen=True, kw_only=True, tag="create_draft"):
    """Begin an order (T01). The asking side is the author."""

    begins: ClassVar[bool] = True

    contract: Contract


class EditDraft(Command, frozen=True, kw_only=True, tag="edit_draft"):
    """Change the draft (T02)."""

    contract: Contract


class DeleteDraft(Command, frozen=True, kw_only=True, tag="delete_draft"):
    """Throw the draft away (T03)."""


class Propose(Command, frozen=True, kw_only=True, tag="propose"):
    """Sign this version and offer it (T04). A supplier may tick that the money stays frozen until delivery (S15)."""

    fingerprint: Fingerprint
    frozen_until_delivery: bool = False


class CounterPropose(Command, frozen=True, kw_only=True, tag="counter_propose"):
    """Answer an offer with another version (T05)."""

    contract: Contract
    frozen_until_delivery: bool = False


class WithdrawProposal(Command, frozen=True, kw_only=True, tag="withdraw_proposal"):
    """Take the offer back (T06)."""


class Decline(Command, frozen=True, kw_only=True, tag="decline"):
    """Refuse the offer, with a reason (T07, S1)."""

    reason: DeclineReason
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Accept(Command, frozen=True, kw_only=True, tag="accept"):
    """Sign the fingerprint of the offer (T08). Above the free limit the supplier ticks that the money stays frozen."""

    fingerprint: Fingerprint
    frozen_until_delivery: bool = False


class Amend(Command, frozen=True, kw_only=True, tag="amend"):
    """Sign a new version of a running contract; the other side has to sign too (T10, T17, T29)."""

    contract: Contract


class AcceptAmendment(Command, frozen=True, kw_only=True, tag="accept_amendment"):
    """Sign the new version that the other side signed."""

    fingerprint: Fingerprint


class DropAmendment(Command, frozen=True, kw_only=True, tag="drop_amendment"):
    """Decline the new version, or take one's own back."""


class Cancel(Command, frozen=True, kw_only=True, tag="cancel"):
    """End an agreed order into which no money has come (T11)."""


class AskCancellation(Command, frozen=True, kw_only=True, tag="ask_cancellation"):
    """Ask to end the order by consent; the supplier keeps so much of the money held, by default nothing (T16, T19,
    T20).
    """

    supplier_keeps: Money | None = None


class AgreeCancellation(Command, frozen=True, kw_only=True, tag="agree_cancellation"):
    """Agree to end the order on the terms asked for."""


class RefuseCancellation(Command, frozen=True, kw_only=True, tag="refuse_cancellation"):
    """The order goes on: refuse the other side's wish, or take one's own back."""


# ------------------------------------------------------------------------------------------------------------- rules


def create_draft(command: CreateDraft, c: Course) -> Refused | None:
    """T01: two different verified parties, neither sanctioned; supplier opted in; category allowed."""
    contract = terms.with_listing_day(command.contract, c.day)
    fault = terms.check(contract, c.policy, c.day) or terms.check_listing(contract, c.day) or _check_people(contract, c)
    if fault:
        return fault
    c.then(
        DraftCreated(
            author=c.side,
            buyer=contract.buyer_id,
            supplier=contract.supplier_id,
            contract=contract,
            fingerprint=terms.fingerprint(contract),
            day=c.day,
        )
    )
    return None


def edit_draft(command: EditDraft, c: Course) -> Refused | None:
    """T02: parties and currency stay, everything else may change."""
    contract = terms.with_listing_day(command.contract, c.day, c.order.terms)
    fault = _check_version(contract, c)
    if fault:
        return fault
    c.then(DraftEdited(contract=contract, fingerprint=terms.fingerprint(contract)))
    return None


def delete_draft(command: DeleteDraft, c: Course) -> Refused | None:
    """T03."""
    c.then(OrderClosed(outcome="cancelled", reason="draft_deleted", day=c.day))
    return None


def propose(command: Propose, c: Course) -> Refused | None:
    """T04: the author signs the fingerprint; dates and parties are checked again, for time has passed. What could not
    be proved is corrected or waived first.
    """
    order = c.order
    fault = (
        _check_fingerprint(command.fingerprint, order.fingerprint)
        or terms.check(order.terms, c.policy, c.day)
        or _check_people(order.terms, c)
        or provable.check(order.terms, c)
    )
    if fault:
        return fault
    c.then(
        OrderProposed(
            by=c.side,
            fingerprint=order.fingerprint,
            policy_version=c.policy_version,
            frozen_until_delivery=command.frozen_until_delivery and c.who.role == Role.SUPPLIER,
            day=c.day,
        )
    )
    return None


def counter_propose(command: CounterPropose, c: Course) -> Refused | None:
    """T05: a new version, and the turn passes back."""
    contract = terms.with_listing_day(command.contract, c.day, c.order.terms)
    fault = _check_version(contract, c) or provable.check(contract, c)
    if fault:
        return fault
    c.then(
        OrderCountered(
            by=c.side,
            contract=contract,
            fingerprint=terms.fingerprint(contract),
            frozen_until_delivery=command.frozen_until_delivery and c.who.role == Role.SUPPLIER,
            day=c.day,
        )
    )
    return None


def withdraw_proposal(command: WithdrawProposal, c: Course) -> Refused | None:
    """T06."""
    c.then(ProposalWithdrawn())
    return None


def decline(command: Decline, c: Course) -> Refused | None:
    """T07."""
    c.then(OrderDeclined(by=c.side, reason=command.reason, note=command.note))
    c.then(OrderClosed(outcome="cancelled", reason="declined", day=c.day))
    return None


def accept(command: Accept, c: Course) -> Refused | None:
    """T08, L1, S15: within the free limit, or the supplier ticks 'funds stay frozen until delivery'.

    The version was checked when it was proposed, under the policy that the order has been pinned to since.
    """
    order = c.order
    fault = (
        _check_fingerprint(command.fingerprint, order.fingerprint)
        or terms.check_date(order.terms, c.day)
        or _check_people(order.terms, c)
    )
    if fault:
        return fault
    free = c.supplier.free(order.currency)
    frozen = command.frozen_until_delivery if c.who.role == Role.SUPPLIER else order.frozen_until_delivery
    costs = freeze(order.terms, free, c.policy)
    if costs is not None and not frozen:
        detail = f"{costs.words} The supplier has to tick that funds stay frozen."
        return refuse("over_limit", detail, "T08, S15", allowed=("decline", "counter_propose", "accept"))
    reserved = min(order.total, free)
    c.then(
        OrderAccepted(
            by=c.side,
            fingerprint=order.fingerprint,
            currency=order.currency,
            reserved=reserved,
            frozen_until_delivery=frozen,
            early_release=_early(c, order.total <= free, frozen),
            day=c.day,
        )
    )
    if reserved:
        c.then(LimitReserved(order=order.id, currency=order.currency, amount=reserved))
    funding.settle(c)
    return None


def amend(command: Amend, c: Course) -> Refused | None:
    """T10, T17, T29: one side signs a new version. The first amendment of a version stops the ship deadline briefly."""
    contract = terms.with_listing_day(command.contract, c.day, c.order.terms)
    fault = check_amendment(contract, c)
    if fault:
        return fault
    pause = None if c.order.amendment_paused else c.day + timedelta(days=c.policy.amendment_pause_days)
    c.then(
        AmendmentProposed(
            by=c.side,
            contract=contract,
            fingerprint=terms.fingerprint(contract),
            day=c.day,
            pause_until=pause,
        )
    )
    return None


def accept_amendment(command: AcceptAmendment, c: Course) -> Refused | None:
    """The second signature: the new version is in force, the limit is reserved anew, a surplus goes back (L1, M6b)."""
    amendment = c.order.amendment
    assert amendment is not None
    fault = _check_fingerprint(command.fingerprint, amendment.fingerprint) or check_amendment(amendment.contract, c)
    if fault:
        return fault
    lowers_ready_goods = stage(c.order) == Stage.READY and amendment.contract.total.minor < c.order.total
    for ground in _settled_grounds(amendment.contract, c):
        settlement.overtake(c, ground)
    adopt(c, amendment.contract, by=c.side)
    if lowers_ready_goods:
        accept_ready_goods(c, by=c.side, waived=True)
    return None


def drop_amendment(command: DropAmendment, c: Course) -> Refused | None:
    """The new version is off the table."""
    c.then(AmendmentDropped(by=c.who.role, day=c.day))
    return None


def cancel(command: Cancel, c: Course) -> Refused | None:
    """T11."""
    settlement.close(c, "cancelled", "cancelled")
    return None


def ask_cancellation(command: AskCancellation, c: Course) -> Refused | None:
    """T16, T19, T20: how the money held is to be split. Before production all of it goes back (T16)."""
    order, keeps = c.order, command.supplier_keeps
    if keeps is not None and keeps.currency != order.currency:
        return refuse("wrong_currency", f"The order is in {order.currency}.", "A15", pointer="/supplier_keeps/currency")
    amount = keeps.minor if keeps else 0
    if amount and stage(order) == Stage.AGREED:
        detail = "Before production everything goes back to the buyer."
        return refuse("nothing_to_keep", detail, "T16", pointer="/supplier_keeps/amount")
    if amount > order.funds.held:
        detail = "The supplier cannot keep more than is held."
        return refuse("more_than_held", detail, "T20", pointer="/supplier_keeps/amount")
    c.then(CancellationAsked(by=c.side, supplier_keeps=amount, day=c.day))
    return None


def agree_cancellation(command: AgreeCancellation, c: Course) -> Refused | None:
    """T16, T19, T20: everything back, or the split that both sides agreed."""
    cancellation = c.order.cancellation
    assert cancellation is not None
    if c.order.dispute is not None:
        settlement.end_dispute(c, "overtaken")
    kept = take(c.order.funds.initial, c.order.funds.balance, cancellation.supplier_keeps)
    settlement.release(c, kept, "split", cover=False)
    settlement.refund_all(c, "split" if kept.amount else "cancelled")
    settlement.close(c, "closed_settled" if kept.amount else "closed_refunded", "cancelled_by_consent")
    return None


def refuse_cancellation(command: RefuseCancellation, c: Course) -> Refused | None:
    """The order goes on."""
    c.then(CancellationRefused(by=c.side))
    return None


# ------------------------------------------------------------------------------------------------------------- steps


def adopt(c: Course, contract: Contract, by: str) -> None:
    """A new version comes into force, with all that follows for limit, deadline and money."""
    old = c.order
    free = c.supplier.free(old.currency) + old.reserved
    within = contract.total.minor <= free
    reserved = min(contract.total.minor, free)
    ship_term_changed = contract.ship_by != old.terms.ship_by
    paid = old.funds.paid_initial + old.funds.paid_balance
    c.then(
        ContractAmended(
            by=by,
            contract=contract,
            fingerprint=terms.fingerprint(contract),
            reserved=max(reserved, old.exposed),
            ship_term_changed=ship_term_changed,
            early_release=_early(c, within, old.frozen_until_delivery),
            clears_late=ship_term_changed,
            reopens_balance=old.total_funded_on is not None and contract.total.minor > max(paid, old.total),
            day=c.day,
        )
    )
    change = c.order.reserved - old.reserved
    if change > 0:
        c.then(LimitReserved(order=old.id, currency=old.currency, amount=change))
    elif change < 0:
        c.then(LimitFreed(order=old.id, currency=old.currency, amount=-change, exposed=0))
    surplus = paid - contract.total.minor
    if surplus > 0:
        funds = c.order.funds
        balance = min(surplus, funds.balance)
        parts = Parts(min(surplus - balance, funds.initial), balance)
        settlement.refund(c, "surplus", parts, Parts(0, 0))
    funding.settle(c)


def accept_ready_goods(c: Course, by: str, waived: bool) -> None:
    """T24-T26, T29: the goods may leave. Under pre-shipment coverage this releases the money (M13), unless frozen
    (R4), or above the limit since an amendment (S15).
    """
    settlement.overtake(c, "pre_ship_quality")
    order = c.order
    waits = order.total_funded_on is None and not order.terms.balance_after_shipment
    c.then(GoodsAccepted(by=by, balance_due=waits, inspection_waived=waived, day=c.day))
    if releases_at_acceptance(order, c.policy):
        settlement.release(c, settlement.escrow(c), "acceptance")


def releases_at_acceptance(order: Order, policy: Policy) -> bool:
    """Whether accepting the goods before they leave releases the money (M13, R4, S15)."""
    pre = order.terms.coverage == "pre_shipment" and policy.release_event_pre == "pre_ship_acceptance"
    return pre and not order.frozen_until_delivery and order.total <= order.reserved


def _early(c: Course, within_limit: bool, frozen: bool) -> bool:
    return within_limit and not frozen and c.policy.early_release == "within_limit"


def _check_fingerprint(given: str, current: str) -> Refused | None:
    if given != current:
        detail = f"The current version is {current}."
        return refuse("fingerprint_stale", detail, "T08, S16", pointer="/fingerprint")
    return None


def _check_version(contract: Contract, c: Course) -> Refused | None:
    """Another version of a contract that is not signed by both yet (T02, T05)."""
    return (
        _check_same_order(contract, c.order.terms)
        or terms.check(contract, c.policy, c.day)
        or terms.check_listing(contract, c.day)
    )


def _check_same_order(new: Contract, old: Contract) -> Refused | None:
    if (new.buyer, new.supplier) != (old.buyer, old.supplier):
        return refuse("parties_fixed", "The parties of an order never change.", "T10", pointer="/contract/buyer")
    if new.currency != old.currency:
        detail = "The currency of an order never changes."
        return refuse("term_fixed", detail, "A15", pointer="/contract/total/currency")
    return None


def _check_people(contract: Contract, c: Course) -> Refused | None:
    own = contract.buyer_id if c.who.role == Role.BUYER else contract.supplier_id
    if own != c.who.party:
        detail = f"You do not act for the {c.who.role} named in the contract."
        return refuse("not_your_company", detail, "T01", pointer=f"/contract/{c.who.role}")
    for role, number in (("buyer", contract.buyer_id), ("supplier", contract.supplier_id)):
        party = c.parties.get(number)
        if party is None:
            return refuse("party_unknown", f"There is no such {role}.", "T01", pointer=f"/contract/{role}")
        if not party.verified:
            return refuse("party_not_verified", f"The {role} is not verified.", "T01", pointer=f"/contract/{role}")
        if party.sanctioned:
            return refuse("party_sanctioned", f"The {role} may not trade here.", "T01", pointer=f"/contract/{role}")
    if c.policy.supplier_opt_in_required and not c.supplier.opted_in:
        detail = "The supplier takes no protected orders."
        return refuse("supplier_not_opted_in", detail, "T01, S1", pointer="/contract/supplier")
    return None


def _settled_grounds(new: Contract, c: Course) -> tuple[Ground, ...]:
    """The grounds that a new version answers: a new date lateness, a discount on ready goods failed inspection."""
    answered: list[Ground] = []
    if new.ship_by != c.order.terms.ship_by:
        answered.append("late_not_shipped")
    if stage(c.order) == Stage.READY and new.total.minor < c.order.total:
        answered.append("pre_ship_quality")
    return tuple(answered)


def _check_price_under_dispute(new: Contract, c: Course) -> Refused | None:
    dispute = c.order.dispute
    if dispute is None or new.total == c.order.terms.total:
        return None
    if dispute.by == "clock" and dispute.grounds[0] in _settled_grounds(new, c):
        return None
    detail = "The price cannot change while its money is in dispute."
    return refuse("dispute_open", detail, "D01, M16", allowed=("withdraw_dispute",), pointer="/contract/total")


def check_amendment(new: Contract, c: Course) -> Refused | None:
    """The first fault of a new version of a running contract: what may not change, or not at this stage (T10, T17,
    T29).
    """
    order, old, at = c.order, c.order.terms, stage(c.order)
    fault = _check_same_order(new, old)
    if fault:
        return fault
    changed = frozenset(terms.changes(old, new))
    if not changed:
        return refuse("nothing_changed", "The new version equals the old one.", "T17", pointer="/contract")
    for name in sorted(changed - AMENDABLE[at]):
        return refuse("term_fixed", f"{name} cannot change any more.", "T17", pointer=f"/contract/{name}")
    fault = _check_price_under_dispute(new, c)
    if fault:
        return fault
    fault = terms.check(new, c.policy, c.day if "ship_by" in changed else date.min)
    if fault:
        return fault
    paid = order.funds.paid_initial + order.funds.paid_balance
    if at == Stage.READY and new.total.minor > old.total.minor:
        detail = "Once the goods are ready the total can only fall."
        return refuse("term_fixed", detail, "T29", pointer="/contract/total")
    if at == Stage.IN_PRODUCTION and new.total.minor < paid:
        detail = "The new total is below the money received."
        return refuse("total_below_received", detail, "T17", pointer="/contract/total/amount")
    if order.initial_funded_on is not None and new.initial.minor > old.initial.minor:
        return refuse("term_fixed", "The initial payment is already in.", "T17", pointer="/contract/initial")
    if new.inspection is not None and old.inspection is None and visits.booked_too_late(order, c.day, c.policy):
        days = c.policy.inspection_book_lead_business_days
        detail = f"An inspection is agreed at least {days} working days before shipment."
        return refuse("inspection_too_late", detail, "O36, SC31", pointer="/contract/inspection")
    if order.initial_funded_on is not None and new.destination != old.destination:
        detail = "The destination country cannot change after payment."
        return refuse("term_fixed", detail, "O5", pointer="/contract/destination")
    return _check_ship_term(new, c) or provable.check(new, c, in_force=old)


def _check_ship_term(new: Contract, c: Course) -> Refused | None:
    """A new time to ship has not run out yet, and is not above the most in all (T17, O4)."""
    old, agreed = c.order.terms.ship_by, c.order.agreed_on
    most = c.policy.ship_extension_max_days
    if new.ship_by == old or agreed is None:
        return None
    term = ship_term(msgspec.structs.replace(c.order, contract=new, ship_term_on=c.day))
    if term is not None and days_left(*term, c.order.pauses, SHIP_STOPS, c.day) < 0:
        detail = f"{term[1]} days from {term[0]} have passed."
        return refuse("date_in_past", detail, "T17, S25", pointer="/contract/ship_by")
    days = new.ship_by.days if new.ship_by.on is None else (new.ship_by.on - agreed).days
    before = old.days if old.on is None else (old.on - agreed).days
    if days is not None and before is not None and days > before and days > most:
        detail = f"Shipping time would reach {days} days; at most {most} in all."
        return refuse("extension_too_long", detail, "T17, O4", pointer="/contract/ship_by")
    return None
