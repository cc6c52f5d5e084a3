"""Refusals: values that say which rule stands in the way and what would be allowed instead.

A refusal changes nothing. The table holds every code there is; the HTTP status of a code is decided at the edge, and
each code has its entry in the reference.
"""

import msgspec


class Refused(msgspec.Struct, frozen=True, gc=False):
    """The answer no: a stable code, a sentence for people, the rule, commands that would be allowed, where in the
    input.
    """

    code: str
    detail: str
    rule: str
    allowed: tuple[str, ...] = ()
    pointer: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """One code of the table: its title and what to do about it."""

    title: str
    remedy: str


def refuse(code: str, detail: str, rule: str, allowed: tuple[str, ...] = (), pointer: str = "") -> Refused:
    """Refuse with a code of the table. KeyError for a code that the table does not have."""
    REFUSALS[code]
    return Refused(code, detail, rule, allowed, pointer)


REFUSALS: dict[str, Refusal] = {
    # ------------------------------------------------------------------------------------------- asking at all
    "malformed": Refusal("Malformed input", "Correct the field that the pointer names."),
    "key_missing": Refusal("Idempotency key missing", "Send a key of 1 to 255 characters with every change."),
    "key_reused": Refusal("Idempotency key reused", "Use a new key for a new wish, or repeat the old input exactly."),
    "busy": Refusal("Busy", "Ask again with the same key after the time given."),
    "internal_error": Refusal("Internal error", "Nothing was changed. Ask again; tell the operator if it stays."),
    "unknown_order": Refusal("Unknown order", "Check the number; a company sees only its own orders."),
    "unknown_supplier": Refusal("Unknown supplier", "Check the number; a company sees only itself."),
    "unknown_remittance": Refusal("Unknown remittance", "Check the number."),
    "role_not_allowed": Refusal("Not for this role", "Ask somebody whose role may do it."),
    "on_hold": Refusal("On hold", "Wait until compliance lifts the hold."),
    "wrong_stage": Refusal("Wrong stage", "Do what is allowed at this stage."),
    "already_so": Refusal("Already so", "Nothing to do."),
    # ------------------------------------------------------------------------------------------------ contract
    "same_party": Refusal("Buyer and supplier are the same", "Name two different companies."),
    "party_unknown": Refusal("Unknown party", "Name a registered company."),
    "party_not_verified": Refusal("Party not verified", "Ask the operator to verify the company."),
    "party_sanctioned": Refusal("Party may not trade", "This company cannot be party to an order."),
    "supplier_not_opted_in": Refusal("Supplier takes no protected orders", "Ask the supplier to opt in."),
    "not_your_company": Refusal("Not your company", "Name the company you act for."),
    "too_many_lines": Refusal("Too many lines", "Split the order."),
    "currency_unknown": Refusal("Unknown currency", "Use an ISO 4217 code."),
    "currency_not_accepted": Refusal("Currency not accepted", "Use a currency that a rail takes."),
    "currency_mixed": Refusal("Several currencies", "Give every amount in the order's currency."),
    "wrong_currency": Refusal("Wrong currency", "Give the amount in the order's currency."),
    "amount_decimals": Refusal("Too many decimals", "Give no more decimals than the currency has."),
    "amount_malformed": Refusal("Not an amount", "Give minor units as digits."),
    "amount_not_positive": Refusal("Amount not positive", "Give an amount above zero."),
    "amount_too_large": Refusal("Amount too large", "Stay within the limit given."),
    "total_does_not_add_up": Refusal("Total does not add up", "Make lines, freight and discount come to the total."),
    "initial_above_total": Refusal("Initial payment above total", "Lower the initial payment."),
    "kept_share_above_initial": Refusal("Kept share above initial payment", "Lower the kept share."),
    "freight_not_allowed": Refusal("Freight not allowed", "Leave freight out, or change the trade term."),
    "coverage_not_offered": Refusal("Coverage not offered", "Choose a coverage that is offered."),
    "category_prohibited": Refusal("Category prohibited", "These goods cannot be traded there."),
    "ship_date_missing": Refusal("Shipment date missing", "Give a date, or days after a payment."),
    "ship_date_circular": Refusal("Shipment date circular", "Let shipment follow the initial payment or a date."),
    "date_in_past": Refusal("Date in the past", "Give a date that has not passed."),
    "date_in_future": Refusal("Date in the future", "Give a date that has come."),
    "date_out_of_range": Refusal("Date out of range", "Give a date that a contract can have."),
    "fingerprint_stale": Refusal("Not the current version", "Read the current version and sign that."),
    "not_the_author": Refusal("Not the author", "Only the author of this version may do it."),
    "not_your_turn": Refusal("Not your turn", "Wait for the other side."),
    "over_limit": Refusal("Above the supplier's limit", "The supplier ticks that funds stay frozen, or declines."),
    # ---------------------------------------------------------------------------------------- changes, consent
    "amendment_pending": Refusal("Amendment pending", "Sign or drop the pending amendment first."),
    "no_amendment": Refusal("No amendment", "Propose one first."),
    "nothing_changed": Refusal("Nothing changed", "Change a term."),
    "term_fixed": Refusal("Term can no longer change", "Leave this term as it is."),
    "parties_fixed": Refusal("Parties never change", "Begin a new order."),
    "total_below_received": Refusal("Total below money received", "Keep the total at or above what is in."),
    "extension_too_long": Refusal("Extension too long", "Agree an earlier date."),
    "money_received": Refusal("Money has been received", "End the order by consent instead."),
    "payment_in_flight": Refusal("Payment in flight", "Wait until it arrives or its time is over."),
    "nothing_received": Refusal("Nothing received", "Cancel instead."),
    "cancellation_pending": Refusal("Cancellation pending", "Answer the wish that is waiting."),
    "no_cancellation": Refusal("No cancellation asked", "Ask for it first."),
    "nothing_to_keep": Refusal("Nothing to keep", "Before production everything goes back."),
    "more_than_held": Refusal("More than is held", "Split what is held."),
    # --------------------------------------------------------------------------------------------------- money
    "payment_announced": Refusal("Payment already announced", "Wait for the announced payment."),
    "no_shortfall": Refusal("No shortfall", "Nothing is short."),
    "unknown_refund": Refusal("Unknown refund", "Name a refund that is on its way."),
    "refund_on_its_way": Refusal("Refund on its way", "Wait until the bank has paid it or sent it back."),
    "unknown_payout": Refusal("Unknown payout", "Name a payout that is on its way."),
    "more_than_received": Refusal("More than was received", "Give at most what was received."),
    "chargeback_open": Refusal("Chargeback open", "Close it first."),
    "no_chargeback": Refusal("No chargeback", "There is none to close."),
    "payout_account_missing": Refusal("Payout account missing", "Set the payout account."),
    "payout_account_cooling": Refusal("Payout account is new", "Ask again after the cooling time."),
    "not_enough_available": Refusal("Not enough available", "Ask for at most what is available."),
    # ------------------------------------------------------------------------------------------------ fulfilment
    "not_enough_packed": Refusal("Not enough packed", "Finish and pack more before the inspection."),
    "no_inspection_agreed": Refusal("No inspection agreed", "Agree one by amendment."),
    "inspection_not_passed": Refusal("Inspection not passed", "Wait for the report, or waive the inspection."),
    "inspection_not_failed": Refusal("Inspection has not failed", "There is nothing to rework."),
    "balance_before_shipment": Refusal("Balance before shipment", "Wait for the balance."),
    "part_shipment_not_allowed": Refusal("Part shipments not allowed", "Ship everything together."),
    "quantities_wrong": Refusal("Quantities wrong", "Give a quantity for each line, at most what is left."),
    "last_consignment": Refusal("This is the last consignment", "Ship it as the last one."),
    "document_invalid": Refusal("Transport document invalid", "Give carrier and number as on the document."),
    "document_date_kind": Refusal("Wrong kind of shipment date", "Give the date that counts for this way of shipping."),
    "date_before_contract": Refusal("Date before the contract", "Give the date of this order's document."),
    "proof_missing": Refusal("Proof missing", "Name the paper or feed that proves it."),
    "delivered_before_shipped": Refusal("Delivered before shipped", "Correct the date."),
    "extension_used_up": Refusal("Extension used up", "Receiving time cannot grow further."),
    "balance_due": Refusal("Balance due", "Pay the balance first."),
    "no_default": Refusal("No default", "The balance is not overdue."),
    "confirmation_needed": Refusal("Confirmation needed", "Ask again with confirmed, if you mean it."),
    # ----------------------------------------------------------------------------------------- disputes, holds
    "dispute_open": Refusal("Dispute open", "End the dispute first."),
    "no_dispute": Refusal("No dispute", "None is open."),
    "not_the_claimant": Refusal("Not the claimant", "Only the claimant may withdraw."),
    "not_the_respondent": Refusal("Not the respondent", "Only the side claimed against may accept."),
    "ground_not_yours": Refusal("Ground of the other side", "Claim on a ground of your own."),
    "ground_not_open": Refusal("Ground not open", "Its facts have not happened."),
    "ground_not_covered": Refusal("Ground not covered", "The chosen coverage leaves it out."),
    "claim_above_cover": Refusal("Claim above cover", "Claim at most the protected amount."),
    "no_hold": Refusal("No hold", "There is none to lift."),
    "person_missing": Refusal("Person missing", "Ask as a named person."),
    "second_person_needed": Refusal("Second person needed", "Another person has to agree."),
}
"""Every refusal code, in the order of the subjects they belong to."""
