"""One term at a time: added, changed, taken out, or made of a message; and findings that both sides waive.

Whatever is done here brings another version of the contract: an edit of the draft, an answer to the proposal, or an
amendment that the other side signs. As everywhere, what would happen is shown first.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import msgspec

from fairhold.lint.families import FAMILIES
from fairhold.reading import contract as words
from fairhold.reading.fields import Field, fields_at
from fairhold.reading.order import as_dict
from fairhold.reading.room import Room
from fairhold.trade.families import GoodsTerms, Waiver
from fairhold.trade.pointer import value_at, with_value, without
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.stream import Command
from fairhold.trade.table import COMMANDS, RULES
from fairhold.trade.terms import Contract
from fairhold.trade.thread import PromoteToTerm
from fairhold.web import acting, forms
from fairhold.web.acting import Wish
from fairhold.web.contract import FAMILIES as TITLES
from fairhold.web.contract import SEVERAL, WRITES, read
from fairhold.web.visit import Sheet, Stop, Visit

TERM: Final = "term"
DEAL: Final[tuple[tuple[str, str], ...]] = (
    ("/inspection", "Inspection before shipment"),
    ("/shipment", "Proof of shipment"),
    ("/late_damages", "If shipped late"),
    ("/dispute", "How disputes are settled"),
    ("/off_platform/-", "Money past the account (not protected)"),
    ("/remarks/-", "Remark"),
)
"""Terms of the deal that are filled in one by one: place and title."""
WHOLE: Final = ("contract", "json")
"""Kinds of fields that hold many terms at once: what has one is not filled in as a term."""
POINTER_MAX: Final = 200
VALUE_MAX: Final = 20_000
"""Characters of a value that a link may carry into the form."""


class Offer(msgspec.Struct, frozen=True):
    """A term that was read out of a message: its family, what it says, the words, and how to take it."""

    family: str
    text: str
    words: str
    query: str


def form(visit: Visit) -> Sheet:
    """`GET /orders/{id}/term?at=&message=`: the form of a term, or what to choose from."""
    room = read(visit)
    wish = _wish(visit, room)
    at = _at(visit.query)
    if not at:
        return _choose(visit, room, wish)
    field = _field(visit, at)
    given = visit.query.get("value", "")[:VALUE_MAX]
    value = _decoded(given) if given else _plain(value_at(room.contract, at.removesuffix("/-")), at)
    shown = forms.shown((field,), {TERM: value}, room.contract.currency)
    return _form(visit, room, wish, at, field, shown, {}, None, 200)


def send(visit: Visit) -> Sheet:
    """`POST` to the same: what would happen, then the asking itself."""
    room = read(visit)
    wish = _wish(visit, room)
    at = visit.said("at")
    field = _field(visit, at)
    if visit.said("remove"):
        return _takes(visit, room, wish, without(room.contract, at), partial(_back, visit, wish))
    filled = forms.read_fields((field,), visit.form)
    again = partial(_again, visit, room, wish, at, field, filled.values)
    if filled.faults:
        return acting.take(
            visit, wish, None, lambda more, refused, status: again({**filled.faults, **more}, refused, status)
        )
    made = with_value(room.contract, at, filled.said.get(TERM, "" if field.kind == "text" else {}))
    if isinstance(made, Refused):
        fault = {_fault_at(made, field): made.detail}
        return acting.take(visit, wish, None, lambda more, refused, status: again({**fault, **more}, refused, status))
    if wish.kind is PromoteToTerm:
        return acting.take(visit, wish, _promotion(visit, at, filled.said.get(TERM)), again)
    return _takes(visit, room, wish, made, again)


def waive(visit: Visit) -> Sheet:
    """`POST /orders/{id}/waive`: the findings ticked are what both sides leave unprotected, and no others."""
    room = read(visit)
    wish = msgspec.structs.replace(_wish(visit, room), path="waive", title="Leave points unprotected")
    ticked = {tuple(word.split("|", 2)) for word in visit.form.get("waive", ())}
    found = [
        Waiver(rule=finding.rule, field=finding.field, family=finding.family)
        for finding in room.proof.findings
        if (finding.rule, finding.family, finding.field) in ticked and finding.family != "remarks"
    ]
    made = msgspec.structs.replace(room.contract, waivers=tuple(dict.fromkeys(found)))
    return _takes(visit, room, wish, made, partial(_back, visit, wish))


def _takes(visit: Visit, room: Room, wish: Wish, made: Contract | Refused, again: acting.Again) -> Sheet:
    if isinstance(made, Refused):
        return visit.problem(made, 422, back=wish.back, order=wish.order)
    kind = COMMANDS[_writes(as_dict(room.order))]
    return acting.take(visit, wish, kind(contract=made), again)


def _promotion(visit: Visit, at: str, value: Any) -> Command:
    frozen = visit.said("frozen_until_delivery") == "true"
    return PromoteToTerm(message=_number(visit.said("message")), path=at, value=value, frozen_until_delivery=frozen)


def _wish(visit: Visit, room: Room) -> Wish:
    """Another version of the contract, if this person may bring one now; of a message if one is named."""
    order = as_dict(room.order)
    message = _number(visit.query.get("message", "") or visit.said("message"))
    word = "promote_to_term" if message else _writes(order)
    kind = COMMANDS[word or "amend"]
    wish = Wish(kind, order, _title(visit, word), TERM, acting.MESSAGES if message else acting.CONTRACT)
    is_repeated = visit.said("step") == "go"
    if not is_repeated and word not in {action["command"] for action in order["allowed_actions"]}:
        raise Stop(acting.shut(visit, wish))
    return wish


def _title(visit: Visit, word: str) -> str:
    if word == "promote_to_term":
        return RULES[PromoteToTerm].title
    if visit.said("remove"):
        return "Take a term out"
    at = visit.query.get("at", "") or visit.said("at")
    return "Change a term" if at and not at.endswith("/-") else "Add a term"


def _writes(order: Mapping[str, Any]) -> str:
    commands = {action["command"] for action in order["allowed_actions"]}
    return next((word for word in WRITES if word in commands), "")


def _at(query: Mapping[str, str]) -> str:
    """The place of the term: named, or put together from where it goes and what it is."""
    where, what = query.get("where", ""), query.get("what", "")
    if query.get("at", "") or not what:
        return query.get("at", "")[:POINTER_MAX]
    if what.startswith("/"):
        return what[:POINTER_MAX]
    return f"{where}/{what}{'/-' if what in SEVERAL else ''}"[:POINTER_MAX]


def _field(visit: Visit, at: str) -> Field:
    """The one field that the form of a term is: a group of its fields, or a text."""
    fields = fields_at(at) if at.startswith("/") else None
    if fields is None or any(field.kind in WHOLE or (field.kind == "list" and not field.name) for field in fields):
        raise Stop(visit.nothing())
    title = words.place_of(at)
    if not fields[0].name:
        return msgspec.structs.replace(fields[0], name=TERM, title=title)
    return forms.opened(Field(name=TERM, kind="group", title=title, required=True, fields=fields))


def _choose(visit: Visit, room: Room, wish: Wish) -> Sheet:
    """What to add and where; of a message, what the linter can read out of it."""
    message = _message(room, _number(visit.query.get("message", "")))
    lines = [(f"/lines/{n}/terms", f"Goods {n + 1}: {line.description}") for n, line in enumerate(room.contract.lines)]
    return visit.page(
        "term.html",
        action=wish,
        order=wish.order,
        message=message,
        offers=_offers(room, message),
        where=[("/goods", "All goods"), *lines],
        what=[(name, TITLES[name]) for name in GoodsTerms.__struct_fields__],
        deal=DEAL,
        chosen=visit.query.get("where", ""),
        field=None,
    )


def _offers(room: Room, message: Any) -> list[Offer]:
    """Typed terms that stand in a message, as far as the families can read them."""
    if message is None:
        return []
    found = []
    for family in FAMILIES:
        at = _place(family.name)
        for one in family.read(message.text) if at else ():
            value = msgspec.json.encode(one.term).decode()
            text = words.say(one.term)
            if len(value) <= VALUE_MAX:
                found.append(
                    Offer(TITLES[family.name], text, message.text[one.start : one.end], f"at={at}&value={value}")
                )
    return found


def _place(family: str) -> str:
    """Where a term of a family goes when it is of all goods, or of the deal; empty where it is no typed term."""
    if family in GoodsTerms.__struct_fields__:
        return f"/goods/{family}{'/-' if family in SEVERAL else ''}"
    return f"/{family}" if family in ("inspection", "dispute") else ""


def _form(
    visit: Visit,
    room: Room,
    wish: Wish,
    at: str,
    field: Field,
    values: Mapping[str, Any],
    faults: Mapping[str, str],
    refused: Refused | None,
    status: int,
) -> Sheet:
    said = None
    if refused is not None:
        said = {"title": REFUSALS[refused.code].title, "detail": refused.detail, "rule": refused.rule}
    number = _number(visit.query.get("message", "") or visit.said("message"))
    return visit.page(
        "term.html",
        status,
        action=wish,
        order=wish.order,
        message=_message(room, number),
        number=number,
        at=at,
        field=field,
        value=values.get(TERM),
        bad=faults,
        refused=said,
        currency=room.contract.currency,
        is_there=not at.endswith("/-") and bool(value_at(room.contract, at)),
        may_freeze=wish.kind is PromoteToTerm and room.order.stage == "proposed" and room.order.you == "supplier",
    )


def _again(
    visit: Visit,
    room: Room,
    wish: Wish,
    at: str,
    field: Field,
    values: Mapping[str, Any],
    faults: Mapping[str, str],
    refused: Refused | None,
    status: int,
) -> Sheet:
    return _form(visit, room, wish, at, field, values, faults, refused, status)


def _back(visit: Visit, wish: Wish, faults: Mapping[str, str], refused: Refused | None, status: int) -> Sheet:
    """Where there is no form to show again: what was refused, or the page that one came from."""
    if refused is not None:
        return visit.problem(refused, 409, back=wish.back, order=wish.order)
    return Sheet(to=wish.back)


def _fault_at(refused: Refused, field: Field) -> str:
    """The field of the form that a value's fault is shown at; the whole form where it is none of them."""
    place = refused.detail.rpartition(" - at `$")[2].rstrip("`.")
    last = place.rpartition(".")[2]
    return next((f"{TERM}.{inner.name}" for inner in field.fields if inner.name == last), TERM)


def _message(room: Room, number: int) -> Any:
    return next((message for message in room.messages if message.number == number), None)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 7 else 0


def _plain(value: Any, at: str) -> Any:
    """What a form begins with: the term that is there, or nothing where one is added."""
    return None if at.endswith("/-") or value is None else msgspec.to_builtins(value)


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
