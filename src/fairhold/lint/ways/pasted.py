"""Pasted text: each line a clause, whose sentences the linter sorts to the families of terms or leaves as remarks."""

from fairhold.lint.draft import TEXT_MAX, Draft
from fairhold.lint.ways.fault import LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.taken import Taken


def read_text(text: str) -> Taken:
    """A draft of clauses, one for each paragraph, without trailing blanks. Raises Unreadable."""
    clauses: list[str] = []
    for number, line in enumerate(_paragraphs(text), 1):
        if len(line) > TEXT_MAX:
            raise Unreadable(
                "lint_field", f"one paragraph has more than {TEXT_MAX:,} characters", f"paragraph {number}"
            )
        clauses.append(line)
        if len(clauses) > LINT_LINES_MAX:
            raise Unreadable("lint_too_many_lines", f"more than {LINT_LINES_MAX:,} paragraphs (lint_lines_max)")
    return Taken("text", Draft(clauses=tuple(clauses)))


def _paragraphs(text: str) -> list[str]:
    """Lines that are not blank; a heading that ends in a colon stays with the line, or the listed items, below it."""
    found: list[str] = []
    below_heading = False
    for line in text.splitlines():
        bare = line.strip()
        if not bare:
            below_heading = False
            continue
        is_item = bare[0] in "-*\u2022\u00b7\u2013" and len(bare) > 1
        if found and (found[-1].endswith((":", "\uff1a")) or (below_heading and is_item)):
            below_heading = below_heading or is_item
            found[-1] = f"{found[-1]}\n{line.rstrip()}"
        else:
            below_heading = False
            found.append(line.rstrip())
    return found
