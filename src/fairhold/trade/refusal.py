"""Refusals: values that say which rule stands in the way and what would be allowed instead.

A refusal changes nothing. The table holds every code there is; the HTTP status of a code is decided at the edge, and
each code has its entry in the reference.
"""

import msgspec


class Place(msgspec.Struct, frozen=True, gc=False):
    """One of several places that a refusal is about: where in the input, what is wrong there, by which rule."""

    pointer: str
    detail: str
    rule: str


class Refused(msgspec.Struct, frozen=True, gc=False):
    """The answer no: a stable code, a sentence for people, the rule, commands that would be allowed, where in the
    input; `places` if there are several.
    """

    code: str
    detail: str
    rule: str
    allowed: tuple[str, ...] = ()
    pointer: str = ""
    places: tuple[Place, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """One code of the table: its title and what to do about it."""

    title: str
    remedy: str


def refuse(
    code: str,
    detail: str,
    rule: str,
    allowed: tuple[str, ...] = (),
    pointer: str = "",
    places: tuple[Place, ...] = (),
) -> Refused:
    """Refuse with a code of the table. KeyError for a code that the table does not have."""
    REFUSALS[code]
    return Refused(code, detail, rule, allowed, pointer, places)


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
    "line_missing": Refusal("Bank line missing", "Name the bank line that brings the money."),
    "already_so": Refusal("Already so", "Nothing to do."),
    # ------------------------------------------------------------------------------------------------ contract
    "same_party": Refusal("Buyer and supplier are the same", "Name two different companies."),
    "party_unknown": Refusal("Unknown party", "Name a registered company."),
    "party_not_verified": Refusal("Party not verified", "Ask the operator to verify the company."),
    "party_sanctioned": Refusal("Party may not trade", "This company cannot be party to an order."),
    "supplier_not_opted_in": Refusal("Supplier takes no protected orders", "Ask the supplier to opt in."),
    "not_your_company": Refusal("Not your company", "Name the company you act for."),
    "too_many_lines": Refusal("Too many lines", "Split the order."),
    "contract_text_too_long": Refusal("Too much free text", "Say it in typed terms, or attach a file by its hash."),
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
    "terms_not_provable": Refusal(
        "Terms that could not be proved", "Correct the terms named, or both sides waive each of them in the contract."
    ),
    "waiver_without_finding": Refusal(
        "Waiver without a finding", "Take the waiver out, or name a finding that is there."
    ),
    "term_malformed": Refusal("Not a term for that place", "Give a value that the place can hold."),
    "fingerprint_stale": Refusal("Not the current version", "Read the current version and sign that."),
    "not_the_author": Refusal("Not the author", "Only the author of this version may do it."),
    "not_your_turn": Refusal("Not your turn", "Wait for the other side."),
    "over_limit": Refusal("Above the supplier's limit", "The supplier ticks that funds stay frozen, or declines."),
    # --------------------------------------------------------------------------------------------------- limit
    "limit_granted": Refusal("Limit granted by hand", "Withdraw the grant, so that the limit is computed."),
    "limit_not_granted": Refusal("No limit granted by hand", "Grant one, or leave it to be computed."),
    "limit_outdated": Refusal("Limit of an earlier day", "Compute it for today."),
    "surcharge_too_high": Refusal("Surcharge too high", "Ask for no more than the marketplace allows."),
    "points_wrong": Refusal("Points cannot change so", "Give some, or take back at most what there is."),
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
    "move_began": Refusal("Part of it was moved", "Move the rest to the trust account."),
    "nothing_to_keep": Refusal("Nothing to keep", "Before production everything goes back."),
    "more_than_held": Refusal("More than is held", "Split what is held."),
    # ------------------------------------------------------------------------------------------------ messages
    "message_too_long": Refusal("Message too long", "Write several messages."),
    "too_many_messages": Refusal("Too many messages today", "Write again tomorrow."),
    "thread_full": Refusal("Thread full", "Nothing more can be written here."),
    "message_unknown": Refusal("Unknown message", "Name a message of this thread."),
    "message_not_filed": Refusal("Not a message from elsewhere", "Only filed messages are acknowledged or contested."),
    # --------------------------------------------------------------------------------------------------- money
    "payment_announced": Refusal("Payment already announced", "Wait for the announced payment."),
    "no_shortfall": Refusal("No shortfall", "Nothing is short."),
    "unknown_refund": Refusal("Unknown refund", "Name a refund that is on its way."),
    "refund_on_its_way": Refusal("Refund on its way", "Wait until the bank has paid it or sent it back."),
    "unknown_payout": Refusal("Unknown payout", "Name a payout that is on its way."),
    "more_than_received": Refusal("More than was received", "Give at most what was received."),
    "more_than_due": Refusal("More than is due", "Pay at most what is due."),
    "rail_not_pulled": Refusal(
        "Rail not asked for money", "Send the money to the order's account, or name another rail."
    ),
    "unknown_attempt": Refusal("No such attempt to pay", "Take the number from the order."),
    "attempt_state": Refusal("Attempt in another state", "Nothing is to be done: the notice came late, or twice."),
    "no_chargeback": Refusal("No chargeback", "There is none to close."),
    "payout_account_missing": Refusal("Payout account missing", "Set the payout account."),
    "step_up_needed": Refusal("Password needed again", "Log in again, then ask at once."),
    "account_name_differs": Refusal("Account in another name", "Treasury decides, and says why."),
    "payee_not_verified": Refusal("Payee not verified", "Ask the account's bank whose it is, and record its answer."),
    "schedule_wrong": Refusal("Not a schedule", "Give the day that the schedule needs, and each currency once."),
    "payout_account_cooling": Refusal("Payout account is new", "Ask again after the cooling time."),
    "not_enough_available": Refusal("Not enough available", "Ask for at most what is available."),
    # --------------------------------------------------------------------------------------------------- rails
    "rail_not_protected": Refusal("Not a protected rail", "Pay by a rail of the marketplace, to the order's account."),
    "rail_named_twice": Refusal("Rail named twice", "Name each rail once."),
    "rail_not_for_country": Refusal("Rail not for this country", "Pay from an account where the rail takes it from."),
    "rail_not_for_currency": Refusal("Rail not for this currency", "Use a currency of the rail, or another rail."),
    "rail_order_too_large": Refusal("Order too large for this rail", "Use another rail; parts of it count whole."),
    "rate_missing": Refusal("Rate missing", "Say what one unit of the currency is worth in USD."),
    "rail_payment_too_large": Refusal("Payment too large for this rail", "Pay less at once, or by another rail."),
    "rail_used_up": Refusal("Rail used up for this milestone", "Pay the rest by another rail."),
    "card_scheme_not_taken": Refusal("Card scheme not taken", "Use a card of a scheme that is taken."),
    "card_number_signed": Refusal("Card number in a signed report", "Sign it again without the number."),
    "credit_line_missing": Refusal("Credit line missing", "Have a lender approve one, and name it."),
    "credit_line_too_small": Refusal("Credit line too small", "Draw what it reaches for, or have it raised."),
    "refund_not_doubled": Refusal("Refund owed once", "Let it go its way: the buyer owes nothing that it could pay."),
    "more_than_lent": Refusal("More than was lent", "Name what the buyer has repaid of this loan."),
    "no_loan": Refusal("No loan", "Name an attempt by pay later."),
    "loan_term_too_long": Refusal("Term of the loan too long", "Agree a shorter one."),
    "rail_not_taken_by_supplier": Refusal("Rail not taken by the supplier", "Use a rail that it takes."),
    "above_supplier_cap": Refusal("Above the supplier's cap", "Pay less by this rail, or by another one."),
    # ------------------------------------------------------------------------------------------------ fulfilment
    "not_enough_packed": Refusal("Not enough packed", "Finish and pack more before the inspection."),
    "no_inspection_agreed": Refusal("No inspection agreed", "Agree one by amendment."),
    "inspection_not_passed": Refusal("Inspection not passed", "Wait for the report, or waive the inspection."),
    "inspection_not_pending": Refusal("Inspection is not pending", "There is nothing to judge."),
    "inspection_too_late": Refusal("Too late for an inspection", "Ship later by amendment, or inspect after delivery."),
    "inspector_not_agreed": Refusal("Inspector not agreed", "Let the firm that the contract names take the visit."),
    "not_your_visit": Refusal("Visit of another inspector", "Ask with the login that took the visit."),
    "visit_not_now": Refusal("No such visit now", "Ask for the kind of visit that fits the stage."),
    "not_the_booker": Refusal("Not the side that books", "Ask the side that the contract names."),
    "line_unknown": Refusal("Unknown line", "Number the contract's lines from 0, each once, in order."),
    "too_many_visits": Refusal("Too many visits", "Use the visits there were."),
    "visit_open": Refusal("Visit already open", "Use the one there is, or withdraw it."),
    "unknown_visit": Refusal("Unknown visit", "Check the visit's number and that it is still open."),
    "visit_begun": Refusal("Visit has begun", "Wait for the report."),
    "visit_not_begun": Refusal("Visit has not begun", "Begin it on site first."),
    "visit_not_confirmed": Refusal("Visit has no day", "Wait until an inspector confirms it."),
    "visit_too_early": Refusal("Visit is later", "Come on its day, or move it."),
    "visit_fixed": Refusal("Visit is fixed", "Let it take place, or let the inspector abort it."),
    "too_many_moves": Refusal("Moved too often", "Keep the day."),
    "visit_fee_missing": Refusal("Fee not paid", "Pay the fee before the visit."),
    "fee_not_yours": Refusal("Not your fee", "The other side pays it."),
    "plan_in_contract": Refusal("Plan is in the contract", "Inspect by the contract's plan."),
    "no_plan_proposed": Refusal("No plan proposed", "Nothing waits for an answer."),
    "plan_waits": Refusal("Plan waits for an answer", "Wait until the time to object is over."),
    "goods_not_ready": Refusal("Goods not ready", "Let the supplier declare them ready."),
    "packed_enough": Refusal("Enough is packed", "Inspect, or name another cause."),
    "report_other_order": Refusal("Report of another order", "Submit it to the order that it names."),
    "report_other_contract": Refusal("Report on another version", "Inspect against the version in force."),
    "report_kind": Refusal("Report of another kind", "Report on the kind of visit that was booked."),
    "report_times": Refusal("Times of the visit wrong", "Give arrival before departure, both with their zone."),
    "report_other_day": Refusal("Report of another day", "Report on the day on which the visit was begun."),
    "report_conflict": Refusal("No statement on conflicts", "State that neither party is tied to the inspector."),
    "report_not_signed": Refusal("Report not signed", "Sign it with the key named at confirmation."),
    "report_signature": Refusal("Signature does not fit", "Sign this very report with the key named at confirmation."),
    "report_lot": Refusal("Lot is not the order's", "Give the quantity of the lines that the visit is about."),
    "report_presented": Refusal("More presented than ordered", "Correct the lot."),
    "report_not_packed": Refusal("Not enough packed", "Abort the visit: the supplier was not ready."),
    "report_cartons": Refusal("Cartons wrong", "Number the cartons that there are, each once."),
    "report_cartons_not_drawn": Refusal("Cartons not drawn", "Open the cartons that the visit's seed draws."),
    "report_too_few_cartons": Refusal("Too few cartons", "Open as many as the square root of their number."),
    "report_plan_missing": Refusal("Plan missing", "Name the sampling plan."),
    "report_plan_twice": Refusal("Two plans for one class", "Give each class of defects one plan."),
    "report_plan_unknown": Refusal("Plan not in the standard", "Use level, AQL, state and edition of the tables."),
    "unknown_link": Refusal("No such link", "Note the link first, with the number of a buyer of this supplier."),
    "no_recall": Refusal("Not recalled", "Recall the payout first."),
    "too_many_recalls": Refusal("Too many recalls", "End the open ones first."),
    "too_many_links": Refusal("Too many links", "Suspend the limit: so many related buyers are no accident."),
    "report_plan_wrong": Refusal("Plan miscomputed", "Take sample and limits from the tables."),
    "report_plan_not_agreed": Refusal("Plan not agreed", "Inspect by the plan that both sides agreed."),
    "report_class_missing": Refusal("Class without a plan", "Add a plan for the class, or another class."),
    "report_defect_count": Refusal("More defects than pieces", "Count each piece once, under its worst defect."),
    "report_photo_twice": Refusal("Photo listed twice", "List each photo once."),
    "report_photo_missing": Refusal("Photo not listed", "List every photo that a defect cites."),
    "report_test_count": Refusal("More passed than tried", "Correct the test."),
    "report_term_unknown": Refusal("Term not in the contract", "Cite a term of the version in force."),
    "report_term_unmeasured": Refusal("Term has no measure", "Cite a dimension, a weight or a colour."),
    "report_unit": Refusal("Unit is not the term's", "Give the reading in the unit of the term."),
    "report_contradiction": Refusal("Measured and not inspected", "Leave it out of one of the two."),
    "report_calibration": Refusal("Calibration expired", "Measure with an instrument in calibration."),
    "report_verdict": Refusal("Verdict does not follow", "Give the verdict that the figures give."),
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
    "late_claim_not_heard": Refusal("Not heard after the end", "Claim by one of the exceptions that are heard."),
    "late_claim_too_late": Refusal("Too late, even so", "Nothing is left to do here; other courts may still hear it."),
    "late_claim_unproved": Refusal("Not shown", "Give the day and the SHA-256 of the file that shows it."),
    "ground_not_covered": Refusal("Ground not covered", "The chosen coverage leaves it out."),
    "claim_above_cover": Refusal("Claim above cover", "Claim at most the protected amount."),
    "ground_not_claimed": Refusal("Ground not claimed", "Name a ground of this dispute."),
    "ground_closed": Refusal("Ground closed", "It was claimed before; claim on what has happened since."),
    "claim_twice": Refusal("Claim told twice", "Tell each ground once for each line."),
    "wrong_phase": Refusal("Wrong phase of the dispute", "Do what is allowed in this phase."),
    "case_of_the_system": Refusal("Case of the system", "Do what is overdue, or accept the claim."),
    "escalation_too_early": Refusal("Too early to escalate", "Wait for the day given, or settle."),
    "no_offer": Refusal("No offer", "Make one."),
    "offer_empty": Refusal("Empty offer", "Offer money, a replacement or a day."),
    "offer_not_fitting": Refusal("Offer does not fit", "Offer what can still be done at this stage."),
    "evidence_full": Refusal("Too much evidence", "Bring what matters most; further pieces are not taken."),
    "evidence_incomplete": Refusal("Evidence incomplete", "Name the content by its SHA-256."),
    "evidence_unknown": Refusal("Evidence unknown", "Cite evidence that is on the record."),
    "consent_not_shown": Refusal("Consent not shown", "Name the message in which the buyer agrees to the day."),
    "tie_to_a_party": Refusal("Tie to a party", "Somebody who has no part in the order does it."),
    "not_your_case": Refusal("Not your case", "The lead assigns cases."),
    "rounds_used_up": Refusal("No more rounds", "Decide on what there is."),
    "finding_unknown": Refusal("No such finding", "Name a ground and line that is decided."),
    "no_ruling_waits": Refusal("No ruling waits", "None needs approval."),
    "ruling_changed": Refusal("Ruling changed", "Read the ruling that waits now."),
    "appeal_unfounded": Refusal("Appeal without ground", "Bring new evidence, or name the rule that was got wrong."),
    "return_address_missing": Refusal("No address to return to", "The supplier names one; without it the money comes."),
    "freight_too_dear": Refusal("Freight too dear", "Ask for less, or for the goods to stay where they are."),
    "no_hold": Refusal("No hold", "There is none to lift."),
    "person_missing": Refusal("Person missing", "Ask as a named person."),
    "second_person_needed": Refusal("Second person needed", "Another person has to agree."),
    "too_many_pending": Refusal("Too much waits for a second person", "Agree to what waits, or drop it."),
    "bond_unknown": Refusal("No such bank guarantee", "Name one that is in hand."),
    "bond_wrong": Refusal("The bank guarantee does not allow it", "Look at its amount, its days and its paper."),
    "bond_in_use": Refusal("The bank guarantee is needed", "Wait until orders have ended, debts and demands are paid."),
    "deposit_in_use": Refusal("The deposit is needed", "Wait until orders have ended and debts are paid."),
    "more_than_owed": Refusal("More than is owed", "Name at most what was advanced and not paid back."),
    "nothing_proposed": Refusal("Nothing waits for agreement", "Propose it first."),
    "not_late": Refusal("The order is not late", "Give another reason, or wait until it is."),
    "third_party_payer": Refusal("Paid by a third party", "Let compliance see how the payer belongs to the buyer."),
    "under_review": Refusal("Compliance looks at it", "Wait until two persons of compliance have cleared it."),
    "quote_expired": Refusal("The rate binds no more", "Quote it again."),
    "proposal_expired": Refusal("Proposal has run out", "Propose it again."),
    "proposal_changed": Refusal("Something else is proposed", "Look at what is proposed now, then agree to that."),
}
"""Every refusal code, in the order of the subjects they belong to."""
