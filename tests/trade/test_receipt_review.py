"""Money that somebody else than the buyer paid, or that a listed name paid: compliance first (M8, M8x, O47)."""

from datetime import date, timedelta

import msgspec

from fairhold.trade import deciding, ids
from fairhold.trade.accounts import Account
from fairhold.trade.order import Stage
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.policy import PRESETS
from fairhold.trade.remittance import (
    BlockRemittance,
    BounceReturn,
    ClearRemittance,
    ConfirmMatch,
    HoldRemittance,
    ReclaimRemittance,
    ReviewRemittance,
    SettleReturn,
    TickRemittance,
    UndoMatch,
)
from fairhold.trade.suspense import MatchRemittance, ReturnRemittance
from fairhold.trade.who import BANK, CLOCK, Role, Who
from trade.playing import FIRST_OFFICER, PAYER, SECOND_OFFICER, START, TREASURY, Play, usd

LINE = ids.new_id(START, 9, 1)
STRANGER = Payer("Fourth Street Trading", "US03", "CITIUS33")
HOLD = HoldRemittance(amount=usd(25_000), line="l-1", payer=STRANGER, reason="third_party_payer")
CLEAR = ClearRemittance(relation="affiliate", note="shareholder list of 2019-05-30")


def reviewed() -> Play:
    """25,000 of a stranger with compliance since 2019-06-03."""
    play = Play()
    play.done(LINE, HOLD, BANK)
    return play


def lies(play: Play) -> tuple[str, int, int]:
    """The state, and what suspense and compliance have."""
    of = (play.book(account, LINE) for account in (Account.SUSPENSE_UNMATCHED, Account.SUSPENSE_COMPLIANCE))
    return play.remittances[LINE].state, *of


def test_an_order_does_not_take_money_that_another_name_paid() -> None:
    """O47: nothing is received; the words of the buyer's name count, not its legal form or case."""
    play = Play()
    order = play.order(Stage.AGREED)
    before = play.orders[order]
    stranger = RecordPayment(amount=usd(25_000), line="l-1", payer=STRANGER)
    assert play.refused(order, stranger, BANK) == "third_party_payer"
    assert play.orders[order] == before
    written = Payer("HARBOUR HOMEWARE LLC", "US33000012345678", "CHASUS33")
    play.done(order, RecordPayment(amount=usd(25_000), line="l-1", payer=written), BANK)
    assert play.orders[order].funds.received == 25_000_00


def test_a_payer_without_a_name_is_nobody_else() -> None:
    """A bank that gives no name says nothing about it."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, RecordPayment(amount=usd(25_000), line="l-1", payer=Payer("", "US03", "")), BANK)
    assert play.orders[order].funds.received == 25_000_00


def test_an_operator_may_take_whoever_pays() -> None:
    """`third_party_payer` accept."""
    play = Play(msgspec.structs.replace(PRESETS["seed"], third_party_payer="accept"))
    order = play.order(Stage.AGREED)
    play.done(order, RecordPayment(amount=usd(25_000), line="l-1", payer=STRANGER), BANK)
    assert play.orders[order].funds.received == 25_000_00


def test_two_persons_clear_a_payer_and_the_order_takes_the_money() -> None:
    """M8, I11: susp:compliance, then by way of suspense to the order's escrow."""
    play = reviewed()
    assert lies(play) == ("review", 0, 25_000_00)
    play.done(LINE, CLEAR, FIRST_OFFICER)
    assert lies(play) == ("review", 0, 25_000_00)
    assert play.refused(LINE, CLEAR, FIRST_OFFICER) == "second_person_needed"
    assert play.refused(LINE, CLEAR, TREASURY) == "role_not_allowed"
    assert play.refused(LINE, CLEAR, Who(Role.COMPLIANCE, 0, "key", is_program=True)) == "person_missing"
    play.done(LINE, CLEAR, SECOND_OFFICER)
    assert lies(play) == ("held", 25_000_00, 0)
    order = play.order(Stage.AGREED)
    play.four_eyes(LINE, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))
    taken = RecordPayment(
        amount=usd(25_000),
        line="l-1",
        payer=STRANGER,
        remittance=ids.to_text(ids.REMITTANCE_PREFIX, LINE),
        relation=play.remittances[LINE].relation,
    )
    play.done(order, taken, CLOCK)
    play.done(LINE, ConfirmMatch(), CLOCK)
    assert (play.book(Account.ESCROW_INITIAL, order), play.stage(order)) == (25_000_00, Stage.IN_PRODUCTION)


def test_two_persons_who_name_different_relations_have_not_agreed() -> None:
    """I11: the second asks anew, for something else."""
    play = reviewed()
    play.done(LINE, CLEAR, FIRST_OFFICER)
    play.done(LINE, ClearRemittance(relation="agent", note="a letter"), SECOND_OFFICER)
    assert lies(play) == ("review", 0, 25_000_00)
    play.done(LINE, ClearRemittance(relation="agent", note="seen"), FIRST_OFFICER)
    assert lies(play) == ("held", 25_000_00, 0)


def test_without_a_proof_the_money_goes_back_after_thirty_days() -> None:
    """M8x."""
    play = reviewed()
    (deadline,) = deciding.due(play.remittances[LINE], play.policies)
    assert (deadline.name, deadline.day) == ("unmatched_hold", date(2019, 7, 3))
    play.at(START + timedelta(days=31))
    play.done(LINE, TickRemittance(), CLOCK)
    assert lies(play) == ("returning", 25_000_00, 0)
    play.done(LINE, SettleReturn(line="out"), BANK)
    assert play.balances == {}


def test_money_that_came_back_uncleared_is_with_compliance_again() -> None:
    """M8: a bounce is no way around two persons."""
    play = reviewed()
    play.four_eyes(LINE, ReturnRemittance())
    play.done(LINE, BounceReturn(reason="closed"), BANK)
    assert lies(play) == ("review", 0, 25_000_00)
    assert play.refused(LINE, MatchRemittance(order="ord_0000000000000"), TREASURY) == "wrong_stage"


def test_money_matched_by_hand_that_a_third_party_paid_goes_to_compliance() -> None:
    """M8: what the order refuses for it."""
    play = Play()
    play.done(LINE, HoldRemittance(amount=usd(25_000), line="l-1", payer=STRANGER), BANK)
    order = play.order(Stage.AGREED)
    play.four_eyes(LINE, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))
    play.done(LINE, UndoMatch(reason="third_party_payer"), CLOCK)
    assert lies(play) == ("review", 0, 25_000_00)


def test_a_listed_payers_money_neither_leaves_nor_goes_back() -> None:
    """M8x: no time runs on it, and only two persons end it."""
    play = Play()
    play.done(LINE, HoldRemittance(amount=usd(25_000), line="l-1", payer=PAYER), BANK)
    play.done(LINE, ReviewRemittance(doubt="screening", note="name on a list"), TREASURY)
    assert deciding.due(play.remittances[LINE], play.policies) == ()
    assert play.refused(LINE, ReturnRemittance(), TREASURY) == "under_review"
    play.done(LINE, BlockRemittance(authority="the authority", note="report 17"), FIRST_OFFICER)
    assert lies(play) == ("blocked", 0, 25_000_00)
    assert play.refused(LINE, ReturnRemittance(), TREASURY) == "wrong_stage"
    cleared = ClearRemittance(relation="not_the_listed", note="another date of birth")
    play.done(LINE, cleared, FIRST_OFFICER)
    play.done(LINE, cleared, SECOND_OFFICER)
    assert lies(play) == ("held", 25_000_00, 0)


def test_money_that_nobody_takes_back_is_unclaimed_in_the_end() -> None:
    """M35: 1,095 days after its return failed; and its owner may still come."""
    play = Play()
    play.done(LINE, HoldRemittance(amount=usd(25_000), line="l-1", payer=PAYER), BANK)
    play.four_eyes(LINE, ReturnRemittance())
    play.done(LINE, BounceReturn(reason="closed"), BANK)
    (deadline,) = deciding.due(play.remittances[LINE], play.policies)
    assert (deadline.name, deadline.day) == ("unclaimed", date(2022, 6, 2))
    play.at(START + timedelta(days=1_095))
    assert play.done(LINE, TickRemittance(), CLOCK) == ()
    play.at(START + timedelta(days=1_096))
    play.done(LINE, TickRemittance(), CLOCK)
    assert (play.book(Account.ESCHEAT_PAYABLE, LINE), play.book(Account.BANK_TRUST)) == (25_000_00, 25_000_00)
    assert lies(play) == ("unclaimed", 0, 0)
    play.done(LINE, ReclaimRemittance(note="the owner wrote"), TREASURY)
    assert lies(play) == ("held", 25_000_00, 0)
    assert deciding.due(play.remittances[LINE], play.policies) == ()
