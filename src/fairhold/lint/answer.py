"""What the linter answers about one draft: the report, and what could be won. The shape of `--json` and of the API."""

import msgspec

from fairhold.lint.checks.check import look
from fairhold.lint.draft import Draft
from fairhold.lint.fixes import Fix
from fairhold.lint.merging import for_disputes
from fairhold.lint.report import Band, FamilyScore, Finding, examined
from fairhold.lint.ways.taken import Format, Noticed
from fairhold.lint.what_if import WhatIf, suppose
from fairhold.trade.families import Waiver
from fairhold.trade.policy import PRESETS, Policy


class LintAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How provable a contract is.

    `score` is 0 to 100, rounded from `base` (the share of the applicable weight that holds) less `penalty`; `families`
    show how both come about. `blockers` counts the findings that no waiver names and that could not be decided.
    `what_if` supposes each ground of a dispute. `fixes` are readings that the parties may choose. `format` is how a
    file was read, null for an order.
    """

    score: int
    band: Band
    findings: tuple[Finding, ...]
    what_if: tuple[WhatIf, ...]
    blockers: int
    base: str
    penalty: int
    families: tuple[FamilyScore, ...]
    waived: tuple[Waiver, ...]
    fixes: tuple[Fix, ...]
    format: Format | None = None


def answer(
    draft: Draft,
    noticed: tuple[Noticed, ...] = (),
    policy: Policy = PRESETS["seed"],
    format: Format | None = None,
) -> LintAnswer:
    """The answer about a draft, with what was noticed while a file was read."""
    whole = look(draft)
    report = examined(whole, noticed)
    return LintAnswer(
        score=report.score,
        band=report.band,
        findings=report.findings,
        what_if=suppose(for_disputes(draft, whole.sentences, whole.read), policy),
        blockers=report.blockers,
        base=report.base,
        penalty=report.penalty,
        families=report.families,
        waived=report.waived,
        fixes=report.fixes,
        format=format,
    )
