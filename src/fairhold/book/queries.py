"""The queries by name. Each stands in a `.sql` file of this room under a comment with its name and one sentence.

A file holds the queries of one subject, each headed `-- name: What it reads or writes.`; everything up to the next head
is its text. Nothing is computed here: a query that is not written down does not exist.
"""

import re
from importlib import resources
from typing import Final

import msgspec

_HEAD: Final = re.compile(r"^-- ([a-z_]+): (.+)$", re.MULTILINE)


class Query(msgspec.Struct, frozen=True):
    """One query: its name, the sentence that says what it does, and its text."""

    name: str
    sentence: str
    text: bytes


def _read() -> dict[str, Query]:
    found: dict[str, Query] = {}
    for file in sorted(resources.files(__package__).joinpath("sql").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".sql"):
            continue
        text = file.read_text("utf-8")
        heads = list(_HEAD.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        for head, end in zip(heads, ends, strict=True):
            name, sentence = head.groups()
            if name in found:
                raise ValueError(f"two queries are called {name}")
            found[name] = Query(name, sentence, text[head.end() : end].strip().rstrip(";").encode())
    return found


QUERIES: Final[dict[str, Query]] = _read()
"""All queries of the room."""


def sql(name: str) -> bytes:
    """The text of a query. Raises KeyError for a name that is not written down."""
    return QUERIES[name].text
