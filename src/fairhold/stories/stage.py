"""The stage: plays the steps of a story on an empty book, through the same desk, clock and cashier as everything else.

Time is a test clock for all that the steps move; numbers are counted; nothing is random, so a story is told in the same
words every time. It must never be given a database that anybody needs.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from fairhold.acquiring.attempts import Asked
from fairhold.acquiring.notice import Happened
from fairhold.bank.channel import Channel, FolderChannel
from fairhold.bank.fault import StatementError
from fairhold.bank.numbers import account_number, printed_reference, reference
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.packing import to_microseconds
from fairhold.book.reference import publish_policy, read_reference, register_party
from fairhold.book.streams import Recorded, all_streams
from fairhold.book.verify import verify
from fairhold.cashier.house import House, house_of
from fairhold.cashier.rounds import Cashier, Round
from fairhold.cashier.statements import ImportReport, import_statement
from fairhold.clock import advance, make_test_clock
from fairhold.desk import Asking, Desk
from fairhold.settings import Settings
from fairhold.stories import inspector, telling
from fairhold.stories.mockbank import BIC, IBAN, MockBank
from fairhold.stories.numbers import BEGINNING, BUYER_ID, SUPPLIER_ID, order_id
from fairhold.stories.rail import RAILS, StoryRail
from fairhold.stories.script import Step, Story, StoryWrong
from fairhold.trade import ids, order_fold, remittance_fold, supplier_fold
from fairhold.trade.agreement import AcceptAmendment, CreateDraft
from fairhold.trade.award import base
from fairhold.trade.deciding import Case, course, due, policy_of
from fairhold.trade.inspection import SubmitReport
from fairhold.trade.ledger import postings
from fairhold.trade.money import money
from fairhold.trade.order import Order, stage
from fairhold.trade.policy import PRESETS, Policies, Policy
from fairhold.trade.posting import Posting
from fairhold.trade.remittance import Remittance
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.stream import Command
from fairhold.trade.supplier import Supplier
from fairhold.trade.table import COMMANDS
from fairhold.trade.who import PARTIES, Party, Role, Who
from fairhold.wording import WordsWrong, amount, command_of, fields_of, money_of

PERSONS: Mapping[Role, str] = {
    Role.BUYER: "bea",
    Role.SUPPLIER: "sun",
    Role.TREASURY: "tom",
    Role.COMPLIANCE: "ann",
    Role.OPERATOR: "olga",
    Role.INSPECTOR: "ines",
    Role.CARRIER: "carrier feed",
    Role.ADJUDICATOR: "ada",
    Role.DISPUTE_LEAD: "lea",
}
"""Who acts for a role when a step names nobody (`compliance/cy: lift_hold` names somebody)."""
STORY_CLOCK = 1
NOON = time(12)


class Stage:
    """One story on one empty database."""

    def __init__(self, url: str, files: Path, workplace: Path) -> None:
        """`files` is where the story's files lie, `workplace` an empty folder for what goes to the bank."""
        self._url = url
        self._files = files
        self._stack = ExitStack()
        self._channel: Channel = FolderChannel(workplace / "outgoing", workplace / "incoming")
        self._house: House = house_of(Settings())
        self._bank: MockBank | None = None
        self._rails: dict[str, StoryRail] = {}
        self._now: datetime | None = None
        self._told: list[str] = []
        self._labels: dict[int, str] = {SUPPLIER_ID: "supplier", BUYER_ID: "buyer"}
        self._orders: dict[str, int] = {}
        self._order = ""
        self._facts: dict[int, Order | Supplier | Remittance] = {}
        self._seen: dict[int, int] = {}
        self._rows: list[Posting] = []
        self._parties: dict[int, Party] = {}
        self._count = 0
        self._moment: datetime | None = None

    def __enter__(self) -> Self:
        migrate(self._url)
        self._connection = self._stack.enter_context(connect(self._url))
        self._desk = self._stack.enter_context(
            Desk(self._url, wall=lambda: self._now or BEGINNING, new_order_id=self._counted)
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def play(self, story: Story, heard: Callable[[str], None] = lambda line: None) -> list[str]:
        """Play every block; the transcript of each. `heard` gets each line at once. Raises StoryWrong."""
        transcripts = []
        for number, block in enumerate(story.blocks):
            self._told = []
            reached = 0
            for step in block.steps:
                try:
                    self._step(step)
                except (StoryWrong, WordsWrong, KeyError, ValueError, OSError) as error:
                    if isinstance(error, AssertionError):
                        raise
                    raise StoryWrong(f"{story.path.name}:{step.number}: {step.text}: {error}") from error
                for line in self._told[reached:]:
                    heard(line)
                reached = len(self._told)
            if number == len(story.blocks) - 1:
                self._end()
                for line in self._told[reached:]:
                    heard(line)
            transcripts.append("".join(f"{line}\n" for line in self._told))
        return transcripts

    # --------------------------------------------------------------------------------------------------------- steps

    def _step(self, step: Step) -> None:
        first, rest = step.words[0], step.words[1:]
        if first == "at":
            self._at(rest)
            return
        self._say(step.text)
        if first in _STEPS:
            _STEPS[first](self, rest)
        elif first.endswith(":"):
            self._asks(first.removesuffix(":"), rest)
        else:
            raise StoryWrong(f"`{first}` is no step; steps: at, {', '.join(_STEPS)}, or ROLE: COMMAND")
        self._tell_news()

    def _end(self) -> None:
        self._say("")
        self._say("the books")
        self._shows(("books",))
        self._say("the proofs")
        self._shows(("proofs",))

    def _at(self, words: tuple[str, ...]) -> None:
        """Time passes up to then; every deadline on the way happens at its own moment."""
        day = datetime.fromisoformat(words[0]).date()
        at = time.fromisoformat(words[1]) if len(words) > 1 else NOON
        to = datetime.combine(day, at, UTC)
        if self._now is None:
            self._now = to
            make_test_clock(self._connection, "story", to, STORY_CLOCK, for_all=True)
        else:
            self._now = to
            advance(self._desk, self._connection, STORY_CLOCK, to, self._passing)
            self._tell_news()
        self._say("")
        self._say(f"-- {telling.when(to)}")
        self._moment = None

    def _passing(self, moment: datetime) -> None:
        self._tell_news()
        self._moment = moment

    def _policy(self, words: tuple[str, ...]) -> None:
        if words[0] not in PRESETS:
            raise StoryWrong(f"no preset {words[0]}; there are {', '.join(PRESETS)}")
        changes = dict(word.split("=", 1) for word in words[1:])
        given = {**msgspec.to_builtins(PRESETS[words[0]]), **changes}
        policy = msgspec.convert(given, Policy, strict=False)
        version = publish_policy(self._connection, words[0], policy, self._now or BEGINNING)
        self._say(f"    policy version {version} for orders agreed from now on")

    def _company(self, words: tuple[str, ...]) -> None:
        role, name, _, country = words
        number = {"buyer": BUYER_ID, "supplier": SUPPLIER_ID}[role]
        self._parties[number] = Party(number, name, country, verified=True)
        register_party(self._connection, self._parties[number], self._now or BEGINNING)
        self._say(f"    {ids.to_text(ids.PARTY_PREFIX, number)}")

    def _names_order(self, words: tuple[str, ...]) -> None:
        self._order = words[0]
        if words[0] in self._orders:
            self._say(f"    {stage(self._current())}")

    def _asks(self, actor: str, words: tuple[str, ...]) -> None:
        if actor == "bank" and words[0] in _BANK:
            _BANK[words[0]](self, words[1:])
            return
        if actor in RAILS:
            self._rail_tells(actor, words)
            return
        name, _, person = actor.partition("/")
        role = Role(name)
        party = {Role.BUYER: BUYER_ID, Role.SUPPLIER: SUPPLIER_ID}.get(role, 0) if role in PARTIES else 0
        if words[0] not in COMMANDS:
            raise StoryWrong(f"`{words[0]}` is no command")
        kind = COMMANDS[words[0]]
        said = dict(word.split("=", 1) for word in words[1:])
        words_said = inspector.helped(kind, self._with_fingerprint(kind, said))
        command = command_of(kind, words_said, partial(self._file, kind))
        self._count += 1
        who = Who(role, party, person or PERSONS.get(role, ""))
        answer = self._desk.ask(Asking(self._stream(command), command, who, f"step-{self._count}"))
        if answer.refused is not None:
            for line in telling.refusal_lines(answer.refused):
                self._say(line)
            return
        if isinstance(command, CreateDraft):
            self._orders[self._order] = answer.stream_id
            self._labels[answer.stream_id] = self._order

    def _file(self, kind: type[Command], name: str) -> bytes:
        """A file of the story; what it tells of a visit becomes the inspector's report."""
        data = (self._files / name).read_bytes()
        if kind is not SubmitReport:
            return data
        facts = self._current()
        return inspector.reported(data, facts, policy_of(facts, self._policies()), self._now or BEGINNING)

    def _with_fingerprint(self, kind: type[Command], said: dict[str, str]) -> dict[str, str]:
        """Who signs in a story signs the version that stands; who agrees to a measure, the last one that waits."""
        if kind is AgreeMeasure and "digest" not in said:
            firm = self._facts.get(SUPPLIER_ID)
            waits = firm.pending if isinstance(firm, Supplier) else ()
            return {**said, "digest": waits[-1].proposal.digest} if waits else said
        if "fingerprint" in said or not any(field.name == "fingerprint" for field in fields_of(kind)):
            return said
        facts = self._current()
        pending = facts.amendment if kind is AcceptAmendment else None
        return {**said, "fingerprint": facts.fingerprint if pending is None else pending.fingerprint}

    def _stream(self, command: Command) -> int:
        if isinstance(command, CreateDraft):
            if not self._order or self._order in self._orders:
                raise StoryWrong("name a new order first: order NAME")
            return 0
        if command.stream == "supplier":
            return SUPPLIER_ID
        if command.stream == "order":
            return self._current().id
        held = [id for id, facts in self._facts.items() if isinstance(facts, Remittance)]
        if not held:
            raise StoryWrong("nothing lies in suspense")
        return held[-1]

    def _counted(self, firm: int) -> int:
        """The next order's number; the desk may ask for it more than once before it is taken."""
        return order_id(len(self._orders) + 1, firm)

    def _current(self) -> Order:
        facts = self._facts.get(self._orders.get(self._order, 0))
        if not isinstance(facts, Order):
            raise StoryWrong(f"there is no order {self._order!r} yet")
        return facts

    def _rail_tells(self, name: str, words: tuple[str, ...]) -> None:
        """A notice of a rail about the last attempt of the order by it."""
        facts = self._current()
        number, paid = next((a.number, a.amount) for a in reversed(facts.funds.attempts) if a.kind == name)
        said = dict(word.split("=", 1) for word in words[1:] if "=" in word)
        told = self._rails.setdefault(name, StoryRail(name)).tell(
            self._desk,
            self._connection,
            Asked(facts.id, number),
            msgspec.convert(words[0], Happened),
            money_of(said["amount"]) if "amount" in said else money(paid, facts.currency),
            self._now or BEGINNING,
            cost=money_of(said["cost"]) if "cost" in said else None,
            payer=said.get("payer", ""),
            reason=said.get("reason", ""),
            forged="forged" in words,
            again="again" in words,
        )
        self._say(f"    {told}")

    # ---------------------------------------------------------------------------------------------------------- bank

    def _bank_statement(self, words: tuple[str, ...]) -> None:
        data = (self._files / words[0]).read_bytes()
        dry_run = "dry-run" in words[1:]
        try:
            report = import_statement(
                self._desk,
                self._connection,
                data,
                self._house,
                self._now or BEGINNING,
                file_name=Path(words[0]).name,
                dry_run=dry_run,
            )
        except StatementError as fault:
            self._say(f"    refused {fault.code} at {fault.where}: {fault.detail}")
            return
        self._tell_import(report)

    def _tell_import(self, report: ImportReport) -> None:
        for statement in report.statements:
            head = f"    {statement.account} {statement.currency}"
            if statement.opening is not None and statement.closing is not None:
                opening, closing = (amount(m, statement.currency) for m in (statement.opening, statement.closing))
                head += f": {opening} -> {closing}"
            again = ", seen before" if statement.seen_before else ""
            self._say(f"{head}, {statement.line_count} {'line' if statement.line_count == 1 else 'lines'}{again}")
            for line in statement.lines:
                sign = "+" if line.amount > 0 else "-"
                stream = self._label(line.stream)
                said = f" ({line.said})" if line.said else ""
                figure = amount(abs(line.amount), line.currency)
                self._say(f"    {sign}{figure} {line.other}: {line.outcome.replace('_', ' ')} {stream}".rstrip() + said)

    def _bank_collects(self, words: tuple[str, ...]) -> None:
        self._tell_round(self._cashier().post_outbox(self._connection, self._now or BEGINNING))

    def _tell_round(self, done: Round) -> None:
        for carried in done.carried:
            to = self._label(carried.order)
            self._say(f"    matched money to {to}: {f'refused, {carried.refused}' if carried.refused else 'taken'}")
        for file in done.sent:
            self._say(f"    pain.001 {file.message_id}")
            for name, minor in file.payments:
                self._say(f"        {amount(minor, file.currency)}  {name}")
            for name, code in file.unsendable:
                self._say(f"        cannot be sent: {name} ({code})")
        for verdicts in done.reports:
            said = ", ".join(f"{name} rejected: {why}" for name, why in verdicts.rejected) or "accepted"
            self._say(f"    pain.002 for {verdicts.message_id}: {said}")
        for report in done.imports:
            self._tell_import(report)
        if done.away:
            raise StoryWrong(f"the bank is away: {done.away}")
        if not done.did_something:
            self._say("    nothing waits")

    def _bank_opens(self, words: tuple[str, ...]) -> None:
        if self._now is None:
            raise StoryWrong("say at what time first")
        self._bank = self._stack.enter_context(MockBank(self._now))
        self._channel = self._bank.channel
        self._house = House(self._house.name, {"EUR": IBAN}, BIC, self._house.prefix)
        self._say(f"    a process of mock-bank keeps the trust account {IBAN}")

    def _bank_receives(self, words: tuple[str, ...]) -> None:
        """`receives AMOUNT from NAME IBAN`, for the current order."""
        figure, _, name, iban = words
        text = reference(self._current().id)
        self._process().receive(money_of(figure).minor, name, iban, text)

    def _bank_ends(self, words: tuple[str, ...]) -> None:
        self._process().end_day()

    def _bank_brings(self, words: tuple[str, ...]) -> None:
        self._tell_round(self._cashier().fetch_mail(self._connection, self._now or BEGINNING))

    def _process(self) -> MockBank:
        if self._bank is None:
            raise StoryWrong("open the bank first: bank: opens")
        return self._bank

    def _cashier(self) -> Cashier:
        return Cashier(self._desk, self._channel, self._house)

    # --------------------------------------------------------------------------------------------------------- shows

    def _shows(self, words: tuple[str, ...]) -> None:
        for word in words:
            if word not in _SHOWS:
                raise StoryWrong(f"nothing to show called {word}; there is {', '.join(_SHOWS)}")
            for line in _SHOWS[word](self):
                self._say(line)

    def _cover(self) -> list[str]:
        facts = self._current()
        firm = self._facts.get(facts.supplier)
        case = Case(facts, firm if isinstance(firm, Supplier) else None, None, self._parties)
        who = Who(Role.BUYER, facts.buyer)
        covered = base(course(case, facts.id, who, self._now or BEGINNING, self._policies()))
        return [f"    {facts.terms.coverage} covers {amount(covered, facts.currency)}"]

    def _limit(self) -> list[str]:
        firm = self._facts.get(SUPPLIER_ID)
        if not isinstance(firm, Supplier):
            return ["    the supplier takes no part"]
        return [
            line for currency, purse in sorted(firm.purses.items()) for line in telling.purse_lines(currency, purse)
        ]

    def _account(self) -> list[str]:
        number = self._current().id
        return [
            f"    account {account_number(number, self._house.prefix)}",
            f"    reference {printed_reference(number)}",
        ]

    def _suspense(self) -> list[str]:
        held = [facts for facts in self._facts.values() if isinstance(facts, Remittance)]
        return [
            line
            for facts in held
            for line in (
                f"    {self._labels[facts.id]}: {amount(facts.amount, facts.currency)}, {facts.state}",
                *telling.deadline_lines(due(facts, self._policies())),
            )
        ]

    def _policies(self) -> Policies:
        found = read_reference(self._connection).policies
        if found is None:
            raise StoryWrong("publish a policy first: policy seed")
        return found

    # ------------------------------------------------------------------------------------------------------- telling

    def _say(self, line: str) -> None:
        self._told.append(line)

    def _label(self, text: str) -> str:
        for prefix in ids.PREFIXES:
            number = ids.from_text(prefix, text)
            if number:
                return self._named(number, prefix)
        return text

    def _named(self, id: int, prefix: str) -> str:
        if id not in self._labels and prefix == ids.REMITTANCE_PREFIX:
            known = sum(label.startswith("remittance ") for label in self._labels.values())
            self._labels[id] = f"remittance {known + 1}"
        return self._labels.get(id, ids.to_text(prefix, id))

    def _tell_news(self) -> None:
        """Tell what has happened in any stream since the last time, and what it changed."""
        news: list[Recorded] = []
        with self._connection.transaction():
            for stream_id, events in all_streams(self._connection):
                news += [event for event in events if event.seq > self._seen.get(stream_id, 0)]
        if not news:
            return
        if self._moment is not None:
            self._say("")
            self._say(f"-- {telling.when(self._moment)}  (time passes)")
            self._moment = None
        before = dict(self._facts)
        for recorded in sorted(news, key=lambda one: (to_microseconds(one.at), _RANK[one.event.stream])):
            event = recorded.event
            rows = postings(event, recorded.stream_id)
            self._rows += rows
            self._fold(recorded)
            for line in telling.event_lines(self._name_of(recorded), event, rows, self._currency(recorded.stream_id)):
                self._say(line)
        for id in [id for id, facts in self._facts.items() if before.get(id) is not facts]:
            self._tell_change(before.get(id), self._facts[id])

    def _name_of(self, recorded: Recorded) -> str:
        stream = recorded.event.stream
        if stream == "remittance":
            return self._named(recorded.stream_id, ids.REMITTANCE_PREFIX)
        return self._labels.get(recorded.stream_id, self._order if stream == "order" else "supplier")

    def _currency(self, id: int) -> str:
        facts = self._facts.get(id)
        return facts.currency if isinstance(facts, Order) else ""

    def _fold(self, recorded: Recorded) -> None:
        event, id = recorded.event, recorded.stream_id
        self._seen[id] = recorded.seq
        facts: Any = self._facts.get(id)
        if event.stream == "order":
            self._facts[id] = order_fold.evolve(facts or Order(id=id), event)
        elif event.stream == "supplier":
            self._facts[id] = supplier_fold.evolve(facts or Supplier(id=id), event)
        else:
            self._facts[id] = remittance_fold.evolve(facts or Remittance(id=id), event)

    def _tell_change(self, old: Order | Supplier | Remittance | None, new: Order | Supplier | Remittance) -> None:
        if not isinstance(new, Order):
            return
        was = stage(old) if isinstance(old, Order) else None
        if was != stage(new):
            name = self._labels.get(new.id, self._order)
            self._say(f"    {name} is {stage(new)}" if was is None else f"    {name}: {was} -> {stage(new)}")
        if isinstance(old, Order) and old.funds != new.funds:
            for line in telling.money_lines(new):
                self._say(line)


_RANK = {"order": 0, "supplier": 1, "remittance": 2}

_STEPS: dict[str, Callable[[Stage, tuple[str, ...]], None]] = {
    "policy": Stage._policy,
    "company": Stage._company,
    "order": Stage._names_order,
    "show": Stage._shows,
}

_BANK: dict[str, Callable[[Stage, tuple[str, ...]], None]] = {
    "statement": Stage._bank_statement,
    "collects": Stage._bank_collects,
    "opens": Stage._bank_opens,
    "receives": Stage._bank_receives,
    "ends": Stage._bank_ends,
    "brings": Stage._bank_brings,
}

_SHOWS: dict[str, Callable[[Stage], list[str]]] = {
    "money": lambda stage_: telling.money_lines(stage_._current()),
    "deadlines": lambda stage_: telling.deadline_lines(due(stage_._current(), stage_._policies())),
    "cover": Stage._cover,
    "limit": Stage._limit,
    "account": Stage._account,
    "suspense": Stage._suspense,
    "books": lambda stage_: telling.book_lines(stage_._rows, stage_._labels),
    "proofs": lambda stage_: telling.proof_lines(verify(stage_._connection)),
}
