"""Photos of an inspection report that were handed in, for its paper: those of defects first, within bounds.

Printing a photo is handing it out, so each leaves an entry in the chain. What is too large is left to its hash.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import custody as kept
from fairhold.evidence.fault import EvidenceFault
from fairhold.safe.recording import Act, record
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.report import Report
from fairhold.trade.who import Who

PRINTED: Final = frozenset({"jpeg", "png", "gif", "webp"})
PHOTOS_MAX: Final = 40
"""Photos of one paper."""
PHOTO_BYTES_MAX: Final = 12 * 2**20
PAPER_BYTES_MAX: Final = 60 * 2**20
"""Bytes of all photos of one paper."""
PIXELS_MAX: Final = 50_000_000
"""Pixels of a photo that is drawn."""


def photos_of(
    room: Strongroom, connection: psycopg.Connection, order: int, report: Report, who: Who, now: datetime
) -> dict[str, bytes]:
    """The photos of a report that are there, by their SHA-256."""
    files = {file.sha256: file for file in kept.files(connection, order)}
    found: dict[str, bytes] = {}
    for sha256 in _wanted(report):
        file = files.get(sha256)
        left = PAPER_BYTES_MAX - sum(map(len, found.values()))
        if file is None or not _fits(file, left) or len(found) == PHOTOS_MAX:
            continue
        try:
            with room.vault.open(sha256) as opened:
                found[sha256] = opened.read()
        except EvidenceFault:
            continue
    if found:
        note = f"printed in the report on visit {report.visit}"
        record(room, connection, order, who, [Act("handed_out", sha256, note) for sha256 in found], now)
    return found


def _wanted(report: Report) -> Iterable[str]:
    """The photos of a report, those of defects first."""
    of_defects = (sha256 for defect in report.defects for sha256 in defect.photos)
    return dict.fromkeys((*of_defects, *(photo.sha256 for photo in report.photos)))


def _fits(file: kept.File, bytes_left: int) -> bool:
    picture = msgspec.json.decode(file.facts).get("picture", {})
    pixels = picture.get("width", 0) * picture.get("height", 0)
    return file.kind in PRINTED and file.size <= min(PHOTO_BYTES_MAX, bytes_left) and 0 < pixels <= PIXELS_MAX
