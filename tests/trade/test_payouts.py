"""Changing where payouts go: password, name, second person, cooling (PP8, SC46)."""

from datetime import timedelta

import msgspec
import pytest

from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.order import Stage
from fairhold.trade.payouts import AgreePayoutAccount, DropPayoutAccount, RequestPayout, SetPayoutAccount, VerifyPayee
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import AccountChange, Likeness
from fairhold.trade.supplier_events import PayeeVerified, PayoutAccountAgreed, PayoutAccountChecked, PayoutRequested
from fairhold.trade.who import BANK, Role, Who
from trade.playing import (
    BUYER,
    SECOND_OF_SUPPLIER,
    SUPPLIER,
    SUPPLIER_ID,
    SUPPLIER_KEY,
    TREASURY,
    Play,
    usd,
)

FIRST = SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789", bank="BANKNL2A")
OTHER = SetPayoutAccount(name="Ningbo Tumbler Works Ltd", account="NL00BANK0000000001", bank="BANKNL2A")
FOREIGN = SetPayoutAccount(name="Wong Trading", account="HK00BANK0000000002")
SUN, SAL, TOM = (msgspec.structs.replace(who, proved_minutes=3) for who in (SUPPLIER, SECOND_OF_SUPPLIER, TREASURY))


def started(policy: Policy | None = None) -> Play:
    """A supplier with 80,000.00 to withdraw and an account that has cooled."""
    play = Play(policy)
    order = play.order(Stage.DELIVERED)
    play.done(order, ConfirmReceipt(), BUYER)
    play.done(SUPPLIER_ID, FIRST, SUPPLIER_KEY)
    play.now += timedelta(hours=72)
    return play


def change(play: Play) -> AccountChange:
    """The change that waits."""
    found = play.suppliers[SUPPLIER_ID].account_change
    assert found is not None
    return found


def agree(play: Play, reason: str = "") -> AgreePayoutAccount:
    """To agree to the change that waits."""
    return AgreePayoutAccount(digest=change(play).proposal.digest, reason=reason)


def paid_to(play: Play) -> str:
    """Where a payout of one dollar goes now."""
    (event,) = play.done(SUPPLIER_ID, RequestPayout(amount=usd(1)), SUPPLIER)
    assert isinstance(event, PayoutRequested)
    return event.account.account


def test_the_first_account_in_the_company_s_name_needs_no_second_person() -> None:
    """There is no old account to be robbed of; it cools like any other."""
    play = Play()
    checked, _ = play.done(SUPPLIER_ID, FIRST, SUPPLIER_KEY)
    assert isinstance(checked, PayoutAccountChecked)
    assert checked.names.outcome == "same"
    account = play.suppliers[SUPPLIER_ID].account
    assert account is not None
    assert (account.account, account.since) == ("NL00BANK0123456789", play.now)


def test_a_change_waits_for_another_person_and_then_cools_for_72_hours() -> None:
    """SC46: until somebody agrees payouts go to the old account; then they wait."""
    play = started()
    play.done(SUPPLIER_ID, OTHER, SUN)
    assert paid_to(play) == "NL00BANK0123456789"
    agreed = play.now
    play.done(SUPPLIER_ID, agree(play), SAL)
    want = RequestPayout(amount=usd(1))
    play.now = agreed + timedelta(hours=10)
    assert play.refused(SUPPLIER_ID, want, SUPPLIER) == "payout_account_cooling"
    play.now = agreed + timedelta(hours=72, microseconds=-1)
    assert play.refused(SUPPLIER_ID, want, SUPPLIER) == "payout_account_cooling"
    play.now = agreed + timedelta(hours=72)
    assert paid_to(play) == "NL00BANK0000000001"


def test_a_change_needs_a_person_whose_password_is_fresh() -> None:
    """A key and a session left open are not enough; ten minutes are too old."""
    play = started()
    stale = msgspec.structs.replace(SUN, proved_minutes=10)
    assert play.refused(SUPPLIER_ID, OTHER, SUPPLIER_KEY) == "person_missing"
    assert play.refused(SUPPLIER_ID, OTHER, SUPPLIER) == "step_up_needed"
    assert play.refused(SUPPLIER_ID, OTHER, stale) == "step_up_needed"
    play.done(SUPPLIER_ID, OTHER, msgspec.structs.replace(SUN, proved_minutes=9))
    assert play.refused(SUPPLIER_ID, agree(play), SECOND_OF_SUPPLIER) == "step_up_needed"


@pytest.mark.parametrize(
    "checker",
    [SUN, Who(Role.TREASURY, 0, "sun.treasury", "sun", proved_minutes=0), Who(Role.SUPPLIER, SUPPLIER_ID, "SUN")],
)
def test_the_maker_does_not_agree_with_any_of_its_logins(checker: Who) -> None:
    """I11."""
    play = started()
    play.done(SUPPLIER_ID, OTHER, SUN)
    assert play.refused(SUPPLIER_ID, agree(play), checker) == "second_person_needed"
    assert paid_to(play) == "NL00BANK0123456789"


def test_what_is_agreed_to_is_what_was_shown_and_in_time() -> None:
    """A change that replaced the one that was shown is not agreed to by mistake."""
    play = started()
    play.done(SUPPLIER_ID, OTHER, SUN)
    shown = agree(play)
    play.done(SUPPLIER_ID, SetPayoutAccount(name=FIRST.name, account="XX00EVIL0000000009"), SUN)
    assert play.refused(SUPPLIER_ID, shown, SAL) == "proposal_changed"
    play.now += timedelta(hours=72)
    assert play.refused(SUPPLIER_ID, agree(play), SAL) == "proposal_expired"
    play.done(SUPPLIER_ID, OTHER, SUN)
    play.done(SUPPLIER_ID, agree(play), SAL)
    account = play.suppliers[SUPPLIER_ID].account
    assert account is not None
    assert account.account == "NL00BANK0000000001"


def test_an_account_in_another_name_is_agreed_to_by_treasury_with_a_reason() -> None:
    """PP8."""
    play = started()
    play.done(SUPPLIER_ID, FOREIGN, SUN)
    assert change(play).names.outcome == "differs"
    assert play.refused(SUPPLIER_ID, agree(play, "our sister company"), SAL) == "account_name_differs"
    assert play.refused(SUPPLIER_ID, agree(play, "  "), TOM) == "account_name_differs"
    (event,) = play.done(SUPPLIER_ID, agree(play, "extract of the register seen"), TOM)
    assert isinstance(event, PayoutAccountAgreed)
    assert (event.person, event.reason, event.account.since) == ("tom", "extract of the register seen", play.now)


def test_a_first_account_in_another_name_waits_too() -> None:
    play = Play()
    assert play.refused(SUPPLIER_ID, FOREIGN, SUPPLIER_KEY) == "person_missing"
    play.done(SUPPLIER_ID, FOREIGN, SUPPLIER)
    assert play.suppliers[SUPPLIER_ID].account is None
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=usd(1)), SUPPLIER) == "payout_account_missing"
    play.done(SUPPLIER_ID, agree(play, "register seen"), TOM)
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=usd(1)), SUPPLIER) == "payout_account_cooling"


def test_anybody_of_the_supplier_and_treasury_stop_a_change() -> None:
    """Stopping needs no second person: it moves nothing."""
    for who in (SUPPLIER, SUPPLIER_KEY, TREASURY):
        play = started()
        play.done(SUPPLIER_ID, OTHER, SUN)
        play.done(SUPPLIER_ID, DropPayoutAccount(reason="not us"), who)
        assert play.suppliers[SUPPLIER_ID].account_change is None
        assert paid_to(play) == "NL00BANK0123456789"
        assert play.refused(SUPPLIER_ID, DropPayoutAccount(), who) == "nothing_proposed"


def test_the_same_account_again_is_no_change_and_does_not_cool_again() -> None:
    play = started()
    assert play.refused(SUPPLIER_ID, FIRST, SUN) == "already_so"
    assert paid_to(play) == "NL00BANK0123456789"


# --- what the account's bank says (verification of payees, PP8)


def answer(play: Play, outcome: Likeness, holder: str = "") -> VerifyPayee:
    """What the bank of the account that waits says."""
    return VerifyPayee(digest=change(play).proposal.digest, outcome=outcome, holder=holder)


@pytest.mark.parametrize(
    ("outcome", "holder", "names"),
    [
        ("same", "", "same"),
        ("close", "", "close"),
        ("close", "NINGBO TUMBLER WORKS CO., LTD.", "same"),
        ("close", "Ningbo Tumbler", "close"),
        ("same", "Wong Trading", "differs"),
        ("differs", "", "differs"),
        ("differs", "Ningbo Tumbler Works", "differs"),
    ],
)
def test_what_the_bank_says_takes_the_place_of_the_words(outcome: Likeness, holder: str, names: Likeness) -> None:
    """The account was given in the company's own name; its bank alone knows whose it is."""
    play = started()
    play.done(SUPPLIER_ID, OTHER, SUN)
    assert (change(play).names.outcome, change(play).names.method) == ("same", "words")
    (event,) = play.done(SUPPLIER_ID, answer(play, outcome, holder), BANK)
    assert isinstance(event, PayeeVerified)
    assert change(play).names == event.names
    assert (event.names.outcome, event.names.given, event.names.method) == (names, holder or OTHER.name, "bank")
    if names == "differs":
        assert play.refused(SUPPLIER_ID, agree(play, "register seen"), SAL) == "account_name_differs"
        play.done(SUPPLIER_ID, agree(play, "register seen"), TOM)
    else:
        play.done(SUPPLIER_ID, agree(play), SAL)
    assert play.suppliers[SUPPLIER_ID].account_change is None


def test_the_bank_says_whose_an_account_in_another_name_is() -> None:
    """A name in another script: what the bank tells is the company's own, so its second person may agree."""
    play = started()
    play.done(SUPPLIER_ID, msgspec.structs.replace(FOREIGN, name="宁波杯业有限公司"), SUN)
    assert play.refused(SUPPLIER_ID, agree(play), SAL) == "account_name_differs"
    play.done(SUPPLIER_ID, answer(play, "close", "Ningbo Tumbler Works"), TREASURY)
    play.done(SUPPLIER_ID, agree(play), SAL)


def test_an_answer_is_about_the_account_that_waits_and_changes_nothing_twice() -> None:
    play = started()
    missing = VerifyPayee(digest="0" * 64, outcome="same")
    assert play.refused(SUPPLIER_ID, missing, BANK) == "nothing_proposed"
    play.done(SUPPLIER_ID, OTHER, SUN)
    assert play.refused(SUPPLIER_ID, missing, BANK) == "proposal_changed"
    assert play.refused(SUPPLIER_ID, answer(play, "same"), SUN) == "role_not_allowed"
    play.done(SUPPLIER_ID, answer(play, "same"), BANK)
    assert play.refused(SUPPLIER_ID, answer(play, "same"), BANK) == "already_so"
    play.done(SUPPLIER_ID, answer(play, "differs"), BANK)
    late = answer(play, "same")
    play.now += timedelta(hours=72)
    assert play.refused(SUPPLIER_ID, late, BANK) == "proposal_expired"
    assert change(play).names.outcome == "differs"


def test_where_the_policy_asks_for_it_no_account_is_agreed_to_before_its_bank_has_spoken() -> None:
    """The first one waits too: typing the company's name is all that a thief of a new login would need."""
    play = Play(Policy(payee_verification="bank"))
    assert play.refused(SUPPLIER_ID, FIRST, SUPPLIER_KEY) == "person_missing"
    play.done(SUPPLIER_ID, FIRST, SUN)
    assert play.suppliers[SUPPLIER_ID].account is None
    assert play.refused(SUPPLIER_ID, agree(play, "seen"), TOM) == "payee_not_verified"
    play.done(SUPPLIER_ID, answer(play, "same"), BANK)
    play.done(SUPPLIER_ID, agree(play), SAL)
    account = play.suppliers[SUPPLIER_ID].account
    assert account is not None
    assert (account.account, account.since) == (FIRST.account, play.now)
