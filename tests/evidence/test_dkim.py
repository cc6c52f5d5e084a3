"""DKIM: the messages that the RFCs publish with their keys, messages signed here, and every way to cheat."""

import base64
from collections.abc import Callable
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.evidence.dkim import REASONS, SIGNATURES_MAX, check, key_names

RFC_8463 = (
    b"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"
    b" d=football.example.com; i=@football.example.com;\n"
    b" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"
    b" subject : date : message-id : from : subject : date;\n"
    b" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
    b" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"
    b" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"
    b"From: Joe SixPack <joe@football.example.com>\n"
    b"To: Suzie Q <suzie@shopping.example.net>\n"
    b"Subject: Is dinner ready?\n"
    b"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"
    b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"
    b"\n"
    b"Hi.\n\nWe lost the game.  Are you hungry yet?\n\nJoe.\n"
)
RFC_8463_KEYS = {
    "brisbane._domainkey.football.example.com": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
}
RFC_6376 = (
    b"DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\n"
    b"      c=simple/simple; q=dns/txt; i=joe@football.example.com;\n"
    b"      h=Received : From : To : Subject : Date : Message-ID;\n"
    b"      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
    b"      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\n"
    b"      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\n"
    b"      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\n"
    b"      4bmp/YzhwvcubU4=;\n"
    b"Received: from client1.football.example.com  [192.0.2.1]\n"
    b"      by submitserver.example.com with SUBMISSION;\n"
    b"      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\n"
    b"From: Joe SixPack <joe@football.example.com>\n"
    b"To: Suzie Q <suzie@shopping.example.net>\n"
    b"Subject: Is dinner ready?\n"
    b"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"
    b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"
    b"\n"
    b"Hi.\n\nWe lost the game. Are you hungry yet?\n\nJoe.\n"
)
RFC_6376_KEYS = {
    "brisbane._domainkey.example.com": (
        "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
        "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb"
        "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
    )
}
ED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RSA = generate_private_key(65537, 2048)
NAME = "s1._domainkey.example.com"


def record(key: Ed25519PrivateKey | RSAPrivateKey) -> str:
    if isinstance(key, Ed25519PrivateKey):
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(key.public_key().public_bytes_raw()).decode()}"
    data = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"k=rsa; p={base64.b64encode(data).decode()}"


def signed(
    body: bytes = b"gold 750\r\n",
    key: Ed25519PrivateKey | RSAPrivateKey = ED,
    names: str = "from:to:subject:date",
    more: str = "",
    algorithm: str = "",
) -> bytes:
    """A message signed in relaxed form by an independent short writer: headers are written as relaxed ones already."""
    headers = {
        "from": b"Ann <ann@example.com>",
        "to": b"li@example.org",
        "subject": b"rings",
        "date": b"Thu, 25 Jan 2024 10:00:00 +0100",
    }
    algorithm = algorithm or ("ed25519-sha256" if isinstance(key, Ed25519PrivateKey) else "rsa-sha256")
    hashed = base64.b64encode(sha256(body).digest()).decode()
    value = f"v=1; a={algorithm}; c=relaxed/relaxed; d=example.com; s=s1; h={names};{more} bh={hashed}; b="
    data = b"".join(name.encode() + b":" + headers[name] + b"\r\n" for name in names.split(":") if name in headers)
    data += b"dkim-signature:" + value.encode()
    if isinstance(key, Ed25519PrivateKey):
        signature = key.sign(sha256(data).digest())
    else:
        signature = key.sign(data, PKCS1v15(), SHA256())
    head = b"DKIM-Signature: " + value.encode() + base64.b64encode(signature) + b"\r\n"
    head += b"".join(name.capitalize().encode() + b": " + text + b"\r\n" for name, text in headers.items())
    return head + b"\r\n" + body


def result(message: bytes, keys: dict[str, str] | None = None) -> tuple[str, str]:
    found = check(message, {NAME: record(ED)} if keys is None else keys)
    assert len(found) == 1
    assert found[0].reason in REASONS
    return found[0].state, found[0].reason


@pytest.mark.parametrize(
    ("message", "keys"), [(RFC_8463, RFC_8463_KEYS), (RFC_6376, RFC_6376_KEYS)], ids=["RFC 8463", "RFC 6376"]
)
def test_the_messages_of_the_rfcs_are_verified(message: bytes, keys: dict[str, str]) -> None:
    assert key_names(message) == tuple(keys)
    assert result(message, keys) == ("verified", "")
    assert result(message.replace(b"\n", b"\r\n"), keys) == ("verified", "")
    assert result(message.replace(b"lost", b"won"), keys) == ("failed", "body")
    assert result(message.replace(b"Is dinner", b"Was dinner"), keys) == ("failed", "signature")
    assert result(message, {}) == ("unverifiable", "no_key")


@pytest.mark.parametrize("key", [ED, RSA], ids=["ed25519", "rsa"])
def test_what_was_signed_here_is_verified(key: Ed25519PrivateKey | RSAPrivateKey) -> None:
    keys = {NAME: record(key)}
    assert result(signed(key=key), keys) == ("verified", "")
    found = check(signed(key=key), keys)[0]
    assert (found.domain, found.selector, found.headers) == ("example.com", "s1", ("from", "to", "subject", "date"))


def test_blanks_and_folding_that_relaxed_forgives_change_nothing() -> None:
    bent = (
        signed(b"gold 750\r\n")
        .replace(b"Subject: rings", b"SUBJECT :  rings\t")
        .replace(b"gold 750\r\n", b"gold  \t 750  \r\n\r\n\r\n")
    )
    assert result(bent) == ("verified", "")
    assert result(bent.replace(b"; d=", b";\r\n\td=")) == ("verified", "")
    assert result(bent.replace(b"; d=", b";d=")) == ("failed", "signature")


def test_a_message_without_a_body_is_verified() -> None:
    assert result(signed(b"")) == ("verified", "")
    assert result(signed(b"").removesuffix(b"\r\n")) == ("verified", "")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m.replace(b"gold", b"bronze"), ("failed", "body")),
        (lambda m: m + b"and more\r\n", ("failed", "body")),
        (lambda m: m.replace(b"To: li@", b"To: lo@"), ("failed", "signature")),
        (lambda m: m.replace(b"Subject: rings\r\n", b""), ("failed", "signature")),
        (lambda m: m.replace(b"d=example.com", b"d=example.org"), ("unverifiable", "no_key")),
        (lambda m: b"From: Eve <eve@example.com>\r\n" + m, ("unverifiable", "header_added")),
        (lambda m: m.replace(b"Subject:", b"Subject: bronze\r\nSubject:"), ("unverifiable", "header_added")),
        (lambda m: b"Received: by mx.example.org\r\n" + m, ("verified", "")),
        (lambda m: m.replace(b"v=1;", b"v=2;"), ("unverifiable", "form")),
        (lambda m: m.replace(b"v=1;", b"v=1; v=1;"), ("unverifiable", "form")),
        (lambda m: m.replace(b"bh=", b"xx="), ("unverifiable", "form")),
        (lambda m: m.replace(b" b=", b" b=?"), ("unverifiable", "form")),
        (lambda m: m.replace(b"relaxed/relaxed", b"nofws"), ("unverifiable", "form")),
        (lambda m: m.replace(b"d=example.com", b"d=../../etc"), ("unverifiable", "form")),
        (lambda m: m.replace(b"ed25519-sha256", b"rsa-sha1"), ("unverifiable", "algorithm")),
        (lambda m: m.replace(b"c=relaxed/relaxed", b"c=simple/simple"), ("failed", "signature")),
        (lambda m: m.replace(b"; d=", b"; i=@example.org; d="), ("unverifiable", "domain")),
    ],
    ids=range(17),
)
def test_every_change_has_its_state_and_reason(change: Callable[[bytes], bytes], expected: tuple[str, str]) -> None:
    assert result(change(signed())) == expected


def test_a_signature_that_leaves_the_sender_or_a_tail_open_is_not_believed() -> None:
    assert result(signed(names="to:subject")) == ("unverifiable", "from_unsigned")
    assert result(signed(more=" l=5;")) == ("unverifiable", "length")


def test_a_signature_for_a_part_of_its_domain_is_believed() -> None:
    assert result(signed(more=" i=@mail.example.com;")) == ("verified", "")
    assert result(signed(more=" i=@badexample.com;")) == ("unverifiable", "domain")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "v=DKIM1; k=ed25519; p=",
        "v=DKIM2; k=ed25519; p=AAAA",
        "k=ed25519; p=AAAA",
        "k=ed25519; p=?",
        record(RSA),
        record(ED) + "; h=sha1",
        "no tags",
        "x" * 5000,
        "k=rsa; p=AAAA",
    ],
)
def test_a_record_that_is_no_key_for_it_is_no_failure_of_the_message(wrong: str) -> None:
    assert result(signed(), {NAME: wrong}) == ("unverifiable", "key")


def test_a_short_key_is_not_believed() -> None:
    short = base64.b64decode(
        "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALGEfRN0+gTjVBQ6j8S3aKG6F9fJ7Y0yIYQ5kC0E3VYxB0PmZxVv0o1uJd3m"
        "yKkq4uX0wq3X8J8yQ2P9t2kO8ycCAwEAAQ=="
    )
    keys = {NAME: f"k=rsa; p={base64.b64encode(short).decode()}"}
    assert result(signed(key=RSA), keys) == ("unverifiable", "key")


def test_another_key_of_the_domain_does_not_fit() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert result(signed(), {NAME: record(other)}) == ("failed", "signature")


def test_every_signature_of_a_message_is_told_up_to_a_limit() -> None:
    one = signed()
    head = one[: one.index(b"\r\n") + 2]
    assert [found.state for found in check(b"DKIM-Signature: junk\r\n" + one, {NAME: record(ED)})] == [
        "unverifiable",
        "verified",
    ]
    assert len(check(head * 50 + one, {})) == SIGNATURES_MAX
    assert check(b"From: a@example.com\r\n\r\nhi", {}) == ()


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_flipped_bit_is_never_verified_unless_it_means_nothing(data: st.DataObject) -> None:
    whole = signed()
    at = data.draw(st.integers(0, len(whole) - 1))
    bent = whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :]
    for found in check(bent, {NAME: record(ED)}):
        if found.state == "verified":
            before, after = whole[:at].rpartition(b"\n")[2], whole[at:].partition(b":")[0]
            assert b":" not in before or bent[at : at + 1].isspace() or whole[at : at + 1].isspace(), (before, after)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    for message in (data, b"DKIM-Signature: " + data, signed() + data):
        assert all(found.reason in REASONS for found in check(message, {NAME: record(ED)}))
        key_names(message)
