"""Money in suspense leaves with four eyes: one person of treasury proposes, another natural person agrees (I11)."""

from datetime import timedelta

import msgspec
import pytest

from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.order import Stage
from fairhold.trade.policy import PRESETS
from fairhold.trade.remittance import HoldRemittance, RecordDebit, TickRemittance
from fairhold.trade.stream import Command
from fairhold.trade.suspense import (
    AgreeRemittance,
    ApplyToHouse,
    DropRemittanceProposal,
    MatchRemittance,
    ReturnRemittance,
    SweepFees,
)
from fairhold.trade.who import BANK, CLOCK, Role, Who
from trade.playing import PAYER, SECOND_OF_TREASURY, START, SUPPLIER, TREASURY, Play, usd

LINE = ids.new_id(START, 9, 1)


def held() -> Play:
    """25,000 in suspense since 2019-06-03."""
    play = Play()
    play.done(LINE, HoldRemittance(amount=usd(25_000), line="l-1", payer=PAYER, reason="no_reference"), BANK)
    return play


def agree(play: Play) -> AgreeRemittance:
    """To agree to what is proposed."""
    plan = play.remittances[LINE].plan
    assert plan is not None
    return AgreeRemittance(digest=plan.proposal.digest)


@pytest.mark.parametrize("command", [MatchRemittance(order="ord_0ep7trc0009yj"), ReturnRemittance(), ApplyToHouse()])
def test_nothing_moves_until_a_second_person_agrees(command: Command) -> None:
    play = held()
    play.done(LINE, command, TREASURY)
    assert (play.remittances[LINE].state, play.book(Account.SUSPENSE_UNMATCHED, LINE)) == ("held", 25_000_00)
    play.done(LINE, agree(play), SECOND_OF_TREASURY)
    assert play.remittances[LINE].state in ("matched", "returning", "house")
    assert play.remittances[LINE].plan is None


@pytest.mark.parametrize(
    "who",
    [TREASURY, Who(Role.TREASURY, 0, "night", human="Tom"), Who(Role.TREASURY, 0, "nightly", is_program=True)],
)
def test_the_maker_does_not_agree_with_any_login_and_a_program_never(who: Who) -> None:
    """I11: two logins of one person are one person."""
    play = held()
    play.done(LINE, ReturnRemittance(), TREASURY)
    wanted = "person_missing" if who.is_program else "second_person_needed"
    assert play.refused(LINE, agree(play), who) == wanted


def test_a_program_proposes_nothing() -> None:
    play = held()
    assert play.refused(LINE, ReturnRemittance(), Who(Role.TREASURY, 0, "nightly", is_program=True)) == "person_missing"


def test_whoever_agrees_names_what_he_saw() -> None:
    """Changed under his eyes: the newer proposal is another one."""
    play = held()
    order = ids.to_text(ids.ORDER_PREFIX, play.order(Stage.AGREED))
    play.done(LINE, MatchRemittance(order=order), TREASURY)
    seen = agree(play)
    play.done(LINE, ReturnRemittance(), TREASURY)
    assert play.refused(LINE, seen, SECOND_OF_TREASURY) == "proposal_changed"
    play.done(LINE, agree(play), SECOND_OF_TREASURY)
    assert play.remittances[LINE].state == "returning"


def test_a_proposal_runs_out_and_can_be_dropped() -> None:
    play = held()
    assert play.refused(LINE, DropRemittanceProposal(), TREASURY) == "nothing_proposed"
    assert play.refused(LINE, AgreeRemittance(digest="0" * 64), SECOND_OF_TREASURY) == "nothing_proposed"
    play.done(LINE, ReturnRemittance(), TREASURY)
    play.now += timedelta(hours=72)
    assert play.refused(LINE, agree(play), SECOND_OF_TREASURY) == "proposal_expired"
    play.done(LINE, DropRemittanceProposal(reason="found on paper"), SECOND_OF_TREASURY)
    assert play.remittances[LINE].plan is None


def test_on_its_last_day_the_money_goes_back_whatever_is_proposed() -> None:
    """SC24: the deadline does not wait for a second person."""
    play = held()
    play.now += timedelta(days=30)
    play.done(LINE, ReturnRemittance(), TREASURY)
    play.now += timedelta(days=1)
    play.done(LINE, TickRemittance(), CLOCK)
    assert (play.remittances[LINE].state, play.remittances[LINE].plan) == ("returning", None)


def test_only_treasury_proposes_and_only_an_order_s_number_is_one() -> None:
    play = held()
    assert play.refused(LINE, ReturnRemittance(), SUPPLIER) == "role_not_allowed"
    assert play.refused(LINE, MatchRemittance(order="ord_0000000000000"), TREASURY) == "unknown_order"
    assert play.remittances[LINE].reason == "no_reference"


def test_a_debit_that_took_the_houses_fees_is_their_sweep() -> None:
    """M34: fees due to the house become its income, and the house owes the trust nothing; with four eyes."""
    play = Play(msgspec.structs.replace(PRESETS["seed"], service_fee_supplier_bp=250))
    play.order(Stage.RECEIVED)
    assert play.book(Account.FEE_DUE_TO_HOUSE) == 2_000_00
    trust = play.book(Account.BANK_TRUST)
    play.done(LINE, RecordDebit(amount=usd(2_000), line="l-1", text="fees of June"), BANK)
    assert play.refused(LINE, MatchRemittance(order="ord_0ep7trc0009yj"), TREASURY) == "wrong_stage"
    play.four_eyes(LINE, SweepFees())
    assert play.remittances[LINE].state == "swept"
    assert (play.book(Account.FEE_DUE_TO_HOUSE), play.book(Account.HOUSE_DUE_TO_TRUST)) == (0, 0)
    assert (play.book(Account.BANK_HOUSE), play.book(Account.SERVICE_FEES)) == (2_000_00, 2_000_00)
    assert play.book(Account.BANK_TRUST) == trust - 2_000_00
    assert play.refused(LINE, SweepFees(), TREASURY) == "wrong_stage"


def test_money_that_came_in_is_no_sweep() -> None:
    play = held()
    assert play.refused(LINE, SweepFees(), TREASURY) == "wrong_stage"
