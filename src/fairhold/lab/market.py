"""Facts and books of the simulated marketplace in memory: what desk and book do, without a database.

One asking is decided by the rules on the facts; its events are folded and posted; a refusal changes nothing.
"""

from collections import Counter
from datetime import datetime
from typing import Final

import msgspec

from fairhold.lab.cast import START, Player, account_of, parties
from fairhold.limit.models import assess
from fairhold.rails.price import price
from fairhold.standards.reporting import judge
from fairhold.trade import deciding, ids
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.days import day_of
from fairhold.trade.deciding import Case, conclude
from fairhold.trade.experts import UNASKED
from fairhold.trade.joining import OptIn, SetAcceptedRails
from fairhold.trade.ledger import PAIRS, postings
from fairhold.trade.limits import RecordLimit
from fairhold.trade.linking import NoteLink
from fairhold.trade.money import Money, money
from fairhold.trade.order import Order
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount, SettlePayout
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.refusal import Refused
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import OrderCounted
from fairhold.trade.timers import wake_at
from fairhold.trade.who import BANK, CLOCK, Who

EXPERTS: Final = msgspec.structs.replace(UNASKED, judge=judge, price=price)
"""Reports are judged by the standards and payments priced by their rails; nobody lints what was never written."""
_RAILS: Final = (
    AcceptedRail(rail="card", cap=Money("1200000", "USD")),
    AcceptedRail(rail="pay_later"),
    AcceptedRail(rail="telegraphic_transfer"),
)


class Market:
    """Every stream, the books and the clock of one run under one policy."""

    def __init__(self, policy: Policy, players: tuple[Player, ...]) -> None:
        """Nobody has traded yet; suppliers opt in by `admit`."""
        self.policy = policy
        self.policies = Policies({1: policy}, 1)
        self.now = START
        self.parties = parties(players)
        self.orders: dict[int, Order] = {}
        self.suppliers: dict[int, Supplier] = {}
        self.streams: dict[int, list[Event]] = {}
        self.books: Counter[tuple[Account, int, str]] = Counter()
        self.counted: dict[int, list[OrderCounted]] = {}
        self.refusals: Counter[str] = Counter()
        self.askings = 0
        self._lines = 0

    def line(self) -> str:
        """The key of a bank line that never comes again."""
        self._lines += 1
        return f"lab-{self._lines}"

    def admit(self, seller: Player) -> None:
        """A supplier takes part and says where its money goes."""
        self.ask(seller.id, OptIn(), seller.who)
        self.ask(seller.id, SetAcceptedRails(rails=_RAILS), seller.who)
        self.ask(seller.id, SetPayoutAccount(name=seller.who.person, account=account_of(seller.id)), seller.who)

    def case(self, command: Command, stream_id: int) -> Case:
        """The facts that an asking may look at."""
        if command.stream == "supplier":
            return Case(supplier=self.suppliers.get(stream_id), parties=self.parties)
        order = self.orders.get(stream_id)
        company = command.contract.supplier_id if isinstance(command, CreateDraft) else order.supplier if order else 0
        return Case(order, self.suppliers.get(company), None, self.parties)

    def ask(self, stream_id: int, command: Command, who: Who) -> tuple[Event, ...] | Refused:
        """What happened, or the refusal, after which everything is as it was."""
        self.askings += 1
        case = self.case(command, stream_id)
        conclusion = conclude(case, stream_id, command, who, self.now, self.policies, EXPERTS)
        if isinstance(conclusion, Refused):
            self.refusals[conclusion.code] += 1
            return conclusion
        events, after = conclusion
        for event in events:
            self._keep(stream_id, event, after)
        if after.order is not None:
            self.orders[after.order.id] = after.order
        if after.supplier is not None and after.supplier.version:
            self.suppliers[after.supplier.id] = after.supplier
        self._compute_limit(events, after.supplier)
        return events

    def _keep(self, stream_id: int, event: Event, after: Case) -> None:
        owner = stream_id
        if event.stream == "supplier" and after.supplier is not None:
            owner = after.supplier.id
        self.streams.setdefault(owner, []).append(event)
        rows = postings(event, owner)
        assert all((row.debit, row.credit) in PAIRS.get(type(event), frozenset()) for row in rows), event
        for row in rows:
            self.books[row.debit, row.debit_owner, row.currency] -= row.amount
            self.books[row.credit, row.credit_owner, row.currency] += row.amount

    def _compute_limit(self, events: tuple[Event, ...], seller: Supplier | None) -> None:
        """The limit after an order that counts (4.9), as the clock's round has it recorded."""
        new = [event for event in events if isinstance(event, OrderCounted)]
        if not new or seller is None:
            return
        counted = self.counted.setdefault(seller.id, [])
        counted += new
        for one in new:
            self._note_link(one, seller.id)
        found = assess(self.suppliers[seller.id], counted, day_of(self.now, self.policy.policy_tz), self.policy)
        command = RecordLimit(
            limit=money(found.limit, self.policy.limit_currency),
            raw=money(max(0, found.raw), self.policy.limit_currency),
            model=self.policy.limit_model,
            bound=found.bound,
            orders=len(found.orders),
            day=found.day,
            secured=found.secured,
        )
        self.ask(seller.id, command, CLOCK)

    def _note_link(self, one: OrderCounted, seller: int) -> None:
        """A buyer that paid from its supplier's account belongs to it (O50), as the cashier notes it from the book."""
        own = {payment.payer.account for payment in self.orders[one.order].funds.payments}
        if account_of(seller) in own and self.suppliers[seller].link(one.buyer) is None:
            command = NoteLink(buyer=ids.to_text(ids.PARTY_PREFIX, one.buyer), reasons=("same_account",))
            self.ask(seller, command, CLOCK)

    def wakes(self, number: int) -> datetime | None:
        """When the clock has to ask on this order next."""
        facts = self.orders[number]
        return wake_at(facts, deciding.policy_of(facts, self.policies))

    def pay_out(self, seller: Player) -> None:
        """The supplier takes what is available, and the bank pays it; so nothing lies about to be recovered from."""
        facts = self.suppliers[seller.id]
        for payout in facts.payouts:
            self.ask(seller.id, SettlePayout(number=payout.number, line=self.line()), BANK)
        available = facts.purse("USD").available
        if available:
            self.ask(seller.id, RequestPayout(amount=money(available, "USD")), seller.who)
