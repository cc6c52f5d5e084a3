"""An inspection on the command line, as a user does it: booked, taken, the form filled in, signed, submitted, read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.inspected import FIRM, SEED, fill
from cli.conftest import Fairhold
from cli.test_main_job import contract, for_order, market, statement
from fairhold.standards.form import Form, read

__all__ = ["market"]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def order(fairhold: Fairhold, market: tuple[str, str], tmp_path: Path) -> str:
    """Goods that are ready and wait for the agreed inspection."""
    term = {"inspector": FIRM, "standard": "ISO 2859-1", "level": "II", "place": "Ningbo, hall 3"}
    goods = {"weight": [{"unit": "g", "least": "215", "most": "219"}], "packaging": {"pieces_per_carton": 200}}
    file = contract(tmp_path, *market, inspection=term, goods=goods)
    number = str(json.loads(fairhold(f"order create-draft --contract {file} --as buyer --json").stdout)["id"])
    fairhold(f"order propose {number} --as buyer")
    fairhold(f"order accept {number} --as supplier")
    fairhold(f"bank import {statement(tmp_path, 'down', (2_500_000, for_order(number)))}")
    fairhold(f"order declare-ready {number}")
    return number


def booked(fairhold: Fairhold, order: str, folder: Path) -> Path:
    """A visit of today that has begun; the inspector's key."""
    key = folder / "ines.key"
    public = fairhold(f"inspector-key --out {key}").stdout.strip()
    fairhold(f"order request-visit {order} --as buyer --kind pre_shipment --wish-on {TODAY}")
    fairhold(
        f"order confirm-visit {order} --as inspector:ines --visit 1 --on {TODAY} --public-key {public} "
        "--payee-account NL91ABNA0417164300 --payee-bank ABNANL2A --inspector",
        FIRM,
        "--payee-name",
        FIRM,
    )
    fairhold(f"bank import {statement(folder, 'fee', (30_000, for_order(order)))}")
    fairhold(f"order begin-visit {order} --as inspector:ines --visit 1 --seed {SEED}")
    return key


def filled(form: Path, **more: Any) -> None:
    """Fill the form's file in."""
    found = read(form.read_bytes())
    assert isinstance(found, Form)
    form.write_bytes(msgspec.json.encode(fill(found, **more)))


def test_an_inspection_from_booking_to_its_report(fairhold: Fairhold, order: str, tmp_path: Path) -> None:
    """T27, 3.4, M12."""
    assert fairhold(f"order visits {order}").stdout == "no visit was asked for\n"
    plan = fairhold(f"order plan {order}").stdout.splitlines()
    assert plan[0] == f"lot 8,000, level II, normal, ISO 2859-1:1999 (contract): {FIRM}"
    assert plan[3:5] == [
        "major, AQL 2.5: draw 200, accept up to 10, not from 11",
        "    This plan accepts a lot with 5 % defective 6 times in 10 (400 of 8,000: chance 0.583).",
    ]
    key = booked(fairhold, order, tmp_path)
    told = fairhold(f"order visits {order}").stdout.splitlines()
    assert told[0] == f"visit 1: before shipment, {TODAY}: on site"
    assert told[3] == "    fee 300.00 USD, 300.00 USD held, the buyer pays"
    assert told[4] == "    lot 8,000, n/Ac/Re critical 200/0/1; major 200/10/11; minor 200/14/15 (contract)"
    form = tmp_path / "form.json"
    assert "fill in `report`" in fairhold(f"order report-form {order} 1 --out {form}").stdout
    assert json.loads(fairhold(f"order report-form {order} 1").stdout) == json.loads(form.read_bytes())
    assert "Not filled in yet" in fairhold(f"check-report {form}", code=2).stderr
    filled(form, verdict="fail", defects={"major": 11})
    assert "verdict fail" in fairhold(f"check-report {form}").stdout
    signed = fairhold(f"sign-report {form} --key {key}").stdout.splitlines()
    submit = signed[2].split()
    assert submit[:3] == ["fairhold", "order", "submit-report"]
    done = fairhold(" ".join(submit[1:]), "--as", "inspector:ines").stdout
    assert "inspection.reported" in done
    assert "insp:payable" in done
    report = fairhold(f"order report {order} 1").stdout.splitlines()
    assert report[0] == f"fail: visit 1 of {order}, {TODAY}"
    assert report[1] == f"    {FIRM}, Ines Vogt, Ningbo, hall 3"
    assert "major        11  200  10  11" in report
    assert "    11 major defects, 10 accepted" in report
    shown = json.loads(fairhold(f"order report {order} 1 --json").stdout)
    assert f"    sha256 {shown['sha256']}" == signed[1]
    pdf = tmp_path / "report.pdf"
    fairhold(f"order paper {order} --kind inspection --visit 1 --out {pdf}")
    assert pdf.read_bytes().startswith(b"%PDF-")
    visits = json.loads(fairhold(f"order visits {order} --json").stdout)
    assert [(one["state"], one["result"], one["report"]) for one in visits] == [("failed", "fail", shown["sha256"])]
    firm = json.loads(fairhold(f"order show {order} --json").stdout)["supplier"]["id"]
    series = fairhold(f"supplier series {firm}").stdout.splitlines()
    assert series == [
        "T, level II, iso2859_1_1999",
        "    Normal inspection: the last lot was not accepted.",
        "    major 2.5: normal, 1 lots",
        "    minor 4.0: normal, 1 lots",
    ]


def test_what_there_is_not_is_told(fairhold: Fairhold, order: str, tmp_path: Path) -> None:
    nothing = "ord_0ep7trc0009yj"
    for words in (f"visits {nothing}", f"plan {nothing}", f"report {order} 1", f"report-form {order} 1"):
        assert "there is no" in fairhold(f"order {words}", code=1).stderr
    pdf = tmp_path / "report.pdf"
    assert "no report" in fairhold(f"order paper {order} --kind inspection --visit 1 --out {pdf}", code=1).stderr
    assert "go together" in fairhold(f"order paper {order} --kind inspection --out {pdf}", code=2).stderr
    assert "go together" in fairhold(f"order paper {order} --visit 1 --out {pdf}", code=2).stderr
    assert not pdf.exists()
    assert "unknown_order" in fairhold("order visits 17", code=2).stderr
    assert "there is no supplier" in fairhold("supplier series sup_0ep7trc0009yj", code=1).stderr
    firm = json.loads(fairhold(f"order show {order} --json").stdout)["supplier"]["id"]
    assert fairhold(f"supplier series {firm}").stdout == "no lot was inspected yet\n"
    fairhold(f"order request-visit {order} --as buyer --kind pre_shipment --wish-on {TODAY}")
    away = tmp_path / "nowhere" / "form.json"
    assert "No such file" in fairhold(f"order report-form {order} 1 --out {away}", code=2).stderr
