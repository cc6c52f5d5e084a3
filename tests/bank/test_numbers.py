"""The account number and the reference of an order: exact forms, no slip ever names another order, and free text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.bank.numbers import (
    account_number,
    find_orders,
    order_of_account,
    order_of_reference,
    printed_reference,
    reference,
)

ORDER = 612345678901234567
OTHER = 612345678901234568
PREFIX = "8390"
ORDERS = st.integers(min_value=1, max_value=2**63 - 1)
PREFIXES = st.from_regex(r"[1-9][0-9]{0,11}", fullmatch=True)


def test_an_order_has_one_account_number_and_one_reference() -> None:
    assert account_number(ORDER, PREFIX) == "8390061234567890123456752"
    assert reference(ORDER) == "RF880612345678901234567"
    assert printed_reference(ORDER) == "RF88 0612 3456 7890 1234 567"


def test_the_smallest_and_the_largest_order_have_numbers() -> None:
    assert order_of_reference(reference(1)) == 1
    assert order_of_account(account_number(2**63 - 1, "1"), "1") == 2**63 - 1
    assert len(account_number(2**63 - 1, "1" * 12)) == 33
    assert len(reference(2**63 - 1)) == 23


@pytest.mark.parametrize("order_id", [0, -1, 2**63])
def test_a_number_that_is_no_order_id_gets_none(order_id: int) -> None:
    with pytest.raises(ValueError, match="63-bit"):
        reference(order_id)


@pytest.mark.parametrize("prefix", ["", "0839", "83a0", "83 90", "1" * 13, "٣"])
def test_a_prefix_is_one_to_twelve_digits_and_does_not_start_with_zero(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        account_number(ORDER, prefix)


@settings(deadline=None)
@given(ORDERS, PREFIXES)
def test_the_order_is_read_back_from_either_number(order_id: int, prefix: str) -> None:
    assert order_of_account(account_number(order_id, prefix), prefix) == order_id
    assert order_of_reference(reference(order_id)) == order_id


@settings(deadline=None)
@given(ORDERS, PREFIXES, st.data())
def test_one_wrong_sign_never_names_any_order(order_id: int, prefix: str, data: st.DataObject) -> None:
    for number in (account_number(order_id, prefix), reference(order_id)):
        place = data.draw(st.integers(0, len(number) - 1))
        sign = data.draw(st.sampled_from(sorted(set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {number[place]})))
        wrong = number[:place] + sign + number[place + 1 :]
        assert order_of_account(wrong, prefix) is None
        assert order_of_reference(wrong) is None
        assert find_orders([wrong], prefix) == ()


@settings(deadline=None)
@given(ORDERS, PREFIXES, st.data())
def test_two_signs_exchanged_never_name_any_order(order_id: int, prefix: str, data: st.DataObject) -> None:
    for number in (account_number(order_id, prefix), reference(order_id)):
        pairs = [(a, b) for a in range(len(number)) for b in range(a) if number[a] != number[b]]
        first, second = data.draw(st.sampled_from(pairs))
        signs = list(number)
        signs[first], signs[second] = signs[second], signs[first]
        wrong = "".join(signs)
        assert order_of_account(wrong, prefix) is None
        assert order_of_reference(wrong) is None
        assert find_orders([wrong], prefix) == ()


def test_check_digits_that_only_leave_the_same_remainder_are_not_ours() -> None:
    order_id = next(n for n in range(1, 500) if reference(n)[2:4] == "02")
    assert order_of_reference("RF99" + reference(order_id)[4:]) is None


@pytest.mark.parametrize("text", ["", "RF", "RF18539007547034", "RF88", "٣" * 23, "8390061234567890123456753", "RF000"])
def test_what_is_not_ours_names_no_order(text: str) -> None:
    assert order_of_reference(text) is None
    assert order_of_account(text, PREFIX) is None


def test_the_number_of_another_operator_names_no_order() -> None:
    assert order_of_account(account_number(ORDER, "8391"), PREFIX) is None
    assert find_orders([account_number(ORDER, "8391")], PREFIX) == ()


@pytest.mark.parametrize(
    "texts",
    [
        ["RF880612345678901234567"],
        ["rf88 0612 3456 7890 1234 567"],
        ["Payment for order RF88-0612-3456-7890-1234-567, invoice 2026-114, thank you"],
        ["/ROC/RF880612345678901234567/URI/first milestone"],
        ["RF 88.0612.3456.7890.1234.567 2026"],
        ["INITIAL PAYMENT RF88 0612 3456 7890", "1234 567 HENKEL TRADING"],
        ["RF88061234567890", "1234567"],
        ["to account 8390 0612 3456 7890 1234 567 52"],
        ["8390061234567890123456752"],
        ["RF880612345678901234567", "8390061234567890123456752", "again RF880612345678901234567"],
        ["RF880612345678901234567-2"],
    ],
)
def test_an_order_is_found_in_what_payers_write(texts: list[str]) -> None:
    assert find_orders(texts, PREFIX) == (ORDER,)


def test_two_orders_named_are_both_told_so_that_nobody_chooses() -> None:
    assert find_orders([f"{reference(OTHER)} and {reference(ORDER)}"], PREFIX) == (ORDER, OTHER)
    assert find_orders([reference(ORDER), account_number(OTHER, PREFIX)], PREFIX) == (ORDER, OTHER)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["invoice 2026-114"],
        ["RF88061234567890123456"],
        ["RF8806123456789012345671"],
        ["18390061234567890123456752"],
    ],
)
def test_nobody_is_found_where_nobody_is_named(texts: list[str]) -> None:
    assert find_orders(texts, PREFIX) == ()


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_may_be_searched(texts: list[str]) -> None:
    assert isinstance(find_orders(texts, PREFIX), tuple)


@settings(deadline=None)
@given(ORDERS, st.lists(st.sampled_from(["", " ", "-", "/", ". "]), min_size=23, max_size=23), st.integers(1, 22))
def test_a_reference_is_found_however_it_is_spaced_and_cut(order_id: int, gaps: list[str], cut: int) -> None:
    written = "".join(sign + gap for sign, gap in zip(reference(order_id).lower(), gaps, strict=True))
    assert find_orders([f"pay {written[:cut]}", f"{written[cut:]} soon"], PREFIX) == (order_id,)
