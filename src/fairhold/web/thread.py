"""The order's thread on a page: what was written, what was filed from elsewhere, and writing a message.

A message is sent at once, without a preview, because it changes nothing but the thread. Filing, acknowledging,
contesting and promoting have consequences and show them first, like every other wish.
"""

from typing import Any, Final

from fairhold.bank.accounts import KINDS
from fairhold.desk import Asking
from fairhold.reading.order import as_dict
from fairhold.reading.room import Room
from fairhold.trade import ids
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.thread import PostMessage
from fairhold.trade.who import Role
from fairhold.web import forms
from fairhold.web.acting import KEY_CHARACTERS_MAX
from fairhold.web.contract import done_title, read
from fairhold.web.pages import render
from fairhold.web.visit import Sheet, Stop, Visit

CHANNELS: Final[dict[str, str]] = {
    "email": "e-mail",
    "whatsapp": "WhatsApp",
    "wechat": "WeChat",
    "sms": "SMS",
    "phone": "a phone call",
    "letter": "a letter",
    "other": "elsewhere",
}
"""Channel of a filed message: in words."""


def show(visit: Visit) -> Sheet:
    """`GET /orders/{id}/messages`; with `version`, only the list, and nothing while the order stands as it did."""
    room = _read(visit)
    if "version" in visit.query:
        if visit.query["version"] == str(room.order.version):
            return Sheet(status=204)
        return Sheet(render("thread.html", **_values(visit, room)))
    return _page(visit, room)


def post(visit: Visit) -> Sheet:
    """`POST` to the same: writes a message."""
    room = _read(visit)
    key = visit.said("key")
    if not 0 < len(key) <= KEY_CHARACTERS_MAX:
        return visit.problem(Refused("form_wrong", "The form has no key.", ""), 400, back=_here(room))
    filled = forms.fill(PostMessage, visit.form)
    if filled.command is None:
        return _page(visit, room, visit.said("text"), "; ".join(filled.faults.values()), 422)
    number = ids.from_text(ids.ORDER_PREFIX, room.order.id)
    answer = visit.counter.ask(Asking(number or 0, filled.command, visit.who, key))
    if answer.refused is not None:
        said = f"{REFUSALS[answer.refused.code].title}. {answer.refused.detail}"
        return _page(visit, _read(visit), visit.said("text"), said, 422)
    return Sheet(to=f"{_here(room)}?done=post_message#last")


def _read(visit: Visit) -> Room:
    """The room of the order, for those whom its thread concerns."""
    if visit.who.role == Role.INSPECTOR:
        raise Stop(visit.nothing())
    return read(visit)


def _here(room: Room) -> str:
    return f"/orders/{room.order.id}/messages"


def _page(visit: Visit, room: Room, text: str = "", fault: str = "", status: int = 200) -> Sheet:
    return visit.page(
        "messages.html",
        status,
        tab="messages",
        done=done_title(visit),
        key=visit.counter.new_key(),
        text=text,
        fault=fault,
        **_values(visit, room),
    )


def _values(visit: Visit, room: Room) -> dict[str, Any]:
    order = as_dict(room.order)
    commands = {action["command"] for action in order["allowed_actions"]}
    return {
        "order": order,
        "messages": as_dict(room.messages),
        "channels": CHANNELS,
        "number_kinds": KINDS,
        "may": commands,
        "most": visit.counter.policy(order["policy_version"]).message_characters_max,
        "zone": visit.counter.zone(order["policy_version"]),
    }
