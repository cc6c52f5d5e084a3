"""The lab's report as files: every picture stands in the page, the JSON has all figures, the verdict is open."""

from xml.etree import ElementTree

import msgspec
import pytest

from fairhold.lab.page import files
from fairhold.lab.simulation import Report, simulate
from fairhold.trade.policy import PRESETS, Policy

POLICIES = {
    "seed": msgspec.structs.replace(PRESETS["seed"], limit_g_reserve_bp=375),
    "<own>": Policy(limit_model="bounded", service_fee_supplier_bp=250),
}


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [simulate(name, policy, 4, 8, 4) for name, policy in POLICIES.items()]


def test_the_same_findings_give_the_same_bytes(reports: list[Report]) -> None:
    assert files(reports, POLICIES) == files(reports, POLICIES)


def test_every_picture_is_a_file_and_stands_in_the_page(reports: list[Report]) -> None:
    found = files(reports, POLICIES)
    pictures = {name for name in found if name.endswith(".svg")}
    assert pictures == {f"{one}.svg" for one in ("losses", "frozen", "disputes", "days", "rank", "rings")}
    for name in pictures:
        assert found[name] in found["report.html"]
        ElementTree.fromstring(found[name])


def test_the_page_needs_nothing_else_and_takes_names_as_words(reports: list[Report]) -> None:
    page = files(reports, POLICIES)["report.html"].decode()
    assert "<own>" not in page
    assert "&lt;own&gt;" in page
    assert not any(word in page for word in ("<script", "src=", "href=", "url("))


def test_the_json_has_the_runs_and_the_rings(reports: list[Report]) -> None:
    said = msgspec.json.decode(files(reports, POLICIES)["report.json"])
    assert said["reports"] == msgspec.to_builtins(reports)
    assert [(one["under"], one["g_bp"], one["fee_bp"]) for one in said["rings"]] == [
        ("default dial", 375, 250),
        ("seed", 375, 0),
        ("<own>", 375, 250),
    ]


def test_the_page_says_openly_where_a_ring_gains(reports: list[Report]) -> None:
    page = files(reports, POLICIES)["report.html"].decode()
    assert "default dial: dial 3.75 %, fee 2.50 %. No ring gains" in page
    assert "seed: dial 3.75 %, fee 0.00 %. A ring gains" in page
    assert "a reserve, of up to USD 8,956.29 for one such ring" in page
