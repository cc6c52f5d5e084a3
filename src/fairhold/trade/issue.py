"""What is to be decided: one ground, on one line or the whole order, with the facts found or supposed (standards 4.2).

Facts are what happened as far as it was seen, in the form that the ground's formulas need; evidence says how well it is
shown. Nothing here judges.
"""

from datetime import date
from typing import Annotated, Final

import msgspec

from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import BasisPoints, Figure, Percent, SignedFigure
from fairhold.trade.footing import Clause
from fairhold.trade.ground import Ground
from fairhold.trade.proof import Evidence, Obstacle
from fairhold.trade.remedy import SHARED_FAULT_STEP_BP, ValueLeft

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Quantities = Annotated[tuple[Count, ...], msgspec.Meta(max_length=5_000)]
"""So many of each line of the contract, in its order."""
UnitName = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
LineNumber = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The buyer's yes to a later date, and in which class of evidence it stands (R1)."""

    until: date
    kind: EvidenceClass
    condition_met: bool = True


class Facts(
    msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, tag=True, gc=False
):
    """What was found or is supposed."""


class Lateness(Facts, frozen=True, kw_only=True, tag="lateness", gc=False):
    """The goods left on `on`, or had not left by then. `due`: the agreed day, where the contract counts it from a
    payment. `part`: how many of each line were late, all of them for None. `loss`: proven direct loss, minor units.
    """

    on: date
    due: date | None = None
    consents: Annotated[tuple[Consent, ...], msgspec.Meta(max_length=100)] = ()
    buyer_delay_days: Count = 0
    part: Quantities | None = None
    loss: Count = 0


class Lost(Facts, frozen=True, kw_only=True, tag="lost", gc=False):
    """The goods never came; `part`: how many of each line. `clean_document`: they left under a clean one."""

    clean_document: bool
    part: Quantities | None = None


class Failed(Facts, frozen=True, kw_only=True, tag="failed", gc=False):
    """An inspection before shipment failed; `reworked`: the supplier has used its one right to rework (R18)."""

    reworked: bool = False


class Deviation(Facts, frozen=True, kw_only=True, tag="deviation", gc=False):
    """Goods unlike the contract: `out` of `inspected` units, or the mean of a measurement in the term's unit.

    `tolerance`: what a class of tolerances or the default standard allows. `percent_off`: how far from agreed, where it
    cannot be computed from the mean. `accepted`: no more defects than the plan accepts. `another`: another article or
    material. `left`: what the goods are worth as they are. `in_use`: the fault is one of use, or only of looks, where
    the ground alone does not say. `gone`: units used or sold that cannot come back (R11). Raises ValueError for more
    units out than inspected.
    """

    out: Count = 0
    inspected: Count = 0
    interval_bp: tuple[BasisPoints, BasisPoints] | None = None
    mean: SignedFigure | None = None
    tolerance: Figure | None = None
    percent_off: Percent | None = None
    accepted: bool = False
    another: bool = False
    critical: bool = False
    left: ValueLeft | None = None
    in_use: bool | None = None
    gone: Count = 0

    def __post_init__(self) -> None:
        _must_be_part(self.out, self.inspected)


class Short(Facts, frozen=True, kw_only=True, tag="short", gc=False):
    """So many units of the line are missing."""

    missing: Count


class Damaged(Facts, frozen=True, kw_only=True, tag="damaged", gc=False):
    """Units that arrived damaged of those looked at, and whether they had been packed as agreed (None: nobody knows).

    Raises ValueError for more units damaged than looked at.
    """

    out: Count
    inspected: Count
    packed_as_agreed: bool | None = None

    def __post_init__(self) -> None:
        _must_be_part(self.out, self.inspected)


class Papers(Facts, frozen=True, kw_only=True, tag="papers", gc=False):
    """A document is missing, or forged; `brought`: it came within the time to cure (R25)."""

    forged: bool = False
    brought: bool = False


class Unpaid(Facts, frozen=True, kw_only=True, tag="unpaid", gc=False):
    """The buyer never paid the balance."""


AnyFacts = Lateness | Lost | Failed | Deviation | Short | Damaged | Papers | Unpaid

FACTS_OF: Final[dict[Ground, type[Facts]]] = {
    "late_not_shipped": Lateness,
    "late_shipped": Lateness,
    "not_received": Lost,
    "pre_ship_quality": Failed,
    "colour": Deviation,
    "size": Deviation,
    "material": Deviation,
    "weight": Deviation,
    "function_appearance": Deviation,
    "quantity_short": Short,
    "packaging": Damaged,
    "transit_damage": Damaged,
    "document_missing_or_false": Papers,
    "wrong_goods": Deviation,
    "customisation": Deviation,
    "non_payment": Unpaid,
}


class Issue(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One ground on one line (None: the whole order), with everything that decides it.

    `footing` is a clause in free text that whoever decides has found; otherwise the typed terms are looked through.
    `last_word`: nothing more will come. `own_fault_bp`: the claimant's own share of the fault, with its reason (R29).
    `way_back`: freight and duty of a return in minor units; `unsafe`: the goods are unsafe or may not travel (R27).
    `units`: which units are concerned, where two grounds may concern different ones (R23). Raises ValueError for facts
    of another ground, for a ground about one line's count without that line, and for shared fault without a reason or
    in other steps than R29 has.
    """

    ground: Ground
    facts: AnyFacts
    line: LineNumber | None = None
    evidence: Annotated[tuple[Evidence, ...], msgspec.Meta(max_length=1_000)] = ()
    obstacles: Annotated[tuple[Obstacle, ...], msgspec.Meta(max_length=100)] = ()
    footing: Clause | None = None
    in_time: bool = True
    silent: bool = False
    last_word: bool = False
    own_fault_bp: BasisPoints = 0
    own_fault_reason: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    way_back: Count = 0
    unsafe: bool = False
    units: Annotated[tuple[UnitName, ...], msgspec.Meta(max_length=10_000)] = ()

    def __post_init__(self) -> None:
        must_fit(self.ground, self.facts, self.line)
        if self.own_fault_bp and not self.own_fault_reason:
            raise ValueError("shared fault needs a reason")
        if self.own_fault_bp % SHARED_FAULT_STEP_BP:
            raise ValueError(f"shared fault goes in steps of {SHARED_FAULT_STEP_BP} basis points")


def must_fit(ground: Ground, facts: AnyFacts, line: int | None) -> None:
    """Facts are of the kind that the ground asks for, and a shortage names its line. Raises ValueError."""
    if not isinstance(facts, FACTS_OF[ground]):
        raise ValueError(f"{type(facts).__name__} are not the facts of {ground}")
    if isinstance(facts, Short) and line is None:
        raise ValueError("a shortage is counted line by line")


def _must_be_part(out: int, inspected: int) -> None:
    if out > inspected:
        raise ValueError(f"{out} units out of {inspected}")
