"""A store in a bucket of S3 or of anything that speaks its protocol. Needs the extra `s3`; loaded only when chosen.

Who may use the bucket is told by the environment, profile or machine, as everywhere with boto3; nothing secret is a
setting. Waiting, asking again and memory are bounded. A bucket may keep old versions of a file: what lies here is
sealed, and erasing destroys its key, which lies elsewhere.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from fairhold.evidence.store import NAME, StoreAway, checked

CONNECT_SECONDS_MAX: Final = 5
ANSWER_SECONDS_MAX: Final = 30
"""How long the store may be silent in the middle of an answer."""
TRIES_MAX: Final = 3
"""How often one thing is asked before the store counts as away."""
PART_BYTES: Final = 8 * 2**20
"""Bytes of one part of an upload; a larger file is sent in parts and appears when the last is there."""
PARTS_AT_ONCE: Final = 2
"""Parts that are in memory together."""
READ_BYTES_MIN: Final = 2**17
READ_BYTES_MAX: Final = 4 * 2**20
"""Bytes that are fetched at once: few where somebody looks here and there, more as he reads on."""
PROBE: Final = ".doctor"
"""What `probe` writes; no name of a stored file begins so."""
_GONE: Final = frozenset({"404", "NoSuchKey", "NotFound"})

logging.getLogger("botocore").setLevel(logging.WARNING)  # below it, they write headers of requests
logging.getLogger("s3transfer").setLevel(logging.WARNING)


class BucketStore:
    """See Store. `url` is the address of a store that is not Amazon's; `prefix` ends in `/` or is empty."""

    def __init__(self, bucket: str, prefix: str = "", url: str = "") -> None:
        self._bucket, self._prefix, self._url = bucket, prefix, url
        self._parts = TransferConfig(PART_BYTES, max_concurrency=PARTS_AT_ONCE, multipart_chunksize=PART_BYTES)
        retries = {"mode": "standard", "total_max_attempts": TRIES_MAX}
        config = Config(connect_timeout=CONNECT_SECONDS_MAX, read_timeout=ANSWER_SECONDS_MAX, retries=retries)
        with self._asked():
            self._client: Any = boto3.session.Session().client("s3", endpoint_url=url or None, config=config)

    def take(self, name: str, file: Path) -> None:
        """See Store. The local file is sent and then taken away."""
        size = file.stat().st_size
        with self._asked():
            self._client.upload_file(str(file), self._bucket, self._key(name), Config=self._parts)
        found = self._head(name)
        if found is None or found["ContentLength"] != size:
            raise StoreAway(f"{self} did not keep all {size} bytes of {name}.")
        file.unlink()

    def open(self, name: str) -> BinaryIO | None:
        """See Store. It is fetched as it is read; reading raises StoreAway when the file is another meanwhile."""
        found = self._head(name)
        if found is None:
            return None
        remote = _Remote(self, name, found["ContentLength"], found["ETag"])
        return cast(BinaryIO, io.BufferedReader(remote, READ_BYTES_MIN))

    def has(self, name: str) -> bool:
        """See Store."""
        return self._head(name) is not None

    def destroy(self, name: str) -> bool:
        """See Store. Old versions of the file, if the bucket keeps any, stay until its own rules end them."""
        if self._head(name) is None:
            return False
        with self._asked():
            self._client.delete_object(Bucket=self._bucket, Key=self._key(name))
        return True

    def names(self, beginning: str = "") -> Iterator[str]:
        """See Store."""
        asked = {"Bucket": self._bucket, "Prefix": self._prefix + beginning}
        with self._asked():
            for page in self._client.get_paginator("list_objects_v2").paginate(**asked):
                for found in page.get("Contents", ()):
                    name = str(found["Key"]).removeprefix(self._prefix)
                    if NAME.fullmatch(name):
                        yield name

    def probe(self) -> None:
        """Write, read, list and delete a few bytes that no name leads to. Raises StoreAway."""
        place = {"Bucket": self._bucket, "Key": self._prefix + PROBE}
        with self._asked():
            self._client.put_object(**place, Body=b"doctor")
            read = self._client.get_object(**place)["Body"].read()
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)
            self._client.delete_object(**place)
        if read != b"doctor":
            raise StoreAway(f"{self} gave back other bytes than it was given.")

    def fetch(self, name: str, start: int, size: int, tag: str) -> bytes:
        """Bytes of the file that had this tag, from a place on. Raises StoreAway when it is another, or gone."""
        asked = {"Range": f"bytes={start}-{start + size - 1}", "IfMatch": tag}
        with self._asked():
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(name), **asked)
            with answer["Body"] as body:
                return cast(bytes, body.read())

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}" + (f" at {self._url}" if self._url else "")

    def _key(self, name: str) -> str:
        return self._prefix + checked(name)

    def _head(self, name: str) -> dict[str, Any] | None:
        with self._asked():
            try:
                return cast(dict[str, Any], self._client.head_object(Bucket=self._bucket, Key=self._key(name)))
            except ClientError as problem:
                if problem.response["Error"]["Code"] in _GONE:
                    return None
                raise

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """What goes wrong on the way, in one sentence without anything secret."""
        try:
            yield
        except ClientError as problem:
            said = problem.response.get("Error", {})
            raise StoreAway(f"{self} refuses: {said.get('Code', '?')}: {said.get('Message', '')}".strip()) from None
        except (BotoCoreError, Boto3Error, OSError) as problem:
            raise StoreAway(f"{self} does not answer: {problem}") from None


class _Remote(io.RawIOBase):
    """A file of a bucket that can be sought in. A window of it is in memory and grows while somebody reads on."""

    def __init__(self, store: BucketStore, name: str, size: int, tag: str) -> None:
        self._store, self._name, self._size, self._tag = store, name, size, tag
        self._at, self._start, self._window, self._next = 0, 0, b"", READ_BYTES_MIN

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place, as every file does."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def readinto(self, target: Any, /) -> int:
        """Bytes of the window from here on, at most as many as there is room for."""
        if self._at >= self._size:
            return 0
        if not self._start <= self._at < self._start + len(self._window):
            reads_on = self._at == self._start + len(self._window)
            self._next = min(self._next * 2, READ_BYTES_MAX) if reads_on else READ_BYTES_MIN
            length = min(self._next, self._size - self._at)
            self._window = self._store.fetch(self._name, self._at, length, self._tag)
            self._start = self._at
            if not self._window:
                raise StoreAway(f"{self._store} gave none of {length} bytes of {self._name}.")
        room = memoryview(target)
        within = self._at - self._start
        found = self._window[within : within + len(room)]
        room[: len(found)] = found
        self._at += len(found)
        return len(found)
