"""Money of another currency: quoted, locked, converted, and who bears what the bank gives less (M11)."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.conversion import bought
from fairhold.trade.order import Stage
from fairhold.trade.payment import RecordPayment
from fairhold.trade.policy import PRESETS
from fairhold.trade.remittance import (
    CallOffConversion,
    ConfirmMatch,
    ConvertRemittance,
    HoldRemittance,
    PayConversion,
    QuoteConversion,
    ReceiveConversion,
    SettleReturn,
    UndoMatch,
)
from fairhold.trade.suspense import MatchRemittance, ReturnRemittance
from fairhold.trade.who import BANK, CLOCK
from trade.playing import PAYER, SECOND_OF_TREASURY, START, TREASURY, Play, money, usd

A = Account
LINE = ids.new_id(START, 9, 1)
EUR = 22_000_00


def arrived(play: Play | None = None) -> tuple[Play, int]:
    """EUR 22,000.00 in suspense, for an order with USD 24,000.00 due at first."""
    play = play or Play()
    order = play.order(Stage.AGREED, initial=24_000_00)
    play.done(LINE, HoldRemittance(amount=money(EUR, "EUR"), line="l-1", payer=PAYER), BANK)
    return play, order


def quote(number: int, **fields: Any) -> QuoteConversion:
    """EUR into USD at 1.0905, and the house makes good USD 9.00."""
    given: dict[str, Any] = {"currency": "USD", "rate": "1.0905", "deal": "FX-1", "absorb": usd(9)}
    return QuoteConversion(**({"order": ids.to_text(ids.ORDER_PREFIX, number)} | given | fields))


def ordered(play: Play | None = None, **fields: Any) -> tuple[Play, int]:
    """The conversion is ordered at that rate."""
    play, order = arrived(play)
    play.done(LINE, quote(order, **fields), TREASURY)
    play.done(LINE, ConvertRemittance(deal="FX-1"), SECOND_OF_TREASURY)
    return play, order


def take(play: Play, order: int) -> None:
    """The order takes what the remittance let go of."""
    amount, currency = play.remittances[LINE].holds
    name = ids.to_text(ids.REMITTANCE_PREFIX, LINE)
    play.done(order, RecordPayment(amount=money(amount, currency), line="l-1", payer=PAYER, remittance=name), CLOCK)
    play.done(LINE, ConfirmMatch(), CLOCK)


@pytest.mark.parametrize(
    ("amount", "currency", "into", "rate", "gives"),
    [
        (22_000_00, "EUR", "USD", "1.0905", 23_991_00),
        (1, "EUR", "USD", "1.5", 2),  # half a cent up
        (100_00, "USD", "JPY", "108.25", 10_825),
        (10_825, "JPY", "USD", "0.0092378753", 100_00),
        (1_000, "KWD", "USD", "3.27", 327),
    ],
)
def test_a_rate_is_digits_and_what_it_gives_is_rounded_half_up(
    amount: int, currency: str, into: str, rate: str, gives: int
) -> None:
    assert bought(amount, currency, into, rate) == gives


@pytest.mark.parametrize("first", ["paid", "received"])
def test_a_conversion_is_whole_whichever_bank_line_comes_first(first: str) -> None:
    """M11a-e: 23,991.00 for 24,000.00 due, and 9.00 is the house's cost."""
    play, order = ordered()
    assert play.balances == {
        (A.BANK_TRUST, 0, "EUR"): -EUR,
        (A.CLEARING_FX, LINE, "EUR"): EUR,
        (A.CLEARING_FX, LINE, "USD"): -23_991_00,
        (A.SUSPENSE_FX, LINE, "USD"): 23_991_00,
    }
    lines = [PayConversion(line="out"), ReceiveConversion(line="in", amount=usd(23_991))]
    for command in lines if first == "paid" else reversed(lines):
        play.done(LINE, command, BANK)
    take(play, order)
    assert play.refused(LINE, PayConversion(line="again"), BANK) == "wrong_stage"
    assert play.refused(LINE, ReceiveConversion(line="again", amount=usd(1)), BANK) == "wrong_stage"
    assert play.balances == {
        (A.BANK_TRUST, 0, "USD"): -23_991_00,
        (A.HOUSE_DUE_TO_TRUST, 0, "USD"): -9_00,
        (A.ESCROW_INITIAL, order, "USD"): 24_000_00,
        (A.FX_LOSS, 0, "USD"): -9_00,
        (A.BANK_HOUSE, 0, "USD"): 9_00,
    }
    assert play.stage(order) == Stage.IN_PRODUCTION


@pytest.mark.parametrize(("came", "credited"), [(23_900_00, 23_909_00), (24_010_00, 24_019_00)])
def test_before_funding_the_payer_bears_what_the_bank_gives_less_and_has_what_it_gives_more(
    came: int, credited: int
) -> None:
    """`fx_loss_bearer` payer."""
    play, _ = ordered()
    play.done(LINE, ReceiveConversion(line="in", amount=money(came)), BANK)
    assert play.remittances[LINE].holds == (credited, "USD")
    assert (play.book(A.FX_LOSS), play.book(A.FEE_DUE_TO_HOUSE)) == (9_00, 0)
    assert (play.book(A.SUSPENSE_FX, LINE), play.book(A.BANK_TRUST)) == (0, came)


@pytest.mark.parametrize(("came", "lost", "gained"), [(23_900_00, 91_00, 0), (24_010_00, 0, 19_00)])
def test_a_house_that_bears_the_loss_credits_what_was_quoted(came: int, lost: int, gained: int) -> None:
    """`fx_loss_bearer` house: the difference is its cost, or a fee to be swept."""
    play, _ = ordered(Play(msgspec.structs.replace(PRESETS["seed"], fx_loss_bearer="house")))
    play.done(LINE, ReceiveConversion(line="in", amount=money(came)), BANK)
    assert play.remittances[LINE].holds == (24_000_00, "USD")
    assert (play.book(A.FX_LOSS), play.book(A.FEE_DUE_TO_HOUSE)) == (9_00 + lost, gained)
    assert play.book(A.HOUSE_DUE_TO_TRUST) == 9_00 + lost


def test_a_rate_binds_for_thirty_minutes_and_is_ordered_by_a_second_person() -> None:
    """M11, I11."""
    play, order = arrived()
    assert play.refused(LINE, ConvertRemittance(deal="FX-1"), SECOND_OF_TREASURY) == "nothing_proposed"
    play.done(LINE, quote(order), TREASURY)
    assert play.refused(LINE, ConvertRemittance(deal="FX-1"), TREASURY) == "second_person_needed"
    assert play.refused(LINE, ConvertRemittance(deal="FX-2"), SECOND_OF_TREASURY) == "proposal_changed"
    play.at(START + timedelta(minutes=30))
    assert play.refused(LINE, ConvertRemittance(deal="FX-1"), SECOND_OF_TREASURY) == "quote_expired"
    assert play.book(A.SUSPENSE_UNMATCHED, LINE, "EUR") == EUR


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"order": "ord_0000000000000"}, "unknown_order"),
        ({"currency": "XXX"}, "currency_unknown"),
        ({"currency": "EUR"}, "wrong_currency"),
        ({"rate": "0.0000000001"}, "amount_not_positive"),
        ({"rate": "9999999"}, "amount_not_positive"),
        ({"absorb": money(1, "EUR")}, "wrong_currency"),
        ({"absorb": money(50_01)}, "amount_too_large"),
    ],
)
def test_a_quote_that_makes_no_sense_is_refused(fields: dict[str, Any], code: str) -> None:
    play, order = arrived()
    before = play.remittances[LINE]
    amount = money(10**12, "EUR") if fields.get("rate") == "9999999" else None
    if amount is not None:
        play.done(LINE + 4096, HoldRemittance(amount=amount, line="l-2", payer=PAYER), BANK)
    assert play.refused(LINE if amount is None else LINE + 4096, quote(order, **fields), TREASURY) == code
    assert play.remittances[LINE] == before


def test_a_conversion_that_the_bank_did_not_make_leaves_the_money_as_it_came() -> None:
    play, _ = ordered()
    play.done(LINE, CallOffConversion(reason="no liquidity"), BANK)
    assert play.balances == {(A.BANK_TRUST, 0, "EUR"): -EUR, (A.SUSPENSE_UNMATCHED, LINE, "EUR"): EUR}
    play, _ = ordered()
    play.done(LINE, PayConversion(line="out"), BANK)
    assert play.refused(LINE, CallOffConversion(reason="too late"), BANK) == "wrong_stage"


def test_what_was_converted_and_found_no_order_goes_back_in_the_new_currency() -> None:
    """4.3: it never becomes euros again, and converts only once."""
    play, order = ordered()
    assert play.refused(LINE, ReceiveConversion(line="in", amount=money(1, "GBP")), BANK) == "wrong_currency"
    assert play.refused(LINE, ReceiveConversion(line="in", amount=usd(0)), BANK) == "amount_not_positive"
    play.done(LINE, PayConversion(line="out"), BANK)
    play.done(LINE, ReceiveConversion(line="in", amount=usd(23_991)), BANK)
    play.done(LINE, UndoMatch(reason="wrong_stage"), CLOCK)
    assert (play.book(A.SUSPENSE_UNMATCHED, LINE), play.book(A.TRANSIT_MATCHED, order)) == (24_000_00, 0)
    assert play.refused(LINE, quote(order, currency="GBP", absorb=None), TREASURY) == "wrong_currency"
    play.four_eyes(LINE, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))
    play.done(LINE, UndoMatch(reason="wrong_stage"), CLOCK)
    play.four_eyes(LINE, ReturnRemittance())
    play.done(LINE, SettleReturn(line="back"), BANK)
    assert play.book(A.SUSPENSE_UNMATCHED, LINE) == 0
    assert (play.book(A.BANK_TRUST), play.book(A.HOUSE_DUE_TO_TRUST)) == (-9_00, 9_00)
