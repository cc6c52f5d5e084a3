"""A ruling that was read, as its paper prints it: everything in words, every amount with its currency."""

from collections.abc import Iterator, Mapping
from typing import Final

from fairhold.papers import ruling as papers
from fairhold.papers.press import press
from fairhold.papers.ruling import Ruled, Tone
from fairhold.papers.sheet import Pair
from fairhold.reading.disputing import RULES, StepShown
from fairhold.reading.order import Company
from fairhold.reading.ruling import Cited, GroundRuled, RulingShown, Standing, Step
from fairhold.reading.words import GROUNDS
from fairhold.trade.evidence_class import WEIGHTS
from fairhold.trade.money import Money, show
from fairhold.trade.record import exhibit_id

_TONES: Final[Mapping[str, Tone]] = {"upheld": "good", "denied": "bad", "inconclusive": "warn"}
_CODES: Final[Mapping[str, str]] = {
    "facts": "the facts are others",
    "evidence": "the evidence weighs otherwise",
    "term": "the term reads otherwise",
    "remedy": "another remedy fits",
    "equity": "it is fair between these two",
}
"""Why somebody decided otherwise, in words."""
_ROLES: Final[Mapping[str, str]] = {
    "clock": "time: nobody had decided",
    "dispute_lead": "lead of the dispute team",
}
_STANDING: Final[Mapping[Standing, tuple[str, str]]] = {
    "waits": (
        "Not in force: it waits for a second person",
        "Above a set amount two persons decide. It takes effect when somebody else approves it by its SHA-256.",
    ),
    "open": ("Either side may appeal until {until}", "Without an appeal it is carried out by itself after that day."),
    "appealed": ("One side has appealed", "Another person decides the appeal; until then nothing is carried out."),
    "replaced": ("This ruling counts no longer", "A later one on the same dispute took its place."),
    "final": ("Final", "It is carried out as it stands."),
}


def ruling_pdf(shown: RulingShown) -> bytes:
    """The ruling as a PDF; the same record gives the same bytes. Raises PaperTooLong."""
    return press().pdf(papers.paper(_printed(shown)))


def _printed(shown: RulingShown) -> Ruled:
    title, text = _STANDING[shown.standing]
    found = shown.found
    return Ruled(
        order=shown.order,
        title=shown.title,
        case=shown.case,
        sha256=shown.sha256,
        day=shown.day,
        award=_said(found.total),
        ordered=_ordered(shown),
        is_award=found.total.minor > 0,
        standing=(title.format(until=shown.appeal_until), text),
        is_pending=shown.standing in ("waits", "open", "appealed"),
        parties=(("Buyer", _company(shown.buyer)), ("Supplier", _company(shown.supplier))),
        claim=tuple(_claim(shown)),
        grounds=tuple(map(_ground, shown.grounds)),
        sums=tuple(map(_sum, found.steps)),
        cited=tuple(map(_cited, shown.cited)),
        weighed=tuple(
            (exhibit_id(one.exhibit), f"{WEIGHTS[one.counts_as].meaning}\n{one.reason}") for one in found.weighed
        ),
        overrides=tuple(
            (GROUNDS[one.ground], f"{_said(one.amount)}: {_CODES[one.code]}\n{one.reason}") for one in found.overrides
        ),
        note=found.note,
        people=tuple(map(_person, shown.steps)),
        appeal=_appeal(shown),
        plan=tuple(_plan(shown)),
        money=tuple(_money(shown)),
        uncovered=_said(shown.uncovered) if shown.uncovered.minor else "",
        moved=tuple((one.title, one.day.isoformat(), _said(one.amount)) for one in shown.moved),
        rules=tuple(_rules(shown)),
        contract=shown.ruling.contract,
        policy_version=shown.policy_version,
    )


def _ordered(shown: RulingShown) -> str:
    found, other = shown.found, "buyer" if shown.claimant == "supplier" else "supplier"
    if not found.total.minor:
        return f"Nothing is awarded of the {_said(found.claimed)} that the {shown.claimant} claimed."
    said = f"The {shown.claimant} gets {_said(found.total)} of {_said(found.claimed)} claimed from the {other}."
    if found.on_return.minor:
        said += f" {_said(found.on_return)} of it is paid when the goods are back."
    if found.shifted.minor:
        said += f" The {other} also bears {_said(found.shifted)} of the inspection."
    return said


def _claim(shown: RulingShown) -> Iterator[Pair]:
    yield "Claimed by", f"the {shown.claimant}, on {shown.opened_on.isoformat()}"
    yield "Claimed", _said(shown.found.claimed)
    yield "Protected part of the price", show(shown.ruling.base, shown.found.claimed.currency)
    version = f", version {shown.contract_version}" if shown.contract_version else ""
    yield "Contract", f"SHA-256 {shown.ruling.contract}{version}"
    yield "In the claimant's words", shown.statement


def _ground(one: GroundRuled) -> papers.Ground:
    finding = one.finding
    return papers.Ground(
        title=finding.title,
        goods=finding.goods,
        outcome=finding.outcome_title,
        tone=_TONES[finding.outcome],
        amount=_said(finding.amount),
        goods_back=finding.goods_back and finding.amount.minor > 0,
        sentence=finding.sentence,
        rules=(finding.rule, *finding.applied),
        place=f"{one.place} ({finding.clause.pointer})" if one.place else "",
        clause=one.says,
        tier=finding.clause.tier,
        evidence=(
            ("contract", "both", "the signed contract, for what it says", ""),
            *((each.id, each.side, each.meaning, each.weight) for each in one.weighs),
        ),
        strengths=finding.strengths,
        steps=tuple(map(_step, finding.steps)),
        flips=finding.flips,
        missing=finding.missing,
    )


def _cited(one: Cited) -> papers.Cited:
    by = f"{one.by}, {one.day.isoformat()}" if one.day is not None else one.by
    return papers.Cited(one.id, one.title, by, one.shows, one.sha256, _custody(one))


def _custody(one: Cited) -> str:
    if one.custody:
        return f"entry {one.custody}{', since erased' if one.erased else ''}"
    return "no file was handed in" if one.by in ("buyer", "supplier") and one.sha256 else "in the order's record"


def _person(step: Step) -> tuple[str, str, str, str, str]:
    role = _ROLES.get(step.role, step.role.replace("_", " "))
    return step.title, role, step.sign, step.day.isoformat(), step.note


def _appeal(shown: RulingShown) -> str:
    if shown.appeal_until is None:
        return "This ruling decided an appeal. There is no further one."
    how = "once, with new evidence or by naming the rule that was got wrong; another person decides it"
    if shown.standing == "waits":
        return f"From the day on which it is approved either side may appeal {how}."
    until = f"Until {shown.appeal_until.isoformat()} either side may appeal {how}"
    return f"{until}." if shown.standing == "open" else f"{until}. What came of it stands under the persons above."


def _plan(shown: RulingShown) -> Iterator[str]:
    found = shown.found
    if shown.standing == "replaced":
        return
    if not found.total.minor:
        yield (
            "No money moves by this ruling. What was frozen for the dispute goes on its way under the contract, and the"
            " order's deadlines have the days they had left."
        )
        return
    if shown.claimant == "supplier":
        yield "The supplier keeps what is awarded from the initial payment. What is left goes back to the buyer."
        return
    if found.on_return.minor:
        address, send, accept = shown.return_days
        yield (
            f"The supplier names an address within {address} days, the buyer sends the goods within {send} days after"
            f" that, and the supplier says within {accept} days what came back. Without an address the refund is paid"
            " and the goods stay; goods that are not sent in time bring no refund."
        )
    yield (
        "The award is paid from the money that was frozen in this order, then from what the order had released to the"
        " supplier and what was held of it for this dispute. It goes back the way on which it was paid. What was frozen"
        " beyond the award goes on its way under the contract."
    )


def _money(shown: RulingShown) -> Iterator[Pair]:
    found = shown.found
    yield "Award", _said(found.total)
    if found.on_return.minor:
        yield "of it, for goods that go back", _said(found.on_return)
    if found.shifted.minor:
        yield "Inspection borne by the supplier", _said(found.shifted)
    yield "Covered by this order's money", _said(shown.covered)
    if shown.uncovered.minor:
        yield "Not covered", _said(shown.uncovered)
    if shown.ended_on is not None:
        yield "Carried out on", shown.ended_on.isoformat()


def _rules(shown: RulingShown) -> Iterator[Pair]:
    used = (rule for one in shown.found.findings for rule in (one.rule, *one.applied))
    for rule in dict.fromkeys(used):
        yield rule, RULES[rule].capitalize() + "."


def _step(step: StepShown) -> Pair:
    return step.words, step.text if step.amount is None else _said(step.amount)


def _sum(step: StepShown) -> Pair:
    """A line of what all grounds come to: a ground by its title."""
    ground, comma, line = step.words.partition(", ")
    words, figure = _step(step)
    title: str | None = GROUNDS.get(ground)
    return (f"{title}{comma}{line}" if title else words), figure


def _said(of: Money) -> str:
    return show(of.minor, of.currency)


def _company(of: Company) -> str:
    return ", ".join(filter(None, (of.name, of.country, of.id)))
