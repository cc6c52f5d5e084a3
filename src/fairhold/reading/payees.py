"""Another account for money that came back, as staff reads it before a second person agrees to it (SC41, I11)."""

from datetime import datetime
from typing import Final

import msgspec

from fairhold.trade.payment import PayeeChange, Payer
from fairhold.trade.who import Role

READERS: Final = frozenset({Role.TREASURY, Role.COMPLIANCE, Role.OPERATOR, Role.AUDITOR})
"""The roles of staff that have to do with where money goes."""


class PayeeProposed(msgspec.Struct, frozen=True, kw_only=True):
    """Another account, and how its name compares with the `known` one: `same`, `close` or `differs`. Agree to it by
    `digest`, before `until`.
    """

    payee: Payer
    names: str
    known: str
    by: str
    at: datetime
    until: datetime
    digest: str


def payee_proposed(change: PayeeChange) -> PayeeProposed:
    """What waits for the second person."""
    return PayeeProposed(
        payee=change.payee,
        names=change.names.outcome,
        known=change.names.known,
        by=change.proposal.maker,
        at=change.proposal.at,
        until=change.proposal.until,
        digest=change.proposal.digest,
    )
