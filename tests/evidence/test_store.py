"""The folder store: files appear whole, names lead nowhere else, and what is destroyed is gone."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from fairhold.evidence import store as store_module
from fairhold.evidence.store import FolderStore


def put(store: FolderStore, name: str, data: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "incoming"
    file.write_bytes(data)
    store.take(name, file)
    return file


def test_a_file_is_taken_over_read_and_destroyed(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    local = put(store, "ab/abc.1", b"gold", tmp_path)
    assert not local.exists()
    assert store.has("ab/abc.1")
    opened = store.open("ab/abc.1")
    assert opened is not None
    with opened:
        assert opened.read() == b"gold"
    assert store.destroy("ab/abc.1")
    assert not store.has("ab/abc.1")
    assert store.open("ab/abc.1") is None
    assert not store.destroy("ab/abc.1")


def test_taking_a_name_again_replaces_the_file_at_once(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    put(store, "a", b"one", tmp_path)
    before = store.open("a")
    put(store, "a", b"two", tmp_path)
    after = store.open("a")
    assert before is not None
    assert after is not None
    with before, after:
        assert (before.read(), after.read()) == (b"one", b"two")


def test_names_are_listed_in_order_by_their_beginning(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    for name in ("key/ab/abc.2", "key/ab/abd.1", "key/ab/abc.1", "hold/ab/abc/ord_1"):
        put(store, name, b"", tmp_path)
    assert list(store.names("key/ab/abc.")) == ["key/ab/abc.1", "key/ab/abc.2"]
    assert list(store.names("hold/ab/abc/")) == ["hold/ab/abc/ord_1"]
    assert list(store.names("none/")) == []
    assert len(list(store.names())) == 4


@pytest.mark.parametrize("name", ["", "..", "a/../b", "/a", "a/", "A", "a b", ".a", "a/b/c/d/e", "a\n", "a" * 129])
def test_a_name_that_could_lead_elsewhere_is_none(tmp_path: Path, name: str) -> None:
    store = FolderStore(tmp_path / "store")
    for use in (store.open, store.has, store.destroy):
        with pytest.raises(ValueError, match="is no name of a stored file"):
            use(name)


def test_only_the_owner_may_look_in(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    put(store, "ab/c", b"", tmp_path)
    for folder in (tmp_path / "store", tmp_path / "store" / "ab"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_destroyed_is_written_over_first(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    put(store, "key", b"secret", tmp_path)
    os.link(tmp_path / "store" / "key", tmp_path / "other")
    store.destroy("key")
    assert (tmp_path / "other").read_bytes() == bytes(6)


def test_a_file_is_on_the_disk_before_its_name_and_its_name_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path / "store")
    done: list[str] = []
    really, moved = store_module.sync, Path.replace

    def sync(path: Path) -> None:
        done.append(f"sync {path.relative_to(tmp_path)}")
        really(path)

    def replace(self: Path, target: Path) -> Path:
        done.append(f"name {target.relative_to(tmp_path)}")
        return moved(self, target)

    monkeypatch.setattr(store_module, "sync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    named = ["name store/key/ab/abc", "sync store/key/ab"]
    put(store, "key/ab/abc", b"gold", tmp_path)
    assert done == ["sync incoming", "sync store/key", "sync store", *named]
    done.clear()
    put(store, "key/ab/abc", b"gold", tmp_path)
    assert done == ["sync incoming", *named]
    done.clear()
    shutil.rmtree(tmp_path / "store" / "key")
    put(store, "key/ab/abc", b"gold", tmp_path)
    assert done == ["sync incoming", "sync store/key", "sync store", *named]
    done.clear()  # another process cannot know whether whoever made the folders has got them to the disk
    put(FolderStore(tmp_path / "store"), "key/ab/abc", b"gold", tmp_path)
    assert done == ["sync incoming", "sync store/key", "sync store", *named]
