"""What the rules recommend in a dispute, and the ruling as a paper, on the command line."""

import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli.conftest import Fairhold
from cli.test_main_job import for_order, market, signed, statement
from papers.reading_back import said, squeezed

__all__ = ["market"]


def test_a_recommendation_says_rule_clause_evidence_arithmetic_and_what_would_turn_it(
    fairhold: Fairhold, market: tuple[str, str], tmp_path: Path
) -> None:
    order = signed(fairhold, market, tmp_path)
    none = fairhold(f"order recommendation {order}", code=1)
    assert f"there is no dispute on order {order}" in none.stderr
    fairhold(f"bank import {statement(tmp_path, 'all', (8_000_000, for_order(order)))}")
    fairhold(f"order declare-ready {order}")
    fairhold(f"order accept-goods {order}")
    fairhold(
        f"order ship {order} --document-kind express_waybill --document-number BHE-204417 --document-method express "
        f"--document-shipped-on {datetime.now(UTC).date()} --document-date-shows carrier_pickup --document-carrier",
        "Blue Heron Express",
    )
    fairhold(f"order open-dispute {order} --as buyer --grounds late_shipped --statement late --amount", "800.00 USD")
    told = fairhold(f"order recommendation {order}").stdout.splitlines()
    assert told[:3] == [
        "Shipped late: Denied: what was found is no breach. [4.7]",
        "  clause: /ship_by",
        "  evidence: contract, platform shipment",
    ]
    assert told[-1] == "recommended today: 0.00 USD of 800.00 USD claimed"
    shown = json.loads(fairhold(f"order recommendation {order} --json").stdout)
    assert (shown["findings"][0]["rule"], shown["total"]) == ("4.7", {"amount": "0", "currency": "USD"})
    listed = fairhold("order disputes").stdout.splitlines()
    assert listed[0].split()[:2] == ["order", "opened"]
    assert listed[1].startswith(order)
    assert listed[-1] == "0 rulings, 0 by time"
    assert json.loads(fairhold("order disputes --json").stdout)["cases"][0]["order"] == order
    out = tmp_path / "ruling.pdf"
    early = fairhold(f"order paper {order} --kind ruling --out {out}", code=1)
    assert (early.stderr, out.exists()) == (f"fairhold: nothing was ruled on order {order}\n", False)
    number, *_ = fairhold("clock create").stdout.split()
    fairhold(f"clock attach {number} {order}")
    fairhold(f"clock advance {number} {datetime.now(UTC).date() + timedelta(days=47)}")
    told = fairhold(f"order paper {order} --kind ruling --out {out}").stdout
    assert told == f"{out}: {out.stat().st_size:,} bytes\n"
    printed = said(out.read_bytes())
    assert squeezed("Nothing is awarded of the USD 800.00 that the buyer claimed.") in printed
    assert json.loads(fairhold(f"order recommendation {order} --json").stdout)["sha256"] in printed
    again = tmp_path / "again.pdf"
    fairhold(f"order paper {order} --kind ruling --out {again}")
    assert again.read_bytes() == out.read_bytes()
    fairhold(f"order paper {order} --kind ruling --version 1 --out {out}", code=2)
    bundle = tmp_path / "case.zip"
    told = fairhold(f"order case {order} --out {bundle}").stdout
    assert told.startswith(f"{bundle}: {bundle.stat().st_size:,} bytes, ")
    with zipfile.ZipFile(bundle) as opened:
        opened.extractall(tmp_path / "case")
    ran = subprocess.run([sys.executable, "-I", "-S", str(tmp_path / "case" / "verify.py")], check=False)
    assert ran.returncode == 0
    refused = fairhold(f"order case {order} --as inspector --out {tmp_path / 'x.zip'}", code=1).stderr
    assert refused == f"fairhold: no dispute was ever opened on order {order}, or it is not for inspector\n"
    nowhere = tmp_path / "no" / "case.zip"
    assert "No such file" in fairhold(f"order case {order} --out {nowhere}", code=2).stderr
    assert not (tmp_path / "x.zip").exists()
