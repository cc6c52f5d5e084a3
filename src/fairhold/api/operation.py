"""One method on one path, as a value, and the groups of problems that operations share.

The tables are `paths_*.py`, by subject; `routes.py` puts them together and serves them.
"""

from typing import Any, Final

import msgspec

from fairhold.api.call import BODY_BYTES_MAX, JSON
from fairhold.api.changes import Handler
from fairhold.api.lookups import BOOK_READERS
from fairhold.trade.stream import Rule
from fairhold.trade.who import Role


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method on one path: what it does, for whom, what it takes and gives, and which problems it may answer."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    gives: Any
    problems: tuple[str, ...]
    status: int = 200
    gives_media: bytes = JSON
    takes: Any = None
    media: tuple[bytes, ...] = ()
    body_bytes_max: int = BODY_BYTES_MAX
    roles: frozenset[Role] = frozenset(Role)
    stages: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    needs_key: bool = False
    is_open: bool = False
    rule: Rule | None = None
    answer: Handler | None = None


READING: Final = ("malformed", "api_key_unknown", "version_unknown")
WRITING: Final = (*READING, "key_missing", "key_reused", "body_too_large", "media_type", "busy")
LISTING: Final = (*READING, "cursor_invalid")
STAFF: Final = frozenset(BOOK_READERS)
"""The roles that read the books."""
