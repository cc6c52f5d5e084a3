"""What the machine does meanwhile: CPU time of processes, bytes of write-ahead log, load, and the price of an fsync.

CPU time and log bytes per command are the steady figures: they hardly notice who else uses the machine.
"""

import os
import time
from pathlib import Path

import msgspec
import psycopg

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = 8192


class Meter(msgspec.Struct, frozen=True):
    """A reading of all counters. Seconds of the wall and of CPU; `wal` in bytes since the server was made."""

    at: float
    client_cpu: float
    server_cpu: float
    wal: int

    def __sub__(self, before: "Meter") -> "Meter":
        return Meter(
            self.at - before.at,
            self.client_cpu - before.client_cpu,
            self.server_cpu - before.server_cpu,
            self.wal - before.wal,
        )


class Meters:
    """Reads the counters of this process and of one database server."""

    def __init__(self, url: str, postmaster: int) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._postmaster = postmaster

    def read(self) -> Meter:
        """All counters now."""
        row = self._connection.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint").fetchone()
        assert row is not None
        return Meter(time.perf_counter(), time.process_time(), server_cpu(self._postmaster), row[0])

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()


def server_cpu(postmaster: int) -> float:
    """CPU seconds of the server: its processes that live, and those that it has buried."""
    family = [postmaster, *children(postmaster)]
    return sum(process_cpu(pid, with_buried=pid == postmaster) for pid in family)


def process_cpu(pid: int, with_buried: bool = False) -> float:
    """CPU seconds of one process, 0 when it is gone; `with_buried` adds its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if with_buried else 13]) / TICKS


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory of a process now and at its peak, in megabytes."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    now, peak = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def load() -> float:
    """How many processes wanted a CPU in the last minute."""
    return os.getloadavg()[0]


def fsync_ms(folder: Path, tries: int = 50) -> float:
    """The median time in ms to write a page at the end of a file and see it on disk."""
    taken = []
    file = folder / "fsync.probe"
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(tries):
            started = time.perf_counter()
            os.write(handle, bytes(PAGE_BYTES))
            os.fdatasync(handle)
            taken.append(time.perf_counter() - started)
    finally:
        os.close(handle)
        file.unlink()
    return sorted(taken)[tries // 2] * 1000


def described() -> str:
    """The machine in a line."""
    model = "unknown CPU"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores, {model}"
