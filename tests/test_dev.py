"""The `dev` script: what it offers and how it refuses (that it sets everything up, this run has proved)."""

import os
import subprocess
import sys
from pathlib import Path

DEV = Path(__file__).resolve().parents[1] / "dev"


def dev(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, DEV, *words], capture_output=True, text=True, cwd=folder, check=False)


def test_without_a_verb_it_lists_its_verbs() -> None:
    said = dev()
    assert said.returncode == 0
    verbs = [line.split()[1] for line in said.stdout.splitlines() if line.startswith("  ./dev ")]
    assert verbs == ["run", "test", "check", "bench", "fairhold", "fix", "python", "lock"]


def test_an_unknown_verb_is_refused_with_the_list() -> None:
    said = dev("dance")
    assert said.returncode == 2
    assert said.stderr.startswith("dev: no verb 'dance'\n")
    assert "./dev run" in said.stderr


def test_it_works_from_any_folder_and_passes_the_exit_code_on(tmp_path: Path) -> None:
    said = dev("python", "-c", "import fairhold, os, sys; print(os.getcwd()); sys.exit(7)", folder=tmp_path)
    assert (said.returncode, said.stdout.strip()) == (7, str(tmp_path))


def test_it_is_executable_and_uses_the_standard_library_only() -> None:
    assert os.access(DEV, os.X_OK)
    said = subprocess.run([sys.executable, "-S", "-E", DEV], capture_output=True, text=True, check=False)
    assert said.returncode == 0
