"""How a story is told: events and what they post, the money bar, deadlines, books and proofs, as plain text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from fairhold.book.verify import Proof
from fairhold.trade.accounts import GROW_BY_DEBIT, Account
from fairhold.trade.adjudication import Exhibit, RulingWritten
from fairhold.trade.approval import Proposal
from fairhold.trade.dispute import Claimed, Offer
from fairhold.trade.issue import Facts
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.posting import Posting
from fairhold.trade.refusal import Refused
from fairhold.trade.report import Judged
from fairhold.trade.stream import Deadline, Event
from fairhold.trade.supplier import Measure, NameCheck, Purse
from fairhold.trade.thread import Named
from fairhold.wording import amount

BAR_WIDTH = 40
_MONEY = (
    *("amount", "available", "exposed", "failed", "freight", "limit"),
    *("raw", "refund", "reserve", "reserved", "value"),
)
_UNTOLD = frozenset(
    {
        *("currency", "supplier", "order", "buyer", "contract", "fingerprint", "line", "payer", "transfers", "account"),
        *("policy_version", "day", "remittance", "document", "quantities", "transfer", "text", "early_release"),
        *("prices", "ruling", "seal", "content", "in_draft", "start", "end"),
        *("payee", "plan", "public_key", "report", "seed", "sha256", "supersedes", "at"),
        *("total", "initial", "balance", "credit", "fee", "frozen_initial", "frozen_balance", "absorbed", "disputed"),
    }
)
_NOTHING = ("", None, (), 0)
"""Values that go without saying; False is one of them."""


def when(at: datetime) -> str:
    """A moment: `Mon 2019-06-03 09:00`."""
    return f"{at:%a %Y-%m-%d %H:%M}"


def event_lines(label: str, event: Event, rows: Iterable[Posting], currency: str = "") -> list[str]:
    """One event with what it says and what it posts; `currency` is the order's, for events that name none."""
    kind = str(event.__struct_config__.tag)
    told = [f"    {label}: {kind}{_details(event, currency)}"]
    if isinstance(event, RulingWritten):
        told += _ruling(event)
    told += [f"        {row.debit.wire} -> {row.credit.wire}  {amount(row.amount, row.currency)}" for row in rows]
    return told


def _details(event: Event, currency: str) -> str:
    said = []
    currency = getattr(event, "currency", currency)
    usual = {field.name: field.default for field in msgspec.structs.fields(event)}
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if name in _UNTOLD or value in _NOTHING or value == usual[name]:
            continue
        if name in _MONEY and isinstance(value, int) and currency:
            value = amount(value, currency)
        if isinstance(value, Judged):
            said.append(": ".join(filter(None, (f"verdict {value.verdict}", ", ".join(value.reasons)))))
            continue
        said.append(f"{name.replace('_', ' ')} {_word(value)}")
    return f" ({', '.join(said)})" if said else ""


def _ruling(event: RulingWritten) -> list[str]:
    """The findings of a ruling with their arithmetic, and the fingerprint by which a second person approves it."""
    told = []
    for one in event.ruling.findings:
        where = "" if one.line is None else f" on line {one.line + 1}"
        told.append(f"        {one.ground}{where}: {one.outcome} by {one.rule}, evidence {', '.join(one.evidence)}")
        told.append(f"            clause {one.clause.pointer or 'none'}: {one.clause.says}")
        for step in one.remedy.steps:
            figure = amount(step.figure, event.currency) if isinstance(step.figure, int) else step.figure
            told.append(f"            {step.words}: {figure}")
    return [*told, f"        award {amount(event.ruling.total, event.currency)}, ruling {event.sha256}"]


def _word(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, Money):
        return amount(value.minor, value.currency)
    if isinstance(value, Measure):
        about = amount(value.amount, value.currency) if value.currency else f"{value.count:+d}" if value.count else ""
        return ": ".join(filter(None, (f"{value.kind} {about}".strip(), value.reason)))
    if isinstance(value, Proposal):
        return f"of {value.maker} until {when(value.until)}, hash {value.digest}"
    if isinstance(value, Named):
        return value.word
    if isinstance(value, NameCheck):
        return value.outcome
    if isinstance(value, (Offer, Claimed, Facts, Exhibit)):
        parts = ((name, getattr(value, name)) for name in value.__struct_fields__ if name not in _UNTOLD)
        return "; ".join(f"{name.replace('_', ' ')} {_word(said)}" for name, said in parts if said not in _NOTHING)
    if isinstance(value, tuple):
        return " ".join(_word(one) for one in value)
    return f"{value}"


def refusal_lines(refused: Refused) -> list[str]:
    """A refusal: its code, its rule, what it says, the places it is about, and what would be allowed."""
    told = [f"    refused {refused.code} ({refused.rule}): {refused.detail}"]
    told += [f"        {place.pointer} ({place.rule}): {place.detail}" for place in refused.places]
    if refused.allowed:
        told.append(f"        allowed: {', '.join(refused.allowed)}")
    return told


def money_lines(order: Order) -> list[str]:
    """Where the order's money lies, as a bar over its total and in figures."""
    funds, currency = order.funds, order.currency
    total = max(order.total, 1)
    parts = (("#", funds.released), ("=", funds.held), ("<", funds.refund + funds.refunded))
    bar, reached = "", 0
    for sign, minor in parts:
        reached += minor
        bar = bar.ljust(min(BAR_WIDTH, (reached * BAR_WIDTH + total // 2) // total), sign)
    figures = [f"{name} {amount(minor, currency)}" for name, minor in _figures(order) if minor]
    return [f"    [{bar.ljust(BAR_WIDTH, '.')}] of {amount(order.total, currency)}", f"        {', '.join(figures)}"]


def _figures(order: Order) -> tuple[tuple[str, int], ...]:
    funds = order.funds
    return (
        ("# released", funds.released),
        ("= held", funds.held),
        ("of it frozen", funds.frozen),
        ("< refunded", funds.refunded),
        ("< on the way back", funds.refund),
        ("credit", funds.credit),
        ("made good by the house", funds.absorbed),
        (". due", order.due),
    )


def deadline_lines(deadlines: Sequence[Deadline]) -> list[str]:
    """What happens if nobody acts, the earliest first."""
    if not deadlines:
        return ["    none"]
    latest = date.max
    ordered = sorted(deadlines, key=lambda one: (one.day or latest, one.name))
    return [f"    {one.day or 'stands still'}  {one.name}: {one.on_expiry}" for one in ordered]


def purse_lines(currency: str, purse: Purse) -> list[str]:
    """A supplier's limit and money in one currency."""
    limit = f"limit {amount(purse.limit, currency)}"
    limit += f" = free {amount(purse.free, currency)} + reserved {amount(purse.reserved, currency)}"
    exposed = f" (exposed {amount(purse.exposed, currency)})" if purse.exposed else ""
    names = ("available", "reserve", "in_transit", "dispute_hold", "receivable")
    money = [f"{name.replace('_', ' ')} {amount(getattr(purse, name), currency)}" for name in names]
    return [f"    {limit}{exposed}", f"    {', '.join(money)}"]


def book_lines(rows: Iterable[Posting], owners: Mapping[int, str]) -> list[str]:
    """The balance of every account that is not empty, as its kind counts it."""
    balances: Counter[tuple[str, Account, int]] = Counter()
    for row in rows:
        balances[row.currency, row.debit, row.debit_owner] += row.amount
        balances[row.currency, row.credit, row.credit_owner] -= row.amount
    told = []
    for (currency, account, owner), minor in sorted(balances.items()):
        if minor:
            name = f"{account.wire} {owners.get(owner, '')}".strip()
            figure = amount(abs(minor), currency)
            side = "" if (minor > 0) == (account in GROW_BY_DEBIT) else " (turned round)"
            told.append(f"    {name:<44} {figure:>20}{side}")
    return told or ["    every account is empty"]


def proof_lines(proofs: Sequence[Proof]) -> list[str]:
    """What was proved, in one line, and every failure."""
    failed = [proof for proof in proofs if not proof.ok]
    if not failed:
        return [f"    all {len(proofs)} hold: {', '.join(proof.name for proof in proofs)}"]
    return [f"    FAILED {proof.name}: {problem}" for proof in failed for problem in proof.problems]
