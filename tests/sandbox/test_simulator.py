"""One outside party: what it does when it behaves, and each way in which it can be told not to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from fairhold.acquiring.notice import Notice, read
from fairhold.acquiring.port import Declined, Request, Taken
from fairhold.acquiring.signing import fault, secret_of, signed_by
from fairhold.sandbox.profile import PROFILES
from fairhold.sandbox.simulator import AGAIN_AFTER_SECONDS, Simulator, SimulatorWrong, shown
from fairhold.sandbox.telling import Advance, Happen, Tell
from fairhold.trade.money import money

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = secret_of("whsec_" + "QUJD" * 8)
NAME = "ord-0a1b2c3d4e5f6-A1"
DAY = 24 * 3600


class Bench:
    """One party on a wall clock that stands, and what it has sent so far, believed and read."""

    def __init__(self, rail: str = "card") -> None:
        self.now = START
        self.rail = rail
        self.party = Simulator(PROFILES[rail], SECRET, DAY, wall=lambda: self.now)
        self.forged = 0

    def ask(self, action: Any, id: str = "", **more: Any) -> Taken | Declined:
        fields = {"id": id or f"{NAME}.{action}", "payment": NAME, "amount": money(40_000, "USD"), **more}
        return self.party.ask(Request(action=action, **fields))

    def taken(self) -> None:
        """Opened, paid, captured."""
        assert self.ask("authorise", fee=money(1_180, "USD")) == Taken()
        self.party.pay(NAME, "4111 1111 1111 1111")
        assert self.ask("capture") == Taken()

    def sent(self, answer: str = "200") -> list[Notice]:
        """Send all that is due; what the product would believe of it."""
        found = []
        for delivery in self.party.due():
            signed = signed_by(self.party.headers(delivery))
            if fault(signed, delivery.body, (SECRET,), int(START.timestamp()), 300):
                self.forged += 1
            else:
                found.append(read(delivery.body, self.rail))
            self.party.answered(delivery, answer, answer == "200")
        return found

    def words(self) -> list[str]:
        return [notice.happened for notice in self.sent()]

    def pass_days(self, days: int) -> None:
        self.party.told(Advance(seconds=days * DAY))


def test_a_card_is_authorised_captured_and_settled_a_day_later_net_of_cost() -> None:
    bench = Bench()
    assert bench.ask("authorise", fee=money(1_180, "USD")) == Taken()
    bench.party.pay(NAME, "4111 1111 1111 1111")
    assert bench.words() == ["authorised"]
    assert bench.ask("capture") == Taken()
    (captured,) = bench.sent()
    assert (captured.happened, captured.amount, captured.payer) == (
        "captured",
        money(40_000, "USD"),
        "Card number ending in 1111",
    )
    bench.pass_days(1)
    (settled,) = bench.sent()
    assert (settled.happened, settled.cost) == ("settled", money(560, "USD"))
    assert settled.at == START
    assert bench.party.payments[NAME].state == "settled"


def test_what_was_typed_is_kept_nowhere() -> None:
    bench = Bench()
    bench.taken()
    told = msgspec.json.encode(shown(bench.party)) + b"".join(d.body for d in bench.party.waiting)
    assert b"4111" not in told.replace(b" ", b"")
    assert b"1111" in told


def test_the_same_request_again_does_one_thing_and_another_under_its_id_is_declined() -> None:
    bench = Bench()
    bench.taken()
    assert bench.ask("capture") == Taken()
    assert bench.words() == ["authorised", "captured"]
    assert bench.ask("cancel", id=f"{NAME}.capture") == Declined("this id was used for something else")
    assert bench.ask("capture", id="another") == Declined("a payment that is taken cannot be captured")
    assert bench.words() == []


@pytest.mark.parametrize("action", ["capture", "cancel", "refund"])
def test_what_is_not_known_is_declined(action: str) -> None:
    assert Bench().ask(action) == Declined("there is no such payment")


def test_a_number_that_is_declined_and_a_buyer_who_gives_up() -> None:
    for way, reason in (("4000 0000 0000 0002", "declined"), ("", "given up by the buyer")):
        bench = Bench()
        bench.ask("authorise")
        _ = bench.party.pay(NAME, way) if way else bench.party.give_up(NAME)
        (failed,) = bench.sent()
        assert (failed.happened, failed.reason) == ("failed", reason)
        with pytest.raises(SimulatorWrong, match="this payment is failed"):
            bench.party.pay(NAME, "4111111111111111")


def test_a_payment_that_is_cancelled_before_its_money_is_taken_fails() -> None:
    bench = Bench()
    bench.ask("authorise")
    bench.party.pay(NAME, "4111111111111111")
    assert bench.ask("cancel") == Taken()
    assert bench.words() == ["authorised", "failed"]
    assert bench.ask("capture") == Declined("a payment that is cancelled cannot be captured")


def test_a_lender_draws_reverses_and_never_settles_what_it_reversed() -> None:
    bench = Bench("pay_later")
    bench.taken()
    assert bench.words() == ["authorised", "loan_drawn"]
    assert bench.ask("cancel") == Taken()
    bench.pass_days(2)
    assert bench.words() == ["loan_reversed"]


@pytest.mark.parametrize(
    ("rail", "given"), [("card", "refunded"), ("bank_debit", "refunded"), ("pay_later", "loan_repaid")]
)
def test_money_is_given_back_at_once_and_taken_from_us_a_day_later(rail: str, given: str) -> None:
    bench = Bench(rail)
    bench.taken()
    bench.sent()
    assert bench.ask("refund", refund="ord-0a1b2c3d4e5f6-R1", amount=money(15_000, "USD")) == Taken()
    (back,) = bench.sent()
    assert (back.happened, back.refund, back.amount) == (given, "ord-0a1b2c3d4e5f6-R1", money(15_000, "USD"))
    bench.pass_days(1)
    assert bench.words() == ["settled", "refund_settled"]


def test_a_refund_to_a_closed_card_fails() -> None:
    bench = Bench()
    bench.taken()
    bench.sent()
    bench.party.told(Tell(do="decline", happened="refunded"))
    bench.ask("refund", refund="ord-0a1b2c3d4e5f6-R1")
    (failed,) = bench.sent()
    assert (failed.happened, failed.reason) == ("refund_failed", "the account is closed")


def test_no_number_that_the_party_gives_out_can_be_read_as_a_card_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a series of digits only, 41111111 followed by a counted number would pass the check of a card."""
    monkeypatch.setattr("fairhold.sandbox.simulator.secrets.token_hex", lambda size: "41111111"[: 2 * size])
    bench = Bench()
    for number in range(1, 41):
        bench.ask("authorise", payment=f"ord-0a1b2c3d4e5f6-A{number}", id=f"one{number}")
        bench.party.pay(f"ord-0a1b2c3d4e5f6-A{number}", "4111 1111 1111 1111")
    assert len(bench.sent()) == 40


def test_a_chargeback_comes_on_its_day() -> None:
    bench = Bench()
    bench.taken()
    bench.party.told(Happen(payment=NAME, happened="chargeback_opened", after=45 * DAY, minor=30_000, reason="fraud"))
    bench.pass_days(44)
    assert bench.words() == ["authorised", "captured", "settled"]
    bench.pass_days(1)
    (back,) = bench.sent()
    assert (back.happened, back.amount, back.reason) == ("chargeback_opened", money(30_000, "USD"), "fraud")
    with pytest.raises(SimulatorWrong, match="there is no payment other"):
        bench.party.told(Happen(payment="other", happened="chargeback_won"))


# ------------------------------------------------------------------------------------------------------- misbehaving


def told(**fields: Any) -> Bench:
    """A party that was told something about captured notices, with a payment taken."""
    bench = Bench()
    bench.party.told(Tell(happened="captured", **fields))
    bench.taken()
    return bench


def test_late() -> None:
    bench = told(do="late", seconds=2 * DAY)
    assert bench.words() == ["authorised"]
    bench.pass_days(1)
    assert bench.words() == ["settled"]
    bench.pass_days(1)
    assert bench.words() == ["captured"]


def test_twice() -> None:
    bench = told(do="twice")
    first = bench.sent()
    bench.now += timedelta(seconds=1)
    assert bench.sent() == [first[-1]]
    assert first[-1].happened == "captured"


def test_swapped() -> None:
    bench = told(do="swap")
    assert bench.words() == ["authorised"]
    bench.pass_days(2)
    assert bench.words() == ["settled", "captured"]


def test_contradicted() -> None:
    bench = told(do="contradict")
    assert bench.words() == ["authorised", "captured"]
    bench.now += timedelta(seconds=1)
    assert bench.words() == ["failed"]


def test_never() -> None:
    bench = told(do="never")
    bench.pass_days(2)
    assert bench.words() == ["authorised", "settled"]


def test_forged() -> None:
    bench = told(do="forge")
    assert bench.words() == ["authorised"]
    assert bench.forged == 1


def test_changed_under_the_same_id() -> None:
    bench = told(do="change")
    first = bench.sent()[-1]
    bench.now += timedelta(seconds=1)
    (second,) = bench.sent()
    assert second == msgspec.structs.replace(first, reason="changed")


def test_partial() -> None:
    assert told(do="partial", minor=7).sent()[-1].amount == money(7, "USD")


def test_declined() -> None:
    bench = Bench()
    bench.party.told(Tell(do="decline"))
    bench.ask("authorise")
    bench.party.pay(NAME, "4111111111111111")
    assert bench.words() == ["failed"]


def test_an_instruction_is_used_up() -> None:
    bench = Bench()
    bench.party.told(Tell(do="never", times=2))
    bench.taken()
    assert bench.words() == []
    bench.pass_days(1)
    assert bench.words() == ["settled"]


def test_a_notice_that_is_not_taken_is_sent_again_until_it_gives_up() -> None:
    bench = Bench()
    bench.ask("authorise")
    bench.party.pay(NAME, "4111111111111111")
    sent = [bench.sent("503")]
    for seconds in AGAIN_AFTER_SECONDS:
        bench.party.told(Advance(seconds=seconds - 1))
        assert bench.sent("503") == []
        bench.party.told(Advance(seconds=1))
        sent.append(bench.sent("503"))
    assert sent == [sent[0]] * 11
    bench.pass_days(30)
    assert bench.sent() == []


def check(fields: dict[str, Any], make: Callable[..., Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(fields, make)


@pytest.mark.parametrize(
    ("fields", "make"),
    [
        ({"kind": "tell", "do": "explode"}, Tell),
        ({"kind": "tell", "do": "late", "seconds": -1}, Tell),
        ({"kind": "happen", "payment": NAME, "happened": "captured", "after": 10**9}, Happen),
        ({"kind": "advance", "seconds": 366 * DAY + 1}, Advance),
    ],
)
def test_an_instruction_out_of_bounds_is_refused(fields: dict[str, Any], make: Callable[..., Any]) -> None:
    check(fields, make)
