"""Write `docs/reference/openapi.json` and `docs/reference/problems.md`: run it after changing the API.

    .venv/bin/python tools/write_openapi.py

A test compares both with what this file would write.
"""

import json
from pathlib import Path

from fairhold.api import openapi
from fairhold.api.problems import REMEDIES, STATUS, TITLES

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"


def document() -> str:
    """The OpenAPI document, one line a field, so that a change shows in a diff."""
    return json.dumps(openapi.document(), indent=1, ensure_ascii=False) + "\n"


def problems() -> str:
    """Every problem code with its HTTP status, by status."""
    parts = [
        "# Problems\n",
        "What the API answers when it says no: RFC 9457 with a stable `code`.",
        "`GET /v1/problems/<code>` tells the same.",
        "Refusals of the rules are explained in [refusals](refusals.md).\n",
        "| code | status | title | what to do |",
        "|---|---|---|---|",
    ]
    parts += [
        f"| `{code}` | {status} | {TITLES[code]} | {REMEDIES[code]} |"
        for code, status in sorted(STATUS.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    return "\n".join(parts) + "\n"


PAGES = {"openapi.json": document, "problems.md": problems}
"""The files written from the program, by name."""


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
