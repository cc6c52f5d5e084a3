"""Notices about where payouts go."""

from datetime import UTC, datetime, timedelta

from fairhold.reading.notices import notices
from fairhold.trade.account_name import by_bank, compare
from fairhold.trade.approval import Proposal
from fairhold.trade.supplier import PayoutAccount
from fairhold.trade.supplier_events import (
    PayeeVerified,
    PayoutAccountAgreed,
    PayoutAccountDropped,
    PayoutAccountProposed,
    PayoutAccountSet,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ACCOUNT = PayoutAccount("Wong Trading", "HK00BANK0000000002", "", NOW)


def test_every_step_is_told_with_who_did_it_and_never_the_whole_account() -> None:
    proposal = Proposal("sun", "sun", "a" * 64, NOW, NOW + timedelta(hours=72))
    names = compare("Wong Trading", "Ningbo Tumbler Works")
    sun = "supplier:5:sun"
    events = [
        (NOW, sun, PayoutAccountSet(account=ACCOUNT)),
        (NOW, sun, PayoutAccountProposed(account=ACCOUNT, names=names, proposal=proposal)),
        (NOW, "bank:0:", PayeeVerified(names=by_bank("differs", "Wong Ltd", "Wong Trading", "Ningbo Tumbler Works"))),
        (NOW, "bank:0:", PayeeVerified(names=by_bank("same", "", "Ningbo Tumbler Works", "Ningbo Tumbler Works"))),
        (NOW, "treasury:0:tom", PayoutAccountAgreed(account=ACCOUNT, person="tom", reason="seen")),
        (NOW, "supplier:5:", PayoutAccountDropped(reason="")),
    ]
    found = notices(events)
    stop = "If that is not meant, drop the change at once or tell treasury."
    assert [one.text for one in found] == [
        "sun set the first payout account, ending 0002. Payouts wait until it has cooled.",
        "sun wants payouts to go to the account ending 0002. Its name Wong Trading is not quite the company's. " + stop,
        "Its bank says that the new account is in another name. " + stop,
        "Its bank says that the new account is in your company's name.",
        "tom agreed that payouts go to the account ending 0002. Payouts wait until it has cooled. " + stop,
        "somebody dropped the change. Payouts go where they went.",
    ]
    assert all(ACCOUNT.account not in one.text for one in found)
