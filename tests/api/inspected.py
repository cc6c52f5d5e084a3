"""An order whose goods are inspected, over HTTP: booked, paid, begun, and reported on with a form filled in."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.marketplace import DOWN, Caller, Json, Marketplace, done
from fairhold.standards.form import Form as FilledForm
from fairhold.standards.form import filled, public_of, read, signed
from fairhold.trade.who import Role

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SEED: Final = "5" * 64
FEE: Final = 30_000
FIRM: Final = "Blue Heron Inspection"
PAYEE: Final = {"name": FIRM, "account": "NL91ABNA0417164300", "bank": "ABNANL2A"}
TERM: Final[Json] = {"inspector": FIRM, "standard": "ISO 2859-1", "level": "II", "aql": {}, "place": "Ningbo, hall 3"}
GOODS: Final[Json] = {
    "weight": [{"unit": "g", "least": "215", "most": "219"}],
    "packaging": {"pieces_per_carton": 200},
    "material": [{"grade": "SUS304", "nothing_else": True}],
}
"""40 cartons of the 8,000 pieces; letter L, 200 pieces: major Ac 10, minor Ac 14."""


class Inspected:
    """An order with an agreed inspection, and the people around it."""

    def __init__(self, place: Marketplace, title: str = "Tumblers", waived: str = "", **term: Any) -> None:
        """`waived` is the rule of a fault in the inspection that both sides live with."""
        self.place = place
        self.inspector = inspector(place, "ines")
        contract = place.contract(title) | {"inspection": TERM | term, "goods": GOODS}
        if waived:
            contract["waivers"] = [{"rule": waived, "field": "/inspection", "family": "inspection"}]
        drafted = done(place.buyer.post("/v1/orders", {"contract": contract}), 201)
        self.id = str(drafted["id"])
        self.path = f"/v1/orders/{self.id}"
        self.supplier = str(contract["supplier"])
        fingerprint = {"fingerprint": drafted["fingerprint"]}
        done(place.buyer.post(f"{self.path}/propose", fingerprint))
        done(place.supplier.post(f"{self.path}/accept", fingerprint | {"frozen_until_delivery": True}))
        place.paid(self.id, DOWN, f"{self.id}/down")

    def ask(self, who: Caller, command: str, **fields: Any) -> Json:
        """One command that has to be done."""
        return done(who.post(f"{self.path}/{command}", fields))

    def ready(self) -> None:
        self.ask(self.place.supplier, "declare-ready")

    def booked(self, kind: str = "pre_shipment", by: Caller | None = None) -> int:
        """A visit today, taken by the inspector and paid for; its number."""
        self.ask(by or self.place.buyer, "request-visit", kind=kind, wish_on=today())
        visit = self.read(self.place.buyer)["visits"][-1]
        number = int(visit["number"])
        self.ask(
            self.inspector,
            "confirm-visit",
            visit=number,
            on=today(),
            inspector=FIRM,
            public_key=public_of(KEY),
            payee=PAYEE,
        )
        if visit["payer"] == "buyer":
            self.place.paid(self.id, int(visit["fee"]["amount"]), f"{self.id}/fee/{number}")
        return number

    def begun(self) -> int:
        number = self.booked()
        self.ask(self.inspector, "begin-visit", visit=number, seed=SEED)
        return number

    def form(self, number: int) -> FilledForm:
        answer = self.inspector.get(f"{self.path}/visits/{number}/form")
        assert answer.status_code == 200, answer.text
        found = read(answer.content)
        assert isinstance(found, FilledForm)
        return found

    def reported(
        self, number: int, verdict: str = "pass", defects: Mapping[str, int] | None = None, **more: Any
    ) -> Json:
        """The report, from the form, filled in and signed."""
        report = signed(filled(fill(self.form(number), verdict, defects, **more)), KEY)
        return self.ask(self.inspector, "submit-report", report=msgspec.to_builtins(report))

    def read(self, who: Caller) -> Json:
        return done(who.get(self.path))


def inspector(place: Marketplace, name: str) -> Caller:
    """An inspector's login."""
    return place.caller(Role.INSPECTOR, 0, name)


def today() -> str:
    """Today, in the zone of the policy."""
    return datetime.now(UTC).date().isoformat()


def fill(form: FilledForm, verdict: str = "pass", defects: Mapping[str, int] | None = None, **more: Any) -> FilledForm:
    """A form with everything in it that a good report needs; `defects` is class -> count."""
    report: Json = msgspec.json.decode(msgspec.json.encode(form.report))
    assert form.visit.begun_at is not None
    left = form.visit.begun_at + timedelta(minutes=5)
    report["place"] |= {"arrived_at": form.visit.begun_at.isoformat(), "left_at": left.isoformat()}
    report["inspector"] |= {"person": "Ines Vogt", "no_conflict": True}
    report["lot"] |= {"presented": report["lot"]["size"], "packed_bp": 9_500}
    for row, one in zip(report["measurements"], form.measurable, strict=True):
        row |= {"value": one.least or one.most or "1", "instrument": "scale 7"}
    for row in report["checks"]:
        row["conforms"] = True
    report["defects"] = [
        {"name": f"{severity} fault", "severity": severity, "count": count}
        for severity, count in (defects or {}).items()
    ]
    report["verdict"] = verdict
    return msgspec.structs.replace(form, report=report | more)
