"""Bringing files to a safe in tests, by whoever, at whatever time."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import psycopg

from fairhold.book import custody as kept
from fairhold.book.connection import connect
from fairhold.book.verify import Proof
from fairhold.safe import proving, taking
from fairhold.safe.strongroom import Strongroom, strongroom
from fairhold.settings import Settings
from fairhold.trade.policy import Policy
from fairhold.trade.who import Role, Who

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ORDER, OTHER = 4096 * 7 + 5, 4096 * 9 + 6
BUYER = Who(Role.BUYER, 4096 * 3 + 1, "bea")
SUPPLIER = Who(Role.SUPPLIER, 4096 * 4 + 5, "sam")
COMPLIANCE = Who(Role.COMPLIANCE, 0, "cora")
NOTE = b"The lids do not close.\n"


class Safe:
    """A safe and a connection to its book, as they are after a restart."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url, self.settings = url, settings

    @property
    def room(self) -> Strongroom:
        return strongroom(self.settings)

    def connect(self) -> psycopg.Connection:
        return connect(self.url)

    def bring(
        self,
        data: bytes = NOTE,
        name: str = "note.txt",
        *,
        order: int = ORDER,
        who: Who = BUYER,
        at: datetime = NOON,
        policy: Policy | None = None,
        document: taking.Document = "",
    ) -> taking.Taken:
        """Announce, send and finish a file."""
        wanted = taking.Wanted(name=name, size=len(data), sha256=sha256(data).hexdigest(), document=document)
        with self.connect() as connection:
            upload = taking.announce(self.room, connection, order, policy or Policy(), who, wanted, at).upload
            for start in range(0, len(data), 2**20):
                taking.add_piece(self.room, order, who, upload, start, data[start : start + 2**20])
            taken = taking.examine(self.room, order, who, upload, at)
            taking.put_on_record(self.room, connection, order, who, upload, taken, at)
        return taken

    def told(self, order: int = ORDER) -> list[tuple[str, str, str]]:
        """Who did what in an order's chain, with the note."""
        with self.connect() as connection:
            return [(one.who, one.action, one.note) for one in kept.entries(connection, order)]

    def proofs(self) -> dict[str, Proof]:
        with self.connect() as connection:
            return {proof.name: proof for proof in proving.prove(self.room, connection)}

    def problems(self) -> list[str]:
        return [problem for proof in self.proofs().values() for problem in proof.problems]

    def break_in(self, statement: str, *values: object) -> None:
        """Change the book as only its owner can."""
        with psycopg.connect(self.url, autocommit=True) as owner:
            owner.execute(statement.encode(), values)
