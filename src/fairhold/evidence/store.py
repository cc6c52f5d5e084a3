"""Where the vault puts files: a folder, or whatever else keeps files under names. A store knows nothing of what is in
them. `FolderStore` is the one that is used unless another is chosen; `bucket` has one elsewhere, with the same five
methods.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from fairhold.faults import Unavailable

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.]{0,127}(?:/[a-z0-9][a-z0-9_.]{0,127}){0,3}")
"""Names of files: small letters, digits, `_` and `.`, in at most four parts that begin with a letter or digit."""


class StoreAway(Unavailable):
    """A store elsewhere did not answer, or refused; the sentence names it and nothing secret."""


class Store(Protocol):
    """Files under names of the form NAME; ValueError for any other name. When the store fails: OSError from a folder,
    StoreAway from one elsewhere.
    """

    def take(self, name: str, file: Path) -> None:
        """Take over a local file under a name: whole and on disk when this returns, or not there at all."""
        ...

    def open(self, name: str) -> BinaryIO | None:
        """The file of that name, able to seek, or None."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        ...

    def destroy(self, name: str) -> bool:
        """Take a file away for good; False when there is none. Others never see half of it."""
        ...

    def names(self, beginning: str = "") -> Iterator[str]:
        """All names, ascending; those that begin so."""
        ...


class Elsewhere(Store, Protocol):
    """A store that may be away; as text it says where it is."""

    def probe(self) -> None:
        """Write, read, list and delete a few bytes that no name leads to. Raises StoreAway."""
        ...


class FolderStore:
    """A store in a folder of one file system. Only its owner may look into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lasting: set[Path] = set()
        """Folders that this process has seen on the disk, whoever made them."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def take(self, name: str, file: Path) -> None:
        """See Store. The local file must lie in the same file system: it is moved, not copied."""
        target = self._path(name)
        self._make(target.parent)
        sync(file)
        within = [self._folder / folder for folder in target.relative_to(self._folder).parents[:-1]]
        for folder in within:  # after the file: file systems mostly bring them to the disk with it
            if folder not in self._lasting:
                sync(folder.parent)
        self._lasting.update(within)
        file.replace(target)
        sync(target.parent)

    def open(self, name: str) -> BinaryIO | None:
        """See Store."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """See Store."""
        return self._path(name).is_file()

    def destroy(self, name: str) -> bool:
        """See Store. The bytes are written over first, which reaches as far as the medium lets it."""
        path = self._path(name)
        try:
            with path.open("r+b") as opened:
                opened.write(bytes(min(path.stat().st_size, WRITTEN_OVER_MAX)))
                opened.flush()
                os.fsync(opened.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        sync(path.parent)
        return True

    def names(self, beginning: str = "") -> Iterator[str]:
        """See Store."""
        within = self._folder / beginning.rpartition("/")[0]
        for path in sorted(within.rglob("*")):
            name = path.relative_to(self._folder).as_posix()
            if path.is_file() and name.startswith(beginning):
                yield name

    def _path(self, name: str) -> Path:
        return self._folder / checked(name)

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            self._lasting.discard(folder)


WRITTEN_OVER_MAX: Final = 4096
"""Bytes at the beginning of a file that are written over before it is taken away: more than any key has."""


def checked(name: str) -> str:
    """The name, if it is one. Raises ValueError."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a stored file")
    return name


def sync(path: Path) -> None:
    """Bring a file, or the list of files of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
