"""The rows of the table about an order's money, in and back (4.2, T13-T15, T30, T31, T41, T53)."""

from typing import Final

from fairhold.trade import chargebacks, collecting, funding, gates, goodwill, payment
from fairhold.trade.order import CLOSED, FUNDED, RUNNING, Stage
from fairhold.trade.stream import Rule
from fairhold.trade.who import PARTIES, Role

_MONEY_IN = frozenset({Role.BANK, Role.TREASURY, Role.CLOCK})
_TREASURY = frozenset({Role.BANK, Role.TREASURY})

MONEY_RULES: Final[tuple[Rule, ...]] = (
    Rule(
        command=payment.AnnouncePayment,
        title="Announce a payment",
        roles=frozenset({Role.BUYER}),
        stages=frozenset({Stage.AGREED, Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE}),
        gates=(gates.not_announced,),
        decide=funding.announce_payment,
        transitions=("T11", "T12"),
    ),
    Rule(
        command=payment.StartPayment,
        title="Pay by card, bank debit or loan",
        roles=frozenset({Role.BUYER}),
        stages=frozenset({Stage.AGREED, Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE}),
        gates=(gates.not_announced, gates.no_cancellation),
        decide=collecting.start_payment,
        transitions=("S41", "S42", "S43", "T11", "T12"),
    ),
    Rule(
        command=payment.CapturePayment,
        title="Payment taken by its rail",
        roles=_TREASURY,
        stages=RUNNING,
        gates=(gates.attempt_is("started"),),
        decide=collecting.capture_payment,
        transitions=("T13", "T14", "T30", "T31", "T41"),
    ),
    Rule(
        command=payment.ClearPayment,
        title="Payment paid out by its rail",
        roles=_TREASURY,
        stages=RUNNING | CLOSED,
        gates=(gates.attempt_is("captured"),),
        decide=collecting.clear_payment,
        transitions=("M2b", "M3", "M10b"),
    ),
    Rule(
        command=payment.FailPayment,
        title="Payment not taken",
        roles=frozenset({Role.BANK, Role.TREASURY, Role.BUYER}),
        stages=RUNNING,
        gates=(gates.attempt_is("started"),),
        decide=collecting.fail_payment,
        transitions=("S41", "S42", "S43"),
    ),
    Rule(
        command=payment.ReversePayment,
        title="Payment taken back by its rail",
        roles=_TREASURY,
        stages=RUNNING | CLOSED,
        gates=(gates.attempt_is("captured", "cleared"),),
        decide=collecting.reverse_payment,
        transitions=("M30",),
    ),
    Rule(
        command=payment.DeclareOffPlatformPayment,
        title="Declare money paid past the account",
        roles=PARTIES,
        stages=RUNNING,
        decide=funding.declare_off_platform_payment,
        transitions=("M9", "A14"),
    ),
    Rule(
        command=payment.RecordPayment,
        title="Record a payment",
        roles=_MONEY_IN,
        stages=RUNNING,
        decide=funding.record_payment,
        transitions=("T13", "T14", "T30", "T31", "T41"),
    ),
    Rule(
        command=payment.AcceptShortfall,
        title="Accept the short payment",
        roles=frozenset({Role.SUPPLIER}),
        stages=frozenset({Stage.AGREED}),
        gates=(gates.initial_short,),
        decide=funding.accept_shortfall,
        moves_money=True,
        transitions=("T15",),
    ),
    Rule(
        command=payment.GrantGoodwill,
        title="Give the buyer a coupon",
        roles=frozenset({Role.OPERATOR}),
        stages=FUNDED | CLOSED,
        gates=(gates.no_goodwill,),
        decide=goodwill.grant,
        transitions=("M36", "O53"),
    ),
    Rule(
        command=payment.PayGoodwill,
        title="Coupon paid out",
        roles=frozenset({Role.TREASURY}),
        gates=(gates.goodwill_owed,),
        decide=goodwill.pay,
        transitions=("M36",),
    ),
    Rule(
        command=payment.SettleRefund,
        title="Confirm a refund",
        roles=_TREASURY,
        decide=funding.settle_refund,
        transitions=("M18b",),
    ),
    Rule(
        command=payment.ClearRefund,
        title="Refund taken by its rail",
        roles=_TREASURY,
        gates=(gates.refund_unsettled,),
        decide=funding.clear_refund,
        transitions=("M18d",),
    ),
    Rule(
        command=payment.BounceRefund,
        title="Take a refund back",
        roles=_TREASURY,
        decide=funding.bounce_refund,
        transitions=("M18x",),
    ),
    Rule(
        command=payment.RetryRefund,
        title="Send a refund again",
        roles=frozenset({Role.TREASURY}),
        decide=funding.retry_refund,
        moves_money=True,
        transitions=("M18x",),
    ),
    Rule(
        command=payment.NotifyChargeback,
        title="Record a chargeback",
        roles=_TREASURY,
        stages=FUNDED | CLOSED,
        decide=chargebacks.notify_chargeback,
        transitions=("T53", "SC40"),
    ),
    Rule(
        command=payment.CloseChargeback,
        title="Close a chargeback",
        roles=_TREASURY,
        stages=FUNDED | CLOSED,
        gates=(gates.charged_back,),
        decide=chargebacks.close_chargeback,
        transitions=("T53", "SC40"),
    ),
)
