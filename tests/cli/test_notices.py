"""`fairhold notices` and `fairhold sandbox`: what people at a terminal see and do."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.conftest import Fairhold
from fairhold.acquiring.signing import secret_of
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.notices import keep_notice, settle_notice
from fairhold.cli.main import main
from fairhold.sandbox.profile import PROFILES
from fairhold.sandbox.simulator import Simulator
from fairhold.sandbox.speaking import Party
from fairhold.settings import Settings
from fairhold.trade import ids

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BODY = (
    '{"version":1,"id":"ntc_00000001","happened":"captured","at":"2026-03-02T09:00:00Z",'
    '"payment":"ord-0a1b2c3d4e5f6-A1","amount":{"amount":"40000","currency":"USD"},"reference":"acq-1"}'
)
SECRET = "whsec_" + base64.b64encode(bytes([1]) * 24).decode()


@pytest.fixture
def aside(database: str) -> str:
    """A notice that lies aside; its number."""
    migrate(database)
    with connect(database) as connection:
        kept = keep_notice(
            connection,
            rail="card",
            id="ntc_00000001",
            happened="captured",
            payment="ord-0a1b2c3d4e5f6-A1",
            at=NOW,
            body=BODY,
            now=NOW,
        )
        settle_notice(connection, kept.number, "aside", "there is no such order", None)
    return ids.to_text(ids.NOTICE_PREFIX, kept.number)


def test_notices_are_listed_tried_again_and_closed(fairhold: Fairhold, aside: str) -> None:
    fairhold("policy publish --preset seed")
    (row,) = json.loads(fairhold("notices --json").stdout)
    assert (row["id"], row["state"], row["said"]) == (aside, "aside", "there is no such order")
    assert "there is no such order" in fairhold("notices").stdout
    assert fairhold("notices retry", aside).stdout == f"{aside}: aside: there is no such order\n"
    assert fairhold("notices dismiss", aside, "--note", "theirs", "--person", "tom").stdout == f"{aside}: closed\n"
    assert json.loads(fairhold("notices --json").stdout) == []
    assert json.loads(fairhold("notices --state dismissed --json").stdout)[0]["closed_by"] == "tom"
    fairhold("notices retry", aside, code=3)
    fairhold("notices dismiss", aside, "--note", "again", "--person", "tom", code=3)
    fairhold("notices retry", "ord_0a1b2c3d4e5f6", code=2)


# ----------------------------------------------------------------------------------------------------------- sandbox


@pytest.fixture
def card() -> Iterator[Party]:
    """A card acquirer whose notices nobody takes."""
    with Party(Simulator(PROFILES["card"], secret_of(SECRET), 0), 0, "http://127.0.0.1:1") as made:
        yield made


def test_the_sandbox_is_told_things_and_shows_them(card: Party, tmp_path: Path) -> None:
    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ["sandbox", *words], obj=Settings(data=tmp_path))
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result.stdout + result.stderr

    assert "0 notices wait" in run(
        "tell", "card", "late", "--happened", "captured", "--seconds", "60", "--at", card.url
    )
    assert "0 notices wait" in run("advance", "card", "--days", "2", "--at", card.url)
    (told,) = card.simulator.tells
    assert (told.do, told.happened, told.seconds) == ("late", "captured", 60)
    assert "there is no payment ord-x-A1" in run(
        "happen", "card", "chargeback_opened", "ord-x-A1", "--at", card.url, code=3
    )
    assert json.loads(run("show", "card", "--json", "--at", card.url))["told"][0]["do"] == "late"
    assert "card: it is" in run("show", "card", "--at", card.url)
    assert "no sandbox answers" in run("show", "card", "--at", "http://127.0.0.1:1", code=4)
    assert run("secret").startswith("whsec_")
    run("tell", "card", "late", "--seconds", "-1", "--at", card.url, code=2)


def test_without_secrets_the_sandbox_says_what_to_put_into_the_settings(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sandbox", "run"], obj=Settings(data=tmp_path))
    assert result.exit_code == 2
    assert 'rail_urls = "card=http://127.0.0.1:8391,bank_debit=http://127.0.0.1:8392' in result.stderr
    assert 'rail_secrets = "card=whsec_' in result.stderr


@pytest.mark.parametrize("text", ["{", '[{"rail":"cheque","kind":"tell","do":"late"}]', '[{"rail":"card","kind":"x"}]'])
def test_a_script_that_cannot_be_read_is_refused(text: str, tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(text)
    secrets = ",".join(f"{rail}={SECRET}" for rail in PROFILES)
    settings = Settings(data=tmp_path, rail_secrets=secrets)
    result = CliRunner().invoke(main, ["sandbox", "run", "--script", str(script)], obj=settings)
    assert result.exit_code == 2
    assert "script.json" in result.stderr
