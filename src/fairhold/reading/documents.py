"""The seven documents of a complete claim (S57): what the platform holds already is attached by itself, the rest is
what the sides hand in.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from fairhold.book.custody import File
from fairhold.book.readings import Happened
from fairhold.reading.visits import KINDS
from fairhold.trade import ids
from fairhold.trade.inspection import ReportSubmitted
from fairhold.trade.money import show
from fairhold.trade.order import Order
from fairhold.trade.payment_events import PaymentReceived

DOCUMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contract": "Signed contract, invoice or purchase order",
        "specification": "Product specification",
        "design": "Design drawings or files",
        "inspection_report": "Inspection report",
        "communication": "Messages between the sides",
        "receipt": "Receipt of the payment",
        "pictures": "Pictures or videos of the goods",
    }
)
"""Each of the seven by its word, with its title, in the order of S57."""
BY_KIND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "eml": "communication",
        "msg": "communication",
        **dict.fromkeys(("jpeg", "png", "gif", "webp", "heic", "mp4", "mov"), "pictures"),
    }
)
"""What a file is taken for when nobody said: by its kind."""


class Attached(msgspec.Struct, frozen=True):
    """Something that the platform holds already: what, where it is read (empty: with the order), and its SHA-256 if it
    has one.
    """

    title: str
    path: str = ""
    sha256: str = ""


class DocumentShown(msgspec.Struct, frozen=True):
    """One of the seven: what the platform attaches by itself, the files handed in as it (by SHA-256), and whether there
    is anything at all.
    """

    document: str
    title: str
    attached: tuple[Attached, ...]
    files: tuple[str, ...]
    there: bool


def document_of(file: File) -> str:
    """Which of the seven a file is: as it was said, else by what was found in it; empty if neither tells."""
    if file.document:
        return file.document
    found = msgspec.json.decode(file.facts)
    return "communication" if {"chat", "lines", "mail"} & found.keys() else BY_KIND.get(file.kind, "")


def checklist(order: Order, history: tuple[Happened, ...], by_document: Mapping[str, str]) -> tuple[DocumentShown, ...]:
    """The seven, with what is there. `by_document` says of each file by its SHA-256 which of them it is."""
    found = []
    for word, title in DOCUMENTS.items():
        attached = tuple(_ATTACHED[word](order, history))
        files = tuple(sha256 for sha256, is_one in by_document.items() if is_one == word)
        found.append(DocumentShown(word, title, attached, files, bool(attached or files)))
    return tuple(found)


def _path(order: Order, rest: str) -> str:
    return f"/v1/orders/{ids.to_text(ids.ORDER_PREFIX, order.id)}/{rest}"


def _contract(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    if order.agreed_on is not None:
        said = f"Contract, version {order.contract_version}, signed by both"
        yield Attached(said, _path(order, "contract.pdf"), order.fingerprint)


def _specification(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    if order.agreed_on is None:
        return
    if order.terms.goods is not None:
        yield Attached("Terms about all goods, in the contract", _path(order, "contract.pdf"))
    for line in order.terms.lines:
        if line.specification or line.terms is not None:
            yield Attached(f"Specified in the contract: {line.description}", _path(order, "contract.pdf"))


def _design(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    """Design files that the signed contract names; the bytes are there if somebody handed them in."""
    if order.agreed_on is None:
        return
    for goods in (order.terms.goods, *(line.terms for line in order.terms.lines)):
        for term in goods.customisation if goods is not None else ():
            if term.file:
                yield Attached(f"Named in the contract: {term.what}", _path(order, "contract.pdf"), term.file)


def _reports(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    for visit in order.visits:
        if visit.report:
            title = f"Report on visit {visit.number} ({KINDS[visit.kind].lower()})"
            yield Attached(title, _path(order, f"visits/{visit.number}/report.pdf"), visit.report)


def _messages(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    count = order.thread.count
    if count:
        yield Attached(f"The order's thread, {count} message{'s' * (count > 1)}", _path(order, "messages"))


def _receipts(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    for happened in history:
        event = happened.event
        if isinstance(event, PaymentReceived):
            paid = show(event.initial + event.balance + event.credit, event.currency)
            yield Attached(f"{paid} received on {event.day}", _path(order, "timeline"))


def _pictures(order: Order, history: tuple[Happened, ...]) -> Iterator[Attached]:
    """Photos of the last report on each visit, by their content."""
    reports = {event.visit: event for event in (h.event for h in history) if isinstance(event, ReportSubmitted)}
    for visit, event in reports.items():
        for number, photo in enumerate(event.report.photos, 1):
            yield Attached(f"Photo {number} of the report on visit {visit}", sha256=photo.sha256)


_ATTACHED: Final[Mapping[str, Callable[[Order, tuple[Happened, ...]], Iterator[Attached]]]] = MappingProxyType(
    {
        "contract": _contract,
        "specification": _specification,
        "design": _design,
        "inspection_report": _reports,
        "communication": _messages,
        "receipt": _receipts,
        "pictures": _pictures,
    }
)
