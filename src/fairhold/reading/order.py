"""One order as its parties and staff read it: where it stands, its money, what happens next, and all that happened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
import psycopg

from fairhold.bank import numbers
from fairhold.book import readings
from fairhold.book.readings import Read
from fairhold.reading.attempts import AttemptShown, attempts
from fairhold.reading.before import AGREEING, BeforeSigning, before_signing
from fairhold.reading.disputing import DisputeShown, dispute_shown
from fairhold.reading.fields import FIELDS, Field
from fairhold.reading.happenings import Entry, entry, is_shown
from fairhold.reading.refunds import RefundBack, refunds_back
from fairhold.reading.returning import ReturnShown, goods_return
from fairhold.reading.visits import Gate, VisitShown, gate, visits
from fairhold.reading.visits import is_shown as is_visit_shown
from fairhold.reading.words import DEADLINES, FLAGS, STAGES, Step, next_step
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.deciding import Case, allowed, due, policy_of
from fairhold.trade.difference import Difference, differences
from fairhold.trade.money import Money
from fairhold.trade.order import Order, stage
from fairhold.trade.policy import Policies
from fairhold.trade.protection import guaranteed_after_release, protected_base, protected_while_held
from fairhold.trade.stream import Rule
from fairhold.trade.supplier import Supplier
from fairhold.trade.terms import Contract
from fairhold.trade.who import PARTIES, Party, Role, Who

_ANYBODY: Final = Who(Role.AUDITOR)
"""In whose name is read what everybody may know: a company's own rows would hide a supplier from its buyers."""
ACCOUNT_PREFIX: Final = "8390"
"""How the account numbers of orders begin when the operator's bank has given no other prefix."""


class Company(msgspec.Struct, frozen=True):
    """A company of the order."""

    id: str
    name: str
    country: str


class Flag(msgspec.Struct, frozen=True):
    """What lies over the stage."""

    name: str
    title: str


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Where the order's money is (4.9). `due` is still to be paid, `held` lies in escrow, of it `frozen` for a
    dispute, `refunding` is on its way back, `covered` the protected base (4.9), `protected` its part that is
    held and `guaranteed` its part that was released inside the limit. `uncleared` is held but still with the
    rail that took it (I2); `buyer_owes` what a rail took back from the buyer's payments after the money was gone
    (M28, M30). `unprotected` is what the two sides say goes past the account (A14): it is in none of the others.
    """

    total: Money
    initial: Money
    balance: Money
    received: Money
    held: Money
    frozen: Money
    released: Money
    reserve: Money
    refunding: Money
    refunded: Money
    credit: Money
    absorbed: Money
    charged_back: Money
    uncleared: Money
    buyer_owes: Money
    due: Money
    due_initial: Money
    covered: Money
    protected: Money
    guaranteed: Money
    unprotected: Money


class PayTo(msgspec.Struct, frozen=True):
    """Where the buyer pays: the order's own account number and creditor reference (ISO 11649)."""

    account: str
    reference: str
    printed_reference: str


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline: the last day, the instant of its 24:00, and what happens if nobody acts. Paused ones have no day."""

    name: str
    title: str
    day: date | None
    at: datetime | None
    paused: bool
    on_expiry: str


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """A command that the reader may ask for now: its word, its path and what it takes."""

    command: str
    title: str
    path: str
    fields: tuple[Field, ...]


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A new contract version that waits for the other side's signature, and every place in which it differs."""

    by: str
    day: date
    fingerprint: str
    changes: tuple[Difference, ...]
    contract: Contract


class CancellationWish(msgspec.Struct, frozen=True):
    """A wish to end the order; the supplier would keep so much."""

    by: str
    day: date
    supplier_keeps: Money


class OrderShown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one order."""

    id: str
    title: str
    stage: str
    stage_title: str
    flags: tuple[Flag, ...]
    version: int
    you: str
    author: str
    buyer: Company
    supplier: Company
    contract_version: int
    fingerprint: str
    policy_version: int
    frozen_until_delivery: bool
    contract: Contract
    money: Sums
    pay_to: PayTo | None
    attempts: tuple[AttemptShown, ...]
    refunds_back: tuple[RefundBack, ...]
    next: Step
    deadlines: tuple[Due, ...]
    allowed_actions: tuple[Action, ...]
    amendment: Pending | None
    cancellation: CancellationWish | None
    dispute: DisputeShown | None
    goods_return: ReturnShown | None
    inspection: Gate | None
    visits: tuple[VisitShown, ...]
    before_signing: BeforeSigning | None
    days: dict[str, date | None]
    now: datetime
    timeline: tuple[Entry, ...]


DAYS: Final = (
    *("opened_on", "proposed_on", "agreed_on", "initial_funded_on", "ready_on", "goods_accepted_on"),
    *("total_funded_on", "late_on", "shipped_on", "delivered_on", "received_on"),
)
"""The days on which an order went on, as its facts call them."""


def read_order(
    connection: psycopg.Connection,
    who: Who,
    order_id: int,
    now: datetime,
    policies: Policies,
    account_prefix: str = ACCOUNT_PREFIX,
) -> OrderShown | None:
    """The order as `who` sees it at `now` (or by its test clock); None if there is none or it is not his."""
    found = read_and_show(connection, who, order_id, now, policies, account_prefix)
    return None if found is None else found[1]


def read_and_show(
    connection: psycopg.Connection,
    who: Who,
    order_id: int,
    now: datetime,
    policies: Policies,
    account_prefix: str = ACCOUNT_PREFIX,
) -> tuple[Read, OrderShown] | None:
    """What `read_order` shows, and what it was read from, for readings that show more of the same moment."""
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
        if found is None or not is_yours(found.facts, who):
            return None
        postings = readings.stream_postings(connection, order_id)
        companies = readings.parties(connection, (found.facts.buyer, found.facts.supplier))
    supplier = Supplier(id=found.facts.supplier)
    if stage(found.facts) in AGREEING:
        with readings.snapshot(connection, _ANYBODY):
            supplier = readings.supplier(connection, supplier.id) or supplier
    timeline = tuple(
        entry(happened, who, postings.get(happened.seq, [])) for happened in found.history if is_shown(happened, who)
    )
    return found, show(found, who, companies, policies, account_prefix, timeline, supplier)


def is_yours(order: Order, who: Who) -> bool:
    """Staff reads every order; a company its own, and a draft only its author (T01); an inspector those whose visit he
    took or may take.
    """
    if who.role == Role.INSPECTOR:
        return any(is_visit_shown(visit, who) for visit in order.visits)
    if who.role not in PARTIES:
        return True
    if who.party != (order.buyer if who.role == Role.BUYER else order.supplier):
        return False
    return order.proposed_on is not None or order.author == str(who.role)


def show(
    read: Read,
    who: Who,
    companies: Mapping[int, Party],
    policies: Policies,
    account_prefix: str,
    timeline: tuple[Entry, ...],
    supplier: Supplier,
) -> OrderShown:
    """The reading of facts that were read."""
    order: Order = read.facts
    at = stage(order)
    policy = policy_of(order, policies)
    text = ids.to_text(ids.ORDER_PREFIX, order.id)
    return OrderShown(
        id=text,
        title=order.terms.title,
        stage=at,
        stage_title=STAGES[at],
        flags=tuple(Flag(name, FLAGS[name]) for name in order.flags),
        version=order.version,
        you=str(who.role),
        author=order.author,
        buyer=company(order.buyer, companies),
        supplier=company(order.supplier, companies),
        contract_version=order.contract_version,
        fingerprint=order.fingerprint,
        policy_version=order.policy_version,
        frozen_until_delivery=order.frozen_until_delivery,
        contract=order.terms,
        money=sums(order),
        attempts=attempts(order) if who.role != Role.INSPECTOR else (),
        refunds_back=refunds_back(order, who),
        pay_to=_pay_to(order, account_prefix) if who.role != Role.INSPECTOR else None,
        next=next_step(order, at, day_of(read.now, policy.policy_tz)),
        deadlines=deadlines(order, policies),
        allowed_actions=actions(order, who, read.now, policies),
        amendment=_amendment(order),
        cancellation=_cancellation(order),
        dispute=dispute_shown(order, read.history, who, policy),
        goods_return=goods_return(order, due(order, policies), policy),
        inspection=gate(order),
        visits=visits(order, read.history, who, policy),
        before_signing=before_signing(order, supplier, policy) if who.role != Role.INSPECTOR else None,
        days={name: getattr(order, name) for name in DAYS},
        now=read.now,
        timeline=timeline,
    )


def company(id: int, companies: Mapping[int, Party]) -> Company:
    """A company by name, as far as the operator knows it."""
    party = companies.get(id)
    return Company(ids.to_text(ids.PARTY_PREFIX, id), party.name if party else "", party.country if party else "")


def sums(order: Order) -> Sums:
    """The order's money."""
    funds, contract = order.funds, order.terms
    total, initial = order.total, order.initial
    base = protected_base(contract.coverage, max(0, funds.received), initial, total)

    def of(minor: int) -> Money:
        return Money(str(max(0, minor)), contract.currency)

    return Sums(
        total=of(total),
        initial=of(initial),
        balance=of(total - initial),
        received=of(funds.received),
        held=of(funds.held),
        frozen=of(funds.frozen),
        released=of(funds.released),
        reserve=of(funds.reserve),
        refunding=of(funds.refund),
        refunded=of(funds.refunded),
        credit=of(funds.credit),
        absorbed=of(funds.absorbed),
        charged_back=of(funds.charged_back),
        uncleared=of(funds.uncleared),
        buyer_owes=of(funds.buyer_owes),
        due=of(0 if order.closed is not None else order.due),
        due_initial=of(0 if order.closed is not None else initial - funds.paid_initial),
        covered=of(0 if order.closed is not None else base),
        protected=of(protected_while_held(base, funds.held)),
        guaranteed=of(guaranteed_after_release(base, funds.held, order.reserved)),
        unprotected=of(order.unprotected),
    )


def _pay_to(order: Order, prefix: str) -> PayTo | None:
    """Only an agreed order takes money."""
    if order.agreed_on is None or order.closed is not None:
        return None
    account = numbers.account_number(order.id, prefix)
    return PayTo(account, numbers.reference(order.id), numbers.printed_reference(order.id))


def deadlines(order: Order, policies: Policies) -> tuple[Due, ...]:
    """The deadlines that run, the earliest first, paused ones last."""
    found = [
        Due(
            name=deadline.name,
            title=DEADLINES[deadline.name],
            day=deadline.day,
            at=deadline.at,
            paused=deadline.at is None,
            on_expiry=deadline.on_expiry,
        )
        for deadline in due(order, policies)
    ]
    return tuple(sorted(found, key=lambda d: (d.paused, d.at.timestamp() if d.at else 0.0)))


def open_rules(order: Order, who: Who, now: datetime, policies: Policies) -> tuple[Rule, ...]:
    """The rows of the rules table that are open to the reader now."""
    return allowed(Case(order=order), who, now, policies)


def actions(order: Order, who: Who, now: datetime, policies: Policies) -> tuple[Action, ...]:
    """What the reader may ask for now."""
    path = f"/v1/orders/{ids.to_text(ids.ORDER_PREFIX, order.id)}/"
    return tuple(
        Action(
            command=word(rule),
            title=rule.title,
            path=path + word(rule).replace("_", "-"),
            fields=FIELDS[rule.command],
        )
        for rule in open_rules(order, who, now, policies)
    )


def word(rule: Rule) -> str:
    """The command's word on the wire."""
    return str(rule.command.__struct_config__.tag)


def _amendment(order: Order) -> Pending | None:
    pending = order.amendment
    if pending is None:
        return None
    return Pending(
        by=pending.by,
        day=pending.day,
        fingerprint=pending.fingerprint,
        changes=differences(order.terms, pending.contract),
        contract=pending.contract,
    )


def _cancellation(order: Order) -> CancellationWish | None:
    wish = order.cancellation
    return (
        None if wish is None else CancellationWish(wish.by, wish.day, Money(str(wish.supplier_keeps), order.currency))
    )


def as_dict(shown: Any) -> dict[str, Any]:
    """A reading as plain values, for a template: everything is there, also what the wire leaves out as a default."""
    plain: dict[str, Any] = _plain(shown)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return msgspec.to_builtins(value)
