"""The name of a payout account beside the company's."""

import pytest

from fairhold.trade.account_name import compare


@pytest.mark.parametrize(
    ("given", "known", "outcome"),
    [
        ("Ningbo Tumbler Works", "Ningbo Tumbler Works", "same"),
        ("NINGBO TUMBLER WORKS CO., LTD.", "Ningbo Tumbler Works Co Ltd", "same"),
        ("Möbelwerk Süd GmbH", "Mobelwerk Sud", "same"),
        ("S.A.R.L. Dupont & Fils", "Dupont and Fils", "same"),
        ("Ningbo Tumbler", "Ningbo Tumbler Works", "close"),
        ("Ningbo Tumbler Works Export", "Ningbo Tumbler Works", "close"),
        ("Works Tumbler Ningbo", "Ningbo Tumbler Works", "differs"),
        ("Wong Trading", "Ningbo Tumbler Works", "differs"),
        ("宁波", "Ningbo Tumbler Works", "differs"),
        ("Ltd", "Co", "differs"),
        ("", "", "differs"),
    ],
)
def test_words_are_compared_without_case_accents_and_legal_forms(given: str, known: str, outcome: str) -> None:
    """PP8."""
    found = compare(given, known)
    assert (found.outcome, found.given, found.known, found.method) == (outcome, given, known, "words")
