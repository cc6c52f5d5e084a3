"""An inspection report as a paper (standards 3.3): the verdict on top, then what it rests on, defects against the plan,
measurements, photos by their content, what nobody looked at, and the signature.

It is a picture of the report. What counts is the signed report itself, whose SHA-256 stands on every page.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from fairhold.papers.sheet import (
    Figure,
    Grid,
    Heading,
    Notice,
    Pair,
    Pairs,
    Paper,
    Part,
    Picture,
    Pictures,
    Row,
    Words,
)
from fairhold.trade.report import Found, Judged, Report, Verdict

NO_PICTURES: Final[Mapping[str, str]] = MappingProxyType({})
READINGS_MAX: Final = 200
"""How many readings of one term are printed; the report itself has all of them."""

_VERDICTS: Final[Mapping[Verdict, tuple[str, str, Literal["good", "warn", "bad"]]]] = {
    "pass": ("Pass", "The lot stands.", "good"),
    "pending": ("Pending", "The buyer judges by the day that the order names, or it counts as failed.", "warn"),
    "fail": ("Fail", "The lot does not stand.", "bad"),
}
_MOMENT: Final = "%Y-%m-%d %H:%M %Z"


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One term that was measured, in words, with its limits (empty: none), what came out and every reading."""

    goods: str
    title: str
    says: str
    unit: str
    least: str
    most: str
    lowest: str
    highest: str
    outside: int
    instruments: tuple[str, ...]
    readings: tuple[str, ...]


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. `reasons` say why the verdict is what it is, `terms` are pointers in words, `corrects` is the
    SHA-256 of each version before this one.
    """

    title: str
    buyer: str
    supplier: str
    kind: str
    agreed: bool
    report: Report
    judged: Judged
    reasons: tuple[str, ...]
    measured: tuple[Measured, ...]
    terms: Mapping[str, str]
    sha256: str
    submitted_at: datetime
    public_key: str
    corrects: tuple[str, ...] = ()
    pictures: Mapping[str, str] = NO_PICTURES
    """SHA-256 of each photo whose bytes are there: the name under which the press has them."""


def paper(of: Inspected) -> Paper:
    """The paper of one report; the same values give the same paper."""
    report = of.report
    return Paper(
        title="Inspection report",
        subtitle=of.title,
        marks=(
            f"Order {report.order}, visit {report.visit}: {of.kind.lower()}",
            f"Report (SHA-256) {of.sha256}",
        ),
        footer=f"{report.order}  {of.sha256}",
        day=of.submitted_at.astimezone(UTC).date(),
        blocks=tuple(_blocks(of)),
    )


def _blocks(of: Inspected) -> Iterator[Part]:
    report, judged = of.report, of.judged
    word, means, tone = _VERDICTS[judged.verdict]
    yield Figure(number=word, title=means, text="\n".join(of.reasons) or "Nothing was found amiss.", tone=tone)
    if of.corrects:
        yield Notice(title="This report corrects an earlier one", text="\n".join(of.corrects), tone="warn")
    if not of.agreed:
        yield Notice(
            title="Asked for by one side alone",
            text="The other side neither agreed to this inspection beforehand nor took part; it is evidence and binds"
            " nobody by itself.",
        )
    yield Heading(text="Visit")
    yield Pairs(rows=tuple(_visit(of)))
    yield Heading(text="Lot")
    yield Pairs(rows=tuple(_lot(report)))
    yield Heading(text="Defects against the sampling plan")
    yield from _defects(of)
    yield Heading(text="Measurements")
    yield from _measurements(of)
    if report.tests or report.checks:
        yield Heading(text="Tests and checks")
        yield from _tests(of)
    yield Heading(text="Not inspected")
    yield from _not_inspected(of)
    if report.remarks:
        yield Heading(text="Remarks")
        yield Words(text=report.remarks)
    yield Heading(text="Photos")
    yield from _photos(of)
    yield Heading(text="Signature")
    yield Pairs(rows=tuple(_signature(of)))


def _visit(of: Inspected) -> Iterator[Pair]:
    report = of.report
    place, inspector = report.place, report.inspector
    yield "Buyer", of.buyer
    yield "Supplier", of.supplier
    yield "Contract version", report.contract
    yield "Place", place.address
    if place.latitude is not None and place.longitude is not None:
        yield "Coordinates", f"{place.latitude}, {place.longitude}"
    yield "From", place.arrived_at.strftime(_MOMENT)
    yield "To", place.left_at.strftime(_MOMENT)
    yield "Inspector", ", ".join(filter(None, (inspector.person, inspector.organisation, inspector.accreditation)))
    if inspector.no_conflict:
        yield "Statement", "Neither party is tied to the inspector."


def _lot(report: Report) -> Iterator[Pair]:
    lot = report.lot
    yield "Ordered", f"{lot.size:,} pieces"
    yield "Presented", f"{lot.presented:,} pieces"
    yield "Finished and packed", f"{lot.packed_bp / 100:g} %"
    if lot.cartons:
        yield "Cartons", f"{lot.cartons:,}"
        numbers = ", ".join(str(number) for number in lot.selected_cartons)
        yield "Opened, as the visit's seed draws them", numbers or "none"


def _defects(of: Inspected) -> Iterator[Part]:
    report = of.report
    if not report.plan:
        yield Words(text="No defects were counted.")
        return
    plans = {row.severity: row for row in report.plan}
    rows = []
    for tally in of.judged.tallies:
        row = plans[tally.severity]
        result = "stands" if tally.accepted else "fails"
        cells = (tally.severity, row.aql, str(tally.n), str(tally.found), str(tally.ac), str(tally.re), result)
        rows.append(Row(tuple(cells), strong=not tally.accepted))
    first = report.plan[0]
    yield Words(text=f"{first.standard} ({first.edition}), level {first.level}, {first.state} inspection.")
    head = ("Class", "AQL", "Sampled", "Found", "Accepted up to", "Not from", "Lot")
    yield Grid(head=head, widths=(1, 0, 0, 0, 0, 0, 0), rows=tuple(rows), right=(1, 2, 3, 4, 5))
    if report.defects:
        found = tuple(Row((one.name, one.severity, str(one.count)), tuple(_about(one, of))) for one in report.defects)
        yield Grid(head=("Defect", "Class", "Pieces"), widths=(1, 0, 0), rows=found, right=(2,))
        yield from _pictures(tuple(_of_defects(of)))


def _of_defects(of: Inspected) -> Iterator[Picture]:
    """The photos of defects that are there, each once for a defect."""
    numbers = {photo.sha256: number for number, photo in enumerate(of.report.photos, 1)}
    for defect in of.report.defects:
        for sha256 in dict.fromkeys(defect.photos):
            if sha256 in of.pictures:
                said = f"{defect.name} ({defect.severity}), photo {numbers.get(sha256, 0)}"
                yield Picture(of.pictures[sha256], said)


def _pictures(pictures: tuple[Picture, ...]) -> Iterator[Part]:
    if pictures:
        yield Pictures(pictures=pictures)


def _about(defect: Found, of: Inspected) -> Iterator[Pair]:
    if defect.term:
        yield "Term", of.terms.get(defect.term, defect.term)
    if defect.photos:
        yield "Photos", "\n".join(defect.photos)


def _measurements(of: Inspected) -> Iterator[Part]:
    if not of.measured:
        yield Words(text="Nothing was measured.")
        return
    rows = []
    for one in of.measured:
        limits = _limits(one)
        cells = (f"{one.goods}: {one.title}" if one.goods else one.title, limits, str(len(one.readings)))
        under: list[Pair] = [("Agreed", one.says)] if one.says else []
        more = len(one.readings) - READINGS_MAX
        told = "; ".join(one.readings[:READINGS_MAX]) + (f"; and {more:,} more in the report" if more > 0 else "")
        under.append(("Piece: reading", told))
        under.append(("Instrument", "; ".join(one.instruments)))
        rows.append(Row((*cells, one.lowest, one.highest, str(one.outside)), tuple(under), strong=one.outside > 0))
    head = ("Term", "Limits", "Readings", "Lowest", "Highest", "Outside")
    yield Grid(head=head, widths=(2, 2, 0, 0, 0, 0), rows=tuple(rows), right=(2, 3, 4, 5))


def _limits(one: Measured) -> str:
    if one.least and one.most:
        return f"{one.least} to {one.most} {one.unit}"
    if one.least or one.most:
        return f"{'from' if one.least else 'up to'} {one.least or one.most} {one.unit}"
    return "none agreed"


def _tests(of: Inspected) -> Iterator[Part]:
    tests = tuple(
        Row((one.name, one.method, f"{one.passed} of {one.pieces} passed"), strong=one.passed < one.pieces)
        for one in of.report.tests
    )
    if tests:
        yield Grid(head=("Test", "Method", "Result"), widths=(2, 3, 2), rows=tests)
    checks = tuple(
        Row(
            (one.subject.capitalize(), "conforms" if one.conforms else "does not conform", one.note),
            strong=not one.conforms,
        )
        for one in of.report.checks
    )
    if checks:
        yield Grid(head=("Check", "Result", "Note"), widths=(1, 1, 3), rows=checks)


def _not_inspected(of: Inspected) -> Iterator[Part]:
    named = of.report.not_inspected
    if not named:
        yield Words(text="The inspector names no term that nobody looked at.")
        return
    said = "\n".join(of.terms.get(pointer, pointer) for pointer in named)
    yield Notice(title="Nobody looked at these terms: the report says nothing about them", text=said, tone="warn")


def _photos(of: Inspected) -> Iterator[Part]:
    report = of.report
    if not report.photos:
        yield Words(text="The report lists no photos.")
        return
    yield Words(text="By their content (SHA-256): whoever has a photo can compute the same.")
    rows = tuple(
        Row((str(n), photo.sha256, "" if photo.taken_at is None else photo.taken_at.strftime(_MOMENT)))
        for n, photo in enumerate(report.photos, 1)
    )
    yield Grid(head=("", "SHA-256", "Taken"), widths=(0, 1, 0), rows=rows, right=(0,))
    of_defects = {sha256 for defect in report.defects for sha256 in defect.photos}
    yield from _pictures(
        tuple(
            Picture(of.pictures[photo.sha256], f"Photo {number}")
            for number, photo in enumerate(report.photos, 1)
            if photo.sha256 in of.pictures and photo.sha256 not in of_defects
        )
    )


def _signature(of: Inspected) -> Iterator[Pair]:
    yield "Signed by", f"{of.report.inspector.person}, {of.report.inspector.organisation}"
    yield "Key (Ed25519), named before the visit", of.public_key
    yield "Signature over the report", of.report.signature
    yield "Submitted", of.submitted_at.astimezone(UTC).strftime(_MOMENT)
    yield "Report (SHA-256)", of.sha256
