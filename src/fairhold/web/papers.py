"""The papers of an order, for the browser to show: purchase contract, payment card, provability report and ruling, as
PDFs; and the case bundle, to keep.
"""

import io
from datetime import date
from functools import partial

from fairhold.bank.payment_card import PaymentCard, payee_of
from fairhold.casefile.bundle import pack, put_on_record
from fairhold.casefile.reading import read_case, read_heads
from fairhold.evidence.fault import EvidenceFault
from fairhold.printing.orders import contract_pdf, proof_pdf
from fairhold.printing.payment_card import MILESTONES, card_pdf, order_card, scan_png
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.order import OrderShown
from fairhold.reading.room import Room
from fairhold.reading.ruling import read_ruling
from fairhold.safe.recording import sign_of
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.refusal import Refused
from fairhold.web.contract import read
from fairhold.web.handing_in import concerned
from fairhold.web.visit import FileSheet, Sheet, Visit


def contract(visit: Visit) -> Sheet:
    """`GET /orders/{id}/contract.pdf`: the version that stands, or the one that `version` names."""
    room, counter = read(visit), visit.counter
    wanted = visit.query.get("version", "")
    content = contract_pdf(room, counter.policies(), counter.settings.account_prefix, wanted)
    if content is None:
        return visit.nothing()
    return Sheet(pdf=content, file_name=f"{room.order.id}-contract.pdf")


def payment_card(visit: Visit) -> Sheet:
    """`GET /orders/{id}/payment-card.pdf`: of the milestone that `milestone` names, or what is due first."""
    found = _card(visit)
    if found is None:
        return visit.nothing()
    room, card = found
    return Sheet(pdf=card_pdf(room.order, card, _today(visit, room)), file_name=f"{room.order.id}-payment-card.pdf")


def payment_scan(visit: Visit) -> Sheet:
    """`GET /orders/{id}/payment-card.png`: its code for cameras."""
    found = _card(visit)
    if found is None:
        return visit.nothing()
    picture = scan_png(found[1])
    return Sheet(file=FileSheet(io.BytesIO(picture), len(picture), "image/png", {}))


def _card(visit: Visit) -> tuple[Room, PaymentCard] | None:
    room, milestone = read(visit), visit.query.get("milestone", "")
    if milestone and milestone not in MILESTONES:
        return None
    card = card_of_order(visit, room.order, milestone)
    return None if card is None else (room, card)


def card_of_order(visit: Visit, order: OrderShown, milestone: str = "") -> PaymentCard | None:
    """The payment card of an order as it is read; None if nothing is due."""
    settings = visit.counter.settings
    payee = payee_of(settings, order.money.due.currency)
    return order_card(order, milestone, payee, visit.counter.secret)


def _today(visit: Visit, room: Room) -> date:
    return day_of(room.order.now, visit.counter.zone(room.order.policy_version))


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
    found = concerned(visit, reading)
    try:
        bundle = pack(room, found, counter.write(partial(read_heads, case=found)), counter.settings.account_prefix)
    except EvidenceFault as fault:
        gone = Refused("page_unknown", fault.detail, "")
        return visit.problem(gone, 404, back=f"/orders/{visit.param('id')}/evidence")
    counter.write(partial(put_on_record, room, case=found, bundle=bundle, now=counter.now()))
    headers = {"content-disposition": f'attachment; filename="{bundle.name}"'}
    return Sheet(file=FileSheet(bundle.open(), bundle.size, "application/zip", headers))
