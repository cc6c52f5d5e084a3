"""The scanner port: the test string is found, a ClamAV daemon is asked by its protocol, and silence is not clean."""

import io
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence.archives import zipped
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import judge
from fairhold.evidence.scanner import EICAR, EICAR_NAME, Clamd, EicarScanner, ScannerAway, refuse_harmful


@pytest.mark.parametrize(
    "data",
    [EICAR, b"x" * 65_500 + EICAR, EICAR + b"\r\n", zipped({"a.txt": EICAR}), zipped({"b": b"", "a/b.com": EICAR})],
)
def test_the_test_string_is_found_wherever_it_stands(data: bytes) -> None:
    assert EicarScanner().scan(io.BytesIO(data)) == EICAR_NAME
    with pytest.raises(EvidenceFault) as caught:
        refuse_harmful(EicarScanner(), io.BytesIO(data))
    assert (caught.value.code, caught.value.detail) == ("scan_found", "The scanner found Eicar-Test-Signature.")


@pytest.mark.parametrize("data", [b"", b"hello", EICAR[:-1], zipped({"a.txt": "hello"})])
def test_what_is_not_the_test_string_is_not_found(data: bytes) -> None:
    refuse_harmful(EicarScanner(), io.BytesIO(data))


def test_the_test_string_is_a_text_by_its_kind() -> None:
    assert len(EICAR) == 68
    assert judge(io.BytesIO(EICAR)).kind == "txt"


def daemon(listening: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    """One conversation as clamd holds it: INSTREAM, pieces with their lengths, an answer."""
    line, _ = listening.accept()
    with line, line.makefile("rb") as given:
        assert given.read(10) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(given.read(4), "big"):
            data += given.read(length)
        line.sendall(answer(data))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Callable[[bytes], bytes]], str]]:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path = str(tmp_path / "clamd.sock")
    listening.bind(path)
    listening.listen(1)
    threads: list[threading.Thread] = []

    def run(answer: Callable[[bytes], bytes]) -> str:
        threads.append(threading.Thread(target=daemon, args=(listening, answer)))
        threads[-1].start()
        return path

    yield run
    for thread in threads:
        thread.join()
    listening.close()


def test_a_daemon_is_sent_the_whole_file_and_believed(serve: Callable[[Callable[[bytes], bytes]], str]) -> None:
    data = bytes(range(256)) * 1000
    heard = []

    def clean(given: bytes) -> bytes:
        heard.append(given)
        return b"stream: OK\0"

    assert Clamd(serve(clean)).scan(io.BytesIO(data)) is None
    assert heard == [data]


def test_what_a_daemon_finds_is_refused_by_its_name(serve: Callable[[Callable[[bytes], bytes]], str]) -> None:
    with pytest.raises(EvidenceFault) as caught:
        refuse_harmful(Clamd(serve(lambda given: b"stream: Win.Trojan.Agent FOUND\0")), io.BytesIO(b"x"))
    assert caught.value.detail == "The scanner found Win.Trojan.Agent."


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: ", b"x" * 9000])
def test_any_other_answer_is_no_clean_one(serve: Callable[[Callable[[bytes], bytes]], str], answer: bytes) -> None:
    with pytest.raises(ScannerAway):
        Clamd(serve(lambda given: answer)).scan(io.BytesIO(b"x"))


def test_a_daemon_at_host_and_port_is_asked_as_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=daemon, args=(listening, lambda given: b"stream: OK\n"))
        thread.start()
        assert Clamd(("127.0.0.1", listening.getsockname()[1])).scan(io.BytesIO(b"x")) is None
        thread.join()


def test_a_daemon_that_is_away_or_silent_is_no_clean_answer(tmp_path: Path) -> None:
    with pytest.raises(ScannerAway, match="does not answer"):
        Clamd(str(tmp_path / "none.sock")).scan(io.BytesIO(b"x"))
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(ScannerAway, match="does not answer"):
        Clamd(("127.0.0.1", listening.getsockname()[1]), seconds_max=0.1).scan(io.BytesIO(b"x"))
