"""Shipment dates (S25, SC9): a calendar day, what proves it, and what lateness costs.

A month is no date. Days after a payment are one only through the contract's typed `ship_by`; in a text the event must
at least be plain. Days within which somebody pays, claims or answers are not shipment dates.
"""

import re
from typing import Final, Literal

from fairhold.lint.dates import Day, dates
from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    Label,
    Placed,
    Text,
    fills,
    flaw,
    heard,
    opened,
    passages,
    read_as,
    unsaid,
    verdict,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import Hit, scan
from fairhold.lint.values import values
from fairhold.trade.families import LateDamages, ShipmentTerm
from fairhold.trade.terms import ShipBy

Proof = Literal["on_board_date", "export_clearance", "forwarder_receipt", "carrier_scan"]

_EXAMPLE: Final = (
    "Ship by ____-__-__ (____ time) from ____, proved by ____ (on-board date, carrier scan); late: ____ % a day, at "
    "most"
    " ____ %, cancel from ____-__-__"
)
NO_DATE: Final = Rule(
    "shipment_date-1", "blocker", "No day is named that can be missed, so shipment is never late (S25, SC9).", _EXAMPLE
)
LOOSE_EVENT: Final = Rule(
    "shipment_date-2",
    "major",
    "Days after a deposit: whether from its sending, its arrival or its clearing is opinion, and no date is locked.",
    "the date ____-__-__, or ____ days after the initial payment is in the order's account",
)
FROM_PAYMENT: Final = Rule(
    "shipment_date-3",
    "minor",
    "Days after a payment: write the date down as soon as the payment is in.",
    "ship_by: ____ days after the initial payment; date locked when it clears",
)
NO_PROOF: Final = Rule(
    "shipment_date-4",
    "info",
    "Which document proves the day of shipment is not said.",
    "proved by ____ (on-board date of the bill of lading, export clearance, forwarder's receipt, carrier scan)",
)
NO_REMEDY: Final = Rule(
    "shipment_date-5", "info", "What lateness costs is not said (R20).", "late: ____ % a day, at most ____ %"
)
NO_YEAR: Final = Rule("shipment_date-6", "major", "A day without its year.", "____-__-__ (year-month-day)")
MISSING: Final = Rule("shipment_date-7", "blocker", "No shipment date is agreed.", _EXAMPLE)

LABEL: Final = Label(
    r"(?:latest |estimated |expected |promised |agreed |last )?(?:(?:shipment|shipping|delivery|dispatch|loading"
    r"|production|ex-?factory|ready|departure|ship|cargo ready) (?:date|time|period|schedule|deadline|window)s?"
    r"|lead[- ]?time|ship by|deliver by|time of (?:shipment|delivery)|etd|eta|ship(?:ment)? on)|交期|交货期|交货时间"
    r"|交货日期|发货时间|发货日期|装运期|装运日期|船期|出货日期|出货时间|工期"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:ship(?:s|ped|ment|ments|ping)?|deliver(?:y|ies|ed|s|ing)?|dispatch(?:ed)?|despatch(?:ed)?"
    r"|lead[- ]?time|et[da]|cargo ready|goods ready|production time|ex-?factory|sail(?:s|ing)?|depart(?:s|ure)?"
    r"|on board|send (?:the )?goods|leave (?:the )?factory|finish(?:ed)? production|production|goods for)(?![a-z])"
    r"|发货|交货|出货|交期|装运|船期|出运|货期|工期|发运|到货"
)
_OTHER: Final = Late(
    r"(?<![a-z])(?:claim(?:s|ed)?|pay(?:s|able|ing)?|paid|payments?|notif(?:y|ies|ied|ication)|notice|refund(?:s"
    r"|ed)?|respon[ds]\w*|repl(?:y|ies|ied)|warrant(?:y|ies)|guarantee|return(?:s|ed)?|inspect(?:s|ed|ion|or)?"
    r"|complain\w*|object(?:ion|s)?|invoice|balance|deposit|t/t|l/c|documents?|packing|packed|packaging)(?![a-z])"
    r"|索赔|付款|通知|质保|退货|验货|检验|余款|尾款|定金|包装"
)
_EVENT: Final = (
    r"(?:after|upon|from|of|following|against|once|since|on) (?:(?:the|your|our|receipt|receiving|of|arrival|date"
    r"|buyer's|full|clearance) )*"
    r"(?:(?:\d{1,2} ?% )?(?:deposit|down ?payment|advance(?: payment)?|initial payment|prepayment|payment"
    r"|first payment|l/c|letter of credit|balance(?: payment)?))"
)
_RELATIVE: Final = Late(
    rf"(?P<days>\d{{1,3}}) ?(?P<unit>calendar days|days|weeks) (?P<event>{_EVENT}(?: (?:is |has |been |was "
    rf"|are )*(?:received|cleared|credited|arrived|in the (?:order )?account|paid))?)"
    r"|(?:收到|到账|支付)?(?:定金|订金|预付款|首付款|货款)(?:到账|收到|支付|付款)?(?:后|之后"
    r"|起)(?P<sign>\d{1,3}) ?(?:个)?(?:天|日|自然日)"
)
_AFTER_PAYMENT: Final = Late(
    _EVENT + r"|(?:收到|到账|支付)?(?:定金|订金|预付款|首付款|货款)(?:到账|收到|支付|付款)?(?:后|之后|起)"
)
_IN: Final = Late(
    r"initial payment|receipt|received|receiving|cleared|clearance|credited|arriv|in the (?:order )?account|到账|收到"
)
_BALANCE: Final = Late(r"balance|余款|尾款")
_RANGE: Final = Late(r"(?:\d ?(?:-|to|~) ?|about |around |approx\.? |~ ?)$")
_PROOFS: Final[tuple[tuple[Proof, Late], ...]] = (
    ("on_board_date", Late(r"on[- ]board|bill of lading|(?<![a-z])b/l|提单")),
    (
        "export_clearance",
        Late(r"export clearance|customs clearance|export declaration|customs release|报关|海关放行"),
    ),
    (
        "forwarder_receipt",
        Late(r"forwarder'?s? (?:cargo )?receipt|(?<![a-z])fcr(?![a-z])|cargo receipt|货代收据"),
    ),
    (
        "carrier_scan",
        Late(
            r"carrier(?:'s)? (?:scan|pick-?up)|courier (?:scan|pick-?up)|tracking|first scan|air ?waybill"
            r"|(?<![a-z])awb(?![a-z])|揽收|运单"
        ),
    ),
)
_ABOUT: Final = Late(
    r"(?:\bon or about|\babout|\babt|\bapprox(?:imate(?:ly)?)?|\baround|\bcirca|\bca|~|约|大约|左右)[. ]{0,2}$"
)
_LATE: Final = Late(
    r"(?<![a-z])(?:late|delay(?:s|ed)?|liquidated damages|penalt(?:y|ies))(?![a-z])|延迟|逾期|迟延|违约金"
)
_WEEK: Final = 7
"""Days of a week."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about when the goods must leave."""
    seen = opened(text, own, LABEL)
    hits = scan("shipment_date", text)
    spoken = seen.mine or _speaks(seen.folded) or _is_time(seen, hits)
    damages = _damages(seen)
    if seen.empty or not (spoken or damages or heard(hit for hit in hits if hit.phrase.where == "anywhere")):
        return SILENT
    days = dates(text) if spoken else ()
    about = [day for day in days if day.on and _ABOUT.search(seen.folded[: day.start])]
    relative = _RELATIVE.search(seen.folded) if spoken else None
    if relative is not None and _RANGE.search(seen.folded[: relative.start()]):
        relative = None
    flaws = [wrong for day in days for wrong in _flaws(day)]
    flaws += [flaw(NO_DATE, day.start, day.end, "M", ("typed",)) for day in about]
    given = _gives(seen, tuple(day for day in days if day not in about), relative, damages)
    flaws += _relative_flaws(relative, days)
    flaws += [one for one in worded(_kept(hits, days, relative), seen, spoken) if one.unless.isdisjoint(given)]
    if "M" in given:
        where = (days[0].start, days[0].end) if days else (0, len(text))
        flaws += [flaw(NO_PROOF, *where, unless=("T", "typed")), flaw(NO_REMEDY, *where, unless=("remedy", "typed"))]
    elif not days and relative is None:
        flaws += unsaid(seen, NO_DATE, flaws)
    return read_as(_terms(tuple(day for day in days if day not in about), relative, damages, seen), flaws, given)


def _speaks(folded: str) -> bool:
    """Whether a text is about when goods leave, not about when somebody pays, claims or answers."""
    return TOPIC.search(folded) is not None and _OTHER.search(_AFTER_PAYMENT.sub("", folded)) is None


def _is_time(seen: Text, hits: tuple[Hit, ...]) -> bool:
    """Whether a text is a time and little else ("ASAP", "35 days after deposit"): of what, if not of shipment."""
    relative = _RELATIVE.search(seen.folded)
    if relative is not None and fills(seen, *relative.span()):
        return True
    vague = any(hit.phrase.family == "shipment_date" and fills(seen, hit.start, hit.end) for hit in hits)
    return vague and _OTHER.search(seen.folded) is None


def _kept(hits: tuple[Hit, ...], days: tuple[Day, ...], relative: re.Match[str] | None) -> list[Hit]:
    """The phrases without those that only repeat a date in figures or the days after a payment."""
    return [
        hit
        for hit in hits
        if not any(hit.start < day.end and day.start < hit.end for day in days)
        and not (relative is not None and hit.start < relative.end() and relative.start() < hit.end)
    ]


def _flaws(day: Day) -> list[Flaw]:
    """A day without its year; one that can be read in two ways, or is none, every text is checked for (`checks/`)."""
    return [flaw(NO_YEAR, day.start, day.end, "SM")] if day.kind == "no_year" else []


def _relative_flaws(relative: re.Match[str] | None, days: tuple[Day, ...]) -> list[Flaw]:
    if relative is None or any(day.on for day in days):
        return []
    rule = FROM_PAYMENT if _IN.search(relative.group()) else LOOSE_EVENT
    return [flaw(rule, relative.start(), relative.end(), "" if rule is FROM_PAYMENT else "M", ("typed",))]


def _gives(seen: Text, days: tuple[Day, ...], relative: re.Match[str] | None, damages: LateDamages | None) -> set[str]:
    given = set()
    if any(day.on for day in days) or relative is not None:
        given |= {"S", "M"}
    if _proof(seen.folded) is not None and (given or seen.mine):
        given.add("T")
    if damages is not None:
        given.add("remedy")
    return given


def _proof(folded: str) -> Proof | None:
    return next((name for name, pattern in _PROOFS if pattern.search(folded)), None)


def _damages(seen: Text) -> LateDamages | None:
    """So many per cent a day and at most so many, for lateness."""
    if not _LATE.search(seen.folded):
        return None
    shares = [value for value in values(seen.text) if value.kind == "share" and value.unit == "%" and value.figures]
    daily = [value for value in shares if value.per == "day" or "day" in seen.folded[value.end : value.end + 12]]
    most = [value for value in shares if value not in daily]
    if not daily or not most or daily[0].figures[0] > 100 or most[0].figures[0] > 100:
        return None
    return LateDamages(per_day_bp=int(daily[0].figures[0] * 100), cap_bp=int(most[0].figures[0] * 100))


def _terms(
    days: tuple[Day, ...], relative: re.Match[str] | None, damages: LateDamages | None, seen: Text
) -> list[Found]:
    found = [Found(ShipBy(on=day.on), day.start, day.end) for day in days[:1] if day.on is not None]
    if not found and relative is not None:
        count = int(relative["days"] or relative["sign"]) * (_WEEK if relative["unit"] == "weeks" else 1)
        after: Literal["initial_payment", "balance_payment"] = (
            "balance_payment" if _BALANCE.search(relative.group()) else "initial_payment"
        )
        if 1 <= count <= DAYS_MAX:
            found.append(Found(ShipBy(days=count, after=after), relative.start(), relative.end()))
    proof = _proof(seen.folded)
    if found and proof is not None:
        found.append(Found(ShipmentTerm(proof=proof), 0, len(seen.text)))
    if damages is not None:
        found.append(Found(damages, 0, len(seen.text)))
    return found


DAYS_MAX: Final = 730
"""The most days after a payment that a contract may give (`trade/terms.py`)."""


def _of_draft(subject: Subject) -> list[Placed]:
    """What the typed fields say: the date, what proves it, what lateness costs."""
    draft = subject.draft
    placed = []
    if draft.ship_by is not None and (draft.ship_by.on is not None or draft.ship_by.days is not None):
        flaws = (flaw(NO_PROOF, unless=("T",)), flaw(NO_REMEDY, unless=("remedy",)))
        placed.append(Placed(Reading((), flaws, frozenset(("S", "M", "typed"))), "/ship_by", None))
    if draft.shipment is not None and draft.shipment.proof is not None:
        placed.append(Placed(Reading(gives=frozenset("T")), "/shipment/proof", None))
    if draft.late_damages is not None:
        placed.append(Placed(Reading(gives=frozenset(("remedy",))), "/late_damages", None))
    return placed


def judge(subject: Subject) -> Verdict:
    """What a dispute about lateness could rest on."""
    return verdict(subject, [*_of_draft(subject), *passages(subject, reading)], MISSING)


RULES: Final = FamilyRules(
    name="shipment_date",
    weight=11,
    per_line=False,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_DATE, LOOSE_EVENT, FROM_PAYMENT, NO_PROOF, NO_REMEDY, NO_YEAR, MISSING),
)
