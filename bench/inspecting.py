"""An inspection report as large as they come, judged by its own figures: how long the desk's thread would be held."""

import time
from datetime import UTC, datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.standards.form import blank, public_of, signed
from fairhold.standards.reporting import judge
from fairhold.trade.families import DimensionTerm, GoodsTerms, InspectionTerm, PackagingTerm, WeightTerm
from fairhold.trade.inspection import Visit
from fairhold.trade.money import money
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.report import Measurement, Photo, Place, Report
from fairhold.trade.terms import Contract, Line, ShipBy

MEASUREMENTS = 1_000
PHOTOS = 200
BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VISIT = Visit(
    *(1, "pre_shipment", "buyer", BEGUN.date(), (), True, "buyer", 0),
    on=BEGUN.date(),
    inspector="Blue Heron Inspection",
    public_key=public_of(KEY),
    begun_at=BEGUN,
    seed="5" * 64,
)
TERMS = GoodsTerms(
    weight=(WeightTerm(unit="g", least="215", most="219"),),
    dimensions=(
        DimensionTerm(axis="height", value="130", unit="mm", plus="0.5", minus="0.5"),
        DimensionTerm(axis="diameter", value="88", unit="mm", tolerance_class="iso2768_m"),
    ),
    packaging=PackagingTerm(pieces_per_carton=24),
)
VALUES = {"/goods/weight/0": "217", "/goods/dimensions/0": "130.2", "/goods/dimensions/1": "88.1"}


def contract() -> Contract:
    """12,000 pieces with three terms that are measured."""
    line = Line(description="Steel tumbler", quantity=12_000, unit_price=money(500, "USD"))
    return Contract(
        title="Tumblers",
        buyer="pty_0000000000001",
        supplier="pty_0000000000002",
        lines=(line,),
        total=money(6_000_000, "USD"),
        initial=money(2_000_000, "USD"),
        coverage="pre_shipment",
        shipping_method="sea",
        incoterm="CIF",
        destination="US",
        ship_by=ShipBy(days=30),
        goods=TERMS,
        inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1", level="II"),
    )


def report(agreed: Contract) -> Report:
    """1,000 measurements and 200 photos, signed."""
    form = blank("ord_0000000000001", agreed, VISIT, Policy())
    place = Place(address="Ningbo", arrived_at=BEGUN, left_at=BEGUN + timedelta(hours=8))
    said = form.report | {
        "place": msgspec.to_builtins(place),
        "inspector": {"organisation": "Blue Heron Inspection", "person": "Ines Vogt", "no_conflict": True},
        "lot": form.report["lot"] | {"presented": 12_000, "packed_bp": 9_500},
        "measurements": [
            Measurement(
                term=one.term,
                piece=str(n),
                value=VALUES[one.term],
                unit=one.unit,
                instrument="instrument 7",
                uncertainty="0.05",
            )
            for n in range(1 + MEASUREMENTS // len(form.measurable))
            for one in form.measurable
        ][:MEASUREMENTS],
        "checks": [],
        "photos": [Photo(sha256=f"{n:064x}") for n in range(PHOTOS)],
        "verdict": "pass",
    }
    return signed(msgspec.convert(msgspec.json.decode(msgspec.json.encode(said)), Report), KEY)


def judged_ms(rounds: int) -> list[float]:
    """Decoding and judging the report, as an asking does, in milliseconds."""
    agreed = contract()
    body = msgspec.json.encode(report(agreed))
    decoder = msgspec.json.Decoder(Report)
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = judge(decoder.decode(body), agreed, VISIT, Policy())
        taken.append((time.perf_counter() - started) * 1000)
        assert not isinstance(answer, Refused), answer
    return taken
