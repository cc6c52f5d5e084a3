"""One request and its answer: a thin layer straight on ASGI, for nothing may be slow between the wire and the desk.

A `Resource` is one path with its ways (one a method). It reads headers and body within their limits, finds out who
calls, lets the way answer and turns whatever is refused into a problem. It knows no rule and no resource in particular.
"""

import itertools
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Receive, Scope, Send

from fairhold.api.problems import MEDIA, RETRY_AFTER_SECONDS, Fault, Problem, Wrong, problem
from fairhold.faults import Unavailable
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.who import Role, Who

log = logging.getLogger(__name__)

JSON: Final = b"application/json"
BODY_BYTES_MAX: Final = 1_048_576
"""The largest body of one command, in bytes."""
QUERY_CHARACTERS_MAX: Final = 4_096
"""The longest query string, in characters."""
KEY_CHARACTERS_MAX: Final = 255
"""The longest idempotency key, in characters (B2)."""
VERSIONS: Final = (b"2026-11-22",)
"""The versions of the interface that `Fairhold-Version` may name, the newest first (B9)."""

_PROCESS: Final = secrets.token_hex(4)
_numbers: Final = itertools.count(1)
encode: Final = msgspec.json.Encoder().encode


class Reply(msgspec.Struct, frozen=True):
    """An answer: HTTP status, body, its media type and further headers. A body that comes in `parts` has `size` bytes;
    `body` is empty then.
    """

    status: int
    body: bytes
    media: bytes = JSON
    headers: tuple[tuple[bytes, bytes], ...] = ()
    parts: AsyncIterator[bytes] | None = None
    size: int = 0


class Call(msgspec.Struct, gc=False):
    """One request. `params` are the parts of the path, `who` the holder of the API key (None where none is needed)."""

    method: str
    path: str
    params: Mapping[str, str]
    query_string: bytes
    authorization: bytes
    key_header: bytes | None
    media: bytes
    length: bytes
    version: bytes
    request_id: str
    headers: Sequence[tuple[bytes, bytes]] = ()
    who: Who | None = None
    body: bytes = b""

    @property
    def caller(self) -> Who:
        """Who calls, on a way that needs a key."""
        assert self.who is not None
        return self.who

    def query(self, *names: str) -> dict[str, str]:
        """The query parameters; any but these, or one given twice, is refused."""
        if not self.query_string:
            return {}
        if len(self.query_string) > QUERY_CHARACTERS_MAX:
            raise Wrong("malformed", f"The query has more than {QUERY_CHARACTERS_MAX} characters.")
        found: dict[str, str] = {}
        for name, value in parse_qsl(self.query_string.decode("latin-1"), keep_blank_values=True):
            if name not in names or name in found:
                said = f"`{name}` is given twice." if name in found else f"There is no parameter `{name}` here."
                raise wrong_parameter(name, said)
            found[name] = value
        return found

    def key(self) -> str:
        """The idempotency key: a quoted structured-field string or the bare text (B2)."""
        given = self.key_header
        if given is None:
            raise Wrong("key_missing", "A change needs an `Idempotency-Key` header.", rule="B2")
        text = _unquoted(given.decode("latin-1"))
        if text is None or not text.isprintable() or not text.isascii():
            raise wrong_parameter("Idempotency-Key", "A key is printable ASCII, quoted or not.")
        if not 0 < len(text) <= KEY_CHARACTERS_MAX:
            raise Wrong("key_missing", f"A key has 1 to {KEY_CHARACTERS_MAX} characters.", rule="B2")
        return text

    def demand(self, *roles: Role) -> None:
        """Refuse anybody whose role is none of these."""
        if self.caller.role not in roles:
            may = " or ".join(sorted(roles))
            raise Wrong("role_not_allowed", f"Only for {may}, not for {self.caller.role}.", rule="4.2")


def wrong_parameter(name: str, said: str) -> Wrong:
    """A query parameter or header that cannot be read."""
    return Wrong("malformed", said, errors=[Fault(said, parameter=name)])


def _unquoted(text: str) -> str | None:
    """A structured-field string without its quotes; a bare text as it is; None for one that never ends."""
    text = text.strip(" \t")
    if not text.startswith('"'):
        return text
    signs: list[str] = []
    inside = iter(text[1:])
    for sign in inside:
        if sign == '"':
            return "".join(signs) if next(inside, None) is None else None
        signs.append(next(inside, "") if sign == "\\" else sign)
    return None


class Way(msgspec.Struct, frozen=True):
    """What one method on a path does. `media` names what a body may be; without any there is none. `open` needs no
    key.
    """

    answer: Callable[[Call], Awaitable[Reply]]
    media: tuple[bytes, ...] = ()
    body_bytes_max: int = BODY_BYTES_MAX
    open: bool = False


Holder = Callable[[bytes], Who | Awaitable[Who | None] | None]
"""Who holds an API key, at once if it is remembered."""


class Resource:
    """One path, as an ASGI application."""

    def __init__(self, ways: Mapping[str, Way], known: Holder) -> None:
        self.ways = dict(ways)
        if "GET" in self.ways:
            self.ways.setdefault("HEAD", self.ways["GET"])
        self._allow = ", ".join(sorted(self.ways)).encode()
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = _call(scope)
        try:
            reply = await self._reply(call, receive)
        except Wrong as wrong:
            reply = refused_reply(call, wrong.refused, wrong.errors, wrong.headers)
        except Unavailable as away:
            log.warning("something needed is away: %s", away, extra={"path": call.path, "request_id": call.request_id})
            said = "Something that this needs does not answer just now; what was sent is kept."
            reply = refused_reply(call, refuse("busy", said, "B3"))
        except Exception:
            log.exception("a request could not be answered", extra={"path": call.path, "request_id": call.request_id})
            refused = refuse("internal_error", "Nothing was changed; the operator's log says more.", "B3")
            reply = refused_reply(call, refused)
        await _send(call, reply, send)

    async def _reply(self, call: Call, receive: Receive) -> Reply:
        way = self.ways.get(call.method)
        if way is None:
            said = f"This path takes {self._allow.decode()}."
            raise Wrong("method_not_allowed", said, headers=[(b"allow", self._allow)])
        if call.version and call.version not in VERSIONS:
            raise Wrong("version_unknown", f"This server has {', '.join(v.decode() for v in VERSIONS)}.", rule="B9")
        if not way.open:
            found = self._known(call.authorization)
            call.who = found if isinstance(found, Who) or found is None else await found
            if call.who is None:
                said = "Send `Authorization: Bearer <key>` with a key that is in force."
                raise Wrong("api_key_unknown", said, rule="B8", headers=[(b"www-authenticate", b"Bearer")])
        if way.media:
            call.body = await _body(call, way, receive)
        return await way.answer(call)


def _call(scope: Scope) -> Call:
    authorization = media = length = version = b""
    key = None
    for name, value in scope["headers"]:
        if name == b"idempotency-key":
            key = value
        elif name == b"authorization":
            authorization = value
        elif name == b"content-type":
            media = value
        elif name == b"content-length":
            length = value
        elif name == b"fairhold-version":
            version = value
    return Call(
        scope["method"],
        scope["path"],
        scope.get("path_params") or {},
        scope["query_string"],
        authorization,
        key,
        media,
        length,
        version,
        f"req_{_PROCESS}{next(_numbers):08x}",
        scope["headers"],
    )


async def _body(call: Call, way: Way, receive: Receive) -> bytes:
    most = way.body_bytes_max
    if call.length and (not call.length.isdigit() or int(call.length) > most):
        raise _too_large(most)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Wrong("malformed", "The body ended early.")
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            raise _too_large(most)
        parts.append(part)
        if not message.get("more_body", False):
            break
    body = parts[0] if len(parts) == 1 else b"".join(parts)
    if body and call.media.split(b";", 1)[0].strip().lower() not in way.media:
        takes = b", ".join(way.media)
        raise Wrong("media_type", f"Send `Content-Type: {takes.decode()}`.", headers=[(b"accept-post", takes)])
    return body


def _too_large(most: int) -> Wrong:
    return Wrong("body_too_large", f"The body may have {most:,} bytes (body_bytes_max).")


def refused_reply(
    call: Call,
    refused: Refused,
    errors: Sequence[Fault] = (),
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> Reply:
    """The problem that a refusal is on the wire."""
    body: Problem = problem(refused, call.request_id, call.path, errors)
    wait = RETRY_AFTER_SECONDS.get(body.status)
    more = ((b"retry-after", str(wait).encode()),) if wait is not None else ()
    return Reply(body.status, encode(body), MEDIA, (*headers, *more))


async def _send(call: Call, reply: Reply, send: Send) -> None:
    headers = [
        (b"content-type", reply.media),
        (b"content-length", str(reply.size or len(reply.body)).encode()),
        (b"x-request-id", call.request_id.encode()),
        *reply.headers,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if reply.parts is not None:
        async for part in reply.parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if call.method == "HEAD" else reply.body})
