"""What operators do from the command line: policies, companies, keys, logins, test clocks, the doctor."""

import json
from pathlib import Path

import pytest

from cli.conftest import Fairhold
from fairhold.trade.policy import PRESETS


def test_a_policy_is_published_from_a_preset_or_a_file_and_shown(fairhold: Fairhold, tmp_path: Path) -> None:
    assert "version 1 (seed)" in fairhold("policy publish --preset seed").stdout
    file = tmp_path / "mine.json"
    shown = json.loads(fairhold("policy show --preset alibaba_2018 --json").stdout)
    file.write_text(json.dumps(shown | {"pay_ttl_days": 7}))
    assert "version 2 (mine)" in fairhold(f"policy publish {file}").stdout
    now = json.loads(fairhold("policy show --json").stdout)
    assert (now["pay_ttl_days"], now["policy_tz"]) == (7, "Asia/Shanghai")
    assert "*  pay_ttl_days" in fairhold("policy show").stdout
    assert json.loads(fairhold("policy show --version 1 --json").stdout)["pay_ttl_days"] == 60


@pytest.mark.parametrize("change", [{"pay_ttl_days": 0}, {"pay_ttl": 7}, {"policy_tz": "Mars/Base"}])
def test_a_policy_that_is_out_of_bounds_is_refused(
    fairhold: Fairhold, tmp_path: Path, change: dict[str, object]
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(change))
    fairhold(f"policy publish {file}", code=2)
    fairhold("policy show", code=2)


def test_every_preset_can_be_shown(fairhold: Fairhold) -> None:
    for name in PRESETS:
        assert f"policy preset {name}" in fairhold(f"policy show --preset {name}").stdout


def test_a_company_is_added_changed_and_listed(fairhold: Fairhold) -> None:
    number = fairhold("party add --country US --name", "Harbour Homeware").stdout.strip()
    assert "unverified" in fairhold("party list").stdout
    fairhold(f"party add --country US --verified --id {number} --name", "Harbour Homeware Inc")
    assert fairhold("party list").stdout.splitlines()[1:] == [f"{number}  US       verified  Harbour Homeware Inc"]
    fairhold("party add --country usa --name Somebody", code=2)


def test_a_key_is_shown_once_listed_by_its_hash_and_revoked(fairhold: Fairhold) -> None:
    text = fairhold("key create --name robot --role treasury").stdout.strip()
    assert text.startswith("fh_test_")
    listed = fairhold("key list").stdout
    assert "in force" in listed
    assert text not in listed
    fairhold(f"key revoke {text}")
    assert "revoked" in fairhold("key list").stdout
    fairhold(f"key revoke {text}", code=1)
    fairhold("key create --name robot --role buyer", code=2)


def test_a_login_needs_a_password_that_is_long_enough(fairhold: Fairhold) -> None:
    said = fairhold("person add --name Olga --email olga@example.com --role operator --password", "long enough").stdout
    assert said == "olga@example.com may log in as operator\n"
    fairhold("person add --name Olga --email olga@example.com --role operator --password", "short", code=2)


def test_a_test_clock_is_made_listed_and_moved(fairhold: Fairhold) -> None:
    fairhold("policy publish --preset seed")
    number, *_ = fairhold("clock create --name summer --at 2026-06-01").stdout.split()
    assert fairhold("clock list").stdout.splitlines()[1].split()[:2] == [number, "2026-06-01T00:00:00Z"]
    assert "stands at 2026-06-05T00:00:00Z" in fairhold(f"clock advance {number} 2026-06-05").stdout
    assert "only moves forward" in fairhold(f"clock advance {number} 2026-06-04", code=2).stderr
    fairhold(f"clock advance {number} yesterday", code=2)
    assert "0 streams asked" in fairhold("clock tick").stdout


def test_the_doctor_says_what_to_do(fairhold: Fairhold) -> None:
    told = fairhold("doctor").stdout
    assert "fairhold policy publish --preset seed" in told
    assert "set FAIRHOLD_TRUST_ACCOUNTS to yours" in told
    findings = {one["what"]: one["state"] for one in json.loads(fairhold("doctor --json").stdout)}
    assert (findings["PostgreSQL"], findings["clocks"], findings["policy"]) == ("ok", "ok", "look")


def test_the_schema_names_its_steps(fairhold: Fairhold) -> None:
    assert "streams" in fairhold("schema show").stdout
    assert "FAILED" not in fairhold("schema lint").stdout


def test_what_a_company_is_known_by_is_put_in_full_counted_and_forgotten(fairhold: Fairhold) -> None:
    """O50: a number written in two ways is one; nothing is said that could be read."""
    one = fairhold("party add --country CN --name Sun").stdout.strip()
    other = fairhold("party add --country US --name Moon").stdout.strip()
    fairhold(f"party traits {one} --trait", "phone=+86 755 1234 5678", "--trait", "device=a1b2")
    fairhold(f"party traits {other} --trait phone=008675512345678")
    said = json.loads(fairhold(f"party traits {one} --json").stdout)
    assert [(known["kind"], known["shared_by"]) for known in said] == [("device", 0), ("phone", 1)]
    assert "phone" in fairhold(f"party traits {one}").stdout
    assert "begins with + and the country" in fairhold(f"party traits {one} --trait phone=755", code=2).stderr
    refused = fairhold(f"party traits {one} --trait shoe=44", code=2).stderr
    assert "kinds are address, phone" in refused
    assert "44" not in refused
    fairhold(f"party traits {one} --none --trait device=a", code=2)
    fairhold("party traits pty_0000000000000", code=2)
    assert len(json.loads(fairhold(f"party traits {one} --json").stdout)) == 2
    assert json.loads(fairhold(f"party traits {one} --none --json").stdout) == []
