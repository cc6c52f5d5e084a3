"""The database server that Fairhold brings along: a real PostgreSQL, started in the data folder and stopped again.

It listens on a socket only, with a generated password. Several processes may use one data folder: the first starts the
server, the others join it, and the last one to leave stops it. Who uses it is known by a file lock, which the kernel
releases however a process ends. A server that outlived its application is joined; one that died is started again by
`ensure_running`, which the desk calls when a connection is lost.

What lies in the data folder: `postgres/` (the database), `postgres.password`, `postgres.log`, and two lock files.
This is for one machine. A server elsewhere is `Elsewhere`: nothing is started, only its address is known.
"""

import fcntl
import logging
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import conninfo, sql

from fairhold.book.programs import Account, Programs, ServerFailed, copied, find, reachable
from fairhold.settings import Settings

START_SECONDS_MAX = 60
"""How long a start may take, crash recovery included."""
STOP_SECONDS_MAX = 30
"""How long a fast shutdown may take before the server is stopped at once (it recovers at the next start)."""
SOCKET_PATH_BYTES_MAX = 103
LOG_BYTES_MAX = 8 * 1024 * 1024
PORT = 5432
SUPERUSER = "fairhold"
SHORT_PLACE = Path("/tmp")  # noqa: S108 (the same for every process, whatever its TMPDIR; its owner is checked)
BY_CWD = "/proc/self/cwd"
"""A name for the current folder that needs no right to pass through the folders above it (Linux)."""

TUNING = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_error_statement": "fatal",
}
"""Settings given on the command line at every start, so that a newer Fairhold brings its own to an older folder."""

log = logging.getLogger(__name__)


class Elsewhere:
    """A server that somebody else runs, known by its address; the same face as `Server`, with nothing to start."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return

    def url(self, database: str = "") -> str:
        """The address as it was given, or the same with another database's name."""
        return conninfo.make_conninfo(self._url, dbname=database) if database else self._url

    def ensure_running(self) -> None:
        """Nothing can be done from here; the caller tries to connect again."""


class Server:
    """One PostgreSQL in `folder`, shared by every process that has a `Server` on it."""

    def __init__(self, folder: Path, pg_bin: Path | None = None, durable: bool = True) -> None:
        self.folder = folder.expanduser().absolute()
        self.data = self.folder / "postgres"
        self.pg_bin = pg_bin
        self.durable = durable  # False is for tests of what is not about durability: they run three times as fast
        self._child: subprocess.Popen[bytes] | None = None
        self._users: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def url(self, database: str = "fairhold") -> str:
        """The address of a database on this server, password included."""
        host = quote(str(self._socket_folder()), safe="")
        return f"postgresql://{SUPERUSER}:{self._password()}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def start(self) -> None:
        """Start the server or join the one that runs; returns when a real connection worked."""
        self._make_folder()
        with self._alone():
            self._make_password()
            if self._users is None:
                self._users = os.open(self.folder / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._running()
            except BaseException:
                self._leave()
                raise

    def ensure_running(self) -> None:
        """Start the server again if it died; quick when it lives."""
        with self._alone():
            self._running()

    def stop(self) -> None:
        """Leave; the last one stops the server."""
        if self._users is not None:
            with self._alone():
                self._leave()

    def pid(self) -> int | None:
        """The process id that the server's own pid file names, whether or not it still lives."""
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    # --- starting ----------------------------------------------------------------------------------------------------

    def _running(self) -> None:
        """Bring the server to where it answers. The caller holds the lock."""
        if self._child is not None:
            self._child.poll()
        account = self._account()
        self._claim_socket_folder(account)
        if self.data.exists() and self._answers():
            return
        programs = find(self.pg_bin, self._made_with())
        if account is not None:
            programs = copied(programs, self.folder, account)
        if not self.data.exists():
            self._make(programs, account)
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self._try_start(programs, account, deadline):
            # Backends of a killed server still hold its memory for a moment; then the next try succeeds.
            if time.monotonic() > deadline:
                raise ServerFailed(f"PostgreSQL did not start in {self.data}:\n{self._log_tail()}")
            time.sleep(0.2)

    def _try_start(self, programs: Programs, account: Account | None, deadline: float) -> bool:
        """One try: wait for a server that is on its way up or down, else start one; True when it answers."""
        pid = self.pid()
        while pid is not None and self._is_ours(pid) and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.02)
            pid = self.pid()
        if pid is not None and self._is_ours(pid):
            raise ServerFailed(
                f"PostgreSQL runs in {self.data} (pid {pid}) but takes no connections:\n{self._log_tail()}"
            )
        if self._child is not None:
            self._child.wait(max(0.1, deadline - time.monotonic()))
        self._child = self._spawn(programs, account, stale_pid=pid)
        while self._child.poll() is None and time.monotonic() < deadline:
            if self._answers():
                log.info("database started", extra={"pid": self._child.pid, "version": programs.version})
                return True
            time.sleep(0.02)
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGQUIT)
            self._child.wait()
        return False

    def _spawn(self, programs: Programs, account: Account | None, stale_pid: int | None) -> subprocess.Popen[bytes]:
        socket_folder = self._socket_folder()
        tuning = TUNING | {
            "unix_socket_directories": self._data_for(account) if socket_folder == self.data else str(socket_folder),
            "wal_compression": "lz4" if programs.built_with("lz4") else "off",
            "fsync": "on" if self.durable else "off",
        }
        options = [word for name, value in tuning.items() for word in ("-c", f"{name}={value}")]
        environment = _environment()
        if stale_pid is not None:
            # PostgreSQL takes any living process of that number for a server, unless told that it is family.
            environment["PG_GRANDPARENT_PID"] = str(stale_pid)
        with self._open_log() as output:
            return subprocess.Popen(
                [programs.postgres, "-D", self._data_for(account), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                cwd=self.data,
                umask=0o077,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )

    def _answers(self) -> bool:
        """True when a real connection worked."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _is_ours(self, pid: int) -> bool:
        """True when a living process of that number works in our data folder (numbers are given away again)."""
        process = Path("/proc", str(pid))
        if not Path("/proc/self/stat").exists():
            said = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
            return str(self.data) in said.stdout
        try:
            zombie = (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            return not zombie and os.path.samefile(process / "cwd", self.data)
        except OSError:
            return False

    # --- stopping ----------------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        """Give up the place among the users, and stop the server if nobody else has one. The caller holds the lock."""
        if self._users is None:
            return
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._shut_down()
        except BlockingIOError:
            pass  # somebody else still uses it
        finally:
            os.close(self._users)
            self._users = None
            if self._child is not None:
                self._child.returncode = 0  # if it runs on for others, it is not ours to wait for any more
                self._child = None

    def _shut_down(self) -> None:
        """Fast shutdown: sessions are ended and everything is written; at once if that takes too long."""
        pid = self._child.pid if self._child is not None and self._child.poll() is None else self.pid()
        if pid is None or not self._is_ours(pid):
            return
        for how, seconds in ((signal.SIGINT, STOP_SECONDS_MAX), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                break
            if self._gone(pid, seconds):
                break
        log.info("database stopped", extra={"pid": pid})

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._child is not None:
                self._child.poll()
            if not self._is_ours(pid):
                return True
            time.sleep(0.01)
        return False

    # --- the folder --------------------------------------------------------------------------------------------------

    def _make_folder(self) -> None:
        """Make the data folder; refuse one that is not ours to write."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            # Root's server runs as another user, who must pass through; what lies inside is closed by itself.
            self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        if not os.access(self.folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            raise ServerFailed(
                f"the data folder {self.folder} belongs to another user; choose another by FAIRHOLD_DATA"
            )

    def _make_password(self) -> None:
        """Make the password of a new folder; refuse a folder that another user's server lives in."""
        try:
            owner = self.data.stat().st_uid
        except FileNotFoundError:
            owner = None
        if owner is not None and os.geteuid() not in (0, owner):
            raise ServerFailed(
                f"{self.data} belongs to another user (uid {owner}); start Fairhold as that user or as root"
            )
        password = self.folder / "postgres.password"
        if password.exists():
            return
        if owner is not None:
            raise ServerFailed(
                f"{password} is missing; put it back from a backup, the database cannot be opened without it"
            )
        half = self.folder / "postgres.password.new"
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(32))
            out.flush()
            os.fsync(out.fileno())
        half.rename(password)

    def _make(self, programs: Programs, account: Account | None) -> None:
        """Run initdb beside the final place and rename, so that a folder is complete or absent."""
        half = self.folder / "postgres.new"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        handle, password = tempfile.mkstemp(prefix="fairhold-")
        with os.fdopen(handle, "w") as out:
            out.write(self._password())
        try:
            if account is not None:
                os.chown(half, account.uid, account.gid)
                os.chown(password, account.uid, account.gid)
            target = str(half) if account is None or reachable(half, account) else BY_CWD
            locale = ["--locale=C"]
            if programs.major >= 17:
                locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            done = subprocess.run(
                [
                    *(programs.initdb, "-D", target, "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}"),
                    *("--encoding=UTF8", "--data-checksums", "--no-instructions", *locale),
                ],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                env=_environment(),
                cwd=half,
                umask=0o077,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                check=False,
            )
        finally:
            os.unlink(password)
        if done.returncode:
            raise ServerFailed(
                f"PostgreSQL could not make its folder {self.data}:\n{done.stdout}{done.stderr}".rstrip()
            )
        half.rename(self.data)

    def _made_with(self) -> int | None:
        """The major version that made the database folder, or None when there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def _account(self) -> Account | None:
        """Who runs the server: this user, or for root the folder's owner, `postgres` or `nobody`."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            owner = self.data.stat()
            return Account(owner.st_uid, owner.st_gid)
        for name in ("postgres", "nobody"):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(user.pw_uid, user.pw_gid)
        raise ServerFailed(
            "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` on this machine"
        )

    def _data_for(self, account: Account | None) -> str:
        """The database folder's name as the server's own user can use it."""
        return str(self.data) if account is None or reachable(self.data, account) else BY_CWD

    def _socket_folder(self) -> Path:
        """Where the socket lies: in the database folder, or under a short name when that is too long for a socket."""
        name = f"/.s.PGSQL.{PORT}"
        if len(os.fsencode(str(self.data) + name)) <= SOCKET_PATH_BYTES_MAX:
            return self.data
        digest = sha256(os.fsencode(self.data.resolve())).hexdigest()[:16]
        return SHORT_PLACE / f"fairhold-{digest}"

    def _claim_socket_folder(self, account: Account | None) -> None:
        """Make the short folder for the socket where one is needed; it must be the server's own and closed."""
        folder = self._socket_folder()
        if folder == self.data:
            return
        uid, gid = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
        try:
            folder.mkdir(mode=0o700)
            os.chown(folder, uid, gid)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700:
                raise ServerFailed(f"{folder} belongs to somebody else; remove it and start again") from None

    def _password(self) -> str:
        return (self.folder / "postgres.password").read_text()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time starts, joins or stops."""
        with (self.folder / "postgres.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _open_log(self) -> Iterator[int]:
        path = self.folder / "postgres.log"
        if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
            path.rename(path.with_suffix(".log.1"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            yield handle
        finally:
            os.close(handle)

    def _log_tail(self) -> str:
        try:
            lines = (self.folder / "postgres.log").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return "(no log)"
        return "\n".join(lines[-12:])


def place(settings: Settings) -> Server | Elsewhere:
    """The server that the settings mean; enter it with `with`."""
    if settings.database_url:
        return Elsewhere(settings.database_url)
    return Server(settings.data, settings.pg_bin)


def ensure_database(url: str) -> None:
    """Create the database that `url` names, unless it is there."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
        return
    except psycopg.OperationalError as problem:
        if "does not exist" not in str(problem):
            raise
    name = str(conninfo.conninfo_to_dict(url)["dbname"])
    with psycopg.connect(conninfo.make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # another process made it in the same moment


def _environment() -> dict[str, str]:
    """The environment without anything that would steer PostgreSQL from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}
