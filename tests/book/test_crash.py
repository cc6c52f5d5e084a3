"""Kill -9 and several processes: what was acknowledged is there, applied exactly once, and everything still proves."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from crowd import play_all
from market import companies, open_market

from fairhold.book.asking import key_of
from fairhold.book.connection import connect
from fairhold.book.server import Server, ensure_database
from fairhold.book.verify import verify
from fairhold.desk import Desk
from fairhold.trade.who import Role, Who

STEPS = 9
"""Askings of one whole life."""


def start(url: str, file: Path, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).with_name("crowd.py")), url, str(file), str(first), str(last)]
    tests = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, (tests, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path})


def acknowledged(*files: Path) -> Counter[bytes]:
    """The stored form of every key in the files; a half written last line was not acknowledged."""
    keys: Counter[bytes] = Counter()
    for file in files:
        for line in file.read_text().split("\n")[:-1]:
            role, party, key = line.split(" ", 2)
            keys[key_of(Who(Role(role), int(party)), key)] += 1
    return keys


def applied(url: str) -> Counter[bytes]:
    """How often each key of an order stands in the book."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT uuid_send(e.key) FROM events e JOIN orders o ON o.order_id = e.stream_id WHERE e.key IS NOT NULL"
        )
        return Counter(bytes(row[0]) for row in rows)


def prove(url: str, keys: Counter[bytes]) -> None:
    with connect(url) as connection:
        assert [proof for proof in verify(connection) if not proof.ok] == []
    found = applied(url)
    assert set(found.values()) <= {1}, "a key was applied twice"
    assert set(keys) <= set(found), "an acknowledged key is missing"


def stages(url: str) -> Counter[int]:
    with psycopg.connect(url) as connection:
        return Counter(row[0] for row in connection.execute("SELECT stage FROM orders"))


def wait_for_lines(file: Path, lines: int) -> None:
    deadline = time.monotonic() + 60
    while not (file.exists() and file.read_text().count("\n") >= lines):
        assert time.monotonic() < deadline, "the crowd got nowhere"
        time.sleep(0.01)


@pytest.mark.slow
def test_a_killed_process_loses_nothing_that_it_acknowledged(database: str, tmp_path: Path) -> None:
    open_market(database)
    file = tmp_path / "acknowledged"
    for lines in (100, 250, 400):
        crowd = start(database, file, 0, 200)
        wait_for_lines(file, lines)
        crowd.send_signal(signal.SIGKILL)
        crowd.communicate()
        prove(database, acknowledged(file))
    crowd = start(database, file, 0, 200)
    assert crowd.communicate() == (None, "")
    prove(database, acknowledged(file))
    assert sum(applied(database).values()) == 200 * STEPS
    assert stages(database) == {10: 200}


@pytest.mark.slow
def test_a_killed_database_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o711)  # root's server is another user, who must pass through
    with Server(tmp_path / "data") as server:
        ensure_database(server.url())
        open_market(server.url())
        file = tmp_path / "acknowledged"
        with Desk(server.url(), recover=server.ensure_running) as desk, file.open("a") as out:
            player = threading.Thread(target=play_all, args=(desk, companies(), 0, 160, out))
            player.start()
            for lines in (100, 300, 500):
                wait_for_lines(file, lines)
                pid = server.pid()
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
            player.join()
            assert desk.statistics.reconnected >= 3
        prove(server.url(), acknowledged(file))
        assert sum(applied(server.url()).values()) == 160 * STEPS == sum(acknowledged(file).values())
        assert stages(server.url()) == {10: 160}


@pytest.mark.slow
def test_two_processes_ask_the_same_and_it_happens_once(database: str, tmp_path: Path) -> None:
    open_market(database)
    files = tmp_path / "one", tmp_path / "two"
    crowds = [start(database, file, 0, 100) for file in files]
    assert [crowd.communicate() for crowd in crowds] == [(None, ""), (None, "")]
    keys = acknowledged(*files)
    assert set(keys.values()) == {2}, "both were answered"
    prove(database, keys)
    assert sum(applied(database).values()) == 100 * STEPS
    assert stages(database) == {10: 100}


@pytest.mark.slow
def test_two_processes_share_suppliers_and_neither_starves(database: str, tmp_path: Path) -> None:
    open_market(database)
    files = tmp_path / "one", tmp_path / "two"
    crowds = [start(database, files[0], 0, 100), start(database, files[1], 100, 200)]
    assert [crowd.communicate() for crowd in crowds] == [(None, ""), (None, "")]
    prove(database, acknowledged(*files))
    assert stages(database) == {10: 200}
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT available FROM supplier_money ORDER BY supplier_id").fetchall()
    assert rows == [(800_000_000,), (800_000_000,)]
