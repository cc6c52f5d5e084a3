"""Write what each vague phrase needs: run it after changing a phrase in `lint/data/phrases.json`.

    .venv/bin/python tools/write_phrases.py

A phrase is looked for only in texts that hold one of its `needs`: letters that stand in everything it matches. They
follow from its pattern, so this file reads them off the pattern; a test compares the file with what this would write.
"""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

PARSER: Any = import_module("re._parser")
sort: Any = import_module("re._constants")
"""How the standard library itself takes a pattern apart."""

FILE = Path(__file__).resolve().parents[1] / "src" / "fairhold" / "lint" / "data" / "phrases.json"
NEEDS_MAX = 400
"""More alternatives than this are no help: the phrase would be looked for nearly everywhere."""
RUN_MAX = 120
"""Strings that a stretch of a pattern may stand for, to be written out."""


def needs(pattern: str) -> tuple[str, ...]:
    """Strings of which one stands in every text that the pattern matches.

    >>> needs("(?:very )?(?:good|nice) quality")
    ('good quality', 'nice quality')
    """
    found = _of(list(PARSER.parse(pattern)))
    if not found or len(found) > NEEDS_MAX or "" in found:
        raise ValueError(f"nothing stands in everything that this matches: {pattern[:200]}")
    return tuple(sorted(_shortest(found)))


def _shortest(found: set[str]) -> set[str]:
    """Without strings that hold another one of them."""
    return {one for one in found if not any(other in one for other in found if other != one)}


def _of(parts: list[Any]) -> set[str] | None:
    """The best choice among the parts that must follow each other: the rarest letters, then the fewest alternatives."""
    choices = [choice for choice in (_required(op, arg) for op, arg in parts) if choice]
    choices += [run for run in _runs(parts) if all(text.strip() for text in run)]
    return max(choices, key=_worth, default=None)


def _worth(choice: set[str]) -> tuple[int, int]:
    """How rare the commonest string of a choice is: a Chinese sign counts as four letters, more than five do not."""
    rarest = (sum(1 if sign.isascii() else 4 for sign in text.strip()) for text in choice)
    return min(5, *rarest), -len(choice)


def _runs(parts: list[Any]) -> list[set[str]]:
    """What can stand side by side in a sequence, wherever that is a short list of strings."""
    runs = []
    run = {""}
    for op, arg in parts:
        texts = _texts(op, arg)
        if texts is None or len(texts) * len(run) > RUN_MAX:
            runs.append(run)
            run = texts or {""}
        else:
            run = {before + after for before in run for after in texts}
    return [*runs, run]


def _texts(op: Any, arg: Any) -> set[str] | None:
    """Every string that a part can match, None if they are many."""
    if op is sort.LITERAL:
        return {chr(arg)}
    if op in (sort.AT, sort.ASSERT, sort.ASSERT_NOT):
        return {""}
    if op is sort.IN and all(kind is sort.LITERAL for kind, _ in arg):
        return {chr(value) for _, value in arg}
    if op is sort.SUBPATTERN:
        return _all(list(arg[-1]))
    if op is sort.BRANCH:
        branches = [_all(list(branch)) for branch in arg[1]]
        return (
            None if any(texts is None for texts in branches) else {text for texts in branches for text in texts or ()}
        )
    if op is sort.MAX_REPEAT and arg[0] == 0 and arg[1] == 1:
        texts = _all(list(arg[2]))
        return None if texts is None else texts | {""}
    if op is sort.MAX_REPEAT and len(arg[2]) == 1 and arg[2][0][0] is sort.LITERAL and arg[0]:
        return {chr(arg[2][0][1]) * arg[0]}
    return None


def _all(parts: list[Any]) -> set[str] | None:
    found = {""}
    for op, arg in parts:
        texts = _texts(op, arg)
        if texts is None or len(texts) * len(found) > RUN_MAX:
            return None
        found = {before + after for before in found for after in texts}
    return found


def _required(op: Any, arg: Any) -> set[str] | None:
    if op is sort.SUBPATTERN:
        return _of(list(arg[-1]))
    if op in (sort.MAX_REPEAT, sort.MIN_REPEAT, sort.POSSESSIVE_REPEAT):
        return _of(list(arg[2])) if arg[0] else None
    if op is sort.BRANCH:
        return _any([_of(list(branch)) for branch in arg[1]])
    return None


def _any(branches: list[set[str] | None]) -> set[str] | None:
    """One of the branches will match, so one string of one of them stands there."""
    whole: set[str] = set()
    for branch in branches:
        if not branch:
            return None
        whole |= branch
    return whole


def filled(pattern: str, words: dict[str, str]) -> str:
    """The pattern with its word lists in place."""
    while found := re.search(r"\{([a-z_]+)\}", pattern):
        pattern = pattern.replace(found.group(), f"(?:{words[found[1]]})")
    return pattern


def written(text: str) -> str:
    """The file as it should be, one word list, kind and phrase a line."""
    data = json.loads(text)
    for phrase in data["phrases"]:
        phrase["needs"] = needs(filled(phrase["pattern"], data["words"]))
    parts = [f' "source": {_json(data["source"])},']
    for name in ("words", "kinds"):
        rows = ",\n".join(f"  {_json(key)}: {_json(value)}" for key, value in data[name].items())
        parts.append(f' "{name}": {{\n{rows}\n }},')
    rows = ",\n".join(f"  {_json(phrase)}" for phrase in data["phrases"])
    parts.append(f' "phrases": [\n{rows}\n ]')
    return "{\n" + "\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text("utf-8")), "utf-8")
