"""Payment cards: words that tell any change, a SEPA code for euro, plain lines otherwise, links nobody forges."""

import pytest

from fairhold.bank.numbers import account_number, reference
from fairhold.bank.payment_card import (
    CODE_CHARACTERS_MAX,
    WORDS,
    Payee,
    card_of,
    check_words,
    code_of,
    genuine,
    read_code,
)

ORDER = 1_501_439_850_948_198_401
SECRET = b"a secret of this installation 00"
PAYEE = Payee("Fairhold Demo Trust", "BYLADEM1001", "DE02120300000000202051", "8390", "https://pay.example/")
ACCOUNT, NAME = account_number(ORDER, "8390"), reference(ORDER)


def test_the_code_of_a_euro_payment_is_a_sepa_transfer() -> None:
    """EPC069-12: version 002, UTF-8, structured reference, no free text."""
    card = card_of(ORDER, "Initial payment", 2_500_050, "EUR", PAYEE, SECRET)
    assert card.scan.split("\n") == [
        *("BCD", "002", "1", "SCT", "BYLADEM1001", "Fairhold Demo Trust", "DE02120300000000202051", "EUR25000.50"),
        *("", NAME),
    ]
    assert len(card.scan.encode()) <= 331
    assert (card.account, card.iban, card.link) == (
        ACCOUNT,
        "DE02120300000000202051",
        f"https://pay.example/verify/{code_of(ORDER, 2_500_050, 'EUR', SECRET)}",
    )


@pytest.mark.parametrize("payee", [PAYEE, Payee("Trust", "", "", "8390", "https://pay.example")])
def test_the_code_of_any_other_payment_is_plain_lines(payee: Payee) -> None:
    card = card_of(ORDER, "Balance", 5_500_000, "USD", payee, SECRET)
    assert card.scan.split("\n") == [
        *("Pay USD 55,000.00", payee.holder, f"Account {ACCOUNT}", f"Reference {NAME}", card.link),
    ]
    assert card_of(ORDER, "Balance", 100_000_000_000, "EUR", PAYEE, SECRET).scan.startswith("Pay EUR")


def test_the_words_change_with_anything_that_the_card_says() -> None:
    told = check_words(ACCOUNT, NAME, 2_500_000, "USD")
    assert (len(told), len(WORDS), len(set(WORDS))) == (4, 256, 256)
    others = [
        check_words(ACCOUNT[:-1] + "0", NAME, 2_500_000, "USD"),
        check_words(ACCOUNT, NAME[:-1] + "0", 2_500_000, "USD"),
        check_words(ACCOUNT, NAME, 2_500_001, "USD"),
        check_words(ACCOUNT, NAME, 2_500_000, "EUR"),
    ]
    assert told not in others
    assert genuine(ORDER, 2_500_000, "USD", "8390").words == told
    assert told == check_words(ACCOUNT, NAME, 2_500_000, "USD")


def test_the_words_of_a_card_never_change() -> None:
    """Printed cards are checked against them for years."""
    assert check_words("8390", "RF18", 1, "USD") == ("cricket", "maple", "violet", "fountain")


def test_a_link_says_what_the_genuine_card_says() -> None:
    code = code_of(ORDER, 2_500_000, "USD", SECRET)
    assert read_code(code, SECRET, "8390") == genuine(ORDER, 2_500_000, "USD", "8390")
    assert read_code(code.upper(), SECRET, "8390") == genuine(ORDER, 2_500_000, "USD", "8390")


def test_a_link_that_was_changed_or_comes_from_elsewhere_is_none_of_ours() -> None:
    code = code_of(ORDER, 2_500_000, "USD", SECRET)
    changed = [code[:n] + ("a" if code[n] != "a" else "b") + code[n + 1 :] for n in range(len(code) - 1)]
    strange = ["", "x", "0189!", "é", code + "a", code[:-4], "a" * 10_000, "a" * CODE_CHARACTERS_MAX, "a" * 47]
    for one in (*changed, *strange):
        assert read_code(one, SECRET, "8390") is None, one
    assert read_code(code, b"another secret", "8390") is None
