"""DKIM signatures of a stored message (RFC 6376, Ed25519 by RFC 8463), checked against keys stored with it.

Nothing is asked of a network: keys change and vanish, so `key_names` says at upload which records of the domain name
system to keep beside the message, and `check` takes them. Three states: verified, failed, and unverifiable, which is
no kind of failed. A signature says which domain sent these headers and this body, and nothing about who wrote them.
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

State = Literal["verified", "failed", "unverifiable"]

SIGNATURES_MAX: Final = 10
HEADER_BYTES_MAX: Final = 2**18
RECORD_CHARS_MAX: Final = 4096
RSA_BITS_MIN: Final = 1024
SHOWN: Final = ("from", "to", "cc", "subject", "date", "message-id")
"""Headers that people look at."""

REASONS: Final = MappingProxyType(
    {
        "": "The signature fits the signed headers and the whole body.",
        "form": "The signature is not written as RFC 6376 has it.",
        "algorithm": "The signature is of an algorithm that is not believed: only SHA-256 with RSA or Ed25519 is.",
        "from_unsigned": "The signature does not cover the From header.",
        "header_added": "A header that is shown stands there more often than was signed: one was added.",
        "length": "The signature covers only the beginning of the body.",
        "domain": "The signature is for another domain than its key.",
        "no_key": "The key was not kept when the message was handed in.",
        "key": "The key is revoked, too short or not written as RFC 6376 has it.",
        "body": "The body is not the one that was signed.",
        "signature": "The signed headers, or the signature, are not what they were.",
    }
)
"""Why a signature has its state."""
_FAILED = frozenset({"body", "signature"})

_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-.]{0,251}[A-Za-z0-9_])?")
_BLANKS = re.compile(rb"[ \t]+")
_SIGNATURE = b"dkim-signature"
_VALUE_OF_B = re.compile(rb"(^|;)([ \t\r\n]*b[ \t\r\n]*=)[^;]*")


class Signature(msgspec.Struct, frozen=True):
    """One signature of a message: which domain, by which key, over what, and what became of it."""

    domain: str
    selector: str
    headers: tuple[str, ...]
    state: State
    reason: str
    """One of REASONS; empty when verified."""


def key_names(message: bytes) -> tuple[str, ...]:
    """The names of the text records (`selector._domainkey.domain`) that hold the keys of a message's signatures."""
    found = []
    for _, tags in _signatures(_split(message)[0]):
        if tags is not None and _hosts(tags):
            found.append(_key_name(tags))
    return tuple(dict.fromkeys(found))


def check(message: bytes, keys: Mapping[str, str]) -> tuple[Signature, ...]:
    """Every signature of a message, from top to bottom. `keys` are texts of records by their names."""
    headers, body = _split(message)
    return tuple(_checked(headers, body, place, tags, keys) for place, tags in _signatures(headers))


Headers = list[tuple[bytes, bytes]]
"""Names and values as they stand, values with what folds them, without the line end."""


def _split(message: bytes) -> tuple[Headers, bytes]:
    """Headers and body, all lines ending as on the wire."""
    wire = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = wire.partition(b"\r\n\r\n")
    headers: Headers = []
    for line in head[:HEADER_BYTES_MAX].split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, value + b"\r\n" + line)
        elif b":" in line:
            name, _, value = line.partition(b":")
            headers.append((name, value))
    return headers, body


def _signatures(headers: Headers) -> list[tuple[int, dict[str, str] | None]]:
    places = [at for at, (name, _) in enumerate(headers) if name.strip().lower() == _SIGNATURE]
    return [(at, _tags(headers[at][1].decode("utf-8", "replace"))) for at in places[:SIGNATURES_MAX]]


def _tags(text: str) -> dict[str, str] | None:
    """The tags of a signature or a key record, or None when it is not written so."""
    tags: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        if not equals or not _TAG.fullmatch(name.strip()) or name.strip() in tags:
            return None
        tags[name.strip()] = value.strip()
    return tags


def _checked(
    headers: Headers, body: bytes, place: int, tags: dict[str, str] | None, keys: Mapping[str, str]
) -> Signature:
    reason = "form" if tags is None else _reason(headers, body, place, tags, keys)
    state: State = "verified" if not reason else "failed" if reason in _FAILED else "unverifiable"
    tags = tags or {}
    return Signature(tags.get("d", ""), tags.get("s", ""), tuple(_signed_names(tags)), state, reason)


def _reason(headers: Headers, body: bytes, place: int, tags: dict[str, str], keys: Mapping[str, str]) -> str:
    """The first thing that is wrong, in the order of REASONS; empty when nothing is."""
    if tags.get("v") != "1" or not {"a", "b", "bh", "d", "h", "s"} <= tags.keys() or not _hosts(tags):
        return "form"
    signature, body_hash = _bytes_of(tags["b"]), _bytes_of(tags["bh"])
    how = tags.get("c", "simple/simple").split("/")
    if signature is None or body_hash is None or len(how) > 2 or not set(how) <= {"simple", "relaxed"}:
        return "form"
    if tags["a"] not in ("rsa-sha256", "ed25519-sha256"):
        return "algorithm"
    if "from" not in _signed_names(tags):
        return "from_unsigned"
    if _added(headers, tags):
        return "header_added"
    if "l" in tags:
        return "length"
    domain = tags.get("i", "@" + tags["d"]).rpartition("@")[2].lower()
    if domain != tags["d"].lower() and not domain.endswith("." + tags["d"].lower()):
        return "domain"
    record = keys.get(_key_name(tags))
    if record is None:
        return "no_key"
    key = _key(record, tags["a"])
    if key is None:
        return "key"
    body_relaxed = len(how) == 2 and how[1] == "relaxed"
    if sha256(_canonical_body(body, body_relaxed)).digest() != body_hash:
        return "body"
    return "" if _fits(key, signature, _signed_data(headers, place, tags, how[0] == "relaxed")) else "signature"


def _added(headers: Headers, tags: dict[str, str]) -> bool:
    """Whether a header that people look at is there once more than the signature names it."""
    there = Counter(name.strip().lower().decode("utf-8", "replace") for name, _ in headers)
    signed = Counter(_signed_names(tags))
    return any(there[name] > signed[name] for name in SHOWN if signed[name])


def _hosts(tags: dict[str, str]) -> bool:
    return all(_HOST.fullmatch(tags.get(tag, "")) for tag in ("d", "s"))


def _key_name(tags: dict[str, str]) -> str:
    return f"{tags['s']}._domainkey.{tags['d']}".lower()


def _signed_names(tags: dict[str, str]) -> list[str]:
    return [name.strip().lower() for name in tags.get("h", "").split(":") if name.strip()]


def _bytes_of(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _key(record: str, algorithm: str) -> RSAPublicKey | Ed25519PublicKey | None:
    """The key of a record, if it may be used for such a signature."""
    tags = _tags(record) if len(record) <= RECORD_CHARS_MAX else None
    if tags is None or tags.get("v", "DKIM1") != "DKIM1":
        return None
    kind = tags.get("k", "rsa")
    data = _bytes_of(tags.get("p", ""))
    if not data or kind != algorithm.partition("-")[0] or "sha256" not in tags.get("h", "sha256").split(":"):
        return None
    try:
        key = Ed25519PublicKey.from_public_bytes(data) if kind == "ed25519" else load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, RSAPublicKey):
        return key if key.key_size >= RSA_BITS_MIN else None
    return key if isinstance(key, Ed25519PublicKey) else None


def _fits(key: RSAPublicKey | Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, data, PKCS1v15(), SHA256())
        else:
            key.verify(signature, sha256(data).digest())
    except InvalidSignature:
        return False
    return True


def _canonical_body(body: bytes, relaxed: bool) -> bytes:
    lines = body.split(b"\r\n")
    if relaxed:
        lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return b"" if relaxed else b"\r\n"
    return b"\r\n".join(lines) + b"\r\n"


def _canonical_header(name: bytes, value: bytes, relaxed: bool) -> bytes:
    if not relaxed:
        return name + b":" + value
    unfolded = _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip(b" \t").lower() + b":" + unfolded


def _signed_data(headers: Headers, place: int, tags: dict[str, str], relaxed: bool) -> bytes:
    """What was signed: the named headers, of equal names the lowest first, and the signature without its value."""
    waiting: dict[str, Headers] = {}
    for at, (name, value) in enumerate(headers):
        if at != place:
            waiting.setdefault(name.strip().lower().decode("utf-8", "replace"), []).append((name, value))
    named = (waiting[wanted].pop() for wanted in _signed_names(tags) if waiting.get(wanted))
    lines = [_canonical_header(*header, relaxed) + b"\r\n" for header in named]
    name, value = headers[place]
    lines.append(_canonical_header(name, _VALUE_OF_B.sub(rb"\1\2", value, count=1), relaxed))
    return b"".join(lines)
