"""Reading XML from a bank into plain nodes, hardened: no document type, no entities, nothing fetched, limits on all.

An expat parser is driven here directly because it tells line numbers and can stop at the first character that has no
business in a bank file. Elements are known by local name; what lies in a foreign namespace is passed over.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from xml.parsers import expat

import msgspec

from fairhold.bank.fault import StatementError

REPEATED = frozenset(
    ("Stmt", "Ntfctn", "Bal", "Ntry", "NtryDtls", "TxDtls", "Strd", "OrgnlPmtInfAndSts", "TxInfAndSts")
)
"""Elements whose pointer always shows a number, even when there is one."""


PIECE_BYTES = 64 * 1024
TAG_BYTES_MAX = 512 * 1024
"""The longest tag or comment; no bank writes one of a thousand."""


class Limits(msgspec.Struct, frozen=True):
    """What a file from outside may cost: bytes, entries and payments in it, depth of nesting, characters of one text,
    and elements held in memory at once (all but the entries already read)."""

    statement_bytes_max: int = 32 * 1024 * 1024
    statement_lines_max: int = 100_000
    statement_depth_max: int = 40
    statement_text_chars_max: int = 4_000
    statement_elements_max: int = 500_000


class Codes(msgspec.Struct, frozen=True):
    """The words that one kind of file uses for faults of the XML itself."""

    too_large: str
    not_xml: str
    dtd: str
    too_deep: str
    text_too_long: str
    too_many: str


STATEMENT = Codes(
    too_large="statement_too_large",
    not_xml="statement_not_xml",
    dtd="statement_dtd",
    too_deep="statement_too_deep",
    text_too_long="statement_text_too_long",
    too_many="statement_too_many_elements",
)
REPORT = Codes(
    too_large="report_too_large",
    not_xml="report_not_xml",
    dtd="report_dtd",
    too_deep="report_too_deep",
    text_too_long="report_text_too_long",
    too_many="report_too_many_elements",
)
_NO_ATTRIBUTES: dict[str, str] = {}


class Node:
    """One element: local name, text without surrounding blanks, children in order, and where it stands in the file."""

    __slots__ = ("attributes", "children", "counts", "index", "line", "name", "parent", "text")

    def __init__(self, name: str, line: int, parent: "Node | None", attributes: dict[str, str]) -> None:
        self.name = name
        self.line = line
        self.parent = parent
        self.attributes = attributes or _NO_ATTRIBUTES
        self.text = ""
        self.children: Sequence[Node] = ()
        self.counts: dict[str, int] | None = None
        self.index = parent.count(name) if parent else 1

    def count(self, name: str) -> int:
        """The number of the next child of that name, from 1."""
        if self.counts is None:
            self.counts = {}
        self.counts[name] = number = self.counts.get(name, 0) + 1
        return number

    def keep(self, child: "Node") -> None:
        """Add a child behind the others."""
        if isinstance(self.children, list):
            self.children.append(child)
        else:
            self.children = [child]

    @property
    def pointer(self) -> str:
        """The XPath of the element, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]`."""
        numbered = self.index > 1 or self.name in REPEATED
        return f"{self.parent.pointer if self.parent else ''}/{self.name}{f'[{self.index}]' if numbered else ''}"

    def all(self, path: str) -> Iterator["Node"]:
        """Every element at a path of child names such as `NtryDtls/TxDtls`."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> "Node | None":
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

    def fault(self, code: str, detail: str, below: str = "") -> StatementError:
        """A fault at this element, or at a path below it that is missing."""
        return StatementError(code, self.line, self.pointer + (f"/{below}" if below else ""), detail)


class Reading(msgspec.Struct, frozen=True):
    """How one kind of file is read: its limits, its words for faults, and what happens on the way.

    `rooted` is called with the namespace and the root when it starts, and may refuse the file before the rest is read.
    Elements named `handed` are given to `taker` when they end and are not kept, so that a long statement costs the
    memory of one entry; the element above is `parent` with all that came before.
    """

    limits: Limits
    codes: Codes
    rooted: Callable[[str, Node], None]
    handed: str = ""
    taker: Callable[[Node], None] | None = None


def read_tree(content: bytes, reading: Reading) -> Node:
    """The root element of a file. Raises StatementError with the codes of the reading."""
    limits, codes = reading.limits, reading.codes
    if len(content) > limits.statement_bytes_max:
        raise StatementError(
            codes.too_large, 0, "/", f"{len(content)} bytes, at most {limits.statement_bytes_max} are read"
        )
    builder = _Builder(reading)
    try:
        builder.read(content)
    except expat.ExpatError as error:
        raise StatementError(codes.not_xml, error.lineno, builder.pointer, expat.ErrorString(error.code)) from None
    except (LookupError, ValueError) as error:
        raise StatementError(codes.not_xml, 1, "/", f"the encoding is not known: {error}") from None
    assert builder.root is not None, "expat refuses a document without a root"
    return builder.root


def message_name(content: bytes) -> str:
    """The ISO 20022 name that the first 4 KiB of a file announce, such as `camt.053.001.08`; empty when there is none.

    Only to choose a reader, which then reads the file properly and may refuse it.
    """
    head = content[:4096].replace(b"\x00", b"")
    found = re.search(rb"\b((?:camt|pain|pacs)\.\d{3}\.001\.\d{2})\b", head)
    return found[1].decode() if found else ""


class _Builder:
    """The handlers of one parse."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.limits = reading.limits
        self.codes = reading.codes
        self.namespace = ""
        self.root: Node | None = None
        self.node: Node | None = None
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
                raise self._fault(self.codes.text_too_long, f"one tag or comment of more than {TAG_BYTES_MAX} bytes")
        self.parser.Parse(b"", True)

    @property
    def pointer(self) -> str:
        return self.node.pointer if self.node else "/"

    def _fault(self, code: str, detail: str) -> StatementError:
        return StatementError(code, self.parser.CurrentLineNumber, self.pointer, detail)

    def _doctype(self, name: str, *_ids: object) -> None:
        raise self._fault(self.codes.dtd, f"a document type {name[:60]!r} is declared")

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.limits.statement_depth_max:
            raise self._fault(self.codes.too_deep, f"more than {self.limits.statement_depth_max} elements deep")
        namespace, _, name = qualified.rpartition(" ")
        if self.root is None:
            self.namespace = namespace
        if self.foreign_from or namespace != self.namespace:
            self.foreign_from = self.foreign_from or self.depth
            return
        if attributes and max(map(len, attributes.values())) > self.limits.statement_text_chars_max:
            raise self._fault(self.codes.text_too_long, f"an attribute of {name[:40]} is too long")
        if name == self.reading.handed:
            self.held_before = self.held
        self.held += 1
        if self.held > self.limits.statement_elements_max:
            raise self._fault(self.codes.too_many, f"more than {self.limits.statement_elements_max} elements at once")
        self._forget_text()
        self.node = Node(name, self.parser.CurrentLineNumber, self.node, attributes)
        if self.root is None:
            self.root = self.node
            self.reading.rooted(namespace, self.node)

    def _text(self, text: str) -> None:
        if self.foreign_from:
            return
        self.pieces.append(text)
        self.chars += len(text)
        if self.chars > self.limits.statement_text_chars_max:
            raise self._fault(
                self.codes.text_too_long, f"more than {self.limits.statement_text_chars_max} characters of text"
            )

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
