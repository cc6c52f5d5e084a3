"""What a PDF says: pages, who made it with what and when, how often it was saved again, what it could do, and its text.

A PDF is read by a library, in a process of its own that has little memory, a few seconds and no way to write
(`pdf_child.py`): whatever a file makes of its reader, it makes of that. All of it is a claim of the file.
"""

import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from fairhold.evidence.fault import EvidenceFault

PDF_BYTES_MAX: Final = 32 * 2**20
"""The largest PDF that is read; a larger one is kept unread."""
PAGES_MAX: Final = 100
"""Pages whose text is read."""
CHARACTERS_MAX: Final = 100_000
"""Characters of text that are read."""
MEMORY_BYTES_MAX: Final = 512 * 2**20
"""Memory of the process that reads."""
SECONDS_MAX: Final = 5
"""Time of the processor that it may take."""
WAIT_SECONDS_MAX: Final = 15.0
"""How long its answer is waited for."""

TOO_MUCH: Final = 4
"""How `pdf_child.py` ends where memory was not enough; a signal ends it where time was not."""
_CHILD: Final = Path(__file__).resolve().parent / "pdf_child.py"


class Pdf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a PDF says; empty where it says nothing. Times are ISO 8601, with a zone only if one was written."""

    encrypted: bool
    """It asks for a password; if it opens without one, it is read all the same."""
    revisions: int
    """How often it was written: more than 1 if something was saved into it later."""
    signatures: int
    active: tuple[str, ...]
    """What it could do beside being read."""
    pages: int
    text: str
    title: str
    author: str
    creator: str
    """The program that the text was written in."""
    producer: str
    """The program that made the PDF."""
    created_at: str
    changed_at: str


_decoder: Final = msgspec.json.Decoder(Pdf)


def read_pdf(file: BinaryIO) -> Pdf:
    """What the file says, its text cut off after CHARACTERS_MAX and PAGES_MAX.

    Raises EvidenceFault `pdf_too_large`, `pdf_form` for what cannot be read, or `pdf_limits` if reading it took more
    than it may.
    """
    file.seek(0)
    data = file.read(PDF_BYTES_MAX + 1)
    if len(data) > PDF_BYTES_MAX:
        raise EvidenceFault("pdf_too_large", f"A PDF is read up to {PDF_BYTES_MAX:,} bytes.")
    words = (MEMORY_BYTES_MAX, SECONDS_MAX, PAGES_MAX, CHARACTERS_MAX)
    try:
        ran = subprocess.run(
            [sys.executable, "-I", str(_CHILD), *map(str, words)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_SECONDS_MAX,
            check=False,
            cwd="/",
            env={},
        )
    except subprocess.TimeoutExpired:
        raise EvidenceFault("pdf_limits", f"Reading it takes more than {WAIT_SECONDS_MAX:g} seconds.") from None
    if ran.returncode < 0 or ran.returncode == TOO_MUCH:
        raise EvidenceFault("pdf_limits", "Reading it takes more time or memory than it may.")
    if ran.returncode:
        raise EvidenceFault("pdf_form", "The bytes are no PDF that can be read.")
    return _decoder.decode(ran.stdout)
