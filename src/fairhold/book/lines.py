"""The number of a bank line: a hash of its key, so the same line has the same number wherever and whenever it is read.

It numbers the row in `bank_lines` and, should no order take the line, the remittance that holds it.
"""

from hashlib import sha256

from fairhold.trade.misdirected import ReportMisdirected, line_key
from fairhold.trade.stream import Command


def line_number(key: str) -> int:
    """A positive 63-bit number for the key of a bank line; its bucket is its last 12 bits."""
    return (int.from_bytes(sha256(key.encode()).digest()[:8], "big") >> 1) or 1


def begun_by(command: Command) -> int:
    """The number of the stream that a command begins (`begins`): its line's, or 0 where the desk makes one up."""
    return line_number(line_key(command.line)) if isinstance(command, ReportMisdirected) else 0
