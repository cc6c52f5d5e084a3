"""`fairhold order paper`: an order's contract, provability report, report of an inspection or ruling, as a PDF."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.accounts import ours
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, end, save, say
from fairhold.printing.inspection import report_pdf
from fairhold.printing.orders import AMENDMENT, contract_pdf, proof_pdf
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.report import read_report
from fairhold.reading.room import Room, read_room
from fairhold.reading.ruling import read_ruling
from fairhold.safe.printed import photos_of
from fairhold.safe.recording import sign_of
from fairhold.safe.strongroom import strongroom
from fairhold.trade.policy import Policies
from fairhold.trade.who import Role, Who

STAFF = Who(Role.OPERATOR)


@click.command("paper")
@click.argument("number", metavar="ORDER")
@click.option(
    "--kind",
    type=click.Choice(["contract", "provability", "inspection", "ruling"]),
    default="contract",
    show_default=True,
)
@click.option(
    "--version", default="", help=f"The number of a version, or `{AMENDMENT}`; by default the one that stands."
)
@click.option("--visit", type=click.IntRange(1, 10_000), help="The visit whose report is printed.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.pass_context
def paper(
    context: click.Context,
    number: str,
    kind: str,
    version: str,
    visit: int | None,
    out: Path,
) -> None:
    """Print an order's contract, to be signed or kept, how provable it is, an inspection's report, or the last ruling,
    as a PDF.
    """
    if (kind == "inspection") != (visit is not None):
        raise click.UsageError("--kind inspection and --visit go together.")
    if version and kind != "contract":
        raise click.UsageError("--version is for --kind contract.")
    content = _report(context, number, visit) if visit is not None else _KINDS[kind](context, number, version)
    save(out, content)
    say(f"{out}: {len(content):,} bytes")


def _report(context: click.Context, number: str, visit: int) -> bytes:
    order, now = stream_id("order", number), datetime.now(UTC)
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = read_report(reader, STAFF, order, visit, now, book.policies)
        if found is None:
            end(FAILED, f"there is no report on a visit {visit} of order {number}")
        room = strongroom(settings_of(context))
        photos = photos_of(room, book.connection, order, found.report, STAFF, now)
    return report_pdf(found, photos)


def _ruling(context: click.Context, number: str, version: str) -> bytes:
    settings, order = settings_of(context), stream_id("order", number)
    with opened(settings) as book, connect(book.url, READER) as reader:
        sign = partial(sign_of, strongroom(settings))
        found = read_ruling(reader, STAFF, order, datetime.now(UTC), book.policies, sign)
    if found is None:
        end(FAILED, f"nothing was ruled on order {number}")
    return ruling_pdf(found)


def _contract(context: click.Context, number: str, version: str) -> bytes:
    settings = settings_of(context)
    content = contract_pdf(*_room(context, number), settings.account_prefix, version)
    if content is None:
        end(FAILED, f"{number} has no version {version}")
    return content


def _provability(context: click.Context, number: str, version: str) -> bytes:
    return proof_pdf(*_room(context, number))


def _room(context: click.Context, number: str) -> tuple[Room, Policies]:
    settings = settings_of(context)
    with opened(settings) as book, connect(book.url, READER) as reader:
        room = read_room(reader, STAFF, stream_id("order", number), datetime.now(UTC), book.policies, ours(settings))
        if room is None:
            end(FAILED, f"there is no order {number}")
        return room, book.policies


_KINDS: Final[Mapping[str, Callable[[click.Context, str, str], bytes]]] = MappingProxyType(
    {"contract": _contract, "provability": _provability, "ruling": _ruling}
)
"""Each kind of paper: how it is printed."""
