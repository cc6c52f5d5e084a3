"""The money bar: parts in their order, widths that sum to the whole, and nothing that cannot be seen."""

from hypothesis import given
from hypothesis import strategies as st

from fairhold.web.moneybar import PARTS, WIDTH_MIN_BP, Part, parts

amounts = st.integers(min_value=0, max_value=999_999_999_999_999)


def sums(total: int, **minor: int) -> dict[str, dict[str, str]]:
    """The sums of an order as its reading gives them; `held` includes what is frozen."""
    given = {"total": total, "held": 0, "frozen": 0, "released": 0, "refunding": 0, "refunded": 0, "due": 0, **minor}
    return {name: {"amount": str(amount), "currency": "USD"} for name, amount in given.items()}


def told(found: tuple[Part, ...]) -> list[tuple[str, str, str, str]]:
    return [(part.name, part.amount["amount"], part.x, part.width) for part in found]


def test_a_half_paid_order_shows_what_is_held_and_what_is_due() -> None:
    assert told(parts(sums(8_000_000, held=2_500_000, due=5_500_000))) == [
        ("held", "2500000", "0.00%", "31.25%"),
        ("due", "5500000", "31.25%", "68.75%"),
    ]


def test_frozen_money_is_held_money_that_is_shown_apart() -> None:
    assert told(parts(sums(8_000_000, held=8_000_000, frozen=2_000_000))) == [
        ("held", "6000000", "0.00%", "75.00%"),
        ("frozen", "2000000", "75.00%", "25.00%"),
    ]


def test_all_parts_stand_in_one_order() -> None:
    given = sums(1_000, held=400, frozen=100, released=200, refunding=100, refunded=100, due=200)
    assert told(parts(given)) == [
        ("held", "300", "0.00%", "30.00%"),
        ("frozen", "100", "30.00%", "10.00%"),
        ("released", "200", "40.00%", "20.00%"),
        ("refunding", "100", "60.00%", "10.00%"),
        ("refunded", "100", "70.00%", "10.00%"),
        ("due", "200", "80.00%", "20.00%"),
    ]


def test_a_tiny_part_can_still_be_seen_and_the_widest_gives_way() -> None:
    assert told(parts(sums(8_000_000, held=7_999_999, due=1))) == [
        ("held", "7999999", "0.00%", "99.00%"),
        ("due", "1", "99.00%", "1.00%"),
    ]


def test_thirds_leave_their_remainder_with_the_first_of_the_widest() -> None:
    found = parts(sums(3, held=1, released=1, due=1))
    assert [part.width_bp for part in found] == [3_334, 3_333, 3_333]


def test_an_order_of_nothing_has_no_bar() -> None:
    assert parts(sums(0)) == ()


@given(amounts, amounts, amounts, amounts, amounts, amounts)
def test_widths_always_sum_to_the_whole_and_amounts_to_all_the_money(
    held: int, frozen: int, released: int, refunding: int, refunded: int, due: int
) -> None:
    given = sums(
        1, held=held + frozen, frozen=frozen, released=released, refunding=refunding, refunded=refunded, due=due
    )
    found = parts(given)
    assert sum(int(part.amount["amount"]) for part in found) == held + frozen + released + refunding + refunded + due
    assert sum(part.width_bp for part in found) == (10_000 if found else 0)
    assert [part for part in found if part.width_bp < WIDTH_MIN_BP] == []
    assert [part.start_bp for part in found] == [sum(p.width_bp for p in found[:n]) for n in range(len(found))]
    order = [name for name, _ in PARTS]
    assert [part.name for part in found] == sorted((part.name for part in found), key=order.index)
