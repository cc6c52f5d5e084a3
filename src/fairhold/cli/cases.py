"""`fairhold order case`: everything of a dispute in one zip, for somebody outside."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from fairhold.casefile.archive import PIECE_BYTES
from fairhold.casefile.bundle import Bundle, pack, put_on_record
from fairhold.casefile.reading import read_case, read_heads
from fairhold.cli.accounts import ours
from fairhold.cli.asking import facts_of, stream_id, who_of
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, MALFORMED, REFUSED, end, say
from fairhold.reading.evidence import CaseOfAnother
from fairhold.safe.recording import sign_of
from fairhold.safe.strongroom import strongroom


@click.command("case")
@click.argument("number", metavar="ORDER")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The zip to write.")
@click.option("--as", "actor", metavar="ROLE[:PARTY[:PERSON]]", default="operator", show_default=True)
@click.pass_context
def case(context: click.Context, number: str, out: Path, actor: str) -> None:
    """Pack a dispute for an arbitrator outside: contract, timeline, messages, evidence with proofs, rulings, and the
    program that checks all of it without anything else. Who got the evidence stands in its chain.
    """
    settings, order, now = settings_of(context), stream_id("order", number), datetime.now(UTC)
    room = strongroom(settings)
    with opened(settings) as book:
        facts = facts_of(book, order)
        if facts is None:
            end(FAILED, f"there is no order {number}")
        who = who_of(actor, facts, order)
        sign = partial(sign_of, room)
        try:
            found = read_case(book.connection, who, order, now, book.policies, ours(settings), sign)
        except CaseOfAnother as other:
            end(REFUSED, f"{other.refused.code}: {other.refused.detail}")
        if found is None:
            end(FAILED, f"no dispute was ever opened on order {number}, or it is not for {who.role}")
        bundle = pack(room, found, read_heads(book.connection, found), settings.account_prefix)
        put_on_record(room, book.connection, found, bundle, now)
    _write(bundle, out)
    say(f"{out}: {bundle.size:,} bytes, {len(bundle.members)} files, bundle {bundle.sha256}")


def _write(bundle: Bundle, out: Path) -> None:
    """Write it piece by piece; a file that is not whole is taken away again."""
    try:
        with bundle.open() as source, out.open("wb") as target:
            while part := source.read(PIECE_BYTES):
                target.write(part)
    except OSError as error:
        out.unlink(missing_ok=True)
        end(MALFORMED, f"{out}: {error.strerror}")
