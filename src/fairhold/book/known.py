"""What a desk knows of streams: their facts as of a version, in memory, so that most askings need no reading.

Nothing here is trusted: every write says which versions it was decided on, and a stream that has moved on since is
forgotten and read again. The least recently used streams are forgotten first.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from fairhold.book.packing import to_time
from fairhold.trade import order_fold, remittance_fold, supplier_fold
from fairhold.trade.order import Order
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.who import Party

Facts = Order | Supplier | Remittance
"""What is known of a stream of any kind."""

FOREVER = datetime.max.replace(tzinfo=UTC)
PARTIES_MAX = 100_000
"""How many companies are kept in memory."""
RECENT_KEYS_MAX = 1024
"""How many keys of a supplier are remembered; older ones are asked of the database."""


class Used(msgspec.Struct, frozen=True, gc=False):
    """What a key was used for: the stream, what was asked (fingerprint), and which events that made.

    `side_*` are the events in the supplier's stream that an asking on an order made beside its own.
    """

    stream_id: int
    fingerprint: int
    seq: int
    count: int
    side_seq: int = 0
    side_count: int = 0


class Known:
    """One stream in memory. The `row_*` values are those in the database; the others run ahead within a batch.

    Times are microseconds since 2000; `now` is the latest of the askings on it. `parties` are the companies of an order
    as found in `parties_from`. `money` is what the supplier's money rows say. `broken` streams do not
    fold; askings on them fail.
    """

    __slots__ = (
        "_quiet_until",
        "at",
        "broken",
        "clock",
        "facts",
        "head",
        "id",
        "keys",
        "money",
        "now",
        "parties",
        "parties_from",
        "row_version",
        "row_wake",
    )

    def __init__(self, id: int, head: bytes, at: int, row_version: int) -> None:
        self.id = id
        self.facts: Facts | None = None
        self.head = head
        self.at = at
        self.now = at
        self.row_version = row_version
        self.row_wake: int | None = None
        self._quiet_until = FOREVER
        self.clock: int | None = None
        self.keys: dict[bytes, Used] = {}
        self.money: dict[str, Purse] = {}
        self.broken = False
        self.parties: Mapping[int, Party] = {}
        self.parties_from: Mapping[int, Party] | None = None

    @property
    def quiet_until(self) -> datetime:
        """Before this instant no deadline passes; only as long as the facts are those of the row."""
        return self._quiet_until

    def wake(self, at: int | None) -> None:
        """Set the waking time, in microseconds."""
        self.row_wake = at
        self._quiet_until = FOREVER if at is None else to_time(at)

    @property
    def version(self) -> int:
        """How many events the facts hold."""
        return self.facts.version if self.facts is not None else 0

    def remember(self, key: bytes, used: Used) -> None:
        """Keep a key of a supplier, forgetting the oldest beyond the limit."""
        self.keys[key] = used
        if len(self.keys) > RECENT_KEYS_MAX:
            del self.keys[next(iter(self.keys))]


class Memory:
    """Streams by number, the least recently used first; companies, and numbers that are no company's (`strangers`)."""

    def __init__(self, streams_max: int) -> None:
        self.streams_max = streams_max
        self.parties: dict[int, Party] = {}
        self.strangers: set[int] = set()
        self._streams: OrderedDict[int, Known] = OrderedDict()

    def __len__(self) -> int:
        return len(self._streams)

    def __contains__(self, id: int) -> bool:
        return id in self._streams

    def get(self, id: int) -> Known | None:
        """The stream, if it is known."""
        return self._streams.get(id)

    def put(self, known: Known) -> None:
        """Keep a stream; it counts as used now."""
        self._streams[known.id] = known
        self._streams.move_to_end(known.id)

    def forget(self, ids: Iterable[int]) -> None:
        """Read these again when they are next needed."""
        for id in ids:
            self._streams.pop(id, None)

    def clear(self) -> None:
        """Forget everything."""
        self._streams.clear()

    def trim(self) -> None:
        """Keep to the limit."""
        while len(self._streams) > self.streams_max:
            self._streams.popitem(last=False)
        if len(self.parties) + len(self.strangers) > PARTIES_MAX:
            self.forget_parties()

    def forget_parties(self) -> None:
        """Read companies again."""
        self.parties = {}
        self.strangers = set()


def fold(facts: Facts | None, event: Event) -> Facts:
    """The facts after one more event of their stream."""
    if isinstance(facts, Order):
        return order_fold.evolve(facts, event)
    if isinstance(facts, Supplier):
        return supplier_fold.evolve(facts, event)
    assert facts is not None
    return remittance_fold.evolve(facts, event)
