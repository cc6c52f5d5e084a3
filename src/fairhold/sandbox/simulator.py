"""One outside party of the sandbox: its payments, its own time, and the notices that wait to be sent.

No network and no thread is in here: requests, buyers and instructions come in as calls, and `due` gives what must be
sent now. The time is the wall's moved ahead by `advance`. Of what a buyer types only the last four digits are kept.
"""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from fairhold.acquiring.notice import Happened, Notice, write
from fairhold.acquiring.port import Declined, Request, Taken
from fairhold.acquiring.signing import new_secret, secret_of, sign
from fairhold.sandbox.profile import Profile
from fairhold.sandbox.telling import Advance, Happen, Tell, Told
from fairhold.trade.money import Money, money

PAYMENTS_MAX: Final = 10_000
"""How many payments one party remembers; after that it takes no more."""
TELLS_MAX: Final = 1_000
SENT_SHOWN_MAX: Final = 200
"""How many sent notices it shows."""
AGAIN_AFTER_SECONDS: Final = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""How long it waits after each failed sending (B6); after the last it gives up."""

State = Literal["open", "authorised", "taken", "settled", "failed", "cancelled", "charged_back", "reversed"]
_OPPOSITE: Final[dict[str, Happened]] = {
    "authorised": "failed",
    "captured": "failed",
    "loan_drawn": "failed",
    "settled": "failed",
    "failed": "settled",
    "refunded": "refund_failed",
    "loan_repaid": "refund_failed",
    "refund_failed": "refund_settled",
    "chargeback_won": "chargeback_lost",
    "chargeback_lost": "chargeback_won",
}
"""What contradicts a notice; of anything else, that the payment failed."""


class Payment(msgspec.Struct, kw_only=True):
    """One payment as the party knows it, in minor units."""

    name: str
    amount: int
    fee: int
    currency: str
    words: str
    back: str
    state: State = "open"
    payer: str = ""


class Delivery(msgspec.Struct, kw_only=True):
    """A notice on its way: when it is sent, how often that failed, what was answered."""

    id: str
    payment: str
    happened: str
    body: bytes
    due_at: datetime
    forged: bool = False
    held: bool = False
    tries: int = 0
    answer: str = ""


class SimulatorWrong(ValueError):
    """The party cannot do that; the text says why."""


class Simulator:
    """One party. `settle_seconds`: how long after taking money it pays it out. Not for several threads at once."""

    def __init__(
        self, profile: Profile, secret: bytes, settle_seconds: int, wall: Callable[[], datetime] | None = None
    ) -> None:
        self.profile = profile
        self.secret = secret
        self.settle_seconds = settle_seconds
        self.payments: dict[str, Payment] = {}
        self.waiting: list[Delivery] = []
        self.sent: list[Delivery] = []
        self.tells: list[Tell] = []
        self._answers: dict[str, tuple[Request, Taken | Declined]] = {}
        self._ahead = timedelta()
        self._wall = wall or (lambda: datetime.now(UTC))
        self._numbers = itertools.count(1)
        self._series = secrets.token_hex(4)

    @property
    def now(self) -> datetime:
        """The party's own time."""
        return self._wall() + self._ahead

    # ----------------------------------------------------------------------------------------------------- requests

    def ask(self, request: Request) -> Taken | Declined:
        """Carry out a request once; the same id again gets the same answer."""
        if request.id in self._answers:
            before, answer = self._answers[request.id]
            return answer if before == request else Declined("this id was used for something else")
        if len(self._answers) >= PAYMENTS_MAX:
            return Declined("the sandbox is full: start it again")
        answer = self._open(request) if request.action == "authorise" else self._change(request)
        self._answers[request.id] = (request, answer)
        return answer

    def _open(self, request: Request) -> Taken | Declined:
        if request.payment in self.payments:
            return Declined("this payment exists")
        fee = int(request.fee.amount) if request.fee else 0
        self.payments[request.payment] = Payment(
            name=request.payment,
            amount=int(request.amount.amount),
            fee=fee,
            currency=request.amount.currency,
            words=request.words,
            back=request.back,
        )
        return Taken()

    def _change(self, request: Request) -> Taken | Declined:
        payment = self.payments.get(request.payment)
        if payment is None:
            return Declined("there is no such payment")
        if request.action == "capture":
            return self._capture(payment)
        if request.action == "cancel":
            return self._cancel(payment)
        return self._give_back(payment, request)

    def _capture(self, payment: Payment) -> Taken | Declined:
        if payment.state != "authorised":
            return Declined(f"a payment that is {payment.state} cannot be captured")
        payment.state = "taken"
        self._tell_us(payment, self.profile.taken)
        cost = money(self.profile.cost(payment.amount, payment.fee), payment.currency)
        self._tell_us(payment, "settled", after=self.settle_seconds, cost=cost)
        return Taken()

    def _cancel(self, payment: Payment) -> Taken | Declined:
        if payment.state in ("open", "authorised"):
            payment.state = "cancelled"
            self._tell_us(payment, "failed", reason="cancelled")
            return Taken()
        if self.profile.reversal == "loan_reversed" and payment.state in ("taken", "settled"):
            payment.state = "reversed"
            self._forget(payment.name, "settled")
            self._tell_us(payment, "loan_reversed", reason="reversed at the merchant's wish")
            return Taken()
        return Declined(f"a payment that is {payment.state} cannot be cancelled")

    def _give_back(self, payment: Payment, request: Request) -> Taken | Declined:
        if payment.state not in ("taken", "settled"):
            return Declined(f"a payment that is {payment.state} cannot be given back")
        given = {"refund": request.refund, "minor": int(request.amount.amount)}
        if self._told(payment.name, self.profile.given_back, "decline"):
            self._tell_us(payment, "refund_failed", reason="the account is closed", **given)
            return Taken()
        self._tell_us(payment, self.profile.given_back, **given)
        self._tell_us(payment, "refund_settled", after=self.settle_seconds, **given)
        return Taken()

    # ------------------------------------------------------------------------------------------------- buyers, people

    def pay(self, name: str, number: str) -> Payment:
        """The buyer typed a number on the party's page and pays. Raises SimulatorWrong."""
        payment = self._payable(name)
        digits = "".join(sign for sign in number if sign.isdigit())
        if len(digits) < 4:
            raise SimulatorWrong(f"{self.profile.asks_for}: at least four digits")
        payment.payer = f"{self.profile.asks_for} ending in {digits[-4:]}"
        if digits in self.profile.declines or self._told(name, "authorised", "decline"):
            payment.state = "failed"
            self._tell_us(payment, "failed", reason="declined")
        else:
            payment.state = "authorised"
            self._tell_us(payment, "authorised")
        return payment

    def give_up(self, name: str) -> Payment:
        """The buyer leaves without paying. Raises SimulatorWrong."""
        payment = self._payable(name)
        payment.state = "failed"
        self._tell_us(payment, "failed", reason="given up by the buyer")
        return payment

    def told(self, what: Told) -> None:
        """An instruction. Raises SimulatorWrong."""
        if isinstance(what, Advance):
            self._ahead += timedelta(seconds=what.seconds)
        elif isinstance(what, Happen):
            payment = self.payments.get(what.payment)
            if payment is None:
                raise SimulatorWrong(f"there is no payment {what.payment}")
            payment.state = _AFTER.get(what.happened, payment.state)
            self._tell_us(payment, what.happened, after=what.after, minor=what.minor, reason=what.reason)
        elif len(self.tells) >= TELLS_MAX:
            raise SimulatorWrong("it was told too much already")
        else:
            self.tells.append(what)

    def _payable(self, name: str) -> Payment:
        payment = self.payments.get(name)
        if payment is None:
            raise SimulatorWrong("this payment is not known here yet; try again in a moment")
        if payment.state != "open":
            raise SimulatorWrong(f"this payment is {payment.state}")
        return payment

    # ------------------------------------------------------------------------------------------------------- notices

    def due(self) -> list[Delivery]:
        """What is to be sent now, the earliest first."""
        now = self.now
        return sorted((d for d in self.waiting if not d.held and d.due_at <= now), key=lambda d: d.due_at)

    def headers(self, delivery: Delivery) -> dict[str, str]:
        """The signature that a notice is sent with: made anew each time, with the wall's time."""
        secret = secret_of(new_secret()) if delivery.forged else self.secret
        return sign(secret, delivery.id, int(self._wall().timestamp()), delivery.body).headers

    def answered(self, delivery: Delivery, answer: str, is_taken: bool) -> None:
        """A notice was sent: it is done, or sent again later."""
        delivery.answer = answer
        delivery.tries += 1
        if not is_taken and not delivery.forged and delivery.tries <= len(AGAIN_AFTER_SECONDS):
            delivery.due_at = self.now + timedelta(seconds=AGAIN_AFTER_SECONDS[delivery.tries - 1])
            return
        self.waiting.remove(delivery)
        self.sent = [*self.sent, delivery][-SENT_SHOWN_MAX:]
        payment = self.payments[delivery.payment]
        if is_taken and delivery.happened == "settled" and payment.state == "taken":
            payment.state = "settled"

    def _tell_us(self, payment: Payment, happened: Happened, **said: Any) -> None:
        """Put a notice on its way, with what the party was told about it."""
        after, minor = said.pop("after", 0), said.pop("minor", None)
        partial = self._told(payment.name, happened, "partial")
        minor = partial.minor if partial else minor or payment.amount
        notice = self._notice(payment, happened, minor, **said)
        at = self.now + timedelta(seconds=after)
        delivery = self._delivery(notice, at)
        for held in [d for d in self.waiting if d.held and d.payment == payment.name]:
            held.held, held.due_at = False, at + timedelta(seconds=1)
        self._misbehave(payment, notice, delivery)

    def _misbehave(self, payment: Payment, notice: Notice, delivery: Delivery) -> None:
        told = self._told(payment.name, notice.happened, "")
        if told is None:
            self.waiting.append(delivery)
        elif told.do == "never":
            delivery.answer = "never sent"
            self.sent.append(delivery)
        else:
            self.waiting.append(delivery)
            if told.do == "late":
                delivery.due_at += timedelta(seconds=told.seconds)
            delivery.held = told.do == "swap"
            delivery.forged = told.do == "forge"
            later = delivery.due_at + timedelta(seconds=1)
            if told.do == "twice":
                self.waiting.append(self._delivery(notice, later))
            elif told.do == "change":
                self.waiting.append(self._delivery(msgspec.structs.replace(notice, reason="changed"), later))
            elif told.do == "contradict":
                opposite = self._notice(payment, _OPPOSITE.get(notice.happened, "failed"), int(notice.amount.amount))
                opposite = msgspec.structs.replace(opposite, refund=notice.refund, cost=notice.cost)
                self.waiting.append(self._delivery(opposite, later))

    def _told(self, payment: str, happened: str, do: str) -> Tell | None:
        """The first instruction that fits, used up once; without `do` one about sending."""
        for place, tell in enumerate(self.tells):
            if not tell.fits(payment, happened) or (tell.do != do if do else tell.do in ("partial", "decline")):
                continue
            if tell.times == 1:
                del self.tells[place]
            else:
                self.tells[place] = msgspec.structs.replace(tell, times=tell.times - 1)
            return tell
        return None

    def _notice(self, payment: Payment, happened: Happened, minor: int, **said: Any) -> Notice:
        number = next(self._numbers)
        said = {name: value for name, value in said.items() if value}
        return Notice(
            version=1,
            id=f"ntc_{self._series}n{number:08d}",
            happened=happened,
            at=self.now,
            payment=payment.name,
            amount=money(minor, payment.currency),
            reference=f"{self._series}r{number}",
            payer=payment.payer,
            **said,
        )

    def _delivery(self, notice: Notice, at: datetime) -> Delivery:
        return Delivery(id=notice.id, payment=notice.payment, happened=notice.happened, body=write(notice), due_at=at)

    def _forget(self, payment: str, happened: str) -> None:
        self.waiting = [d for d in self.waiting if (d.payment, d.happened) != (payment, happened)]


_AFTER: Final[dict[str, State]] = {
    "authorised": "authorised",
    "captured": "taken",
    "loan_drawn": "taken",
    "settled": "settled",
    "failed": "failed",
    "chargeback_opened": "charged_back",
    "chargeback_lost": "charged_back",
    "chargeback_won": "settled",
    "returned": "reversed",
    "loan_reversed": "reversed",
}
"""How a payment stands after something was let happen to it."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """How a party stands, for people."""

    rail: str
    now: datetime
    payments: tuple[dict[str, Any], ...]
    waiting: tuple[dict[str, Any], ...]
    sent: tuple[dict[str, Any], ...]
    told: tuple[Tell, ...]


def shown(party: Simulator) -> Shown:
    """A party as `fairhold sandbox show` has it; no body and no secret."""
    return Shown(
        rail=party.profile.rail,
        now=party.now,
        payments=tuple(msgspec.to_builtins(payment) for payment in party.payments.values()),
        waiting=tuple(_row(delivery) for delivery in party.waiting),
        sent=tuple(_row(delivery) for delivery in party.sent),
        told=tuple(party.tells),
    )


def _row(delivery: Delivery) -> dict[str, Any]:
    names = ("id", "payment", "happened", "due_at", "tries", "answer")
    return {name: getattr(delivery, name) for name in names} | {"held": delivery.held}


def amount_of(payment: Payment) -> Money:
    """What the buyer pays in all."""
    return money(payment.amount + payment.fee, payment.currency)
