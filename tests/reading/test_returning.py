"""What a reading tells of goods that go back: its steps, whose turn it is, and until when."""

from datetime import date, timedelta

from fairhold.reading.disputing import dispute_shown
from fairhold.reading.returning import ReturnShown, goods_return, uncovered
from fairhold.reading.words import Step, next_step
from fairhold.trade import deciding
from fairhold.trade.dispute import AcceptClaim, RejectClaim
from fairhold.trade.goods_return import ContestReturn, NameReturnAddress, RecordReturnDelivery, ShipReturn
from fairhold.trade.negotiation import AcceptOffer
from fairhold.trade.order import Stage
from fairhold.trade.payment import NotifyChargeback
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import Policy
from fairhold.trade.who import BANK
from trade.playing import BUYER, CARRIER, SUPPLIER, SUPPLIER_ID, Play, usd
from trade.quarrels import answered, claim, disputed, offer


def agreed() -> tuple[Play, int]:
    play, order = answered(made=offer(60_000, goods_back=(750,)))
    play.done(order, AcceptOffer(), BUYER)
    return play, order


def shown(play: Play, order: int) -> ReturnShown:
    found = goods_return(play.orders[order], deciding.due(play.orders[order], play.policies), play.policies.of(1))
    assert found is not None
    return found


def steps(play: Play, order: int) -> list[tuple[str, date | None, date | None, bool]]:
    return [(step.by, step.done_on, step.until, step.is_next) for step in shown(play, order).way]


def said(play: Play, order: int) -> Step:
    return next_step(play.orders[order], play.stage(order), play.today)


def test_a_return_tells_each_step_with_its_day_and_whose_turn_it_is() -> None:
    """D30-D36: agreed on 2019-06-03; address until the 6th, sending until the 18th, looking until the 12th."""
    play, order = agreed()
    assert steps(play, order) == [
        ("supplier", None, date(2019, 6, 6), True),
        ("buyer", None, None, False),
        ("supplier", None, None, False),
    ]
    assert said(play, order) == Step("supplier", "The supplier says where the goods go back to, or does without them.")
    play.done(order, NameReturnAddress(address="Ningbo, hall 3, ramp 7"), SUPPLIER)
    assert steps(play, order)[:2] == [
        ("supplier", date(2019, 6, 3), None, False),
        ("buyer", None, date(2019, 6, 18), True),
    ]
    assert said(play, order) == Step("buyer", "The buyer sends the goods back; the money follows them.")
    play.at("2019-06-05")
    sending = ShipReturn(carrier="Blue Heron", tracking="BHR-55120", units=(700,), freight=usd(200))
    play.done(order, sending, BUYER)
    play.done(order, RecordReturnDelivery(delivered_on=date(2019, 6, 5), proof="scan"), CARRIER)
    assert steps(play, order)[2] == ("supplier", None, date(2019, 6, 12), True)
    assert said(play, order) == Step("supplier", "The supplier confirms that the goods are back, or contests it.")
    told = shown(play, order)
    assert (told.refund, told.regardless, told.freight, told.freight_by) == (usd(60_000), usd(0), usd(200), "supplier")
    assert [(line.description, line.units, line.sent) for line in told.lines] == [("Steel tumbler", 750, 700)]
    assert (told.carrier, told.tracking, told.address) == ("Blue Heron", "BHR-55120", "Ningbo, hall 3, ramp 7")


def test_a_contested_return_has_one_step_more() -> None:
    """D35: five business days from 2019-06-03 end on the 11th."""
    play, order = agreed()
    play.done(order, NameReturnAddress(address="Ningbo, hall 3, ramp 7"), SUPPLIER)
    play.done(order, ShipReturn(carrier="Blue Heron", tracking="BHR-55120", units=(750,)), BUYER)
    play.done(order, ContestReturn(reason="These are others.", evidence=("a" * 64,)), SUPPLIER)
    assert steps(play, order)[3] == ("adjudicator", None, date(2019, 6, 11), True)
    assert said(play, order) == Step("adjudicator", "An adjudicator counts what came back.")


def test_while_a_chargeback_is_open_it_is_nobody_s_turn_in_the_return() -> None:
    """D41."""
    play, order = agreed()
    play.done(order, NotifyChargeback(amount=usd(1_000), line="cb"), BANK)
    assert [step.is_next for step in shown(play, order).way] == [False, False, False]
    assert said(play, order).by == "treasury"


def test_what_of_a_refund_is_neither_held_nor_inside_the_limit_is_said_before_the_goods_go_back() -> None:
    """4.7 step 5: 80,000.00 were paid out above a limit of 20,000.00; of 60,000.00 agreed nothing is held."""
    play = Play(limit=20_000_00)
    order = play.order(Stage.RECEIVED, frozen=True)
    assert play.orders[order].reserved == 20_000_00
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="CN01", bank="NBCBCNB2"), SUPPLIER)
    play.at(play.now + timedelta(days=4))
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    play.done(order, claim(60_000), BUYER)
    play.done(order, RejectClaim(reason="It is not so.", offer=offer(60_000, goods_back=(750,))), SUPPLIER)
    told = dispute_shown(play.orders[order], (), BUYER, play.policies.of(1))
    assert told is not None
    assert told.offer is not None
    assert told.offer.uncovered == usd(40_000)
    assert uncovered(play.orders[order], 60_000_00, Policy(guarantee_advances=False)) == usd(60_000)
    play.done(order, AcceptOffer(), BUYER)
    assert shown(play, order).uncovered == usd(40_000)


def test_a_refund_that_is_held_is_covered() -> None:
    play, order = agreed()
    assert shown(play, order).uncovered == usd(0)


def test_without_a_return_there_is_nothing_to_tell() -> None:
    play, order = disputed()
    assert goods_return(play.orders[order], (), play.policies.of(1)) is None
    play.done(order, AcceptClaim(), SUPPLIER)
    assert goods_return(play.orders[order], (), play.policies.of(1)) is None
