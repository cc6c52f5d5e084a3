"""The vault: bytes once under their hash, nothing half, erasing that leaves the hash, and damage that is named."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.sealing import HEAD_BYTES, PIECE_BYTES, Damaged
from fairhold.evidence.vault import Erasure, Vault, folder_vault

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GOLD = b"a photo of 600 rings"
GOLD_HASH = hashlib.sha256(GOLD).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Vault:
    return folder_vault(folder)


def kept(vault: Vault, data: bytes = GOLD) -> str:
    with vault.receive() as upload:
        upload.write(data)
        return upload.finish()


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def sealed_file(folder: Path, sha256: str) -> Path:
    return folder / "bytes" / sha256[:2] / sha256


def fault(run: object) -> str:
    assert callable(run)
    with pytest.raises(EvidenceFault) as caught:
        run()
    return caught.value.code


def test_bytes_come_back_as_they_were_under_their_hash(vault: Vault) -> None:
    assert kept(vault) == GOLD_HASH
    with vault.open(GOLD_HASH) as opened:
        assert opened.read() == GOLD
        opened.seek(2)
        assert opened.read(5) == GOLD[2:7]
    assert vault.has(GOLD_HASH)
    assert vault.state(GOLD_HASH, every_byte=True) == "whole"


def test_no_readable_copy_is_ever_on_disk(vault: Vault, folder: Path) -> None:
    data = GOLD * 200_000
    with vault.receive() as upload:
        for start in range(0, len(data), 300_000):
            upload.write(data[start : start + 300_000], at=start)
            assert all(GOLD not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
        sha256 = upload.finish()
    assert all(GOLD not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with vault.open(sha256) as opened:
        assert opened.read() == data


def test_storing_twice_is_storing_once(vault: Vault, folder: Path) -> None:
    kept(vault)
    before = files(folder)
    assert len(before) == 2
    assert kept(vault) == GOLD_HASH
    assert files(folder) == before


def test_many_senders_of_the_same_bytes_at_once_leave_them_readable(vault: Vault, folder: Path) -> None:
    threads = [threading.Thread(target=kept, args=(vault,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert vault.state(GOLD_HASH, every_byte=True) == "whole"
    assert not list((folder / "incoming").iterdir())
    vault.erase(GOLD_HASH, NOW, "operator", "asked for")
    assert [name for name in files(folder) if "key/" in name or "bytes/" in name] == []


@pytest.mark.parametrize(
    ("send", "code"),
    [
        ({"bytes_max": len(GOLD) - 1}, "vault_too_large"),
        ({"announced": hashlib.sha256(b"bronze").hexdigest()}, "vault_hash"),
        ({"announced": "GOLD"}, "vault_hash"),
        ({"announced": GOLD_HASH.upper()}, "vault_hash"),
    ],
)
def test_what_may_not_be_kept_leaves_nothing(vault: Vault, folder: Path, send: dict[str, Any], code: str) -> None:
    def run() -> None:
        with vault.receive(**send) as upload:
            upload.write(GOLD)
            upload.finish()

    assert fault(run) == code
    assert files(folder) == []


def test_bytes_up_to_the_limit_with_the_announced_hash_are_kept(vault: Vault) -> None:
    with vault.receive(bytes_max=len(GOLD), announced=GOLD_HASH) as upload:
        upload.write(GOLD)
        assert upload.finish() == GOLD_HASH


def test_a_file_of_no_bytes_is_none(vault: Vault, folder: Path) -> None:
    with vault.receive() as upload:
        assert fault(upload.finish) == "vault_empty"
    assert files(folder) == []


def test_a_piece_out_of_turn_is_refused_and_the_upload_goes_on(vault: Vault) -> None:
    with vault.receive() as upload:
        upload.write(GOLD[:5], at=0)
        assert fault(lambda: upload.write(GOLD[4:], at=4)) == "vault_offset"
        assert fault(lambda: upload.write(GOLD[6:], at=6)) == "vault_offset"
        assert upload.received == 5
        upload.write(GOLD[5:], at=5)
        assert upload.finish() == GOLD_HASH


def test_a_check_sees_all_bytes_and_can_refuse_them(vault: Vault, folder: Path) -> None:
    seen = []

    def no_gold(opened: BinaryIO) -> None:
        seen.append(opened.read())
        raise EvidenceFault("vault_empty", "No gold here.")

    with vault.receive(check=no_gold) as upload:
        upload.write(GOLD)
        assert fault(upload.finish) == "vault_empty"
    assert seen == [GOLD]
    assert files(folder) == []


def test_an_upload_that_stops_leaves_nothing(vault: Vault, folder: Path) -> None:
    with vault.receive() as upload:
        upload.write(GOLD)
    assert files(folder) == []


def test_what_a_crash_left_behind_is_swept_away(vault: Vault, folder: Path) -> None:
    upload = vault.receive()
    upload.write(GOLD)
    assert len(list((folder / "incoming").iterdir())) == 1
    assert vault.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert vault.sweep(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert files(folder) == []
    upload.abandon()


def test_a_crash_between_key_and_bytes_is_nothing_kept(vault: Vault, folder: Path) -> None:
    kept(vault)
    sealed_file(folder, GOLD_HASH).unlink()
    assert (vault.state(GOLD_HASH), list(vault.verify())) == ("missing", [(GOLD_HASH, "missing")])
    assert kept(vault) == GOLD_HASH
    assert vault.state(GOLD_HASH, every_byte=True) == "whole"


def test_bytes_that_are_not_here_are_not_opened(vault: Vault) -> None:
    assert fault(lambda: vault.open(GOLD_HASH)) == "vault_missing"
    assert vault.state(GOLD_HASH) == "missing"
    assert not vault.has(GOLD_HASH)


def test_a_flipped_byte_is_named_by_its_hash(vault: Vault, folder: Path) -> None:
    other = kept(vault, b"the invoice")
    kept(vault)
    file = sealed_file(folder, GOLD_HASH)
    data = bytearray(file.read_bytes())
    data[HEAD_BYTES + 3] ^= 1
    file.write_bytes(data)
    assert dict(vault.verify()) == {GOLD_HASH: "damaged", other: "whole"}
    assert fault(lambda: vault.open(GOLD_HASH)) == "vault_damaged"


def test_a_flipped_byte_in_the_middle_is_met_by_whoever_reads_so_far(vault: Vault, folder: Path) -> None:
    sha256 = kept(vault, bytes(3 * PIECE_BYTES))
    file = sealed_file(folder, sha256)
    data = bytearray(file.read_bytes())
    data[HEAD_BYTES + PIECE_BYTES + 100] ^= 1
    file.write_bytes(data)
    assert (vault.state(sha256), vault.state(sha256, every_byte=True)) == ("whole", "damaged")
    with vault.open(sha256) as opened:
        assert opened.read(PIECE_BYTES) == bytes(PIECE_BYTES)
        with pytest.raises(Damaged):
            opened.read(PIECE_BYTES)


def test_bytes_put_under_another_hash_are_damage(vault: Vault, folder: Path) -> None:
    bronze = kept(vault, b"bronze")
    kept(vault)
    key = next((folder / "records" / "key" / bronze[:2]).iterdir())
    (folder / "records" / "key" / GOLD_HASH[:2] / key.name.replace(bronze, GOLD_HASH)).write_bytes(key.read_bytes())
    sealed_file(folder, GOLD_HASH).write_bytes(sealed_file(folder, bronze).read_bytes())
    assert dict(vault.verify())[GOLD_HASH] == "damaged"


@pytest.mark.parametrize("left", [0, 10, HEAD_BYTES, HEAD_BYTES + 5])
def test_a_file_cut_off_is_damage(vault: Vault, folder: Path, left: int) -> None:
    kept(vault)
    file = sealed_file(folder, GOLD_HASH)
    file.write_bytes(file.read_bytes()[:left])
    assert vault.state(GOLD_HASH) == "damaged"
    assert fault(lambda: vault.open(GOLD_HASH)) == "vault_damaged"


def test_erasing_destroys_key_and_bytes_and_leaves_hash_and_note(vault: Vault, folder: Path) -> None:
    kept(vault)
    copy = sealed_file(folder, GOLD_HASH).read_bytes()
    vault.erase(GOLD_HASH, NOW, "operator", "asked for by the person")
    assert files(folder) == [f"records/erased/{GOLD_HASH[:2]}/{GOLD_HASH}"]
    assert vault.erasure(GOLD_HASH) == Erasure(NOW, "operator", "asked for by the person")
    assert (vault.state(GOLD_HASH), list(vault.verify())) == ("erased", [(GOLD_HASH, "erased")])
    assert fault(lambda: vault.open(GOLD_HASH)) == "vault_erased"
    vault.erase(GOLD_HASH, NOW + timedelta(days=1), "other", "again")
    assert vault.erasure(GOLD_HASH) == Erasure(NOW, "operator", "asked for by the person")
    assert GOLD not in copy


def test_a_copy_of_the_sealed_bytes_is_worth_nothing_after_erasing(vault: Vault, folder: Path) -> None:
    kept(vault)
    file = sealed_file(folder, GOLD_HASH)
    copy = file.read_bytes()
    vault.erase(GOLD_HASH, NOW, "operator", "asked for")
    file.write_bytes(copy)
    (folder / "records" / "erased" / GOLD_HASH[:2] / GOLD_HASH).unlink()
    assert vault.state(GOLD_HASH) == "damaged"
    assert fault(lambda: vault.open(GOLD_HASH)) == "vault_damaged"


def test_an_erasing_that_was_interrupted_is_finished_by_asking_again(vault: Vault, folder: Path) -> None:
    kept(vault)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    vault.erase(GOLD_HASH, NOW, "operator", "asked for")
    for path, data in before.items():
        path.write_bytes(data)
    assert vault.state(GOLD_HASH) == "erased"
    vault.erase(GOLD_HASH, NOW, "operator", "asked for")
    assert files(folder) == [f"records/erased/{GOLD_HASH[:2]}/{GOLD_HASH}"]


def test_bytes_that_come_again_after_erasing_are_here_again(vault: Vault) -> None:
    kept(vault)
    vault.erase(GOLD_HASH, NOW, "operator", "asked for")
    kept(vault)
    assert (vault.state(GOLD_HASH, every_byte=True), vault.erasure(GOLD_HASH)) == ("whole", None)


def test_what_is_held_is_not_erased_until_the_last_lets_go(vault: Vault, folder: Path) -> None:
    kept(vault)
    vault.hold(GOLD_HASH, "ord_1")
    vault.hold(GOLD_HASH, "ord_1")
    vault.hold(GOLD_HASH, "dsp_2")
    before = files(folder)
    assert vault.holders(GOLD_HASH) == ("dsp_2", "ord_1")
    assert fault(lambda: vault.erase(GOLD_HASH, NOW, "operator", "asked for")) == "vault_held"
    assert vault.let_go(GOLD_HASH, "ord_1")
    assert not vault.let_go(GOLD_HASH, "ord_1")
    assert fault(lambda: vault.erase(GOLD_HASH, NOW, "operator", "asked for")) == "vault_held"
    assert files(folder) == [name for name in before if not name.endswith("ord_1")]
    assert vault.has(GOLD_HASH)
    vault.let_go(GOLD_HASH, "dsp_2")
    vault.erase(GOLD_HASH, NOW, "operator", "asked for")
    assert vault.state(GOLD_HASH) == "erased"


def test_what_never_was_here_is_not_erased(vault: Vault, folder: Path) -> None:
    assert fault(lambda: vault.erase(GOLD_HASH, NOW, "operator", "asked for")) == "vault_missing"
    assert files(folder) == []


@pytest.mark.parametrize("sha256", ["", "..", GOLD_HASH[:-1], GOLD_HASH.upper(), GOLD_HASH + "\n", "../" + GOLD_HASH])
def test_what_is_no_hash_is_a_mistake_of_the_caller(vault: Vault, sha256: str) -> None:
    for use in (vault.open, vault.state, vault.holders, vault.erasure):
        with pytest.raises(ValueError, match="is no SHA-256"):
            use(sha256)


@pytest.mark.parametrize("holder", ["", "a/b", "..", "A", "x" * 65])
def test_what_is_no_holder_is_a_mistake_of_the_caller(vault: Vault, holder: str) -> None:
    with pytest.raises(ValueError, match="is no id of who holds"):
        vault.hold(GOLD_HASH, holder)
