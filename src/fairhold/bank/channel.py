"""How files reach the bank and come back: the port that the clock uses, and its two adapters, folders and HTTP.

Sending may happen twice (a crash between sending and writing it down), so a channel keeps a second sending of one file
name from reaching the bank where it can, and the message id inside makes the bank refuse it where it cannot. Fetching
gives a file again until `done` or `failed` was called for it. Nothing here reads what the files say.
"""

import base64
import http.client
import json
import os
import re
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from fairhold.bank.tree import Limits
from fairhold.faults import Unavailable

FILES_PER_FETCH_MAX = 100
"""The most files one fetch gives; the rest comes with the next."""
MAILBOX_BYTES_MAX = 256 * 1024 * 1024

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,127}")
_UNFINISHED = (".tmp", ".part", ".filepart")


class ChannelError(Unavailable):
    """The bank was not reached or did not answer as it should: nothing is known to have happened, ask again later."""


class Channel(Protocol):
    """A way to one bank."""

    def send(self, file_name: str, content: bytes) -> None:
        """Hand a file to the bank; returns once it is handed over. The same name again changes nothing.

        Raises ChannelError when it was not handed over, or the name was used for other content.
        """

    def fetch(self) -> list[tuple[str, bytes]]:
        """The files that wait, oldest first, at most FILES_PER_FETCH_MAX. Raises ChannelError.

        A file longer than a statement may be is cut after one byte too many, so that its reader refuses it.
        """

    def done(self, file_name: str) -> None:
        """Say that a fetched file was read and its result kept: it is not given again."""

    def failed(self, file_name: str, why: str) -> None:
        """Say that a fetched file was refused: it is kept aside for people and not given again."""


class FolderChannel:
    """A bank behind two folders, as an SFTP mount is: `outgoing` is read by the bank, `incoming` is written by it.

    Own records lie beside the files in folders that the bank does not read: `outgoing/sent` remembers what was sent,
    `incoming/done` and `incoming/failed` keep what was fetched.
    """

    def __init__(self, outgoing: Path, incoming: Path, bytes_max: int = Limits().statement_bytes_max) -> None:
        self.outgoing = outgoing
        self.incoming = incoming
        self.bytes_max = bytes_max
        for folder in (outgoing / "sent", incoming / "done", incoming / "failed"):
            folder.mkdir(parents=True, exist_ok=True)

    def send(self, file_name: str, content: bytes) -> None:
        """See Channel. The file appears whole, by a rename, and is on disk when this returns."""
        name = _checked_name(file_name)
        record = self.outgoing / "sent" / name
        try:
            for earlier in (record, self.outgoing / name):
                if earlier.exists():
                    if earlier.read_bytes() != content:
                        raise ChannelError(f"{name} was sent before with other content")
                    break
            else:
                _write_whole(self.outgoing / name, content)
            # The record comes second: a crash between the two sends again, and the bank sees the same message id.
            if not record.exists():
                _write_whole(record, content)
        except OSError as error:
            raise ChannelError(f"{name} was not written: {error}") from error

    def fetch(self) -> list[tuple[str, bytes]]:
        """See Channel. Hidden and unfinished files are left alone, and so are links and folders."""
        try:
            waiting = [
                (entry.stat(follow_symlinks=False).st_mtime_ns, entry.name)
                for entry in os.scandir(self.incoming)
                if entry.is_file(follow_symlinks=False)
                and _NAME.fullmatch(entry.name)
                and not entry.name.lower().endswith(_UNFINISHED)
            ]
            return [(name, self._read(name)) for _, name in sorted(waiting)[:FILES_PER_FETCH_MAX]]
        except OSError as error:
            raise ChannelError(f"{self.incoming} was not read: {error}") from error

    def done(self, file_name: str) -> None:
        """See Channel: the file moves to `incoming/done`."""
        self._put_aside(file_name, "done")

    def failed(self, file_name: str, why: str) -> None:
        """See Channel: the file moves to `incoming/failed`, and why lies beside it as `<name>.why.txt`."""
        kept = self._put_aside(file_name, "failed")
        if kept is not None:
            kept.with_name(f"{kept.name}.why.txt").write_text(f"{why}\n", encoding="utf-8")

    def _read(self, name: str) -> bytes:
        with (self.incoming / name).open("rb") as file:
            return file.read(self.bytes_max + 1)

    def _put_aside(self, file_name: str, folder: str) -> Path | None:
        """Where the file lies now, or None when it was put aside before; an earlier file of that name is kept too."""
        name = _checked_name(file_name)
        target = self.incoming / folder / name
        number = 1
        while target.exists():
            number += 1
            target = self.incoming / folder / f"{name}.{number}"
        try:
            (self.incoming / name).rename(target)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ChannelError(f"{name} was not put aside: {error}") from error
        return target


class HttpChannel:
    """A bank behind an HTTP mailbox as mock-bank has it: POST to pay, a mailbox of messages to read.

    The mailbox gives a message away when it is taken, so a crash would lose it; here it is only looked at, and what was
    done is remembered for the life of this object. After a restart messages come again, which changes nothing (their
    lines have keys). Plain HTTP goes to this machine only.
    """

    def __init__(
        self,
        url: str,
        credentials: str = "",
        payments_path: str = "/payments",
        mailbox_path: str = "/_mock/mailbox?leave",
        timeout_seconds: float = 10.0,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("the address of a bank is http:// or https://, a host and a port")
        if parts.scheme == "http" and not _is_here(parts.hostname):
            raise ValueError(f"payments to {parts.hostname} need https")
        self.host = parts.hostname
        self.port = parts.port
        self.secure = parts.scheme == "https"
        self.base = parts.path.rstrip("/")
        self.credentials = credentials
        self.payments_path = payments_path
        self.mailbox_path = mailbox_path
        self.timeout_seconds = timeout_seconds
        self.finished: set[str] = set()
        self.refused: dict[str, str] = {}

    def send(self, file_name: str, content: bytes) -> None:
        """See Channel. The name is not sent: the bank knows a repetition by the message id inside the file.

        202 and 422 both mean that the bank has the file; its verdict comes as a status report.
        """
        _checked_name(file_name)
        code, body = self._ask("POST", self.payments_path, content)
        if code not in (200, 201, 202, 422):
            raise ChannelError(f"the bank answered {code}: {body[:200]!r}")

    def fetch(self) -> list[tuple[str, bytes]]:
        """See Channel. Messages are named `<type>-<account>-<id>.xml`, as the bank's own folder names them."""
        code, body = self._ask("GET", self.mailbox_path)
        if code != 200:
            raise ChannelError(f"the bank answered {code}: {body[:200]!r}")
        try:
            messages = [
                (f"{message['type']}-{message['account'] or 'bank'}-{message['id']}.xml", message["body"].encode())
                for message in json.loads(body)
            ]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ChannelError(f"the mailbox is not a list of messages: {error}") from error
        return [message for message in messages if message[0] not in self.finished][:FILES_PER_FETCH_MAX]

    def done(self, file_name: str) -> None:
        """See Channel."""
        self.finished.add(file_name)

    def failed(self, file_name: str, why: str) -> None:
        """See Channel: the message stays in the bank's mailbox, where people find it, and `refused` says why."""
        self.finished.add(file_name)
        self.refused[file_name] = why

    def _ask(self, method: str, path: str, content: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/xml"} if content is not None else {}
        if self.credentials:
            headers["Authorization"] = "Basic " + base64.b64encode(self.credentials.encode()).decode()
        connection = self._connection()
        try:
            connection.request(method, self.base + path, content, headers)
            response = connection.getresponse()
            body = response.read(MAILBOX_BYTES_MAX + 1)
        except (OSError, http.client.HTTPException) as error:
            raise ChannelError(f"the bank at {self.host} was not reached: {error}") from error
        finally:
            connection.close()
        if len(body) > MAILBOX_BYTES_MAX:
            raise ChannelError(f"the bank's answer is longer than {MAILBOX_BYTES_MAX} bytes")
        return response.status, body

    def _connection(self) -> http.client.HTTPConnection:
        if self.secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout_seconds, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_seconds)


def _checked_name(file_name: str) -> str:
    if not _NAME.fullmatch(file_name):
        raise ChannelError(f"{file_name[:140]!r} is not a plain file name")
    return file_name


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _write_whole(path: Path, content: bytes) -> None:
    """Put a file in place so that nobody ever sees a part of it, and so that it survives a crash."""
    unfinished = path.with_name(f".{path.name}.tmp")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
