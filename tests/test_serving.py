"""The whole installation as a process: it answers, a command beside it works, and a signal ends it in order."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairhold.demo import LOGINS
from fairhold.serving import address, listen, secret_of
from fairhold.settings import Settings

STARTED_WITHIN_SECONDS = 90


def environment(database: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAIRHOLD_")}
    source = str(Path(__file__).resolve().parents[1] / "src")
    return kept | {
        "PYTHONPATH": source,
        "FAIRHOLD_DATABASE_URL": database,
        "FAIRHOLD_DATA": str(folder),
        "FAIRHOLD_PORT": "0",
        "FAIRHOLD_LOG_LEVEL": "warning",
    }


@pytest.fixture
def serving(database: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """A running `fairhold serve --demo`: the process, its address, and what it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fairhold", "serve", "--demo"],
        env=environment(database, tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    assert process.stdout is not None
    deadline = time.monotonic() + STARTED_WITHIN_SECONDS
    for line in process.stdout:
        said.append(line)
        if line.startswith("the demo's time") or time.monotonic() > deadline:
            break
    try:
        found = re.search(r"http://\S+", said[0]) if said else None
        assert found is not None, said
        yield process, found[0], said
    finally:
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait(timeout=20)


@pytest.mark.slow
def test_the_demo_answers_and_ends_in_order(
    serving: tuple[subprocess.Popen[str], str, list[str]], database: str, tmp_path: Path
) -> None:
    process, where, said = serving
    with urllib.request.urlopen(f"{where}/healthz", timeout=20) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{where}/", timeout=20) as answer:
        assert answer.url == f"{where}/login"
        assert "Demo logins" in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{where}/v1/orders", timeout=20)
    refused.value.close()
    assert refused.value.code == 401
    assert sum("@demo.example" in line for line in said) == len(LOGINS)

    beside = [sys.executable, "-m", "fairhold", "verify", "--json"]
    proofs = subprocess.run(
        beside, env=environment(database, tmp_path), capture_output=True, text=True, check=True, timeout=60
    )
    assert all(proof["ok"] for proof in json.loads(proofs.stdout))

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 128 + signal.SIGTERM


def test_a_port_that_is_taken_is_said_before_anything_starts(database: str, tmp_path: Path) -> None:
    with listen(Settings(port=0)) as listening:
        listening.listen()
        given = environment(database, tmp_path) | {"FAIRHOLD_PORT": str(listening.getsockname()[1])}
        done = subprocess.run(
            [sys.executable, "-m", "fairhold", "serve"],
            env=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 4
    assert "choose another with FAIRHOLD_PORT" in done.stderr


def test_the_address_is_one_that_a_browser_opens() -> None:
    with listen(Settings(port=0)) as listening:
        assert address(listening) == f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_the_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    made = secret_of(tmp_path / "data")
    assert (len(made), secret_of(tmp_path / "data")) == (32, made)
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o077 == 0
