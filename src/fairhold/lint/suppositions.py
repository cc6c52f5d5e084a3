"""What the what-if check supposes of each ground: the breach, the evidence that a contract makes obtainable, and the
changes that could turn a losing claim. Data and small functions; the rules that decide are those of the dispute room.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import msgspec

from fairhold.trade.deal import Deal, DealLine
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import (
    Box,
    ColourTerm,
    CustomisationTerm,
    DimensionTerm,
    DisputeTerm,
    DocumentTerm,
    FileTerm,
    GoodsTerms,
    InspectionTerm,
    Lab,
    LateDamages,
    MaterialTerm,
    PackagingTerm,
    Share,
    Side,
    Verification,
    Verifier,
    WeightTerm,
)
from fairhold.trade.footing import GROUNDS, Footing
from fairhold.trade.ground import Ground
from fairhold.trade.issue import AnyFacts, Damaged, Deviation, Failed, Lateness, Lost, Papers, Short, Unpaid
from fairhold.trade.money import BASIS_POINTS
from fairhold.trade.proof import Evidence
from fairhold.trade.terms import ShipBy

LATE_DAYS: Final = 10
SHORT_BP: Final = 100
"""Beyond what the contract allows, this share of a line is supposed to be missing."""
DEFECTS: Final = Deviation(out=30, inspected=100)
EVERY_UNIT: Final = Deviation(out=1, inspected=1)

_AGREED_DAY: Final = date(2020, 1, 1)
_LATE: Final = Lateness(due=_AGREED_DAY, on=_AGREED_DAY + timedelta(days=LATE_DAYS))

FACTS: Final[dict[Ground, AnyFacts]] = {
    "late_not_shipped": _LATE,
    "late_shipped": _LATE,
    "not_received": Lost(clean_document=True),
    "pre_ship_quality": Failed(reworked=True),
    "colour": EVERY_UNIT,
    "size": EVERY_UNIT,
    "material": EVERY_UNIT,
    "weight": EVERY_UNIT,
    "function_appearance": DEFECTS,
    "quantity_short": Short(missing=1),
    "packaging": Damaged(out=10, inspected=100, packed_as_agreed=False),
    "transit_damage": Damaged(out=10, inspected=100),
    "document_missing_or_false": Papers(),
    "wrong_goods": EVERY_UNIT,
    "customisation": EVERY_UNIT,
    "non_payment": Unpaid(),
}

IF: Final[dict[Ground, str]] = {
    "late_not_shipped": "If the agreed day passes and nothing has left",
    "late_shipped": f"If the goods leave {LATE_DAYS} days late",
    "not_received": "If the goods leave under a clean transport document and never arrive",
    "pre_ship_quality": "If the goods fail before shipment and rework does not help",
    "colour": "If every unit has a colour outside what was agreed",
    "size": "If every unit has a size outside what was agreed",
    "material": "If every unit is made of something else than was agreed",
    "weight": "If every unit weighs other than was agreed",
    "function_appearance": "If 30 of 100 units have a serious defect",
    "quantity_short": "If one unit in a hundred is missing, beyond any allowance",
    "packaging": "If goods are packed otherwise than agreed and one in ten is damaged",
    "transit_damage": "If one unit in ten is damaged on the way, however well it was packed",
    "document_missing_or_false": "If an agreed document does not come, nor after the time to cure",
    "wrong_goods": "If another article comes",
    "customisation": "If the work made to order is not what was agreed",
    "non_payment": "If the buyer never pays the balance",
}
"""The supposed breach in words, by ground."""


def facts_of(deal: Deal, ground: Ground, line: int) -> AnyFacts:
    """The supposed facts: a shortage goes beyond the allowance of its line, and where the contract has a table of
    remedies the deviation reaches the table's last row.
    """
    facts = FACTS[ground]
    if isinstance(facts, Short):
        return _short(deal.lines[line])
    if facts is EVERY_UNIT and deal.dispute is not None:
        rows = [row.from_percent for row in deal.dispute.grades if row.family == GROUNDS[ground].family]
        return Deviation(out=1, inspected=1, percent_off=max(rows, key=Fraction)) if rows else facts
    return facts


def _short(line: DealLine) -> Short:
    allowed = line.terms.quantity.less_bp if line.terms.quantity else 0
    missing = -(-line.quantity * (allowed + SHORT_BP) // BASIS_POINTS)
    return Short(missing=min(max(1, missing), max(1, line.quantity)))


# --- evidence --------------------------------------------------------------------------------------------------------


def _piece(kind: EvidenceClass, side: Side = "buyer", before_shipment: bool = False) -> Evidence:
    return Evidence(id=kind, kind=kind, side=side, source=f"{side}:{kind}", before_shipment=before_shipment)


_PHOTO: Final = _piece("photo_in_app")
_OWN_WORD: Final = (_piece("statement", "supplier"),)
_ALL_OWN: Final = (_piece("photo_in_app", "supplier"), _piece("photo", "supplier"), *_OWN_WORD)
"""The most that a supplier can bring of its own making."""

_RECORD: Final = (_piece("platform_record"), *_OWN_WORD)
_NOTICE: Final = (_piece("statement"), *_OWN_WORD)
_FIXED: Final[dict[Ground, tuple[Evidence, ...]]] = {
    "late_not_shipped": _RECORD,
    "late_shipped": _RECORD,
    "not_received": _NOTICE,
    "document_missing_or_false": _NOTICE,
    "non_payment": (_piece("platform_record", "supplier"), _piece("statement")),
    "pre_ship_quality": (_piece("agreed_inspection", before_shipment=True), *_ALL_OWN),
}
"""Evidence that does not depend on how a term is tested."""

_REPORTS: Final[tuple[EvidenceClass, ...]] = (
    "agreed_inspection",
    "joint_inspection",
    "laboratory",
    "laboratory_without_custody",
    "report_invited",
    "report_own_standard",
)
_SEEN: Final = {kind: (_piece(kind), _PHOTO, *_ALL_OWN) for kind in _REPORTS}
_UNSEEN: Final = {kind: (_piece(kind), *_ALL_OWN) for kind in _REPORTS}
NOT_IN_PHOTOS: Final[frozenset[Ground]] = frozenset({"material", "colour"})
"""No photo shows what goods are made of, or how far a colour is off (standards 3.1)."""

_BY: Final[dict[Verifier, EvidenceClass]] = {
    "inspector": "agreed_inspection",
    "platform": "agreed_inspection",
    "laboratory": "laboratory",
    "joint": "joint_inspection",
    "buyer": "report_invited",
}
"""The best evidence that an agreed tester gives; what the supplier tests alone helps no buyer."""


def obtainable(deal: Deal, ground: Ground, found: Footing) -> tuple[Evidence, ...]:
    """What claimant and respondent could bring on this contract: the claimant the best that the contract gives it,
    the supplier all that it can make by itself.
    """
    kind = best(deal, ground, found)
    return _FIXED.get(ground) or (_UNSEEN[kind] if ground in NOT_IN_PHOTOS else _SEEN[kind])


def best(deal: Deal, ground: Ground, found: Footing) -> EvidenceClass:
    """The best evidence of a breach of this clause that the contract lets the buyer get."""
    agreed: Verification | None = getattr(found.term, "verification", None)
    if agreed is not None and agreed.by in _BY:
        return _BY[agreed.by]
    if deal.inspection and ground != "material":
        return "agreed_inspection"
    if (deal.dispute and deal.dispute.tie_breaker) or (deal.inspection and deal.inspection.tie_breaker):
        return "joint_inspection"
    if ground == "material":
        return "laboratory_without_custody"
    return "report_invited" if found.standard or ground == "transit_damage" else "report_own_standard"


NEEDS: Final[dict[EvidenceClass, str]] = {
    "agreed_inspection": "a report by the agreed inspector",
    "joint_inspection": "the finding of the agreed tie-breaker or of a joint inspection",
    "laboratory": "a report by the agreed laboratory on sealed pieces",
    "laboratory_without_custody": "a laboratory report, although nobody agreed how its samples are drawn",
    "report_invited": "a survey report against the agreed or default standard, with the supplier invited",
    "report_own_standard": "a survey report, although to no standard that both agreed",
    "photo_in_app": "photos taken in the app",
    "platform_record": "nothing: the platform's own records show it",
    "statement": "a notice that it did not come; the supplier has to produce it",
}
"""How each piece of supposed evidence is got."""


# --- changes ---------------------------------------------------------------------------------------------------------

Change = Callable[[Deal], Deal]


class Fix(msgspec.Struct, frozen=True, gc=False):
    """One change of a contract, and how it is proposed to people."""

    words: str
    change: Change


def _revised(deal: Deal, revise: Callable[[DealLine], DealLine]) -> Deal:
    """The deal with every line revised."""
    return msgspec.structs.replace(deal, lines=tuple([revise(line) for line in deal.lines]))


def _goods(deal: Deal, revise: Callable[[GoodsTerms], GoodsTerms]) -> Deal:
    """The deal with the terms of every line revised."""
    return _revised(deal, lambda line: msgspec.structs.replace(line, own=(new := revise(line.terms)), terms=new))


def _stating(**terms: object) -> Change:
    return lambda deal: _goods(deal, lambda goods: msgspec.structs.replace(goods, **terms))


def _agreeing(**fields: object) -> Change:
    return lambda deal: msgspec.structs.replace(deal, **fields)


_TEST: Final = Verification(method="XRF", by="laboratory", pieces=5)


def _tested(goods: GoodsTerms) -> GoodsTerms:
    material = tuple(msgspec.structs.replace(term, verification=_TEST) for term in goods.material)
    return msgspec.structs.replace(goods, material=material)


_STEEL: Final = MaterialTerm(
    grade="SUS304", composition=(Share(component="Cr", least="18"),), nothing_else=True, verification=_TEST
)
_INSPECTION: Final = InspectionTerm(inspector="an inspector", standard="ISO 2859-1")
_CHECKED: Final = Verification(method="spectrophotometer", by="inspector")
_RED: Final = ColourTerm(
    system="pantone",
    code="186 C",
    lab=Lab(lightness="43", a="64", b="33"),
    tolerance="2",
    formula="ciede2000",
    illuminant="D65/10",
    verification=_CHECKED,
)
_CARTON: Final = PackagingTerm(
    carton=Box(length="60", width="40", height="40", unit="cm"), board="double wall", drop_test="ISTA 1A"
)
_DRAWING: Final = FileTerm(name="design.pdf", purpose="design", sha256="0" * 64)

AGREE_INSPECTOR: Final = Fix(
    "Agree an inspector, the standard and the limits, and what follows if the goods fail.",
    _agreeing(inspection=_INSPECTION),
)
NAME_TIE_BREAKER: Final = Fix(
    "Name a tie-breaker: whose finding decides when the two sides' evidence does not.",
    _agreeing(dispute=DisputeTerm(tie_breaker="a referee")),
)
COVER_DELIVERY: Final = Fix("Choose post-delivery coverage.", _agreeing(coverage="post_delivery"))
BEAR_TRANSIT: Final = Fix(
    "Choose a trade term under which the supplier bears the risk until delivery (DAP, DPU or DDP).",
    _agreeing(incoterm="DAP"),
)


def without_waiver(ground: Ground) -> Fix:
    """Both sides take back what they waived of the ground's family."""
    family = GROUNDS[ground].family
    return Fix(
        "Take the waiver of this point back.",
        lambda deal: msgspec.structs.replace(deal, waivers=tuple(w for w in deal.waivers if w.family != family)),
    )


def _keep_a_share(deal: Deal) -> Deal:
    return msgspec.structs.replace(deal, kept_share=max(1, deal.initial // 10))


def _counted(deal: Deal) -> Deal:
    return _revised(deal, lambda line: msgspec.structs.replace(line, quantity=line.quantity or 1_000))


def _described(deal: Deal) -> Deal:
    return _revised(deal, lambda line: msgspec.structs.replace(line, description=line.description or "article"))


_DATE: Final = Fix("Give a date by which the goods must leave.", _agreeing(ship_by=ShipBy(on=_AGREED_DAY)))

FIXES: Final[dict[Ground, tuple[Fix, ...]]] = {
    "late_not_shipped": (_DATE,),
    "late_shipped": (
        Fix(
            "Agree damages for late shipment: so much per cent of the late part's value per day, and a cap.",
            _agreeing(late_damages=LateDamages(per_day_bp=50, cap_bp=1_000)),
        ),
        _DATE,
    ),
    "not_received": (BEAR_TRANSIT,),
    "pre_ship_quality": (AGREE_INSPECTOR,),
    "colour": (
        Fix(
            "State the colour by code with Lab values, a tolerance and its formula, and who measures it.",
            _stating(colour=(_RED,)),
        ),
    ),
    "size": (
        Fix(
            "State each measure with unit and tolerance, and on how many pieces it is measured.",
            _stating(dimensions=(DimensionTerm(axis="length", value="10", unit="cm", plus="1", minus="1", pieces=5),)),
        ),
    ),
    "material": (
        Fix(
            "Add to the material term a test by a laboratory, with method and number of pieces.",
            lambda deal: _goods(deal, _tested),
        ),
        Fix(
            "Add a material term: the shares of what the goods are made of, that nothing else is mixed in, and a test "
            "by a laboratory.",
            _stating(material=(_STEEL,)),
        ),
    ),
    "weight": (
        Fix(
            "State the weight of one piece from least to most, net or gross, and how many pieces are weighed.",
            _stating(weight=(WeightTerm(unit="g", least="215", most="219", pieces=5),)),
        ),
    ),
    "function_appearance": (AGREE_INSPECTOR, NAME_TIE_BREAKER),
    "quantity_short": (Fix("State the exact number of every line, with its unit.", _counted),),
    "packaging": (
        Fix(
            "Add a packaging term: inner and outer packing, carton size and board, pieces in a carton, drop test.",
            _stating(packaging=_CARTON),
        ),
    ),
    "transit_damage": (BEAR_TRANSIT,),
    "document_missing_or_false": (
        Fix(
            "Name each document that must come along: kind, issuer, standard, and by when.",
            _stating(documents=(DocumentTerm(kind="certificate", issuer="issuer"),)),
        ),
    ),
    "wrong_goods": (Fix("Describe in every line which article it is.", _described), AGREE_INSPECTOR, NAME_TIE_BREAKER),
    "customisation": (
        Fix(
            "Attach the design file to the contract by its fingerprint and say what is made after it.",
            _stating(customisation=(CustomisationTerm(what="logo", file=_DRAWING.name),), files=(_DRAWING,)),
        ),
    ),
    "non_payment": (Fix("Agree which share of the initial payment the supplier keeps.", _keep_a_share),),
}
"""Single changes to try, by ground; the first that turns the claim is proposed."""
