"""The settings of the rails: addresses and secrets by name, and faults that never repeat a secret."""

import base64

import pytest

from fairhold.acquiring.outside import OutsideWrong, outside_of

ONE, TWO, THREE = ("whsec_" + base64.b64encode(bytes([n]) * 24).decode() for n in (1, 2, 3))


def test_addresses_and_secrets_are_read_by_rail() -> None:
    found = outside_of("card=http://127.0.0.1:8391/, pay_later=https://lender.example", f"card={ONE},card={TWO}", 300)
    assert found.urls == {"card": "http://127.0.0.1:8391/", "pay_later": "https://lender.example"}
    assert found.secrets == {"card": (b"\x01" * 24, b"\x02" * 24)}
    assert found.page("card", "ord-1-A1") == "http://127.0.0.1:8391/pay/ord-1-A1"
    assert found.page("bank_debit", "ord-1-A1") == ""


def test_a_rail_is_asked_only_with_an_address_and_a_secret() -> None:
    found = outside_of("card=http://127.0.0.1:8391,pay_later=https://lender.example", f"card={ONE},bank_debit={TWO}", 1)
    assert (found.rail("pay_later"), found.rail("bank_debit")) == (None, None)
    card = found.rail("card")
    assert card is not None
    assert (card.host, card.port) == ("127.0.0.1", 8391)


def test_nothing_is_nothing() -> None:
    assert outside_of("", "", 300).urls == {}
    assert outside_of("", "", 300).secrets == {}


@pytest.mark.parametrize(
    ("urls", "secrets", "why"),
    [
        ("card", "", "`rail_urls`: write rail=value"),
        ("=http://127.0.0.1:1", "", "`rail_urls`: write rail=value"),
        ("card=http://127.0.0.1:1,card=http://127.0.0.1:2", "", "card is named twice"),
        ("card=ftp://127.0.0.1", "", "http:// or https://"),
        ("card=http://acquirer.example", "", "need https"),
        ("card=http://u:p@127.0.0.1", "", "http:// or https://"),
        ("", "card=secret", "card: a secret begins with whsec_"),
        ("", f"card={ONE},card={TWO},card={THREE}", "more than 2 secrets"),
    ],
)
def test_settings_that_cannot_be_read_are_named(urls: str, secrets: str, why: str) -> None:
    with pytest.raises(OutsideWrong) as caught:
        outside_of(urls, secrets, 300)
    assert why in str(caught.value)
    assert "AQEB" not in str(caught.value)
