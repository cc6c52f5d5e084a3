"""Finding account numbers in what people write, and telling ours from others (PP7, PP8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.bank.accounts import CHECKSUMS_MAX, Found, Ours, find, off_by_one
from fairhold.bank.numbers import account_number, printed_reference, reference

ORDER, OTHER = 4_611_686_018_427_387_905, 4_611_686_018_427_387_999
OURS = Ours(("GB33BUKB20201555555555", "DE02120300000000202051"), "8801", ORDER)


def told(text: str, ours: Ours = OURS) -> list[tuple[str, str, str]]:
    """Kind, verdict and number of everything found."""
    return [(one.kind, one.verdict, one.shown) for one in find(text, ours)]


def test_our_own_numbers_are_ours_however_they_are_written() -> None:
    account = account_number(ORDER, "8801")
    grouped = " ".join(account[i : i + 4] for i in range(0, len(account), 4))
    assert told("Pay to GB33 BUKB 2020 1555 5555 55, please") == [("iban", "ours", "GB33BUKB20201555555555")]
    assert told(f"account {grouped}") == [("order_account", "ours", grouped)]
    assert told(f"quote {printed_reference(ORDER)}.") == [("reference", "ours", printed_reference(ORDER))]


def test_the_numbers_of_another_order_are_not_this_ones() -> None:
    assert told(account_number(OTHER, "8801")) == [("order_account", "not_ours", account_number(OTHER, "8801"))]
    assert told(reference(OTHER)) == [("reference", "not_ours", reference(OTHER))]
    anybody = Ours(OURS.accounts, "8801")
    assert told(account_number(OTHER, "8801"), anybody) == [("order_account", "ours", account_number(OTHER, "8801"))]


@pytest.mark.parametrize(
    "changed",
    [
        "GB33BUKB20201555555556",  # another sign
        "GB33BUKB20210555555555",  # two exchanged
        "GB33BUKB2020155555555",  # one fewer
        "GB33BUKB202015555555555",  # one more
    ],
)
def test_one_sign_away_from_ours_is_the_loudest(changed: str) -> None:
    """PP8: a number made to look like ours."""
    assert [verdict for _, verdict, _ in told(f"Our bank changed: {changed}")] == ["one_sign_off"]


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("please send to DE89 3704 0044 0532 0130 00 instead", "iban", "DE89370400440532013000"),
        ("my card 4111 1111 1111 1111 exp 12/28", "card", "... 1111"),
        ("my card **** **** **** 1111 exp 12/28", "card", "... 1111"),
        ("BTC 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (
            "pay 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "ethereum",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        ),
        (
            "pay 0xde709f2102306220921060314715629080e2fb77",
            "ethereum",
            "0xde709f2102306220921060314715629080e2fb77",
        ),
        (
            "my wallet: 0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "ethereum",
            "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        ),
        (
            "USDT to 0x52908400098527886E0F7030069857D2E4169EE7",
            "ethereum",
            "0x52908400098527886E0F7030069857D2E4169EE7",
        ),
        ("TRC20: TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ("paypal.me/goodsupplier", "paypal", "paypal.me/goodsupplier"),
        ("PayPal: sales@factory.example", "paypal", "PayPal: sales@factory.example"),
        ("Bank of China, account no. 4563 5100 2233 445", "account", "4563 5100 2233 445"),
        ("账号：6222 0210 0111 6245 70", "account", "6222 0210 0111 6245 70"),
    ],
)
def test_a_number_of_somebody_else_is_found(text: str, kind: str, shown: str) -> None:
    assert told(text) == [(kind, "not_ours", shown)]


@pytest.mark.parametrize(
    "text",
    [
        "ord_1bp8ftjg3rw0n, 5000 pcs at USD 12.50 by 2026-03-15",
        "call +86 138 0013 8000 or (0049) 40 1234 5678",
        "SHA-256 9f2b6a0c4d7e1f3358aa61c2b7d90e4f1a2c3d4e5f60718293a4b5c6d7e8f901",
        "container MSKU1234565, B/L BHL-204417, HS 7323.93.00.90",
        "sealed sample no. 2026-0417-0003, carton 40 x 30 x 25",
        "DE89 3704 0044 0532 0130 01 has wrong check digits",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u is no wallet",
        "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed has wrong capitals",
        "1234 5678 9012 3456 is no card",
        "write to sales@factory.example",
        "",
    ],
)
def test_other_numbers_stay_what_they_are(text: str) -> None:
    assert told(text) == []


def test_behind_so_many_checksums_an_address_counts_unchecked() -> None:
    wrong = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert len(find(" ".join([wrong] * (CHECKSUMS_MAX + 3)), OURS)) == 3


def test_of_a_card_only_the_end_is_shown() -> None:
    (found,) = find("4111111111111111", OURS)
    assert found == Found("card", "not_ours", "... 1111", 0, 16)


def test_words_beside_a_number_do_not_hide_it() -> None:
    """PP8: nor do they make a right number a wrong one."""
    assert told("please pay this time to GB33BUKB20201555555556 at once") == [
        ("account", "one_sign_off", "GB33BUKB20201555555556")
    ]
    assert told("to GB33 BUKB 2020 1555 5555 56 now") == [("account", "one_sign_off", "GB33 BUKB 2020 1555 5555 56")]
    assert told("the account A GB33BUKB20201555555555 B") == [("iban", "ours", "GB33BUKB20201555555555")]
    local = Ours(("12345678901",), "8801")
    assert told("our number 1 12345678901 2", local) == [("account", "ours", "12345678901")]
    assert told("our number 1. 12345678901\n2", local) == [("account", "ours", "12345678901")]


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        *(("abc", other, True) for other in ("abd", "acb", "ab", "abcd")),
        *(("abc", other, False) for other in ("abc", "bcd", "a", "abcde", "bac d")),
        *(("ab", "abc", True), ("", "a", True), ("abcd", "badc", False)),
    ],
)
def test_one_sign_apart(one: str, other: str, off: bool) -> None:
    assert off_by_one(one, other) is off


@given(st.text(max_size=300))
def test_no_text_makes_it_fail_and_what_is_found_stands_there(text: str) -> None:
    last = 0
    for found in find(text, OURS):
        assert last <= found.start < found.end <= len(text)
        last = found.end
