"""What a reading tells of goods that go back: its steps, whose turn it is, and until when."""

from datetime import date

from fairhold.reading.returning import ReturnShown, goods_return
from fairhold.reading.words import Step, next_step
from fairhold.trade import deciding
from fairhold.trade.dispute import AcceptClaim
from fairhold.trade.goods_return import ContestReturn, NameReturnAddress, RecordReturnDelivery, ShipReturn
from fairhold.trade.negotiation import AcceptOffer
from fairhold.trade.payment import NotifyChargeback
from fairhold.trade.who import BANK
from trade.playing import BUYER, CARRIER, SUPPLIER, Play, usd
from trade.quarrels import answered, disputed, offer


def agreed() -> tuple[Play, int]:
    play, order = answered(made=offer(60_000, goods_back=(750,)))
    play.done(order, AcceptOffer(), BUYER)
    return play, order


def shown(play: Play, order: int) -> ReturnShown:
    found = goods_return(play.orders[order], deciding.due(play.orders[order], play.policies))
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


def test_without_a_return_there_is_nothing_to_tell() -> None:
    play, order = disputed()
    assert goods_return(play.orders[order], ()) is None
    play.done(order, AcceptClaim(), SUPPLIER)
    assert goods_return(play.orders[order], ()) is None
