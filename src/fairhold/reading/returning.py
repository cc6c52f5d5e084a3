"""What a page and an API answer show of goods that go back: what was agreed, what has happened, and who must do what
until when. The dispute around it is in `order.py`.
"""

from datetime import date

import msgspec

from fairhold.trade.dispute import Phase, phase
from fairhold.trade.families import Side
from fairhold.trade.goods_return import GoodsReturn
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.policy import Policy
from fairhold.trade.stream import Deadline


class LineBack(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the contract: how many units go back, and how many the buyer says it sent."""

    description: str
    units: int
    sent: int | None


class StepBack(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a return: what, by whom, the day it was done or has to be done by, and what follows if it is not."""

    title: str
    by: str
    done_on: date | None
    until: date | None
    is_next: bool
    otherwise: str


class ReturnShown(msgspec.Struct, frozen=True, kw_only=True):
    """A return of goods: `refund` for all of them, of it `regardless` whatever comes back, and what of it is neither
    held nor inside the limit (`uncovered`); `way` are its steps.
    """

    phase: str
    refund: Money
    regardless: Money
    uncovered: Money
    lines: tuple[LineBack, ...]
    freight_by: Side
    freight: Money | None
    address: str
    carrier: str
    tracking: str
    way: tuple[StepBack, ...]


STEPS: tuple[tuple[str, str, str, str], ...] = (
    ("return_address_ttl", "Say where the goods go back to", "supplier", "the refund is paid and the goods stay"),
    ("return_ship_ttl", "Send the goods back", "buyer", "what hangs on the return is not paid"),
    ("return_accept_ttl", "Confirm or contest what came back", "supplier", "the refund is paid"),
    ("return_review", "Count what came back", "adjudicator", "what was sent counts as given back"),
)
"""Each step by its deadline: what has to be done, by whom, and what follows if nobody does it."""


def uncovered(order: Order, refund: int, policy: Policy) -> Money:
    """What of a refund, in minor units, is held nowhere and has no share of the limit behind it: a deposit apart, it is
    a claim against the supplier (4.7).
    """
    funds = order.funds
    held = funds.held + funds.disputed + funds.disputed_reserve + funds.reserve
    share = order.reserved if policy.guarantee_advances else 0
    return Money(str(max(0, refund - held - share)), order.currency)


def goods_return(order: Order, deadlines: tuple[Deadline, ...], policy: Policy) -> ReturnShown | None:
    """The return of goods in the open dispute, if there is one; `deadlines` are those that run."""
    dispute = order.dispute
    back = None if dispute is None else dispute.goods_return
    if dispute is None or back is None:
        return None
    return ReturnShown(
        phase=phase(dispute),
        refund=Money(str(back.refund), order.currency),
        regardless=Money(str(back.regardless), order.currency),
        uncovered=uncovered(order, back.refund, policy),
        lines=tuple(
            LineBack(
                description=line.description,
                units=back.units[i],
                sent=back.sent[i] if back.sent else None,
            )
            for i, line in enumerate(order.terms.lines)
            if back.units[i]
        ),
        freight_by=back.freight_by,
        freight=Money(str(back.freight), order.currency) if back.sent else None,
        address=back.address,
        carrier=back.carrier,
        tracking=back.tracking,
        way=_way(back, phase(dispute), {due.name: due.day for due in deadlines}),
    )


def _way(back: GoodsReturn, at: Phase, until: dict[str, date | None]) -> tuple[StepBack, ...]:
    """Three steps, and a fourth if the supplier has contested what came back."""
    done = (back.address_on, back.sent_on, back.contested_on, None)
    wanted = STEPS if at == Phase.RETURN_REVIEW else STEPS[:3]
    now = done.index(None)
    return tuple(
        StepBack(
            title=title,
            by=by,
            done_on=done[i],
            until=until.get(name),
            is_next=i == now and at != Phase.PAUSED_CHARGEBACK,
            otherwise=otherwise,
        )
        for i, (name, title, by, otherwise) in enumerate(wanted)
    )
