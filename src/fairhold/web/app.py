"""The pages as one ASGI application: which address shows what, and to whom."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from fairhold.desk import Desk
from fairhold.reading.caseload import READERS as CASELOAD_READERS
from fairhold.reading.links import READERS as LINK_READERS
from fairhold.settings import Settings
from fairhold.web import (
    acting,
    badge,
    books,
    checking,
    contract,
    disputes,
    evidence,
    forecast,
    handing_in,
    inspection,
    limits,
    links,
    login,
    measures,
    notices,
    orders,
    papers,
    payouts,
    suppliers,
    term,
    thread,
    unmatched,
)
from fairhold.web.counter import Counter, DemoLogin
from fairhold.web.visit import BOOK_READERS, Sheet, Visit, door


def build(desk: Desk, url: str, settings: Settings, *, secret: bytes, demo: Sequence[DemoLogin] = ()) -> Starlette:
    """The pages on one desk and the database at `url`.

    `secret` (at least 16 bytes) signs cursors and must be the same in every process of an installation. `demo` logins
    are shown on the login page: for a marketplace that is only played.
    """
    counter = Counter(desk, url, settings, secret, demo)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(counter.open)
        yield
        await run_in_threadpool(counter.close)

    return Starlette(routes=_routes(counter), lifespan=lifespan)


def _routes(counter: Counter) -> list[Route | Mount]:
    return [
        Route("/", door(counter, _home)),
        Route("/login", door(counter, login.show, is_open=True)),
        Route("/login", door(counter, login.log_in, is_open=True), methods=["POST"]),
        Route("/logout", door(counter, login.log_out), methods=["POST"]),
        Route("/orders", door(counter, orders.listing)),
        Route("/orders/new", door(counter, acting.form)),
        Route("/orders/new", door(counter, acting.send), methods=["POST"]),
        Route("/orders/{id}", door(counter, orders.one)),
        Route("/orders/{id}/timeline", door(counter, orders.timeline)),
        Route("/orders/{id}/contract", door(counter, contract.show)),
        Route("/orders/{id}/term", door(counter, term.form)),
        Route("/orders/{id}/term", door(counter, term.send), methods=["POST"]),
        Route("/orders/{id}/waive", door(counter, term.waive), methods=["POST"]),
        Route("/orders/{id}/messages", door(counter, thread.show)),
        Route("/orders/{id}/messages", door(counter, thread.post), methods=["POST"]),
        Route("/orders/{id}/evidence", door(counter, evidence.show)),
        Route("/orders/{id}/evidence", door(counter, evidence.add), methods=["POST"]),
        Route("/orders/{id}/uploads/{upload}", door(counter, handing_in.piece), methods=["PUT"]),
        Route("/orders/{id}/uploads/{upload}", door(counter, handing_in.finish), methods=["POST"]),
        Route("/orders/{id}/evidence/{sha256}", door(counter, evidence.one)),
        Route("/orders/{id}/evidence/{sha256}/file", door(counter, evidence.attachment)),
        Route("/orders/{id}/evidence/{sha256}/picture", door(counter, evidence.picture)),
        Route("/orders/{id}/evidence/{sha256}/{what}", door(counter, evidence.keep), methods=["POST"]),
        Route("/orders/{id}/payment-card.pdf", door(counter, papers.payment_card)),
        Route("/orders/{id}/payment-card.png", door(counter, papers.payment_scan)),
        Route("/orders/{id}/contract.pdf", door(counter, papers.contract)),
        Route("/orders/{id}/lint.pdf", door(counter, papers.lint)),
        Route("/orders/{id}/ruling.pdf", door(counter, papers.ruling)),
        Route("/orders/{id}/case.zip", door(counter, papers.case)),
        Route("/orders/{id}/visits/{number}", door(counter, inspection.report)),
        Route("/orders/{id}/visits/{number}/report.pdf", door(counter, inspection.paper)),
        Route("/orders/{id}/visits/{number}/form.json", door(counter, inspection.form)),
        Route("/orders/{id}/{command}", door(counter, acting.form)),
        Route("/orders/{id}/{command}", door(counter, acting.send), methods=["POST"]),
        Route("/limit", door(counter, limits.mine)),
        Route("/suppliers", door(counter, suppliers.listing)),
        Route("/suppliers/{id}", door(counter, suppliers.one)),
        Route("/suppliers/{id}/limit", door(counter, limits.show)),
        Route("/forecast", door(counter, forecast.mine)),
        Route("/suppliers/{id}/forecast", door(counter, forecast.show)),
        Route("/badges/{id}.svg", door(counter, badge.picture, is_open=True)),
        Route("/badges/{id}", door(counter, badge.show, is_open=True)),
        Route("/payouts", door(counter, payouts.show, payouts.READERS)),
        Route("/payouts/{id}/{command}", door(counter, payouts.send, payouts.READERS), methods=["POST"]),
        Route("/measures", door(counter, measures.show, measures.READERS)),
        Route("/measures/{id}/{command}", door(counter, measures.send, measures.READERS), methods=["POST"]),
        Route("/links", door(counter, links.show, LINK_READERS)),
        Route("/links/{id}/{command}", door(counter, links.send, links.ACTORS), methods=["POST"]),
        Route("/disputes", door(counter, disputes.show, CASELOAD_READERS)),
        Route("/unmatched", door(counter, unmatched.show, BOOK_READERS)),
        Route("/unmatched/{command}", door(counter, unmatched.send, unmatched.ACTORS), methods=["POST"]),
        Route("/unmatched/{id}/{command}", door(counter, unmatched.send, unmatched.ACTORS), methods=["POST"]),
        Route("/check", door(counter, checking.show_form, is_open=True)),
        Route("/check", door(counter, checking.check, is_open=True), methods=["POST"]),
        Route("/verify/{code}", door(counter, checking.verify, is_open=True)),
        Route("/notices", door(counter, notices.show, BOOK_READERS)),
        Route("/notices/{id}/{what}", door(counter, notices.send, BOOK_READERS), methods=["POST"]),
        Route("/books", door(counter, books.show, BOOK_READERS)),
        Route("/books/proof.pdf", door(counter, books.paper, BOOK_READERS)),
        Route("/books/proofs", door(counter, books.prove, BOOK_READERS), methods=["POST"]),
        Mount("/static", StaticFiles(packages=[("fairhold.web", "static")])),
        Route("/{path:path}", door(counter, _nothing, is_open=True), methods=["GET", "POST"]),
    ]


def _home(visit: Visit) -> Sheet:
    return Sheet(to="/orders")


def _nothing(visit: Visit) -> Sheet:
    return visit.nothing()
