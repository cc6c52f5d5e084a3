"""What came of an asking, on the wire: the stream as it stands after it, in short, and the events that happened."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec

from fairhold.api.call import Call, Reply, encode
from fairhold.api.problems import problem
from fairhold.desk import Answer
from fairhold.reading.before import Caution, cautions
from fairhold.reading.order import open_rules, word
from fairhold.reading.supplier import PurseShown, purses
from fairhold.trade import ids
from fairhold.trade.deciding import due
from fairhold.trade.order import Order, stage
from fairhold.trade.policy import Policies
from fairhold.trade.refusal import Refused
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Deadline, Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Who

REPLAYED: Final = (b"idempotent-replayed", b"true")
_MOMENT: Final = timedelta(microseconds=1)


class ShortDeadline(msgspec.Struct, frozen=True, omit_defaults=True):
    """A deadline in short: its name, last day, the instant of that day's end; neither while it is paused."""

    name: str
    day: date | None = None
    at: datetime | None = None
    paused: bool = False


class OrderChanged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An order after an asking. `events` are the words of what happened, in order; `dry_run`: of what would.

    `cautions` are what to know before the contract is signed: terms that the supplier does not accept, its limit.
    """

    id: str
    stage: str
    version: int
    fingerprint: str
    flags: tuple[str, ...]
    deadlines: tuple[ShortDeadline, ...]
    allowed_actions: tuple[str, ...]
    events: tuple[str, ...]
    dry_run: bool = False
    cautions: tuple[Caution, ...] = ()


class SupplierChanged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A supplier after an asking, with its limit and money in every currency."""

    id: str
    version: int
    opted_in: bool
    purses: tuple[PurseShown, ...]
    events: tuple[str, ...]
    dry_run: bool = False


class RemittanceChanged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A remittance after an asking."""

    id: str
    version: int
    state: str
    order: str = ""
    deadlines: tuple[ShortDeadline, ...] = ()
    events: tuple[str, ...]
    dry_run: bool = False


Changed = OrderChanged | SupplierChanged | RemittanceChanged


class BulkAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of one asking of a bulk request: the status it would have had alone, and its body."""

    status: int
    body: Any
    replayed: bool = False


class BulkAnswers(msgspec.Struct, frozen=True):
    """One answer for each asking, in the order of the askings."""

    answers: list[BulkAnswer]


def reply(call: Call, answer: Answer, stream: str, who: Who, policies: Policies, dry_run: bool) -> Reply:
    """The HTTP answer to one asking that was not refused."""
    headers = (REPLAYED,) if answer.replayed else ()
    is_new = stream == "order" and answer.version == len(answer.events) and not dry_run
    return Reply(201 if is_new else 200, encode(changed(answer, stream, who, policies, dry_run)), headers=headers)


def bulk_answer(
    answer: Answer, stream: str, who: Who, policies: Policies, dry_run: bool, request_id: str
) -> BulkAnswer:
    """One asking of a bulk request, refused or not."""
    if answer.refused is not None:
        return bulk_refusal(answer.refused, request_id)
    return BulkAnswer(200, changed(answer, stream, who, policies, dry_run), answer.replayed)


def bulk_refusal(refused: Refused, request_id: str) -> BulkAnswer:
    """One asking of a bulk request that was refused."""
    body = problem(refused, request_id)
    return BulkAnswer(body.status, body)


def changed(answer: Answer, stream: str, who: Who, policies: Policies, dry_run: bool) -> Changed:
    """The stream after an asking."""
    words = tuple(_word(event) for event in answer.events)
    if stream == "order":
        assert answer.case.order is not None
        return _order(answer.case.order, answer.case.supplier, who, policies, words, dry_run)
    if stream == "supplier":
        supplier = answer.case.supplier or Supplier(id=answer.stream_id)
        return SupplierChanged(
            id=ids.to_text(ids.SUPPLIER_PREFIX, answer.stream_id),
            version=answer.version,
            opted_in=supplier.opted_in,
            purses=purses(supplier),
            events=words,
            dry_run=dry_run,
        )
    assert answer.case.remittance is not None
    return _remittance(answer.case.remittance, policies, words, dry_run)


def _order(
    order: Order, supplier: Supplier | None, who: Who, policies: Policies, words: tuple[str, ...], dry_run: bool
) -> OrderChanged:
    running = due(order, policies)
    rules = open_rules(order, who, _moment_before(running), policies)
    return OrderChanged(
        id=ids.to_text(ids.ORDER_PREFIX, order.id),
        stage=stage(order),
        version=order.version,
        fingerprint=order.fingerprint,
        flags=order.flags,
        deadlines=_short(running),
        allowed_actions=tuple(word(rule) for rule in rules),
        events=words,
        dry_run=dry_run,
        cautions=cautions(order, supplier or Supplier(id=order.supplier)),
    )


def _remittance(remittance: Remittance, policies: Policies, words: tuple[str, ...], dry_run: bool) -> RemittanceChanged:
    return RemittanceChanged(
        id=ids.to_text(ids.REMITTANCE_PREFIX, remittance.id),
        version=remittance.version,
        state=remittance.state,
        order=ids.to_text(ids.ORDER_PREFIX, remittance.order) if remittance.order else "",
        deadlines=_short(due(remittance, policies)),
        events=words,
        dry_run=dry_run,
    )


def _moment_before(running: tuple[Deadline, ...]) -> datetime:
    """Now, but before the first deadline that the clock acts on: the desk has just let every passed one happen, by a
    clock that may be a test clock.
    """
    now = datetime.now(UTC)
    return min((d.at - _MOMENT for d in running if d.acts and d.at is not None and d.at <= now), default=now)


def _short(running: tuple[Deadline, ...]) -> tuple[ShortDeadline, ...]:
    return tuple(ShortDeadline(d.name, d.day, d.at, d.at is None) for d in running)


def _word(event: Event) -> str:
    return str(event.__struct_config__.tag)
