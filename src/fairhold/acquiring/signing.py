"""Signatures of notices and requests, as Standard Webhooks 1.0.0 has them (B6): HMAC-SHA-256 over `id.timestamp.body`.

A secret is `whsec_` and base64. Two may be in force at a time, so that a secret is changed without losing a notice: the
new one is added on our side, then used on the other, then the old one goes.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

import msgspec

PREFIX: Final = "whsec_"
SCHEME: Final = "v1"
SECRET_BYTES_MIN: Final = 24
SECRET_BYTES_MAX: Final = 64
"""How long a secret may be, in bytes (Standard Webhooks)."""
SIGNATURES_MAX: Final = 4
"""The most signatures that one header may have."""
HEADER_CHARACTERS_MAX: Final = 512
ID_HEADER: Final = "webhook-id"
TIME_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"


class Signed(msgspec.Struct, frozen=True):
    """The three headers of a signed message: its id, when it was sent (seconds of Unix time) and its signatures."""

    id: str
    timestamp: str
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        """As HTTP carries them."""
        return {ID_HEADER: self.id, TIME_HEADER: self.timestamp, SIGNATURE_HEADER: self.signature}


def secret_of(text: str) -> bytes:
    """The bytes of a secret as it is written. Raises ValueError without repeating it."""
    if not text.startswith(PREFIX):
        raise ValueError(f"a secret begins with {PREFIX}")
    try:
        found = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"a secret is base64 after {PREFIX}") from None
    if not SECRET_BYTES_MIN <= len(found) <= SECRET_BYTES_MAX:
        raise ValueError(f"a secret has {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} bytes")
    return found


def new_secret() -> str:
    """A fresh random secret, as it is written."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: bytes, id: str, timestamp: int, body: bytes) -> Signed:
    """A message signed with one secret."""
    stamp = str(timestamp)
    mark = base64.b64encode(_mark(secret, id, stamp, body)).decode()
    return Signed(id, stamp, f"{SCHEME},{mark}")


def signed_by(headers: Mapping[str, str]) -> Signed:
    """The three headers of a message as it came (names in lower case); what is missing is empty."""
    return Signed(*(headers.get(name, "") for name in (ID_HEADER, TIME_HEADER, SIGNATURE_HEADER)))


def fault(signed: Signed, body: bytes, secrets_in_force: Sequence[bytes], now: int, tolerance_seconds: int) -> str:
    """Why a message is not to be believed, or nothing if it is. Each signature is compared in constant time.

    The time is looked at only after the signature, so that a stranger learns nothing from it.
    """
    if any(len(part) > HEADER_CHARACTERS_MAX for part in (signed.id, signed.timestamp, signed.signature)):
        return "a header is too long"
    if not signed.timestamp.isascii() or not signed.timestamp.isdigit() or len(signed.timestamp) > 12:
        return "the signature does not fit"
    marks = [part.partition(",")[2] for part in signed.signature.split(" ") if part.startswith(f"{SCHEME},")]
    fits = False
    for mark in marks[:SIGNATURES_MAX]:
        for secret in secrets_in_force:
            wanted = base64.b64encode(_mark(secret, signed.id, signed.timestamp, body))
            fits |= hmac.compare_digest(wanted, mark.encode("utf-8", "replace"))
    if not fits:
        return "the signature does not fit"
    away = abs(now - int(signed.timestamp))
    return f"it was signed {away} s away from now" if away > tolerance_seconds else ""


def _mark(secret: bytes, id: str, timestamp: str, body: bytes) -> bytes:
    return hmac.digest(secret, b".".join((id.encode("utf-8", "replace"), timestamp.encode(), body)), sha256)
