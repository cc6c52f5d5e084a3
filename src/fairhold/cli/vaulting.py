"""`fairhold evidence add`, `list`, `get`, `hold`, `let-go`, `erase`, `heads`, `verify`: this installation's vault."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from fairhold.book import custody as kept
from fairhold.book import readings
from fairhold.cli.asking import facts_of, stream_id, who_of
from fairhold.cli.opening import Book, opened, settings_of
from fairhold.cli.proving import tell
from fairhold.cli.saying import FAILED, MALFORMED, REFUSED, end, say, say_json, table
from fairhold.evidence.display import shown
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.heads import Head
from fairhold.reading.evidence import CaseOfAnother, find_order
from fairhold.safe import daily, giving, proving, taking
from fairhold.safe.giving import Reason
from fairhold.safe.strongroom import Strongroom, strongroom
from fairhold.trade.deciding import policy_of
from fairhold.trade.order import Order
from fairhold.trade.who import Role, Who

PIECE_BYTES = 2**20
HEAD_BYTES_MAX = 2**20
"""Bytes that are read of a file that should hold a head."""
HEADS_SHOWN = 100
BY_RULE = frozenset({"vault_held", "vault_quota", "vault_unheld"})
"""Faults that are no fault of what was given."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ACTOR = click.option("--as", "actor", metavar="ROLE[:PARTY[:PERSON]]", default="operator", show_default=True)
_COMPLIANCE = click.option("--as", "actor", metavar="ROLE[:PARTY[:PERSON]]", default="compliance", show_default=True)
_REASON = click.option("--reason", required=True, help="It stands in the chain for ever: name nobody.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


class Counter(msgspec.Struct, frozen=True):
    """One order at the safe: the open book, the safe, the order's facts and the time."""

    book: Book
    room: Strongroom
    order: Order
    now: datetime

    def who(self, actor: str, roles: frozenset[Role]) -> Who:
        """Who acts; ends the command for a role that may not, and for an adjudicator who has not the case."""
        who = who_of(actor, self.order, self.order.id)
        if who.role not in roles:
            end(REFUSED, f"only {' or '.join(sorted(roles))} may do this, not {who.role}")
        try:
            with readings.snapshot(self.book.connection, who):
                find_order(self.book.connection, who, self.order.id, self.now)
        except CaseOfAnother as other:
            end(REFUSED, f"{other.refused.code}: {other.refused.detail}")
        return who


@contextmanager
def _at(context: click.Context, number: str) -> Iterator[Counter]:
    settings = settings_of(context)
    order = stream_id("order", number)
    with opened(settings) as book:
        facts = facts_of(book, order)
        if facts is None:
            end(FAILED, f"there is no order {number}")
        try:
            yield Counter(book, strongroom(settings), facts, datetime.now(UTC))
        except EvidenceFault as fault:
            end(REFUSED if fault.code in BY_RULE else MALFORMED, fault.told())


@click.command("add")
@click.argument("number", metavar="ORDER")
@click.argument("file", type=_FILE)
@click.option(
    "--document", type=click.Choice([one for one in get_args(taking.Document) if one]), help="Which of S57's."
)
@_ACTOR
@_JSON
@click.pass_context
def add(
    context: click.Context, number: str, file: Path, document: taking.Document | None, actor: str, as_json: bool
) -> None:
    """Put a file into the vault as evidence of an order, after it was looked at."""
    with _at(context, number) as at:
        taken = _bring(at, file, document or "", at.who(actor, taking.ADDING))
        if taken.fault is not None:
            end(MALFORMED, taken.fault.told())
    if as_json:
        say_json({"sha256": taken.sha256, "size": taken.size, "kind": taken.kind, "facts": taken.facts})
    else:
        say(f"{taken.sha256}  {taken.kind}, {taken.size:,} bytes, kept")


def _bring(at: Counter, file: Path, document: taking.Document, who: Who) -> taking.Taken:
    order, connection = at.order.id, at.book.connection
    with file.open("rb") as opened_file:
        announced = hashlib.file_digest(opened_file, "sha256").hexdigest()
        size = opened_file.tell()
        if not size:
            raise EvidenceFault("vault_empty", f"{file} has no bytes.")
        wanted = taking.Wanted(name=file.name, size=size, sha256=announced, document=document)
        policy = policy_of(at.order, at.book.policies)
        upload = taking.announce(at.room, connection, order, policy, who, wanted, at.now).upload
        opened_file.seek(0)
        here = 0
        while piece := opened_file.read(PIECE_BYTES):
            here = taking.add_piece(at.room, order, who, upload, here, piece).received
    taken = taking.examine(at.room, order, who, upload, at.now)
    taking.put_on_record(at.room, connection, order, who, upload, taken, at.now)
    return taken


@click.command("list")
@click.argument("number", metavar="ORDER")
@click.option("--custody", "with_custody", is_flag=True, help="With every entry of the chain.")
@_JSON
@click.pass_context
def list_(context: click.Context, number: str, with_custody: bool, as_json: bool) -> None:
    """An order's evidence: what each file is, who handed it in and when, and with --custody what was done with it."""
    with _at(context, number) as at:
        files = [_told(at, file) for file in kept.files(at.book.connection, at.order.id)]
        entries = kept.entries(at.book.connection, at.order.id) if with_custody else ()
    if as_json:
        say_json({"files": files, "custody": entries} if with_custody else {"files": files})
        return
    head = ("sha256", "kind", "bytes", "state", "by", "at", "name")
    table(head, [(*(str(file[name]) for name in head[:-1]), shown(file["name"])) for file in files], right=(2,))
    for entry in entries:
        done = f"{entry.seq:>5}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.action:<12} {entry.sha256[:12]}"
        say(f"{done}  {entry.who}  {entry.note}")


def _told(at: Counter, file: kept.File) -> dict[str, Any]:
    held = giving.is_held(at.room, file.order, file.sha256)
    return {
        "sha256": file.sha256,
        "kind": file.kind,
        "bytes": file.size,
        "state": "erased" if not file.name else "held" if held else "kept",
        "by": ":".join(filter(None, (str(file.who.role), file.who.person))),
        "at": f"{file.added_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "document": file.document,
        "name": file.name,
        "facts": msgspec.json.decode(file.facts),
    }


@click.command("get")
@click.argument("number", metavar="ORDER")
@click.argument("sha256")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@_ACTOR
@click.pass_context
def get(context: click.Context, number: str, sha256: str, out: Path, actor: str) -> None:
    """Take a file out of the vault; the chain says who did."""
    with _at(context, number) as at:
        who = at.who(actor, frozenset(Role) - {Role.BANK, Role.CARRIER, Role.CLOCK})
        note = "taken out on the command line"
        with (
            giving.hand_out(at.room, at.book.connection, at.order.id, sha256, who, note, at.now) as source,
            out.open("wb") as target,
        ):
            while piece := source.read(PIECE_BYTES):
                target.write(piece)
    say(f"{out}: {out.stat().st_size:,} bytes")


@click.command("hold")
@click.argument("number", metavar="ORDER")
@click.argument("sha256")
@_REASON
@_COMPLIANCE
@click.pass_context
def hold(context: click.Context, number: str, sha256: str, reason: str, actor: str) -> None:
    """Keep a file from being erased (legal hold)."""
    with _at(context, number) as at:
        who = at.who(actor, giving.HOLDING)
        giving.hold(at.room, at.book.connection, at.order.id, sha256, who, _reason(reason), at.now)
    say(f"{sha256}: held for {number}")


@click.command("let-go")
@click.argument("number", metavar="ORDER")
@click.argument("sha256")
@_REASON
@_COMPLIANCE
@click.pass_context
def let_go(context: click.Context, number: str, sha256: str, reason: str, actor: str) -> None:
    """End a hold."""
    with _at(context, number) as at:
        who = at.who(actor, giving.HOLDING)
        giving.let_go(at.room, at.book.connection, at.order.id, sha256, who, _reason(reason), at.now)
    say(f"{sha256}: let go by {number}")


@click.command("erase")
@click.argument("number", metavar="ORDER")
@click.argument("sha256")
@_REASON
@_COMPLIANCE
@click.pass_context
def erase(context: click.Context, number: str, sha256: str, reason: str, actor: str) -> None:
    """Destroy a file and its key; its hash and its chain stay."""
    with _at(context, number) as at:
        who = at.who(actor, giving.ERASING)
        giving.erase(at.room, at.book.connection, at.order, sha256, who, _reason(reason), at.now)
    say(f"{sha256}: erased")


@click.command("heads")
@_JSON
@click.pass_context
def heads(context: click.Context, as_json: bool) -> None:
    """The newest signed heads of days, to be kept elsewhere."""
    with opened(settings_of(context)) as book:
        rows = kept.heads_before(book.connection, 2**31 - 1, HEADS_SHOWN)
    if as_json:
        say_json([daily.as_head(row) for row in rows])
    else:
        table(("day", "entries", "root"), [(str(row.day), str(row.size), row.root) for row in rows], right=(1,))


@click.command("verify")
@click.option("--head", "files", type=_FILE, multiple=True, help="A head that was kept elsewhere, as JSON.")
@_JSON
@click.pass_context
def verify(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Prove chains, tree, heads and every byte. Leaves with 1 when something was changed, taken out or cut off."""
    known = [head for file in files for head in _heads_in(file)]
    settings = settings_of(context)
    with opened(settings) as book:
        proofs = proving.prove(strongroom(settings), book.connection, known)
    tell(proofs, as_json)


def _heads_in(file: Path) -> list[Head]:
    with file.open("rb") as opened_file:
        data = opened_file.read(HEAD_BYTES_MAX)
    try:
        return msgspec.json.decode(data if data.lstrip()[:1] == b"[" else b"[%b]" % data, type=list[Head])
    except msgspec.MsgspecError as problem:
        end(MALFORMED, f"{file} is no head: {problem}")


def _reason(said: str) -> str:
    try:
        return msgspec.convert({"reason": said}, Reason).reason
    except msgspec.ValidationError as problem:
        end(MALFORMED, f"--reason: {problem}")
