"""Money: the currencies, the wire, what people write, and where remainders go."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.trade.money import (
    AMOUNT_MAX_MINOR,
    EXPONENTS,
    Money,
    MoneyError,
    money,
    of_text,
    parse,
    percent,
    show,
    split,
)

amounts = st.integers(min_value=0, max_value=AMOUNT_MAX_MINOR)
currencies = st.sampled_from(sorted(EXPONENTS))


def decode(amount: str, currency: str) -> Money:
    """What the wire makes of an amount and a currency."""
    return msgspec.convert({"amount": amount, "currency": currency}, Money)


def code_of(text: str, currency: str) -> str:
    """The code with which a written amount is refused."""
    with pytest.raises(MoneyError) as caught:
        parse(text, currency)
    return caught.value.code


def test_every_active_currency_has_the_decimals_of_iso_4217() -> None:
    by_exponent = {n: sorted(c for c, e in EXPONENTS.items() if e == n) for n in set(EXPONENTS.values())}
    assert {n: len(codes) for n, codes in by_exponent.items()} == {0: 17, 2: 139, 3: 7, 4: 2}
    assert by_exponent[3] == ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
    assert by_exponent[4] == ["CLF", "UYW"]
    nine = ("CNY", "USD", "HKD", "GBP", "EUR", "SGD", "AUD", "CAD", "JPY")
    assert [EXPONENTS[c] for c in nine] == [2, 2, 2, 2, 2, 2, 2, 2, 0]
    assert not {"XAU", "XXX", "XTS", "HRK", "SLL", "ANG", "ZWL", "BGN"} & EXPONENTS.keys()


def test_the_wire_carries_digits_and_a_code() -> None:
    assert msgspec.json.encode(money(2_500_000, "USD")) == b'{"amount":"2500000","currency":"USD"}'
    assert decode("2500000", "USD").minor == 2_500_000
    assert decode("0", "JPY").minor == 0
    assert decode("999999999999999", "USD").minor == AMOUNT_MAX_MINOR


@pytest.mark.parametrize("amount", ["", "-1", "+1", "01", "1.0", "1,000", " 1", "1\n", "1e3", "٣", "1000000000000000"])
def test_the_wire_refuses_anything_but_one_spelling_of_digits(amount: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="amount"):
        decode(amount, "USD")


@pytest.mark.parametrize("currency", ["", "usd", "US", "USDT", "USD\n", "U1D"])
def test_the_wire_refuses_what_is_no_currency_code(currency: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="currency"):
        decode("1", currency)


def test_the_wire_refuses_numbers_and_unknown_fields() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"amount": 1, "currency": "USD"}, Money)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"amount": "1", "currency": "USD", "unit": "cent"}, Money)


@pytest.mark.parametrize(
    ("minor", "currency", "code"),
    [
        (-1, "USD", "amount_malformed"),
        (AMOUNT_MAX_MINOR + 1, "USD", "amount_too_large"),
        (1, "XXX", "currency_unknown"),
    ],
)
def test_an_amount_below_zero_too_large_or_of_no_currency_is_not_made(minor: int, currency: str, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        money(minor, currency)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (2_500_000, "USD", "USD 25,000.00"),
        (0, "EUR", "EUR 0.00"),
        (7, "USD", "USD 0.07"),
        (-500, "USD", "USD -5.00"),
        (25_000, "JPY", "JPY 25,000"),
        (1_250, "KWD", "KWD 1.250"),
        (12_345, "CLF", "CLF 1.2345"),
        (AMOUNT_MAX_MINOR, "USD", "USD 9,999,999,999,999.99"),
    ],
)
def test_people_see_the_currency_first_and_its_decimals(minor: int, currency: str, text: str) -> None:
    assert show(minor, currency) == text


def test_no_amount_of_an_unknown_currency_is_shown() -> None:
    with pytest.raises(MoneyError) as caught:
        show(1, "usd")
    assert caught.value.code == "currency_unknown"


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("25,000.00", "USD", 2_500_000),
        ("25000", "USD", 2_500_000),
        (" 25,000.5 ", "USD", 2_500_050),
        ("0.07", "USD", 7),
        ("0", "USD", 0),
        ("25,000", "JPY", 25_000),
        ("1.25", "KWD", 1_250),
        ("9,999,999,999,999.99", "USD", AMOUNT_MAX_MINOR),
    ],
)
def test_people_write_amounts_with_or_without_separators(text: str, currency: str, minor: int) -> None:
    assert parse(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-5",
        "+5",
        "USD 5",
        "5 USD",
        "1,00",
        "25.000,00",
        "1,0000",
        "0,500",
        "007",
        ".5",
        "5.",
        "1e3",
        "٣",
        "1 000",
        "NaN",
        "1" * 41,
    ],
)
def test_what_could_be_misread_is_malformed(text: str) -> None:
    assert code_of(text, "USD") == "amount_malformed"


def test_more_decimals_than_the_currency_has_are_refused_even_zeros() -> None:
    assert code_of("1.001", "USD") == "amount_decimals"
    assert code_of("1.000", "USD") == "amount_decimals"
    assert code_of("100.0", "JPY") == "amount_decimals"
    assert code_of("1.2345", "KWD") == "amount_decimals"


def test_an_amount_above_the_largest_and_an_unknown_currency_are_refused() -> None:
    assert code_of("10,000,000,000,000.00", "USD") == "amount_too_large"
    assert code_of("5", "XXX") == "currency_unknown"
    assert code_of("five", "XXX") == "currency_unknown"


@given(amounts, currencies)
def test_what_is_shown_can_be_written_back(minor: int, currency: str) -> None:
    assert parse(show(minor, currency).removeprefix(currency + " "), currency) == minor


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "parts"),
    [
        (8_000_000, 60, 200, (2_400_000, 5_600_000)),  # SC29
        (8_000_000, 20, 2_000, (80_000, 7_920_000)),  # SC28
        (1, 1, 2, (1, 0)),
        (3, 1, 2, (2, 1)),
        (100, 1, 3, (33, 67)),
        (100, 2, 3, (67, 33)),
        (5, 0, 7, (0, 5)),
        (5, 7, 7, (5, 0)),
        (0, 1, 3, (0, 0)),
    ],
)
def test_a_split_rounds_the_first_part_half_up_and_the_other_gets_the_rest(
    amount: int, numerator: int, denominator: int, parts: tuple[int, int]
) -> None:
    assert split(amount, numerator, denominator) == parts


@given(amounts, st.integers(0, 10_000), st.integers(1, 10_000))
def test_the_parts_of_a_split_always_sum_and_are_never_negative(amount: int, numerator: int, denominator: int) -> None:
    first, rest = split(amount, min(numerator, denominator), denominator)
    assert first + rest == amount
    assert first >= 0
    assert rest >= 0


@pytest.mark.parametrize(("amount", "numerator", "denominator"), [(-1, 1, 2), (1, -1, 2), (1, 3, 2), (1, 0, 0)])
def test_a_ratio_outside_nothing_to_all_is_refused(amount: int, numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        split(amount, numerator, denominator)


@pytest.mark.parametrize(
    ("amount", "basis_points", "share"),
    [
        (1_200_000, 295, 35_400),  # SC15
        (50_000, 295, 1_475),  # SC16
        (8_000_000, 300, 240_000),  # SC27
        (1, 5_000, 1),
        (1, 4_999, 0),
        (3, 5_000, 2),
        (10, 0, 0),
        (10, 20_000, 20),
    ],
)
def test_a_percentage_is_rounded_half_up(amount: int, basis_points: int, share: int) -> None:
    assert percent(amount, basis_points) == share


@pytest.mark.parametrize(("amount", "basis_points"), [(-1, 1), (1, -1)])
def test_no_percentage_below_zero(amount: int, basis_points: int) -> None:
    with pytest.raises(ValueError, match="basis points"):
        percent(amount, basis_points)


@pytest.mark.parametrize("text", ["25,000.00 USD", "USD 25,000.00", " USD  25000 "])
def test_an_amount_is_written_with_its_currency_on_either_side(text: str) -> None:
    assert of_text(text) == Money("2500000", "USD")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25,000.00", "amount_malformed"),
        ("USD 25,000.00 USD", "amount_malformed"),
        ("$25", "amount_malformed"),
        ("25 usd", "amount_malformed"),
        ("USD " + "1" * 100, "amount_malformed"),
        ("25 ABC", "currency_unknown"),
        ("25.001 USD", "amount_decimals"),
        ("1,00 USD", "amount_malformed"),
    ],
)
def test_an_amount_that_is_none_is_refused_by_its_code(text: str, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        of_text(text)
    assert caught.value.code == code
    assert len(caught.value.detail) < 200


@given(amounts, currencies)
def test_what_is_shown_is_read_again(minor: int, currency: str) -> None:
    assert of_text(show(minor, currency)) == money(minor, currency)
