"""The table of habits: when somebody asks for what, by character and by the truth of the order.

A command joins in by a row here. Only what the rules allow at the moment is looked at (`allowed`), so a habit says
when somebody wants something, never whether they may.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from fairhold.lab import inspections
from fairhold.lab.mind import Habit, Mind
from fairhold.trade import award
from fairhold.trade.adjudication import (
    Appeal,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DecideAppeal,
    DeclareDone,
    Override,
    WaiveAppeal,
)
from fairhold.trade.agreement import Accept
from fairhold.trade.deciding import course
from fairhold.trade.dispute import AcceptClaim, Claimed, Offer, OpenDispute, RejectClaim
from fairhold.trade.fulfilment import (
    ConfirmReceipt,
    DeclareReady,
    RecordDelivery,
    Ship,
    shipped_units,
)
from fairhold.trade.goods_return import ConfirmReturn, NameReturnAddress, RecordReturnDelivery, ShipReturn
from fairhold.trade.ground import Ground
from fairhold.trade.issue import AnyFacts, Deviation, Lateness
from fairhold.trade.issue import Lost as NeverCame
from fairhold.trade.money import money
from fairhold.trade.negotiation import AcceptOffer, Escalate, MakeOffer
from fairhold.trade.order import Document
from fairhold.trade.stream import Command
from fairhold.trade.timers import Tick
from fairhold.trade.who import Role

RETURN_DAYS: Final = 7
"""Goods that are sent back take so long."""


def _is_above_limit(m: Mind) -> bool:
    return m.order.total > m.market.suppliers[m.order.supplier].free(m.order.currency)


def _made(m: Mind) -> bool:
    funded = m.order.initial_funded_on
    return m.is_here and funded is not None and m.today >= funded + timedelta(m.deal.makes_days)


def _ships(m: Mind) -> bool:
    """Once the rail has paid what it captured. Who has nothing to send ships paper, if it is a fraud; the vanished send
    not even that.
    """
    if m.order.funds.uncleared:
        return False
    return m.is_here and (m.goods != "nothing" or m.deal.supplier.character in ("fraudulent", "ring"))


def _waybill(m: Mind) -> Command:
    return Ship(
        document=Document(
            kind="express_waybill",
            carrier="Lab Lines",
            number=f"LAB-{m.deal.id}",
            method="express",
            shipped_on=m.today,
            date_shows="carrier_pickup",
        )
    )


def _claims(m: Mind) -> bool:
    if m.who.role != Role.BUYER or m.deal.is_wash or not m.is_here:
        return False
    if m.due_back is not None:
        return m.often(85)
    return m.deal.buyer.character == "fraudulent" and m.has_arrived and m.often(60)


_FACTS: Final[dict[Ground, Callable[[Mind], AnyFacts]]] = {
    "function_appearance": lambda m: Deviation(out=4, inspected=8),
    "not_received": lambda m: NeverCame(clean_document=True),
    "late_not_shipped": lambda m: Lateness(on=m.today),
}


def _most(m: Mind, grounds: tuple[Ground, ...]) -> int:
    """The most that can go back on these grounds, in minor units."""
    case = m.market.case(Tick(), m.deal.id)
    return award.claimable(course(case, m.deal.id, m.who, m.market.now, m.market.policies), grounds)


def _claim(m: Mind) -> Command:
    ground, share = m.due_back or ("function_appearance", 100)
    return OpenDispute(
        grounds=(ground,),
        amount=money(max(1, _most(m, (ground,)) * share // 100), m.order.currency),
        statement="It is not what was agreed.",
        claims=(Claimed(ground=ground, facts=_FACTS[ground](m)),),
    )


def _overrides(m: Mind, right: bool) -> tuple[Override, ...]:
    """Everything that is claimed on the first ground, or nothing."""
    dispute = m.order.dispute
    assert dispute is not None
    return tuple(
        Override(
            ground=ground,
            line=line,
            amount=money(dispute.amount if right and place == 0 else 0, m.order.currency),
            code="equity",
            reason="What the goods were found to be.",
        )
        for place, (ground, line) in enumerate(dispute.points)
    )


def _decision(m: Mind) -> Command:
    """The ruling follows the truth nine times of ten, and is the other way round once."""
    return Decide(overrides=_overrides(m, (m.due_back is not None) == m.often(90)))


def _decided_rightly(m: Mind) -> bool:
    """Whether the ruling gives money where the truth does."""
    dispute = m.order.dispute
    assert dispute is not None
    assert dispute.decided is not None
    return (dispute.decided.total > 0) == (m.due_back is not None)


def _appeals(m: Mind) -> bool:
    """The side that a wrong ruling hurts appeals; a fraud now and then appeals against a right one."""
    if not m.is_here:
        return False
    hurt: Role = Role.SUPPLIER if m.due_back is None else Role.BUYER
    if not _decided_rightly(m):
        return m.who.role == hurt and m.often(70)
    side = m.deal.supplier if m.who.role == Role.SUPPLIER else m.deal.buyer
    return m.who.role != hurt and side.character == "fraudulent" and m.often(30)


def _appeal(m: Mind) -> Command:
    dispute = m.order.dispute
    assert dispute is not None
    assert dispute.decided is not None
    return Appeal(reason="The ruling does not follow from what the goods are.", rule=dispute.decided.rules[0])


def _second_decision(m: Mind) -> Command:
    """Who hears the appeal looks longer and finds the truth."""
    if _decided_rightly(m):
        return DecideAppeal(stands=True)
    return DecideAppeal(stands=False, overrides=_overrides(m, m.due_back is not None))


def _offers(m: Mind) -> bool:
    """A sloppy supplier bargains, once; so does one that is accused wrongly and wants its goods back."""
    dispute = m.order.dispute
    if dispute is None or m.who.role != Role.SUPPLIER or not m.is_here or dispute.offered is not None:
        return False
    return m.has_arrived and m.often(70) and (m.deal.supplier.character == "sloppy" or m.due_back is None)


def _offer(m: Mind) -> Command:
    """Half of what is claimed; or the goods back, against all that can go back."""
    dispute = m.order.dispute
    assert dispute is not None
    if m.often(50):
        return MakeOffer(offer=Offer(refund=money(max(1, dispute.amount // 2), m.order.currency)))
    refund = money(max(1, _most(m, dispute.grounds)), m.order.currency)
    return MakeOffer(offer=Offer(refund=refund, goods_back=shipped_units(m.order), freight_by="supplier"))


def _return(m: Mind) -> Command:
    dispute = m.order.dispute
    assert dispute is not None
    assert dispute.goods_return is not None
    return ShipReturn(carrier="Lab Lines", tracking=f"LAB-B-{m.deal.id}", units=dispute.goods_return.units)


def _is_back(m: Mind) -> bool:
    """Whether the goods that were sent back have come to the supplier."""
    back = m.order.dispute.goods_return if m.order.dispute is not None else None
    return back is not None and back.sent_on is not None and m.today >= back.sent_on + timedelta(RETURN_DAYS)


def _approval(m: Mind) -> Command:
    dispute = m.order.dispute
    assert dispute is not None
    assert dispute.decided is not None
    return ApproveRuling(sha256=dispute.decided.sha256)


def _is_guilty(m: Mind) -> bool:
    return m.is_here and m.due_back is not None and m.deal.supplier.character in ("honest", "late")


HABITS: Final[dict[type[Command], Habit]] = {
    Accept: (
        lambda m: m.often(90),
        lambda m: Accept(fingerprint=m.order.fingerprint, frozen_until_delivery=_is_above_limit(m)),
    ),
    DeclareReady: (_made, lambda m: DeclareReady()),
    **inspections.HABITS,
    Ship: (_ships, _waybill),
    RecordDelivery: (
        lambda m: m.has_arrived and m.who.role == Role.CARRIER,
        lambda m: RecordDelivery(delivered_on=m.today, proof="signed for"),
    ),
    ConfirmReceipt: (
        lambda m: m.is_here and (m.deal.is_wash or (m.has_arrived and m.goods == "good" and m.often(60))),
        lambda m: ConfirmReceipt(),
    ),
    OpenDispute: (_claims, _claim),
    AcceptClaim: (lambda m: m.who.role == Role.SUPPLIER and _is_guilty(m), lambda m: AcceptClaim()),
    RejectClaim: (
        lambda m: m.who.role == Role.SUPPLIER and m.is_here and not _is_guilty(m),
        lambda m: RejectClaim(reason="The goods left as agreed."),
    ),
    MakeOffer: (_offers, _offer),
    AcceptOffer: (lambda m: m.who.role == Role.BUYER and m.is_here and m.often(60), lambda m: AcceptOffer()),
    NameReturnAddress: (lambda m: m.is_here, lambda m: NameReturnAddress(address="Lab Lines, returns, gate 4")),
    ShipReturn: (lambda m: m.is_here and m.has_arrived and m.often(80), _return),
    RecordReturnDelivery: (
        lambda m: m.who.role == Role.CARRIER and _is_back(m),
        lambda m: RecordReturnDelivery(delivered_on=m.today, proof="signed for"),
    ),
    ConfirmReturn: (lambda m: m.is_here and _is_back(m) and m.often(70), lambda m: ConfirmReturn()),
    Escalate: (lambda m: m.who.role == Role.BUYER and m.is_here, lambda m: Escalate()),
    DeclareDone: (lambda m: m.is_here, lambda m: DeclareDone()),
    AssignAdjudicator: (
        lambda m: m.order.dispute is not None and not m.order.dispute.adjudicator,
        lambda m: AssignAdjudicator(person="first adjudicator", no_ties=True),
    ),
    Decide: (lambda m: True, _decision),
    ApproveRuling: (lambda m: True, _approval),
    Appeal: (_appeals, _appeal),
    WaiveAppeal: (lambda m: m.is_here and m.often(50), lambda m: WaiveAppeal()),
    DecideAppeal: (lambda m: True, _second_decision),
}
"""Every command that somebody of the simulation asks for."""
