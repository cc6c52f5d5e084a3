"""The house rules that a program can check: where imports may go, how files are called, and what no file contains."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
SOURCE = HOME / "src"

SIBLINGS = {"lint", "rails", "acquiring", "standards", "evidence", "bank", "letters", "papers", "limit"}
BELOW_DESK = SIBLINGS | {"book", "trade", "settings", "logs", "faults"}
MAY_IMPORT: dict[str, set[str]] = {
    "__main__": {"main"},
    "main": {"cli", "settings", "logs"},
    "cli": {
        "casefile",
        "lab",
        "sandbox",
        "printing",
        "safe",
        "wording",
        "serving",
        "stories",
        "demo",
        "reading",
        "api",
        "web",
        "clock",
        "cashier",
        "desk",
    }
    | BELOW_DESK,
    "serving": {"demo", "sandbox", "safe", "api", "web", "clock", "cashier", "desk"} | BELOW_DESK,
    "demo": {"demo_goods", "wording", "clock", "cashier", "desk"} | BELOW_DESK,
    "demo_goods": {"trade"},
    "stories": {"wording", "clock", "cashier", "desk"} | BELOW_DESK,
    "api": {"casefile", "printing", "safe", "reading", "clock", "cashier", "desk"} | BELOW_DESK,
    "web": {"casefile", "printing", "safe", "reading", "desk"} | BELOW_DESK,
    "lab": {"limit", "rails", "standards", "trade"},
    "casefile": {"printing", "reading", "safe"} | BELOW_DESK,
    "printing": {"lint", "papers", "reading", "bank", "trade", "faults"},
    "sandbox": {"acquiring", "trade", "faults"},
    "safe": BELOW_DESK,
    "clock": {"cashier", "desk", "safe"} | BELOW_DESK,
    "cashier": {"desk"} | BELOW_DESK,
    "desk": BELOW_DESK,
    "reading": {"acquiring", "book", "bank", "limit", "lint", "standards", "trade", "faults"},
    **{room: {"trade", "faults", "markup"} for room in SIBLINGS},
    "book": {"trade", "faults"},
    "trade": set(),
    "wording": {"trade", "faults"},
    "settings": {"faults"},
    "faults": set(),
    "markup": {"faults"},
    "logs": set(),
}
"""Which room may import which; a room's own modules and the package's version are always open to it."""
ALSO = {"fairhold.book.server": {"settings"}}
"""What a single module may import beyond its room."""

BANNED_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "core",
    "base",
    "misc",
    "manager",
    "service",
    "services",
}
IMPURE = {
    "asyncio",
    "logging",
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
}
CLOCKS = {"now", "utcnow", "today"}
LINES_MAX = {"README.md": 100}
DECISION_LINES_MAX = 40
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".sql",
    ".html",
    ".css",
    ".js",
    ".json",
    ".yml",
    ".yaml",
    ".lock",
    ".txt",
    ".in",
    ".xml",
    "",
}
VENDORED = re.compile(r"(^|/)vendor/|^LICENSE$")

# One letter of each stands in brackets, so that this file does not contain them.
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|H[A]CK)\b")
REGISTRIES = re.compile(r"py[p]i\.org|python[h]osted|registry\.[n]pmjs|deb\.[d]ebian")
MACHINE_PATHS = re.compile(r"/w[o]rk/|/r[o]ot/|/h[o]me/\w|/U[s]ers/\w|/[o]pt/pypi")


@cache
def files() -> tuple[str, ...]:
    """Every file that is in the repository or would be added to it, relative to the top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        found = {name for name in listed.stdout.split("\0") if name}
    else:
        found = {
            os.path.relpath(Path(place, name), HOME)
            for place, inner, names in os.walk(HOME)
            if all(part == ".ci" or part[0] not in "._" for part in Path(place).relative_to(HOME).parts)
            for name in names
        }
    return tuple(sorted(name for name in found if (HOME / name).is_file()))


def texts() -> Iterator[tuple[str, str]]:
    for name in files():
        if Path(name).suffix in TEXT and not VENDORED.search(name):
            yield name, (HOME / name).read_text("utf-8")


def found_in_texts(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the program by its dotted name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(
            path.read_text("utf-8"), str(path)
        )
    return found


def imports(name: str) -> set[str]:
    """The dotted names of our own modules that a module imports."""
    known = modules()
    found = set()
    for node in ast.walk(known[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else str(node.module))
    return {module for module in found if module.split(".")[0] == "fairhold"}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_imports_go_downwards_only() -> None:
    wrong = []
    for name in modules():
        if not room(name):
            continue
        assert room(name) in MAY_IMPORT, f"{name}: a new room needs its row in MAY_IMPORT"
        allowed = MAY_IMPORT[room(name)] | ALSO.get(name, set()) | {room(name), ""}
        wrong += [f"{name} imports {other}" for other in sorted(imports(name)) if room(other) not in allowed]
    assert wrong == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph = {name: imports(name) - {name} for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        pytest.fail(" -> ".join(problem.args[1]))


def test_imports_stand_at_the_top() -> None:
    wrong = []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If):
                wrong += [f"{name}:{n.lineno}" for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING":
                wrong.append(f"{name}:{node.lineno}")
    assert wrong == []


def test_the_trade_room_is_pure() -> None:
    wrong = []
    for name, tree in modules().items():
        if room(name) != "trade":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import) and {alias.name.split(".")[0] for alias in node.names} & IMPURE:
                wrong.append(f"{name}:{node.lineno}")
            if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in IMPURE:
                wrong.append(f"{name}:{node.lineno}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                wrong.append(f"{name}:{node.lineno}")
    assert wrong == []


def test_the_trade_room_has_no_float_and_no_division_that_makes_one() -> None:
    wrong = []
    for name, tree in modules().items():
        if room(name) != "trade":
            continue
        for node in ast.walk(tree):
            constant = isinstance(node, ast.Constant) and isinstance(node.value, float)
            named = isinstance(node, ast.Name) and node.id == "float"
            divided = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
            if constant or named or divided:
                wrong.append(f"{name}:{getattr(node, 'lineno', 0)}")
    assert wrong == []


def test_every_module_says_what_it_is() -> None:
    assert [name for name, tree in modules().items() if not (ast.get_docstring(tree) or "").strip()] == []


def test_tests_say_what_they_are() -> None:
    scripts = [name for name in files() if name.endswith(".py") and name.startswith(("tests/", "bench/"))]
    assert [name for name in scripts if not ast.get_docstring(ast.parse((HOME / name).read_text("utf-8")))] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    parts = [(name, part.split(".")[0].removeprefix("test_")) for name in files() for part in Path(name).parts]
    assert [name for name, part in parts if part in BANNED_NAMES] == []


def test_nothing_is_left_for_later() -> None:
    assert found_in_texts(UNFINISHED) == []


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    assert found_in_texts(REGISTRIES) == []
    assert found_in_texts(MACHINE_PATHS) == []


def test_lock_files_name_hashes_and_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (HOME / name).read_text("utf-8")
        assert "://" not in text
        requirements = re.findall(r"^[a-z0-9].*(?:\n[ #].*)*", text, re.MULTILINE)
        assert requirements
        assert [entry.split()[0] for entry in requirements if "--hash=sha256:" not in entry] == []


def test_both_lock_files_name_the_same_versions() -> None:
    run, develop = (
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (HOME / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert {name: develop.get(name) for name in run} == run


@pytest.mark.parametrize(("name", "lines"), LINES_MAX.items())
def test_a_page_that_is_read_first_stays_short(name: str, lines: int) -> None:
    assert len((HOME / name).read_text("utf-8").splitlines()) <= lines


def test_decision_records_stay_short() -> None:
    long = {
        name: lines
        for name in files()
        if name.startswith("docs/internals/decisions/")
        and (lines := len((HOME / name).read_text("utf-8").splitlines())) > DECISION_LINES_MAX
    }
    assert long == {}


def test_sql_lives_in_the_book_only() -> None:
    inside = re.compile(r"^src/fairhold/book/|^tests/|^bench/")
    assert [name for name in files() if name.endswith(".sql") and not inside.search(name)] == []
