"""The contract's page: each term with what could not be proved of it, the score, what breaches would bring, versions.

It shows the same report that stops a proposal. A finding leads to the form of the term that would answer it, or to the
waiver that both sides sign.
"""

import re
from functools import partial
from typing import Any, Final

import msgspec

from fairhold.lint.report import Finding
from fairhold.reading import contract as words
from fairhold.reading.order import as_dict
from fairhold.reading.room import Room, read_room
from fairhold.reading.words import GROUNDS
from fairhold.trade import ids, spelled
from fairhold.trade.families import GoodsTerms
from fairhold.trade.pointer import value_at
from fairhold.trade.table import COMMANDS, RULES
from fairhold.trade.terms import Contract
from fairhold.web.visit import Sheet, Stop, Visit

SEVERITIES: Final[dict[str, tuple[str, str]]] = {
    "blocker": ("Blocker", "bad"),
    "major": ("Major", "warn"),
    "minor": ("Minor", "open"),
    "info": ("Note", "quiet"),
}
"""Severity: its word and the tone of its pill."""
BANDS: Final[dict[str, tuple[str, str]]] = {
    "enforceable": ("Enforceable", "done"),
    "partly": ("Partly enforceable", "warn"),
    "weak": ("Weak", "bad"),
}
"""Band of the score: its words and tone (standards 2.3)."""
STATES: Final[dict[str, str]] = {
    "draft": "draft",
    "offered": "offered",
    "waiting": "waits for the other signature",
    "in_force": "in force",
    "replaced": "replaced",
    "dropped": "dropped",
}
FAMILIES: Final[dict[str, str]] = {**{str(name): title for name, title in spelled.TITLES.items()}, "remarks": "Remarks"}
"""What a finding is about: its title."""
WRITES: Final = ("edit_draft", "counter_propose", "amend")
"""The commands that bring another version, one of which may be open."""
SEVERAL: Final = frozenset(
    name for name in GoodsTerms.__struct_fields__ if isinstance(getattr(GoodsTerms(), name), tuple)
)
"""Families of which goods may have several terms."""
QUOTE_MAX: Final = 200
"""Characters of a text that are quoted beside a finding."""
_LINE: Final = re.compile(r"/lines/(\d+)")
_THREAD: Final = re.compile(r"/thread/(\d+)")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as the page shows it. `at` is where the term belongs that would answer it, `message` what it is about,
    `key` names it in a waiver; `is_open` as long as it stops a signature.
    """

    severity: str
    tone: str
    family: str
    rule: str
    where: str
    quote: str
    why: str
    suggest: str
    points: int
    at: str
    message: int
    key: str
    is_open: bool
    is_waived: bool


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the contract: its terms, and what could not be proved of them. `base` is where its own terms go."""

    title: str
    note: str
    base: str
    terms: tuple[words.Term, ...]
    found: tuple[Found, ...]


def show(visit: Visit) -> Sheet:
    """`GET /orders/{id}/contract`."""
    room = read(visit)
    order = as_dict(room.order)
    report = room.proof
    commands = {action["command"] for action in order["allowed_actions"]}
    return visit.page(
        "contract.html",
        order=order,
        tab="contract",
        done=done_title(visit),
        sections=sections(room),
        report=report,
        band=BANDS[report.band],
        what_if=[(GROUNDS[one.ground], one) for one in room.proof.what_if],
        versions=[(version, changes(version.changes)) for version in reversed(room.versions)],
        states=STATES,
        writes=next((word for word in WRITES if word in commands), ""),
        titles=FAMILIES,
        waived=[(waiver, words.say(waiver)) for waiver in room.contract.waivers],
        zone=visit.counter.zone(order["policy_version"]),
    )


def done_title(visit: Visit) -> str:
    """The title of the command that was just carried out, if the address names one."""
    done = COMMANDS.get(visit.query.get("done", ""))
    return RULES[done].title if done in RULES else ""


def read(visit: Visit) -> Room:
    """The order that the path names with all that lies beside it. Stops the visit if there is none."""
    counter = visit.counter
    number = ids.from_text(ids.ORDER_PREFIX, visit.param("id"))
    found = None
    if number is not None:
        found = counter.read(
            partial(
                read_room,
                who=visit.who,
                order_id=number,
                now=counter.now(),
                policies=counter.policies(),
                ours=counter.ours,
            )
        )
    if found is None:
        raise Stop(visit.nothing())
    return found


def sections(room: Room) -> list[Section]:
    """The contract in parts: each kind of goods, all goods, the deal, and what only the thread says."""
    contract = room.contract
    waived = {(waiver.rule, waiver.field) for waiver in contract.waivers}
    places: dict[str, list[Found]] = {}
    for finding in room.proof.findings:
        places.setdefault(_home(finding.field), []).append(_found(finding, contract, waived))
    every = words.terms(contract)
    made = [
        Section(
            title=line.description,
            note=_note(contract, number),
            base=f"/lines/{number}/terms",
            terms=words.of_line(contract, number),
            found=tuple(places.pop(f"/lines/{number}", ())),
        )
        for number, line in enumerate(contract.lines)
    ]
    general = tuple(term for term in every if term.pointer.startswith("/goods"))
    made.append(_section("All goods", "/goods", general, places.pop("/goods", [])))
    said = places.pop("/thread", [])
    deal = tuple(term for term in every if not term.pointer.startswith("/goods"))
    made.append(_section("The deal", "", deal, [found for several in places.values() for found in several]))
    if said:
        made.append(_section("Only said in the thread", "", (), said))
    return made


def changes(found: Any) -> list[words.Change]:
    """Differences in words."""
    return [words.change(one) for one in found]


def _section(title: str, base: str, terms: tuple[words.Term, ...], found: list[Found]) -> Section:
    return Section(title=title, note="", base=base, terms=terms, found=tuple(found))


def _note(contract: Contract, number: int) -> str:
    line = contract.lines[number]
    said = f"{line.quantity:,} {line.unit} at {words.say(line.unit_price)}"
    return f"{said}. {line.specification}" if line.specification else f"{said}."


def _home(field: str) -> str:
    line = _LINE.match(field)
    if line:
        return line.group()
    return next((home for home in ("/goods", "/thread") if field.startswith(home)), "")


def _found(finding: Finding, contract: Contract, waived: set[tuple[str, str]]) -> Found:
    word, tone = SEVERITIES[finding.severity]
    is_waived = (finding.rule, finding.field) in waived
    message = _THREAD.match(finding.field)
    return Found(
        severity=word,
        tone="quiet" if is_waived else tone,
        family=FAMILIES[finding.family],
        rule=finding.rule,
        where=words.place_of(finding.field) if finding.field and not message else "",
        quote=_quote(finding, contract),
        why=finding.why,
        suggest=finding.suggest,
        points=finding.points,
        at=at_of(finding),
        message=int(message[1]) if message else 0,
        key=f"{finding.rule}|{finding.family}|{finding.field}",
        is_open=finding.severity == "blocker" and not is_waived,
        is_waived=is_waived,
    )


def _quote(finding: Finding, contract: Contract) -> str:
    """The words that a finding is about."""
    text = value_at(contract, finding.field) if finding.field else None
    if not isinstance(text, str) or finding.span is None:
        return ""
    return text[slice(*finding.span)][:QUOTE_MAX]


def at_of(finding: Finding) -> str:
    """Where the term belongs that would answer a finding; empty where it is no typed term."""
    family, field = finding.family, finding.field
    if family in GoodsTerms.__struct_fields__:
        line = _LINE.match(field)
        base = f"{line.group()}/terms/{family}" if line else f"/goods/{family}"
        if family not in SEVERAL:
            return base
        own = re.match(rf"{base}/\d+", field)
        return own.group() if own else f"{base}/-"
    if family in ("inspection", "dispute"):
        return f"/{family}"
    return "/shipment" if field.startswith("/shipment") else ""
