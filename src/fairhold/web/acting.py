"""Asking for something on a page: a form, what would happen, then the asking itself.

The form is derived from the command. What it says is first asked as a dry run and the answer shown; only the second
step changes anything, under a key that was made for it, so that a button pressed twice asks once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from fairhold.book.readings import Happened
from fairhold.desk import Answer, Asking
from fairhold.reading.before import cautions
from fairhold.reading.contract import Change, changes
from fairhold.reading.fields import Field
from fairhold.reading.happenings import entry
from fairhold.reading.order import as_dict, deadlines, sums
from fairhold.reading.words import STAGES, next_step
from fairhold.trade import ids
from fairhold.trade.agreement import Amend, CounterPropose, CreateDraft, EditDraft
from fairhold.trade.collecting import PULLED
from fairhold.trade.days import day_of
from fairhold.trade.deciding import policy_of
from fairhold.trade.ledger import postings
from fairhold.trade.order import stage
from fairhold.trade.payment import StartPayment
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.stream import Command
from fairhold.trade.supplier import Supplier
from fairhold.trade.table import COMMANDS, RULES
from fairhold.trade.terms import Contract
from fairhold.trade.thread import AcknowledgeMessage, ContestMessage, FileOutsideMessage, PostMessage, PromoteToTerm
from fairhold.trade.who import Role
from fairhold.web import forms, inspection, orders
from fairhold.web.pages import moment
from fairhold.web.visit import Sheet, Visit

STEPS: Final = ("preview", "go", "edit")
NEW: Final = "new"
KEY_CHARACTERS_MAX: Final = 255
CONTRACT: Final = "/contract"
MESSAGES: Final = "/messages"
TABS: Final[Mapping[type[Command], str]] = {
    **dict.fromkeys((CreateDraft, EditDraft, CounterPropose, Amend, PromoteToTerm), CONTRACT),
    **dict.fromkeys((PostMessage, FileOutsideMessage, AcknowledgeMessage, ContestMessage), MESSAGES),
}
"""The page of an order on which a command belongs, for those that do not belong on its first."""
_NOT_SAID: Final = frozenset({"csrf", "step", "key"})


CHOICES: Final[Mapping[type[Command], tuple[str, Callable[[Policy], tuple[str, ...]]]]] = {
    StartPayment: ("rail", lambda policy: tuple(name for name, row in policy.rails.items() if isinstance(row, PULLED))),
}
"""Fields whose values the policy names: the field of a command, and what may be chosen."""


class Wish(msgspec.Struct, frozen=True):
    """What somebody wants to ask: the command, the order it is about (None for a new one), its title and address.

    `tab` is the page of the order that one comes from and goes back to, empty for its first.
    """

    kind: type[Command]
    order: Mapping[str, Any] | None
    title: str
    path: str
    tab: str = ""

    @property
    def target(self) -> str:
        """Where its form is sent."""
        return f"/orders/{self.order['id']}/{self.path}" if self.order else f"/orders/{self.path}"

    @property
    def back(self) -> str:
        """Where one comes from."""
        return f"/orders/{self.order['id']}{self.tab}" if self.order else "/orders"


Again = Callable[[Mapping[str, str], Refused | None, int], Sheet]
"""Shows a form again: what is wrong by field, the refusal if there was one, and the status of the page."""


def form(visit: Visit) -> Sheet:
    """`GET /orders/{id}/{command}` and `GET /orders/new`."""
    wish = _wish(visit)
    if isinstance(wish, Sheet):
        return wish
    fields = forms.fields_of(wish.kind)
    return _form(visit, wish, forms.shown(fields, _first_values(visit, wish), _currency(wish)))


def send(visit: Visit) -> Sheet:
    """`POST` to the same: shows what would happen, or (step `go`) asks."""
    wish = _wish(visit)
    if isinstance(wish, Sheet):
        return wish
    filled = forms.fill(wish.kind, visit.form)
    again = partial(_form, visit, wish, filled.values)
    return take(visit, wish, filled.command, again if filled.command else partial(_again, again, filled.faults))


def take(visit: Visit, wish: Wish, command: Command | None, again: Again) -> Sheet:
    """One step of a form whose command is read: what would happen, the asking itself, or the form once more."""
    step = visit.said("step")
    if step not in STEPS or (step == "go" and not 0 < len(visit.said("key")) <= KEY_CHARACTERS_MAX):
        return visit.problem(Refused("form_wrong", "The form does not say which step it is.", ""), 400, back=wish.back)
    if step == "edit":
        return again({}, None, 200)
    if command is None:
        return again({}, None, 422)
    is_dry = step == "preview"
    key = visit.counter.new_key() if is_dry else visit.said("key")
    number = ids.from_text(ids.ORDER_PREFIX, wish.order["id"]) if wish.order else 0
    answer = visit.counter.ask(Asking(number or 0, command, visit.who, key, dry_run=is_dry))
    if answer.refused is not None:
        return _refused(visit, wish, answer.refused, again)
    if is_dry:
        return _preview(visit, wish, answer, key)
    made = ids.to_text(ids.ORDER_PREFIX, answer.stream_id)
    return Sheet(to=f"/orders/{made}{wish.tab}?done={wish.kind.__struct_config__.tag}")


def _fields(visit: Visit, wish: Wish) -> tuple[Field, ...]:
    """The fields of the command, those of `CHOICES` with what the policy of today names."""
    name, choices = CHOICES.get(wish.kind, ("", lambda policy: ()))
    named = choices(visit.counter.policies().now)
    return tuple(
        msgspec.structs.replace(field, kind="choice", choices=named) if field.name == name else field
        for field in forms.fields_of(wish.kind)
    )


def _again(
    again: Again, faults: Mapping[str, str], more: Mapping[str, str], refused: Refused | None, status: int
) -> Sheet:
    """A form that was wrong from the start: its own faults, too."""
    return again({**faults, **more}, refused, status)


def _wish(visit: Visit) -> Wish | Sheet:
    """What the path asks for, if it is open to this person now."""
    if "id" not in visit.request.path_params:
        if visit.who.role not in RULES[CreateDraft].roles:
            return visit.nothing()
        return Wish(CreateDraft, None, RULES[CreateDraft].title, NEW, TABS[CreateDraft])
    order = orders.read(visit)
    word = visit.param("command")
    kind = COMMANDS.get(word)
    if kind is None or kind.stream != "order" or kind not in RULES or kind is CreateDraft:
        return visit.nothing()
    wish = Wish(kind, order, RULES[kind].title, word, TABS.get(kind, ""))
    is_repeated = visit.said("step") == "go"  # the desk knows whether it was asked before, and answers as it did then
    if not is_repeated and word not in {action["command"] for action in order["allowed_actions"]}:
        return shut(visit, wish)
    return wish


def shut(visit: Visit, wish: Wish) -> Sheet:
    """The wish is not open to this person while the order stands as it does."""
    order = wish.order
    assert order is not None
    detail = f"“{wish.title}” is not open to you while the order stands as it does: {order['stage_title']}."
    refused = Refused("wrong_stage", detail, ", ".join(RULES[wish.kind].transitions))
    return visit.problem(refused, 409, back=wish.back, order=order, allowed=_open(order))


def _open(order: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((a["title"], f"/orders/{order['id']}/{a['command']}") for a in order["allowed_actions"])


def _first_values(visit: Visit, wish: Wish) -> dict[str, Any]:
    """What stands in a form that nobody has filled in yet."""
    if wish.order is None:
        party = ids.to_text(ids.PARTY_PREFIX, visit.who.party)
        return {"contract": {"buyer" if visit.who.role == Role.BUYER else "supplier": party, "lines": []}}
    pending = wish.order["amendment"]
    said = {name: values[0] for name, values in parse_qs(visit.request.url.query).items()}
    return {
        **inspection.first_values(wish.path),
        **_nested(said),
        "contract": compact(pending["contract"] if pending else wish.order["contract"]),
    }


def _nested(said: Mapping[str, str]) -> dict[str, Any]:
    """Values by name, those of a group (`exhibit.title`) in a dictionary of their own."""
    found: dict[str, Any] = {}
    for name, value in said.items():
        group, dot, inner = name.partition(".")
        if not dot:
            found[name] = value
        elif isinstance(found.setdefault(group, {}), dict):
            found[group][inner] = value
    return found


def compact(contract: Mapping[str, Any]) -> Any:
    """A contract without what it leaves at its default, so that a form carries no more than it has to."""
    return msgspec.to_builtins(msgspec.convert(contract, Contract))


def _currency(wish: Wish) -> str:
    return str(wish.order["money"]["total"]["currency"]) if wish.order else "USD"


def _form(
    visit: Visit,
    wish: Wish,
    values: Mapping[str, Any],
    faults: Mapping[str, str] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> Sheet:
    said = None
    if refused is not None:
        said = {"title": REFUSALS[refused.code].title, "detail": refused.detail, "rule": refused.rule}
    signs = _signed(visit, wish) if forms.signs(wish.kind) else None
    return visit.page(
        "act.html",
        status,
        action=wish,
        order=wish.order,
        fields=_fields(visit, wish),
        values=values,
        bad=faults or {},
        signs=signs,
        currency=_currency(wish),
        titles=[line["description"] for line in wish.order["contract"]["lines"]] if wish.order else [],
        refused=said,
    )


def _signed(visit: Visit, wish: Wish) -> dict[str, Any]:
    """The contract version that a signature would be for: the one the form was made with, else the newest."""
    assert wish.order is not None
    pending = wish.order["amendment"]
    newest = pending["fingerprint"] if pending else wish.order["fingerprint"]
    version = wish.order["contract_version"] + (1 if pending else 0)
    return {"version": version, "fingerprint": visit.said(forms.SIGNED) or newest}


def _refused(visit: Visit, wish: Wish, refused: Refused, again: Again) -> Sheet:
    """A refusal: beside the field it is about, or on a page of its own."""
    place = forms.field_at(refused.pointer.strip("/").replace("/", "."))
    if place:
        return again({place: refused.detail}, refused, 422)
    order = orders.read(visit) if wish.order else None
    return visit.problem(refused, 409, back=wish.back, order=order, allowed=_open(order) if order else ())


def _preview(visit: Visit, wish: Wish, answer: Answer, key: str) -> Sheet:
    return visit.page(
        "preview.html",
        action=wish,
        order=wish.order,
        after=_after(visit, wish, answer),
        changes=_changes(wish, answer),
        happenings=[_entry(visit, answer, n) for n in range(len(answer.events))],
        said=_said(visit.form),
        key=key,
        now=_now(visit, wish),
        zone=visit.counter.zone(wish.order["policy_version"] if wish.order else 0),
    )


def _changes(wish: Wish, answer: Answer) -> tuple[Change, ...]:
    """What the version that the asking brings says otherwise than the one that stands."""
    brought = next((event.contract for event in answer.events if hasattr(event, "contract")), None)
    if brought is None or wish.order is None:
        return ()
    return changes(msgspec.convert(wish.order["contract"], Contract), brought)


def _after(visit: Visit, wish: Wish, answer: Answer) -> dict[str, Any]:
    """The order as it would stand."""
    order = answer.case.order
    assert order is not None
    policies = visit.counter.policies(order.policy_version)
    at = stage(order)
    today = day_of(moment(_now(visit, wish)), policy_of(order, policies).policy_tz)
    sides = {side: wish.order[side] if wish.order else {"name": side.capitalize()} for side in ("buyer", "supplier")}
    return {
        **sides,
        "you": str(visit.who.role),
        "stage": str(at),
        "stage_title": STAGES[at],
        "money": as_dict(sums(order)),
        "next": as_dict(next_step(order, at, today)),
        "deadlines": as_dict(deadlines(order, policies)),
        "cautions": as_dict(cautions(order, answer.case.supplier or Supplier(id=order.supplier))),
    }


def _entry(visit: Visit, answer: Answer, place: int) -> dict[str, Any]:
    """One event that would be recorded, with what it posts."""
    event = answer.events[place]
    kind = str(event.__struct_config__.tag)
    order = answer.case.order
    supplier = order.supplier if order is not None else 0
    stream = answer.stream_id if event.stream == "order" else supplier
    who = visit.who
    happened = Happened(place + 1, visit.counter.now(), kind, f"{who.role}:{who.party}:{who.person}", event)
    return as_dict(entry(happened, who, list(postings(event, stream))))


def _said(form: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in form.items() if name not in _NOT_SAID for value in values]


def _now(visit: Visit, wish: Wish) -> Any:
    return wish.order["now"] if wish.order else visit.counter.now()
