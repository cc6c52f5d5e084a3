"""Card numbers never reach an event: stars stand for all but the last four digits (PP7)."""

import pytest

from fairhold.trade.card import masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my card 4111 1111 1111 1111 exp 12/28", "my card **** **** **** 1111 exp 12/28"),
        ("4111 1111 1111 1111 12/28 123", "**** **** **** 1111 12/28 123"),
        ("no. 7 4111 1111 1111 1111 123", "no. 7 **** **** **** 1111 123"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "* * * * * * * * * * * * 1 1 1 1"),
        ("5555-5555-5555-4444", "****-****-****-4444"),
        ("2223003122003222", "************3222"),
        ("Amex 378282246310005.", "Amex ***********0005."),
        ("two: 4111111111111111 4242424242424242", "two: ************1111 ************4242"),
    ],
)
def test_a_card_keeps_its_last_four_digits_and_its_length(text: str, kept: str) -> None:
    assert masked(text) == kept
    assert len(kept) == len(text)
    assert masked(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112 has a wrong check digit",
        "DE89 3704 0044 0532 0130 00",
        "call +86 138 0013 8000, container MSKU1234565",
        "order 1234567812345670 begins like no issuer's",
        "4012888888881 is an article of thirteen digits",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text
