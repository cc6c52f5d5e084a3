"""The process: it starts, names a wrong setting, and answers for its version."""

import os
import subprocess
import sys

from fairhold import __version__


def fairhold(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fairhold", *words]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def test_it_tells_its_version() -> None:
    said = fairhold("--version")
    assert (said.returncode, said.stdout) == (0, f"fairhold, version {__version__}\n")


def test_a_wrong_setting_stops_it_before_anything_else() -> None:
    said = fairhold("--version", FAIRHOLD_PORT="eighty")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "fairhold: environment: setting `port`: Expected `int`, got `str`\n"
