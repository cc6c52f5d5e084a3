"""One visit to a page: who comes, what the browser sent within its limits, and the answer with its headers.

A handler takes a `Visit` and gives a `Sheet`; `door` does the rest: sends strangers to the login, checks that a form is
ours, turns what cannot be done into a page that says so.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO, Final
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from fairhold.book.persons import Person
from fairhold.faults import Unavailable
from fairhold.reading.caseload import READERS as CASELOAD_READERS
from fairhold.reading.links import READERS as LINK_READERS
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.who import Role, Who
from fairhold.web import parts, sessions
from fairhold.web.counter import Counter
from fairhold.web.pages import render
from fairhold.web.parts import Posted

log = logging.getLogger(__name__)

COOKIE: Final = "fairhold_session"
FORM_BYTES_MAX: Final = 1_048_576
"""The largest form, in bytes."""
PIECE_BYTES_MAX: Final = 8 * 2**20
"""The largest piece of a file that a script puts, in bytes."""
SENT_BYTES: Final = 2**18
"""How much of a file is read and sent at once."""
CHANGING: Final = frozenset({"POST", "PUT"})
"""The methods that change something, and so must come from a page of ours."""
CSRF_HEADER: Final = "x-csrf"
"""Where a script says the word of its session."""
FORM_FIELDS_MAX: Final = 5_000
"""The most fields of a form."""
BOOK_READERS: Final = frozenset({Role.TREASURY, Role.OPERATOR, Role.COMPLIANCE, Role.AUDITOR})
"""The roles that see the books."""

NAV: Final[tuple[tuple[str, str, frozenset[Role]], ...]] = (
    ("Orders", "/orders", frozenset(Role)),
    ("Suppliers", "/suppliers", frozenset({Role.BUYER, Role.OPERATOR, Role.COMPLIANCE})),
    ("Limit", "/limit", frozenset({Role.SUPPLIER})),
    ("Forecast", "/forecast", frozenset({Role.SUPPLIER})),
    ("Payouts", "/payouts", frozenset({Role.SUPPLIER, Role.TREASURY})),
    ("Disputes", "/disputes", CASELOAD_READERS),
    ("Second person", "/measures", frozenset({Role.TREASURY, Role.OPERATOR, Role.COMPLIANCE})),
    ("Related", "/links", LINK_READERS),
    ("Unmatched", "/unmatched", BOOK_READERS),
    ("Books", "/books", BOOK_READERS),
    ("Notices", "/notices", BOOK_READERS),
    ("API", "/docs", frozenset(Role)),
)
"""The entries of the navigation: title, address, and who sees them."""

SECURITY: Final = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": SECURITY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""What every page carries. Nothing is loaded from elsewhere and no script stands in a page."""

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "page_unknown": ("Nothing here", "Look for it from your orders."),
    "form_wrong": ("This form is not valid any more", "Go back, reload the page and send it again."),
    "form_too_large": ("Too much at once", "Send less."),
    "cursor_invalid": ("This list has changed", "Start again from its first page."),
    "too_often": ("Too many questions", "Wait a minute and ask again."),
    "notice_over": ("This notice is over", "It was applied or closed; there is nothing to decide."),
    "proving": ("The books are being proved", "Wait a moment; another proof is still running."),
}
"""Faults that only the pages find: title and what to do."""


class Sheet(msgspec.Struct, frozen=True):
    """An answer: a page, or (with `to`) the way to another one, or (with `pdf`) a paper under its file name, or (with
    `json`) a file to keep, or without a name an answer to a script, or (with `file`) bytes of the vault. An empty body
    with status 204 changes nothing. `svg` is a picture. What is the same for everybody may be kept by anybody for
    `kept_seconds`; such a sheet never names who looks.
    """

    body: str = ""
    status: int = 200
    to: str = ""
    token: str | None = None
    pdf: bytes = b""
    json: bytes = b""
    file_name: str = ""
    file: "FileSheet | None" = None
    svg: str = ""
    kept_seconds: int = 0


class FileSheet(msgspec.Struct, frozen=True):
    """Bytes of the vault: where they are read, how many, of which kind, and the headers that keep a browser from
    believing or running them.
    """

    source: BinaryIO
    size: int
    media_type: str
    headers: Mapping[str, str]


class Visit(msgspec.Struct, frozen=True):
    """One request. `person` is there on every page but the login; `posted` has the form, and a file or what was put."""

    counter: Counter
    request: Request
    person: Person | None
    token: str
    posted: Posted

    @property
    def form(self) -> Mapping[str, list[str]]:
        """The fields that were posted."""
        return self.posted.fields

    @property
    def who(self) -> Who:
        """Who asks."""
        assert self.person is not None
        return self.person.who_at(self.counter.now())

    @property
    def query(self) -> Mapping[str, str]:
        """The query parameters."""
        return self.request.query_params

    def param(self, name: str) -> str:
        """A part of the path; empty if the path has none of this name."""
        return str(self.request.path_params.get(name, ""))

    def said(self, name: str) -> str:
        """One value of the form."""
        return self.form.get(name, [""])[0]

    def page(self, template: str, status: int = 200, **values: Any) -> Sheet:
        """A page in its frame."""
        here = "/" + self.request.url.path.strip("/").split("/")[0]
        role = self.person.role if self.person else None
        nav = [(title, href) for title, href, roles in NAV if role in roles]
        csrf = sessions.form_token(self.token) if self.person else ""
        return Sheet(render(template, person=self.person, nav=nav, here=here, csrf=csrf, **values), status)

    def problem(
        self,
        refused: Refused,
        status: int,
        *,
        back: str = "/orders",
        order: Any = None,
        allowed: tuple[tuple[str, str], ...] = (),
    ) -> Sheet:
        """The page that says no: which rule, what to do, what is allowed instead (titles and addresses)."""
        if refused.code in REFUSALS:
            title, remedy = REFUSALS[refused.code].title, REFUSALS[refused.code].remedy
        else:
            title, remedy = FAULTS[refused.code]
        said = {"code": refused.code, "title": title, "detail": refused.detail, "rule": refused.rule, "remedy": remedy}
        return self.page(
            "problem.html", status, refused=said, places=refused.places, allowed=allowed, back=back, order=order
        )

    def nothing(self) -> Sheet:
        """There is no such page, or it is not for this person: the two are not told apart."""
        return self.problem(Refused("page_unknown", "There is no such page, or it is not yours.", ""), 404)


Handler = Callable[[Visit], Sheet]


class Stop(Exception):
    """A handler cannot go on; the sheet is the answer."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.status)
        self.sheet = sheet


def door(
    counter: Counter, handler: Handler, roles: frozenset[Role] = frozenset(Role), *, is_open: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a handler. `is_open` lets strangers in (the login)."""

    async def endpoint(request: Request) -> Response:
        posted = await _posted(request) if request.method in CHANGING else Posted({})
        return await run_in_threadpool(_answer, counter, handler, roles, is_open, request, posted)

    return endpoint


def _answer(
    counter: Counter,
    handler: Handler,
    roles: frozenset[Role],
    is_open: bool,
    request: Request,
    posted: Posted | None,
) -> Response:
    token = request.cookies.get(COOKIE, "")
    person = counter.write(lambda c: sessions.find(c, token, counter.now())) if token else None
    visit = Visit(counter, request, person, token, posted or Posted({}))
    if posted is None:
        most = _most(request)
        sheet = visit.problem(Refused("form_too_large", f"At most {most} bytes are taken at once.", ""), 413)
    elif not _is_from_here(request) or (person is not None and not _is_ours(visit)):
        sheet = visit.problem(Refused("form_wrong", "It was not written for this session.", ""), 403)
    elif _has_nul(visit):
        sheet = visit.problem(Refused("malformed", "A text has the sign U+0000, which no text can have.", ""), 400)
    elif person is None and not is_open:
        sheet = Sheet(status=303, to=_login(request))
    elif person is not None and person.role not in roles:
        sheet = visit.nothing()
    else:
        try:
            sheet = handler(visit)
        except Stop as stop:
            sheet = stop.sheet
        except Unavailable as away:
            log.warning("something needed is away: %s", away, extra={"path": request.url.path})
            said = "Something that this needs does not answer just now. Try again in a moment; what was sent is kept."
            sheet = visit.problem(Refused("busy", said, ""), 503)
    return _response(request, sheet)


def _response(request: Request, sheet: Sheet) -> Response:
    response: Response
    if sheet.to:
        response = RedirectResponse(sheet.to, 303, headers=dict(HEADERS))
    elif sheet.pdf:
        shown = {"content-disposition": f'inline; filename="{sheet.file_name}"'}
        response = Response(sheet.pdf, media_type="application/pdf", headers={**HEADERS, **shown})
    elif sheet.file is not None:
        response = StreamingResponse(
            _parts(sheet.file.source),
            media_type=sheet.file.media_type,
            headers={**HEADERS, **sheet.file.headers, "content-length": str(sheet.file.size)},
        )
    elif sheet.json and not sheet.file_name:
        response = Response(sheet.json, sheet.status, media_type="application/json", headers=dict(HEADERS))
    elif sheet.json:
        kept = {"content-disposition": f'attachment; filename="{sheet.file_name}"'}
        response = Response(sheet.json, media_type="application/json", headers={**HEADERS, **kept})
    elif sheet.svg:
        response = Response(sheet.svg, media_type="image/svg+xml", headers=dict(HEADERS))
    else:
        response = HTMLResponse(sheet.body, sheet.status, headers=dict(HEADERS))
    if sheet.kept_seconds:
        response.headers["cache-control"] = f"public, max-age={sheet.kept_seconds}"
    if sheet.token is not None:
        secure = request.url.scheme == "https"
        if sheet.token:
            seconds = sessions.SESSION_HOURS * 3600
            response.set_cookie(COOKIE, sheet.token, seconds, path="/", secure=secure, httponly=True, samesite="lax")
        else:
            response.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="lax")
    return response


async def _body(request: Request, bytes_max: int) -> bytes | None:
    """What was sent; None if it is too much."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_max:
            return None
    return bytes(body)


def _parts(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while part := source.read(SENT_BYTES):
            yield part


async def _posted(request: Request) -> Posted | None:
    """What was posted (URL-encoded, or with a file) or put; None if it is too much or cannot be read."""
    body = await _body(request, _most(request))
    if body is None:
        return None
    if request.method == "PUT":
        return Posted({}, content=body)
    if _has_file(request):
        return parts.read(request.headers["content-type"], body)
    try:
        return Posted(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=FORM_FIELDS_MAX))
    except ValueError:
        return None


def _most(request: Request) -> int:
    """How many bytes may be sent at once."""
    if request.method == "PUT":
        return PIECE_BYTES_MAX
    return PIECE_BYTES_MAX + FORM_BYTES_MAX if _has_file(request) else FORM_BYTES_MAX


def _has_file(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith(parts.MEDIA)


def _has_nul(visit: Visit) -> bool:
    """Whether something was said with U+0000 in it, which no book keeps and PostgreSQL does not take."""
    said = chain(visit.query.values(), *visit.form.values())
    return any("\x00" in one for one in said)


def _is_from_here(request: Request) -> bool:
    """Whether a post comes from a page of this very address, as far as the browser says."""
    origin = request.headers.get("origin")
    if request.method not in CHANGING or origin is None:
        return True
    return urlsplit(origin).netloc == request.headers.get("host")


def _is_ours(visit: Visit) -> bool:
    if visit.request.method not in CHANGING or visit.request.url.path == "/login":
        return True
    said = visit.request.headers.get(CSRF_HEADER, "") if visit.request.method == "PUT" else visit.said("csrf")
    return hmac.compare_digest(said.encode(), sessions.form_token(visit.token).encode())


def _login(request: Request) -> str:
    path = request.url.path
    if request.method != "GET" or path == "/":
        return "/login"
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/login?to={quote(path + query, safe='')}"
