"""What a paper is made of: blocks in their order, each a plain value that `sheet.typ` knows how to set.

No block knows what it is about, and none holds a format: text is text, whatever signs it contains.
"""

from datetime import date
from typing import Literal

import msgspec

Pair = tuple[str, str]
"""A title and what is said under it."""


class Block(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=str.lower):
    """A part of a paper."""


class Heading(Block, frozen=True):
    """The title of a section; it is never left alone at the foot of a page."""

    text: str


class Words(Block, frozen=True):
    """A paragraph. Line breaks stay."""

    text: str


class Pairs(Block, frozen=True):
    """Titles on the left, what they say on the right."""

    rows: tuple[Pair, ...]


class Notice(Block, frozen=True):
    """A box that nobody should miss."""

    title: str
    text: str
    tone: Literal["plain", "warn"] = "plain"


class Row(msgspec.Struct, frozen=True):
    """A row of a grid. `under` stands below it over its whole width, `strong` makes it stand out."""

    cells: tuple[str, ...]
    under: tuple[Pair, ...] = ()
    strong: bool = False


class Grid(Block, frozen=True):
    """A table. `widths` are the shares of its columns, 0 for as wide as needed; those in `right` stand to the right."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    right: tuple[int, ...] = ()


class Figure(Block, frozen=True):
    """One number that counts, with what it means beside it."""

    number: str
    title: str
    text: str
    tone: Literal["good", "plain", "warn", "bad"] = "plain"


class Entry(Block, frozen=True):
    """One thing found: a title with its colour, the words that it is about with what stands around them, and rows."""

    title: str
    label: str
    before: str = ""
    words: str = ""
    after: str = ""
    rows: tuple[Pair, ...] = ()
    tone: Literal["good", "plain", "warn", "bad"] = "plain"


class Signature(msgspec.Struct, frozen=True):
    """A side's place to sign: who, what is recorded of the signature, and lines to fill in by hand."""

    title: str
    name: str
    recorded: str
    lines: tuple[str, ...]


class Signatures(Block, frozen=True):
    """The places to sign, beside each other and never torn apart by a page."""

    sides: tuple[Signature, ...]


class Picture(msgspec.Struct, frozen=True):
    """A picture by the name under which its bytes are given to the press, and what is said under it."""

    file: str
    text: str


class Pictures(Block, frozen=True):
    """Pictures beside each other, each with its words."""

    pictures: tuple[Picture, ...]


Part = Heading | Words | Pairs | Notice | Grid | Figure | Entry | Signatures | Pictures
"""Any block."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A whole paper. `footer` stands on every page beside the page number, `day` is the day that the PDF bears."""

    title: str
    subtitle: str
    marks: tuple[str, ...]
    footer: str
    day: date
    blocks: tuple[Part, ...]
