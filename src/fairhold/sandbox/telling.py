"""What the sandbox can be told: how to misbehave with a notice, what to let happen by itself, and to move its time."""

from typing import Annotated, Literal

import msgspec

from fairhold.acquiring.notice import Happened, OwnName, Text

SECONDS_MAX = 366 * 24 * 3600
"""How far anything may be put off, in seconds."""

Seconds = Annotated[int, msgspec.Meta(ge=0, le=SECONDS_MAX)]
Do = Literal["late", "twice", "swap", "contradict", "never", "forge", "change", "partial", "decline"]
"""late: `seconds` later. twice: the same again. swap: after the next one. contradict: followed by its opposite. never:
kept. forge: signed with a wrong secret. change: followed by another body under the same id. partial: only `minor` of
it. decline: the payment fails instead."""


class Tell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="tell", tag_field="kind"):
    """Misbehave with the next notice that fits, `times` times: of a payment or any, of what happened or anything."""

    do: Do
    payment: OwnName | None = None
    happened: Happened | None = None
    seconds: Seconds = 3600
    minor: Annotated[int, msgspec.Meta(ge=1)] = 1
    times: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1

    def fits(self, payment: str, happened: str) -> bool:
        """Whether it is about this."""
        return self.payment in (None, payment) and self.happened in (None, happened)


class Happen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="happen", tag_field="kind"):
    """Let something happen at the rail by itself, `after` so many seconds: a chargeback, its outcome, a return."""

    payment: OwnName
    happened: Happened
    after: Seconds = 0
    minor: Annotated[int, msgspec.Meta(ge=1)] | None = None
    reason: Text = ""


class Advance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="advance", tag_field="kind"):
    """Let this time pass at once in the sandbox: what is due by then is sent."""

    seconds: Seconds


Told = Tell | Happen | Advance
