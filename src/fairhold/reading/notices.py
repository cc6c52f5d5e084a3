"""Notices about where payouts go, for every login of the company and for treasury, old and new alike (PP8).

A notice is made from the event itself, so none can be missing or suppressed by whoever has taken over one login. It
names the last signs of an account, never the whole. Sending it by letter is not this file's business.
"""

from datetime import datetime

import msgspec

from fairhold.book.coding import who
from fairhold.trade.stream import Event
from fairhold.trade.supplier_events import (
    PayeeVerified,
    PayoutAccountAgreed,
    PayoutAccountDropped,
    PayoutAccountProposed,
    PayoutAccountSet,
)

NOTICES_SHOWN_MAX = 20
"""How many of the latest notices a reading shows."""


class NoticeShown(msgspec.Struct, frozen=True):
    """One notice: when, what happened, and what to do if it was not meant."""

    at: datetime
    title: str
    text: str


def notices(history: list[tuple[datetime, str, Event]]) -> tuple[NoticeShown, ...]:
    """The notices of a supplier's account history (time, actor, event), in its order."""
    return tuple(_notice(at, who(actor).person or "somebody", event) for at, actor, event in history)


def _notice(at: datetime, by: str, event: Event) -> NoticeShown:
    stop = "If that is not meant, drop the change at once or tell treasury."
    cool = "Payouts wait until it has cooled."
    match event:
        case PayoutAccountProposed(account=account, names=names):
            name = "" if names.outcome == "same" else f" Its name {account.name} is not quite the company's."
            said = f"{by} wants payouts to go to the account ending {account.account[-4:]}.{name} {stop}"
            return NoticeShown(at, "New payout account proposed", said)
        case PayeeVerified(names=names):
            whose = {"same": "in your company's name", "close": "nearly in your company's name"}
            said = f"Its bank says that the new account is {whose.get(names.outcome, 'in another name')}."
            return NoticeShown(at, "New payout account checked", said if names.outcome == "same" else f"{said} {stop}")
        case PayoutAccountAgreed(account=account):
            said = f"{by} agreed that payouts go to the account ending {account.account[-4:]}. {cool} {stop}"
            return NoticeShown(at, "New payout account agreed", said)
        case PayoutAccountSet(account=account):
            said = f"{by} set the first payout account, ending {account.account[-4:]}. {cool}"
            return NoticeShown(at, "Payout account set", said)
    assert isinstance(event, PayoutAccountDropped)
    return NoticeShown(at, "New payout account dropped", f"{by} dropped the change. Payouts go where they went.")
