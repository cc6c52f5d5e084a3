"""Inspection before shipment as far as it gates the order: the inspector's result on the agreed standard (T27, T26,
4.4).

The plan, the measurements and the report itself are judged elsewhere; the order needs only the result, the fingerprint
of the signed report and the day.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from fairhold.trade.stream import Command, Event

Result = Literal["pass", "pending", "fail"]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Inspection(msgspec.Struct, frozen=True, gc=False):
    """The latest result and the day it counts from; a rework clears it."""

    result: Result
    report: str
    day: date


class RecordInspection(Command, frozen=True, kw_only=True, tag="record_inspection"):
    """The agreed inspector states the result of the visit; `report` is the SHA-256 of the signed report (T27)."""

    result: Result
    report: Sha256


class StartRework(Command, frozen=True, kw_only=True, tag="start_rework"):
    """After a failed inspection the supplier takes the goods back to the workshop (T28)."""


class InspectionRecorded(Event, frozen=True, kw_only=True, tag="inspection.recorded"):
    """The inspector's result. `pass` opens the gate, `fail` blocks shipment, `pending` waits for the buyer."""

    result: Result
    report: str
    day: date


class ReworkStarted(Event, frozen=True, kw_only=True, tag="inspection.rework_started"):
    """The goods are being put right and will be declared ready again."""

    day: date
