"""Looking for harmful content through a port: what looks is exchangeable, what is found is a refusal.

`EicarScanner` knows only the string that the makers of scanners agreed on for tests (EICAR) and shows that the port is
asked. `Clamd` asks a ClamAV daemon over its socket. A scanner that does not answer is no clean answer.
"""

import socket
from typing import BinaryIO, Final, Protocol

from fairhold.evidence.archive import ZIP_BEGINNINGS, open_archive, read_beginning
from fairhold.evidence.fault import EvidenceFault
from fairhold.faults import Unavailable

PIECE_BYTES: Final = 2**16
ANSWER_BYTES_MAX: Final = 4096
SECONDS_MAX: Final = 60.0
"""How long a scanner may take for one file."""
MEMBER_BYTES: Final = 1024
"""Bytes of every file of an archive that the test scanner looks at."""

EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
EICAR_NAME: Final = "Eicar-Test-Signature"


class ScannerAway(Unavailable):
    """The scanner did not answer, or not as scanners do: the file is neither clean nor harmful."""


class Scanner(Protocol):
    """Looks at a whole file."""

    def scan(self, file: BinaryIO) -> str | None:
        """What was found, by name, or None. Raises ScannerAway."""
        ...


def refuse_harmful(scanner: Scanner, file: BinaryIO) -> None:
    """Raises EvidenceFault `scan_found` when the scanner finds something, ScannerAway when it does not answer."""
    file.seek(0)
    found = scanner.scan(file)
    if found is not None:
        raise EvidenceFault("scan_found", f"The scanner found {found}.")


class EicarScanner:
    """Finds the test string in a file, and at the beginning of the files of a zip archive; nothing else."""

    def scan(self, file: BinaryIO) -> str | None:
        """See Scanner."""
        kept = b""
        while piece := file.read(PIECE_BYTES):
            if EICAR in kept + piece:
                return EICAR_NAME
            kept = (kept + piece)[-len(EICAR) + 1 :]
        file.seek(0)
        if file.read(4) not in ZIP_BEGINNINGS:
            return None
        with open_archive(file) as archive:
            for member in archive.infolist():
                if EICAR in read_beginning(archive, member, MEMBER_BYTES):
                    return EICAR_NAME
        return None


class Clamd:
    """A ClamAV daemon at the path of its socket, or at host and port; asked by INSTREAM, one connection a file."""

    def __init__(self, address: str | tuple[str, int], seconds_max: float = SECONDS_MAX) -> None:
        self._address, self._seconds_max = address, seconds_max

    def scan(self, file: BinaryIO) -> str | None:
        """See Scanner."""
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                while piece := file.read(PIECE_BYTES):
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
                answer = _answer(line)
        except OSError as problem:
            raise ScannerAway(f"The scanner at {self._address} does not answer: {problem}.") from None
        said = answer.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
        if said == "OK":
            return None
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise ScannerAway(f"The scanner at {self._address} says: {said[:200]!r}.")

    def _connected(self) -> socket.socket:
        if isinstance(self._address, tuple):
            return socket.create_connection(self._address, self._seconds_max)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self._seconds_max)
        try:
            line.connect(self._address)
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith((b"\0", b"\n")) and len(answer) < ANSWER_BYTES_MAX:
        piece = line.recv(ANSWER_BYTES_MAX)
        if not piece:
            break
        answer += piece
    return answer
