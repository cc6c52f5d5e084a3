"""The two ways to a bank: what is sent is sent once, what is fetched is given again until somebody is done with it."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from fairhold.bank.channel import FILES_PER_FETCH_MAX, Channel, ChannelError, FolderChannel, HttpChannel


@pytest.fixture
def folders(tmp_path: Path) -> FolderChannel:
    return FolderChannel(tmp_path / "out", tmp_path / "in")


def _arrive(channel: FolderChannel, name: str, content: bytes = b"<a/>", age: int = 0) -> Path:
    path = channel.incoming / name
    path.write_bytes(content)
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def _sent(channel: FolderChannel) -> list[str]:
    return sorted(path.name for path in channel.outgoing.iterdir() if path.is_file())


def test_a_file_sent_appears_whole_under_its_name(folders: FolderChannel) -> None:
    folders.send("FH-1.xml", b"<a/>")
    assert _sent(folders) == ["FH-1.xml"]
    assert (folders.outgoing / "FH-1.xml").read_bytes() == b"<a/>"


def test_a_name_sent_again_after_the_bank_took_the_file_is_not_sent_again(folders: FolderChannel) -> None:
    folders.send("FH-1.xml", b"<a/>")
    (folders.outgoing / "FH-1.xml").unlink()
    folders.send("FH-1.xml", b"<a/>")
    FolderChannel(folders.outgoing, folders.incoming).send("FH-1.xml", b"<a/>")
    assert _sent(folders) == []


def test_a_crash_before_the_record_does_not_lose_the_file_nor_the_record(folders: FolderChannel) -> None:
    (folders.outgoing / "FH-1.xml").write_bytes(b"<a/>")
    folders.send("FH-1.xml", b"<a/>")
    (folders.outgoing / "FH-1.xml").unlink()
    folders.send("FH-1.xml", b"<a/>")
    assert _sent(folders) == []


def test_a_name_used_for_other_content_is_refused_and_the_first_file_stands(folders: FolderChannel) -> None:
    folders.send("FH-1.xml", b"<a/>")
    with pytest.raises(ChannelError, match="other content"):
        folders.send("FH-1.xml", b"<b/>")
    assert (folders.outgoing / "FH-1.xml").read_bytes() == b"<a/>"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "-x", "a\x00b", "a b", "x" * 129, "ü.xml"])
def test_a_name_that_is_more_than_a_file_name_is_refused(name: str, folders: FolderChannel) -> None:
    with pytest.raises(ChannelError, match="plain file name"):
        folders.send(name, b"<a/>")
    with pytest.raises(ChannelError, match="plain file name"):
        folders.done(name)
    assert _sent(folders) == []


def test_a_folder_that_cannot_be_written_is_told_and_the_next_try_works(folders: FolderChannel) -> None:
    (folders.outgoing / "sent").rmdir()
    (folders.outgoing / "sent").write_bytes(b"")
    with pytest.raises(ChannelError, match="was not written"):
        folders.send("FH-1.xml", b"<a/>")
    (folders.outgoing / "sent").unlink()
    (folders.outgoing / "sent").mkdir()
    folders.send("FH-1.xml", b"<a/>")
    assert _sent(folders) == ["FH-1.xml"]


def test_files_are_fetched_oldest_first_until_done(folders: FolderChannel) -> None:
    _arrive(folders, "b.xml", b"B", age=10)
    _arrive(folders, "a.xml", b"A", age=5)
    assert folders.fetch() == [("b.xml", b"B"), ("a.xml", b"A")]
    assert folders.fetch() == [("b.xml", b"B"), ("a.xml", b"A")]
    folders.done("b.xml")
    assert folders.fetch() == [("a.xml", b"A")]
    assert (folders.incoming / "done" / "b.xml").read_bytes() == b"B"


def test_a_refused_file_is_kept_aside_with_the_reason(folders: FolderChannel) -> None:
    _arrive(folders, "a.xml", b"A")
    folders.failed("a.xml", "statement_not_xml at line 1")
    assert folders.fetch() == []
    assert (folders.incoming / "failed" / "a.xml").read_bytes() == b"A"
    assert (folders.incoming / "failed" / "a.xml.why.txt").read_text() == "statement_not_xml at line 1\n"


def test_a_name_that_comes_back_does_not_overwrite_the_earlier_file(folders: FolderChannel) -> None:
    for content in (b"1", b"2"):
        _arrive(folders, "a.xml", content)
        folders.done("a.xml")
    assert [(folders.incoming / "done" / name).read_bytes() for name in ("a.xml", "a.xml.2")] == [b"1", b"2"]


def test_done_twice_is_done(folders: FolderChannel) -> None:
    _arrive(folders, "a.xml")
    folders.done("a.xml")
    folders.done("a.xml")
    folders.failed("a.xml", "late")
    assert sorted(path.name for path in (folders.incoming / "failed").iterdir()) == []


def test_unfinished_hidden_and_linked_files_are_left_alone(folders: FolderChannel, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"treasure")
    (folders.incoming / "link.xml").symlink_to(secret)
    (folders.incoming / "folder.xml").mkdir()
    for name in (".a.xml", "a.xml.tmp", "a.xml.PART", "a.filepart"):
        _arrive(folders, name)
    assert folders.fetch() == []


def test_a_file_over_the_limit_is_cut_so_that_its_reader_refuses_it(tmp_path: Path) -> None:
    channel = FolderChannel(tmp_path / "out", tmp_path / "in", bytes_max=10)
    _arrive(channel, "a.xml", b"x" * 100)
    assert channel.fetch() == [("a.xml", b"x" * 11)]


def test_one_fetch_gives_a_limited_number_of_files(folders: FolderChannel) -> None:
    for number in range(FILES_PER_FETCH_MAX + 5):
        _arrive(folders, f"{number:03}.xml")
    assert len(folders.fetch()) == FILES_PER_FETCH_MAX


def test_a_folder_that_is_gone_is_told(folders: FolderChannel) -> None:
    for folder in (folders.incoming / "done", folders.incoming / "failed", folders.incoming):
        folder.rmdir()
    with pytest.raises(ChannelError, match="was not read"):
        folders.fetch()


class _Mailbox(HTTPServer):
    """What the bank answers to everything, and what it was sent: path, credentials, body."""

    answer: tuple[int, bytes] = (202, b"{}")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Bank)
        self.received: list[tuple[str, str | None, bytes]] = []


class _Bank(BaseHTTPRequestHandler):
    """A mailbox that answers what the test put on the server."""

    server: _Mailbox

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.received.append((self.path, self.headers.get("Authorization"), self.rfile.read(length)))
        self._answer()

    def _answer(self) -> None:
        code, body = self.server.answer
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def bank() -> Iterator[_Mailbox]:
    with _Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _http(bank: _Mailbox, credentials: str = "") -> Channel:
    return HttpChannel(f"http://127.0.0.1:{bank.server_port}/", credentials)


def test_a_payment_file_is_posted_with_the_credentials(bank: _Mailbox) -> None:
    _http(bank, "me:secret").send("FH-1.xml", b"<a/>")
    assert bank.received == [("/payments", "Basic bWU6c2VjcmV0", b"<a/>")]


@pytest.mark.parametrize("code", [200, 202, 422])
def test_these_answers_mean_that_the_bank_has_the_file(code: int, bank: _Mailbox) -> None:
    bank.answer = (code, b"{}")
    _http(bank).send("FH-1.xml", b"<a/>")


@pytest.mark.parametrize("code", [302, 401, 404, 413, 500, 503])
def test_these_answers_mean_that_it_may_not_have_it(code: int, bank: _Mailbox) -> None:
    bank.answer = (code, b"busy")
    with pytest.raises(ChannelError, match=f"answered {code}"):
        _http(bank).send("FH-1.xml", b"<a/>")


def test_messages_are_fetched_until_done_or_failed(bank: _Mailbox) -> None:
    mail = [
        {"id": n, "type": "camt.053.001.08", "account": account, "body": f"<{n}>"}
        for n, account in ((1, "A"), (2, None))
    ]
    bank.answer = (200, json.dumps(mail).encode())
    channel = HttpChannel(f"http://127.0.0.1:{bank.server_port}")
    names = ["camt.053.001.08-A-1.xml", "camt.053.001.08-bank-2.xml"]
    assert channel.fetch() == [(names[0], b"<1>"), (names[1], b"<2>")]
    channel.done(names[0])
    assert channel.fetch() == [(names[1], b"<2>")]
    channel.failed(names[1], "statement_not_xml")
    assert channel.fetch() == []
    assert channel.refused == {names[1]: "statement_not_xml"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"{}x", b'[{"id": 1}]', b'[{"id":1,"type":"t","account":"a","body":7}]']
)
def test_a_mailbox_that_is_none_is_told(body: bytes, bank: _Mailbox) -> None:
    bank.answer = (200, body)
    with pytest.raises(ChannelError, match="not a list of messages"):
        _http(bank).fetch()


def test_a_bank_that_is_not_there_is_told(bank: _Mailbox) -> None:
    bank.answer = (500, b"")
    with pytest.raises(ChannelError, match="answered 500"):
        _http(bank).fetch()
    with pytest.raises(ChannelError, match="not reached"):
        HttpChannel("http://127.0.0.1:1").fetch()


@pytest.mark.parametrize(
    "url",
    ["http://bank.example", "http://10.0.0.1:80", "ftp://127.0.0.1", "127.0.0.1:80", "http://me:pw@127.0.0.1", ""],
)
def test_payments_never_leave_this_machine_unencrypted(url: str) -> None:
    with pytest.raises(ValueError, match=r"https|address"):
        HttpChannel(url)


@pytest.mark.parametrize("url", ["https://bank.example", "http://localhost:8090", "http://[::1]:8090"])
def test_these_addresses_are_taken(url: str) -> None:
    assert HttpChannel(url).host in url
