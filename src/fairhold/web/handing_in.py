"""Handing evidence in from a page: a script announces the file, puts its pieces, and finishes; the page is loaded anew.
Without a script the form brings a small file whole.

The same steps as over the API, under the session of the person; what cannot be done is told in words.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Read
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.scanner import ScannerAway
from fairhold.evidence.store import StoreAway
from fairhold.reading import evidence as reading
from fairhold.safe import taking
from fairhold.safe.taking import ADDING, Underway, Wanted
from fairhold.trade import ids
from fairhold.trade.order import Order
from fairhold.web.visit import Sheet, Stop, Visit

log = logging.getLogger(__name__)

Result = TypeVar("Result")

OFFSET_DIGITS_MAX: Final = 16
_TAKEN: Final = 200


def announce(visit: Visit) -> Sheet:
    """`POST /orders/{id}/evidence`, by the script."""
    return _done(lambda: _begun(visit, {}))


def piece(visit: Visit) -> Sheet:
    """`PUT /orders/{id}/uploads/{upload}?offset=N`."""
    order, offset = order_of(visit), visit.query.get("offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) <= OFFSET_DIGITS_MAX):
        return _told(400, "The piece does not say where it belongs.")
    room, upload, data = visit.counter.strongroom, visit.param("upload"), visit.posted.content
    return _done(lambda: taking.add_piece(room, order.id, visit.who, upload, int(offset), data))


def finish(visit: Visit) -> Sheet:
    """`POST /orders/{id}/uploads/{upload}`."""
    order = order_of(visit)
    return _done(lambda: _finished(visit, order.id, visit.param("upload")))


def whole(visit: Visit) -> str:
    """Take the file that the form brought; gives what is wrong with it, or nothing."""
    posted, order = visit.posted, order_of(visit).id

    def work() -> None:
        if not posted.content:
            raise EvidenceFault("vault_empty", "The file has no bytes.")
        begun = _begun(visit, {"name": posted.file_name or "unnamed", "size": str(len(posted.content))})
        taking.add_piece(visit.counter.strongroom, order, visit.who, begun.upload, 0, posted.content)
        _finished(visit, order, begun.upload)

    sheet = _done(work)
    return "" if sheet.status == _TAKEN else str(msgspec.json.decode(sheet.json)["detail"])


def order_of(visit: Visit) -> Order:
    """The order in the path, for somebody whom its evidence concerns. Stops the visit for anybody else."""
    order_id, counter = ids.from_text(ids.ORDER_PREFIX, visit.param("id")), visit.counter
    if order_id is None:
        raise Stop(visit.nothing())

    def find(connection: psycopg.Connection) -> Read | None:
        with readings.snapshot(connection, visit.who):
            return reading.find_order(connection, visit.who, order_id, counter.now())

    order: Order = concerned(visit, find).facts
    return order


def concerned(visit: Visit, find: Callable[[psycopg.Connection], Result | None]) -> Result:
    """What a reading about evidence finds. Stops the visit where it finds nothing, and where the case is not his."""
    try:
        found = visit.counter.read(find)
    except reading.CaseOfAnother as other:
        raise Stop(visit.problem(other.refused, 403, back=f"/orders/{visit.param('id')}")) from None
    if found is None:
        raise Stop(visit.nothing())
    return found


def _begun(visit: Visit, more: dict[str, str]) -> Underway:
    order = order_of(visit)
    if visit.who.role not in ADDING or not reading.may_add(order, visit.who):
        raise Stop(visit.nothing())
    said = {name: values[0] for name, values in visit.form.items() if name != "csrf" and values[0]}
    begin = partial(
        taking.announce,
        visit.counter.strongroom,
        order=order.id,
        policy=visit.counter.policy(order.policy_version),
        who=visit.who,
        wanted=msgspec.convert({**said, **more}, Wanted, strict=False),
        now=visit.counter.now(),
    )
    return visit.counter.write(begin)


def _finished(visit: Visit, order: int, upload: str) -> dict[str, str]:
    room, now = visit.counter.strongroom, visit.counter.now()
    taken = taking.examine(room, order, visit.who, upload, now)
    record = partial(taking.put_on_record, room, order=order, who=visit.who, upload=upload, taken=taken, now=now)
    visit.counter.write(record)
    if taken.fault is not None:
        raise taken.fault
    return {"sha256": taken.sha256}


def _done(work: Callable[[], Any]) -> Sheet:
    try:
        return Sheet(json=msgspec.json.encode(work()))
    except msgspec.ValidationError as problem:
        return _told(422, f"{problem}.")
    except EvidenceFault as fault:
        return _told(422, fault.detail)
    except ScannerAway:
        return _told(503, "The scanner does not answer just now. Try again in a moment; what was sent is kept.")
    except StoreAway as away:
        log.warning("evidence cannot be stored: %s", away)
        return _told(
            503, "The store of evidence does not answer just now. Try again in a moment; what was sent is kept."
        )


def _told(status: int, detail: str) -> Sheet:
    return Sheet(status=status, json=msgspec.json.encode({"detail": detail}))
