"""Reading XML from outside into plain nodes, hardened: no document type, no entities, nothing fetched, limits on all.

An expat parser is driven here directly because it tells line numbers and can stop at the first character that has no
business in such a file. Elements are known by local name. What a file means is its own room's work.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Final, Generic, Literal, Self, TypeVar
from xml.parsers import expat

import msgspec

from fairhold.faults import Malformed

PIECE_BYTES: Final = 64 * 1024
TAG_BYTES_MAX: Final = 512 * 1024
"""The longest tag or comment; nobody writes one of a thousand."""

Kind = Literal["too_large", "not_xml", "dtd", "too_deep", "text_too_long", "too_many"]


class Bounds(msgspec.Struct, frozen=True):
    """What a file may cost: bytes, depth of nesting, characters of one text, and elements held in memory at once (all
    but those handed over)."""

    bytes_max: int
    depth_max: int
    text_chars_max: int
    elements_max: int


class MarkupError(Malformed):
    """A file that is no XML or costs more than it may. `line` counts from 1 (0: of the file as a whole), `pointer` is
    an XPath."""

    def __init__(self, kind: Kind, line: int, pointer: str, detail: str) -> None:
        super().__init__(kind, line, pointer, detail)
        self.kind = kind
        self.line = line
        self.pointer = pointer
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.detail} (line {self.line}, {self.pointer})"


class Node:
    """One element: local name, text without surrounding blanks, children in order, and where it stands in the file."""

    __slots__ = ("attributes", "children", "counts", "index", "line", "name", "parent", "text")

    repeated: ClassVar[frozenset[str]] = frozenset()
    """Elements whose pointer always shows a number, even when there is one."""

    def __init__(self, name: str, line: int, parent: Self | None, attributes: dict[str, str]) -> None:
        self.name = name
        self.line = line
        self.parent = parent
        self.attributes = attributes or _NO_ATTRIBUTES
        self.text = ""
        self.children: Sequence[Self] = ()
        self.counts: dict[str, int] | None = None
        self.index = parent.count(name) if parent else 1

    def count(self, name: str) -> int:
        """The number of the next child of that name, from 1."""
        if self.counts is None:
            self.counts = {}
        self.counts[name] = number = self.counts.get(name, 0) + 1
        return number

    def keep(self, child: Self) -> None:
        """Add a child behind the others."""
        if isinstance(self.children, list):
            self.children.append(child)
        else:
            self.children = [child]

    @property
    def pointer(self) -> str:
        """The XPath of the element, such as `/Order/OrderLine[2]/LineItem`."""
        numbered = self.index > 1 or self.name in self.repeated
        return f"{self.parent.pointer if self.parent else ''}/{self.name}{f'[{self.index}]' if numbered else ''}"

    def all(self, path: str) -> Iterator[Self]:
        """Every element at a path of child names such as `OrderLine/LineItem`."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> Self | None:
        """The first element at the first of the paths that has one."""
        for path in paths:
            for node in self.all(path):
                return node
        return None

    def value(self, *paths: str) -> str:
        """The text of the first element with text at the first of the paths that has one; else empty."""
        for path in paths:
            for node in self.all(path):
                if node.text:
                    return node.text
        return ""


AnyNode = TypeVar("AnyNode", bound=Node)
_NO_ATTRIBUTES: dict[str, str] = {}


class Reading(msgspec.Struct, Generic[AnyNode], frozen=True):
    """How one kind of file is read: its nodes, its limits, and what happens on the way.

    `rooted` is called with the namespace and the root when it starts, and may refuse the file before the rest is read.
    Elements named `handed` are given to `taker` when they end and are not kept, so that a long file costs the memory of
    one of them; the element above is `parent` with all that came before. What lies in another namespace than the root
    is passed over unless `every_namespace`.
    """

    node: type[AnyNode]
    bounds: Bounds
    rooted: Callable[[str, AnyNode], None]
    handed: str = ""
    taker: Callable[[AnyNode], None] | None = None
    every_namespace: bool = False


def read_markup(content: bytes, reading: Reading[AnyNode]) -> AnyNode:
    """The root element of a file. Raises MarkupError, and whatever `rooted` and `taker` raise."""
    bounds = reading.bounds
    if len(content) > bounds.bytes_max:
        raise MarkupError("too_large", 0, "/", f"{len(content)} bytes, at most {bounds.bytes_max} are read")
    builder = _Builder(reading)
    try:
        builder.read(content)
    except expat.ExpatError as error:
        raise MarkupError("not_xml", error.lineno, builder.pointer, expat.ErrorString(error.code)) from None
    except Malformed:
        raise
    except (LookupError, ValueError) as error:
        raise MarkupError("not_xml", 1, "/", f"the encoding is not known: {error}") from None
    assert builder.root is not None, "expat refuses a document without a root"
    return builder.root


class _Builder(Generic[AnyNode]):
    """The handlers of one parse."""

    def __init__(self, reading: Reading[AnyNode]) -> None:
        self.reading = reading
        self.bounds = reading.bounds
        self.namespace = ""
        self.root: AnyNode | None = None
        self.node: AnyNode | None = None
        self.depth = 0
        self.foreign_from = 0
        self.held = 0
        self.held_before = 0
        self.pieces: list[str] = []
        self.chars = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> None:
        """Feed the parser piece by piece, so that a tag or comment without an end is refused before it is built."""
        for start in range(0, len(content), PIECE_BYTES):
            self.parser.Parse(content[start : start + PIECE_BYTES], False)
            if start + PIECE_BYTES - self.parser.CurrentByteIndex > TAG_BYTES_MAX:
                raise self._fault("text_too_long", f"one tag or comment of more than {TAG_BYTES_MAX} bytes")
        self.parser.Parse(b"", True)

    @property
    def pointer(self) -> str:
        return self.node.pointer if self.node else "/"

    def _fault(self, kind: Kind, detail: str) -> MarkupError:
        return MarkupError(kind, self.parser.CurrentLineNumber, self.pointer, detail)

    def _doctype(self, name: str, *_ids: object) -> None:
        raise self._fault("dtd", f"a document type {name[:60]!r} is declared")

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.bounds.depth_max:
            raise self._fault("too_deep", f"more than {self.bounds.depth_max} elements deep")
        namespace, _, name = qualified.rpartition(" ")
        if self.root is None:
            self.namespace = namespace
        if self.foreign_from or (namespace != self.namespace and not self.reading.every_namespace):
            self.foreign_from = self.foreign_from or self.depth
            return
        if attributes and max(map(len, attributes.values())) > self.bounds.text_chars_max:
            raise self._fault("text_too_long", f"an attribute of {name[:40]} is too long")
        if name == self.reading.handed:
            self.held_before = self.held
        self.held += 1
        if self.held > self.bounds.elements_max:
            raise self._fault("too_many", f"more than {self.bounds.elements_max} elements at once")
        self._forget_text()
        self.node = self.reading.node(name, self.parser.CurrentLineNumber, self.node, attributes)
        if self.root is None:
            self.root = self.node
            self.reading.rooted(namespace, self.node)

    def _text(self, text: str) -> None:
        if self.foreign_from:
            return
        self.pieces.append(text)
        self.chars += len(text)
        if self.chars > self.bounds.text_chars_max:
            raise self._fault("text_too_long", f"more than {self.bounds.text_chars_max} characters of text")

    def _end(self, _qualified: str) -> None:
        self.depth -= 1
        if self.foreign_from:
            if self.depth < self.foreign_from:
                self.foreign_from = 0
            return
        node = self.node
        assert node is not None, "expat ends only what it started"
        if not node.children:
            node.text = "".join(self.pieces).strip()
        self._forget_text()
        self.node = node.parent
        if node.parent is None:
            return
        if node.name == self.reading.handed and self.reading.taker is not None:
            self.reading.taker(node)
            self.held = self.held_before
        else:
            node.parent.keep(node)

    def _forget_text(self) -> None:
        self.pieces.clear()
        self.chars = 0
