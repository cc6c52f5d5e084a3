"""The process: settings and log first, then the command line; a polite request to end ends it in order."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from fairhold import logs, settings
from fairhold.cli.main import main as command_line


def main() -> None:
    """The `fairhold` program."""
    # Raised in the main thread, so that every `with` (the database server's first of all) is left properly.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # `nohup` wants to be left alone
            signal.signal(number, _end)
    try:
        given = settings.load(os.environ)
    except settings.SettingsWrong as problem:
        sys.stderr.write(f"fairhold: {problem}\n")
        sys.exit(2)
    logs.start(given.log_level, given.log_form)
    command_line(prog_name="fairhold", obj=given)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
