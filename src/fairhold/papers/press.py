"""The press: a paper becomes a PDF (PDF/A-2a) by typst, with the fonts that come along and nothing of the machine.

The same paper gives the same bytes in every process: no clock, no system fonts, no random names. Texts go in as JSON
through `sys.inputs`, never as source.
"""

import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec
import typst

from fairhold.faults import Malformed
from fairhold.papers.sheet import Paper
from fairhold.papers.signs import each, printable

CHARACTERS_MAX: Final = 2_000_000
"""The longest paper, in characters of its blocks as JSON. A contract that came over the API has fewer."""
STANDARD: Final = "a-2a"
"""For keeping: fonts inside, text that can be read out, no outside parts. It also refuses a sign without a picture."""

_HERE: Final = Path(__file__).resolve().parent
_SHEET: Final = (_HERE / "sheet.typ").read_bytes()
_PROBE: Final = (_HERE / "probe.typ").read_bytes()
_PICTURE: Final = b'#image("/picture", width: 10mm)'
_LOOK: Final = _HERE / "look.typ"
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 (a folder of its own is made in it)
NO_PICTURES: Final[Mapping[str, bytes]] = MappingProxyType({})
_NO_PICTURE: Final = re.compile(r'^error: PDF/A-2a error: the text `"((?:[^"\\]|\\.)*)"` could not be displayed', re.M)
_ESCAPED: Final = re.compile(r"\\(?:u\{([0-9a-f]{1,6})\}|(.))")
_KEPT: Final = frozenset({"kind", "tone", "day"})
_SIGNS_REMEMBERED_MAX: Final = 50_000
_TRIES_MAX: Final = 4


class PaperTooLong(Malformed):
    """There is more to print than one paper may hold."""


class Press:
    """One typst compiler with its fonts, for one thread at a time. It remembers which signs the fonts have."""

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False, font_paths=[_HERE / "vendor" / "inter", _HERE / "vendor" / "noto"]
        )
        self._typst = typst.Compiler(_SHEET, root=_HERE, font_paths=fonts)
        self._alone = threading.Lock()
        self._has: dict[str, bool] = {}

    def pdf(self, paper: Paper, pictures: Mapping[str, bytes] = NO_PICTURES) -> bytes:
        """The paper as PDF, with the pictures that its blocks name. Raises PaperTooLong."""
        pages = self.run(paper, "pdf", pictures=pictures)
        assert isinstance(pages, bytes)
        return pages

    def drawable(self, picture: bytes) -> bool:
        """Whether a picture can be drawn: its header may say what the rest of it does not hold."""
        with self._alone, _folder({"picture": picture}) as folder:
            try:
                self._typst.compile(_PICTURE, format="pdf", timestamp=0, root=folder)
            except typst.TypstError:
                return False
            return True

    def run(
        self, paper: Paper, form: Any, ppi: float = 96, pictures: Mapping[str, bytes] = NO_PICTURES
    ) -> bytes | list[bytes]:
        """The paper in a form of typst: `pdf`, or `png` at so many points an inch (one picture a page)."""
        plain = msgspec.to_builtins(paper)
        text = msgspec.json.encode(plain).decode()
        if len(text) > CHARACTERS_MAX:
            raise PaperTooLong(f"there is too much to print: {len(text):,} of at most {CHARACTERS_MAX:,} characters")
        with self._alone, _folder(pictures) as folder:
            self._learn(text)
            return self._set(plain, paper, form, ppi, folder)

    def _set(self, plain: Any, paper: Paper, form: Any, ppi: float, folder: Path) -> bytes | list[bytes]:
        for _ in range(_TRIES_MAX):
            text = msgspec.json.encode(self._ready(plain)).decode()
            try:
                done = self._typst.compile(
                    _SHEET,
                    sys_inputs={"paper": text},
                    format=form,
                    ppi=ppi,
                    timestamp=datetime.combine(paper.day, time(), UTC),
                    pdf_standards=[STANDARD] if form == "pdf" else [],
                    root=folder,
                )
            except typst.TypstError as error:
                clusters = _without_picture(error)
                if not clusters:
                    raise
                # Signs that have pictures alone may have none together: then none of them is drawn.
                self._has.update(dict.fromkeys("".join(clusters), False))
                continue
            assert done is not None
            return done
        raise AssertionError("typst goes on refusing signs that are not printed any more")

    def _ready(self, plain: Any) -> Any:
        """The blocks as they are printed, and how many signs had to be printed as their code point."""
        named = 0

        def lacking(sign: str) -> bool:
            return not self._has.get(sign, False)

        def ready(text: str) -> str:
            nonlocal named
            shown, replaced = printable(text, lacking)
            named += replaced
            return shown

        return {**each(plain, ready, _KEPT), "named": named}

    def _learn(self, text: str) -> None:
        """Ask typst once which of the signs the fonts have, all on one small sheet."""
        if text.isascii():
            return
        unknown = {sign for sign in text if sign > "~"} - self._has.keys()
        if not unknown:
            return
        if len(self._has) > _SIGNS_REMEMBERED_MAX:
            self._has.clear()
            unknown = {sign for sign in text if sign > "~"}
        asked = {"signs": msgspec.json.encode(sorted(unknown)).decode()}
        missing: set[str] = set()
        try:
            # The compiler keeps the root of its last paper, and the folder of a paper with pictures is gone by now.
            self._typst.compile(
                _PROBE, sys_inputs=asked, format="pdf", timestamp=0, pdf_standards=[STANDARD], root=_HERE
            )
        except typst.TypstError as error:
            missing = set("".join(_without_picture(error)))
            if not missing:
                raise
        self._has.update({sign: sign not in missing for sign in unknown})


@contextmanager
def _folder(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """The folder that typst may read: our own, or for a paper with pictures one of this moment, in memory if it can."""
    if not pictures:
        yield _HERE
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as made:
        folder = Path(made)
        (folder / _LOOK.name).write_bytes(_LOOK.read_bytes())
        for name, data in pictures.items():
            (folder / name).write_bytes(data)
        yield folder


def _without_picture(error: typst.TypstError) -> list[str]:
    """The texts that typst could not draw, read from its diagnostics; ASCII is always there."""
    found = (_ESCAPED.sub(_unescaped, text) for text in _NO_PICTURE.findall(error.diagnostic))
    return [kept for text in found if (kept := "".join(sign for sign in text if sign > "~"))]


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


@cache
def press() -> Press:
    """The press of this process; its fonts are read when something is first printed."""
    return Press()
