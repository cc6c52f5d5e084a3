"""`fairhold sample-plan`: what it answers in words and as JSON, and how to ask wrongly."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Fairhold


def as_json(light: Fairhold, line: str) -> Any:
    return json.loads(light(f"{line} --json").stdout)


def test_a_plan_as_json(light: Fairhold) -> None:
    said = as_json(light, "sample-plan --lot 1200 --level II --aql 2.5")
    assert (said["letter"], said["n"], said["ac"], said["re"]) == ("J", 80, 5, 6)
    assert (said["edition"], said["state"], said["regime"]) == ("iso2859_1_1999", "normal", "percent_nonconforming")
    assert said["accepts_at"]["5.0"] == pytest.approx(0.795, abs=0.0005)
    assert list(said["accepts_at"]) == ["1.0", "2.5", "5.0", "10.0", "15.0", "20.0"]
    assert said["sentence"].startswith("This plan accepts a lot with 5 % defective 8 times in 10 ")
    assert as_json(light, "sample-plan --lot 1200 --aql 2.50") == said


def test_a_plan_in_words(light: Fairhold) -> None:
    said = light("sample-plan --lot 1200 --aql 0.65 --state tightened").stdout.splitlines()
    assert said[:3] == [
        "lot 1,200, level II, tightened, ISO 2859-1:1999",
        "letter K (an arrow leads from letter J)",
        "draw 125: accept up to 1, do not accept from 2",
    ]
    assert said[4] == "Of a process that makes 3.1 % defective it accepts 1 lot in 10."
    assert said[5].split() == ["%", "defective", "accepted"]


def test_the_other_edition_and_a_double_plan(light: Fairhold) -> None:
    reduced = as_json(light, "sample-plan --lot 3200 --aql 2.5 --state reduced --edition milstd105e_z14")
    assert (reduced["n"], reduced["ac"], reduced["re"]) == (50, 3, 6)
    two = as_json(light, "sample-plan --lot 1200 --aql 2.5 --double")
    assert two["edition"] == "milstd105e_z14"
    assert two["samples"] == [{"n": 50, "ac": 2, "re": 5}, {"n": 50, "ac": 6, "re": 7}]
    assert (two["one_in_ten_percent"], two["drawn_on_average"]) == (11.2, 56.1)
    words = light("sample-plan --lot 1200 --aql 2.5 --double").stdout
    assert "draw 50: accept up to 2, do not accept from 5" in words
    assert "At 2.5 % defective 56.1 are drawn on average." in words


def test_plans_by_class(light: Fairhold) -> None:
    said = as_json(light, "sample-plan --lot 2000 --critical 0 --major 2.5 --minor 4.0")
    assert [(one["class"], one["letter"], one["n"], one["ac"], one["re"]) for one in said["classes"]] == [
        ("critical", "K", 125, 0, 1),
        ("major", "K", 125, 7, 8),
        ("minor", "K", 125, 10, 11),
    ]
    assert as_json(light, "sample-plan --lot 2000") == said
    [major] = as_json(light, "sample-plan --lot 80 --major 2.5")["classes"]
    assert (major["n"], major["ac"]) == (20, 1)
    assert [one["n"] for one in as_json(light, "sample-plan --lot 80")["classes"]] == [20, 20, 13]
    assert [one["n"] for one in as_json(light, "sample-plan --lot 80 --largest")["classes"]] == [20, 20, 20]
    assert "0 found in 80 still allows" in light("sample-plan --lot 1200").stdout


def test_defects_per_100_units(light: Fairhold) -> None:
    said = as_json(light, "sample-plan --lot 1200 --aql 15 --per-100-units")
    assert (said["regime"], said["n"], said["ac"]) == ("per_100_units", 80, 21)
    assert "defects per 100 units" in light("sample-plan --lot 1200 --aql 15 --per-100-units").stdout


def test_a_plan_that_accepts_none(light: Fairhold) -> None:
    said = as_json(light, "sample-plan --lot 1000 --zero 2.5")
    assert (said["n"], said["ac"], said["re"], said["nonconforming"]) == (87, 0, 1, 25)
    assert as_json(light, "sample-plan --lot 1000 --zero 2.5 --risk 5")["n"] > 87
    assert light("sample-plan --lot 1000 --zero 2.5").stdout == (
        "draw 87 of 1,000, accept with 0 nonconforming\na lot with 2.5 % defective (25) passes with a chance of 0.100\n"
    )


def test_the_curve_is_drawn_into_a_file(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "curve.svg"
    light("sample-plan --lot 1200 --aql 2.5 --svg", str(file))
    assert file.read_text("utf-8").startswith("<svg ")
    nowhere = tmp_path / "no" / "curve.svg"
    result = light("sample-plan --lot 1200 --aql 2.5 --svg", str(nowhere), code=2)
    assert result.stderr == f"fairhold: {nowhere}: No such file or directory\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--lot 0 --aql 2.5", "lot_size: A lot has 2 to 1,000,000,000 units, not 0."),
        ("--lot 1 --aql 2.5", "lot_size: A lot has 2 to 1,000,000,000 units, not 1."),
        ("--lot -5 --aql 2.5", "lot_size: A lot has 2 to 1,000,000,000 units, not -5."),
        ("--lot 1000000001 --aql 2.5", "lot_size: A lot has 2 to 1,000,000,000 units, not 1,000,000,001."),
        (f"--lot {'9' * 5000} --aql 2.5", f"figure: '{'9' * 40}' is no whole number for a lot, such as 1200."),
        ("--lot 1,200 --aql 2.5", "figure: '1,200' is no whole number for a lot, such as 1200."),
        ("--lot 12.5 --aql 2.5", "figure: '12.5' is no whole number for a lot, such as 1200."),
        ("--lot many --aql 2.5", "figure: 'many' is no whole number for a lot, such as 1200."),
        ("--lot 1200 --aql 3", "aql_unknown: AQL 3 is no column of the table; the nearest columns are 2.5 and 4.0."),
        (
            "--lot 1200 --aql 0",
            "aql_unknown: AQL 0 is no column of the table; a class that allows no defect is critical, with Ac 0.",
        ),
        ("--lot 1200 --aql nan", "figure: 'nan' is no plain decimal number for an AQL, such as 2.5."),
        ("--lot 1200 --minor inf", "figure: 'inf' is no plain decimal number for an AQL, such as 2.5."),
        (
            "--lot 1200 --aql 15",
            "aql_regime: AQL 15 counts nonconformities per 100 units; in per cent an AQL is at most 10.",
        ),
        (
            "--lot 1200 --level IV --aql 2.5",
            "level_unknown: 'IV' is no inspection level; there are S-1, S-2, S-3, S-4, I, II, III.",
        ),
        (
            "--lot 1200 --aql 2.5 --state relaxed",
            "state_unknown: 'relaxed' is no state of inspection; there are normal, tightened, reduced.",
        ),
        (
            "--lot 1200 --aql 2.5 --edition iso2859_1_2026",
            "edition_unknown: No tables of 'iso2859_1_2026'; there are those of iso2859_1_1999 and milstd105e_z14.",
        ),
        (
            "--lot 1200 --aql 2.5 --double --edition iso2859_1_1999",
            "double_not_here: Double plans of iso2859_1_1999 are not here, only those of milstd105e_z14.",
        ),
        ("--lot 1200 --zero 0", "figure: The quality is 0.1 to 100 per cent, not 0."),
        ("--lot 1200 --zero 2.5 --risk 60", "figure: a risk is 0.1 to 50, not 60."),
        ("--lot 10 --zero 2.5", "figure: 2.5 % of a lot of 10 is not one unit."),
    ],
)
def test_a_question_that_has_no_answer_ends_with_one_line(light: Fairhold, line: str, said: str) -> None:
    for form in ("", " --json"):
        result = light(f"sample-plan {line}{form}", code=2)
        assert (result.stdout, result.stderr) == ("", f"fairhold: {said}\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Missing option '--lot'"),
        ("--lot 1200 --aql 2.5 --major 4.0", "Give --aql, or limits by class, or --zero."),
        ("--lot 1200 --aql 2.5 --zero 1", "Give --aql, or limits by class, or --zero."),
        ("--lot 1200 --major 2.5 --double", "--double and --svg are about one plan: give --aql."),
        ("--lot 1200 --svg curve.svg", "--double and --svg are about one plan: give --aql."),
        ("--lot 1200 --aql 2.5 --risk 5", "--risk goes with --zero."),
        ("--lot 1200 --aql 2.5 --largest", "--largest goes with limits by class."),
        ("--lot 1200 2.5", "Got unexpected extra argument (2.5)"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(light: Fairhold, line: str, said: str) -> None:
    assert said in light(f"sample-plan {line}", code=2).stderr


def test_the_examples_of_the_documentation_run(
    light: Fairhold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = Path(__file__).resolve().parents[2] / "docs" / "concepts" / "inspection.md"
    examples = re.findall(r"fairhold ((?:sample-plan|colour-difference) [^#`\n]+)", page.read_text("utf-8"))
    assert len(examples) == 6
    for example in examples:
        light(example)
