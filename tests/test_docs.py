"""Every list that the program has, the documentation has too, name by name; and its links lead somewhere."""

import importlib
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fairhold.settings import SETTINGS
from fairhold.trade.policy import PRESETS
from write_reference import PAGES

HOME = Path(__file__).resolve().parents[1]
REFERENCE = HOME / "docs" / "reference"

LISTS: dict[str, tuple[str, Callable[[Any], list[str]]]] = {
    "settings": ("fairhold.settings", lambda module: [setting.name for setting in module.SETTINGS]),
    "refusals": ("fairhold.trade.refusal", lambda module: list(module.REFUSALS)),
    "policy": ("fairhold.trade.policy", lambda module: list(module.Policy.__struct_fields__)),
    "commands": ("fairhold.trade.deciding", lambda module: [command.__struct_config__.tag for command in module.RULES]),
    "accounts": ("fairhold.trade.accounts", lambda module: [account.wire for account in module.Account]),
}
"""Page under docs/reference: the module that has the list, and how its names are read from it."""

END = re.compile(r"^## Presets$", re.MULTILINE)
"""Where a page goes on to something else whose rows begin with names too."""
NAMED = re.compile(r"^(?:\| *|#+ +)`([^`]+)`", re.MULTILINE)
"""A name is documented by a table row or a heading that begins with it in code marks."""
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", LISTS)
def test_the_page_has_every_name_of_the_program_once_and_no_other(page: str) -> None:
    module, names = LISTS[page]
    has = Counter(names(importlib.import_module(module)))
    listed, *_ = END.split((REFERENCE / f"{page}.md").read_text("utf-8"))
    documented = Counter(NAMED.findall(listed))
    assert {"missing": sorted(has - documented), "unknown": sorted(documented - has)} == {"missing": [], "unknown": []}


def test_the_settings_page_tells_default_unit_and_meaning_as_the_program_does() -> None:
    text = (REFERENCE / "settings.md").read_text("utf-8")
    wanted = []
    for row in SETTINGS:
        default = f"`{row.default}`" if row.default else "empty"
        cells = [f"`{row.name}`", f"`{row.variable}`", row.kind, default, row.unit, row.meaning]
        wanted.append("| " + " | ".join(cells).replace("|  |", "| |") + " |")
    assert [line for line in text.splitlines() if line.startswith("| `")] == wanted


def test_the_policy_page_names_every_preset() -> None:
    text = END.split((REFERENCE / "policy.md").read_text("utf-8"))[1]
    assert [name for name in PRESETS if f"`{name}`" not in text] == []


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md"), *(HOME / "examples").rglob("*.md")]
    broken = [
        f"{page.relative_to(HOME)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if "://" not in target and not target.startswith(("#", "mailto:"))
        if not (page.parent / target.split("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_repeats_a_table_is_the_one_written_from_it(page: str) -> None:
    assert (REFERENCE / f"{page}.md").read_text("utf-8") == PAGES[page]()


def test_the_transcript_of_the_readme_stands_in_the_story_it_names() -> None:
    block = re.search(r"```transcript\n(.*?)```", (HOME / "README.md").read_text("utf-8"), re.DOTALL)
    assert block is not None
    assert block.group(1) in (HOME / "examples" / "short-wire.md").read_text("utf-8")
