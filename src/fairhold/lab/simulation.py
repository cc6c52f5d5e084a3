"""One run of the simulated marketplace under one policy, and the report on it.

The clock jumps from one moment at which something may happen to the next: a deadline of an order, or people looking at
it again. An order that is not closed when nothing more can happen is stalled, and the report counts it.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

import msgspec

from fairhold.lab import proofs
from fairhold.lab.cast import STAFF, Deal, cast, deals
from fairhold.lab.habits import HABITS, Mind, next_thought
from fairhold.lab.market import Market
from fairhold.limit.confidence import lower_bound
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import CreateDraft, Propose
from fairhold.trade.deciding import allowed
from fairhold.trade.goods_return import ReturnShipped
from fairhold.trade.money import money
from fairhold.trade.order import CLOSED, Stage, stage
from fairhold.trade.payment import Payer, RecordPayment, SettleRefund
from fairhold.trade.payment_events import EscrowReleased
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK

DAYS_MAX: Final = 1_500
"""An order that has not ended after so many days counts as stalled."""
PRIOR_TRIALS: Final = 5
PRIOR_RATE: Final = Decimal("0.90")
SECONDS_A_DAY: Final = 86_400


class Losses(msgspec.Struct, frozen=True):
    """Who lost how much, in minor units of USD, against the truth of the orders.

    `buyers`: paid and not returned, above what the goods were worth. `suppliers`: worth of goods sent above what was
    received. `operator`: what suppliers owe at the end.
    """

    buyers: int
    suppliers: int
    operator: int


class Report(msgspec.Struct, frozen=True):
    """What came out of one run. Money is in minor units of USD; frozen cash in minor units times days.

    `orders` are those that the policy let begin. `ring_profit` is what rings kept of other people's money, less the
    fees on orders with themselves: what was won by the whole scheme. `rank_quality_bp` is how often, of ten thousand
    pairs of an honest supplier and one that cheats, the honest one has the better record (lower bound of the share of
    orders without fault; 5000 is chance). `related_buyers` were noted as belonging to their supplier.
    """

    policy: str
    seed: int
    orders: int
    ended: dict[str, int]
    traded: int
    losses: Losses
    ring_profit: int
    frozen_money_days: int
    disputes: int
    days_to_end_median: int
    days_to_end_most: int
    stalled: int
    rank_quality_bp: int
    related_buyers: int
    askings: int
    refusals: dict[str, int]


class Simulation:
    """A marketplace on its way from the first order to the last deadline."""

    def __init__(self, name: str, policy: Policy, seed: int, orders: int, suppliers: int) -> None:
        """The same arguments make the same run; people and orders follow from the seed alone, not from the policy."""
        self.name, self.seed = name, seed
        self.sellers, buyers = cast(seed, suppliers)
        self.deals = {deal.id: deal for deal in deals(seed, orders, self.sellers, buyers)}
        self.market = Market(policy, (*self.sellers, *buyers))
        self.dice = {number: Random(f"life {seed} {number}") for number in self.deals}
        self.thinks: dict[int, datetime] = {}
        self.seen: dict[int, datetime] = {}
        self.ended: dict[int, datetime] = {}
        self.disputed: set[int] = set()
        self.frozen_seconds = 0
        for seller in self.sellers:
            self.market.admit(seller)

    def run(self, heard: Callable[[int, int], None] = lambda done, total: None) -> Report:
        """Everything until nothing more can happen; `heard` is told how many of how many orders have ended.

        Raises ProofFailed where an invariant does not hold.
        """
        agenda = [(deal.at, deal.id) for deal in self.deals.values()]
        heapq.heapify(agenda)
        while agenda:
            self.market.now, number = heapq.heappop(agenda)
            if number not in self.market.orders and not self._begin(self.deals[number]):
                continue
            self._look(number)
            following = self._next(number)
            if following is not None:
                heapq.heappush(agenda, (following, number))
            proofs.check_order(self.market, number)
            proofs.check_supplier(self.market, self.deals[number].supplier.id)
            heard(len(self.ended), len(self.deals))
        proofs.check_all(self.market)
        return self._report()

    # ---------------------------------------------------------------------------------------------- one order

    def _begin(self, deal: Deal) -> bool:
        """The buyer proposes the order, under a coverage that the policy offers; False if no such order may be."""
        contract, offered = deal.contract, self.market.policy.coverage_types
        if contract.coverage not in offered:
            contract = msgspec.structs.replace(contract, coverage=offered[0])
        if isinstance(self.market.ask(deal.id, CreateDraft(contract=contract), deal.buyer.who), Refused):
            return False
        self.market.ask(deal.id, Propose(fingerprint=self.market.orders[deal.id].fingerprint), deal.buyer.who)
        self.seen[deal.id] = self.thinks[deal.id] = self.market.now
        return True

    def _look(self, number: int) -> None:
        """Time passes on the order, the bank carries out, and whoever wants something asks for it."""
        market, now = self.market, self.market.now
        held = market.orders[number].funds.held
        self.frozen_seconds += held * int((now - self.seen[number]).total_seconds())
        self.seen[number] = now
        market.ask(number, Tick(), CLOCK)
        if self.thinks[number] <= now:
            self._pay(number)
            self._act(number)
            self.thinks[number] = next_thought(now, self.dice[number])
        for transfer in market.orders[number].funds.transfers:
            market.ask(number, SettleRefund(number=transfer.number, line=market.line()), BANK)
        market.pay_out(self.deals[number].supplier)
        if market.orders[number].dispute is not None or market.orders[number].past:
            self.disputed.add(number)
        if stage(market.orders[number]) in CLOSED:
            self.ended.setdefault(number, now)

    def _pay(self, number: int) -> None:
        """The buyer pays what is due; one that vanishes pays no balance."""
        facts, deal = self.market.orders[number], self.deals[number]
        at = stage(facts)
        if at not in (Stage.AGREED, Stage.AWAITING_BALANCE):
            return
        if deal.buyer.character == "vanishing" and at == Stage.AWAITING_BALANCE:
            return
        amount = facts.initial - facts.funds.paid_initial if at == Stage.AGREED else facts.due
        if amount > 0:
            payer = Payer(deal.buyer.who.person, deal.pays_from, "")
            command = RecordPayment(amount=money(amount, facts.currency), line=self.market.line(), payer=payer)
            self.market.ask(number, command, BANK)

    def _act(self, number: int) -> None:
        """Each of the people does at most one thing that the rules allow and a habit wants."""
        deal, market, dice = self.deals[number], self.market, self.dice[number]
        for who in (deal.supplier.who, deal.buyer.who, *STAFF):
            facts = market.orders[number]
            if stage(facts) in CLOSED or (who in STAFF[1:] and facts.dispute is None):
                continue
            mind = Mind(deal, facts, market, who, dice)
            for rule in allowed(market.case(Tick(), number), who, market.now, market.policies):
                habit = HABITS.get(rule.command)
                if habit is None or not habit[0](mind):
                    continue
                if not isinstance(market.ask(number, habit[1](mind), who), Refused):
                    break

    def _next(self, number: int) -> datetime | None:
        """When something may happen to the order again; None if it has ended or is stalled."""
        facts, now = self.market.orders[number], self.market.now
        open_transfers = bool(facts.funds.transfers)
        if (stage(facts) in CLOSED and not open_transfers) or now > self.deals[number].at + timedelta(days=DAYS_MAX):
            return None
        wakes = self.market.wakes(number)
        moments = [self.thinks[number], *([] if wakes is None else [max(wakes, now)])]
        return max(min(moments), now + timedelta(seconds=1))

    # ----------------------------------------------------------------------------------------------- the report

    def _report(self) -> Report:
        orders = self.market.orders
        stages = sorted(str(stage(facts)) for facts in orders.values())
        days = sorted((at - self.deals[number].at).days for number, at in self.ended.items())
        return Report(
            policy=self.name,
            seed=self.seed,
            orders=len(orders),
            ended={one: stages.count(one) for one in sorted(set(stages))},
            traded=sum(facts.funds.received for facts in orders.values()),
            losses=self._losses(),
            ring_profit=self._ring_profit(),
            frozen_money_days=self.frozen_seconds // SECONDS_A_DAY,
            disputes=len(self.disputed),
            days_to_end_median=days[len(days) // 2] if days else 0,
            days_to_end_most=days[-1] if days else 0,
            stalled=len(orders) - len(self.ended),
            rank_quality_bp=self._rank_quality(),
            related_buyers=sum(len(one.links) for one in self.market.suppliers.values()),
            askings=self.market.askings,
            refusals=dict(sorted(self.market.refusals.items())),
        )

    def _worth(self, number: int) -> int:
        """What the goods that the buyer has are worth, in minor units; what was sent back it has no more."""
        facts = self.market.orders[number]
        if any(isinstance(event, ReturnShipped) for event in self.market.streams[number]):
            return 0
        share = {"good": 100, "faulty": 50, "nothing": 0}[self.deals[number].goods]
        return facts.total * share // 100 if facts.shipped_on is not None else 0

    def _released(self, number: int) -> tuple[int, int]:
        """What the supplier was paid from the order's escrow, gross, and the fees on it, in minor units."""
        gone = [event for event in self.market.streams[number] if isinstance(event, EscrowReleased)]
        return sum(one.initial + one.balance for one in gone), sum(one.fee for one in gone)

    def _losses(self) -> Losses:
        buyers = suppliers = 0
        for number, facts in self.market.orders.items():
            if not self.deals[number].is_wash:
                kept = facts.funds.received - facts.funds.refund - facts.funds.refunded
                buyers += max(0, kept - self._worth(number))
                suppliers += max(0, self._worth(number) - kept)
        owed = -sum(self.market.books[Account.SUPPLIER_RECEIVABLE, one.id, "USD"] for one in self.sellers)
        return Losses(buyers, suppliers, owed)

    def _ring_profit(self) -> int:
        won = 0
        for number, facts in self.market.orders.items():
            if self.deals[number].supplier.character == "ring":
                released, fee = self._released(number)
                back = facts.funds.refund + facts.funds.refunded
                taken = 0 if self.deals[number].is_wash else min(released, facts.funds.received - back)
                won += taken - fee
        return won

    def _rank_quality(self) -> int:
        """Ties count half."""
        marks: dict[bool, list[Decimal]] = {True: [], False: []}
        for seller in self.sellers:
            counted = self.market.counted.get(seller.id, [])
            good = sum(one.on_time and not one.lost and not one.failed for one in counted)
            if seller.character in ("honest", "fraudulent", "ring", "vanishing"):
                marks[seller.character == "honest"].append(_mark(good, len(counted)))
        pairs = [(2 if a > b else 1 if a == b else 0) for a in marks[True] for b in marks[False]]
        return 10_000 * sum(pairs) // (2 * len(pairs)) if pairs else 5_000


def _mark(good: int, counted: int) -> Decimal:
    return lower_bound(Decimal(good), Decimal(counted), PRIOR_TRIALS, PRIOR_RATE)


def simulate(
    name: str,
    policy: Policy,
    seed: int,
    orders: int,
    suppliers: int,
    heard: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """One run under one policy."""
    return Simulation(name, policy, seed, orders, suppliers).run(heard)
