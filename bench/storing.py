"""A large file into the vault beside a plain copy of it, and a long chat read: what handing evidence in costs."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from fairhold.evidence.chat import read_chat
from fairhold.evidence.vault import folder_vault

FILE_BYTES = 64 * 2**20
PIECE_BYTES = 2**20
CHAT_LINES = 100_000


def speeds(folder: Path, rounds: int) -> Iterator[tuple[float, float]]:
    """Bytes a second of a copy that is brought to the disk, and of storing (hashed, sealed, on the disk), by turns."""
    source = folder / "evidence"
    source.write_bytes(os.urandom(FILE_BYTES))
    for number in range(rounds):
        yield FILE_BYTES / _copied(source, folder / "copy"), FILE_BYTES / _stored(source, folder / f"vault-{number}")


def chat_seconds() -> float:
    """How long a chat of CHAT_LINES messages takes to read."""
    said = ("Sam: the lids close", "Bea: they do not")
    days = (f"{1 + n % 28:02d}/{1 + n // 28 % 12:02d}/2026, {n % 24:02d}:{n % 60:02d}:00" for n in range(CHAT_LINES))
    text = "".join(f"[{day}] {said[n % 2]} {n}\n" for n, day in enumerate(days))
    started = time.perf_counter()
    assert len(read_chat(text).messages) == CHAT_LINES
    return time.perf_counter() - started


def _copied(source: Path, target: Path) -> float:
    started = time.perf_counter()
    shutil.copyfile(source, target)
    with target.open("rb") as opened:
        os.fsync(opened.fileno())
    taken = time.perf_counter() - started
    target.unlink()
    return taken


def _stored(source: Path, folder: Path) -> float:
    vault = folder_vault(folder)
    started = time.perf_counter()
    with vault.receive() as upload, source.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            upload.write(piece)
        upload.finish()
    taken = time.perf_counter() - started
    shutil.rmtree(folder)
    return taken
