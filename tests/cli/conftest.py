"""What the command line's tests ask for: a `fairhold` that works on a database of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairhold.cli.main import main
from fairhold.settings import Settings

Fairhold = Callable[..., Result]


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database, data=tmp_path / "data")


@pytest.fixture
def fairhold(settings: Settings) -> Fairhold:
    """Runs a command: `fairhold("order list")`, further words as they are; `code` is the exit code expected."""

    def run(line: str, *words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [*line.split(), *words], obj=settings)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result

    return run


@pytest.fixture
def light() -> Fairhold:
    """Runs a command that needs neither database nor settings, in the same way."""

    def run(line: str, *words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [*line.split(), *words])
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result

    return run
