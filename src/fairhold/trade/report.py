"""An inspection report as data: what was presented, sampled, counted and measured, and what the inspector concludes.

The shape of standards 3.3 and 3.4, for a form on paper, on a phone or in a file. It states what was seen; whether the
plan is the right one, whether sums and verdict follow, is judged by the standards room before anything is recorded.
"""

import hashlib
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from fairhold.trade.families import DefectClass, Figure, Optional, Pieces, Sha256, Short, SignedFigure, Term

Verdict = Literal["pass", "pending", "fail"]
Pointer = Annotated[str, msgspec.Meta(pattern=r"^(/[^/]{1,80}){0,8}$", max_length=400)]
"""A JSON pointer to a term of the contract, such as `/lines/0/terms/weight/0`."""
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]

VisitKind = Literal["during_production", "pre_shipment", "container_loading", "after_delivery", "joint", "laboratory"]
Level = Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"]
PlanState = Literal["normal", "tightened", "reduced"]


class Part(Term, frozen=True, omit_defaults=False, kw_only=True, gc=False):
    """What every part of a report has in common: each field is written, so that what is signed depends on values alone,
    whoever wrote it in which language.
    """


class PlanRow(Part, frozen=True, kw_only=True, gc=False):
    """The sampling plan of one class of defects: so many pieces, accept at `ac`, reject at `re` (standards 1.3)."""

    severity: DefectClass
    standard: Short
    edition: Short
    level: Level
    aql: Figure
    state: PlanState = "normal"
    letter: Annotated[str, msgspec.Meta(pattern=r"^[A-R]$")]
    n: Pieces
    ac: Count
    re: Count
    regime: Literal["percent_nonconforming", "per_100_units"] = "percent_nonconforming"


class Lot(Part, frozen=True, kw_only=True, gc=False):
    """What was there to be inspected. `seed` and `selected_cartons` let both sides draw the same cartons again."""

    size: Pieces
    presented: Count
    packed_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    cartons: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    selected_cartons: Annotated[tuple[Pieces, ...], msgspec.Meta(max_length=2_000)] = ()


class Place(Part, frozen=True, kw_only=True, gc=False):
    """Where the visit was and from when to when."""

    address: Short
    arrived_at: datetime
    left_at: datetime
    latitude: SignedFigure | None = None
    longitude: SignedFigure | None = None


class Inspector(Part, frozen=True, kw_only=True, gc=False):
    """Who inspected: firm, person, accreditation, and the statement that neither party is tied to him."""

    organisation: Short
    person: Short
    accreditation: Optional = ""
    no_conflict: bool = False


class Found(Part, frozen=True, kw_only=True, gc=False):
    """A defect that was counted: name, class, on how many units, against which term, with photos."""

    name: Short
    severity: DefectClass
    count: Pieces
    term: Pointer = ""
    photos: Annotated[tuple[Sha256, ...], msgspec.Meta(max_length=200)] = ()


class Measurement(Part, frozen=True, kw_only=True, gc=False):
    """One reading against the term it cites, with the instrument and its uncertainty in the same unit."""

    term: Pointer
    piece: Short
    value: SignedFigure
    unit: Short
    instrument: Short
    calibrated_until: date | None = None
    uncertainty: Figure = "0"


class Tried(Part, frozen=True, kw_only=True, gc=False):
    """A test on site or in the laboratory: on so many pieces, so many passed."""

    name: Short
    method: Short
    pieces: Pieces
    passed: Count
    term: Pointer = ""


class Checked(Part, frozen=True, kw_only=True, gc=False):
    """A yes-or-no check of quantity, packing, marking, label, barcode or papers."""

    subject: Literal["quantity", "packing", "marking", "label", "barcode", "papers"]
    conforms: bool
    note: Optional = ""
    term: Pointer = ""


class Photo(Part, frozen=True, kw_only=True, gc=False):
    """A photo by its content."""

    sha256: Sha256
    taken_at: datetime | None = None


class Report(Part, frozen=True, kw_only=True, gc=False):
    """What one visit found. `not_inspected` names terms nobody looked at: the report says nothing about them (R9).

    `verdict` is the inspector's own; a report whose figures say something else is refused. `pending_reasons` are what
    keeps it open although the figures are good, such as papers that were missing. `signature` is Ed25519 over the
    report without it, hexadecimal, by the key that the inspector named when the visit was confirmed.
    """

    order: Short
    contract: Sha256
    visit: Pieces
    kind: VisitKind
    place: Place
    inspector: Inspector
    lot: Lot
    plan: Annotated[tuple[PlanRow, ...], msgspec.Meta(max_length=9)] = ()
    defects: Annotated[tuple[Found, ...], msgspec.Meta(max_length=500)] = ()
    measurements: Annotated[tuple[Measurement, ...], msgspec.Meta(max_length=5_000)] = ()
    tests: Annotated[tuple[Tried, ...], msgspec.Meta(max_length=200)] = ()
    checks: Annotated[tuple[Checked, ...], msgspec.Meta(max_length=200)] = ()
    photos: Annotated[tuple[Photo, ...], msgspec.Meta(max_length=1_000)] = ()
    not_inspected: Annotated[tuple[Pointer, ...], msgspec.Meta(max_length=200)] = ()
    pending_reasons: Annotated[tuple[Short, ...], msgspec.Meta(max_length=20)] = ()
    remarks: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    verdict: Verdict
    signature: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{128})?$")] = ""


class Tally(msgspec.Struct, frozen=True, gc=False):
    """One class of defects against its plan: found, limits, and whether the lot stands."""

    severity: DefectClass
    found: int
    n: int
    ac: int
    re: int

    @property
    def accepted(self) -> bool:
        """Whether the lot stands in this class."""
        return self.found <= self.ac


class Deviation(msgspec.Struct, frozen=True, gc=False):
    """A term whose readings lie outside it: how many of how many pieces, and the worst reading as it was written."""

    term: str
    out: int
    pieces: int
    worst: str


class Judged(msgspec.Struct, frozen=True, gc=False):
    """What follows from a report's own figures: the verdict, the tallies, the terms missed, and why, in sentences."""

    verdict: Verdict
    tallies: tuple[Tally, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    reasons: tuple[str, ...] = ()


def signed_bytes(report: Report) -> bytes:
    """What the inspector signs: the report with an empty signature, as JSON without white space, every field in its
    declared order, times with their zone (`Z` for UTC).
    """
    return _encoder.encode(msgspec.structs.replace(report, signature=""))


def whole_bytes(report: Report) -> bytes:
    """The whole report, signature included, as JSON without white space."""
    return _encoder.encode(report)


def content_hash(report: Report) -> str:
    """SHA-256 (hex) of the whole report: by it the order and the dispute name the report."""
    return hashlib.sha256(whole_bytes(report)).hexdigest()


_encoder = msgspec.json.Encoder()
