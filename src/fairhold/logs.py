"""The program's log: standard library logging to standard error, one line per event.

Nothing secret is logged: no password, key, token or address of a database; ids of orders and parties are enough.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

_BUILT_IN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLine(logging.Formatter):
    """One JSON object per line: `at` (UTC, milliseconds), `level`, `where`, `what`, then what `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end; exceptions are in `error` as text."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, object] = {
            "at": at,
            "level": record.levelname.lower(),
            "where": record.name,
            "what": record.getMessage(),
        }
        line |= {name: value for name, value in record.__dict__.items() if name not in _BUILT_IN}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class TextLine(logging.Formatter):
    """The same for a person: time, level, words, then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        extra = "".join(f" {name}={value}" for name, value in record.__dict__.items() if name not in _BUILT_IN)
        line = f"{at} {record.levelname.lower():<7} {record.getMessage()}{extra}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def start(level: str, form: Literal["json", "text"]) -> None:
    """Send every line of this level and above to standard error; asking twice changes nothing."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if form == "json" else TextLine())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
