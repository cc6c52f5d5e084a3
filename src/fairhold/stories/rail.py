"""The rail of a story: an acquirer, a bank or a lender that tells what happened in signed notices, as the sandbox does.

Nothing is sent over a network: a notice is written, signed, and goes the way of every notice that comes in, from the
check of its signature on. What we ask of the rail stays in the outbox.
"""

from datetime import datetime
from typing import Final

import psycopg

from fairhold.acquiring import signing
from fairhold.acquiring.attempts import Asked
from fairhold.acquiring.notice import KINDS, Happened, Notice, read, write
from fairhold.acquiring.outside import Outside
from fairhold.book.notices import find_notice
from fairhold.cashier.notices import take_notice
from fairhold.desk import Desk
from fairhold.trade.money import Money

RAILS: Final = frozenset(KINDS)
"""The rails that a story may let speak; each has the name of its kind."""
TOLERANCE_SECONDS: Final = 300
_SECRET: Final = b"a secret that every reader knows"
_FORGED: Final = b"a secret of somebody else's own!"


class StoryRail:
    """Writes, signs and counts the notices of one rail."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._made = 0
        self._last: Notice | None = None

    def tell(
        self,
        desk: Desk,
        connection: psycopg.Connection,
        asked: Asked,
        happened: Happened,
        amount: Money,
        now: datetime,
        *,
        cost: Money | None = None,
        payer: str = "",
        reason: str = "",
        forged: bool = False,
        again: bool = False,
    ) -> str:
        """Let a notice come in; what came of it. `again` repeats the last one, `forged` signs with a wrong secret.
        Raises NoticeError.
        """
        if not again or self._last is None:
            self._made += 1
            self._last = Notice(
                version=1,
                id=f"ntc_{self._made:08}",
                happened=happened,
                at=now,
                payment=asked.name,
                amount=amount,
                reference=f"{self._name}-{self._made}",
                cost=cost,
                payer=payer,
                reason=reason,
            )
        body, stamp = write(self._last), int(now.timestamp())
        signed = signing.sign(_FORGED if forged else _SECRET, self._last.id, stamp, body)
        fault = signing.fault(signed, body, (_SECRET,), stamp, TOLERANCE_SECONDS)
        if fault:
            return f"401, {fault}"
        notice = read(body, self._name)
        outside = Outside({}, {self._name: (_SECRET,)}, TOLERANCE_SECONDS)
        before = take_notice(desk, connection, outside, self._name, notice, body, now)
        found = find_notice(connection, before.number)
        assert found is not None
        state = f"here before, {found.state}" if before.state != "kept" else found.state
        return f"{notice.id} {state}" + (f" ({found.said})" if found.said else "")
