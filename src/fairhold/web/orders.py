"""The list of orders, one order, and its timeline when something happened."""

from functools import partial
from typing import Any, Final

from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.listing import list_orders
from fairhold.reading.order import as_dict, read_order
from fairhold.trade import ids
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.order import Stage
from fairhold.trade.refusal import Refused
from fairhold.trade.table import RULES
from fairhold.trade.who import PARTIES
from fairhold.web import inspection, papers, paying
from fairhold.web.contract import BANDS, done_title
from fairhold.web.contract import read as read_room_of
from fairhold.web.pages import render
from fairhold.web.visit import Sheet, Stop, Visit

PAGE_SIZE: Final = 50
ON_MESSAGES: Final = frozenset(
    {"post_message", "file_outside_message", "acknowledge_message", "contest_message", "promote_to_term"}
)
"""Commands that stand on the page of the thread, not among those of the order."""
ON_PROPOSALS: Final = frozenset({"agree_refund", "agree_inspector_payee"})
"""The commands that stand beside what they agree to, for they name what was proposed."""

GROUPS: Final[tuple[tuple[str, str, tuple[Stage, ...]], ...]] = (
    ("", "All", ()),
    ("agreeing", "Agreeing", (Stage.DRAFT, Stage.PROPOSED)),
    ("paying", "To be paid", (Stage.AGREED, Stage.AWAITING_BALANCE)),
    ("making", "Being made", (Stage.IN_PRODUCTION, Stage.READY, Stage.READY_TO_SHIP)),
    ("moving", "Under way", (Stage.SHIPPED, Stage.DELIVERED)),
    ("received", "Received", (Stage.RECEIVED,)),
    (
        "ended",
        "Ended",
        (Stage.COMPLETED, Stage.CANCELLED, Stage.EXPIRED, Stage.CLOSED_REFUNDED, Stage.CLOSED_SETTLED),
    ),
)
"""The filters of the list: word, title and stages. Together they have every stage."""


def listing(visit: Visit) -> Sheet:
    """`GET /orders`."""
    counter, group = visit.counter, visit.query.get("stage", "")
    stages = next((stages for name, _, stages in GROUPS if name == group), None)
    if stages is None:
        return visit.nothing()
    reading = partial(
        list_orders,
        who=visit.who,
        now=counter.now(),
        policies=counter.policies(),
        cursors=counter.cursors,
        page_size=PAGE_SIZE,
        cursor=visit.query.get("cursor", ""),
        stages=stages,
    )
    try:
        page = as_dict(counter.read(reading))
    except CursorInvalid:
        return visit.problem(Refused("cursor_invalid", "The rest of this list cannot be found.", "B4"), 400)
    return visit.page(
        "orders.html",
        page=page,
        groups=[(name, title) for name, title, _ in GROUPS],
        group=group,
        you=str(visit.who.role) if visit.who.role in PARTIES else "",
        may_draft=visit.who.role in RULES[CreateDraft].roles,
        now=counter.now(),
    )


def one(visit: Visit) -> Sheet:
    """`GET /orders/{id}`. `done` names the command that was just carried out."""
    room = read_room_of(visit)
    order = as_dict(room.order)
    return visit.page(
        "order.html",
        order=order,
        card=papers.card_of_order(visit, room.order),
        report=room.proof,
        band=BANDS[room.proof.band],
        ruling=as_dict(room.ruling) if room.ruling is not None else None,
        paying=paying.section(visit, room.order),
        inspection=inspection.section(visit, room.order, room.contract),
        pay_pages=visit.counter.pay_pages,
        elsewhere=ON_MESSAGES | inspection.ON_SECTION | ON_PROPOSALS,
        zone=visit.counter.zone(order["policy_version"]),
        done=done_title(visit),
    )


def timeline(visit: Visit) -> Sheet:
    """`GET /orders/{id}/timeline?version=`: nothing while the order stands as the page shows it."""
    order = read(visit)
    if visit.query.get("version") == str(order["version"]):
        return Sheet(status=204)
    return Sheet(render("changed.html", order=order, zone=visit.counter.zone(order["policy_version"])))


def read(visit: Visit) -> dict[str, Any]:
    """The order that the path names, as this person sees it. Stops the visit if there is none."""
    counter = visit.counter
    number = ids.from_text(ids.ORDER_PREFIX, visit.param("id"))
    if number is None:
        raise Stop(visit.nothing())
    found = counter.read(
        partial(
            read_order,
            who=visit.who,
            order_id=number,
            now=counter.now(),
            policies=counter.policies(),
            account_prefix=counter.settings.account_prefix,
        )
    )
    if found is None:
        raise Stop(visit.nothing())
    return as_dict(found)
