"""The books: every event has its postings or is silent, every pair is declared, every account is named once."""

import pytest

from fairhold.trade.accounts import CLIENT_LIABILITIES, TRUST_ASSETS, TRUST_LIABILITIES, Account
from fairhold.trade.ledger import EVENTS, PAIRS, SILENT, postings
from fairhold.trade.payment_events import EscrowReleased, RefundOrdered
from fairhold.trade.posting import Posting
from fairhold.trade.stream import Event
from fairhold.trade.table import EVENT_TYPES
from trade.playing import START


class Unheard(Event, frozen=True, kw_only=True, tag="unheard"):
    """An event that no table knows."""


def test_every_event_posts_or_is_silent_and_none_is_both() -> None:
    assert set(PAIRS) | set(SILENT) == set(EVENTS) == set(EVENT_TYPES.values())
    assert set(PAIRS) & set(SILENT) == set()
    assert len(EVENTS) == len(set(EVENTS)) == len(EVENT_TYPES)


def test_every_event_class_of_the_core_is_in_the_table() -> None:
    found = set()
    waiting = [Event]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("fairhold.trade") and not kind.__subclasses__():
                found.add(kind)
    assert found == set(EVENTS)


def test_an_event_of_no_table_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        postings(Unheard(), 1)


def test_accounts_have_a_name_each_and_numbers_that_fit_a_small_column() -> None:
    assert len({account.wire for account in Account}) == len(Account)
    assert all(0 < account < 2**15 for account in Account)


def test_the_numbers_of_accounts_never_change() -> None:
    """They are stored; a new account gets a new number."""
    assert {account.wire: int(account) for account in Account} == {
        "bank:trust": 1,
        "bank:house": 2,
        "bank:guarantee": 3,
        "house:due_to_trust": 5,
        "recv:supplier": 6,
        "clr:card": 7,
        "clr:ach": 8,
        "clr:lender": 9,
        "transit:matched": 10,
        "clr:fees": 11,
        "recv:buyer": 12,
        "ord:escrow:initial": 20,
        "ord:escrow:balance": 21,
        "ord:frozen": 22,
        "ord:cb_hold": 23,
        "ord:insp_escrow": 24,
        "sup:available": 30,
        "sup:reserve": 31,
        "sup:dispute_hold": 32,
        "sup:in_transit": 33,
        "sup:deposit": 34,
        "buy:credit": 40,
        "buy:refund": 41,
        "sup:rolling": 35,
        "susp:unmatched": 50,
        "insp:payable": 51,
        "lend:payable": 52,
        "susp:compliance": 54,
        "susp:fx": 55,
        "clr:fx": 56,
        "escheat:payable": 57,
        "escheat:refund": 58,
        "fee:due_to_house": 60,
        "inc:processing": 61,
        "exp:bank_charges": 70,
        "exp:rail": 71,
        "exp:cb_fee": 72,
        "exp:fx": 80,
        "inc:service": 81,
        "exp:goodwill": 82,
        "coupon:owed": 83,
        "prov:guarantee": 62,
        "exp:guarantee_provision": 73,
    }


def test_trust_money_is_client_money_and_fees_not_yet_swept() -> None:
    """I2."""
    assert {Account.FEE_DUE_TO_HOUSE} == TRUST_LIABILITIES - CLIENT_LIABILITIES
    assert set() == TRUST_ASSETS & TRUST_LIABILITIES
    assert all(debit != credit for pairs in PAIRS.values() for debit, credit in pairs)


def test_a_release_pays_supplier_reserve_and_fee_out_of_both_parts_of_escrow() -> None:
    """M13, M13r: 25 + 55 = 59 + 20 + 1, and each row has both sides."""
    event = EscrowReleased(
        reason="receipt",
        currency="USD",
        supplier=7,
        initial=25,
        balance=55,
        fee=1,
        reserve=20,
        day=START.date(),
    )
    a = Account
    assert postings(event, 3) == (
        Posting(a.ESCROW_INITIAL, 3, a.SUPPLIER_AVAILABLE, 7, 25, "USD"),
        Posting(a.ESCROW_BALANCE, 3, a.SUPPLIER_AVAILABLE, 7, 34, "USD"),
        Posting(a.ESCROW_BALANCE, 3, a.SUPPLIER_RESERVE, 7, 20, "USD"),
        Posting(a.ESCROW_BALANCE, 3, a.FEE_DUE_TO_HOUSE, 0, 1, "USD"),
    )


def test_a_refund_comes_from_where_the_money_lies() -> None:
    """M18a, M19, M21a, M6b."""
    event = RefundOrdered(
        reason="claim",
        currency="EUR",
        supplier=7,
        initial=1,
        balance=2,
        frozen_initial=3,
        frozen_balance=4,
        disputed=5,
        credit=6,
        transfers=(),
        day=START.date(),
    )
    a = Account
    assert event.amount == 21
    assert [(row.debit, row.debit_owner, row.amount) for row in postings(event, 3)] == [
        (a.ESCROW_INITIAL, 3, 1),
        (a.ESCROW_BALANCE, 3, 2),
        (a.FROZEN, 3, 7),
        (a.SUPPLIER_DISPUTE_HOLD, 7, 5),
        (a.BUYER_CREDIT, 3, 6),
    ]
    assert {(row.credit, row.credit_owner) for row in postings(event, 3)} == {(a.BUYER_REFUND, 3)}
