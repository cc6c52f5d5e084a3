"""A ruling as a paper that a layman follows: what is ordered first, then each ground with its clause, its evidence, its
rule, the reckoning line by line and what would have turned it; who decided, the appeal, and what happens to the money.

It is a picture of the ruling. What counts is the ruling in the order's record, whose SHA-256 stands on every page.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import msgspec

from fairhold.papers.sheet import Entry, Figure, Grid, Heading, Notice, Pair, Pairs, Paper, Part, Row, Words

Tone = Literal["good", "plain", "warn", "bad"]


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """One ground. `place` and `clause` are where the contract says what (place empty: nothing), `evidence` what each
    piece is, for whom it speaks and how much it counts, `steps` the reckoning; amounts are texts with their currency.
    """

    title: str
    goods: str
    outcome: str
    tone: Tone
    amount: str
    goods_back: bool
    sentence: str
    rules: tuple[str, ...]
    place: str
    clause: str
    tier: int
    evidence: tuple[tuple[str, str, str, str], ...]
    strengths: str
    steps: tuple[Pair, ...]
    flips: tuple[str, ...]
    missing: tuple[str, ...]


class Cited(msgspec.Struct, frozen=True):
    """A piece of evidence: its id, what it is, who brought it when, what it is said to show, its SHA-256 (empty: the
    platform's own record), and in words where the chain of custody has it.
    """

    id: str
    title: str
    by: str
    shows: str
    sha256: str
    custody: str


class Ruled(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. `order` is the sentence that says what is ordered, `standing` what is open still (title, text);
    `people` are step, role, sign, day and a note; `plan` says what happens to the money, `moved` what happened so far.
    """

    order: str
    title: str
    case: int
    sha256: str
    day: date
    award: str
    ordered: str
    is_award: bool
    standing: Pair
    is_pending: bool
    parties: tuple[Pair, ...]
    claim: tuple[Pair, ...]
    grounds: tuple[Ground, ...]
    sums: tuple[Pair, ...]
    cited: tuple[Cited, ...]
    weighed: tuple[Pair, ...]
    overrides: tuple[Pair, ...]
    note: str
    people: tuple[tuple[str, str, str, str, str], ...]
    appeal: str
    plan: tuple[str, ...]
    money: tuple[Pair, ...]
    uncovered: str
    moved: tuple[tuple[str, str, str], ...]
    rules: tuple[Pair, ...]
    contract: str
    policy_version: int


_TIERS: Final = (
    "The contract says nothing on this.",
    "The contract says something, but nothing that could be measured.",
    "The contract fixes this, or something as firm stands in for it.",
    "The contract fixes this so that it can be measured and tested.",
)
"""What the tier of a clause means (standards 4.2)."""


def paper(of: Ruled) -> Paper:
    """The paper of one ruling; the same values give the same paper."""
    return Paper(
        title="Ruling",
        subtitle=of.title,
        marks=(
            f"Order {of.order}, dispute {of.case}, ruled on {of.day.isoformat()}",
            f"Ruling (SHA-256) {of.sha256}",
        ),
        footer=f"{of.order}  {of.sha256}",
        day=of.day,
        blocks=tuple(_blocks(of)),
    )


def _blocks(of: Ruled) -> Iterator[Part]:
    yield Figure(number=of.award, title="What is ordered", text=of.ordered, tone="good" if of.is_award else "plain")
    yield Notice(title=of.standing[0], text=of.standing[1], tone="warn" if of.is_pending else "plain")
    yield Heading(text="Parties")
    yield Pairs(rows=of.parties)
    yield Heading(text="The claim")
    yield Pairs(rows=of.claim)
    for number, one in enumerate(of.grounds, 1):
        yield Heading(text=f"Ground {number} of {len(of.grounds)}: {_name(one)}")
        yield from _ground(one)
    yield Heading(text="All grounds together")
    yield _figures(of.sums, "What it comes to")
    yield Heading(text="Evidence")
    yield from _evidence(of)
    yield from _by_hand(of)
    yield Heading(text="Who decided")
    yield Words(
        text="A sign stands for each person: the same sign is the same person, and two signs are two. Nobody with a tie"
        " to either side decides."
    )
    head = ("Step", "In the role of", "Person", "Day")
    rows = tuple(Row(row[:4], (("Said", row[4]),) if row[4] else ()) for row in of.people)
    yield Grid(head=head, widths=(3, 3, 2, 2), rows=rows)
    yield Heading(text="Appeal")
    yield Words(text=of.appeal)
    yield Heading(text="What happens to the money")
    yield from _money(of)
    yield Heading(text="The rules that were used")
    yield Pairs(rows=of.rules)
    yield Heading(text="How to check this paper")
    yield Words(
        text="The ruling is kept in the order's record as data. The SHA-256 of those bytes stands on every page; it"
        " is what a second person approves. Evidence is named by the SHA-256 of its content, which anybody who has"
        " the file can compute."
    )
    yield Pairs(rows=(("Contract (SHA-256)", of.contract), ("Rules", f"policy version {of.policy_version}")))


def _name(one: Ground) -> str:
    return f"{one.title} ({one.goods})" if one.goods else one.title


def _ground(one: Ground) -> Iterator[Part]:
    brings = f"{one.amount}, once the goods are back" if one.goods_back else one.amount
    yield Entry(
        title=one.outcome,
        label=brings,
        words=one.sentence,
        rows=(
            ("Clause", f"{one.place}\n{one.clause}" if one.place else one.clause),
            ("How firm", _TIERS[one.tier]),
            ("Rule", ", ".join(one.rules)),
            *((("Weight", f"{one.strengths}, claimant against the other side"),) if one.strengths else ()),
            *((("What would have turned it", "\n".join(one.flips)),) if one.flips else ()),
            *((("Not shown", "\n".join(one.missing)),) if one.missing and one.missing != one.flips else ()),
        ),
        tone=one.tone,
    )
    rows = tuple(Row(row) for row in one.evidence)
    yield Grid(head=("Evidence", "Speaks for", "Counts as", "Alone"), widths=(2, 2, 5, 1), rows=rows, right=(3,))
    if one.steps:
        yield _figures(one.steps, "How the amount was reckoned")


def _figures(steps: tuple[Pair, ...], title: str) -> Grid:
    last = len(steps) - 1
    rows = tuple(Row(step, strong=place == last) for place, step in enumerate(steps))
    return Grid(head=(title, ""), widths=(3, 2), rows=rows, right=(1,))


def _evidence(of: Ruled) -> Iterator[Part]:
    yield Words(text="Everything that the findings cite, by its content and by its entry in the chain of custody.")
    rows = []
    for one in of.cited:
        under: list[Pair] = [("Said to show", one.shows)] if one.shows else []
        under += [("SHA-256", one.sha256)] if one.sha256 else []
        rows.append(Row((one.id, one.title, one.by, one.custody), tuple(under)))
    yield Grid(head=("Id", "What", "Brought by", "Custody"), widths=(2, 5, 3, 3), rows=tuple(rows))


def _by_hand(of: Ruled) -> Iterator[Part]:
    """What whoever decided found otherwise than the rules would have it, each with the reason."""
    if of.overrides:
        yield Heading(text="Decided otherwise than the rules recommend")
        yield Pairs(rows=of.overrides)
    if of.weighed:
        yield Heading(text="Evidence that counts otherwise than by its kind")
        yield Pairs(rows=of.weighed)
    if of.note:
        yield Heading(text="Remarks of whoever decided")
        yield Words(text=of.note)


def _money(of: Ruled) -> Iterator[Part]:
    yield Pairs(rows=of.money)
    for sentence in of.plan:
        yield Words(text=sentence)
    if of.uncovered:
        yield Notice(
            title=f"{of.uncovered} of the award is not covered",
            text="No money of this order covers it. It stays on record as owed to the claimant, who can claim it from"
            " the other side.",
            tone="warn",
        )
    if of.moved:
        rows = tuple(Row(row) for row in of.moved)
        yield Grid(head=("Happened so far", "Day", "Amount"), widths=(4, 2, 2), rows=rows, right=(2,))
