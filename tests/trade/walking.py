"""A random walk over orders of one supplier and the bank lines beside them, steered by the table of rules.

Most of the time the walker asks for something that is open to somebody, with input that makes sense; sometimes for
anything by anybody, with input that does not. Between the askings time passes, and the clock asks in time, late or not
at all. A walk is made of its seed alone.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Literal

import msgspec

from fairhold.trade import bonds, collateral, ids, linking
from fairhold.trade.accounts import Account
from fairhold.trade.adjudication import (
    Appeal,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DecideAppeal,
    DeclareDone,
    FileEvidence,
    OrderInspection,
    RequestMore,
    WaiveAppeal,
)
from fairhold.trade.agreement import (
    Accept,
    AcceptAmendment,
    AgreeCancellation,
    Amend,
    AskCancellation,
    Cancel,
    CounterPropose,
    CreateDraft,
    Decline,
    DeleteDraft,
    DropAmendment,
    EditDraft,
    Propose,
    RefuseCancellation,
    WithdrawProposal,
)
from fairhold.trade.bonds import (
    CloseBondDemand,
    DemandBond,
    RecordBond,
    RecordBondPayment,
    ReleaseBond,
    TendBonds,
)
from fairhold.trade.claims import LiftHold, PlaceHold
from fairhold.trade.collateral import (
    RecordDeposit,
    RecordRepayment,
    ReleaseDeposit,
    RepayAdvance,
    TopUpDeposit,
    WriteOffAdvance,
)
from fairhold.trade.days import day_of
from fairhold.trade.deciding import allowed
from fairhold.trade.dispute import AcceptClaim, EditClaim, LateClaim, OpenDispute, RejectClaim, WithdrawDispute
from fairhold.trade.experts import UNASKED, Experts
from fairhold.trade.fulfilment import (
    AcceptGoods,
    CancelForNonPayment,
    CancelUnpaid,
    ConfirmReceipt,
    DeclareCannotShip,
    DeclareReady,
    ExtendReceiving,
    RecordDelivery,
    Ship,
    ShipOnOpenAccount,
    ShipPart,
    WaiveClaims,
)
from fairhold.trade.goods_return import (
    ConfirmReturn,
    ContestReturn,
    DecideReturn,
    NameReturnAddress,
    RecordReturnDelivery,
    ShipReturn,
)
from fairhold.trade.inspection import AbortVisit, BeginVisit, ConfirmVisit, RequestVisit, StartRework, SubmitReport
from fairhold.trade.joining import OptIn, OptOut, SetAcceptedRails, SetProfile
from fairhold.trade.limits import (
    ChangePoints,
    GrantLimit,
    RecordLimit,
    ResumeLimit,
    SetTier,
    SuspendLimit,
    WithdrawGrant,
)
from fairhold.trade.linking import ClearLink, ConfirmLink, NoteLink
from fairhold.trade.misdirected import NoteMove, ReportMisdirected, WithdrawReport
from fairhold.trade.money import Money
from fairhold.trade.negotiation import AcceptOffer, Escalate, MakeOffer
from fairhold.trade.order import Order, Stage, stage
from fairhold.trade.payment import (
    AcceptShortfall,
    AgreeRefund,
    AnnouncePayment,
    BounceRefund,
    CallOffRefund,
    CapturePayment,
    ClearPayment,
    ClearRefund,
    CloseChargeback,
    DeclareOffPlatformPayment,
    FailPayment,
    GrantGoodwill,
    NotifyChargeback,
    Payer,
    PayGoodwill,
    RecordPayment,
    ReportLoanRepayment,
    RetryRefund,
    ReversePayment,
    SettleRefund,
    StartPayment,
)
from fairhold.trade.payout_schedule import PayScheduled, SetPayoutSchedule
from fairhold.trade.payouts import (
    AgreePayoutAccount,
    BouncePayout,
    DropPayoutAccount,
    RequestPayout,
    SetPayoutAccount,
    SettlePayout,
    VerifyPayee,
)
from fairhold.trade.policy import LATE_REASONS, PRESETS, Policy
from fairhold.trade.profile import Profile
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.recalling import EndRecall, RecallPayout
from fairhold.trade.refusal import Refused
from fairhold.trade.remittance import (
    BlockRemittance,
    BounceReturn,
    CallOffConversion,
    ClearRemittance,
    ConfirmMatch,
    ConvertRemittance,
    HoldRemittance,
    PayConversion,
    QuoteConversion,
    ReceiveConversion,
    ReclaimRemittance,
    RecordDebit,
    Remittance,
    ReviewRemittance,
    SettleReturn,
    TickRemittance,
    UndoMatch,
)
from fairhold.trade.second_person import AgreeMeasure, DropMeasure
from fairhold.trade.stream import Command, Event
from fairhold.trade.suspense import (
    AgreeRemittance,
    ApplyToHouse,
    DropRemittanceProposal,
    MatchRemittance,
    ReturnRemittance,
    SweepFees,
)
from fairhold.trade.table import RULES
from fairhold.trade.terms import Contract, InspectionTerm, Line, ShipBy
from fairhold.trade.thread import (
    AcknowledgeMessage,
    ContestMessage,
    FileOutsideMessage,
    PostMessage,
    PromoteToTerm,
)
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK, Role, Who
from provable import GOODS, PLACE
from trade import arguing, visiting
from trade.playing import (
    ADJUDICATOR,
    BUYER,
    BUYER_ID,
    CARRIER,
    FIRST_OFFICER,
    INSPECTOR,
    LEAD,
    OPERATOR,
    SECOND_ADJUDICATOR,
    SECOND_OF_SUPPLIER,
    SECOND_OF_TREASURY,
    SECOND_OFFICER,
    SECOND_OPERATOR,
    START,
    STRANGER,
    SUPPLIER,
    SUPPLIER_ID,
    SUPPLIER_KEY,
    TREASURY,
    Play,
    changed,
    contract,
    document,
    money,
)

KEPT_BACK: dict[str, Any] = {"rolling_reserve_card_bp": 3_000, "rolling_reserve_card_days": 30}
POLICIES: tuple[Policy, ...] = (
    *PRESETS.values(),
    Policy(underpay_absorbed_by="operator", service_fee_supplier_bp=250, **KEPT_BACK),
    Policy(
        uncovered_reserve_until="claim_window_end",
        service_fee_supplier_bp=199,
        late_claim_exceptions=LATE_REASONS,
        **KEPT_BACK,
    ),
    Policy(
        overpay_action="return",
        early_release="never",
        release_event_pre="receipt",
        inspection_day_rate_minor={},
        **KEPT_BACK,
    ),
    Policy(
        **KEPT_BACK,
        auto_escalate_days=1,
        negotiation_min_days=0,
        respond_ttl_days=1,
        four_eyes_amount_minor={"USD": 1_00, "EUR": 10**12, "JPY": 10**12},
        evidence_items_max=2,
        dispute_max_days=30,
        late_claim_exceptions=LATE_REASONS,
    ),
    Policy(
        **KEPT_BACK,
        auto_confirm_needs_delivery_evidence=True,
        claim_days_after_auto_confirm=30,
        underpay_absorbed_by="operator",
        inspection_commission_bp=1_000,
        inspection_day_rate_minor={"USD": 100, "JPY": 1},
        fx_loss_bearer="house",
        unclaimed_days=90,
    ),
)
"""The policies that a walk may play under: the presets, and the choices that they leave out."""

STAFF: tuple[Who, ...] = (
    *(ADJUDICATOR, SECOND_ADJUDICATOR, LEAD),
    *(SECOND_OPERATOR, BANK, CLOCK, CARRIER, FIRST_OFFICER, INSPECTOR, OPERATOR, SECOND_OFFICER, TREASURY),
    SECOND_OF_TREASURY,
)
SIDES: tuple[Who, ...] = (BUYER, SUPPLIER)

EAGERNESS: dict[type[Command], float] = {
    Propose: 60,
    Accept: 90,
    RecordPayment: 14,
    DeclareReady: 25,
    AcceptGoods: 25,
    Ship: 25,
    ShipOnOpenAccount: 15,
    ShipPart: 20,
    RequestVisit: 3,
    ConfirmVisit: 25,
    BeginVisit: 20,
    SubmitReport: 25,
    AbortVisit: 4,
    StartRework: 12,
    ConfirmReceipt: 5,
    RecordDelivery: 5,
    LiftHold: 40,
    AcceptAmendment: 25,
    AgreeCancellation: 8,
    CancelForNonPayment: 6,
    CancelUnpaid: 6,
    AcceptShortfall: 20,
    AcceptClaim: 3,
    WithdrawDispute: 2,
    RejectClaim: 6,
    EditClaim: 3,
    MakeOffer: 4,
    AcceptOffer: 12,
    Escalate: 6,
    AssignAdjudicator: 10,
    FileEvidence: 3,
    DeclareDone: 12,
    RequestMore: 3,
    Decide: 14,
    OrderInspection: 12,
    ApproveRuling: 12,
    Appeal: 4,
    WaiveAppeal: 5,
    DecideAppeal: 8,
    NameReturnAddress: 25,
    ShipReturn: 25,
    RecordReturnDelivery: 10,
    ConfirmReturn: 8,
    ContestReturn: 16,
    DecideReturn: 25,
    CloseChargeback: 6,
    SettleRefund: 4,
    GrantGoodwill: 0.3,
    RetryRefund: 4,
    AgreeRefund: 12,
    AskCancellation: 1.5,
    OpenDispute: 5,
    LateClaim: 15,
    NotifyChargeback: 1,
    StartPayment: 6,
    CapturePayment: 25,
    ClearPayment: 12,
    ClearRefund: 3,
    FailPayment: 0.7,
    ReversePayment: 0.5,
    ReportLoanRepayment: 2,
    CallOffRefund: 40,
    PlaceHold: 0.3,
    DeclareCannotShip: 0.4,
    Decline: 0.5,
    DeleteDraft: 0.5,
    Cancel: 0.5,
    WithdrawProposal: 0.7,
    WaiveClaims: 2,
    PostMessage: 0.4,
    FileOutsideMessage: 0.4,
    AcknowledgeMessage: 1,
    ContestMessage: 0.5,
    PromoteToTerm: 0.5,
    DeclareOffPlatformPayment: 0.3,
}
"""How likely an open action is taken, others having 2: the walk is to get far, but not always."""

Payment = Literal["initial_payment", "balance_payment"]
CURRENCIES = ("USD", "USD", "USD", "EUR", "JPY")


Step = tuple[int, Command, Who, tuple[Event, ...] | Refused]
"""What was asked of which stream, by whom, and the answer."""


class Walker:
    """One walk: a play, a dice, and what it may do next."""

    def __init__(self, seed: int, experts: Experts = UNASKED) -> None:
        """A walk of its own, the same for the same seed."""
        self.dice = Random(seed)
        self.policy = self.dice.choice(POLICIES)
        limit = self.dice.choice((0, 500_00, 30_000_00, 500_000_00))
        self.play = Play(self.policy, limit=limit, experts=experts)
        self.play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
        self.numbers = 0
        self.lines = 0
        self.asked_first: Step | None = None

    # -------------------------------------------------------------------------------------------------- one step

    def step(self) -> Step:
        """Do one thing: time passes, a bank line comes, the supplier or an order is asked; what was asked for. What had
        to be asked of another stream before it is in `asked_first`.
        """
        self.asked_first = None
        if self.dice.random() < 0.2:
            self._let_time_pass()
        stream_id, command, who = self._next()
        return stream_id, command, who, self.play.ask(stream_id, command, who)

    def _let_time_pass(self) -> None:
        wakes = [moment for order in self.play.orders if (moment := self.play.wakes(order)) is not None]
        if wakes and self.dice.random() < 0.3:
            self.play.at(max(self.play.now, min(wakes)))
        else:
            hours = (1, 5, 20, 24, 30, 50, 24 * 6, 24 * 16)
            self.play.at(self.play.now + timedelta(hours=self.dice.choice(hours)))

    def _next(self) -> tuple[int, Command, Who]:
        number = self.dice.random()
        orders = list(self.play.orders)
        live = [order for order in orders if self.play.orders[order].closed is None]
        if not orders or (len(orders) < 6 and (not live or number < 0.02)):
            return self._new_order()
        if number < 0.07:
            return self._supplier_asking()
        if number < 0.14:
            return self._remittance_asking()
        order = self.dice.choice(live if live and number < 0.95 else orders)
        if number < 0.2:
            return order, Tick(), CLOCK
        if number < 0.32:
            return self._anything(order)
        return self._open_action(order)

    def _open_action(self, order: int) -> tuple[int, Command, Who]:
        facts = self.play.orders[order]
        case = self.play.case(Tick(), order)
        actions = [
            (rule.command, who)
            for who in (*SIDES, *STAFF)
            for rule in allowed(case, who, self.play.now, self.play.policies)
            if rule.command is not OpenDispute or self._has_ground(facts, who)
            if rule.command not in (Tick, SettleRefund, BounceRefund, RetryRefund) or facts.funds.transfers
            if rule.command is not RecordPayment or who != CLOCK
        ]
        hold = facts.hold
        if hold is not None and hold.lift_asked_by:
            actions = [action for action in actions if action[1].person != hold.lift_asked_by]
        if not actions:
            return order, Tick(), CLOCK
        weights = [EAGERNESS.get(command, 2) for command, _ in actions]
        if not facts.due:
            weights = [0.5 if actions[i][0] is RecordPayment else weight for i, weight in enumerate(weights)]
        command, who = self.dice.choices(actions, weights)[0]
        return order, self._ask_for(command, order), who

    def _has_ground(self, facts: Order, who: Who) -> bool:
        """Whether this side has anything to claim on; without it the walk would be full of refused claims."""
        failed = facts.inspection is not None and facts.inspection.result != "pass"
        buyers = facts.late_on is not None or facts.shipped_on is not None or failed
        return buyers if who == BUYER else facts.buyer_default_on is not None

    def _anything(self, order: int) -> tuple[int, Command, Who]:
        """Any command: by anybody, or by somebody whose role may, at a stage that fits; so gates are tried too."""
        rules = [rule for rule in RULES.values() if rule.command.stream == "order" and rule.command is not CreateDraft]
        if self.dice.random() < 0.2:
            rule = self.dice.choice(rules)
            return (
                order,
                self._ask_for(rule.command, order, careless=True),
                self.dice.choice((*STAFF, *SIDES, STRANGER)),
            )
        at = self.play.stage(order)
        rule = self.dice.choice([rule for rule in rules if at in rule.stages] or rules)
        who = self.dice.choice([who for who in (*STAFF, *SIDES) if who.role in rule.roles])
        return order, self._ask_for(rule.command, order, careless=self.dice.random() < 0.5), who

    def _ask_for(self, command: type[Command], order: int, careless: bool = False) -> Command:
        about = visiting.MAKE.get(command) or arguing.MAKE.get(command)
        if about is not None:
            return about(self.dice, self.play, self.play.orders[order], careless)
        make = _MAKE.get(command)
        return command() if make is None else make(self, order, careless or self.dice.random() < 0.04)

    # ------------------------------------------------------------------------------------------------- new streams

    def _new_order(self) -> tuple[int, Command, Who]:
        if not self.play.suppliers[SUPPLIER_ID].opted_in and self.dice.random() < 0.8:
            return SUPPLIER_ID, OptIn(), SUPPLIER
        self.numbers += 1
        number = ids.new_id(START + timedelta(seconds=self.numbers), 7, 1)
        return number, CreateDraft(contract=self.terms()), self.dice.choice(SIDES)

    def terms(self) -> Contract:
        """A contract that makes sense, of any shape."""
        d = self.dice
        currency = d.choice(CURRENCIES)
        method = d.choice(("express", "air", "sea", "land", "post"))
        open_account = d.random() < 0.2
        lines = tuple(
            Line(
                description=f"Goods {i}",
                quantity=d.randint(1, 40),
                unit_price=money(d.choice((0 if i else 7, 1, 999, 5_000_00)), currency),
            )
            for i in range(d.randint(1, 3))
        )
        freight = d.choice((0, 0, 350_00))
        goods = sum(line.quantity * line.unit_price.minor for line in lines) + freight
        discount = d.choice((0, 0, goods // 20))
        total = goods - discount
        initial = d.choice((total, total // 2, total // 3, max(1, total // 100), total // 2))
        if open_account:
            initial = d.choice((0, initial))
        kept = d.choice((None, None, initial // 2, initial))
        if d.random() < 0.35:
            ship_by = ShipBy(on=self.play.today + timedelta(days=d.randint(3, 90)))
        else:
            later = not open_account and d.random() < 0.5
            after: Payment = "balance_payment" if later else "initial_payment"
            ship_by = ShipBy(days=d.randint(1, 90), after=after)
        return contract(
            total,
            initial,
            currency,
            lines=lines,
            freight=money(freight, currency) if freight else None,
            discount=money(discount, currency) if discount else None,
            incoterm="CIF",
            incoterm_place=PLACE,
            goods=GOODS if d.random() < 0.9 else None,
            remarks="The rim is gold, the base bronze." if d.random() < 0.9 else "",
            coverage=d.choice(self.policy.coverage_types),
            shipping_method=method,
            ship_by=ship_by,
            part_shipments=d.random() < 0.5,
            balance_after_shipment=open_account,
            inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5")
            if d.random() < 0.4
            else None,
            kept_share=None if kept is None else money(kept, currency),
        )

    def _supplier_asking(self) -> tuple[int, Command, Who]:
        d, facts = self.dice, self.play.suppliers[SUPPLIER_ID]
        currency = d.choice(CURRENCIES)
        number = d.choice([p.number for p in facts.payouts] or [77])
        have = facts.purse(currency).available
        amount = d.choice((have, have // 2, 1, 5_000_00)) if d.random() < 0.95 else 0
        limit = money(d.choice((0, 100_00, 30_000_00, 900_000_00)), currency)
        if not facts.opted_in:
            return SUPPLIER_ID, OptIn(), SUPPLIER
        if d.random() < (0.6 if facts.links else 0.05):
            return SUPPLIER_ID, *self._link_step()
        if facts.payouts_made and d.random() < 0.3:
            return SUPPLIER_ID, *self._recall_step()
        if facts.account_change is not None and d.random() < 0.3:
            return SUPPLIER_ID, *self._account_step()
        if d.random() < 0.25:
            return SUPPLIER_ID, *self._collateral_step(currency)
        command, who = d.choice(
            (
                (OptIn(), SUPPLIER),
                (OptOut(), SUPPLIER),
                (GrantLimit(limit=limit, reason="walk"), OPERATOR),
                (GrantLimit(limit=limit, reason="walk"), OPERATOR),
                self._account_step(),
                self._account_step(),
                self._limit_step(limit),
                (self._rails(), SUPPLIER),
                (self._profile(), SUPPLIER),
                (RequestPayout(amount=money(have or 1, currency)), SUPPLIER),
                (RequestPayout(amount=money(amount, d.choice((currency, currency, "XXX")))), SUPPLIER),
                (RequestPayout(amount=money(amount, currency)), SUPPLIER),
                self._schedule_step(),
                (PayScheduled(), CLOCK),
                (SettlePayout(number=number, line=self.line()), BANK),
                (BouncePayout(number=number, reason="closed"), BANK),
                (BouncePayout(number=1, line=self.line(), amount=money(d.choice((0, 5_00)), currency)), BANK),
                (RequestPayout(amount=money(amount, currency)), STRANGER),
            )
        )
        return SUPPLIER_ID, command, who

    def _recall_step(self) -> tuple[Command, Who]:
        """A payout is recalled, or the bank refuses to fetch back what is; now and then what is not."""
        d, facts = self.dice, self.play.suppliers[SUPPLIER_ID]
        if facts.recalls and d.random() < 0.6:
            return EndRecall(number=d.choice(facts.recalls), reason="walk"), d.choice((BANK, TREASURY))
        number = d.randint(1, facts.payouts_made + 1)
        return RecallPayout(number=number, cause=d.choice(("twice", "fraud", "mistake")), reason="walk"), TREASURY

    def _schedule_step(self) -> tuple[Command, Who]:
        """Payout days of any kind, also such as nobody can have."""
        d = self.dice
        every = d.choice(("manual", "daily", "daily", "weekly", "monthly"))
        weekday = d.randint(1, 7) if every == "weekly" or d.random() < 0.1 else None
        month_day = d.randint(1, 28) if every == "monthly" or d.random() < 0.1 else None
        least = (money(d.choice((1, 50_00)), d.choice(CURRENCIES)),) if d.random() < 0.3 else ()
        return SetPayoutSchedule(every=every, weekday=weekday, month_day=month_day, least=least), SUPPLIER

    def _account_step(self) -> tuple[Command, Who]:
        """Something that changes where payouts go."""
        d, change = self.dice, self.play.suppliers[SUPPLIER_ID].account_change
        fresh = [msgspec.structs.replace(who, proved_minutes=1) for who in (SUPPLIER, SECOND_OF_SUPPLIER, TREASURY)]
        who = d.choice((*fresh, *fresh, SUPPLIER, SUPPLIER_KEY))
        setter = who if who.role == Role.SUPPLIER else fresh[0]
        name, account = (
            d.choice(("Ningbo", "Ningbo Tumbler Works", "Wong Trading")),
            f"NL00BANK012345678{d.randint(0, 2)}",
        )
        digest = change.proposal.digest if change is not None and d.random() < 0.9 else "0" * 64
        choices: tuple[tuple[Command, Who], ...] = (
            (SetPayoutAccount(name=name, account=account), setter),
            (SetPayoutAccount(name=name, account=account), setter),
            (AgreePayoutAccount(digest=digest, reason=d.choice(("", "papers seen"))), who),
            (AgreePayoutAccount(digest=digest, reason="papers seen"), who),
            (
                VerifyPayee(digest=digest, outcome=d.choice(("same", "close", "differs")), holder=d.choice(("", name))),
                d.choice((BANK, TREASURY, who)),
            ),
            (DropPayoutAccount(reason="walk"), who),
        )
        return d.choice(choices)

    def _collateral_step(self, currency: str) -> tuple[Command, Who]:
        """Something about the deposit, an advance that is open, or a measure that takes two persons."""
        d, facts = self.dice, self.play.suppliers[SUPPLIER_ID]
        busy = [known for known, purse in facts.purses.items() if purse.drawn or purse.deposit]
        used = [facts.currency for facts in self.play.orders.values()]
        currency = d.choice(busy or used or [currency])
        purse = facts.purse(currency)
        some = money(d.choice((0, 1, 40_00, 5_000_00, 5_000_00)), currency)
        debt = money(d.choice((purse.drawn, purse.drawn // 2, 1)), currency)
        free = money(collateral.releasable(purse) if d.random() < 0.8 else purse.deposit, currency)
        digest = d.choice([one.proposal.digest for one in facts.pending] or ["0" * 64])
        if facts.pending and d.random() < 0.5:
            dropped: tuple[Command, Who] = (DropMeasure(digest=digest), d.choice((TREASURY, OPERATOR)))
            return dropped if d.random() < 0.3 else (AgreeMeasure(digest=digest), self._second_person(digest))
        if d.random() < (0.6 if facts.bonds else 0.3):
            return d.choice(self.bond_steps())
        choices: tuple[tuple[Command, Who], ...] = (
            (RecordDeposit(amount=some if d.random() < 0.9 else money(5, "XXX"), line=self.line()), TREASURY),
            (TopUpDeposit(amount=money(d.choice((1, purse.available // 3)), currency)), SUPPLIER),
            (ReleaseDeposit(amount=free, reason="walk"), TREASURY),
            (ReleaseDeposit(amount=free, reason="walk"), TREASURY),
            (RepayAdvance(amount=debt), SUPPLIER),
            (RecordRepayment(amount=debt, reference="house-1"), TREASURY),
            (WriteOffAdvance(amount=debt, reason="walk"), TREASURY),
            (AgreeMeasure(digest=digest), self._second_person(digest)),
            (AgreeMeasure(digest=digest), d.choice((TREASURY, SECOND_OF_TREASURY))),
            (DropMeasure(digest=digest), TREASURY),
        )
        return d.choice(choices)

    def bond_steps(self) -> tuple[tuple[Command, Who], ...]:
        """Something about a bank guarantee that the supplier gave."""
        d, facts = self.dice, self.play.suppliers[SUPPLIER_ID]
        today = day_of(self.play.now, "UTC")
        bond = d.choice(facts.bonds) if facts.bonds else None
        number = bond.number if bond else 1
        new = RecordBond(
            issuer="Bank of Ningbo",
            reference="LG 4471",
            rules=d.choice(("urdg758", "isp98")),
            amount=money(d.choice((20_000_00, 20_000_00, 1, 0)), d.choice(("USD", "USD", "EUR", "XXX"))),
            starts=today - timedelta(days=d.choice((0, 10))),
            expires=today + timedelta(days=d.choice((-1, 10, 40, 300))),
            document=f"{d.randint(0, 3):064x}",
            reason="walk",
        )
        if bond is None:
            return ((new, TREASURY),) * 3 + (
                (TendBonds(), CLOCK),
                (ReleaseBond(number=number, reason="walk"), TREASURY),
            )
        open_demand = money(bond.open_demand or 1, bond.currency)
        left = bond.amount - bond.demanded
        some = money(d.choice((left, left // 2)), bond.currency)
        return (
            (new, TREASURY),
            (DemandBond(number=number, amount=some, reason="walk"), TREASURY),
            (RecordBondPayment(number=number, amount=open_demand, line=self.line()), TREASURY),
            (CloseBondDemand(number=number, reason="walk"), TREASURY),
            (ReleaseBond(number=number, reason="walk"), TREASURY),
            (TendBonds(), CLOCK),
        )

    def _second_person(self, digest: str) -> Who:
        """Mostly somebody who may agree to what waits."""
        found = [one.measure for one in self.play.suppliers[SUPPLIER_ID].pending if one.proposal.digest == digest]
        fitting = (SECOND_OPERATOR, SECOND_OFFICER) if found and not found[0].currency else (SECOND_OPERATOR,)
        staff = (SECOND_OF_TREASURY,) if found and found[0].kind in {**collateral.DOINGS, **bonds.DOINGS} else fitting
        return self.dice.choice((*staff, *staff, *staff, SECOND_OF_TREASURY))

    def _limit_step(self, limit: Money) -> tuple[Command, Who]:
        """Something that changes how the limit comes about."""
        d, currency = self.dice, limit.currency
        raw = money(limit.minor, "EUR" if d.random() < 0.05 else currency)
        day = day_of(self.play.now, "UTC") - timedelta(days=d.choice((0, 0, 0, 3)))
        computed = RecordLimit(limit=limit, raw=raw, model="rulebook", bound="none", orders=3, day=day)
        choices: tuple[tuple[Command, Who], ...] = (
            (computed, CLOCK),
            (WithdrawGrant(currency=currency, reason="walk"), OPERATOR),
            (SetTier(tier=d.randint(0, 2), reason="walk"), OPERATOR),
            (ChangePoints(by=d.choice((6, 6, -6, 0)), reason="walk"), FIRST_OFFICER),
            (SuspendLimit(reason="walk"), FIRST_OFFICER),
            (ResumeLimit(reason="walk"), OPERATOR),
            (ResumeLimit(reason="walk"), OPERATOR),
        )
        return d.choice(choices)

    def _link_step(self) -> tuple[Command, Who]:
        """Something about a related buyer: noted, judged by one person and mostly agreed to by another."""
        d, facts = self.dice, self.play.suppliers[SUPPLIER_ID]
        judged = [one.proposal.digest for one in facts.pending if one.measure.kind in linking.DOINGS]
        if judged and d.random() < 0.7:
            return AgreeMeasure(digest=judged[0]), d.choice((SECOND_OFFICER, SECOND_OFFICER, FIRST_OFFICER))
        buyer = ids.to_text(ids.PARTY_PREFIX, BUYER_ID if d.random() < 0.9 else SUPPLIER_ID)
        note = NoteLink(buyer=buyer, reasons=(d.choice(("same_person", "money_cycle")),))
        noting: tuple[tuple[Command, Who], ...] = ((note, CLOCK), (note, CLOCK), (note, OPERATOR))
        judging: tuple[tuple[Command, Who], ...] = (
            (ConfirmLink(buyer=buyer, reason="walk"), FIRST_OFFICER),
            (ClearLink(buyer=buyer, reason="walk"), FIRST_OFFICER),
        )
        return d.choice(judging if bool(facts.links) == (d.random() < 0.8) else noting)

    def _rails(self) -> SetAcceptedRails:
        """Mostly rails that there are, with a cap or without."""
        d = self.dice
        names = ("telegraphic_transfer", "card", "card" if d.random() < 0.1 else "pay_later", "bank_debit")
        caps = (None, None, money(12_000_00), money(d.choice((0, 500_00)), d.choice(("USD", "USD", "EUR"))))
        rails = [AcceptedRail(rail=name, cap=d.choice(caps)) for name in names[: d.randint(1, 4)]]
        return SetAcceptedRails(rails=(*rails, *((AcceptedRail(rail="paypal"),) if d.random() < 0.1 else ())))

    def _profile(self) -> SetProfile:
        """Mostly a profile as it may be, now and then with too much on top."""
        d = self.dice
        return SetProfile(
            profile=Profile(
                goods=("cotton shirts", "towels")[: d.randint(0, 2)],
                surcharge_bp=d.choice((0, 250, 250, 10_000)),
                declines=("late_damages", "pallets")[: d.randint(0, 2)],
                order_least=money(1_000_00, d.choice(("USD", "USD", "RUB"))),
            )
        )

    def _remittance_asking(self) -> tuple[int, Command, Who]:
        d, lines = self.dice, self.play.remittances
        over = ("applied", "house", "swept", "withdrawn")
        waiting = [r for r in lines.values() if r.state not in over and self._may_sweep(r)]
        busy = [r for r in waiting if r.state in ("review", "converting", "unclaimed")]
        if not waiting or d.random() < 0.15:
            self.numbers += 1
            number = ids.new_id(START + timedelta(seconds=self.numbers), 9, 2)
            if d.random() < 0.15:
                return number, self._report_misdirected(), TREASURY
            amount = money(d.choice((1, 500_00, 2_000_00, 25_000_00, 25_000_00, 0)), d.choice(CURRENCIES))
            if d.random() < 0.25:
                little = money(d.choice((1, 1, 500_00)), amount.currency)
                return number, RecordDebit(amount=d.choice((little, amount)), line=self.line()), BANK
            reason = "third_party_payer" if d.random() < 0.15 else "no_reference"
            return number, HoldRemittance(amount=amount, line=self.line(), payer=self.payer(), reason=reason), BANK
        r = d.choice(busy if busy and d.random() < 0.5 else waiting)
        if r.state == "matched":
            return self._take_match(r.id)
        if r.state == "misdirected":
            return self._misdirected_asking(r)
        if r.state == "debit":
            return self._plan_asking(r) if r.plan is not None else (r.id, SweepFees(), TREASURY)
        if r.state in ("returning", "returned"):
            back = BounceReturn(reason="closed", line=self.line() if d.random() < 0.5 else "")
            return r.id, back if r.state == "returned" else d.choice((SettleReturn(line=self.line()), back)), BANK
        if r.conversion is not None and "paid" not in r.conversion.legs and d.random() < 0.3:
            return r.id, PayConversion(line=self.line()), BANK
        if r.state != "held":
            return self._suspense_asking(r)
        currency = r.holds[1]
        orders = [
            o.id for o in self.play.orders.values() if o.currency == currency and o.agreed_on and o.closed is None
        ]
        order = ids.to_text(ids.ORDER_PREFIX, d.choice(orders or list(self.play.orders)))
        if not r.conversion_began and d.random() < 0.3:
            return self._convert(r)
        if r.plan is not None and d.random() < 0.7:
            return self._plan_asking(r)
        choices: tuple[tuple[Command, Who], ...] = (
            (ReviewRemittance(doubt=d.choice(("third_party", "screening")), note="odd name"), FIRST_OFFICER),
            (MatchRemittance(order=order), TREASURY),
            (MatchRemittance(order=order), TREASURY),
            (AgreeRemittance(digest="0" * 64), TREASURY),
            (DropRemittanceProposal(), TREASURY),
            (TickRemittance(), CLOCK),
            (ReturnRemittance(), TREASURY),
            (ApplyToHouse(moves=d.choice((None, ids.to_text(ids.REMITTANCE_PREFIX, r.id + 4096)))), TREASURY),
            (HoldRemittance(amount=money(1), line=r.line), BANK),
            (ReturnRemittance(), BUYER),
        )
        command, who = d.choice(choices)
        return r.id, command, who

    def _report_misdirected(self) -> Command:
        """A buyer paid into the house's own account, some days ago or on a day that has not come."""
        d = self.dice
        came = money(d.choice((1, 500_00, 25_000_00, 25_000_00, 0)), d.choice(CURRENCIES))
        arrived = self.play.now.date() + timedelta(days=d.choice((-3, 0, 0, 0, 2)))
        return ReportMisdirected(amount=came, line=self.line(), arrived=arrived, payer=self.payer())

    def _misdirected_asking(self, r: Remittance) -> tuple[int, Command, Who]:
        """What becomes of money on the house's own account: moved, in parts too, or not what it was taken for."""
        d = self.dice
        if r.plan is not None:
            return self._plan_asking(r)
        came = money(d.choice((r.amount - r.moved, r.amount - r.moved, 1, r.amount + 1)), d.choice((r.currency, "EUR")))
        transfer = ids.to_text(ids.REMITTANCE_PREFIX, ids.new_id(START + timedelta(seconds=self.numbers), 9, 2))
        choices: tuple[tuple[Command, Who], ...] = (
            *((NoteMove(amount=came, transfer=transfer), CLOCK),) * 3,
            (WithdrawReport(), TREASURY),
            (TickRemittance(), CLOCK),
            (MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, next(iter(self.play.orders)))), TREASURY),
        )
        command, who = d.choice(choices)
        return r.id, command, who

    def _may_sweep(self, r: Remittance) -> bool:
        """Treasury says of a debit that it took fees only if there are so many in the books."""
        return r.state != "debit" or self.play.book(Account.FEE_DUE_TO_HOUSE, 0, r.currency) >= r.amount

    def _plan_asking(self, r: Remittance) -> tuple[int, Command, Who]:
        """What becomes of a proposal of treasury."""
        d = self.dice
        assert r.plan is not None
        digest = r.plan.proposal.digest if d.random() < 0.9 else "0" * 64
        if d.random() < 0.2:
            return r.id, DropRemittanceProposal(reason="walk"), TREASURY
        return r.id, AgreeRemittance(digest=digest), d.choice((SECOND_OF_TREASURY, SECOND_OF_TREASURY, TREASURY))

    def _suspense_asking(self, r: Remittance) -> tuple[int, Command, Who]:
        """What is asked about money that compliance or the bank has, or nobody."""
        d = self.dice
        relation = d.choice(("affiliate", "affiliate", "agent"))
        officer = d.choice((FIRST_OFFICER, SECOND_OFFICER))
        clear = ClearRemittance(relation=relation, note="contract between them"), officer
        bought = r.conversion.amount if r.conversion is not None else 1
        came = money(d.choice((bought, bought, bought - 1, bought + 3_00, 0)), d.choice(("USD", "USD", "EUR")))
        choices: dict[str, tuple[tuple[Command, Who], ...]] = {
            "review": (
                clear,
                clear,
                (BlockRemittance(authority="the authority", note="listed"), officer),
                (ReturnRemittance(), TREASURY),
                (TickRemittance(), CLOCK),
            ),
            "blocked": (clear, (ReturnRemittance(), TREASURY)),
            "converting": (
                (ReceiveConversion(line=self.line(), amount=came), BANK),
                (ReceiveConversion(line=self.line(), amount=came), BANK),
                (CallOffConversion(reason="no liquidity"), BANK),
            ),
            "unclaimed": ((ReclaimRemittance(note="the owner wrote"), TREASURY), (TickRemittance(), CLOCK)),
        }
        command, who = d.choice(choices[r.state])
        return r.id, command, who

    def _convert(self, r: Remittance) -> tuple[int, Command, Who]:
        """What treasury does about another currency: a quote, mostly ordered at once by a second person."""
        d, quote = self.dice, self._quote(r)
        if d.random() < 0.1:
            return r.id, quote, TREASURY
        self.asked_first = r.id, quote, TREASURY, self.play.ask(r.id, quote, TREASURY)
        maker = d.choice((SECOND_OF_TREASURY, SECOND_OF_TREASURY, SECOND_OF_TREASURY, TREASURY))
        return r.id, ConvertRemittance(deal=d.choice(("FX-1", "FX-1", "FX-1", "FX-2"))), maker

    def _quote(self, r: Remittance) -> QuoteConversion:
        """Mostly into the currency of an order, at a rate between one half and two."""
        d = self.dice
        order = d.choice(list(self.play.orders.values()))
        absorb = d.choice((None, None, money(9_00, order.currency), money(60_00, order.currency), money(1, "GBP")))
        return QuoteConversion(
            order=ids.to_text(ids.ORDER_PREFIX, order.id),
            currency=order.currency if d.random() < 0.9 else "XXX",
            rate=d.choice(("1.0905", "0.5", "1.99", "0")),
            deal="FX-1",
            absorb=absorb,
        )

    def _take_match(self, number: int) -> tuple[int, Command, Who]:
        """What the clock does with a match: the order takes the money, or the remittance takes it back."""
        r = self.play.remittances[number]
        name = ids.to_text(ids.REMITTANCE_PREFIX, r.id)
        amount, currency = r.holds
        take = RecordPayment(
            amount=money(amount, currency), line=r.line, payer=r.payer, remittance=name, relation=r.relation
        )
        answer = self.play.ask(r.order, take, CLOCK)
        self.asked_first = r.order, take, CLOCK, answer
        return r.id, UndoMatch(reason=answer.code) if isinstance(answer, Refused) else ConfirmMatch(), CLOCK

    # ------------------------------------------------------------------------------------------------------- inputs

    def line(self) -> str:
        """A bank line's key that never comes again."""
        self.lines += 1
        return f"walk-{self.lines}"

    def payer(self) -> Payer:
        """One of two accounts that the buyer pays from, and now and then somebody else's."""
        if self.dice.random() < 0.05:
            return Payer("Fourth Street Trading", "US03", "CITIUS33")
        return self.dice.choice(
            (Payer("Harbour", "US01", "CHASUS33"), Payer("Harbour Homeware Pacific", "US02", "BOFAUS3N"))
        )

    def amount(self, near: int, order: int, careless: bool) -> Money:
        """An amount about as large as `near`; a careless one may be anything and in any currency."""
        currency = self.play.orders[order].currency
        if careless:
            return money(self.dice.choice((0, 1, near, 10**14)), self.dice.choice((currency, "GBP")))
        few = (near, near, near, near - 35_00, near - 1, near + 5_00, near + 2_000_00, near // 2, near // 3)
        return money(max(1, self.dice.choice(few)), currency)


def _payment(w: Walker, order: int, careless: bool) -> Command:
    facts = w.play.orders[order]
    at = stage(facts)
    near = facts.due if at != Stage.AGREED or w.dice.random() < 0.3 else facts.initial - facts.funds.paid_initial
    odd = careless and w.dice.random() < 0.3
    amount = w.amount(near, order, careless)
    return RecordPayment(amount=amount, line=w.line(), payer=w.payer(), remittance="rem_nothing" if odd else "")


def _goodwill(w: Walker, order: int, careless: bool) -> Command:
    amount = w.amount(1_00_00, order, careless) if careless else money(50_00, w.play.orders[order].currency)
    return GrantGoodwill(amount=amount, reason=w.dice.choice(("late_delivery", "service")), note="walk")


def _amend(w: Walker, order: int, careless: bool) -> Command:
    facts, d = w.play.orders[order], w.dice
    if facts.contract is None:
        return Amend(contract=w.terms())
    old = facts.contract
    later = ShipBy(on=w.play.today + timedelta(days=d.randint(0, 60)))
    by_initial = ShipBy(days=d.randint(1, 100))
    off = min(d.choice((1, 100_00, old.total.minor // 2)), old.total.minor - 1)
    less = money((old.discount.minor if old.discount else 0) + off, old.currency)
    cheaper = money(old.total.minor - off, old.currency)
    smaller = min(old.initial.minor, cheaper.minor)
    kept = money(min(old.kept_share.minor if old.kept_share else 0, smaller), old.currency)
    versions = (
        lambda: changed(old, ship_by=d.choice((later, by_initial))),
        lambda: changed(old, total=cheaper, discount=less, initial=money(smaller, old.currency)),
        lambda: changed(
            old, total=cheaper, discount=less, initial=money(smaller, old.currency), kept_share=kept, ship_by=later
        ),
        lambda: changed(old, initial=money(old.initial.minor // 2, old.currency), kept_share=None),
        lambda: changed(
            old,
            total=money(old.total.minor + 700_00, old.currency),
            freight=money((old.freight.minor if old.freight else 0) + 700_00, old.currency),
        ),
        lambda: changed(old, remarks=old.remarks + "."),
        lambda: changed(old, destination="FR"),
        lambda: changed(old, balance_after_shipment=not old.balance_after_shipment),
        lambda: changed(old, initial=old.total),
    )
    return Amend(contract=w.terms() if careless else d.choice(versions)())


def _ship(w: Walker, order: int, careless: bool, command: Callable[..., Command] = Ship, **more: Any) -> Command:
    facts, d = w.play.orders[order], w.dice
    first = facts.agreed_on or w.play.today
    on = max(first, w.play.today - timedelta(days=d.choice((0, 0, 1, 6))))
    method = facts.terms.shipping_method if d.random() < 0.8 else d.choice(("express", "sea"))
    odd: dict[str, Any] = {}
    if careless:
        on = d.choice((on, first - timedelta(days=1), w.play.today + timedelta(days=1)))
        odd = d.choice(
            ({}, {"carrier": " "}, {"number": "?"}, {"date_shows": d.choice(("carrier_pickup", "on_board"))})
        )
    elif w.policy.shipment_date_definition != "pickup_or_departure":
        odd = {"date_shows": "export_clearance"}
    return command(document=document(on, method, **odd), **more)


def _ship_part(w: Walker, order: int, careless: bool) -> Command:
    lines = w.play.orders[order].terms.lines
    sent = [sum(c.quantities[i] for c in w.play.orders[order].consignments) for i in range(len(lines))]
    left = [line.quantity - n for line, n in zip(lines, sent, strict=True)]
    part = tuple(w.dice.randint(0, n) for n in left)
    if careless:
        part = w.dice.choice(((), tuple(left), tuple(n + 1 for n in left), tuple(0 for _ in left)))
    return _ship(w, order, careless, ShipPart, quantities=part)


def _fingerprint(w: Walker, order: int, careless: bool) -> str:
    facts = w.play.orders[order]
    if careless:
        return "0" * 64
    return facts.amendment.fingerprint if facts.amendment else facts.fingerprint


def _accept(w: Walker, order: int, careless: bool) -> Command:
    facts = w.play.orders[order]
    above = facts.contract is not None and facts.total > w.play.purse(facts.currency).free
    tick = w.dice.random() < (0.97 if above else 0.3)
    return Accept(fingerprint="0" * 64 if careless else facts.fingerprint, frozen_until_delivery=tick)


def _again(w: Walker, order: int, careless: bool) -> Command:
    """To the account that it came back from, or to another one, now and then in another name."""
    number = _transfer(w, order, careless)
    old = [transfer.payee for transfer in w.play.orders[order].funds.transfers if transfer.number == number]
    other = Payer(w.dice.choice(("Harbour", "Harbour", "Wong")), "US03", "")
    return RetryRefund(number=number, payee=w.dice.choice((*old, other)))


def _payee_agreed(w: Walker, order: int, careless: bool) -> Command:
    waiting = w.play.orders[order].funds.payee_changes
    one = w.dice.choice(waiting) if waiting else None
    digest = "0" * 64 if careless or one is None else one.proposal.digest
    reason = "" if w.dice.random() < 0.3 else "The bank confirmed it."
    return AgreeRefund(number=one.number if one else 1, digest=digest, reason=reason)


def _transfer(w: Walker, order: int, careless: bool) -> int:
    numbers = [transfer.number for transfer in w.play.orders[order].funds.transfers]
    return 999 if careless or not numbers else w.dice.choice(numbers)


def _attempt(w: Walker, order: int, careless: bool, *states: str) -> int:
    """The number of an attempt that is in one of these states, if there is one."""
    numbers = [one.number for one in w.play.orders[order].funds.attempts if careless or one.state in states]
    return w.dice.choice(numbers) if numbers else 9


def _loan(w: Walker, order: int, careless: bool) -> int:
    """The number of a loan that has paid, or sometimes of any attempt."""
    loans = [one.number for one in w.play.orders[order].funds.attempts if careless or one.kind == "pay_later"]
    return w.dice.choice(loans) if loans else 9


def _bounce(w: Walker, order: int, careless: bool) -> Command:
    """Before it left, or days after the bank had paid it."""
    sent = [transfer.number for transfer in w.play.orders[order].funds.sent]
    if sent and w.dice.random() < 0.5:
        return BounceRefund(number=w.dice.choice(sent), line=w.line(), reason="account closed")
    return BounceRefund(number=_transfer(w, order, careless), reason="account closed")


def _keeps(w: Walker, order: int, careless: bool) -> Command:
    held = w.play.orders[order].funds.held
    share = w.dice.choice((None, None, held // 3, held))
    if careless:
        return AskCancellation(supplier_keeps=w.amount(held, order, careless))
    return AskCancellation(supplier_keeps=None if share is None else money(share, w.play.orders[order].currency))


def _posted(w: Walker, order: int, careless: bool) -> Command:
    words = ("The lid is gold.", "Ship by air, please.", "We agree.", "x" * (5_000 if careless else 50))
    return PostMessage(text=w.dice.choice(words))


def _filed(w: Walker, order: int, careless: bool) -> Command:
    sent_on = w.play.today + timedelta(days=w.dice.choice((1, -9_000)) if careless else -w.dice.randint(0, 40))
    return FileOutsideMessage(
        channel=w.dice.choice(("email", "wechat")),
        sender=w.dice.choice(("buyer", "supplier")),
        sent_on=sent_on,
        text="As we said: bronze.",
    )


def _message(w: Walker, order: int, careless: bool) -> int:
    """A message that waits for an answer, or any."""
    thread = w.play.orders[order].thread
    waiting = [one.number for one in thread.outside if one.answer != "acknowledged"]
    return w.dice.choice((thread.count or 1, 999_999)) if careless or not waiting else w.dice.choice(waiting)


def _promoted(w: Walker, order: int, careless: bool) -> Command:
    places = (
        ("/remarks/-", "As we wrote."),
        ("/goods/material/-", {"grade": "bronze"}),
        ("/quality", "As the sample."),
    )
    wrong = (("/remarks/0", "x"), ("/nowhere", "x"), ("/lines/0/quantity", "many"), ("/buyer", "pty_0000000000000"))
    path, value = w.dice.choice(wrong if careless else places)
    return PromoteToTerm(message=w.play.orders[order].thread.count or 1, path=path, value=value)


_Make = Callable[[Walker, int, bool], Command]

_MAKE: dict[type[Command], _Make] = {
    EditDraft: lambda w, o, bad: EditDraft(
        contract=changed(w.terms(), supplier=ids.to_text(ids.PARTY_PREFIX, 5)) if bad else w.terms()
    ),
    Propose: lambda w, o, bad: Propose(
        fingerprint="0" * 64 if bad else w.play.orders[o].fingerprint, frozen_until_delivery=w.dice.random() < 0.7
    ),
    CounterPropose: lambda w, o, bad: CounterPropose(contract=w.terms(), frozen_until_delivery=w.dice.random() < 0.7),
    WithdrawProposal: lambda w, o, bad: WithdrawProposal(),
    Decline: lambda w, o, bad: Decline(reason="price"),
    Accept: _accept,
    Amend: _amend,
    AcceptAmendment: lambda w, o, bad: AcceptAmendment(fingerprint=_fingerprint(w, o, bad)),
    DropAmendment: lambda w, o, bad: DropAmendment(),
    AskCancellation: _keeps,
    RefuseCancellation: lambda w, o, bad: RefuseCancellation(),
    AnnouncePayment: lambda w, o, bad: AnnouncePayment(amount=w.amount(w.play.orders[o].due, o, bad)),
    RecordPayment: _payment,
    DeclareOffPlatformPayment: lambda w, o, bad: DeclareOffPlatformPayment(
        amount=w.amount(500_00, o, bad), way="paypal", paid_on=w.play.today + timedelta(days=int(bad))
    ),
    PostMessage: _posted,
    FileOutsideMessage: _filed,
    AcknowledgeMessage: lambda w, o, bad: AcknowledgeMessage(message=_message(w, o, bad)),
    ContestMessage: lambda w, o, bad: ContestMessage(message=_message(w, o, bad), reason="Not ours."),
    PromoteToTerm: _promoted,
    AcceptShortfall: lambda w, o, bad: AcceptShortfall(settle=w.dice.choice(("lower_price", "move_to_balance"))),
    GrantGoodwill: _goodwill,
    PayGoodwill: lambda w, o, bad: PayGoodwill(reference="house"),
    SettleRefund: lambda w, o, bad: SettleRefund(number=_transfer(w, o, bad), line=w.line()),
    BounceRefund: _bounce,
    RetryRefund: _again,
    AgreeRefund: _payee_agreed,
    StartPayment: lambda w, o, bad: StartPayment(
        rail=w.dice.choice(("card", "bank_debit", "pay_later", "telegraphic_transfer" if bad else "card")),
        amount=w.amount(w.play.orders[o].due, o, bad),
    ),
    CapturePayment: lambda w, o, bad: CapturePayment(attempt=_attempt(w, o, bad, "started"), payer=w.payer()),
    ClearPayment: lambda w, o, bad: ClearPayment(
        attempt=_attempt(w, o, bad, "captured"),
        cost=Money(w.dice.choice((0, 7)), "XAU" if bad else w.play.orders[o].currency),
        line=w.line(),
    ),
    FailPayment: lambda w, o, bad: FailPayment(attempt=_attempt(w, o, bad, "started"), reason="declined"),
    CallOffRefund: lambda w, o, bad: CallOffRefund(number=_transfer(w, o, bad)),
    ReportLoanRepayment: lambda w, o, bad: ReportLoanRepayment(
        attempt=_loan(w, o, bad), amount=w.amount(1_000_00, o, bad), line=w.line()
    ),
    ReversePayment: lambda w, o, bad: ReversePayment(
        attempt=_attempt(w, o, bad, "captured", "cleared"), line=w.line(), reason="R01"
    ),
    ClearRefund: lambda w, o, bad: ClearRefund(
        number=0 if bad else w.dice.choice(w.play.orders[o].funds.unsettled or (0,)), line=w.line()
    ),
    NotifyChargeback: lambda w, o, bad: NotifyChargeback(
        amount=w.amount(w.play.orders[o].funds.received or 1, o, bad),
        line=w.line(),
        attempt=w.dice.choice((0, 0, *(one.attempt for one in w.play.orders[o].funds.payments))),
    ),
    CloseChargeback: lambda w, o, bad: CloseChargeback(outcome=w.dice.choice(("won", "lost")), line=w.line()),
    DeclareReady: lambda w, o, bad: DeclareReady(packed_bp=500 if bad else w.dice.choice((8_000, 10_000))),
    DeclareCannotShip: lambda w, o, bad: DeclareCannotShip(reason="fire"),
    AcceptGoods: lambda w, o, bad: AcceptGoods(waive_inspection=w.dice.random() < 0.5),
    Ship: _ship,
    ShipPart: _ship_part,
    ShipOnOpenAccount: lambda w, o, bad: _ship(w, o, bad, ShipOnOpenAccount),
    RecordDelivery: lambda w, o, bad: RecordDelivery(
        delivered_on=(w.play.today if not bad else w.play.today + timedelta(days=w.dice.choice((-300, 0, 1)))),
        proof="" if bad else "POD 7",
    ),
    ExtendReceiving: lambda w, o, bad: ExtendReceiving(),
    ConfirmReceipt: lambda w, o, bad: ConfirmReceipt(),
    CancelForNonPayment: lambda w, o, bad: CancelForNonPayment(),
    CancelUnpaid: lambda w, o, bad: CancelUnpaid(),
    WaiveClaims: lambda w, o, bad: WaiveClaims(confirmed=not bad),
    PlaceHold: lambda w, o, bad: PlaceHold(reason="screening"),
    LiftHold: lambda w, o, bad: LiftHold(),
}
"""How a command is filled in for an order; a careless one with what does not fit."""
