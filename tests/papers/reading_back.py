"""Reading a paper back: what a PDF says, as another program reads it."""

import io
from typing import Any, Final

from pypdf import PdfReader

from fairhold.papers.signs import BREAK

_GONE: Final = str.maketrans("", "", f" \n\t\u00a0{BREAK}")


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """A text without white space, so that it does not matter where a line broke."""
    return text.translate(_GONE)


def said(pdf: bytes) -> str:
    """All that a PDF says, without white space."""
    return squeezed("".join(pages(pdf)))


def pictures(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height in pixels of each picture, page by page."""
    found: list[tuple[int, int]] = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        _look(page.get("/Resources", {}), found)
    return found


def _look(resources: Any, found: list[tuple[int, int]]) -> None:
    for one in resources.get_object().get("/XObject", {}).values():
        thing = one.get_object()
        if thing["/Subtype"] == "/Image":
            found.append((int(thing["/Width"]), int(thing["/Height"])))
        else:
            _look(thing.get("/Resources", {}), found)
