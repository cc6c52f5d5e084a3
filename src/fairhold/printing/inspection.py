"""An inspection report, as its paper prints it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fairhold.papers import inspection as papers
from fairhold.papers.inspection import Inspected, Measured
from fairhold.papers.press import press
from fairhold.reading.measured import in_full
from fairhold.reading.order import Company
from fairhold.reading.report import ReportShown
from fairhold.trade.report import Measurement

NO_PHOTOS: Final[Mapping[str, bytes]] = MappingProxyType({})


def report_pdf(shown: ReportShown, photos: Mapping[str, bytes] = NO_PHOTOS) -> bytes:
    """The report as a PDF, with the photos by their SHA-256 whose bytes are there. One that cannot be drawn is left
    out; its hash stands there all the same.
    """
    drawn = {sha256: data for sha256, data in photos.items() if press().drawable(data)}
    names = {sha256: f"picture-{number}" for number, sha256 in enumerate(drawn, 1)}
    paper = papers.paper(_inspected(shown, names))
    return press().pdf(paper, {names[sha256]: data for sha256, data in drawn.items()})


def _inspected(shown: ReportShown, pictures: Mapping[str, str]) -> Inspected:
    by_term: dict[str, list[Measurement]] = {}
    for reading in shown.report.measurements:
        by_term.setdefault(reading.term, []).append(reading)
    return Inspected(
        title=shown.title,
        buyer=_company(shown.buyer),
        supplier=_company(shown.supplier),
        kind=shown.visit.title,
        agreed=shown.visit.agreed,
        report=shown.report,
        judged=shown.judged,
        reasons=shown.reasons,
        measured=tuple(
            Measured(
                goods=one.term.goods,
                title=one.term.title,
                says=one.term.says,
                unit=one.unit,
                least=one.least,
                most=one.most,
                lowest=one.lowest,
                highest=one.highest,
                outside=one.outside,
                instruments=tuple(dict.fromkeys(map(_instrument, by_term[one.term.pointer]))),
                readings=tuple(map(_reading, by_term[one.term.pointer])),
            )
            for one in shown.measured
        ),
        terms={term.pointer: in_full(term) for term in shown.terms},
        sha256=shown.sha256,
        submitted_at=shown.submitted_at,
        public_key=shown.public_key,
        corrects=tuple(old.sha256 for old in shown.superseded),
        pictures=pictures,
    )


def _reading(reading: Measurement) -> str:
    spread = f" ± {reading.uncertainty}" if reading.uncertainty != "0" else ""
    return f"{reading.piece}: {reading.value}{spread}"


def _instrument(reading: Measurement) -> str:
    until = reading.calibrated_until
    return f"{reading.instrument} (calibrated until {until})" if until is not None else reading.instrument


def _company(company: Company) -> str:
    return ", ".join(filter(None, (company.name, company.country, company.id)))
