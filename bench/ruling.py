"""A dispute of 20 grounds and lines with 200 pieces of evidence, to measure how long its recommendation takes."""

import time
from datetime import date

from fairhold.demo_goods import TUMBLER
from fairhold.trade.adjudication import Filed
from fairhold.trade.dispute import Claimed, Dispute
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import Side
from fairhold.trade.ground import Ground
from fairhold.trade.hearing import recommend
from fairhold.trade.issue import Deviation, Short
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.payment import Funds, Payer, Payment
from fairhold.trade.policy import Policy
from fairhold.trade.terms import Contract, Line, ShipBy

GROUNDS = 20
PIECES = 200
DAY = date(2019, 6, 3)
LINES = 5
CLAIMED_ON: tuple[Ground, ...] = ("colour", "material", "weight", "quantity_short")
KINDS: tuple[EvidenceClass, ...] = ("photo", "platform_message", "laboratory", "statement", "listing_snapshot")


def order() -> Order:
    """Four grounds on each of five lines, and ten pieces of evidence for each, from both sides."""
    price = Money("1600000", "USD")
    lines = tuple(Line(description=f"Goods {i}", quantity=100, unit_price=Money("16000", "USD")) for i in range(LINES))
    total = Money(str(LINES * price.minor), "USD")
    terms = Contract(
        title="Tumblers",
        buyer="pty_0g7mtsp000407",
        supplier="pty_0g7mtsp000807",
        lines=lines,
        total=total,
        initial=total,
        coverage="post_delivery",
        shipping_method="express",
        incoterm="FOB",
        destination="US",
        goods=TUMBLER.terms,
        ship_by=ShipBy(on=date(2019, 8, 5)),
    )
    points = [(ground, line) for line in range(LINES) for ground in CLAIMED_ON]
    claims = tuple(
        Claimed(
            ground=ground,
            line=line,
            facts=Short(missing=3) if ground == "quantity_short" else Deviation(out=30, inspected=80),
        )
        for ground, line in points
    )
    sides: tuple[Side, Side] = ("buyer", "supplier")
    filed = tuple(
        Filed(
            number=n + 1,
            by=sides[n % 3 == 2],
            kind="photo",
            grounds=(points[n % GROUNDS][0],),
            line=points[n % GROUNDS][1],
            about="term" if n % 5 == 1 else "breach",
            counts_as=KINDS[n % len(KINDS)],
            source=f"firm {n}",
            sha256=f"{n:064x}",
        )
        for n in range(PIECES)
    )
    dispute = Dispute("buyer", CLAIMED_ON, total.minor, DAY, claims, answer_from=DAY, filed=filed)
    funds = Funds(
        received=total.minor,
        paid_initial=total.minor,
        frozen_initial=total.minor,
        payments=(Payment(total.minor, Payer("Harbour")),),
    )
    return Order(id=1, contract=terms, fingerprint="a" * 64, policy_version=1, funds=funds, dispute=dispute)


def recommended_ms(rounds: int) -> list[float]:
    """The whole recommendation, each time anew, in milliseconds."""
    facts, policy, taken = order(), Policy(), []
    for _ in range(rounds):
        started = time.perf_counter()
        found = recommend(facts, policy, DAY)
        taken.append((time.perf_counter() - started) * 1000)
        assert len(found.findings) == GROUNDS
        assert sum(len(issue.evidence) for issue in found.issues) == PIECES
    return taken
