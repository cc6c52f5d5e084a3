"""One try at deciding a batch, in memory: each asking in its turn, against facts that the ones before it have changed.

Nothing here touches the database, except that the events of a key asked before are read back. What would be written is
collected in a `Draft`; if writing fails, the sitting is thrown away and its streams are forgotten.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any

import msgspec
import psycopg

from fairhold.book.alarms import first_deadline
from fairhold.book.asking import KEY_LENGTH_MAX, Answer, Asking, fingerprint_of, key_of, refusal
from fairhold.book.chain import START
from fairhold.book.known import Facts, Known, Memory, Used, fold
from fairhold.book.loading import load_ranges
from fairhold.book.packing import to_microseconds, to_time
from fairhold.book.reference import Reference
from fairhold.book.writing import Draft, Told
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.deciding import Case, conclude
from fairhold.trade.experts import Experts
from fairhold.trade.order import Order
from fairhold.trade.refusal import Refused
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party, Who

log = logging.getLogger(__name__)


class Again(msgspec.Struct, frozen=True):
    """A key that was used before: its asking's place in the batch, and where its events lie."""

    place: int
    used: Used
    stream: str
    supplier_id: int

    def ranges(self) -> list[tuple[int, int, int]]:
        """What to read back: (stream, first, last). An order's facts of then need its history from the start."""
        used = self.used
        first = used.seq if self.stream == "supplier" else 1
        found = [(used.stream_id, first, used.seq + used.count - 1)]
        if used.side_count:
            found.append((self.supplier_id, used.side_seq, used.side_seq + used.side_count - 1))
        return found


class Sitting:
    """The streams of one batch, the askings decided so far, and what they would write."""

    def __init__(
        self,
        memory: Memory,
        reference: Reference,
        wall: datetime,
        new_order_id: Callable[[int], int],
        experts: Experts,
    ) -> None:
        """Every stream and company that an asking needs is in `memory`, or does not exist."""
        assert reference.policies is not None
        self.parties = memory.parties
        self.reference = reference
        self.policies = reference.policies
        self.draft = Draft()
        self.answers: list[Answer | None] = []
        self.again: list[Again] = []
        self.doubtful: list[tuple[int, bytes]] = []
        """Refused askings whose key may have been used before: (supplier, key)."""
        self.touched: dict[int, Known] = {}
        self.encode_seconds = 0.0
        self._memory = memory
        self._wall, self._wall_at = wall, to_microseconds(wall)
        self._new_order_id = new_order_id
        self._experts = experts
        self._clock_for_all = reference.clock_for_all
        self._replayed: set[int] = set()
        self._ticked: set[int] = set()
        self._rung: set[int] = set()
        self._told: list[Told] = []

    def _known(self, id: int) -> Known | None:
        """A stream in memory or begun in this sitting. That it is looked at is noted: the write checks its version."""
        known = self.touched.get(id)
        if known is None:
            known = self._memory.get(id)
            if known is not None:
                if known.broken:
                    raise ValueError(f"stream {id} does not fold: run verify")
                self.touched[id] = known
        return known

    def ask(self, askings: Sequence[Asking]) -> None:
        """Decide askings in their order, then complete the draft.

        The steps are taken for all askings one after the other, so that a processor meets the same code many times.
        """
        keys = [key_of(asking.who, asking.key) for asking in askings]
        fingerprints = [fingerprint_of(asking) for asking in askings]
        for asking, key, fingerprint in zip(askings, keys, fingerprints, strict=True):
            try:
                answer = self._answer(asking, key, fingerprint)
            except Exception:  # a fault in deciding one asking is that asking's alone
                log.exception("an asking could not be decided", extra={"command": type(asking.command).__name__})
                answer = refusal(asking.stream_id, "internal_error", "The asking could not be decided.", "B3")
            self.answers.append(answer)
        started = perf_counter()
        self.draft.tell(self._told)
        self._set_alarms()
        self._add_rows()
        self.encode_seconds = perf_counter() - started

    def _answer(self, asking: Asking, key: bytes, fingerprint: int) -> Answer | None:
        if not 0 < len(asking.key) <= KEY_LENGTH_MAX:
            detail = f"A key has 1 to {KEY_LENGTH_MAX} characters."
            return refusal(asking.stream_id, "key_missing", detail, "B2")
        command = asking.command
        own = company = None
        if isinstance(command, CreateDraft):
            home = company = self._known(command.contract.supplier_id)
        else:
            home = own = self._known(asking.stream_id)
            if own is not None:
                facts = own.facts
                if not isinstance(facts, _FACTS[command.stream]):
                    home = own = None  # a number of another kind of stream
                elif isinstance(facts, Order):
                    company = self._known(facts.supplier)
        used = home.keys.get(key) if home is not None else None
        if used is not None:
            return self._asked_before(asking, used, fingerprint, company)
        return self._decided(asking, own, company, key, fingerprint)

    def _asked_before(self, asking: Asking, used: Used, fingerprint: int, company: Known | None) -> Answer | None:
        """The same key: the same answer for the same input, else a refusal. The events are read back later."""
        if used.fingerprint != fingerprint:
            return refusal(asking.stream_id, "key_reused", "This key was used for something else.", "B2")
        self._replayed.add(used.stream_id)
        supplier_id = company.id if company is not None else 0
        self.again.append(Again(len(self.answers), used, asking.command.stream, supplier_id))
        return None

    def _now(self, asking: Asking, own: Known | None) -> tuple[datetime, int]:
        """The time of an asking, and in microseconds; within a stream it never runs backwards."""
        now, at = self._wall, self._wall_at
        clock = self._clock_for_all
        if asking.now is not None:
            now, at = asking.now, to_microseconds(asking.now)
        elif own is not None and own.clock is not None:
            clock = self.reference.clocks.get(own.clock, clock)
        if clock is not None and asking.now is None:
            now, at = clock.now, to_microseconds(clock.now)
        if own is not None and own.at > at:
            return to_time(own.at), own.at
        return now, at

    def _case(self, own: Known | None, company: Known | None, command: Command) -> Case:
        facts = own.facts if own is not None else None
        if isinstance(facts, Supplier):
            party = self.parties.get(facts.id)
            return Case(supplier=facts, parties={facts.id: party} if party is not None else {})
        if isinstance(facts, Remittance):
            return Case(remittance=facts)
        firm: Any = company.facts if company is not None else None
        if isinstance(command, CreateDraft):
            assert firm is None or isinstance(firm, Supplier)
            return Case(supplier=firm, parties=self._both(command.contract.buyer_id, command.contract.supplier_id))
        if own is None or facts is None:
            return Case()
        if own.parties_from is not self.parties:
            own.parties, own.parties_from = self._both(facts.buyer, facts.supplier), self.parties
        quiet = own.quiet_until if facts.version == own.row_version else None
        return Case(facts, firm, None, own.parties, quiet)

    def _both(self, buyer: int, supplier: int) -> Mapping[int, Party]:
        return {id: self.parties[id] for id in (buyer, supplier) if id in self.parties}

    def _decided(
        self, asking: Asking, own: Known | None, company: Known | None, key: bytes, fingerprint: int
    ) -> Answer:
        command = asking.command
        now, at = self._now(asking, own)
        case = self._case(own, company, command)
        stream_id = asking.stream_id
        if isinstance(command, CreateDraft):
            stream_id = self._new_order_id(command.contract.supplier_id)
        if own is not None:
            own.now = max(own.now, at)
            self._ticked.add(own.id)
        conclusion = conclude(case, stream_id, command, asking.who, now, self.policies, self._experts)
        if isinstance(conclusion, Refused):
            home = company if isinstance(command, CreateDraft) else own if command.stream == "supplier" else None
            if home is not None:  # keys of a remembered supplier are not all in memory
                self.doubtful.append((home.id, key))
            return Answer(asking.stream_id, (), own.version if own is not None else 0, conclusion, False, case)
        mine, after = conclusion
        beside: tuple[Event, ...] = ()
        if command.stream == "order" and after.supplier is not case.supplier:
            beside = tuple([event for event in mine if event.stream != "order"])
            mine = tuple([event for event in mine if event.stream == "order"])
            if company is None:
                raise ValueError("events for a supplier that was not loaded")
        facts = _facts(after, command.stream)
        version = facts.version if facts is not None else 0
        answer = Answer(stream_id if mine else asking.stream_id, mine + beside, version, None, False, after)
        if mine and not asking.dry_run:
            if own is None:
                own = Known(stream_id, START, at, 0)
            used = Used(own.id, fingerprint, own.version + 1, len(mine))
            if beside and company is not None:
                used = Used(own.id, fingerprint, own.version + 1, len(mine), company.version + 1, len(beside))
                self._goes_on(company, beside, after.supplier, at, asking.who, None, None)
            self._goes_on(own, mine, facts, at, asking.who, key, used)
            self._keep_key(command, own, company, key, used)
        return answer

    def _goes_on(
        self,
        known: Known,
        events: tuple[Event, ...],
        facts: Facts | None,
        at: int,
        who: Who,
        key: bytes | None,
        used: Used | None,
    ) -> None:
        """The stream goes on from here; its events and its row are to be written."""
        at = max(at, known.at)
        self._told.append(Told(known, known.version + 1, events, at, who, key, used))
        known.facts, known.at = facts, at
        known.now = max(known.now, at)
        self.touched[known.id] = known

    def _keep_key(self, command: Command, own: Known, company: Known | None, key: bytes, used: Used) -> None:
        """The key lives with its stream; for new orders and suppliers' commands with the supplier."""
        if command.stream == "supplier":
            company = own
        else:
            own.keys[key] = used
            if not isinstance(command, CreateDraft):
                return
        assert company is not None
        company.remember(key, used)
        row = (company.id, key, used.stream_id, used.fingerprint, used.seq, used.count)
        self.draft.rows["keys"].append(row)

    def _set_alarms(self) -> None:
        """Rewrite waking times only where they move earlier or have passed, so that their index stays cheap."""
        policies, ticked = self.policies, self._ticked
        for id, known in self.touched.items():
            facts, wake = known.facts, known.row_wake
            if isinstance(facts, Supplier) or facts is None:
                continue
            changed = facts.version > known.row_version
            fired = wake is not None and wake <= known.now and (changed or id in ticked)
            if changed or fired:
                first = first_deadline(facts, policies)
                if fired or (first is not None and (wake is None or first < wake)):
                    known.wake(first)
                    if first != wake:
                        self._rung.add(id)

    def _add_rows(self) -> None:
        """The rows of changed streams, the versions of those only looked at, and replays."""
        draft, rows = self.draft, self.draft.rows
        for id, known in self.touched.items():
            facts = known.facts
            if known.version > known.row_version or id in self._rung:
                draft.add_stream(known)
            elif id in self._replayed:
                rows["replayed_" + _NAMES[type(facts)]].append((id,))
            else:
                rows["seen_" + _NAMES[type(facts)]].append((id, known.row_version))
        for again in self.again:
            if again.used.stream_id not in self.touched:  # the order that a draft's key belongs to
                rows["replayed_orders"].append((again.used.stream_id,))

    def written(self) -> None:
        """The draft is sent: what ran ahead in memory is now what the rows say, unless the write fails."""
        for known in self.touched.values():
            known.row_version = known.version
            if isinstance(known.facts, Supplier):
                known.money = known.facts.purses

    def recall(self, connection: psycopg.Connection) -> None:
        """Read back the events of keys asked before, and answer these askings as then."""
        read = load_ranges(connection, [wanted for again in self.again for wanted in again.ranges()])
        for again in self.again:
            try:
                self.answers[again.place] = self._answer_of_then(again, read)
            except Exception:
                log.exception("a key asked again could not be answered")
                detail = "The answer of then could not be read."
                self.answers[again.place] = refusal(again.used.stream_id, "internal_error", detail, "B2")

    def complete_answers(self) -> list[Answer]:
        """The answers, in the order of the askings."""
        answers = [answer for answer in self.answers if answer is not None]
        assert len(answers) == len(self.answers)
        return answers

    def _history(self, id: int, read: Mapping[int, dict[int, Event]]) -> dict[int, Event]:
        """Events of a stream by number: those read and those of this sitting."""
        found = dict(read.get(id, {}))
        for told in self._told:
            if told.known.id == id:
                found.update(enumerate(told.events, told.seq))
        return found

    def _answer_of_then(self, again: Again, read: Mapping[int, dict[int, Event]]) -> Answer:
        used, stream = again.used, again.stream
        history, sides = self._history(used.stream_id, read), self._history(again.supplier_id, read)
        last = used.seq + used.count - 1
        mine = [history[seq] for seq in range(used.seq, last + 1)]
        beside = [sides[seq] for seq in range(used.side_seq, used.side_seq + used.side_count)]
        company = self._known(again.supplier_id)
        facts: Facts | None
        if stream == "supplier":
            known = self._known(used.stream_id)
            facts = known.facts if known is not None else None
        else:
            facts = _nothing(stream, used.stream_id)
            for seq in range(1, last + 1):
                facts = fold(facts, history[seq])
        case = _after(Case(), stream, facts, company.facts if company is not None else None)
        return Answer(used.stream_id, (*mine, *beside), last, None, True, case)


_NAMES: dict[type, str] = {Order: "orders", Supplier: "suppliers", Remittance: "remittances"}
_FACTS: dict[str, type[Facts]] = {"order": Order, "supplier": Supplier, "remittance": Remittance}


def _nothing(stream: str, id: int) -> Facts:
    """The facts of a stream that nothing has happened to."""
    if stream == "order":
        return Order(id=id)
    return Supplier(id=id) if stream == "supplier" else Remittance(id=id)


def _after(case: Case, stream: str, facts: Any, firm: Any) -> Case:
    """The case with new facts, which are those of a `stream`."""
    if stream == "order":
        return Case(facts, firm, None, case.parties)
    if stream == "supplier":
        return Case(None, facts, None, case.parties)
    return Case(None, None, facts, case.parties)


def _facts(case: Case, stream: str) -> Facts | None:
    if stream == "order":
        return case.order
    return case.supplier if stream == "supplier" else case.remittance
