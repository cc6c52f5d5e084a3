"""One run of the simulated marketplace under one policy, and the report on it.

The clock jumps from one moment at which something may happen to the next: a deadline of an order, or people looking at
it again. An order that is not closed when nothing more can happen is stalled, and the report counts it.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final, TypeVar

import msgspec

from fairhold.lab import proofs
from fairhold.lab.cast import FIELD, OFFICE, Deal, cast, deals
from fairhold.lab.habits import HABITS
from fairhold.lab.market import Market
from fairhold.lab.mind import Mind, next_thought
from fairhold.lab.outside import Outside
from fairhold.limit.confidence import lower_bound
from fairhold.trade import fees
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import CreateDraft, Propose
from fairhold.trade.deciding import allowed
from fairhold.trade.goods_return import ReturnShipped
from fairhold.trade.inspection import FeeReturned
from fairhold.trade.money import money
from fairhold.trade.order import CLOSED, Stage, stage
from fairhold.trade.payment import Payer, RecordPayment, StartPayment
from fairhold.trade.payment_events import ChargebackClosed, EscrowReleased, PaymentReversed
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.stream import Event
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK

Happening = TypeVar("Happening", bound=Event)

DAYS_MAX: Final = 1_500
"""An order that has not ended after so many days counts as stalled."""
PRIOR_TRIALS: Final = 5
PRIOR_RATE: Final = Decimal("0.90")
SECONDS_A_DAY: Final = 86_400


class Losses(msgspec.Struct, frozen=True):
    """Who lost how much, in minor units of USD, against the truth of the orders.

    `buyers`: paid and not returned, above what the goods were worth. `suppliers`: worth of goods sent above what was
    received. `operator`: what suppliers and buyers owe at the end.
    """

    buyers: int
    suppliers: int
    operator: int


class Report(msgspec.Struct, frozen=True):
    """What came out of one run. Money is in minor units of USD; frozen cash in minor units times days.

    `orders` are those that the policy let begin. `ring_profit` is what rings won by the limits that they made
    themselves, less the fees on orders with themselves. `rank_quality_bp` is how often, of ten thousand pairs of an
    honest supplier and one that cheats, the honest one has the better record (lower bound of the share of orders
    without fault; 5000 is chance). `related_buyers` were noted as belonging to their supplier. `visits` of
    inspectors are told by what they found or why they ended, `chargebacks` by whom the scheme gave the money.
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
    visits: dict[str, int]
    chargebacks: dict[str, int]
    loans_taken_back: int
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
        self.outside = Outside(self.market)
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
            self.thinks[number] = next_thought(market.orders[number], now, self.dice[number])
        self.outside.pass_by(self.deals[number])
        market.pay_out(self.deals[number].supplier)
        if market.orders[number].dispute is not None or market.orders[number].past:
            self.disputed.add(number)
        if stage(market.orders[number]) in CLOSED:
            self.ended.setdefault(number, now)

    def _pay(self, number: int) -> None:
        """The buyer pays what is due, once by the means it has and else by transfer; one that vanishes pays no balance
        and no inspector.
        """
        facts, deal = self.market.orders[number], self.deals[number]
        at, is_gone = stage(facts), deal.buyer.character == "vanishing"
        if fees.due(facts) and not is_gone:
            self._transfer(number, fees.due(facts))
        if at not in (Stage.AGREED, Stage.AWAITING_BALANCE) or (is_gone and at == Stage.AWAITING_BALANCE):
            return
        amount = facts.initial - facts.funds.paid_initial if at == Stage.AGREED else facts.due
        milestone = "initial" if at == Stage.AGREED else "balance"
        tried = [one.state for one in facts.funds.attempts if one.milestone == milestone]
        if amount <= 0 or "started" in tried:
            return
        if deal.pays_by != "transfer" and not tried:
            asked = StartPayment(rail=deal.pays_by, amount=money(amount, facts.currency))
            if not isinstance(self.market.ask(number, asked, deal.buyer.who), Refused):
                return
        self._transfer(number, amount)

    def _transfer(self, number: int, amount: int) -> None:
        facts, deal = self.market.orders[number], self.deals[number]
        payer = Payer(deal.buyer.who.person, deal.pays_from, "")
        command = RecordPayment(amount=money(amount, facts.currency), line=self.market.line(), payer=payer)
        self.market.ask(number, command, BANK)

    def _act(self, number: int) -> None:
        """Each of the people does at most one thing that the rules allow and a habit wants."""
        deal, market, dice = self.deals[number], self.market, self.dice[number]
        for who in (deal.supplier.who, deal.buyer.who, *FIELD, *OFFICE):
            facts = market.orders[number]
            if stage(facts) in CLOSED or (who in OFFICE and facts.dispute is None):
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
        if now > self.deals[number].at + timedelta(days=DAYS_MAX):
            return None
        moments = [self.market.wakes(number), self.outside.next(self.deals[number])]
        if stage(facts) not in CLOSED:
            moments.append(self.thinks[number])
        left = [one for one in moments if one is not None]
        return max(min(left), now + timedelta(seconds=1)) if left else None

    # ----------------------------------------------------------------------------------------------- the report

    def _report(self) -> Report:
        orders = self.market.orders
        days = sorted((at - self.deals[number].at).days for number, at in self.ended.items())
        return Report(
            policy=self.name,
            seed=self.seed,
            orders=len(orders),
            ended=_counted(str(stage(facts)) for facts in orders.values()),
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
            visits=_counted(visit.result or visit.ended for facts in orders.values() for visit in facts.visits),
            chargebacks=_counted(event.outcome for event in self._all(ChargebackClosed)),
            loans_taken_back=len(self._all(PaymentReversed)),
            askings=self.market.askings,
            refusals=_counted(self.market.refusals.elements()),
        )

    def _all(self, kind: type[Happening]) -> list[Happening]:
        """Every event of a kind."""
        return [event for stream in self.market.streams.values() for event in stream if isinstance(event, kind)]

    def _worth(self, number: int) -> int:
        """What the goods that the buyer has are worth, in minor units; what was sent back it has no more."""
        facts = self.market.orders[number]
        if any(isinstance(event, ReturnShipped) for event in self.market.streams[number]):
            return 0
        share = {"good": 100, "faulty": 50, "nothing": 0}[self.deals[number].goods_of(facts)]
        return facts.total * share // 100 if facts.shipped_on is not None else 0

    def _kept(self, number: int) -> int:
        """What the buyer paid for the goods and did not get back, in minor units; fees of visits that came back were
        none of it.
        """
        funds = self.market.orders[number].funds
        given = [
            event for event in self.market.streams[number] if isinstance(event, FeeReturned) and event.of == "buyer"
        ]
        return funds.received - funds.refund - funds.refunded + sum(event.amount for event in given)

    def _losses(self) -> Losses:
        buyers = suppliers = 0
        for number in self.market.orders:
            if not self.deals[number].is_wash:
                kept = self._kept(number)
                buyers += max(0, kept - self._worth(number))
                suppliers += max(0, self._worth(number) - kept)
        book = self.market.books
        owed = -sum(book[Account.SUPPLIER_RECEIVABLE, one.id, "USD"] for one in self.sellers)
        owed -= sum(book[Account.BUYER_RECEIVABLE, number, "USD"] for number in self.market.orders)
        return Losses(buyers, suppliers, owed)

    def _ring_profit(self) -> int:
        """What the guarantee paid in rings' stead and did not get back, less the fees on orders with themselves."""
        rings = [one.id for one in self.sellers if one.character == "ring"]
        owed = sum(self.market.suppliers[ring].purse("USD").drawn for ring in rings)
        wash = {number for number in self.market.orders if self.deals[number].is_wash}
        return owed - sum(
            event.fee for number in wash for event in self.market.streams[number] if isinstance(event, EscrowReleased)
        )

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


def _counted(words: Iterable[str]) -> dict[str, int]:
    """How often each word, the words in order."""
    return dict(sorted(Counter(words).items()))


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
