"""What a way in gives: a draft, and what was noticed while reading that the draft itself no longer shows."""

from typing import Literal

import msgspec

from fairhold.lint.draft import Draft
from fairhold.lint.family import Fault
from fairhold.trade.families import Family

Format = Literal["json", "toml", "ubl", "csv", "text"]


class Noticed(msgspec.Struct, frozen=True, gc=False):
    """A fault that shows only in the file, such as a line whose sum is wrong, and the family that it counts for."""

    family: Family
    fault: Fault


class Taken(msgspec.Struct, frozen=True):
    """A file as it was read."""

    format: Format
    draft: Draft
    noticed: tuple[Noticed, ...] = ()
