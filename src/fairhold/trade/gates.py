"""Gates: conditions of the rules table that need no input (4.4 "guard", as far as the facts alone decide it).

Because a gate looks at facts only, the same gate refuses a command and keeps it out of `allowed_actions`.
"""

from collections.abc import Callable
from datetime import timedelta

from fairhold.trade.course import Course
from fairhold.trade.dispute import Phase, phase
from fairhold.trade.order import Stage, stage
from fairhold.trade.payment import State
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.who import Role


def author_only(c: Course) -> Refused | None:
    """Only the side that wrote the current version (T02-T04, T06)."""
    if c.who.role != c.order.author:
        return refuse("not_the_author", f"The {c.order.author} wrote this version.", "T02")
    return None


def other_side_only(c: Course) -> Refused | None:
    """Only the side that did not write the current version (T05, T07, T08)."""
    if c.who.role == c.order.author:
        return refuse("not_your_turn", "The other side has to answer.", "T08", allowed=("withdraw_proposal",))
    return None


def may_write_version(c: Course) -> Refused | None:
    """Who may bring another version now: the author of a draft, the side that has to answer a proposal, and either
    side of a running contract while no amendment waits (T02, T05, T17).
    """
    at = stage(c.order)
    if at == Stage.DRAFT:
        return author_only(c)
    return other_side_only(c) if at == Stage.PROPOSED else no_amendment(c)


def message_written(c: Course) -> Refused | None:
    """The thread has a message (PP2)."""
    return None if c.order.thread.count else refuse("message_unknown", "The thread has no message.", "PP2")


def message_to_answer(c: Course) -> Refused | None:
    """The other side filed a message that is not acknowledged (O29)."""
    if any(one.by != c.who.role and one.answer != "acknowledged" for one in c.order.thread.outside):
        return None
    return refuse("message_not_filed", "No message of the other side waits for an answer.", "O29")


def nothing_received(c: Course) -> Refused | None:
    """No money is in and none is on its way (T11, O2)."""
    if c.order.funds.received or c.order.funds.credit:
        return refuse("money_received", "Money is in: end the order by consent.", "T11", allowed=("ask_cancellation",))
    if c.order.in_flight_until is not None and c.day <= c.order.in_flight_until:
        detail = f"A payment is announced; it counts as in flight until {c.order.in_flight_until}."
        return refuse("payment_in_flight", detail, "T11, SC47")
    return None


def something_received(c: Course) -> Refused | None:
    """Money is in."""
    if not c.order.funds.received:
        return refuse("nothing_received", "No money is in.", "T16", allowed=("cancel",))
    return None


def ended_lately(c: Course) -> Refused | None:
    """The order has not ended so long ago that nothing is heard of it any more (T54)."""
    closed = c.order.closed
    last = None if closed is None else closed.day + timedelta(days=c.policy.late_claim_max_days)
    if last is not None and c.day > last:
        return refuse("late_claim_too_late", f"Claims were heard until {last}.", "T54, O15")
    return None


def received_or_in_production(c: Course) -> Refused | None:
    """Money is in, or production has begun (T16, T19)."""
    return something_received(c) if c.order.initial_funded_on is None else None


def no_goodwill(c: Course) -> Refused | None:
    """The operator has given no coupon for this order yet (O53: once an order)."""
    return refuse("already_so", "A coupon was given for this order.", "M36, O53") if c.order.funds.goodwill else None


def goodwill_owed(c: Course) -> Refused | None:
    """A coupon is owed (M36)."""
    if c.order.funds.goodwill and not c.order.funds.goodwill_paid:
        return None
    return refuse("already_so", "No coupon is owed for this order.", "M36")


def never_received(c: Course) -> Refused | None:
    """Nothing was ever received (T46)."""
    if c.order.funds.payments:
        return refuse("money_received", "Money was received for this order.", "T46")
    return None


def no_dispute(c: Course) -> Refused | None:
    """No dispute is open."""
    if c.order.dispute is not None:
        return refuse("dispute_open", "A dispute is open on this order.", "T42, D01", allowed=("withdraw_dispute",))
    return None


def no_dispute_but_on_quality(c: Course) -> Refused | None:
    """No dispute is open, unless the system opened it because nobody answered a failed inspection (T24, T59)."""
    return None if _is_case_on(c, "pre_ship_quality") else no_dispute(c)


def no_dispute_but_on_receipt(c: Course) -> Refused | None:
    """No dispute is open, unless the system opened it because nobody proved delivery (T42, PP10)."""
    return None if _is_case_on(c, "not_received") else no_dispute(c)


def no_dispute_but_on_payment(c: Course) -> Refused | None:
    """No dispute is open, unless it is about the balance that never came (T34): nobody ends a claim against himself."""
    dispute = c.order.dispute
    return None if dispute is not None and "non_payment" in dispute.grounds else no_dispute(c)


def _is_case_on(c: Course, ground: str) -> bool:
    dispute = c.order.dispute
    return dispute is not None and dispute.by == "clock" and ground in dispute.grounds


def dispute_is_open(c: Course) -> Refused | None:
    """A dispute is open."""
    return None if c.order.dispute is not None else refuse("no_dispute", "No dispute is open.", "D03")


def in_phase(*phases: Phase) -> Callable[[Course], Refused | None]:
    """The dispute is in one of these phases (4.5). A case of the system is in its first as long as it is open."""

    def gate(c: Course) -> Refused | None:
        dispute = c.order.dispute
        if dispute is None or (at := phase(dispute)) in phases:
            return None
        needs = " or ".join(one for one in Phase if one in phases)
        return refuse("wrong_phase", f"The dispute is in {at}; this needs {needs}.", "4.5")

    return gate


def opened_by_a_party(c: Course) -> Refused | None:
    """A party opened the dispute: what the system opened is answered by acts (T55-T59)."""
    if c.order.dispute is not None and c.order.dispute.by == "clock":
        detail = "The system opened this case because nobody acted: act, or accept the claim."
        return refuse("case_of_the_system", detail, "T55", allowed=("accept_claim",))
    return None


def offer_of_other_side(c: Course) -> Refused | None:
    """An offer of the other side is on the table (D08)."""
    offered = c.order.dispute.offered if c.order.dispute is not None else None
    if offered is None:
        return refuse("no_offer", "No offer waits for an answer.", "D08", allowed=("make_offer",))
    if offered.by == c.who.role:
        return refuse("not_your_turn", "The other side has to answer your offer.", "D08", allowed=("make_offer",))
    return None


def ruling_waits(c: Course) -> Refused | None:
    """A ruling waits for a second person (D20, I11)."""
    decided = c.order.dispute.decided if c.order.dispute is not None else None
    if decided is None or not decided.waits:
        return refuse("no_ruling_waits", "No ruling waits for approval.", "D20, I11")
    return None


def has_the_case(c: Course) -> Refused | None:
    """Whoever was given the case, and nobody else (D11, 4.2)."""
    if not c.who.person:
        return refuse("person_missing", "A dispute is decided by named persons.", "D11, I11")
    person = c.order.dispute.adjudicator if c.order.dispute is not None else ""
    if person != c.who.person:
        detail = f"{person} has the case." if person else "Nobody has the case yet."
        return refuse("not_your_case", detail, "D11, 4.2", allowed=("assign_adjudicator",))
    return None


def hears_it(c: Course) -> Refused | None:
    """The lead, or whoever has the case (D20, D26, D35, 4.2)."""
    return None if c.who.role == Role.DISPUTE_LEAD and c.who.person else has_the_case(c)


def no_part_in_it(c: Course) -> Refused | None:
    """Without a tie to a side, and without a part in the ruling (D20, D26, I11)."""
    return had_a_part(c.who.person, c) or tied(c.who.person, c)


def without_tie(c: Course) -> Refused | None:
    """Who decides has no tie to a side (D11, D35, 4.2)."""
    return tied(c.who.person, c)


def had_a_part(person: str, c: Course) -> Refused | None:
    """Who has written or approved the ruling neither approves it nor hears the appeal (D20, D26, I11)."""
    decided = c.order.dispute.decided if c.order.dispute is not None else None
    if decided is not None and person in decided.people:
        return refuse("second_person_needed", f"{person} has decided; another person is needed.", "D20, D26, I11")
    return None


def tied(person: str, c: Course) -> Refused | None:
    """Who acted for a side in the dispute, or inspected the goods, decides nothing in it (D11, 4.2)."""
    acted = c.order.dispute is not None and person in c.order.dispute.people
    if acted or any(person == visit.taken_by for visit in c.order.visits):
        return refuse("tie_to_a_party", f"{person} has acted in this order.", "D11, 4.2")
    return None


def claimant_only(c: Course) -> Refused | None:
    """Only the side that opened the dispute (D40)."""
    if c.order.dispute is not None and c.order.dispute.by != c.who.role:
        return refuse("not_the_claimant", f"The {c.order.dispute.by} opened it.", "D40")
    return None


def respondent_only(c: Course) -> Refused | None:
    """Only the side that the claim is against: the supplier, or the buyer for `non_payment` (D03)."""
    if c.order.dispute is None:
        return None
    against = c.order.dispute.against
    if c.who.role != against:
        return refuse("not_the_respondent", f"The claim is against the {against}.", "D03")
    return None


def no_amendment(c: Course) -> Refused | None:
    """No amendment waits for a signature."""
    if c.order.amendment is not None:
        allowed = ("accept_amendment", "drop_amendment")
        return refuse("amendment_pending", "An amendment waits for a signature.", "T17", allowed=allowed)
    return None


def amendment_pending(c: Course) -> Refused | None:
    """An amendment waits for a signature."""
    if c.order.amendment is None:
        return refuse("no_amendment", "No amendment waits for a signature.", "T17", allowed=("amend",))
    return None


def amendment_of_other_side(c: Course) -> Refused | None:
    """The amendment was signed by the other side (T10: one proposes, the other accepts)."""
    if c.order.amendment is not None and c.order.amendment.by == c.who.role:
        return refuse("not_your_turn", "The other side has to sign.", "T10", allowed=("drop_amendment",))
    return None


def no_cancellation(c: Course) -> Refused | None:
    """No wish to cancel is waiting."""
    if c.order.cancellation is not None:
        allowed = ("agree_cancellation", "refuse_cancellation")
        return refuse("cancellation_pending", "A wish to cancel waits for an answer.", "T16", allowed=allowed)
    return None


def cancellation_pending(c: Course) -> Refused | None:
    """A wish to cancel is waiting."""
    if c.order.cancellation is None:
        return refuse("no_cancellation", "Nobody has asked to cancel.", "T16", allowed=("ask_cancellation",))
    return None


def cancellation_of_other_side(c: Course) -> Refused | None:
    """The other side asked to cancel."""
    if c.order.cancellation is not None and c.order.cancellation.by == c.who.role:
        return refuse("not_your_turn", "The other side has to answer.", "T16", allowed=("refuse_cancellation",))
    return None


def not_announced(c: Course) -> Refused | None:
    """No announced payment is still unfulfilled: one at a time, so that nobody stalls (4.1.4)."""
    if c.order.in_flight_until is not None:
        return refuse("payment_announced", "A payment is already announced and has not come.", "T12")
    return None


def initial_short(c: Course) -> Refused | None:
    """Part of the initial payment is in (T15)."""
    if not 0 < c.order.funds.paid_initial < c.order.initial:
        return refuse("no_shortfall", "The initial payment is not short.", "T15")
    return None


def visit_is_open(c: Course) -> Refused | None:
    """Some visit of an inspector is open."""
    if not any(visit.is_open for visit in c.order.visits):
        return refuse("unknown_visit", "No visit is open.", "O34", allowed=("request_visit",))
    return None


def inspection_failed(c: Course) -> Refused | None:
    """The last inspection failed (T28)."""
    if c.order.inspection is None or c.order.inspection.result != "fail":
        return refuse("inspection_not_failed", "No inspection has failed.", "T28")
    return None


def inspection_pending(c: Course) -> Refused | None:
    """The last inspection waits for the buyer (O35)."""
    if c.order.inspection is None or c.order.inspection.result != "pending":
        return refuse("inspection_not_pending", "No inspection waits for the buyer.", "O35", allowed=("accept_goods",))
    return None


def inspector_owed(c: Course) -> Refused | None:
    """Some inspector has still to be paid (M12c)."""
    if not any(visit.owed for visit in c.order.visits):
        return refuse("unknown_visit", "No inspector is owed anything.", "M12c")
    return None


def inspector_account_waits(c: Course) -> Refused | None:
    """Another account for an inspector waits for a second person (I11)."""
    if not any(visit.payee_change for visit in c.order.visits):
        return refuse("nothing_proposed", "Nothing waits for a second person here.", "I11")
    return None


def open_account(c: Course) -> Refused | None:
    """The contract lets the balance follow shipment (T32, T46)."""
    if not c.order.terms.balance_after_shipment:
        return refuse("balance_before_shipment", "The contract wants the balance before shipment.", "T32")
    return None


def parts_allowed(c: Course) -> Refused | None:
    """Goods may leave in several consignments (T36)."""
    if not c.order.terms.part_shipments or c.policy.part_shipments == "never":
        return refuse("part_shipment_not_allowed", "The contract wants one shipment.", "T36", allowed=("ship",))
    return None


def dues_paid(c: Course) -> Refused | None:
    """Everything due before shipment is paid (T42)."""
    order = c.order
    if order.total_funded_on is None and not order.terms.balance_after_shipment:
        return refuse("balance_due", "The balance is not paid.", "T42")
    return None


def not_extended_by_you(c: Course) -> Refused | None:
    """This side may still extend, and the most is not reached (T39, O6)."""
    order, policy = c.order, c.policy
    if order.extended_days + policy.receive_extension_step_days > policy.receive_extension_max_days:
        detail = f"Receiving time is already {order.extended_days} days longer."
        return refuse("extension_used_up", detail, "T39, SC10")
    if order.extended_by.count(c.who.role) >= policy.receive_extension_per_party_count:
        return refuse("extension_used_up", "This side has already extended.", "T39, SC10")
    return None


def buyer_in_default(c: Course) -> Refused | None:
    """The balance is overdue (T34)."""
    if c.order.buyer_default_on is None:
        return refuse("no_default", "The buyer is not in default.", "T33")
    return None


def held(c: Course) -> Refused | None:
    """A compliance hold is on."""
    return None if c.order.hold is not None else refuse("no_hold", "There is no hold.", "T52")


def not_held(c: Course) -> Refused | None:
    """No compliance hold is on."""
    return None if c.order.hold is None else refuse("on_hold", "A hold is already on.", "T52", allowed=("lift_hold",))


def charged_back(c: Course) -> Refused | None:
    """A chargeback is open (T53)."""
    return None if c.order.funds.charged_back else refuse("no_chargeback", "No chargeback is open.", "T53")


def buyer_owes(c: Course) -> Refused | None:
    """The buyer owes what a rail took back after it was gone (M28, M30)."""
    if c.order.funds.buyer_owes:
        return None
    return refuse("refund_not_doubled", "The buyer owes nothing.", "I5, M28")


def attempt_is(*states: State) -> Callable[[Course], Refused | None]:
    """Some payment that a rail was asked for is in one of these states."""

    def gate(c: Course) -> Refused | None:
        if any(one.state in states for one in c.order.funds.attempts):
            return None
        return refuse("attempt_state", f"No payment is {' or '.join(states)}.", "S41-S43")

    return gate


def payee_change_waits(c: Course) -> Refused | None:
    """Another account for a refund waits for a second person (SC41)."""
    if not c.order.funds.payee_changes:
        return refuse("nothing_proposed", "Nothing waits for a second person here.", "SC41, I11")
    return None


def refund_unsettled(c: Course) -> Refused | None:
    """A rail has paid a refund and not yet taken it from us (M18c)."""
    return None if c.order.funds.unsettled else refuse("unknown_refund", "No rail has yet to take a refund.", "M18d")
