"""Names as banks carry them, and identifiers that come back unchanged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.bank.latin import is_identifier, latin


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("Müller & Söhne", "Muller + Sohne"),
        ("Straße 5", "Strasse 5"),
        ("Ærø Øl  A/S", "AEro Ol A/S"),
        ("Łódź Świętokrzyskie", "Lodz Swietokrzyskie"),
        ("Đặng Văn Lâm", "Dang Van Lam"),
        ("O’Brien “Tools”", "O'Brien 'Tools'"),
        ("order_77; 50 – 60", "order-77, 50 - 60"),
        ("ＡＢＣ", "ABC"),
        ("a\tb\n c", "a b c"),
        ("", ""),
    ],
)
def test_accents_fall_away_and_signs_have_substitutes(text: str, carried: str) -> None:
    assert latin(text) == carried


@pytest.mark.parametrize("text", ["深圳电子有限公司", "ООО Ромашка", "price €5", "a@b", "50%", "\x00", "Ω"])
def test_what_has_no_agreed_spelling_is_refused_and_never_guessed(text: str) -> None:
    assert latin(text) is None


@settings(deadline=None)
@given(st.text(max_size=50))
def test_what_is_carried_is_carried_again_unchanged(text: str) -> None:
    carried = latin(text)
    if carried is not None:
        assert latin(carried) == carried


@pytest.mark.parametrize("text", ["A", "RF880612345678901234567-1", "a" * 35, "A/B", "(1+2):3,4.5'?"])
def test_an_identifier_comes_back_unchanged(text: str) -> None:
    assert is_identifier(text)


@pytest.mark.parametrize("text", ["", "a" * 36, "a b", "/A", "A/", "A//B", "ord_1", "é", "A\n"])
def test_what_a_bank_might_change_is_no_identifier(text: str) -> None:
    assert not is_identifier(text)
