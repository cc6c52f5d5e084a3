"""Signatures: the published example of Standard Webhooks fits, and nothing that was touched does."""

import base64
import hmac

import pytest

from fairhold.acquiring.signing import Signed, fault, new_secret, secret_of, sign, signed_by

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-eight byte").decode()
BODY = b'{"a":1}'
NOW = 1_800_000_000


def test_the_signature_is_hmac_sha256_over_id_timestamp_and_body() -> None:
    wanted = base64.b64encode(hmac.digest(secret_of(SECRET), b"ntc_00000001.1800000000." + BODY, "sha256")).decode()
    signed = sign(secret_of(SECRET), "ntc_00000001", NOW, BODY)
    assert signed == Signed("ntc_00000001", "1800000000", f"v1,{wanted}")
    assert fault(signed, BODY, (secret_of(SECRET),), NOW, 300) == ""


@pytest.mark.parametrize(
    ("id", "stamp", "body"),
    [
        ("ntc_00000002", "1800000000", BODY),
        ("ntc_00000001", "1800000001", BODY),
        ("ntc_00000001", "1800000000", b'{"a":2}'),
        ("ntc_00000001", "-1", BODY),
        ("ntc_00000001", "١٨٠٠٠٠٠٠٠٠", BODY),
    ],
)
def test_what_was_touched_does_not_fit(id: str, stamp: str, body: bytes) -> None:
    signature = sign(secret_of(SECRET), "ntc_00000001", NOW, BODY).signature
    assert fault(Signed(id, stamp, signature), body, (secret_of(SECRET),), NOW, 300) == "the signature does not fit"


@pytest.mark.parametrize("signature", ["", "v1,", "v2,abc", "v1", "v1,é", " ".join(["v1,abc"] * 5)])
def test_a_signature_of_another_form_does_not_fit(signature: str) -> None:
    found = fault(Signed("ntc_00000001", str(NOW), signature), BODY, (secret_of(SECRET),), NOW, 300)
    assert found == "the signature does not fit"


def test_without_a_secret_nothing_fits() -> None:
    assert fault(sign(secret_of(SECRET), "x", NOW, BODY), BODY, (), NOW, 300) == "the signature does not fit"


def test_either_of_two_secrets_fits_and_so_does_either_of_two_signatures() -> None:
    old, new = secret_of(SECRET), secret_of(new_secret())
    by_old, by_new = (sign(secret, "x", NOW, BODY).signature for secret in (old, new))
    assert fault(Signed("x", str(NOW), by_old), BODY, (new, old), NOW, 300) == ""
    assert fault(Signed("x", str(NOW), f"{by_old} {by_new}"), BODY, (new,), NOW, 300) == ""


@pytest.mark.parametrize(("away", "why"), [(300, ""), (-300, ""), (301, "301 s"), (-301, "301 s")])
def test_a_notice_is_believed_within_the_tolerance_only(away: int, why: str) -> None:
    found = fault(sign(secret_of(SECRET), "x", NOW, BODY), BODY, (secret_of(SECRET),), NOW + away, 300)
    assert found == (f"it was signed {why} away from now" if why else "")


def test_a_long_header_is_refused_before_it_is_compared() -> None:
    signed = Signed("x" * 513, str(NOW), sign(secret_of(SECRET), "x" * 513, NOW, BODY).signature)
    assert fault(signed, BODY, (secret_of(SECRET),), NOW, 300) == "a header is too long"


def test_headers_are_read_by_their_names() -> None:
    signed = sign(secret_of(SECRET), "x", NOW, BODY)
    assert signed_by(signed.headers) == signed
    assert signed_by({}) == Signed("", "", "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("geheim", "begins with whsec_"),
        ("whsec_no base64", "base64 after whsec_"),
        ("whsec_c2hvcnQ=", "24 to 64 bytes"),
        ("whsec_" + base64.b64encode(bytes(65)).decode(), "24 to 64 bytes"),
    ],
)
def test_a_secret_that_is_none_is_refused_without_being_repeated(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        secret_of(text)
    assert text not in str(caught.value)
