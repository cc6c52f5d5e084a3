"""The facts of a dispute, and that its phase follows from them alone (4.5)."""

from datetime import date
from typing import get_args

import pytest

from fairhold.trade.dispute import DISPUTE_EVENTS, Claimed, Dispute, Ending, Phase, phase
from fairhold.trade.ground import Ground
from fairhold.trade.issue import Deviation, Short
from fairhold.trade.ledger import EVENTS
from fairhold.trade.order import Stage
from trade.playing import BUYER, Play
from trade.quarrels import claim, facts

DAY = date(2019, 6, 3)


def test_a_dispute_begins_by_waiting_for_an_answer() -> None:
    """D01."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    play.done(order, claim(1), BUYER)
    assert facts(play, order) == Dispute("buyer", ("weight",), 100, DAY, answer_from=DAY, people=("bea",))
    assert phase(facts(play, order)) == Phase.AWAITING_RESPONSE


@pytest.mark.parametrize(("grounds", "against"), [(("weight", "colour"), "supplier"), (("non_payment",), "buyer")])
def test_a_claim_is_against_the_supplier_but_for_the_balance(grounds: tuple[Ground, ...], against: str) -> None:
    """D03."""
    assert Dispute("buyer", grounds, 1, DAY).against == against


def test_a_ground_that_no_claim_tells_of_is_claimed_for_the_whole_order() -> None:
    """PP6, O27."""
    told = (
        Claimed(ground="quantity_short", facts=Short(missing=1), line=1),
        Claimed(ground="weight", facts=Deviation(), line=0),
    )
    dispute = Dispute("buyer", ("weight", "colour", "quantity_short"), 1, DAY, told)
    assert dispute.points == (("quantity_short", 1), ("weight", 0), ("colour", None))


def test_events_about_a_dispute_are_events_and_its_ends_are_told_apart() -> None:
    assert set(DISPUTE_EVENTS) <= set(EVENTS)
    assert len(set(get_args(Ending))) == len(get_args(Ending))
