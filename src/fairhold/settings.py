"""Every setting of the program in one frozen value, read once at the start.

Later sources win: the defaults below, the file (`fairhold.toml` in the data folder, or the one that `FAIRHOLD_CONFIG`
names), then the environment (`FAIRHOLD_` and the setting's name in capitals). A name that is not a setting is refused,
so that a typing mistake is never silent. Policies of the marketplace are not settings: they live in the database.
"""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from fairhold.faults import Malformed

PREFIX = "FAIRHOLD_"
CONFIG = "FAIRHOLD_CONFIG"
FILE_NAME = "fairhold.toml"
FOR_TESTS = "FAIRHOLD_TEST_"
PATHS = ("data", "pg_bin", "evidence")
"""The settings that are paths."""


def _about(meaning: str, unit: str = "", **limits: Any) -> Meta:
    return Meta(description=meaning, extra={"unit": unit}, **limits)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the operator of one installation decides; `SETTINGS` lists the same for people."""

    data: Annotated[Path, _about("folder that holds everything the program keeps")] = Path(".fairhold")
    database_url: Annotated[
        str, _about("address of a PostgreSQL 15 or newer; empty: one is started in the data folder")
    ] = ""
    pg_bin: Annotated[Path | None, _about("folder with PostgreSQL's programs; empty: the first that is found")] = None
    host: Annotated[str, _about("address that the server listens on", min_length=1)] = "127.0.0.1"
    port: Annotated[int, _about("port that the server listens on; 0: any free one", ge=0, le=65535)] = 8390
    desk_batch_max: Annotated[
        int, _about("most askings that one database transaction decides", "askings", ge=1, le=4096)
    ] = 256
    desk_queue_max: Annotated[
        int,
        _about("askings that may wait; beyond it callers are told to come back later", "askings", ge=1, le=1_000_000),
    ] = 10_000
    desk_streams_max: Annotated[
        int, _about("orders, suppliers and remittances that a desk keeps in memory", "streams", ge=100, le=10_000_000)
    ] = 20_000
    clock_poll_seconds: Annotated[
        int,
        _about("longest time between two looks at deadlines, outbox and bank", "seconds", ge=1, le=3600),
    ] = 10
    trust_name: Annotated[str, _about("holder of the trust accounts, as the bank writes it", min_length=1)] = (
        "Fairhold Demo Trust"
    )
    trust_accounts: Annotated[
        str, _about("trust accounts as currency:account, separated by commas; statements of others are refused")
    ] = "EUR:DE02120300000000202051,USD:GB33BUKB20201555555555"
    trust_bic: Annotated[str, _about("BIC of the bank that keeps the trust accounts")] = "BUKBGB22XXX"
    account_prefix: Annotated[
        str, _about("digits that the account number of every order begins with", pattern="^[1-9][0-9]{0,11}$")
    ] = "8390"
    bank_url: Annotated[
        str, _about("address of the bank's mailbox; empty: files go through the folder `bank` in the data folder")
    ] = ""
    import_bytes_max: Annotated[
        int,
        _about(
            "longest camt file that `fairhold bank import` takes, once unpacked; other formats and uploads have 32 MiB",
            "bytes",
            ge=1_000_000,
            le=16_000_000_000,
        ),
    ] = 4_000_000_000
    import_lines_max: Annotated[
        int,
        _about("most lines of a file that `fairhold bank import` takes", "lines", ge=1_000, le=10_000_000),
    ] = 1_000_000
    public_url: Annotated[
        str,
        _about(
            "address at which people reach the pages, for links on paper and for rails; empty: host and port",
            pattern=r"^(https?://[^\s/?#]+)?$",
        ),
    ] = ""
    rail_urls: Annotated[
        str,
        _about(
            "addresses of the acquirers and lenders as rail=address, separated by commas; a rail without one takes "
            "no payments here"
        ),
    ] = ""
    rail_secrets: Annotated[
        str,
        _about(
            "secrets of the acquirers and lenders as rail=whsec_..., separated by commas; a rail may have two while "
            "one takes over from the other, and the first signs"
        ),
    ] = ""
    notice_tolerance_seconds: Annotated[
        int,
        _about("how far the time of a signed notice may be from ours", "seconds", ge=1, le=3600),
    ] = 300
    evidence: Annotated[
        Path | None, _about("folder that the vault keeps evidence in; empty: `evidence` in the data folder")
    ] = None
    evidence_s3: Annotated[
        str,
        _about(
            "bucket of S3 or a compatible store for the sealed bytes of evidence, as s3://bucket or "
            "s3://bucket/folder; keys stay in the folder `evidence`; needs the extra `s3`; empty: bytes lie in that "
            "folder too",
            pattern=r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]{1,100}){0,4}/?)?$",
        ),
    ] = ""
    evidence_s3_url: Annotated[
        str,
        _about("address of the store that `evidence_s3` is in; empty: Amazon's", pattern=r"^(https?://[^\s/?#@]+/?)?$"),
    ] = ""
    scanner: Annotated[
        str,
        _about(
            "ClamAV daemon that looks at every upload: path of its socket, or host:port; empty: only the test virus"
        ),
    ] = ""
    dkim_resolver: Annotated[
        str,
        _about("resolver of names (host or host:port) asked for the keys of e-mail signatures; empty: nobody is asked"),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], _about("least important line that is still written to the log")
    ] = "info"
    log_form: Annotated[
        Literal["json", "text"], _about("form of a log line: one JSON object, or text for a person")
    ] = "json"

    @property
    def base_url(self) -> str:
        """The address that links on paper begin with, without a slash at its end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


class Setting(msgspec.Struct, frozen=True):
    """One row of the list of settings: name in the file, type, default, unit and meaning."""

    name: str
    kind: str
    default: str
    unit: str
    meaning: str

    @property
    def variable(self) -> str:
        """The name of the setting in the environment."""
        return PREFIX + self.name.upper()


class SettingsWrong(Malformed, ValueError):
    """A setting cannot be used; the text names it and its source."""


def load(environment: Mapping[str, str], folder: Path | None = None) -> Settings:
    """Read file and environment; relative paths count from `folder` (default: the current one) or from the file's."""
    here = (folder or Path.cwd()).absolute()
    given = _from_environment(environment)
    data = _place(here, given.get("data") or str(Settings().data))
    named = environment.get(CONFIG, "")
    file = _place(here, named) if named else data / FILE_NAME
    if not named and not file.exists():
        return _settings(here, given)
    read = _from_file(file)
    if not named and "data" in read:
        raise SettingsWrong(f"{file}: `data` cannot be set by a file in the data folder; set {PREFIX}DATA")
    for name in PATHS:
        if isinstance(read.get(name), str):
            read[name] = str(_place(file.parent, read[name]))
    _settings(here, read, str(file), strict=True)
    return _settings(here, read | given)


def _settings(here: Path, given: Mapping[str, object], source: str = "environment", strict: bool = False) -> Settings:
    """Check values and make paths absolute; the environment, which knows only text, is not read strictly."""
    values = {"data": str(Settings().data), **given}
    for name in PATHS:
        if isinstance(values.get(name), str):
            values[name] = _place(here, str(values[name])) if values[name] else None
    try:
        return msgspec.convert(values, Settings, strict=strict, dec_hook=_path)
    except msgspec.ValidationError as problem:
        raise SettingsWrong(f"{source}: {_in_words(problem)}") from None


def _path(kind: type, value: object) -> object:
    """Refuse what is not a path where one is wanted (texts have become paths before)."""
    if not isinstance(value, Path):
        raise ValueError(f"Expected a path, got {value!r}")
    return value


def _in_words(problem: msgspec.ValidationError) -> str:
    """msgspec's message with the setting's name in place of its path."""
    said, _, at = str(problem).partition(" - at `$.")
    return f"setting `{at.rstrip('`')}`: {said}" if at else said


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX) or variable == CONFIG or variable.startswith(FOR_TESTS):
            continue
        name = variable.removeprefix(PREFIX).lower()
        _known(name, f"environment variable {variable}", variable)
        if value != "" or name == "database_url":
            given[name] = value
    return given


def _from_file(file: Path) -> dict[str, Any]:
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except OSError as problem:
        raise SettingsWrong(f"{file}: {problem.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsWrong(f"{file}: {problem}") from None
    for name in read:
        _known(name, str(file), name)
    return read


def _known(name: str, source: str, written: str) -> None:
    if name in Settings.__struct_fields__:
        return
    near = difflib.get_close_matches(name, Settings.__struct_fields__, 1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    raise SettingsWrong(f"{source}: `{written}` is not a setting{hint}")


def _place(folder: Path, written: str) -> Path:
    return folder / Path(written).expanduser()


def _listed() -> tuple[Setting, ...]:
    """The list for people, taken from the fields of `Settings`."""
    hints = get_type_hints(Settings, include_extras=True)
    rows = []
    for name, default in zip(Settings.__struct_fields__, Settings.__struct_defaults__, strict=True):
        kind, about = get_args(hints[name])
        shown = "" if default is None else str(default)
        rows.append(Setting(name, _kind(kind), shown, about.extra["unit"], about.description))
    return tuple(rows)


def _kind(kind: Any) -> str:
    if kind is str:
        return "text"
    if kind is int:
        return "number"
    if kind in (Path, Path | None):
        return "path"
    return " or ".join(get_args(kind))


SETTINGS: tuple[Setting, ...] = _listed()
