"""Reading XML from outside into plain nodes, hardened: no document type, no entities, nothing fetched, limits on all.

An expat parser is driven here directly because it tells line numbers and can stop at the first character that has no
business in such a file. Elements are known by local name. What a file means is its own room's work.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import ClassVar, Final, Generic, Literal, Protocol, Self, TypeVar
from xml.parsers import expat

import msgspec

from fairhold.faults import Malformed

PIECE_BYTES: Final = 64 * 1024
TAG_BYTES_MAX: Final = 512 * 1024
"""The longest tag or comment; nobody writes one of a thousand."""
NAMES_MAX: Final = 1_000
"""How many names of elements are remembered at once while a file is read; no message has as many."""

Kind = Literal["too_large", "not_xml", "dtd", "too_deep", "text_too_long", "too_many"]


class Pieces(Protocol):
    """A file of which the next bytes can be read; none at its end."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""


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

    __slots__ = ("attributes", "children", "handed", "line", "name", "number", "parent", "text")

    repeated: ClassVar[frozenset[str]] = frozenset()
    """Elements whose pointer always shows a number, even when there is one."""

    def __init__(self, name: str, line: int, parent: Self | None, attributes: dict[str, str]) -> None:
        self.name = name
        self.line = line
        self.parent = parent
        self.attributes = attributes
        self.text = ""
        self.children: Sequence[Self] = ()
        self.handed = 0
        self.number = 0

    def hand(self) -> int:
        """The number of the next child that is handed over, from 1."""
        self.handed += 1
        return self.handed

    def keep(self, child: Self) -> None:
        """Add a child behind the others."""
        if self.children:
            self.children.append(child)  # type: ignore[attr-defined]
        else:
            self.children = [child]

    @property
    def index(self) -> int:
        """How many elements of its name there are up to here, from 1: counted only when somebody asks, of all
        children at once."""
        if self.number or self.parent is None:
            return self.number or 1
        met: dict[str, int] = {}
        here = 0
        for child in self.parent.children:
            child.number = met[child.name] = met.get(child.name, 0) + 1
            here = child.number if child is self else here
        return here or met.get(self.name, 0) + 1

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
            found = _first(self, names_of(path), 0)
            if found is not None:
                return found
        return None

    def value(self, *paths: str) -> str:
        """The text of the first element with text at the first of the paths that has one; else empty."""
        for path in paths:
            text = _text(self, names_of(path), 0)
            if text:
                return text
        return ""


AnyNode = TypeVar("AnyNode", bound=Node)


@lru_cache(maxsize=1_000)
def names_of(path: str) -> tuple[str, ...]:
    """The names in a path; paths are written in programs, so there are few."""
    return tuple(path.split("/"))


def _first(node: AnyNode, names: tuple[str, ...], depth: int) -> AnyNode | None:
    name, below = names[depth], depth + 1
    for child in node.children:
        if child.name == name:
            found = child if below == len(names) else _first(child, names, below)
            if found is not None:
                return found
    return None


def _text(node: Node, names: tuple[str, ...], depth: int) -> str:
    name, below = names[depth], depth + 1
    for child in node.children:
        if child.name == name:
            found = child.text if below == len(names) else _text(child, names, below)
            if found:
                return found
    return ""


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
    if len(content) > reading.bounds.bytes_max:
        raise _too_large(reading.bounds, f"{len(content)}")
    return read_pieces((content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES)), reading)


def read_stream(file: Pieces, reading: Reading[AnyNode]) -> AnyNode:
    """The same of a file that is read piece by piece and never held whole."""
    return read_pieces(iter(lambda: file.read(PIECE_BYTES), b""), reading)


def read_pieces(pieces: Iterator[bytes], reading: Reading[AnyNode]) -> AnyNode:
    """The root element of a file that comes in pieces of at most PIECE_BYTES. Raises as `read_markup`."""
    builder = _Builder(reading)
    try:
        builder.read(pieces)
    except expat.ExpatError as error:
        raise MarkupError("not_xml", error.lineno, builder.pointer, expat.ErrorString(error.code)) from None
    except Malformed:
        raise
    except (LookupError, ValueError) as error:
        raise MarkupError("not_xml", 1, "/", f"the encoding is not known: {error}") from None
    assert builder.root is not None, "expat refuses a document without a root"
    return builder.root


def _too_large(bounds: Bounds, size: str) -> MarkupError:
    return MarkupError("too_large", 0, "/", f"{size} bytes, at most {bounds.bytes_max} are read")


class _Builder(Generic[AnyNode]):
    """The handlers of one parse."""

    def __init__(self, reading: Reading[AnyNode]) -> None:
        self.reading = reading
        self.bounds = reading.bounds
        self.namespace: str | None = None
        self.names: dict[str, str] = {}
        self.handed = reading.handed
        self.root: AnyNode | None = None
        self.node: AnyNode | None = None
        self.depth = 0
        self.foreign_from = 0
        self.held = 0
        self.held_before = 0
        self.depth_max, self.chars_max = reading.bounds.depth_max, reading.bounds.text_chars_max
        self.elements_max = reading.bounds.elements_max
        self.pieces: list[str] = []
        self.chars = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, pieces: Iterator[bytes]) -> None:
        """Feed the parser piece by piece, so that a tag or comment without an end is refused before it is built."""
        fed = 0
        for piece in pieces:
            fed += len(piece)
            if fed > self.bounds.bytes_max:
                raise _too_large(self.bounds, "more")
            self.parser.Parse(piece, False)
            if fed - self.parser.CurrentByteIndex > TAG_BYTES_MAX:
                raise self._fault("text_too_long", f"one tag or comment of more than {TAG_BYTES_MAX} bytes")
        self.parser.Parse(b"", True)

    @property
    def pointer(self) -> str:
        return self.node.pointer if self.node else "/"

    def _fault(self, kind: Kind, detail: str) -> MarkupError:
        return MarkupError(kind, self.parser.CurrentLineNumber, self.pointer, detail)

    def _doctype(self, name: str, *_ids: object) -> None:
        raise self._fault("dtd", f"a document type {name[:60]!r} is declared")

    def _named(self, qualified: str) -> str:
        """The local name of an element, empty if it lies in a foreign namespace; remembered."""
        namespace, _, name = qualified.rpartition(" ")
        if self.namespace is None:
            self.namespace = namespace
        if namespace != self.namespace and not self.reading.every_namespace:
            name = ""
        if len(self.names) < NAMES_MAX:
            self.names[qualified] = name
        return name

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.depth_max:
            raise self._fault("too_deep", f"more than {self.depth_max} elements deep")
        name = self.names.get(qualified)
        if name is None:
            name = self._named(qualified)
        if self.foreign_from or not name:
            self.foreign_from = self.foreign_from or self.depth
            return
        if attributes and max(map(len, attributes.values())) > self.chars_max:
            raise self._fault("text_too_long", f"an attribute of {name[:40]} is too long")
        parent = self.node
        if name == self.handed:
            self.held_before = self.held
        self.held += 1
        if self.held > self.elements_max:
            raise self._fault("too_many", f"more than {self.elements_max} elements at once")
        self.pieces.clear()
        self.chars = 0
        node = self.node = self.reading.node(name, self.parser.CurrentLineNumber, parent, attributes)
        if parent is None:
            self.root = node
            self.reading.rooted(self.namespace or "", node)
        elif name == self.handed:
            node.number = parent.hand()

    def _text(self, text: str) -> None:
        if self.foreign_from:
            return
        self.pieces.append(text)
        self.chars += len(text)
        if self.chars > self.chars_max:
            raise self._fault("text_too_long", f"more than {self.chars_max} characters of text")

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
        self.pieces.clear()
        self.chars = 0
        parent = self.node = node.parent
        if parent is None:
            return
        if node.name == self.handed and self.reading.taker is not None:
            self.reading.taker(node)
            self.held = self.held_before
        else:
            parent.keep(node)
