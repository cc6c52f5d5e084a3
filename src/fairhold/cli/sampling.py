"""`fairhold sample-plan`: how a lot is sampled, without a database and at once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import msgspec

from fairhold.cli.saying import MALFORMED, end, say, say_json, table
from fairhold.standards.acceptance import accepted_quality, accepts_at, average_drawn, sentence
from fairhold.standards.class_plans import TRADE_DEFAULT, DefectClass, SampleChoice, Scheme, scheme
from fairhold.standards.curve_picture import svg
from fairhold.standards.figures import figure, whole
from fairhold.standards.iso2859 import ISO_1999, MIL_105E, Plan, Regime, double, edition_name, single
from fairhold.standards.zero_acceptance import BETA_MAX, BETA_MIN, ZeroPlan, zero_plan


@click.command("sample-plan")
@click.option("--lot", "lot_text", required=True, metavar="UNITS", help="How many units the lot has.")
@click.option("--level", default="II", show_default=True, help="I, II, III, or S-1 to S-4.")
@click.option("--aql", help="One acceptance quality limit, such as 2.5.")
@click.option("--critical", metavar="AQL", help="The limit for critical defects; 0 allows none.")
@click.option("--major", metavar="AQL", help="The limit for major defects.")
@click.option("--minor", metavar="AQL", help="The limit for minor defects.")
@click.option("--zero", metavar="PERCENT", help="No AQL: accept none, so that a lot this bad seldom passes.")
@click.option("--risk", metavar="PERCENT", help="How often such a lot may pass; 10 if not said.")
@click.option("--state", default="normal", show_default=True, help="normal, tightened or reduced.")
@click.option("--edition", help=f"{ISO_1999} (default) or {MIL_105E}.")
@click.option("--double", "in_two", is_flag=True, help=f"The double plan; of {MIL_105E} only.")
@click.option("--per-100-units", is_flag=True, help="Every defect counts, not every defective unit.")
@click.option("--largest", is_flag=True, help="All classes are judged on the largest of their samples.")
@click.option("--svg", "picture", type=click.Path(dir_okay=False, path_type=Path), help="Draw the curve there.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def sample_plan(
    lot_text: str,
    level: str,
    aql: str | None,
    critical: str | None,
    major: str | None,
    minor: str | None,
    zero: str | None,
    risk: str | None,
    state: str,
    edition: str | None,
    in_two: bool,
    per_100_units: bool,
    largest: bool,
    picture: Path | None,
    as_json: bool,
) -> None:
    """How many units to inspect and how many defects fail the lot. Without an AQL: critical 0, major 2.5, minor 4.0."""
    named: dict[DefectClass, str | None] = {"critical": critical, "major": major, "minor": minor}
    aqls = {name: given for name, given in named.items() if given is not None}
    if sum((aql is not None, bool(aqls), zero is not None)) > 1:
        raise click.UsageError("Give --aql, or limits by class, or --zero.")
    if aql is None and (in_two or picture is not None):
        raise click.UsageError("--double and --svg are about one plan: give --aql.")
    if risk is not None and zero is None:
        raise click.UsageError("--risk goes with --zero.")
    if aql is not None and largest:
        raise click.UsageError("--largest goes with limits by class.")
    lot = whole(lot_text, "a lot")
    regime: Regime = "per_100_units" if per_100_units else "percent_nonconforming"
    if zero is not None:
        _zero(lot, zero, risk, as_json)
    elif aql is not None:
        wanted = double if in_two else single
        plan = wanted(lot, level, aql, state, edition or (MIL_105E if in_two else ISO_1999), regime)
        if picture is not None:
            _write(picture, svg(plan))
        _one(plan, as_json)
    else:
        sample: SampleChoice = "largest" if largest else "own"
        _classes(scheme(lot, level, aqls or TRADE_DEFAULT, state, edition or ISO_1999, regime, sample), as_json)


def _one(plan: Plan, as_json: bool) -> None:
    if as_json:
        say_json(_shown(plan))
        return
    say(_head(plan))
    _draws(plan)
    say(sentence(plan))
    more = _long_run(plan)
    if more:
        say(f"Of a process that makes {more['one_in_ten_percent']} % defective it accepts 1 lot in 10.")
        if len(plan.samples) > 1:
            say(f"At {plan.aql} % defective {more['drawn_on_average']} are drawn on average.")
    unit = "defects per 100 units" if plan.regime == "per_100_units" else "% defective"
    table((unit, "accepted"), [(at, f"{chance:.3f}") for at, chance in accepts_at(plan).items()], right=(0, 1))


def _classes(agreed: Scheme, as_json: bool) -> None:
    if as_json:
        said = msgspec.to_builtins(agreed)
        said["classes"] = [
            {"class": one.defect_class, **_shown(one.plan), "proves": one.proves} for one in agreed.classes
        ]
        say_json(said)
        return
    say(_head(agreed))
    say(f"{agreed.n:,} units are drawn")
    for one in agreed.classes:
        say(f"{one.defect_class}, AQL {one.plan.aql}")
        _draws(one.plan, "    ")
        say(f"    {one.proves or sentence(one.plan)}")


def _zero(lot: int, percent: str, risk: str | None, as_json: bool) -> None:
    hundred = Decimal(100)
    share = figure(risk or "10", "a risk", BETA_MIN * hundred, BETA_MAX * hundred) / hundred
    found: ZeroPlan = zero_plan(lot, figure(percent, "a quality"), share)
    if as_json:
        say_json(found)
        return
    say(f"draw {found.n:,} of {lot:,}, accept with 0 nonconforming")
    say(f"a lot with {found.percent} % defective ({found.nonconforming:,}) passes with a chance of {found.chance:.3f}")


def _shown(plan: Plan) -> dict[str, Any]:
    """A plan as JSON: its fields, and what it lets through."""
    known = {"accepts_at": accepts_at(plan), "sentence": sentence(plan)}
    return {**msgspec.to_builtins(plan), **known, **_long_run(plan)}


def _long_run(plan: Plan) -> dict[str, float]:
    """For lots of one process: the per cent defective of which 1 lot in 10 is accepted, and the units drawn on average
    at the AQL. Nothing per 100 units.
    """
    if plan.regime == "per_100_units":
        return {}
    least, drawn = accepted_quality(plan, 0.10), average_drawn(plan, Decimal(plan.aql))
    return {"one_in_ten_percent": round(least, 1), "drawn_on_average": round(drawn, 1)}


def _head(what: Plan | Scheme) -> str:
    return f"lot {what.lot:,}, level {what.level}, {what.state}, {edition_name(what.edition)}"


def _draws(plan: Plan, before: str = "") -> None:
    arrow = f" (an arrow leads from letter {plan.lot_letter})" if plan.arrow else ""
    say(f"{before}letter {plan.letter}{arrow}{', the whole lot' if plan.whole_lot else ''}")
    for drawn in plan.samples:
        say(f"{before}draw {drawn.n:,}: accept up to {drawn.ac}, do not accept from {drawn.re}")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        end(MALFORMED, f"{file}: {error.strerror}")
