"""`./dev bench`: how fast the desk is, as ratios to what PostgreSQL does per commit on the same machine.

One server of its own, in a temporary folder, with durable commits (fsync and synchronous_commit on); both sides of
every ratio run on it by turns, and medians of rounds are printed. It is a measurement, not a test: it fails only when
something does not work. See docs/internals/performance.md for how to read it.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import psycopg

import assessing
import directory
import fill
import importing
import inspecting
import linting
import machine
import pgbench
import ruling
import simulating
import storing
import wire
from fairhold.book.alarms import waking_orders
from fairhold.book.connection import connect, connect_desk
from fairhold.book.reference import TestClock, set_test_clock
from fairhold.book.server import Server
from fairhold.book.writing import Draft, Writer
from fairhold.desk import Desk, Statistics
from fairhold.lint.answer import answer
from fairhold.serving import settle_in
from lives import START, WARM_SECONDS, Crowd, Market, OpenLoop, Slots, open_market, whole_lives
from machine import Meter, Meters
from report import Report, median, percentile
from worker import Done

HERE = Path(__file__).parent
BUSY_LOAD = 1.0
"""From this load before the start on, others use the machine so much that throughput means little."""
PAIRS = 250
"""Suppliers, and buyers."""
COLD_STARTS = 11
REPORTS = 31
RECOMMENDATIONS = 101
STORED = 7
"""Rounds of storing."""
CHATS = 3
LINTED = 60
SIMULATED = 3


class Effort(msgspec.Struct, frozen=True):
    """How much is measured: rounds and seconds of each side, and open orders in the large market."""

    rounds: int
    seconds: float
    open_orders: int
    open_rounds: int
    loop_seconds: float
    imported: tuple[int, ...]
    assessed: int


FULL = Effort(
    rounds=3,
    seconds=4,
    open_orders=1_000_000,
    open_rounds=3,
    loop_seconds=12,
    imported=(10_000, 100_000, 1_000_000),
    assessed=100_000,
)
QUICK = Effort(
    rounds=2, seconds=1.5, open_orders=50_000, open_rounds=2, loop_seconds=4, imported=(2_000, 10_000), assessed=2_000
)


class Sample(msgspec.Struct, frozen=True):
    """What one desk did for some seconds."""

    commands: int
    meter: Meter
    latencies: list[float]
    spent: Statistics

    @property
    def per_second(self) -> float:
        """Commands a second."""
        return self.commands / self.meter.at

    def us(self, seconds: float) -> float:
        """Seconds of the sample as microseconds per command."""
        return seconds / self.commands * 1e6

    @property
    def cpu_us(self) -> float:
        """CPU of client and server, per command."""
        return self.us(self.meter.client_cpu + self.meter.server_cpu)


class Bench:
    """The server and what is measured on it."""

    def __init__(self, server: Server, folder: Path, effort: Effort, report: Report) -> None:
        self.server = server
        self.folder = folder
        self.effort = effort
        self.report = report
        self.program = pgbench.find()
        self._databases = 0
        self._seeds = 0
        self.url, self.market = self._first_market()
        pid = server.pid()
        assert pid is not None
        self.meters = Meters(self.url, pid)

    def _first_market(self) -> tuple[str, Market]:
        """The database that the others are copies of."""
        url = self.database("")
        market = open_market(url, PAIRS)
        return url, market

    def database(self, template: str) -> str:
        """Make a database, empty or as a copy; the template must be in use by nobody."""
        self._databases += 1
        name = f"bench{self._databases}"
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            copy = f"TEMPLATE {template} STRATEGY file_copy" if template else ""
            connection.execute(f"CREATE DATABASE {name} {copy}".encode())
        return self.server.url(name)

    def drop(self, url: str) -> None:
        """Remove a database."""
        name = url.partition("@/")[2].partition("?")[0]
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def seed(self) -> str:
        """A name that no callers had before."""
        self._seeds += 1
        return f"{time.time_ns():x}-{self._seeds}"

    def opened(self) -> str:
        """A fresh market with the same companies in a database of its own."""
        url = self.database("")
        open_market(url, PAIRS)
        return url

    def checkpoint(self) -> None:
        """Start a round with the same write-ahead log debts as every other."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def play(self, url: str, crowd_of: Callable[[Desk], Crowd], seconds: float | None = None) -> Sample:
        """Let a crowd play at a desk, and measure once it is warm."""
        with Desk(url) as desk:
            crowd = crowd_of(desk)
            crowd.start()
            time.sleep(WARM_SECONDS)
            spent, answered = msgspec.structs.replace(desk.statistics), crowd.answered
            before = self.meters.read()
            time.sleep(seconds or self.effort.seconds)
            done = crowd.answered
            meter = self.meters.read() - before
            after = desk.statistics
            crowd.stop()
        difference = Statistics(*(getattr(after, name) - getattr(spent, name) for name in Statistics.__struct_fields__))
        return Sample(done - answered, meter, crowd.latencies[answered:done], difference)

    def lives(self, callers: int, market: Market | None = None, url: str = "") -> Sample:
        """Callers playing whole lives."""
        return self.play(url or self.url, lambda desk: whole_lives(desk, market or self.market, callers, self.seed()))


# ----------------------------------------------------------------------------------------------------------- sections


def desk_and_limit(bench: Bench) -> None:
    """The desk with 256 and 64 callers beside pgbench with 32 and 64 clients, and all orders of one supplier."""
    report, effort = bench.report, bench.effort
    report.heading("The desk beside one minimal server function per commit (pgbench -M prepared), by turns")
    pgbench.prepare(bench.url)
    hot = bench.market.some(slice(0, 1))
    rounds: list[tuple[Sample, pgbench.Limit, Sample, pgbench.Limit, Sample]] = []
    limit_meters: list[Meter] = []
    bench.checkpoint()
    bench.lives(256)  # what is first touched after a checkpoint is logged whole: both sides once, before it counts
    pgbench.run(bench.program, bench.url, 32, effort.seconds)
    for n in range(effort.rounds):
        large = bench.lives(256)
        before = bench.meters.read()
        limit = pgbench.run(bench.program, bench.url, 32, effort.seconds)
        limit_meters.append(bench.meters.read() - before)
        hot_sample = bench.lives(256, hot)
        small = bench.lives(64)
        limit64 = pgbench.run(bench.program, bench.url, 64, effort.seconds, log=True)
        rounds.append((large, limit, small, limit64, hot_sample))
        report.line(
            f"round {n + 1}: desk256 {large.per_second:,.0f}/s, pgbench32 {limit.per_second:,.0f}/s, "
            f"hot {hot_sample.per_second:,.0f}/s, desk64 {small.per_second:,.0f}/s, "
            f"pgbench64 {limit64.per_second:,.0f}/s, load {machine.load():.1f}"
        )
    report.figure("desk256_vs_pgbench", median([a.per_second / b.per_second for a, b, *_ in rounds]))
    report.figure("desk64_vs_pgbench", median([r[2].per_second / r[1].per_second for r in rounds]))
    p99 = [(percentile(r[2].latencies, 0.99) * 1000, percentile(r[3].latencies, 0.99) * 1000) for r in rounds]
    report.figure("desk64_p99_ms", median([a for a, _ in p99]))
    report.figure("pgbench64_p99_ms", median([b for _, b in p99]))
    report.figure("desk64_p99_vs_pgbench", median([a / b for a, b in p99]))
    report.figure("hot_vs_spread", median([r[4].per_second / r[0].per_second for r in rounds]))
    report.figure("hot_vs_spread_cpu", median([r[4].cpu_us / r[0].cpu_us for r in rounds]))
    report.figure("desk256_per_second", median([r[0].per_second for r in rounds]))
    report.figure("desk64_per_second", median([r[2].per_second for r in rounds]))
    report.figure("pgbench32_per_second", median([r[1].per_second for r in rounds]))
    report.figure("pgbench64_per_second", median([r[3].per_second for r in rounds]))
    _steady(
        report,
        [r[0] for r in rounds],
        [r[2] for r in rounds],
        [(r[1], m) for r, m in zip(rounds, limit_meters, strict=True)],
    )
    report.figure("hot_update_share", _hot_updates(bench.url))
    _where(report, [r[0] for r in rounds])


def _steady(
    report: Report, large: list[Sample], small: list[Sample], limits: list[tuple[pgbench.Limit, Meter]]
) -> None:
    report.heading("Steady figures per command")
    for name, samples in (("", large), ("_64", small)):
        report.figure(f"client_cpu_us{name}", median([s.us(s.meter.client_cpu) for s in samples]))
        report.figure(f"server_cpu_us{name}", median([s.us(s.meter.server_cpu) for s in samples]))
        report.figure(f"wal_bytes{name}", median([s.meter.wal / s.commands for s in samples]))
    report.figure("pgbench_server_cpu_us", median([m.server_cpu / limit.commits * 1e6 for limit, m in limits]))
    cpu = [(m.server_cpu / limit.commits * 1e6) / s.cpu_us for (limit, m), s in zip(limits, large, strict=True)]
    report.figure("desk256_cpu_vs_pgbench", median(cpu))
    report.figure("pgbench_wal_bytes", median([m.wal / limit.commits for limit, m in limits]))


def _hot_updates(url: str) -> float:
    """How many of the updates of order rows touched no index (an index on what changes costs 15-30 % CPU)."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT n_tup_hot_upd::float8 / greatest(n_tup_upd, 1) FROM pg_stat_user_tables WHERE relname = 'orders'"
        ).fetchone()
    return row[0] if row is not None else 0.0


def _where(report: Report, samples: list[Sample]) -> None:
    report.heading("Where the time of the desk's thread goes, microseconds per command (256 callers)")
    names = {
        "load": "reading streams",
        "decide": "deciding",
        "encode": "writing down: JSON, hashes, rows",
        "driver": "packing arrays",
        "server": "waiting for the server",
        "answer": "answering, the callers' own work included",
    }
    rest = median([s.us(s.meter.at) for s in samples])
    for name, words in names.items():
        spent = median([s.us(getattr(s.spent, f"{name}_seconds")) for s in samples])
        rest -= spent
        report.details[f"{name}_us"] = spent
        report.line(f"{spent:7.1f}  {words}")
    report.details["rest_us"] = rest
    report.line(f"{rest:7.1f}  the rest: taking from the queue, looking up, remembering")
    report.figure("batch_size", median([s.commands / max(1, s.spent.batches) for s in samples]))


def batch_limit(bench: Bench) -> None:
    """The same writes, packed before the clock starts, against a copy of the state they were made for."""
    bench.report.heading("The limit of this design: the same batches, pre-encoded, replayed on a copy")
    original, copy = bench.opened(), ""
    copy = bench.database(original.partition("@/")[2].partition("?")[0])
    shares, limits = [], []
    with _Recorder() as recorder, connect_desk(copy) as connection:
        writer = Writer(connection)
        for n in range(bench.effort.rounds):
            recorder.batches.clear()
            seed = bench.seed()
            with Desk(original) as desk:
                crowd = whole_lives(desk, bench.market, 256, seed)
                started, cpu = time.perf_counter(), time.process_time()
                crowd.start()
                time.sleep(bench.effort.seconds)
                crowd.stop()
                took, spent = time.perf_counter() - started, time.process_time() - cpu
            before = bench.meters.read()
            for parameters in recorder.batches:
                recorder.replay(writer, parameters)
            meter = bench.meters.read() - before
            commands = crowd.answered
            shares.append((commands / took) / (commands / meter.at))
            limits.append(commands / meter.at)
            bench.report.line(
                f"round {n + 1}: desk {commands / took:,.0f}/s, limit {limits[-1]:,.0f}/s in {len(recorder.batches)} "
                f"batches, server {meter.server_cpu / commands * 1e6:.0f} us, client {spent / commands * 1e6:.0f} us"
            )
    bench.report.figure("share_of_batch_limit", median(shares))
    bench.report.figure("batch_limit_per_second", median(limits))
    bench.drop(original)
    bench.drop(copy)


class _Recorder:
    """Keeps the packed parameters of every batch that a desk of this process writes."""

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []
        self._packed = Draft.packed

    def __enter__(self) -> "_Recorder":
        packed, batches = self._packed, self.batches

        def record(draft: Draft, reference_version: int) -> list[bytes]:
            parameters = packed(draft, reference_version)
            batches.append(parameters)
            return parameters

        Draft.packed = record  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        Draft.packed = self._packed  # type: ignore[method-assign]

    @staticmethod
    def replay(writer: Writer, parameters: list[bytes]) -> None:
        """Write recorded parameters."""
        writer.write(_Packed(parameters), 0)  # type: ignore[arg-type]


class _Packed:
    """Stands in for a draft that was packed before."""

    def __init__(self, parameters: list[bytes]) -> None:
        self._parameters = parameters

    def packed(self, reference_version: int) -> list[bytes]:
        """What was recorded."""
        return self._parameters


def steady_rate(bench: Bench) -> None:
    """3,000 commands a second, whether or not the desk keeps up."""
    report = bench.report
    report.heading("Latency at a steady 3,000 commands/s (from when each should have been asked)")
    with Desk(bench.url) as desk:
        OpenLoop(desk, bench.market, 3_000, bench.seed()).run(1)
        loop = OpenLoop(desk, bench.market, 3_000, bench.seed())
        loop.run(bench.effort.loop_seconds)
    if loop.overrun:
        report.note("this machine cannot do 3,000 commands/s; latencies at that rate mean nothing")
    report.figure("p50_ms_at_3000", percentile(loop.latencies, 0.5) * 1000)
    report.figure("p99_ms_at_3000", percentile(loop.latencies, 0.99) * 1000)


def two_desks(bench: Bench) -> None:
    """Two processes with a desk each on one database, with suppliers of their own and with the same ones."""
    report = bench.report
    report.heading("Two desks (processes) on one database beside one")
    own, shared = [], []
    bench.checkpoint()
    for n in range(bench.effort.rounds):
        one = _desks(bench, [(0, 1)])
        apart = _desks(bench, [(0, 2), (1, 2)])
        together = _desks(bench, [(0, 1), (0, 1)])
        own.append(apart[0] / one[0])
        shared.append(together[0] / one[0])
        report.line(
            f"round {n + 1}: one {one[0]:,.0f}/s, two with their own suppliers {apart[0]:,.0f}/s, "
            f"two with the same suppliers {together[0]:,.0f}/s ({together[1]} batches decided again)"
        )
    report.figure("two_desks_vs_one", median(own))
    report.figure("two_desks_same_suppliers_vs_one", median(shared))


def _desks(bench: Bench, parts: list[tuple[int, int]]) -> tuple[float, int]:
    """Commands a second of several processes together, and how often a batch was decided again."""
    workers = [
        subprocess.Popen(
            [
                sys.executable,
                str(HERE / "worker.py"),
                bench.url,
                "256",
                bench.seed(),
                str(PAIRS),
                str(first),
                str(step),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first, step in parts
    ]
    for worker in workers:
        assert worker.stdout is not None
        if worker.stdout.readline() != "ready\n":
            raise RuntimeError("a desk process did not start")
    _tell(workers, "go\n")
    time.sleep(bench.effort.seconds)
    _tell(workers, "stop\n")
    found = [msgspec.json.decode(worker.communicate()[0], type=Done) for worker in workers]
    return sum(done.commands / done.seconds for done in found), sum(done.retried for done in found)


def _tell(workers: list[subprocess.Popen[str]], word: str) -> None:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(word)
        worker.stdin.flush()


def many_orders(bench: Bench) -> None:
    """1,000 open orders beside a million: each command on an open order drawn at random, then whole new lives."""
    report, effort = bench.report, bench.effort
    many, few = effort.open_orders, 1_000
    report.heading(f"{many:,} open orders beside {few:,}")
    urls = {count: bench.opened() for count in (few, many)}
    started = time.perf_counter()
    filled = {count: fill.fill(url, bench.market, count, report.line) for count, url in urls.items()}
    report.line(f"filled in {time.perf_counter() - started:.0f} s")
    drawn: dict[int, list[Sample]] = {few: [], many: []}
    whole: dict[int, list[Sample]] = {few: [], many: []}
    for n in range(effort.open_rounds):
        for count, url in urls.items():
            slots = Slots(bench.market, filled[count], bench.seed())
            drawn[count].append(bench.play(url, lambda desk, s=slots: Crowd(desk, 256, s.take, s.give)))  # type: ignore[misc]
            whole[count].append(bench.lives(256, url=url))
        report.line(
            f"round {n + 1}: "
            + ", ".join(
                f"{count:,}: drawn {drawn[count][-1].per_second:,.0f}/s at {drawn[count][-1].cpu_us:.0f} us, "
                f"lives {whole[count][-1].per_second:,.0f}/s at {whole[count][-1].cpu_us:.0f} us"
                for count in urls
            )
        )
    for name, samples in (("drawn", drawn), ("lives", whole)):
        pairs = list(zip(samples[many], samples[few], strict=True))
        report.figure(f"{name}_1e6_vs_1e3", median([a.per_second / b.per_second for a, b in pairs]))
        growth = "cpu_growth_1e6" if name == "drawn" else "cpu_growth_1e6_lives"
        report.figure(growth, median([a.cpu_us / b.cpu_us for a, b in pairs]))
        report.figure(f"{name}_1e6_wal_bytes", median([a.meter.wal / a.commands for a, _ in pairs]))
        report.figure(f"{name}_1e6_load_us", median([a.us(a.spent.load_seconds) for a, _ in pairs]))
    if many < 1_000_000:
        report.note(f"--quick: the figures named 1e6 are with {many:,} open orders")
    _scan(report, urls[many])
    for url in urls.values():
        bench.drop(url)


def _scan(report: Report, url: str) -> None:
    """The clock's own query: with nothing due, and with more due than it takes at once."""
    with connect(url) as connection:
        for name, at in (("scan_idle_ms", START - timedelta(days=1)), ("scan_due_ms", START + timedelta(days=365))):
            taken = []
            for _ in range(15):
                started = time.perf_counter()
                found = waking_orders(connection, at)
                taken.append((time.perf_counter() - started) * 1000)
            report.figure(name, median(taken))
            report.line(f"found {len(found):,} due orders")


def over_http(bench: Bench) -> None:
    """Single requests on 64 connections and bulk requests of 50 askings, beside the desk of this process."""
    report, effort = bench.report, bench.effort
    report.heading("HTTP: single commands, and bulks of 50, beside the desk in process")
    url = bench.opened()
    few = bench.market.some(slice(0, 20))
    with connect(url) as connection:
        keyring = wire.Keyring(connection, few)
        set_test_clock(connection, TestClock(1, START, "bench", for_all=True))
    process, port = wire.start(url)
    rounds: list[tuple[wire.Played, wire.Played, Sample]] = []
    try:
        for n in range(effort.rounds):
            clients = [wire.Clients(port, process.pid, few, keyring, bench.seed()) for _ in range(2)]
            single = asyncio.run(clients[0].singles(64, effort.seconds))
            bulk = asyncio.run(clients[1].bulks(8, effort.seconds))
            inside = bench.lives(256, few)
            rounds.append((single, bulk, inside))
            report.line(
                f"round {n + 1}: single {single.per_second:,.0f}/s at {single.cpu_us:.0f} us, "
                f"bulk {bulk.per_second:,.0f}/s at {bulk.cpu_us:.0f} us, in process {inside.per_second:,.0f}/s "
                f"at {inside.us(inside.meter.client_cpu):.0f} us"
            )
        report.figure("http_single_per_second", median([a.per_second for a, _, _ in rounds]))
        report.figure("http_single_cpu_us", median([a.cpu_us for a, _, _ in rounds]))
        beside = [a.cpu_us - c.us(c.meter.client_cpu) for a, _, c in rounds]
        report.figure("http_single_cpu_us_beside_desk", median(beside))
        report.figure("http_single_p99_ms", median([percentile(a.latencies, 0.99) * 1000 for a, _, _ in rounds]))
        report.figure("http_bulk_per_second", median([b.per_second for _, b, _ in rounds]))
        report.figure("http_bulk_cpu_us", median([b.cpu_us for _, b, _ in rounds]))
        report.figure("http_bulk_vs_desk", median([b.per_second / c.per_second for _, b, c in rounds]))
        now, peak = machine.memory_mb(process.pid)
        report.figure("http_memory_mb", now)
        report.figure("http_memory_peak_mb", peak)
    finally:
        process.terminate()
        process.wait(30)
    bench.drop(url)


def cold_start(bench: Bench) -> None:
    """A command that needs no database, from nothing: a new process each time."""
    bench.report.heading("Cold start: fairhold sample-plan")
    command = [sys.executable, "-m", "fairhold", "sample-plan", "--lot", "1200", "--aql", "2.5", "--json"]
    taken = []
    for _ in range(COLD_STARTS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append((time.perf_counter() - started) * 1000)
    bench.report.figure("sample_plan_cold_ms", median(taken))


def lint_contracts(bench: Bench) -> None:
    """Thirty terms linted and what-if checked in one thread, and `fairhold lint` from nothing."""
    report = bench.report
    report.heading(f"Linting a contract of {linting.TERMS} terms, half of them typed and half in words")
    contracts = linting.contracts(LINTED)
    for name in ("lint_30_terms_new_ms", "lint_30_terms_ms"):
        taken = []
        for contract in contracts:
            started = time.perf_counter()
            answer(contract)
            taken.append((time.perf_counter() - started) * 1000)
        report.figure(name, median(taken))
        report.line("every sentence new" if name == "lint_30_terms_new_ms" else "the same contracts again")
    starts = [linting.cold_start_ms(bench.folder / "compiled") for _ in range(COLD_STARTS)][1:]
    report.figure("lint_start_ms", median([wall for wall, _ in starts]))
    report.figure("lint_start_cpu_ms", median([cpu for _, cpu in starts]))


def judge_report(bench: Bench) -> None:
    """An inspection report with 1,000 measurements and 200 photos, read and judged by its own figures (S75)."""
    bench.report.heading(f"Judging a report of {inspecting.MEASUREMENTS:,} measurements and {inspecting.PHOTOS} photos")
    bench.report.figure("report_check_ms", median(inspecting.judged_ms(REPORTS)))


def rule_on_dispute(bench: Bench) -> None:
    """The recommendation in a dispute of 20 grounds and lines with 200 pieces of evidence, from the facts alone."""
    bench.report.heading(f"Recommending on {ruling.GROUNDS} grounds and {ruling.PIECES} pieces of evidence")
    bench.report.figure("recommendation_ms", median(ruling.recommended_ms(RECOMMENDATIONS)))


def simulate_orders(bench: Bench) -> None:
    """Orders of the policy lab a second, each run from a seed of its own."""
    bench.report.heading(f"Simulating {simulating.ORDERS} orders among {simulating.SUPPLIERS} suppliers")
    bench.report.figure("lab_orders_s", median([simulating.orders_per_second(seed) for seed in range(SIMULATED)]))


def store_evidence(bench: Bench) -> None:
    """A large file into the vault beside a plain copy of it, by turns; and a chat of 100,000 lines read."""
    bench.report.heading(
        f"Storing {storing.FILE_BYTES // 2**20} MiB, and reading a chat of {storing.CHAT_LINES:,} lines"
    )
    folder = bench.folder / "storing"
    folder.mkdir()
    found = list(storing.speeds(folder, STORED))
    bench.report.figure("copy_mb_s", median([copied for copied, _ in found]) / 1e6)
    bench.report.figure("store_mb_s", median([stored for _, stored in found]) / 1e6)
    bench.report.figure("store_vs_copy", median([stored / copied for copied, stored in found]))
    bench.report.figure("chat_100k_s", median([storing.chat_seconds() for _ in range(CHATS)]))


def search_directory(bench: Bench) -> None:
    """Searches of all kinds among 100,000 suppliers, each read whole as the API answers it."""
    report = bench.report
    report.heading(f"Searching a directory of {directory.SUPPLIERS:,} suppliers, {directory.SEARCHES} times")
    url = bench.opened()
    report.line(f"filled in {directory.fill(url):.1f} s")
    before = bench.meters.read()
    taken = directory.searched_ms(url)
    meter = bench.meters.read() - before
    report.figure("directory_cpu_ms", (meter.client_cpu + meter.server_cpu) / len(taken) * 1000)
    report.figure("directory_p50_ms", median(taken))
    report.figure("directory_p99_ms", percentile(taken, 0.99))
    report.figure("directory_most_ms", max(taken))
    bench.drop(url)


def compute_limits(bench: Bench) -> None:
    """All limits as on the first of a month, and all ranks, of suppliers with fifty orders each that ended."""
    report, suppliers = bench.report, bench.effort.assessed
    report.heading(f"Computing limits and ranks of {suppliers:,} suppliers with {assessing.ORDERS} orders each")
    url = bench.opened()
    report.line(f"filled in {assessing.fill(url, suppliers):.1f} s")
    before = bench.meters.read()
    done, spent = assessing.computed(url)
    meter = bench.meters.read() - before
    report.figure("limits_s_per_100k", spent / done * 100_000)
    report.figure("limits_cpu_us", (meter.client_cpu + meter.server_cpu) / done * 1e6)
    ranks, spent = assessing.ranked(url)
    report.figure("ranks_s_per_100k", spent / ranks * 100_000)
    again, spent = assessing.ranked(url, assessing.LATER)
    report.figure("ranks_again_s_per_100k", spent / again * 100_000)
    report.figure("limits_peak_mib", assessing.peak_mib())
    bench.drop(url)


def import_statements(bench: Bench) -> None:
    """Statements of many lines, each taken in by a process of its own on a book of its own."""
    for lines in bench.effort.imported:
        bench.report.heading(f"Taking in a camt.053 of {lines:,} lines")
        url = bench.opened()
        found = importing.imported(url, bench.folder, lines)
        bench.drop(url)
        bench.report.figure("import_lines_s", lines / found["all_s"])
        bench.report.figure(f"import_{lines}_lines_s", lines / found["all_s"])
        bench.report.figure(f"import_{lines}_cpu_us", found["all_cpu_s"] / lines * 1e6)
        bench.report.figure(f"import_{lines}_read_cpu_us", found["read_cpu_s"] / lines * 1e6)
        bench.report.figure(f"import_{lines}_peak_mib", found["peak_mib"])


SECTIONS: dict[str, Callable[[Bench], None]] = {
    "limit": desk_and_limit,
    "batch": batch_limit,
    "rate": steady_rate,
    "desks": two_desks,
    "http": over_http,
    "many": many_orders,
    "cold": cold_start,
    "lint": lint_contracts,
    "report": judge_report,
    "ruling": rule_on_dispute,
    "lab": simulate_orders,
    "evidence": store_evidence,
    "directory": search_directory,
    "limits": compute_limits,
    "import": import_statements,
}
"""What `--only` can name, in the order of a whole run."""


def main(words: list[str]) -> int:
    """Measure, print, and write the JSON that was asked for."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds and 50,000 open orders: under two minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument(
        "--only", action="append", choices=tuple(SECTIONS), metavar="NAME", help=f"one of {', '.join(SECTIONS)}"
    )
    given = parser.parse_args(words)
    report = Report()
    folder = Path(tempfile.mkdtemp(prefix="fairhold-bench-"))
    folder.chmod(0o711)  # the server of a root's benchmark runs as another user
    started = time.perf_counter()
    try:
        with Server(folder / "data", durable=True) as server:
            _begin(report, folder)
            bench = Bench(server, folder, QUICK if given.quick else FULL, report)
            settle_in()
            report.detail("pgbench", str(bench.program))
            for name in given.only or SECTIONS:
                SECTIONS[name](bench)
            bench.meters.close()
    except pgbench.Missing as missing:
        print(f"bench: {missing}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report.detail("load_after", machine.load())
    report.detail("seconds", time.perf_counter() - started)
    if machine.load() > os.cpu_count() * 3:  # type: ignore[operator]
        report.note(f"load {machine.load():.1f} at the end: others use this machine too")
    report.summary()
    if given.json is not None:
        report.write(given.json)
    return 0


def _begin(report: Report, folder: Path) -> None:
    """Say where and when."""
    now = datetime.now(UTC)
    fsync = machine.fsync_ms(folder)
    print(
        f"{now:%Y-%m-%d %H:%M} UTC, {machine.described()}, load {machine.load():.2f}, a page on disk in {fsync:.2f} ms"
    )
    report.details |= {
        "at": now,
        "machine": machine.described(),
        "load_before": machine.load(),
        "fsync_ms": fsync,
    }
    if machine.load() > BUSY_LOAD:
        report.note(
            f"load {machine.load():.1f} before the start: others use this machine; trust ratios, CPU and log bytes"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
