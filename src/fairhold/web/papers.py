"""The papers of an order, for the browser to show: purchase contract, provability report and ruling, as PDFs."""

from functools import partial

from fairhold.printing.orders import contract_pdf, proof_pdf
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.ruling import read_ruling
from fairhold.safe.recording import sign_of
from fairhold.trade import ids
from fairhold.web.contract import read
from fairhold.web.visit import Sheet, Visit


def contract(visit: Visit) -> Sheet:
    """`GET /orders/{id}/contract.pdf`: the version that stands, or the one that `version` names."""
    room, counter = read(visit), visit.counter
    wanted = visit.query.get("version", "")
    content = contract_pdf(room, counter.policies(), counter.settings.account_prefix, wanted)
    if content is None:
        return visit.nothing()
    return Sheet(pdf=content, file_name=f"{room.order.id}-contract.pdf")


def lint(visit: Visit) -> Sheet:
    """`GET /orders/{id}/lint.pdf`."""
    room = read(visit)
    return Sheet(pdf=proof_pdf(room, visit.counter.policies()), file_name=f"{room.order.id}-lint.pdf")


def ruling(visit: Visit) -> Sheet:
    """`GET /orders/{id}/ruling.pdf`: the last ruling."""
    counter = visit.counter
    reading = partial(
        read_ruling,
        who=visit.who,
        order_id=ids.from_text(ids.ORDER_PREFIX, visit.param("id")) or 0,
        now=counter.now(),
        policies=counter.policies(),
        sign=partial(sign_of, counter.strongroom),
    )
    found = counter.read(reading)
    if found is None:
        return visit.nothing()
    return Sheet(pdf=ruling_pdf(found), file_name=f"{found.order}-ruling.pdf")
