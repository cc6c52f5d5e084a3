"""The number of a bank line: a hash of its key, so the same line has the same number wherever and whenever it is read.

It numbers the row in `bank_lines` and, should no order take the line, the remittance that holds it.
"""

from hashlib import sha256


def line_number(key: str) -> int:
    """A positive 63-bit number for the key of a bank line; its bucket is its last 12 bits."""
    return (int.from_bytes(sha256(key.encode()).digest()[:8], "big") >> 1) or 1
