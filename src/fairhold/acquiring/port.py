"""What we ask of an acquirer or a lender, and the adapter that asks it over HTTP.

Every request has an id of our own, so that asking twice does one thing; it is signed as notices are. The answer only
says that the request was taken: what comes of it comes as a notice.
"""

import http.client
import ssl
import time
from ipaddress import ip_address
from typing import Annotated, Final, Literal, Protocol
from urllib.parse import urlsplit

import msgspec

from fairhold.acquiring.notice import OwnName
from fairhold.acquiring.signing import sign
from fairhold.faults import Unavailable
from fairhold.trade.money import Money

ANSWER_BYTES_MAX: Final = 20_000
"""The longest answer that is read, in bytes."""
REQUESTS_PATH: Final = "/v1/requests"
PAY_PATH: Final = "/pay/"
TIMEOUT_SECONDS: Final = 10.0

Action = Literal["authorise", "capture", "cancel", "refund"]
"""What can be asked: to open a payment that the buyer then confirms, to take its money (of a lender: to draw the
loan), to let it go (to reverse it), to give money back (to repay the loan)."""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One request, version 1. `payment` and `refund` are our names; `fee` is what the buyer pays on top of `amount`.

    `words` says on the rail's own page what is paid; `back` is where the buyer goes afterwards.
    """

    version: Literal[1] = 1
    id: OwnName
    action: Action
    payment: OwnName
    amount: Money
    fee: Money | None = None
    refund: OwnName | None = None
    words: Annotated[str, msgspec.Meta(max_length=200)] = ""
    back: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Taken(msgspec.Struct, frozen=True):
    """The rail has the request and will carry it out."""


class Declined(msgspec.Struct, frozen=True):
    """The rail will never carry the request out, and why."""

    reason: str


class RailAway(Unavailable):
    """The rail was not reached or did not answer as it should: ask again later, with the same id."""


class Rail(Protocol):
    """A way to one acquirer or lender."""

    def ask(self, request: Request) -> Taken | Declined:
        """Hand a request over. The same id again changes nothing. Raises RailAway."""


class HttpRail:
    """An acquirer or lender behind HTTP. Plain HTTP goes to this machine only; redirects are not followed."""

    def __init__(self, url: str, secret: bytes, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("the address of a rail is http:// or https://, a host and a port")
        if parts.scheme == "http" and not is_here(parts.hostname):
            raise ValueError(f"requests to {parts.hostname} need https")
        self.host = parts.hostname
        self.port = parts.port
        self.base = parts.path.rstrip("/")
        self._secure = parts.scheme == "https"
        self._secret = secret
        self._timeout = timeout_seconds

    def ask(self, request: Request) -> Taken | Declined:
        """See Rail. 2xx takes it, 422 declines it for good; every other answer is asked again."""
        body = msgspec.json.encode(request)
        signed = sign(self._secret, request.id, int(time.time()), body)
        code, said = self._post(body, signed.headers | {"Content-Type": "application/json"})
        if 200 <= code < 300:
            return Taken()
        if code == 422:
            return Declined(_reason(said))
        raise RailAway(f"the rail at {self.host} answered {code}")

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            connection.request("POST", self.base + REQUESTS_PATH, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(ANSWER_BYTES_MAX)
        except (OSError, http.client.HTTPException) as error:
            raise RailAway(f"the rail at {self.host} was not reached: {error}") from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, self.port, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=self._timeout)


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Reason(msgspec.Struct):
    reason: str = ""


def _reason(said: bytes) -> str:
    try:
        return msgspec.json.decode(said, type=_Reason).reason[:200] or "declined"
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "declined"
