"""A till for the cashier's tests: a desk on a real book, an order or two, and bank files that say what a test wants."""

import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from fairhold.bank.camt_writer import write_statement
from fairhold.bank.channel import FolderChannel
from fairhold.bank.numbers import reference
from fairhold.bank.statement import Entry, Kind, Line, Party, Statement, keyed
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import publish_policy, register_party
from fairhold.book.streams import load_events
from fairhold.book.verify import verify
from fairhold.cashier.house import House, house_of
from fairhold.cashier.rounds import Cashier
from fairhold.cashier.statements import ImportReport, import_statement
from fairhold.desk import Answer, Asking, Desk
from fairhold.settings import Settings
from fairhold.stories.numbers import BUYER_ID, SUPPLIER_ID
from fairhold.trade import ids, order_fold, remittance_fold, supplier_fold
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import Accept, CreateDraft, Propose
from fairhold.trade.joining import OptIn
from fairhold.trade.ledger import postings
from fairhold.trade.money import money
from fairhold.trade.order import Order
from fairhold.trade.payouts import SetPayoutAccount
from fairhold.trade.policy import PRESETS
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Command
from fairhold.trade.supplier import Supplier
from fairhold.trade.suspense import AgreeRemittance
from fairhold.trade.terms import Contract, ShipBy
from fairhold.trade.terms import Line as Goods
from fairhold.trade.who import CLOCK, Role, Who
from fairhold.trade.who import Party as Company
from granting import grant
from provable import GOODS, PLACE

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BUYER = Who(Role.BUYER, BUYER_ID, "bea")
SUPPLIER = Who(Role.SUPPLIER, SUPPLIER_ID, "sun")
TREASURY = Who(Role.TREASURY, 0, "tom")
SECOND_OF_TREASURY = Who(Role.TREASURY, 0, "tess")
INSPECTOR = Who(Role.INSPECTOR, 0, "ines")
OPERATOR = Who(Role.OPERATOR, 0, "olga")
PAYER = Party("Harbour Homeware Inc", "021000021000012345678", "CHASUS33XXX")


class Till:
    """One cashier with its bank, on one book, with a clock that stands where it is put."""

    def __init__(self, url: str, folder: Path) -> None:
        migrate(url)
        self.url = url
        self.now = START
        self.connection: psycopg.Connection = connect(url)
        self.house: House = house_of(Settings())
        publish_policy(self.connection, "seed", PRESETS["seed"], START)
        for number, name in ((BUYER_ID, "Harbour"), (SUPPLIER_ID, "Ningbo")):
            register_party(self.connection, Company(number, name, "US", verified=True), START)
        self.desk = Desk(url, wall=lambda: self.now)
        self.channel = FolderChannel(folder / "outgoing", folder / "incoming")
        self.cashier = Cashier(self.desk, self.channel, self.house)
        self._count = itertools.count(1)
        self.done(SUPPLIER_ID, OptIn(), SUPPLIER)
        self.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="GB33BUKB20201555555555"), SUPPLIER)
        for currency in ("USD", "EUR"):
            grant(self.desk, SUPPLIER_ID, money(50_000_000, currency))

    def close(self) -> None:
        self.desk.close()
        self.connection.close()

    # ------------------------------------------------------------------------------------------------------- asking

    def four_eyes(self, remittance: int, command: Command) -> Answer:
        """One person of treasury proposes what to do with money in suspense and a second one agrees; its answer."""
        self.done(remittance, command, TREASURY)
        plan = self.remittance(remittance).plan
        assert plan is not None
        return self.done(remittance, AgreeRemittance(digest=plan.proposal.digest), SECOND_OF_TREASURY)

    def ask(self, stream: int, command: Command, who: Who) -> Answer:
        return self.desk.ask(Asking(stream, command, who, f"till-{next(self._count)}"))

    def done(self, stream: int, command: Command, who: Who) -> Answer:
        answer = self.ask(stream, command, who)
        assert answer.refused is None, answer.refused
        return answer

    def agreed(
        self,
        total: int = 8_000_000,
        initial: int = 2_500_000,
        currency: str = "USD",
        frozen: bool = False,
        **terms: Any,
    ) -> int:
        """An order that both have signed; its number."""
        number = self.proposed(total, initial, currency, **terms)
        command = Accept(fingerprint=self.order(number).fingerprint, frozen_until_delivery=frozen)
        self.done(number, command, SUPPLIER)
        return number

    def proposed(self, total: int = 8_000_000, initial: int = 2_500_000, currency: str = "USD", **terms: Any) -> int:
        """An order that the buyer has offered; its number."""
        contract = Contract(
            title="Tumblers",
            buyer=ids.to_text(ids.PARTY_PREFIX, BUYER_ID),
            supplier=ids.to_text(ids.PARTY_PREFIX, SUPPLIER_ID),
            lines=(Goods(description="Tumbler", quantity=1_000, unit_price=money(total // 1_000, currency)),),
            total=money(total, currency),
            initial=money(initial, currency),
            coverage="post_delivery",
            shipping_method="express",
            incoterm="DAP",
            incoterm_place=PLACE,
            destination="US",
            ship_by=ShipBy(days=30),
            goods=GOODS,
            **terms,
        )
        draft = self.done(0, CreateDraft(contract=contract), BUYER)
        assert draft.case.order is not None
        signed = draft.case.order.fingerprint
        self.done(draft.stream_id, Propose(fingerprint=signed), BUYER)
        return draft.stream_id

    # -------------------------------------------------------------------------------------------------------- facts

    def events(self, stream: int) -> list[str]:
        """The kinds of all events of a stream."""
        return [kept.kind for kept in load_events(self.connection, stream)]

    def order(self, stream: int) -> Order:
        facts = Order(id=stream)
        for kept in load_events(self.connection, stream):
            facts = order_fold.evolve(facts, kept.event)
        return facts

    def remittance(self, stream: int) -> Remittance:
        facts = Remittance(id=stream)
        for kept in load_events(self.connection, stream):
            facts = remittance_fold.evolve(facts, kept.event)
        return facts

    @property
    def supplier(self) -> Supplier:
        facts = Supplier(id=SUPPLIER_ID)
        for kept in load_events(self.connection, SUPPLIER_ID):
            facts = supplier_fold.evolve(facts, kept.event)
        return facts

    def books(self, *streams: int) -> dict[str, int]:
        """Debits less credits of every account that these streams and the supplier touched, without empty ones."""
        sums: dict[str, int] = {}
        for stream in {*streams, SUPPLIER_ID}:
            for kept in load_events(self.connection, stream):
                for row in postings(kept.event, stream):
                    sums[row.debit.wire] = sums.get(row.debit.wire, 0) + row.amount
                    sums[row.credit.wire] = sums.get(row.credit.wire, 0) - row.amount
        return {name: minor for name, minor in sums.items() if minor}

    def count(self) -> int:
        """How many events there are in the book."""
        row = self.connection.execute("SELECT count(*) FROM events").fetchone()
        assert row is not None
        return int(row[0])

    def proved(self) -> None:
        """Every proof holds."""
        assert [proof for proof in verify(self.connection) if not proof.ok] == []

    # -------------------------------------------------------------------------------------------------------- files

    def line(self, minor: int, currency: str = "USD", **said: Any) -> Line:
        """A line of so many minor units, negative for a debit. `order` names an order by its reference."""
        number = said.pop("order", 0)
        if number:
            said["structured"] = (reference(number),)
        given = {"bank_reference": f"B{next(self._count)}", "counterparty": PAYER, **said}
        day = self.now.date()
        line = Line(booked_on=day, value_on=day, amount=abs(minor), credit=minor > 0, currency=currency)
        return msgspec.structs.replace(line, **given)

    def file(self, *lines: Line, kind: Kind = Kind.STATEMENT, account: str = "") -> bytes:
        """A file of the trust account with these lines."""
        currency = lines[0].currency if lines else "USD"
        number = account or self.house.accounts[currency]
        day: date = self.now.date()
        return write_statement(
            Statement(
                kind=kind,
                account=number,
                currency=currency,
                statement_id=f"S-{next(self._count)}",
                created_at=self.now,
                from_day=day,
                to_day=day,
                opening=90_000_000,
                closing=90_000_000 + sum(line.signed for line in lines),
                lines=keyed(number, [Entry(line) for line in lines]),
            )
        )

    def take(self, data: bytes, dry_run: bool = False) -> ImportReport:
        return import_statement(
            self.desk, self.connection, data, self.house, self.now, file_name="test.xml", dry_run=dry_run
        )

    def outcomes(self, *lines: Line) -> list[tuple[str, str]]:
        """Take in a statement of these lines: each one's outcome and what was said."""
        return [(line.outcome, line.said) for line in self.take(self.file(*lines)).lines]

    # --------------------------------------------------------------------------------------------------------- time

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def tick(self, stream: int, command: Command) -> Answer:
        return self.done(stream, command, CLOCK)

    def sent(self) -> list[str]:
        """The names of the files that lie in the bank's folder."""
        return sorted(path.name for path in self.channel.outgoing.iterdir() if path.is_file())


TRUST = Account.BANK_TRUST.wire
