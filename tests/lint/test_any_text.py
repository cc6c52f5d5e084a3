"""Words in any order: whatever people paste, the linter answers, and every finding points into what they pasted."""

import random

import msgspec
import pytest

from fairhold.lint.answer import answer
from fairhold.lint.phrases import PHRASES
from fairhold.lint.ways.reading import read
from grade_linter import labels

WORDS = tuple(
    word for text in (*(one.text for one in labels()), *(one.example for one in PHRASES)) for word in text.split()
)
TEXTS = 150


def _texts(seed: int) -> list[str]:
    chance = random.Random(seed)
    lines = [" ".join(chance.choices(WORDS, k=chance.randint(1, 12))) for _ in range(TEXTS)]
    return [line.replace(" ", "") if chance.random() < 0.2 else line for line in lines]


@pytest.mark.parametrize("seed", range(4))
def test_words_in_any_order_are_answered(seed: int) -> None:
    for text in _texts(seed):
        taken = read(text.encode(), "text")
        given = answer(taken.draft, taken.noticed)
        assert 0 <= given.score <= 100
        assert given.blockers == sum(one.severity == "blocker" for one in given.findings)
        assert msgspec.json.decode(msgspec.json.encode(given), type=type(given)) == given


def test_a_material_that_only_a_file_pins_is_asked_for_its_test() -> None:
    """The fingerprint says which material it is, so what is open stands where the fingerprint stands."""
    pinned = "9f2b6a0c4d7e1f3358aa61c2b7d90e4f1a2c3d4e5f60718293a4b5c6d7e8f901"
    text = f"Material as in data sheet SHA-256 {pinned}"
    found = [one for one in answer(read(text.encode(), "text").draft).findings if one.family == "material"]
    assert [(one.rule, one.severity, one.span and text[slice(*one.span)]) for one in found] == [
        ("material-3", "major", f"SHA-256 {pinned}"),
        ("material-4", "minor", f"SHA-256 {pinned}"),
        ("material-5", "minor", f"SHA-256 {pinned}"),
    ]
