"""An S3 server of its own for tests, on this machine only, with one empty bucket; and a network between that fails."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

BUCKET = "evidence"
SECRET = "wJalr-not-to-be-seen"
START_SECONDS_MAX = 60


class Server(msgspec.Struct, frozen=True):
    """A running server: its address, and a client that sees what is in the bucket."""

    url: str
    client: Any

    def listed(self) -> list[str]:
        """What lies in the bucket."""
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]


def libraries() -> Any:
    """boto3, where it and the test server are installed; elsewhere the test is skipped, but never in CI."""
    if os.environ.get("CI"):
        __import__("moto")
        return __import__("boto3")
    pytest.importorskip("moto", reason="the S3 server for tests is not installed (./dev test installs it)")
    return pytest.importorskip("boto3", reason="the extra s3 is not installed")


def credentials(patch: pytest.MonkeyPatch) -> None:
    """Who may use the server, and nothing that this machine knows of others."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    patch.setenv("AWS_ACCESS_KEY_ID", "tester")
    patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    patch.setenv("AWS_REGION", "us-east-1")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    patch.setenv("AWS_CONFIG_FILE", os.devnull)
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Start the server as a process, make the bucket, stop the server at the end."""
    boto3 = libraries()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "s3.log").open("wb") as said:
        running = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    try:
        _wait(port, running)
        client = boto3.client("s3", endpoint_url=url)
        client.create_bucket(Bucket=BUCKET)
        yield Server(url, client)
        client.close()
    finally:
        running.terminate()
        running.wait(30)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until and running.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the S3 server did not start")


def nowhere() -> str:
    """The address of nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def silent() -> Iterator[str]:
    """The address of something that takes connections and never answers."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            with suppress(OSError):
                while True:
                    held.append(listening.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    for line in held:
        line.close()
