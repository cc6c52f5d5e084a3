"""The queries: all written down, named, and each with its sentence."""

from importlib import resources
from pathlib import Path

import fairhold
from fairhold.book.queries import QUERIES, sql


def test_every_query_has_a_sentence_and_a_text() -> None:
    assert len(QUERIES) >= 30
    for name, query in QUERIES.items():
        assert query.name == name
        assert query.sentence.endswith("."), name
        assert query.text.split()[0] in {b"SELECT", b"WITH", b"UPDATE", b"INSERT", b"DELETE"}, name
        assert b";" not in query.text, name


def test_every_query_is_asked_for_somewhere() -> None:
    folder = Path(str(resources.files(fairhold)))
    sources = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    built = "reading_"  # readings put some of their names together
    unused = [name for name in QUERIES if f'"{name}"' not in sources and not name.startswith(built)]
    assert unused == []


def test_a_query_is_found_by_its_name() -> None:
    assert sql("count_events") == b"SELECT count(*) FROM events"
