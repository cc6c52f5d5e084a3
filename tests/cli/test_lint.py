"""`fairhold lint`: exit codes, marked words, the arithmetic, the JSON; no database anywhere."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from cli.conftest import Fairhold
from fairhold.cli.findings import EXCERPT_COLUMNS, marked, visible, width
from fairhold.cli.main import main
from fairhold.lint.ways.fault import LINT_BYTES_MAX
from fairhold.trade.ground import Ground
from trade.full_terms import full
from write_reference import SCORE, score

ORDER = Path(__file__).parents[1] / "lint" / "ways" / "orders" / "order.xml"


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(content: str | bytes, name: str = "contract") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


@pytest.mark.parametrize(
    ("text", "code", "family"),
    [
        ("Colour: red", 1, "colour"),  # SC5
        ("Colour: Pantone 186 C", 0, None),  # SC5
        ("Size: 8.8*8.8*13 cm", 0, None),  # SC6: a warning
        ("Material: stainless steel", 1, "material"),  # SC7
        ("Ship in Aug", 1, "shipment_date"),  # SC9
        ("Ship by 2019-08-05", 0, None),  # SC9
    ],
)
def test_the_exit_code_says_whether_there_are_blockers(
    light: Fairhold, file: Any, text: str, code: int, family: str | None
) -> None:
    answer = json.loads(light("lint", file(text), "--json", code=code).stdout)
    blockers = [finding for finding in answer["findings"] if finding["severity"] == "blocker"]
    assert {finding["family"] for finding in blockers} == ({family} if family else set())
    assert answer["blockers"] == len(blockers)


def test_the_json_has_what_was_promised_and_the_arithmetic(light: Fairhold, file: Any) -> None:
    answer = json.loads(light("lint", file(msgspec.json.encode(full())), "--json").stdout)
    assert list(answer) == [
        *("score", "band", "findings", "what_if"),
        *("blockers", "base", "penalty", "families", "waived", "fixes", "format"),
    ]
    assert answer["format"] == "json"
    for finding in answer["findings"]:
        assert list(finding) == ["rule", "family", "severity", "field", "span", "why", "suggest", "points"]
    assert [one["ground"] for one in answer["what_if"]] == list(Ground.__args__)
    for one in answer["what_if"]:
        assert {"ground", "winnable", "rule", "needs", "award", "fix"} <= set(one)
    counted = [family for family in answer["families"] if family["subjects"]]
    passed = {f["family"]: f["specific"] + f["measurable"] + f["testable"] + f["agreed"] for f in counted}
    base = sum(Decimal(100 * f["weight"] * passed[f["family"]]) / (4 * f["subjects"]) for f in counted)
    base /= sum(f["weight"] for f in counted)
    assert answer["base"] == f"{base:.2f}"
    assert answer["penalty"] == sum(finding["points"] for finding in answer["findings"])
    assert answer["score"] == max(0, round(base - answer["penalty"]))


def test_gold_without_a_material_term_is_a_claim_that_would_be_lost(light: Fairhold, file: Any) -> None:
    """Case 1 of the seed (S72): the answer comes before anybody has paid."""
    draft = {"title": "Rings", "lines": [{"description": "Gold ring", "quantity": 100}]}
    result = light("lint", file(json.dumps(draft)), code=1)
    told = result.stdout[result.stdout.index("What if") :]
    assert "material: you would lose this" in told


def test_the_words_are_marked_where_they_stand(light: Fairhold, file: Any) -> None:
    lines = light("lint", file("Cup, colour: red, lid\n"), code=1).stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("blocker"))
    assert lines[at].endswith("(colour, 8 points) at /clauses/0")
    assert lines[at + 1 : at + 3] == ["    Cup, colour: red, lid", "                 ^^^"]
    assert lines[at + 3].startswith("  why:   ")
    assert lines[at + 4].startswith("  write: ")


def test_carets_stand_below_wide_signs(light: Fairhold, file: Any) -> None:
    lines = light("lint", file("杯子，颜色：红色"), code=1).stdout.splitlines()
    at = lines.index("    杯子，颜色：红色")
    assert lines[at + 1] == "    " + " " * 12 + "^" * 4


def test_the_arithmetic_and_the_readings_are_told(light: Fairhold, file: Any) -> None:
    told = light("lint", file("Quantity: about 1000 pcs")).stdout
    assert "  quantity            9" in told
    assert "- penalties 3 = 2\n" in told
    assert 'article 30a, /clauses/0: "about 1000 pcs" -> "1000 pcs ± 10 %"' in told


def test_a_waived_blocker_is_told_and_stops_nothing(light: Fairhold, file: Any) -> None:
    draft = {"clauses": ["Colour: red"]}
    (finding,) = [
        one
        for one in json.loads(light("lint", file(json.dumps(draft)), "--json", code=1).stdout)["findings"]
        if one["severity"] == "blocker"
    ]
    waiver = {"rule": finding["rule"], "field": finding["field"], "family": finding["family"]}
    told = light("lint", file(json.dumps({**draft, "waivers": [waiver]}))).stdout
    assert "(1 waived by both sides)" in told.splitlines()[0]
    assert f"blocker {finding['rule']} (colour, 8 points), waived at /clauses/0" in told


def test_standard_input_is_read(light: Fairhold) -> None:
    result = CliRunner().invoke(main, ["lint", "-", "--json"], input="Colour: red")
    assert (result.exit_code, json.loads(result.stdout)["format"]) == (1, "text")


@pytest.mark.parametrize("way", ["auto", "ubl"])
def test_an_order_of_another_system_is_linted(light: Fairhold, way: str) -> None:
    answer = json.loads(light(f"lint --format {way} --json", str(ORDER), code=1).stdout)
    assert answer["format"] == "ubl"
    assert {finding["field"] for finding in answer["findings"]} >= {"/lines/0/specification"}


def test_an_encoding_can_be_named(light: Fairhold, file: Any) -> None:
    path = file("颜色：红色".encode("gb18030"))
    assert "is not UTF-8, perhaps gb18030" in light("lint", path, code=2).stderr
    assert "红色" in light("lint --encoding gb18030", path, code=1).stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1}', "fairhold: lint_field: Object contains unknown field `a`.\n"),
        (b'{"lines": [{"unit_price": "5"}]}', "(at /lines/0/unit_price)"),
        (b"", "fairhold: lint_empty: there is nothing but blanks\n"),
        (b"\x00\x01", "lint_encoding"),
        (b"x" * (LINT_BYTES_MAX + 1), "more than 1,048,576 bytes (lint_bytes_max)"),
        (b"<!DOCTYPE a><a/>", "lint_dtd"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_one_line(light: Fairhold, file: Any, content: bytes, said: str) -> None:
    result = light("lint", file(content), code=2)
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_file_that_is_not_there_is_wrong_usage(light: Fairhold, tmp_path: Path) -> None:
    assert "does not exist" in light("lint", str(tmp_path / "none"), code=2).stderr


def test_no_database_is_looked_for_and_no_colours_are_written_to_a_pipe(file: Any, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "fairhold", "lint", file("Colour: red")]
    ran = subprocess.run(
        words, cwd=tmp_path, capture_output=True, check=False, env={"FAIRHOLD_DATABASE_URL": "nonsense"}
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"\x1b" not in ran.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "contract"]


def test_what_came_from_outside_cannot_act_on_the_terminal(light: Fairhold, file: Any) -> None:
    told = light("lint", file("Colour: red \u202e\x1b[31m\u200b"), code=1).stdout
    assert "<U+202E><U+001B>[31m<U+200B>" in told
    assert not {"\u202e", "\x1b", "\u200b"} & set(told)


@pytest.mark.parametrize(
    ("text", "span", "wanted"),
    [
        ("colour red", (7, 10), ("colour red", "       ^^^")),
        ("one\ncolour red\ntwo", (11, 14), ("colour red", "       ^^^")),
        ("one\ntwo", (1, 6), ("one", " ^^")),
        ("颜色red", (2, 5), ("颜色red", "    ^^^")),
        ("e\u0301 red", (3, 6), ("e\u0301 red", "  ^^^")),
        ("a\tb", (2, 3), ("a b", "  ^")),
        ("x" * 300 + "red", (300, 303), ("x" * 24 + "red", " " * 24 + "^^^")),
    ],
)
def test_a_place_is_marked_in_its_line(text: str, span: tuple[int, int], wanted: tuple[str, str]) -> None:
    assert marked(text, *span) == wanted


def test_a_long_line_is_cut_to_fit() -> None:
    words, carets = marked("红" * 300, 0, 300)
    assert width(words) <= EXCERPT_COLUMNS + len("...")
    assert len(carets) == width(words)
    assert visible("a\u2028b\ue000") == "a<U+2028>b<U+E000>"


HOME = Path(__file__).parents[2]


def test_the_arithmetic_of_the_documentation_is_that_of_the_program() -> None:
    page = (HOME / "docs" / "concepts" / "contract.md").read_text("utf-8")
    assert SCORE.findall(page) == [score()], "run tools/write_reference.py"


def test_the_provable_example_has_no_finding(light: Fairhold) -> None:
    told = light("lint", str(HOME / "examples" / "contracts" / "provable.toml")).stdout
    assert told.startswith("Score 100 of 100: enforceable. Nothing found.\n")
