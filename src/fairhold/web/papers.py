"""The papers of an order, for the browser to show: the purchase contract and the provability report, as PDFs."""

from fairhold.printing.orders import contract_pdf, proof_pdf
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
