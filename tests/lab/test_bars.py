"""Bars beside each other: scaled to the longest, named in words, and never markup of somebody else's making."""

from xml.etree import ElementTree

from fairhold.lab.bars import LEFT, RIGHT, Bar, Group, svg

SPACE = "{http://www.w3.org/2000/svg}"


def lengths(picture: str) -> list[int]:
    return [int(one.get("width", "")) for one in ElementTree.fromstring(picture).iter(f"{SPACE}rect")]


def test_the_longest_bar_fills_the_field_and_others_keep_their_share() -> None:
    groups = (Group("lost", (Bar("a", 50, "50"), Bar("b", 200, "200"))), Group("won", (Bar("a", 0, "0"),)))
    assert lengths(svg("x", "Losses", groups)) == [(RIGHT - LEFT) // 4, RIGHT - LEFT, 0]


def test_where_all_is_nothing_no_bar_has_a_length() -> None:
    assert lengths(svg("x", "Losses", (Group("lost", (Bar("a", 0, "0"), Bar("b", 0, "0"))),))) == [0, 0]
    assert lengths(svg("x", "Losses", ())) == []


def test_names_are_words_and_a_long_one_shows_its_end() -> None:
    picture = svg("x", "A & B", (Group("<b>", (Bar("policies/of/the/house/<bounded>.json", 1, "1"),)),))
    texts = [one.text for one in ElementTree.fromstring(picture).iter(f"{SPACE}text")]
    assert texts == ["A & B", "<b>", "…/house/<bounded>.json", "1"]


def test_the_description_says_every_figure() -> None:
    picture = svg("x", "Losses", (Group("lost", (Bar("a", 50, "USD 0.50"), Bar("b", 2, "USD 0.02"))),))
    assert ElementTree.fromstring(picture).findtext(f"{SPACE}desc") == "lost: a USD 0.50, b USD 0.02"
