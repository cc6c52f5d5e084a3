"""The process that a PDF is read in: it gets the bytes on standard input, says what it found as JSON, and is gone.

It imports nothing of ours and runs with what it was limited to before it looked at the first byte: memory, seconds, no
file that it could write. `pdf.py` starts it and believes none of it.

    python -I pdf_child.py MEMORY_BYTES SECONDS PAGES CHARACTERS
"""

import io
import json
import logging
import re
import resource
import sys
from typing import Any

from pypdf import PdfReader

FIELDS = {"title": "/Title", "author": "/Author", "creator": "/Creator", "producer": "/Producer"}
TEXT_CHARS_MAX = 200
TOO_MUCH = 4
"""The exit code for more memory than there is; any other but 0 is a file that cannot be read."""
ACTIVE = {
    "script": rb"/JavaScript|/JS\b",
    "launch": rb"/Launch\b",
    "file inside": rb"/EmbeddedFile",
    "form that sends": rb"/SubmitForm",
}
"""What a PDF may do beside being read, by what stands in its bytes."""
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?\d\d)?")


def limit(memory_bytes: int, seconds: int) -> None:
    """From here on: so much memory and time of the processor, and no file longer than nothing."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def moment(text: str) -> str:
    """A date of a PDF in ISO 8601; empty if it is none."""
    found = _DATE.match(text)
    if found is None:
        return ""
    year, month, day, hour, minute, second, zone = found.groups()
    told = f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    if zone in (None, "Z"):
        return told + (zone or "")
    return f"{told}{zone[:3]}:{zone[-2:]}"


def facts(data: bytes, pages_max: int, characters_max: int) -> dict[str, Any]:
    """What the file says of itself, and its text as far as it is read."""
    reader = PdfReader(io.BytesIO(data))
    locked = reader.is_encrypted and not reader.decrypt("")
    told: dict[str, Any] = {
        "encrypted": reader.is_encrypted,
        "revisions": max(1, data.count(b"startxref") - (b"/Linearized" in data[:1024])),
        "signatures": len(re.findall(rb"/Type\s*/Sig\b", data)),
        "active": [name for name, found in ACTIVE.items() if re.search(found, data)],
        "pages": 0,
        "text": "",
    }
    if locked:
        return {**told, **dict.fromkeys((*FIELDS, "created_at", "changed_at"), "")}
    said: Any = reader.metadata or {}
    told |= {name: str(said.get(key) or "")[:TEXT_CHARS_MAX] for name, key in FIELDS.items()}
    told["created_at"] = moment(str(said.get("/CreationDate") or ""))
    told["changed_at"] = moment(str(said.get("/ModDate") or ""))
    told["pages"] = len(reader.pages)
    parts: list[str] = []
    left = characters_max
    for page in reader.pages[:pages_max]:
        text = page.extract_text()[:left]
        parts.append(text)
        left -= len(text)
        if left <= 0:
            break
    told["text"] = "\n".join(parts)[:characters_max]
    return told


def main() -> int:
    """Read one PDF within limits."""
    memory_bytes, seconds, pages_max, characters_max = map(int, sys.argv[1:5])
    logging.disable()
    data = sys.stdin.buffer.read()
    limit(memory_bytes, seconds)
    try:
        told = facts(data, pages_max, characters_max)
    except MemoryError:
        return TOO_MUCH
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
