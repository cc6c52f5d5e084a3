"""A bucket as a store: the same as a folder, over a real server; and what a store that is away looks like."""

import hashlib
import io
import logging
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evidence.buckets import BUCKET, SECRET, Server, credentials, libraries, nowhere, server, silent
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.store import FolderStore, StoreAway
from fairhold.evidence.vault import Vault, folder_vault
from fairhold.safe.strongroom import bucket_of, strongroom
from fairhold.settings import Settings, SettingsWrong, load

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FOLDER = f"s3://{BUCKET}/fairhold/one"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        credentials(patch)
        with server(tmp_path_factory.mktemp("s3")) as running:
            yield running


@pytest.fixture
def running(started: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    credentials(monkeypatch)
    for key in started.listed():
        started.client.delete_object(Bucket=BUCKET, Key=key)
    return started


def store_at(url: str, place: str = FOLDER) -> Any:
    return bucket_of(Settings(evidence_s3=place, evidence_s3_url=url))


@pytest.fixture
def store(running: Server) -> Any:
    return store_at(running.url)


def put(store: Any, name: str, data: bytes, folder: Path) -> Path:
    file = folder / "incoming"
    file.write_bytes(data)
    store.take(name, file)
    return file


def kept(vault: Vault, data: bytes) -> str:
    with vault.receive() as upload:
        upload.write(data)
        return upload.finish()


def test_a_file_is_taken_over_read_and_destroyed(store: Any, running: Server, tmp_path: Path) -> None:
    local = put(store, "ab/abc.1", b"gold", tmp_path)
    assert not local.exists()
    assert running.listed() == ["fairhold/one/ab/abc.1"]
    assert store.has("ab/abc.1")
    with store.open("ab/abc.1") as opened:
        assert opened.read() == b"gold"
    assert store.destroy("ab/abc.1")
    assert not store.has("ab/abc.1")
    assert store.open("ab/abc.1") is None
    assert not store.destroy("ab/abc.1")
    assert running.listed() == []


def test_names_are_listed_in_order_by_their_beginning_and_only_those_of_the_folder(
    store: Any, running: Server, tmp_path: Path
) -> None:
    for name in ("key/ab/abc.2", "key/ab/abd.1", "key/ab/abc.1", "hold/ab/abc/ord_1"):
        put(store, name, b"", tmp_path)
    running.client.put_object(Bucket=BUCKET, Key="else", Body=b"")
    running.client.put_object(Bucket=BUCKET, Key="fairhold/one/No Name", Body=b"")
    assert list(store.names("key/ab/abc.")) == ["key/ab/abc.1", "key/ab/abc.2"]
    assert list(store.names("none/")) == []
    assert len(list(store.names())) == 4


@pytest.mark.parametrize("name", ["", "..", "a/../b", "/a", "a/", "A", ".a", "a\n"])
def test_a_name_that_could_lead_elsewhere_is_none(store: Any, name: str) -> None:
    for use in (store.open, store.has, store.destroy):
        with pytest.raises(ValueError, match="is no name of a stored file"):
            use(name)


def test_a_large_file_goes_in_parts_and_is_read_from_any_place(store: Any, running: Server, tmp_path: Path) -> None:
    data = os.urandom(20 * 2**20 + 7)
    put(store, "large", data, tmp_path)
    assert running.client.head_object(Bucket=BUCKET, Key="fairhold/one/large")["ETag"].endswith('-3"')
    with store.open("large") as opened:
        assert hashlib.file_digest(opened, "sha256").digest() == hashlib.sha256(data).digest()
        for place in (0, 5, 2**17 - 1, 9 * 2**20, len(data) - 3, len(data), len(data) + 10):
            opened.seek(place)
            assert opened.read(100) == data[place : place + 100]
        assert opened.seek(-4, io.SEEK_END) == len(data) - 4
        assert opened.read() == data[-4:]


def test_a_file_that_becomes_another_while_it_is_read_is_not_mixed(store: Any, tmp_path: Path) -> None:
    put(store, "a", bytes(2**20), tmp_path)
    with store.open("a") as opened:
        assert opened.read(10) == bytes(10)
        put(store, "a", b"x" * 2**20, tmp_path)
        with pytest.raises(StoreAway, match="PreconditionFailed"):
            opened.read()


def test_a_vault_keeps_sealed_bytes_there_and_keys_here(store: Any, running: Server, tmp_path: Path) -> None:
    vault = folder_vault(tmp_path / "vault", store)
    data = b"a photo of 600 rings" * 50_000
    sha256 = kept(vault, data)
    (key,) = running.listed()
    assert key == f"fairhold/one/{sha256[:2]}/{sha256}"
    assert b"600 rings" not in running.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    assert list((tmp_path / "vault").glob("records/key/*/*"))
    assert not list((tmp_path / "vault" / "incoming").iterdir())
    assert vault.state(sha256, every_byte=True) == "whole"
    with vault.open(sha256) as opened:
        assert opened.read() == data
    vault.hold(sha256, "ord_1")
    with pytest.raises(EvidenceFault, match="is held by ord_1"):
        vault.erase(sha256, NOW, "cora", "privacy")
    assert vault.has(sha256)
    vault.let_go(sha256, "ord_1")
    vault.erase(sha256, NOW, "cora", "privacy")
    assert (vault.state(sha256), running.listed()) == ("erased", [])
    assert not list((tmp_path / "vault").glob("records/key/*/*"))


def test_an_old_version_that_the_bucket_kept_cannot_be_read_after_erasing(
    store: Any, running: Server, tmp_path: Path
) -> None:
    vault = folder_vault(tmp_path / "vault", store)
    sha256 = kept(vault, b"gold")
    (key,) = running.listed()
    old = running.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    vault.erase(sha256, NOW, "cora", "privacy")
    running.client.put_object(Bucket=BUCKET, Key=key, Body=old)
    assert vault.state(sha256) == "erased"
    (tmp_path / "vault" / "records" / "erased" / sha256[:2] / sha256).unlink()
    assert vault.state(sha256) == "damaged"


def test_a_flipped_byte_in_the_bucket_is_named(store: Any, running: Server, tmp_path: Path) -> None:
    vault = folder_vault(tmp_path / "vault", store)
    whole, bent = kept(vault, b"gold"), kept(vault, b"bronze")
    key = f"fairhold/one/{bent[:2]}/{bent}"
    data = bytearray(running.client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    data[-1] ^= 1
    running.client.put_object(Bucket=BUCKET, Key=key, Body=bytes(data))
    assert dict(vault.verify()) == {whole: "whole", bent: "damaged"}


def test_files_move_into_the_bucket_and_back_once_every_byte_was_read_there(
    store: Any, running: Server, tmp_path: Path
) -> None:
    here, there = folder_vault(tmp_path / "vault"), folder_vault(tmp_path / "vault", store)
    hashes = {kept(here, data): data for data in (b"gold", b"bronze" * 100_000)}
    damaged, erased = kept(here, b"tin"), kept(here, b"lead")
    (tmp_path / "vault" / "bytes" / damaged[:2] / damaged).write_bytes(b"nothing sealed")
    here.erase(erased, NOW, "cora", "privacy")
    moved = {sha256: here.hand_over(sha256, there) for sha256 in list(here.files())}
    assert moved == {**dict.fromkeys(hashes, True), damaged: False}
    assert list(here.files()) == [damaged]
    assert sorted(there.files()) == sorted(hashes)
    for sha256, data in hashes.items():
        with there.open(sha256) as opened:
            assert opened.read() == data
    assert all(there.hand_over(sha256, here) for sha256 in list(there.files()))
    assert running.listed() == []
    assert {here.state(sha256, every_byte=True) for sha256 in hashes} == {"whole"}


def test_the_probe_writes_reads_and_leaves_nothing(store: Any, running: Server) -> None:
    store.probe()
    assert running.listed() == []
    assert str(store) == f"{FOLDER}/ at {running.url}"
    with pytest.raises(StoreAway, match=r"s3://nobody/ at http.* refuses: NoSuchBucket"):
        store_at(running.url, "s3://nobody").probe()


def test_a_store_that_is_not_there_is_named_and_nothing_secret_is_said(
    running: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = nowhere()
    vault = folder_vault(tmp_path / "vault", store_at(url))
    started = time.monotonic()
    with pytest.raises(StoreAway, match=f"^{FOLDER}/ at {url} does not answer: ") as away:
        kept(vault, b"gold")
    assert time.monotonic() - started < 30
    assert SECRET not in str(away.value) + caplog.text
    assert not list((tmp_path / "vault" / "incoming").iterdir())
    store_at(running.url).probe()
    assert SECRET not in caplog.text
    assert "Signature=" not in caplog.text


def test_a_store_that_never_answers_is_away_after_a_bounded_time(
    running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = pytest.importorskip("fairhold.evidence.bucket")
    monkeypatch.setattr(bucket, "ANSWER_SECONDS_MAX", 0.2)
    with silent() as url:
        store = store_at(url)
        started = time.monotonic()
        with pytest.raises(StoreAway, match="does not answer: Read timeout"):
            store.has("a")
        assert time.monotonic() - started < 15


def test_without_credentials_it_says_so(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StoreAway, match="Unable to locate credentials"):
        store_at(running.url).probe()


def test_without_the_extra_the_settings_say_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    monkeypatch.delitem(__import__("sys").modules, "fairhold.evidence.bucket", raising=False)
    with pytest.raises(SettingsWrong, match="pip install 'fairhold\\[s3\\]'"):
        strongroom(Settings(data=tmp_path, evidence_s3="s3://evidence"))
    assert strongroom(Settings(data=tmp_path)).bucket is None


@pytest.mark.parametrize(
    "wrong",
    ["evidence", "s3://", "s3://A", "s3://ab/../x y", "http://evidence", "s3://evidence//x", "s3://u:p@evidence"],
)
def test_what_is_no_bucket_is_refused(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="evidence_s3"):
        load({"FAIRHOLD_EVIDENCE_S3": wrong}, tmp_path)
    with pytest.raises(SettingsWrong, match="evidence_s3_url"):
        load({"FAIRHOLD_EVIDENCE_S3_URL": "http://key:secret@host"}, tmp_path)


def test_the_store_has_what_a_folder_has() -> None:
    libraries()
    wanted = {name for name in vars(FolderStore) if not name.startswith("_")}
    assert wanted <= set(dir(pytest.importorskip("fairhold.evidence.bucket").BucketStore))
