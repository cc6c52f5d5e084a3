"""Cursors: where a list goes on, signed so that nobody builds one by hand and each fits only the list it came from."""

import base64
import hashlib
import hmac
from typing import Final

SIGNATURE_BYTES: Final = 12
"""How much of the HMAC-SHA256 a cursor carries."""
SECRET_BYTES_MIN: Final = 16
"""The shortest secret that cursors may be signed with."""
_NUMBER_BYTES: Final = 8


class CursorInvalid(ValueError):
    """A text that is no cursor of this list."""


class Cursors:
    """Makes and reads cursors under one secret. `of` names the list with its filters and its reader."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SECRET_BYTES_MIN:
            raise ValueError(f"a secret for cursors has at least {SECRET_BYTES_MIN} bytes")
        self._secret = secret

    def write(self, number: int, of: str) -> str:
        """The cursor behind the row with this number."""
        body = number.to_bytes(_NUMBER_BYTES, "big")
        return base64.urlsafe_b64encode(body + self._sign(body, of)).decode().rstrip("=")

    def read(self, text: str, of: str) -> int:
        """The number of the row that the list goes on behind. Raises CursorInvalid."""
        try:
            given = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
        except ValueError:
            raise CursorInvalid("this is not a cursor") from None
        body, signature = given[:_NUMBER_BYTES], given[_NUMBER_BYTES:]
        if len(given) != _NUMBER_BYTES + SIGNATURE_BYTES or not hmac.compare_digest(signature, self._sign(body, of)):
            raise CursorInvalid("this is not a cursor of this list")
        return int.from_bytes(body, "big")

    def _sign(self, body: bytes, of: str) -> bytes:
        return hmac.digest(self._secret, body + of.encode(), hashlib.sha256)[:SIGNATURE_BYTES]
