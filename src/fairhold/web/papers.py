"""The papers of an order, for the browser to show: purchase contract, provability report and ruling, as PDFs; and the
case bundle, to keep.
"""

from functools import partial

from fairhold.casefile.bundle import pack, put_on_record
from fairhold.casefile.reading import read_case, read_heads
from fairhold.evidence.fault import EvidenceFault
from fairhold.printing.orders import contract_pdf, proof_pdf
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.ruling import read_ruling
from fairhold.safe.recording import sign_of
from fairhold.trade import ids
from fairhold.trade.refusal import Refused
from fairhold.web.contract import read
from fairhold.web.visit import FileSheet, Sheet, Visit


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


def case(visit: Visit) -> Sheet:
    """`GET /orders/{id}/case.zip`: everything of a dispute for somebody outside."""
    counter = visit.counter
    room = counter.strongroom
    reading = partial(
        read_case,
        who=visit.who,
        order_id=ids.from_text(ids.ORDER_PREFIX, visit.param("id")) or 0,
        now=counter.now(),
        policies=counter.policies(),
        ours=counter.ours,
        sign=partial(sign_of, room),
    )
    found = counter.read(reading)
    if found is None:
        return visit.nothing()
    try:
        bundle = pack(room, found, counter.write(partial(read_heads, case=found)), counter.settings.account_prefix)
    except EvidenceFault as fault:
        gone = Refused("page_unknown", fault.detail, "")
        return visit.problem(gone, 404, back=f"/orders/{visit.param('id')}/evidence")
    counter.write(partial(put_on_record, room, case=found, bundle=bundle, now=counter.now()))
    headers = {"content-disposition": f'attachment; filename="{bundle.name}"'}
    return Sheet(file=FileSheet(bundle.open(), bundle.size, "application/zip", headers))
