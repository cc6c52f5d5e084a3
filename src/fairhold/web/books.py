"""The books for staff: trial balances, the trust account against the bank's word, money in suspense, and the proofs."""

from functools import partial

from fairhold.book.verify import Proof
from fairhold.printing.trust import trust_pdf
from fairhold.reading.books import read_books
from fairhold.reading.exposure import read_exposure
from fairhold.reading.listing import PAGE_SIZE_MAX, list_remittances
from fairhold.reading.order import as_dict
from fairhold.reading.trust import TrustProof, read_trust_proof
from fairhold.trade.refusal import Refused
from fairhold.web.visit import Sheet, Visit


def show(visit: Visit) -> Sheet:
    """`GET /books`."""
    return _page(visit, None)


def prove(visit: Visit) -> Sheet:
    """`POST /books/proofs`: replay everything and say what holds."""
    proofs = visit.counter.prove()
    if proofs is None:
        return visit.problem(Refused("proving", "One proof at a time.", ""), 409, back="/books")
    return _page(visit, proofs)


def paper(visit: Visit) -> Sheet:
    """`GET /books/proof.pdf`: the trust proof of today."""
    found = _proof(visit)
    return Sheet(pdf=trust_pdf(found), file_name=f"trust-proof-{found.day}.pdf")


def _proof(visit: Visit) -> TrustProof:
    counter = visit.counter
    zone = counter.policies().now.policy_tz
    return counter.read(partial(read_trust_proof, who=visit.who, now=counter.now(), tz=zone))


def _page(visit: Visit, proofs: list[Proof] | None) -> Sheet:
    counter = visit.counter
    books = counter.read(partial(read_books, who=visit.who))
    suspense = counter.read(
        partial(
            list_remittances,
            who=visit.who,
            now=counter.now(),
            policies=counter.policies(),
            cursors=counter.cursors,
            page_size=PAGE_SIZE_MAX,
        )
    )
    return visit.page(
        "books.html",
        currencies=as_dict(books)["currencies"],
        proof=as_dict(_proof(visit)),
        exposure=as_dict(
            counter.read(partial(read_exposure, who=visit.who, policy=counter.policies().now, now=counter.now()))
        ),
        suspense=as_dict(suspense)["data"],
        proofs=None if proofs is None else as_dict(proofs),
    )
