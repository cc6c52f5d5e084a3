"""The unmatched queue: money that found no order, why, how long it waits, what is proposed, and which order it may be
for (M7, PP24, PP26).

Staff only. Candidates are looked up by index (`book/candidates.py`), so the cost of a row does not grow with the number
of open orders; how well each fits is judged in `suggesting.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec
import psycopg

from fairhold.bank.slips import orders_meant
from fairhold.book import candidates, readings
from fairhold.reading.cursor import Cursors
from fairhold.reading.listing import Page, RemittanceRow, remittance_row
from fairhold.reading.suggesting import Known, Suggestion, short_max, suggest
from fairhold.trade import ids
from fairhold.trade.account_name import LEGAL_FORMS, compare
from fairhold.trade.days import day_of
from fairhold.trade.deciding import policy_of
from fairhold.trade.policy import Policies
from fairhold.trade.refusal import REFUSALS
from fairhold.trade.remittance import Plan, Remittance, Way
from fairhold.trade.who import Who

UNMATCHED_PAGE: Final = 25
"""Remittances on one page of the queue."""
SIBLINGS_MAX: Final = 200
"""Other remittances among which those of the same sender are looked for."""
WAYS: Final[Mapping[Way, str]] = {
    "match": "To an order",
    "return": "Back to its sender",
    "house": "The house's own top-up",
    "fees": "It took the house's fees",
    "withdraw": "The report was wrong",
}
"""Where money in suspense may go, in words."""
WAITING: Final = ("held", "debit", "misdirected")
"""States of the queue: money that found no order, a debit to explain, and what the house has to move (M7, M9b, M34)."""
REASONS: Final = {
    "no_reference": "Names no order",
    "ambiguous_reference": "Names several orders",
    "returned_transfer": "A payment of ours that came back and fits none",
    "bundle_not_told_apart": "Several payments in one amount",
    "misdirected": "Came to the house's own account",
    "": "A debit that no payment of ours explains",
}
"""Why a line found no order, in words; other reasons are refusals of the order that it named."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """What one person of treasury has proposed and a second one may agree to; `digest` names it."""

    way: str
    way_title: str
    order: str | None
    moves: str | None
    by: str
    at: datetime
    until: datetime
    digest: str
    is_over: bool


class Unmatched(msgspec.Struct, frozen=True, kw_only=True):
    """One remittance of the queue. `age_days` in days of the policy's zone since it came; None for one that bounced."""

    remittance: RemittanceRow
    reason: str
    reason_title: str
    age_days: int | None
    proposed: Proposed | None
    suggestions: tuple[Suggestion, ...]


def list_unmatched(
    connection: psycopg.Connection,
    who: Who,
    now: datetime,
    policies: Policies,
    cursors: Cursors,
    prefix: str,
    *,
    cursor: str = "",
) -> Page[Unmatched]:
    """A page of the queue, by number; `prefix` begins our account numbers. Raises CursorInvalid."""
    above = cursors.read(cursor, "unmatched") if cursor else 0
    with readings.snapshot(connection, who):
        numbers = readings.remittance_numbers(connection, WAITING, above, UNMATCHED_PAGE + 1)
        shown = numbers[:UNMATCHED_PAGE]
        found = readings.remittances(connection, shown, now).values()
        siblings = _siblings(connection, now)
        rows = [_unmatched(connection, read, siblings, policies, prefix) for read in found]
    rows.sort(key=lambda row: row.remittance.id)
    more = len(numbers) > UNMATCHED_PAGE
    return Page(tuple(rows), cursors.write(shown[-1], "unmatched") if more else None, more)


def read_unmatched(
    connection: psycopg.Connection, who: Who, remittance_id: int, now: datetime, policies: Policies, prefix: str
) -> Unmatched | None:
    """One remittance of the queue; None if there is none that waits."""
    with readings.snapshot(connection, who):
        read = readings.remittances(connection, (remittance_id,), now).get(remittance_id)
        if read is None or read.facts.state not in WAITING:
            return None
        return _unmatched(connection, read, _siblings(connection, now), policies, prefix)


def _siblings(connection: psycopg.Connection, now: datetime) -> list[Remittance]:
    numbers = readings.remittance_numbers(connection, ("held",), 0, SIBLINGS_MAX)
    return [read.facts for read in readings.remittances(connection, numbers, now).values()]


def _unmatched(
    connection: psycopg.Connection,
    read: readings.Read,
    siblings: Sequence[Remittance],
    policies: Policies,
    prefix: str,
) -> Unmatched:
    money, now = read.facts, read.now
    policy = policy_of(money, policies)
    today = day_of(now, policy.policy_tz)
    meant = orders_meant(money.text, prefix)
    payers = candidates.buyers_of_account(connection, money.payer.account)
    named = [
        company.id
        for company in readings.parties(connection, _like(connection, money.payer.name)).values()
        if compare(money.payer.name, company.name).outcome != "differs"
    ]
    most = money.amount + short_max(money.amount, money.currency, policy)
    numbers = {
        *meant,
        *candidates.by_amount(connection, money.amount, most, money.currency),
        *candidates.orders_of(connection, [*payers, *named[: candidates.BUYERS_MAX]]),
    }
    orders = [read.facts for read in readings.orders(connection, numbers, now).values()]
    companies = readings.parties(connection, {order.buyer for order in orders})
    known = Known(meant=meant, payers=frozenset(payers), companies=companies, others=_others(money, siblings))
    return Unmatched(
        remittance=remittance_row(money, policies),
        reason=money.reason,
        reason_title=reason_title(money.reason),
        age_days=_age(money.held_on, today),
        proposed=_proposed(money.plan, now),
        suggestions=suggest(money, orders, known, policy, today) if money.state != "debit" else (),
    )


def _like(connection: psycopg.Connection, name: str) -> list[int]:
    """Companies whose name begins with the first word of a name that says anything."""
    words = (word.strip(".,;:()") for word in name.lower().split())
    first = next((word for word in words if len(word) > 1 and word not in LEGAL_FORMS), "")
    return candidates.parties_called(connection, first)


def _others(money: Remittance, siblings: Sequence[Remittance]) -> tuple[tuple[str, int], ...]:
    """What else of the same sender waits in the same currency: the other parts of a split payment."""
    payer = money.payer
    return tuple(
        (ids.to_text(ids.REMITTANCE_PREFIX, other.id), other.amount)
        for other in siblings
        if other.id != money.id and other.currency == money.currency and payer.account and other.payer == payer
    )


def reason_title(reason: str) -> str:
    """Why a line found no order, in words."""
    first = reason.partition(" ")[0]
    if first in REASONS:
        return REASONS[first]
    return REFUSALS[first].title if first in REFUSALS else reason


def _age(held_on: date | None, today: date) -> int | None:
    return None if held_on is None else (today - held_on).days


def _proposed(plan: Plan | None, now: datetime) -> Proposed | None:
    if plan is None:
        return None
    proposal = plan.proposal
    return Proposed(
        way=plan.way,
        way_title=WAYS[plan.way],
        order=ids.to_text(ids.ORDER_PREFIX, plan.order) if plan.order else None,
        moves=ids.to_text(ids.REMITTANCE_PREFIX, plan.moves) if plan.moves else None,
        by=proposal.maker,
        at=proposal.at,
        until=proposal.until,
        digest=proposal.digest,
        is_over=now >= proposal.until,
    )
