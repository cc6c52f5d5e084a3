"""The invariants of the rulebook (4.11) after every step of random walks, and what a walk must come to in the end.

A walk that fails names its seed; `Walker(seed)` plays it again.
"""

from collections import Counter

import pytest

from fairhold.trade import deciding, order_fold, remittance_fold, supplier_fold, terms, timers
from fairhold.trade.accounts import CLEARING, TRUST_ASSETS, TRUST_LIABILITIES, Account
from fairhold.trade.adjudication import RulingWritten
from fairhold.trade.claims import LiftHold
from fairhold.trade.days import days_left, paused_days
from fairhold.trade.dispute import DisputeClosed, DisputeOpened
from fairhold.trade.inspection import FeeHeld, FeeReturned
from fairhold.trade.negotiation import DISPUTE_STOPS
from fairhold.trade.order import CLOSED, Order, Stage, stage
from fairhold.trade.order_events import ContractAmended, CoverFreed, DraftCreated, DraftEdited, OrderCountered
from fairhold.trade.payment_events import (
    BuyerDebtSetOff,
    ChargebackClosed,
    ChargebackNotified,
    ClaimAdvanced,
    CostShifted,
    EscrowReleased,
    GapAbsorbed,
    GapReturned,
    PaymentCaptured,
    PaymentReceived,
    PaymentReversed,
    RefundBounced,
    RefundCalledOff,
    RefundOrdered,
    RefundRetried,
    RefundSettled,
    ReserveReleased,
    RollingFreed,
    SetOffUndone,
)
from fairhold.trade.protection import protected_base
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.table import COMMANDS
from fairhold.trade.timers import Tick
from fairhold.trade.who import CLOCK, Role
from trade.playing import CHANGES_SEEN, FIRST_OFFICER, SECOND_OFFICER, SUPPLIER_ID, Play
from trade.walking import Walker

A = Account
WALKS = 256
BATCHES = 16
STEPS = 90
DAYS_MAX = 1_500
"""An order left alone ends within so many days: the longest terms that a contract may name, one after the other."""

CURRENCIES = ("USD", "EUR", "JPY", "GBP")

S = Stage
FUNDED = (S.IN_PRODUCTION, S.READY, S.AWAITING_BALANCE, S.READY_TO_SHIP, S.SHIPPED, S.DELIVERED, S.RECEIVED)

RULED = {
    *((at, S.CLOSED_REFUNDED) for at in FUNDED),  # T49
    *((at, S.CLOSED_SETTLED) for at in (S.AWAITING_BALANCE, S.SHIPPED, S.DELIVERED, S.RECEIVED)),  # T50, R28
    (S.READY_TO_SHIP, S.SHIPPED),  # R16: what has not left is refunded, the rest goes on
}
"""What becomes of an order when a ruling is carried out."""
RETURNED = {(at, end) for at in (S.SHIPPED, S.DELIVERED, S.RECEIVED) for end in (S.CLOSED_REFUNDED, S.CLOSED_SETTLED)}
"""How a refund for goods that go back may end an order (T49, T50)."""

LISTED: dict[str, set[tuple[Stage, Stage]]] = {
    "create_draft": {(S.NONE, S.DRAFT)},  # T01
    "delete_draft": {(S.DRAFT, S.CANCELLED)},  # T03
    "propose": {(S.DRAFT, S.PROPOSED)},  # T04
    "withdraw_proposal": {(S.PROPOSED, S.DRAFT)},  # T06
    "decline": {(S.PROPOSED, S.CANCELLED)},  # T07
    "accept": {(S.PROPOSED, S.AGREED), (S.AGREED, S.IN_PRODUCTION)},  # T08; T14 at once if nothing is to be paid down
    "accept_amendment": {
        (S.AGREED, S.IN_PRODUCTION),  # T10, then T14: what is in is enough now
        (S.READY, S.AWAITING_BALANCE),  # T29
        (S.READY, S.READY_TO_SHIP),  # T29, nothing due
    },
    "cancel": {(S.AGREED, S.CANCELLED)},  # T11
    "record_payment": {(S.AGREED, S.IN_PRODUCTION), (S.AWAITING_BALANCE, S.READY_TO_SHIP)},  # T14, T31
    "capture_payment": {(S.AGREED, S.IN_PRODUCTION), (S.AWAITING_BALANCE, S.READY_TO_SHIP)},  # T14, T31
    "reverse_payment": {(S.READY_TO_SHIP, S.AWAITING_BALANCE)},  # M30: paid no more
    "accept_shortfall": {(S.AGREED, S.IN_PRODUCTION)},  # T15
    "agree_cancellation": {
        (S.AGREED, S.CLOSED_REFUNDED),  # T16
        (S.IN_PRODUCTION, S.CLOSED_REFUNDED),  # T19
        (S.IN_PRODUCTION, S.CLOSED_SETTLED),  # T20
    },
    "declare_ready": {(S.IN_PRODUCTION, S.READY)},  # T18
    "declare_cannot_ship": {(S.IN_PRODUCTION, S.CLOSED_REFUNDED)},  # T21
    "accept_goods": {(S.READY, S.AWAITING_BALANCE), (S.READY, S.READY_TO_SHIP)},  # T24, T25
    "start_rework": {(S.READY, S.IN_PRODUCTION)},  # T28
    "ship_on_open_account": {(S.AWAITING_BALANCE, S.SHIPPED)},  # T32
    "cancel_for_non_payment": {(S.AWAITING_BALANCE, S.CLOSED_SETTLED)},  # T34
    "ship": {(S.READY_TO_SHIP, S.SHIPPED)},  # T37
    "record_delivery": {(S.SHIPPED, S.DELIVERED)},  # T38
    "confirm_receipt": {(S.SHIPPED, S.RECEIVED), (S.DELIVERED, S.RECEIVED)},  # T42, T43
    "cancel_unpaid": {(S.SHIPPED, S.CANCELLED)},  # T46
    "waive_claims": {(S.RECEIVED, S.COMPLETED)},  # T48
    "accept_claim": {
        *((at, S.CLOSED_REFUNDED) for at in FUNDED),  # T49
        *((at, S.CLOSED_SETTLED) for at in (S.AWAITING_BALANCE, S.SHIPPED, S.DELIVERED, S.RECEIVED)),  # T50
        (S.READY_TO_SHIP, S.SHIPPED),  # R16: what has not left is refunded, the rest goes on
    },
    "accept_offer": {
        *((at, S.CLOSED_REFUNDED) for at in FUNDED),  # T49
        (S.READY_TO_SHIP, S.SHIPPED),  # R16: as with a claim that is accepted
        (S.RECEIVED, S.CLOSED_SETTLED),  # T50: the money was released and is gone
        (S.DELIVERED, S.CLOSED_SETTLED),  # T50, early release: the same before receipt
    },
    "waive_appeal": RULED,
    "decide_appeal": RULED,
    **dict.fromkeys(("confirm_return", "waive_return", "decide_return"), RETURNED),
    "tick": {
        *RETURNED,  # D36, D47, and rulings
        (S.DELIVERED, S.CLOSED_REFUNDED),  # T49: nobody answered, and silence pays
        (S.RECEIVED, S.CLOSED_REFUNDED),
        (S.PROPOSED, S.EXPIRED),  # T09
        (S.AGREED, S.EXPIRED),  # T12
        (S.AGREED, S.CLOSED_REFUNDED),  # T12 with part of the initial payment in (4.1.4)
        (S.READY, S.AWAITING_BALANCE),  # T26
        (S.READY, S.READY_TO_SHIP),  # T26, nothing due
        (S.SHIPPED, S.RECEIVED),  # T44
        (S.DELIVERED, S.RECEIVED),  # T45
        (S.RECEIVED, S.COMPLETED),  # T47
        (S.IN_PRODUCTION, S.CLOSED_REFUNDED),  # T55
        (S.READY, S.CLOSED_REFUNDED),  # T56, T59
        (S.READY_TO_SHIP, S.CLOSED_REFUNDED),  # T57
        (S.READY_TO_SHIP, S.SHIPPED),  # T57 after a part has left (R16)
        (S.AWAITING_BALANCE, S.CLOSED_REFUNDED),  # T57 on open account: nothing was ever shipped
        (S.AWAITING_BALANCE, S.CLOSED_SETTLED),  # T58
        (S.SHIPPED, S.CLOSED_REFUNDED),  # PP10: no proof of delivery
        (S.SHIPPED, S.CLOSED_SETTLED),  # PP10, T50: no proof of delivery, and the money was released and is gone
        (S.READY_TO_SHIP, S.CLOSED_SETTLED),  # T50: the money was released and is gone
    },
}
"""The stage changes of rulebook 4.4: by which command, from where, to where. All others leave the stage as it is."""


# ---------------------------------------------------------------------------------------------------- the books


def check_books(play: Play) -> None:
    """I2, I3: trust assets are what is owed; no client account is in debit."""
    open_amounts = Counter[str]()
    for (account, owner, currency), amount in play.balances.items():
        if account in TRUST_ASSETS | TRUST_LIABILITIES:
            open_amounts[currency] += amount
        assert amount > 0 or account not in TRUST_LIABILITIES, ("I3", account, owner, amount)
    assert not any(open_amounts.values()), ("I2", open_amounts)


def check_facts_against_books(play: Play) -> None:
    """What facts say of money is what the postings say, per account and owner."""
    held = Counter[str]()
    with_rails = Counter[str]()
    reserve = Counter[str]()
    kept_back = Counter[str]()
    for number, facts in play.orders.items():
        funds, c = facts.funds, facts.currency
        assert funds.initial == play.book(A.ESCROW_INITIAL, number, c)
        assert funds.balance == play.book(A.ESCROW_BALANCE, number, c)
        assert funds.frozen == play.book(A.FROZEN, number, c)
        assert funds.credit == play.book(A.BUYER_CREDIT, number, c)
        owed_back = (A.BUYER_REFUND, A.LENDER_PAYABLE, A.ESCHEAT_REFUND)
        assert funds.refund == sum(play.book(account, number, c) for account in owed_back)
        owed_lenders = sum(one.amount for one in funds.transfers if one.lender)
        assert owed_lenders == play.book(A.LENDER_PAYABLE, number, c)
        assert all(one.paid_off <= one.amount for one in funds.attempts)
        assert play.book(A.CHARGEBACK_HOLD, number, c) == 0
        assert sum(visit.held for visit in facts.visits) == play.book(A.INSPECTION_ESCROW, number, c)
        assert sum(visit.owed for visit in facts.visits) == play.book(A.INSPECTOR_PAYABLE, number, c)
        assert funds.buyer_owes == play.book(A.BUYER_RECEIVABLE, number, c)
        assert 0 <= funds.uncleared <= sum(one.amount for one in funds.attempts if one.state == "captured")
        assert all(payment.left >= 0 for payment in funds.payments)
        with_rails[c] += funds.uncleared - sum(t.amount for t in funds.sent if t.number in funds.unsettled)
        held[c] += funds.disputed + funds.disputed_reserve
        reserve[c] += funds.reserve
        kept_back[c] += sum(one.amount for one in funds.kept_back)
    company = play.suppliers[SUPPLIER_ID]
    for c in CURRENCIES:
        purse = company.purse(c)
        assert purse.available == play.book(A.SUPPLIER_AVAILABLE, SUPPLIER_ID, c)
        assert purse.reserve == play.book(A.SUPPLIER_RESERVE, SUPPLIER_ID, c) == reserve[c]
        assert company.kept_back(c) == play.book(A.SUPPLIER_ROLLING, SUPPLIER_ID, c) <= kept_back[c]
        assert purse.dispute_hold == play.book(A.SUPPLIER_DISPUTE_HOLD, SUPPLIER_ID, c) == held[c]
        assert purse.in_transit == play.book(A.SUPPLIER_IN_TRANSIT, SUPPLIER_ID, c)
        assert purse.in_transit == sum(p.amount for p in company.payouts if p.currency == c)
        assert purse.receivable == play.book(A.SUPPLIER_RECEIVABLE, SUPPLIER_ID, c)
        assert purse.deposit == play.book(A.SUPPLIER_DEPOSIT, SUPPLIER_ID, c)
        assert company.provision(c) == play.book(A.GUARANTEE_PROVISION, SUPPLIER_ID, c) >= 0
    for c in CURRENCIES:
        assert with_rails[c] == sum(play.book(account, 0, c) for account in CLEARING)
    for number, line in play.remittances.items():
        check_suspense(play, number, line)
    matched = sum(r.holds[0] for r in play.remittances.values() if r.state == "matched")
    assert sum(v for (a, _, _), v in play.balances.items() if a == A.TRANSIT_MATCHED) == matched


_LIES_IN = {
    **dict.fromkeys(("held", "returning", "misdirected"), A.SUSPENSE_UNMATCHED),
    **dict.fromkeys(("review", "blocked"), A.SUSPENSE_COMPLIANCE),
    "unclaimed": A.ESCHEAT_PAYABLE,
}


def check_suspense(play: Play, number: int, line: Remittance) -> None:
    """The money of a remittance lies whole in one account, or nowhere any more; a conversion leaves nothing behind."""
    amount, currency = line.holds
    of_it = {a: v for (a, owner, c), v in play.balances.items() if owner == number and c == currency}
    there = {_LIES_IN[line.state]: amount} if line.state in _LIES_IN else {}
    into = line.conversion if line.state == "converting" or "paid" in getattr(line.conversion, "legs", ()) else None
    accounts = (A.SUSPENSE_UNMATCHED, A.SUSPENSE_COMPLIANCE, A.ESCHEAT_PAYABLE)
    assert {a: v for a, v in of_it.items() if a in accounts} == there
    promised = into.amount if into is not None and line.state == "converting" else 0
    assert play.book(A.SUSPENSE_FX, number, into.currency if into is not None else currency) == promised
    if line.conversion is not None and line.conversion.legs >= {"paid", "received"}:
        assert (play.book(A.CLEARING_FX, number, line.currency), play.book(A.CLEARING_FX, number, currency)) == (0, 0)


def check_limit(play: Play) -> None:
    """I7: granted = free + reserved + drawn, none negative, and the orders' shares are what is reserved."""
    for currency in CURRENCIES:
        purse = play.purse(currency)
        assert purse.granted == purse.free + purse.reserved + purse.drawn
        assert purse.receivable >= purse.drawn
        assert min(purse.free, purse.reserved, purse.drawn, purse.exposed, purse.reserved - purse.exposed) >= 0
        of_orders = [facts for facts in play.orders.values() if facts.currency == currency]
        assert purse.reserved == sum(facts.reserved for facts in of_orders)
        assert purse.exposed == sum(facts.exposed for facts in of_orders)


def check_money_of_order(play: Play, number: int) -> None:
    """I4, I5, I12, I14: what went out came in; no recovery above what was paid; refunds in flight are owed once."""
    facts, funds = play.orders[number], play.orders[number].funds
    came = gone = given_up = back = taken = lost = shifted = advanced = 0
    on_way: dict[int, int] = {}
    for event in play.streams[number]:
        match event:
            case PaymentReceived() | PaymentCaptured():
                came += event.initial + event.balance + event.credit
            case PaymentReversed():
                lost += event.initial + event.balance + event.credit
                taken += event.initial + event.balance + event.credit
            case BuyerDebtSetOff():
                gone += event.amount
            case SetOffUndone():
                gone -= event.amount
            case GapAbsorbed():
                given_up += event.initial + event.balance
            case GapReturned():
                given_up -= event.initial + event.balance
            case EscrowReleased():
                gone += event.initial + event.balance
            case FeeHeld(of="buyer"):
                gone += event.amount
            case FeeReturned(of="buyer"):
                gone -= event.amount
            case RefundOrdered():
                assert event.amount == sum(t.amount for t in event.transfers) > 0
                gone += event.amount - event.disputed
                back += event.amount
                on_way |= {t.number: t.amount for t in event.transfers}
            case RefundCalledOff():
                gone -= event.amount
                back -= event.amount
                on_way.pop(event.number, None)
            case CostShifted():
                assert event.amount == sum(t.amount for t in event.transfers) > 0
                gone += event.initial + event.balance
                shifted += event.amount
                on_way |= {t.number: t.amount for t in event.transfers}
            case ClaimAdvanced():
                assert event.amount == sum(t.amount for t in event.transfers) > 0
                advanced += event.amount
                back += event.amount if event.reason == "claim" else 0
                shifted += event.amount if event.reason != "claim" else 0
                on_way |= {t.number: t.amount for t in event.transfers}
            case ChargebackNotified():
                lost += event.initial + event.balance
                taken += event.initial + event.balance + event.rolling + event.receivable
            case ChargebackClosed(outcome="won"):
                lost -= event.initial + event.balance
                taken -= event.initial + event.balance + event.rolling + event.receivable
            case RefundSettled():
                assert on_way.pop(event.number, event.amount) == event.amount
            case RefundBounced(was_paid=False):
                assert on_way.pop(event.number) == event.amount, "I14: not in flight"
            case RefundRetried():
                assert event.number not in on_way, "I14: sent twice"
                on_way[event.transfer.number] = event.transfer.amount
    assert gone + funds.held + funds.credit == came + given_up - lost
    assert back + taken <= came, "I5"
    assert back + shifted == funds.refund + funds.refunded
    assert (shifted, advanced) == (funds.shifted, funds.advanced)
    assert sum(t.amount for t in funds.transfers) == funds.refund
    assert sum(on_way.values()) <= funds.refund
    if facts.contract is not None:
        base = protected_base(facts.terms.coverage, funds.received, facts.initial, facts.total)
        assert 0 <= base <= funds.received <= came, "I12"


def check_terms(play: Play, number: int) -> None:
    """I10: the fingerprint is that of the terms, and every version in the history is one step."""
    facts = play.orders[number]
    assert facts.fingerprint == terms.fingerprint(facts.terms)
    signed = (DraftCreated, DraftEdited, OrderCountered, ContractAmended)
    assert facts.contract_version == sum(isinstance(event, signed) for event in play.streams[number])


def check_timers(play: Play, number: int) -> None:
    """I13: days_left + elapsed - paused = length."""
    facts, today = play.orders[number], play.today
    policy = deciding.policy_of(facts, play.policies)
    for timer in timers.TIMERS:
        term = timer.term(facts, policy) if stage(facts) in timer.stages else None
        if term is None or term[0] > today:
            continue
        start, length = term
        left = days_left(start, length, facts.pauses, timer.stops, today)
        if left >= 0 and all(p.until is None or p.until <= today for p in facts.pauses):
            paused = paused_days(facts.pauses, timer.stops, start, today)
            assert left + (today - start).days - paused == length


def check_closed(play: Play, number: int) -> None:
    """Nothing of a closed order is left behind: no escrow but what its rail has not paid yet, no reserve, no hold, no
    limit, unless a late claim is open (T54).
    """
    facts = play.orders[number]
    funds = facts.funds
    if stage(facts) in CLOSED and facts.dispute is None:
        assert funds.held <= funds.uncleared
        assert (funds.reserve, funds.disputed, funds.disputed_reserve) == (0, 0, 0)
        assert (facts.reserved, facts.exposed, facts.dispute) == (0, 0, None)
        assert not any(visit.is_open or visit.held for visit in facts.visits)
        assert play.wakes(number) is None or funds.kept_back or funds.bounced


def check_step(play: Play, before: Order | None, command: Command, answer: tuple[Event, ...] | Refused) -> None:
    """I6 and the shape of an answer."""
    if isinstance(answer, Refused):
        assert answer.code in REFUSALS
        assert [word for word in answer.allowed if word not in COMMANDS] == []
        return
    if command.stream == "order" and before is not None and before.hold is not None:
        banned = (EscrowReleased, RefundOrdered, CostShifted, ClaimAdvanced, ReserveReleased, RollingFreed, CoverFreed)
        after_lift = isinstance(command, LiftHold)
        assert after_lift or not any(isinstance(event, banned) for event in answer), "I6"
    if isinstance(command, Tick) and before is not None:
        now = play.now
        ahead = deciding.due(play.orders[before.id], play.policies)
        assert all(deadline.at is None or deadline.at > now for deadline in ahead if deadline.acts)


def check_changes() -> None:
    """I9: no stage ever changed otherwise than the table lists."""
    assert [change for change in CHANGES_SEEN if (change[0], change[2]) not in LISTED.get(change[1], set())] == []


def check_disputes_end(play: Play) -> None:
    """R13, D21: every dispute of a party is decided or over by its hard end, and carried out once the time to appeal,
    an appeal, and a return of goods are over. Days of a hold or of a chargeback do not count.
    """
    for number, facts in play.orders.items():
        policy = deciding.policy_of(facts, play.policies)
        opened = first = None
        for event in play.streams[number]:
            if isinstance(event, DisputeOpened) and event.by != Role.CLOCK:
                opened, first = event.day, None
            if opened is None or not isinstance(event, RulingWritten | DisputeClosed):
                continue
            days = (event.day - opened).days - paused_days(facts.pauses, DISPUTE_STOPS, opened, event.day)
            if isinstance(event, RulingWritten):
                first = first or event.day
                assert days <= policy.dispute_max_days or event.on_appeal, "D21"
            else:
                since = policy.appeal_ttl_days + APPEAL_DAYS if first is not None else 0
                assert days <= policy.dispute_max_days + since + RETURN_DAYS, "R13"
                opened = None


APPEAL_DAYS = 21
"""Calendar days that five business days of an appeal can take, with holidays."""
RETURN_DAYS = 3 + 15 + 30 + 21
"""Days in which goods go back: an address, sending, looking at them, and somebody who looks at a contested return."""


def check_lines(play: Play) -> None:
    """I8: one bank line, one journal that touches the trust account."""
    lines = Counter[str]()
    for event, rows in play.journal:
        if any(A.BANK_TRUST in (row.debit, row.credit) for row in rows):
            lines[event.line] += 1
        assert all(row.amount > 0 and (row.debit, row.debit_owner) != (row.credit, row.credit_owner) for row in rows), (
            "I1"
        )
    assert [line for line, times in lines.items() if times > 1] == []


def check_replay(play: Play) -> None:
    """I15: folding every stream again gives the same facts."""
    for number, facts in play.orders.items():
        again = Order(id=number)
        for event in play.streams[number]:
            again = order_fold.evolve(again, event)
        assert again == facts
    company = Supplier(id=SUPPLIER_ID)
    for event in play.streams[SUPPLIER_ID]:
        company = supplier_fold.evolve(company, event)
    assert company == play.suppliers[SUPPLIER_ID]
    for number, line in play.remittances.items():
        fresh = Remittance(id=number)
        for event in play.streams[number]:
            fresh = remittance_fold.evolve(fresh, event)
        assert fresh == line


def check_all(play: Play, *orders: int) -> None:
    """Everything that has to hold at any time; of the orders, these (to the others nothing happened)."""
    check_books(play)
    check_facts_against_books(play)
    check_limit(play)
    for number in orders:
        if number in play.orders:
            check_money_of_order(play, number)
            check_terms(play, number)
            check_timers(play, number)
            check_closed(play, number)


# ------------------------------------------------------------------------------------------------------- the walks


def leave_alone(play: Play, number: int) -> int:
    """Nobody acts any more but the clock; how many days it takes until the order is closed.

    A compliance hold may last for ever and is lifted first (4.1.4); a dispute ends by itself (R13).
    """
    if play.stage(number) in CLOSED and play.orders[number].dispute is None:
        return 0
    for officer in (FIRST_OFFICER, SECOND_OFFICER, FIRST_OFFICER):
        if play.orders[number].hold is not None:
            play.ask(number, LiftHold(), officer)
    assert play.orders[number].hold is None
    play.done(number, Tick(), CLOCK)
    start = play.now
    for _ in range(40):
        moment = play.wakes(number)
        if moment is None:
            break
        play.at(max(play.now, moment))
        play.done(number, Tick(), CLOCK)
    return (play.now - start).days


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_invariant_holds_after_every_step_of_a_walk(batch: int) -> None:
    """I1-I10, I12-I15 after each step; at the end every order that is left alone closes."""
    for seed in range(batch, WALKS, BATCHES):
        walker = Walker(seed)
        play = walker.play
        try:
            for _ in range(STEPS):
                before = dict(play.orders)
                number, command, _, answer = walker.step()
                check_step(play, before.get(number), command, answer)
                if not isinstance(answer, Refused):
                    check_all(play, number)
            check_changes()
            check_replay(play)
            check_lines(play)
            for number in play.orders:
                if stage(play.orders[number]) == Stage.DRAFT:
                    continue
                days = leave_alone(play, number)
                assert play.orders[number].dispute is None
                assert stage(play.orders[number]) in CLOSED, (number, stage(play.orders[number]))
                assert days <= DAYS_MAX
            check_all(play, *play.orders)
            check_disputes_end(play)
            check_replay(play)
        except Exception as fault:
            fault.add_note(f"the walk of seed {seed}")
            raise
