"""What banks write about a payment, in three forms; nothing that a reference could stand in gets lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.bank.mt_details import Details, details_of
from fairhold.bank.numbers import find_orders, reference
from fairhold.bank.statement import Party

ORDER = 612345678901234567
GERMAN = (
    "166?00GUTSCHRIFT?109075?20EREF+INV-7?21KREF+NONREF?22SVWZ+Rechnung 4711 vo\n"
    "m 3.8.?23 danke?30BYLADEM1001?31DE02120300000000202051?32Harbour Home?33ware\n?34000"
)


def test_german_sub_fields_are_told_apart() -> None:
    assert details_of(GERMAN) == Details(
        party=Party("Harbour Homeware", "DE02120300000000202051", "BYLADEM1001"),
        end_to_end_id="INV-7",
        texts=(
            "Rechnung 4711 vom 3.8. danke",
            "EREF+INV-7KREF+NONREFSVWZ+Rechnung 4711 vom 3.8. danke",
            "GUTSCHRIFT",
        ),
        code="166",
        reason="000",
    )


def test_who_paid_for_whom_is_kept() -> None:
    found = details_of("166?00X?20SVWZ+a?21ABWA+Harbour Group?31DE02120300000000202051")
    assert found.ultimate_name == "Harbour Group"


@pytest.mark.parametrize(
    "text",
    [
        "166?00X?20{reference} EREF+INV-7",  # in front of the first keyword
        "166?00X?20EREF+INV-7?40{reference}",  # a sub-field that nobody knows
        "166?00X?20{reference}?20again",  # one that comes twice
        "166?00X?20a?60{reference}?61b",
        "166?00X?20SVWZ+{reference}",
        "166?00X?20a+b {reference}",
        "166?00{reference}?20a",
        "/TRTP/WIRE/REMI/{reference}/EREF/X",
        "/REMI/first/REMI/{reference}",
        "/REMI/STRD/CUR/{reference}",
        "/EREF/X//CNTP/NL86INGB0002445588/INGBNL2A/Harbour///REMI/USTD//{reference}/",
        "/ZZZZ/{reference}",
        "free text {reference}",
        "free text\n{reference}",
        "{reference}",
        "?20{reference}",
        "166 {reference}",
    ],
)
def test_a_reference_is_found_wherever_it_stands(text: str) -> None:
    """Each of these is a text that the library alone would lose or leave unread."""
    found = details_of(text.format(reference=reference(ORDER)))
    assert find_orders(found.texts, "8390") == (ORDER,)


def test_words_between_slashes_are_told_apart() -> None:
    found = details_of(
        "/TRTP/SEPA OVERBOEKING/IBAN/NL86INGB0002445588/BIC/INGBNL2A/NAME/Harbour\n Homeware/REMI/Invoice 7/8"
        "/EREF/NOTPROVIDED"
    )
    assert found.party == Party("Harbour Homeware", "NL86INGB0002445588", "INGBNL2A")
    assert (found.end_to_end_id, found.texts) == ("", ("Invoice 7/8", "SEPA OVERBOEKING"))
    found = details_of(
        "/EREF/INV-7//CNTP/NL86INGB0002445588/INGBNL2A/Harbour Homeware/Rotterdam//REMI/USTD//Invoice 7/"
    )
    assert found.party == Party("Harbour Homeware", "NL86INGB0002445588", "INGBNL2A")
    assert (found.end_to_end_id, found.texts) == ("INV-7", ("Invoice 7",))
    found = details_of("/CNTP/X/KREF/OURS-1/ULTD/Harbour Group")
    assert (found.party.account, found.customer_reference, found.ultimate_name) == ("X", "OURS-1", "Harbour Group")


@pytest.mark.parametrize("text", ["", "\n", " \n "])
def test_nothing_is_nothing(text: str) -> None:
    assert details_of(text) == Details()


@given(st.text(st.sampled_from("?0123456789+/EREFSVWZIBANBICREMI \nüx"), max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert isinstance(details_of(text), Details)


@given(st.text(st.sampled_from("?0123+/ x"), max_size=60))
def test_german_sub_fields_lose_no_purpose(text: str) -> None:
    """Every word of the sub-fields 20 to 29 is still there, wherever a question mark or a plus stands."""
    whole = f"166?00X?20{text}"
    words = {word for part in whole.split("?2")[1:] for word in [part[1:].split("?")[0].strip()] if word}
    found = " ".join(details_of(whole).texts)
    assert [word for word in words if word not in found] == []
