"""Long files: read piece by piece, proved whole before a line is kept, in bounded memory, and healed after a kill."""

import gzip
import io
import os
import signal
import subprocess
import sys
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from cashier.till import Till
from fairhold.bank.camt_writer import write_statement
from fairhold.bank.fault import StatementError
from fairhold.bank.incoming import Taker, read_incoming, scan_incoming
from fairhold.bank.statement import Entry, Kind, Line, Statement, keyed
from fairhold.bank.tree import Limits
from fairhold.book.statements import unbooked_lines
from fairhold.cashier import statements
from fairhold.cashier.spool import Spool
from fairhold.cashier.statements import ImportReport, import_statement

LONG = Limits(statement_held_bytes_max=2_000, statement_bytes_max=64_000_000)
"""What is longer than 2,000 bytes is not held in memory."""
TRUST = "GB33BUKB20201555555555"
DAY = date(2026, 3, 2)


def said(lines: int, reference: str = "B") -> list[Line]:
    return [
        Line(booked_on=DAY, value_on=DAY, amount=100 + n, credit=True, currency="USD", bank_reference=f"{reference}{n}")
        for n in range(lines)
    ]


def written(lines: list[Line]) -> bytes:
    return write_statement(
        Statement(
            kind=Kind.STATEMENT,
            account=TRUST,
            currency="USD",
            statement_id="S-long",
            created_at=datetime(2026, 3, 2, tzinfo=UTC),
            from_day=DAY,
            to_day=DAY,
            opening=1_000,
            closing=1_000 + sum(line.signed for line in lines),
            lines=keyed(TRUST, [Entry(line) for line in lines]),
        )
    )


def spooled(content: bytes, limits: Limits = LONG) -> list[Line]:
    """The lines of a file that is read piece by piece, as they come back from the disk."""
    with Spool() as spool:
        [file] = scan_incoming(io.BytesIO(content), limits, Taker(spool.keep, spool.tallied))
        [one] = file.statements
        spool.rewind()
        assert one.lines == spool.lines
        return [each.line for some in spool.pieces(spool.lines, 7) for each in some]


def take(till: Till, content: bytes) -> ImportReport:
    return import_statement(till.desk, till.connection, io.BytesIO(content), till.house, till.now, limits=LONG)


def test_a_long_file_says_what_a_short_one_says_plain_or_as_gzip() -> None:
    lines = said(20) + said(3) + [*said(2, ""), *said(2, "")]
    content = written(lines)
    [(held)] = read_incoming(content)
    assert len({line.key for line in held.statements[0].lines}) == 27
    assert tuple(spooled(content)) == held.statements[0].lines
    assert tuple(spooled(gzip.compress(content))) == held.statements[0].lines


def test_a_short_gzip_is_still_read_where_long_ones_are() -> None:
    content = written(said(20))
    limits = Limits(statement_bytes_max=64_000_000)
    assert tuple(spooled(gzip.compress(content), limits)) == read_incoming(content)[0].statements[0].lines


def test_only_xml_may_be_long() -> None:
    with pytest.raises(StatementError) as caught:
        spooled(b":20:X\n" * 1_000)
    assert (caught.value.code, caught.value.detail) == (
        "statement_too_large",
        "more than 2000 bytes; only XML may be longer, plain or as gzip",
    )


def test_a_file_longer_than_its_limit_is_refused_while_it_is_read() -> None:
    content = written(said(100))
    limits = Limits(statement_held_bytes_max=2_000, statement_bytes_max=len(content) - 1)
    for packed in (content, gzip.compress(content)):
        with pytest.raises(StatementError) as caught:
            spooled(packed, limits)
        assert caught.value.code == "statement_too_large"
    with pytest.raises(StatementError) as caught:
        spooled(content, Limits(statement_held_bytes_max=2_000, statement_lines_max=99))
    assert caught.value.code == "statement_too_many_lines"


def test_a_gzip_that_ends_early_is_refused() -> None:
    with pytest.raises(StatementError) as caught:
        spooled(gzip.compress(written(said(100)))[:-20])
    assert caught.value.code == "statement_bundle_broken"


def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for count in (500, 6_000):
        content = io.BytesIO(written(said(count)))
        with Spool() as spool:
            tracemalloc.start()
            [file] = scan_incoming(content, LONG, Taker(spool.keep, spool.tallied))
            spool.rewind()
            assert sum(len(some) for some in spool.pieces(count, 500)) == file.statements[0].lines == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 6_000_000, "6,000 lines held at once are more than twice as much"


def test_a_long_file_cut_in_the_middle_changes_nothing(till: Till) -> None:
    content, before = written(said(100)), till.count()
    with pytest.raises(StatementError) as caught:
        take(till, content[: len(content) // 2])
    assert caught.value.code == "statement_not_xml"
    assert (till.count(), unbooked_lines(till.connection)) == (before, 0)


def test_a_long_file_whose_sum_is_wrong_is_refused_whole_with_the_difference(till: Till) -> None:
    before = till.count()
    with pytest.raises(StatementError) as caught:
        take(till, written(said(100)).replace(b">159.50<", b">159.57<"))
    assert (caught.value.code, caught.value.detail) == (
        "statement_balance_mismatch",
        "opening 1000 and lines +14950 make 15950, not 15957 (minor units of USD); +7 is not explained",
    )
    assert (till.count(), unbooked_lines(till.connection)) == (before, 0)


def test_a_long_file_taken_in_twice_changes_nothing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LINES_TOLD_MAX", 10)
    content = written(said(40))
    first = take(till, content)
    assert (first.changed, first.line_count, len(first.lines)) == (40, 40, 10)
    assert first.statements[0].outcomes == {"suspense": 40}
    before = till.count()
    again = take(till, content)
    assert (again.changed, again.statements[0].outcomes) == (0, {"seen": 40})
    assert (again.statements[0].seen_before, till.count()) == (True, before)
    till.proved()


KILLED = """
import io, os, signal, sys
from datetime import UTC, datetime
from fairhold.bank.tree import Limits
from fairhold.book.connection import connect
from fairhold.cashier.house import house_of
from fairhold.cashier.statements import import_statement
from fairhold.desk import Desk
from fairhold.settings import Settings

def heard(done, total):
    os.kill(os.getpid(), signal.SIGKILL)

limits = Limits(statement_held_bytes_max=2_000)
data = io.BytesIO(sys.stdin.buffer.read())
with Desk(sys.argv[1]) as desk, connect(sys.argv[1]) as connection:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    import_statement(desk, connection, data, house_of(Settings()), now, limits=limits, progress=heard)
"""


def test_an_import_killed_in_the_middle_is_healed_by_importing_again(till: Till) -> None:
    content = written(said(600))
    before = till.count()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, till.url], input=content, env=dict(os.environ), capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert unbooked_lines(till.connection) == 100
    assert till.count() == before + 500

    report = take(till, content)
    assert report.statements[0].outcomes == {"seen": 500, "suspense": 100}
    assert (unbooked_lines(till.connection), till.count()) == (0, before + 600)
    keys = till.connection.execute("SELECT key, stream_id FROM bank_lines").fetchall()
    assert Counter(stream is not None for _, stream in keys) == {True: 600}
    assert len({key for key, _ in keys}) == len({stream for _, stream in keys}) == 600
    till.proved()
