"""The proofs: replay every stream and show that the book says nothing that did not happen (architecture, Money).

One pass over events, postings and rows side by side, stream by stream, in one snapshot, with memory for no more than
the suppliers of a bucket. It only reads. Each `Proof` says what it claims, how often it was checked and where it fails.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

import msgspec
import psycopg

from fairhold.book.alarms import first_deadline
from fairhold.book.chain import START
from fairhold.book.coding import STAGES, STATES, decode_profile
from fairhold.book.known import Facts, fold
from fairhold.book.lines import line_number
from fairhold.book.packing import to_microseconds
from fairhold.book.queries import sql
from fairhold.book.reference import read_reference
from fairhold.book.streams import Recorded, all_streams, each_row
from fairhold.book.writing import amounts, booked_line, in_suspense, purse_amounts
from fairhold.trade.accounts import CLIENT_LIABILITIES, SUSPENSE, TRUST_ASSETS, TRUST_LIABILITIES, Account
from fairhold.trade.ids import BUCKETS
from fairhold.trade.ledger import postings
from fairhold.trade.order import Order, stage
from fairhold.trade.posting import Posting
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.table import WISHES

PROBLEMS_SHOWN_MAX: Final = 20
"""How many failures of a proof are described; all are counted."""
LOOKED_UP_AT_ONCE: Final = 1_000
EVENTS_PER_PROGRESS: Final = 1_000

CLAIMS: Final[dict[str, str]] = {
    "chain": "Every event follows the one before it, hash by hash, up to the head on the stream's row.",
    "facts": "Every row says what folding its stream's events says, and no deadline comes before its alarm (I15).",
    "keys": "No idempotency key counts twice in a stream (I9).",
    "postings": "Every event's postings are those that the event means, balanced in themselves (I1).",
    "trust": "Per currency and after every event the trust account and what the house owes it equal client money (I2).",
    "liabilities": "No client's account was ever overdrawn, and no more fees were swept than earned (I3, M34).",
    "balances": "Every balance on a row is the sum of its postings.",
    "limits": "What orders reserve of a supplier's limit is what its limit says (I7).",
    "lines": "Every booked bank line has exactly one event, and every such event its line (I8).",
    "wishes": "Every event that wants something outside has its wish, and every wish its event.",
}
"""What is proved."""

_SUPPLIER_ACCOUNTS: Final = {
    Account.SUPPLIER_AVAILABLE: "available",
    Account.SUPPLIER_RESERVE: "reserve",
    Account.SUPPLIER_IN_TRANSIT: "in_transit",
    Account.SUPPLIER_DISPUTE_HOLD: "dispute_hold",
    Account.SUPPLIER_RECEIVABLE: "receivable",
    Account.SUPPLIER_DEPOSIT: "deposit",
}
_HOUSE: Final = 0

Row = tuple[Any, ...]
Group = TypeVar("Group")
Money = tuple[Account, int, str]
"""An account, its owner and a currency."""


class Proof(msgspec.Struct, frozen=True):
    """One claim: whether it holds, how many things were checked, how many failed, and the first of them in words."""

    name: str
    claim: str
    ok: bool
    checked: int
    failed: int
    problems: tuple[str, ...]


def verify(connection: psycopg.Connection, progress: Callable[[int, int], None] | None = None) -> list[Proof]:
    """All proofs, of the book as it stands now. `progress` hears how many events of how many are done."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        auditor = _Auditor(connection, progress or (lambda done, total: None))
        auditor.run()
    return auditor.proofs()


class _Auditor:
    """One verification under way."""

    def __init__(self, connection: psycopg.Connection, progress: Callable[[int, int], None]) -> None:
        self._connection = connection
        self._progress = progress
        self._policies = read_reference(connection).policies
        self._checked: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._problems: defaultdict[str, list[str]] = defaultdict(list)
        self._total = self._count("count_events")
        self._done = 0
        self._house: defaultdict[Money, int] = defaultdict(int)
        self._on_its_way: defaultdict[Money, int] = defaultdict(int)
        self._lines: list[tuple[str, int, int]] = []
        self._wishes: list[tuple[int, int, str]] = []
        self._booked = 0
        self._wished = 0
        self._bucket = -1
        self._suppliers: dict[int, Supplier] = {}
        self._theirs: defaultdict[Money, int] = defaultdict(int)
        self._reserved: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])

    def proofs(self) -> list[Proof]:
        return [
            Proof(name, claim, not failed, self._checked[name], failed, tuple(self._problems[name]))
            for name, claim in CLAIMS.items()
            for failed in (self._failed[name],)
        ]

    def _check(self, name: str, holds: bool, problem: str) -> None:
        self._checked[name] += 1
        if not holds:
            self._failed[name] += 1
            if len(self._problems[name]) < PROBLEMS_SHOWN_MAX:
                self._problems[name].append(problem)

    def _count(self, name: str) -> int:
        row = self._connection.execute(sql(name)).fetchone()
        assert row is not None
        return int(row[0])

    # ---------------------------------------------------------------------------------------------------- the pass

    def run(self) -> None:
        """Walk rows, events and postings side by side, in the order of buckets and numbers."""
        histories = _Steps(all_streams(self._connection))
        booked = _Steps(groupby(each_row(self._connection, "all_postings"), key=itemgetter(0)))
        for kind, row in self._rows():
            stream_id = row[0]
            for stray, events in histories.before(stream_id):
                self._stray_events(stray, events)
            for stray, rows in booked.before(stream_id):
                self._check("postings", False, f"stream {stray}: {len(list(rows))} postings without events")
            if stream_id % BUCKETS != self._bucket:
                self._close_bucket()
                self._bucket = stream_id % BUCKETS
            self._stream(kind, row, histories.at(stream_id) or iter(()), list(booked.at(stream_id) or ()))
            histories.step(stream_id)
            booked.step(stream_id)
        for stray, events in histories.rest():
            self._stray_events(stray, events)
        for stray, rows in booked.rest():
            self._check("postings", False, f"stream {stray}: {len(list(rows))} postings without events")
        self._close_bucket()
        self._close_book()
        self._progress(self._total, self._total)

    def _rows(self) -> Iterator[tuple[str, Row]]:
        """The rows of all streams, by bucket and number."""

        def of(kind: str, name: str) -> Iterator[tuple[int, int, str, Row]]:
            for row in each_row(self._connection, name):
                yield row[0] % BUCKETS, row[0], kind, row

        orders, suppliers = of("order", "all_orders"), of("supplier", "all_suppliers")
        for _, _, kind, row in heapq.merge(orders, suppliers, of("remittance", "all_remittances")):
            yield kind, row

    def _stray_events(self, stream_id: int, events: Iterator[Recorded]) -> None:
        self._check("facts", False, f"stream {stream_id}: {len(list(events))} events without a row")

    def _stream(self, kind: str, row: Row, events: Iterator[Recorded], booked: list[Row]) -> None:
        stream_id, version, head, last_at = row[:4]
        facts: Facts = {"order": Order, "supplier": Supplier, "remittance": Remittance}[kind](id=stream_id)
        by_seq = {seq: list(rows) for seq, rows in groupby(booked, key=itemgetter(1))}
        balances: defaultdict[Money, int] = defaultdict(int)
        keys: set[bytes] = set()
        previous, seq, at = START, 0, None
        for recorded in events:
            seq += 1
            self._tell()
            whole = recorded.seq == seq and recorded.follows(previous) and (at is None or recorded.at >= at)
            self._check("chain", whole, f"stream {stream_id}: event {recorded.seq} does not follow event {seq - 1}")
            previous, at = recorded.hash, recorded.at
            if recorded.key is not None and kind != "supplier":  # a supplier's keys are unique by their table
                self._check("keys", recorded.key not in keys, f"stream {stream_id}: the key of event {seq} came before")
                keys.add(recorded.key)
            try:
                event = recorded.event
                facts = fold(facts, event)
            except Exception as error:  # whatever a tampered event does, it is a finding
                self._check("facts", False, f"stream {stream_id}: event {recorded.seq} cannot be replayed: {error}")
                continue
            self._postings(stream_id, recorded.seq, event, by_seq.pop(recorded.seq, []), balances)
        for lost in by_seq:
            self._check("postings", False, f"stream {stream_id}: postings of event {lost}, which is not there")
        complete = seq == version and bytes(head) == previous and last_at == at
        self._check("chain", complete, f"stream {stream_id}: the row is at event {version}, the events end at {seq}")
        self._row(facts, row, balances)

    def _tell(self) -> None:
        self._done += 1
        if self._done % EVENTS_PER_PROGRESS == 0:
            self._progress(self._done, self._total)

    # ------------------------------------------------------------------------------------------------------- events

    def _postings(self, id: int, seq: int, event: Event, rows: list[Row], balances: defaultdict[Money, int]) -> None:
        """I1, I2, I3 of one event, and what it posts to whom."""
        meant = postings(event, id)
        found = [Posting(Account(r[3]), r[4], Account(r[5]), *r[6:]) for r in rows]
        in_order = [row[2] for row in rows] == list(range(1, len(rows) + 1))
        right = tuple(found) == tuple(meant) and in_order
        self._check("postings", right, f"stream {id}: event {seq} ({type(event).__name__}) posts something else")
        covered = sum(_sign(p.debit, TRUST_ASSETS, p.credit) * p.amount for p in found)
        owed = sum(-_sign(p.debit, TRUST_LIABILITIES, p.credit) * p.amount for p in found)
        said = f"stream {id}: event {seq} moves {covered} of trust for {owed} of client money"
        self._check("trust", covered == owed, said)
        for p in found:
            self._book(balances, id, (p.debit, p.debit_owner, p.currency), -p.amount)
            self._book(balances, id, (p.credit, p.credit_owner, p.currency), p.amount)
        if found:
            low = [money for money, amount in balances.items() if amount < 0 and money[0] in CLIENT_LIABILITIES]
            self._check("liabilities", not low, f"stream {id}: event {seq} overdraws {low}")
        line = booked_line(event, found)
        if line:
            self._lines.append((line, id, seq))
            if len(self._lines) >= LOOKED_UP_AT_ONCE:
                self._look_up_lines()
        if type(event) in WISHES:
            self._wishes.append((id, seq, str(type(event).__struct_config__.tag)))
            if len(self._wishes) >= LOOKED_UP_AT_ONCE:
                self._look_up_wishes()

    def _book(self, balances: defaultdict[Money, int], id: int, money: Money, amount: int) -> None:
        """Add to a balance: the stream's own, its supplier's, money on its way between streams, or the house's."""
        account, owner, _ = money
        if account == Account.TRANSIT_MATCHED:
            self._on_its_way[money] += amount
            if not self._on_its_way[money]:
                del self._on_its_way[money]
        elif owner == _HOUSE:
            self._house[money] += amount
        elif account in _SUPPLIER_ACCOUNTS or account == Account.SUPPLIER_ROLLING:
            self._theirs[money] += amount
        else:
            self._check("balances", owner == id, f"stream {id} posts to {account.wire} of {owner}")
            balances[money] += amount

    # --------------------------------------------------------------------------------------------------------- rows

    def _row(self, facts: Facts, row: Row, balances: Mapping[Money, int]) -> None:
        if not facts.version:
            self._check("facts", False, f"stream {row[0]}: a row without events")
        elif isinstance(facts, Order):
            self._order_row(facts, row, balances)
        elif isinstance(facts, Remittance):
            self._remittance_row(facts, row, balances)
        else:
            self._supplier_row(facts, row)

    def _order_row(self, order: Order, row: Row, balances: Mapping[Money, int]) -> None:
        at, wake_at, currency, *rest = row[4:]
        said = (at, currency, *rest)
        meant = (STAGES[stage(order)], order.currency, order.supplier, order.buyer, *amounts(order))
        self._check("facts", said == meant, f"order {order.id}: the row says {said}, its events {meant}")
        self._alarm(order, wake_at)

        def balance(*accounts: Account) -> int:
            return sum(balances.get((account, order.id, order.currency), 0) for account in accounts)

        _, _, escrow, frozen, _, refunding, _, credit = row[9:]
        booked = (
            *(balance(Account.ESCROW_INITIAL, Account.ESCROW_BALANCE), balance(Account.FROZEN)),
            balance(Account.BUYER_REFUND, Account.LENDER_PAYABLE, Account.ESCHEAT_REFUND),
            balance(Account.BUYER_CREDIT),
        )
        kept = (escrow, frozen, refunding, credit)
        self._check("balances", kept == booked, f"order {order.id}: the row says {kept}, its postings {booked}")
        total = self._reserved[order.supplier, order.currency]
        total[0] += order.reserved
        total[1] += order.exposed

    def _remittance_row(self, r: Remittance, row: Row, balances: Mapping[Money, int]) -> None:
        state, wake_at, currency, amount, held = row[4:]
        said, meant = (state, currency, amount, held), (STATES[r.state], r.currency, r.amount, in_suspense(r))
        self._check("facts", said == meant, f"remittance {r.id}: the row says {said}, its events {meant}")
        booked = sum(balances.get((account, r.id, r.currency), 0) for account in SUSPENSE)
        self._check("balances", held == booked, f"remittance {r.id}: the row holds {held}, its postings {booked}")
        self._alarm(r, wake_at)

    def _alarm(self, facts: Order | Remittance, wake_at: Any) -> None:
        if self._policies is None:
            self._check("facts", False, f"stream {facts.id}: there is no policy")
            return
        first = first_deadline(facts, self._policies)
        late = first is not None and (wake_at is None or to_microseconds(wake_at) > first)
        self._check("facts", not late, f"stream {facts.id}: its alarm {wake_at} is later than its first deadline")

    def _supplier_row(self, supplier: Supplier, row: Row) -> None:
        purses = {currency: Purse(*numbers) for currency, *numbers in row[5]}
        try:
            profile = msgspec.structs.replace(decode_profile(row[4]), version=row[1], purses=purses)
        except msgspec.DecodeError:
            profile = None
        said = f"supplier {supplier.id}: the row says {profile}, its events {supplier}"
        self._check("facts", profile == supplier, said)
        for currency, purse in purses.items():
            right = min(purse_amounts(purse)) >= 0 and purse.exposed <= purse.reserved
            self._check("limits", right, f"supplier {supplier.id}: {purse} in {currency}")
        self._suppliers[supplier.id] = profile or msgspec.structs.replace(supplier, purses=purses)

    # ------------------------------------------------------------------------------------------------------ closing

    def _close_bucket(self) -> None:
        """Suppliers' balances and limits, once every stream of their bucket has been seen."""
        purses = {(id, currency) for id, supplier in self._suppliers.items() for currency in supplier.purses}
        named = {(owner, currency) for _, owner, currency in self._theirs} | self._reserved.keys() | purses
        for id, currency in sorted(named):
            self._close_purse(id, currency, self._suppliers.get(id, Supplier(id=id)))
        self._suppliers.clear()
        self._theirs.clear()
        self._reserved.clear()

    def _close_purse(self, id: int, currency: str, supplier: Supplier) -> None:
        purse = supplier.purse(currency)
        booked = {name: self._theirs.get((account, id, currency), 0) for account, name in _SUPPLIER_ACCOUNTS.items()}
        booked["receivable"] = -booked["receivable"]
        kept = {name: getattr(purse, name) for name in booked}
        booked["rolling"] = self._theirs.get((Account.SUPPLIER_ROLLING, id, currency), 0)
        kept["rolling"] = supplier.kept_back(currency)
        self._check("balances", kept == booked, f"supplier {id}: the row says {kept} {currency}, its postings {booked}")
        self._check("liabilities", min(booked.values()) >= 0, f"supplier {id}: {booked} {currency}")
        reserved, exposed = self._reserved.get((id, currency), [0, 0])
        right = (purse.reserved, purse.exposed) == (reserved, exposed)
        said = f"supplier {id}: limit {purse.reserved}/{purse.exposed} {currency}, its orders {reserved}/{exposed}"
        self._check("limits", right, said)

    def _close_book(self) -> None:
        self._look_up_lines()
        self._look_up_wishes()
        for name, counted, meant in (
            ("lines", self._count("count_booked_lines"), self._booked),
            ("wishes", self._count("count_wishes"), self._wished),
        ):
            self._check(name, counted == meant, f"{counted} are recorded, events have {meant}")
        fees = {currency: amount for (a, _, currency), amount in self._house.items() if a == Account.FEE_DUE_TO_HOUSE}
        for currency, amount in fees.items():
            self._check("liabilities", amount >= 0, f"more fees swept than earned: {amount} {currency}")
        for (account, owner, currency), amount in self._on_its_way.items():
            self._check("liabilities", amount >= 0, f"{account.wire} of {owner}: {amount} {currency}")

    def _look_up_lines(self) -> None:
        lines, self._lines = self._lines, []
        if not lines:
            return
        self._booked += len(lines)
        rows = self._connection.execute(sql("booked_lines"), {"lines": [line_number(key) for key, _, _ in lines]})
        found = {row[0]: tuple(row[1:]) for row in rows}
        for key, stream_id, seq in lines:
            right = found.get(line_number(key)) == (key, stream_id, seq)
            self._check("lines", right, f"stream {stream_id}: event {seq} books the line {key}, which says otherwise")

    def _look_up_wishes(self) -> None:
        wishes, self._wishes = self._wishes, []
        if not wishes:
            return
        self._wished += len(wishes)
        given = {"streams": [w[0] for w in wishes], "numbers": [w[1] for w in wishes]}
        found = {(row[0], row[1]): row[2] for row in self._connection.execute(sql("wishes_of"), given)}
        for stream_id, seq, kind in wishes:
            right = found.get((stream_id, seq)) == kind
            self._check("wishes", right, f"stream {stream_id}: event {seq} ({kind}) has no wish")


def _sign(debit: Account, accounts: frozenset[Account], credit: Account) -> int:
    """How a posting moves a group of accounts: +1 by its debit, -1 by its credit, 0 for both or neither."""
    return (debit in accounts) - (credit in accounts)


class _Steps(Generic[Group]):
    """Groups of rows by stream, in the order of buckets and numbers, taken step by step beside another reading."""

    def __init__(self, groups: Iterator[tuple[int, Group]]) -> None:
        self._groups = groups
        self._next = next(groups, None)

    def before(self, id: int) -> Iterator[tuple[int, Group]]:
        """The groups of streams that come before this one."""
        while self._next is not None and _place(self._next[0]) < _place(id):
            yield self._next
            self._next = next(self._groups, None)

    def at(self, id: int) -> Group | None:
        """The group of this stream. Use it before the next step."""
        return self._next[1] if self._next is not None and self._next[0] == id else None

    def step(self, id: int) -> None:
        """Go on, if this stream's group was the next."""
        if self._next is not None and self._next[0] == id:
            self._next = next(self._groups, None)

    def rest(self) -> Iterator[tuple[int, Group]]:
        """The groups that no row is left for."""
        while self._next is not None:
            yield self._next
            self._next = next(self._groups, None)


def _place(id: int) -> tuple[int, int]:
    return id % BUCKETS, id
