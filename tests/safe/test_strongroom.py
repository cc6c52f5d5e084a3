"""The safe is what the settings say, two writers of one chain wait for each other, and a scanner that is away keeps."""

import socket
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from fairhold.book import custody as kept
from fairhold.evidence.scanner import Clamd, EicarScanner, ScannerAway
from fairhold.safe import recording, taking
from fairhold.safe.resolver import Nobody, Resolver
from fairhold.safe.strongroom import scanner_of, strongroom
from fairhold.settings import Settings
from fairhold.trade.policy import Policy
from safe.bringing import BUYER, NOON, NOTE, ORDER, SUPPLIER, Safe

HASH = sha256(NOTE).hexdigest()


def test_the_settings_name_folder_scanner_and_resolver(tmp_path: Path) -> None:
    plain = strongroom(Settings(data=tmp_path))
    assert isinstance(plain.scanner, EicarScanner)
    assert isinstance(plain.keys, Nobody)
    assert not plain.is_there
    named = strongroom(Settings(data=tmp_path, evidence=tmp_path / "far", scanner="10.0.0.1:3310", dkim_resolver="::1"))
    assert isinstance(named.scanner, Clamd)
    assert isinstance(named.keys, Resolver)
    assert named.vault.known() == []
    assert (tmp_path / "far" / "bytes").is_dir()
    assert isinstance(scanner_of("/run/clamav/clamd.ctl"), Clamd)


def test_a_scanner_that_is_away_leaves_the_upload_where_it_is(safe: Safe, tmp_path: Path) -> None:
    away = Safe(safe.url, Settings(data=safe.settings.data, scanner=str(tmp_path / "nobody.sock")))
    with pytest.raises(ScannerAway):
        away.bring()
    assert safe.room.vault.known() == []
    assert safe.told() == []
    ((upload, _, _),) = safe.room.arrivals.all()
    taken = taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    with safe.connect() as connection:
        taking.put_on_record(safe.room, connection, ORDER, BUYER, upload, taken, NOON)
    assert [action for _, action, _ in safe.told()] == ["received", "scanned"]


def test_a_clamav_daemon_is_asked_and_named_in_the_chain(safe: Safe, tmp_path: Path) -> None:
    place = str(tmp_path / "clamd.sock")
    with socket.socket(socket.AF_UNIX) as daemon:
        daemon.bind(place)
        daemon.listen()

        def answer() -> bytes:
            line, _ = daemon.accept()
            with line:
                asked = b""
                while not asked.endswith(bytes(4)):
                    asked += line.recv(4096)
                line.sendall(b"stream: OK\0")
            return asked

        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(answer)
            Safe(safe.url, Settings(data=safe.settings.data, scanner=place)).bring()
            assert NOTE in asked.result(10)
    assert safe.told()[1][1:] == ("scanned", f"ClamAV at {place}: nothing found")


def test_many_writers_of_one_chain_leave_it_whole(safe: Safe) -> None:
    safe.bring()

    def look(number: int) -> None:
        with safe.connect() as connection:
            act = recording.Act("handed_out", HASH, f"look {number}")
            recording.record(safe.room, connection, ORDER, (BUYER, SUPPLIER)[number % 2], [act], NOON)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, range(40)))
    with safe.connect() as connection:
        entries = kept.entries(connection, ORDER)
    assert [entry.seq for entry in entries] == list(range(1, 43))
    assert {entry.note for entry in entries[2:]} == {f"look {number}" for number in range(40)}
    assert safe.problems() == []


def test_the_chain_does_not_turn_back_with_a_clock_that_does(safe: Safe) -> None:
    safe.bring(at=NOON)
    safe.bring(b"earlier by a wrong clock\n", at=NOON.replace(hour=9), policy=Policy())
    with safe.connect() as connection:
        assert {entry.at for entry in kept.entries(connection, ORDER)} == {NOON}
    assert safe.problems() == []
