"""Settings: defaults, file, environment, in this order; and what is refused."""

from pathlib import Path

import pytest

from fairhold.settings import SETTINGS, Settings, SettingsWrong, load


def test_without_file_and_environment_the_defaults_hold(tmp_path: Path) -> None:
    assert load({}, tmp_path) == Settings(data=tmp_path / ".fairhold")


def test_the_environment_wins_over_the_file_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "fairhold.toml").write_text('port = 1000\nlog_level = "warning"\npg_bin = "pg/bin"\n')
    found = load({"FAIRHOLD_DATA": str(tmp_path), "FAIRHOLD_PORT": "2000"}, Path("/elsewhere"))
    assert found == Settings(data=tmp_path, port=2000, log_level="warning", pg_bin=tmp_path / "pg" / "bin")


def test_a_named_file_may_set_the_data_folder_from_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "etc" / "house.toml"
    file.parent.mkdir()
    file.write_text('data = "../kept"\n')
    assert load({"FAIRHOLD_CONFIG": str(file)}).data.resolve() == tmp_path / "kept"
    assert load({"FAIRHOLD_CONFIG": str(file), "FAIRHOLD_DATA": "other"}, tmp_path).data == tmp_path / "other"


def test_an_empty_variable_counts_as_not_given(tmp_path: Path) -> None:
    assert load({"FAIRHOLD_PORT": "", "FAIRHOLD_PG_BIN": ""}, tmp_path) == Settings(data=tmp_path / ".fairhold")


def test_variables_of_the_tests_are_left_alone(tmp_path: Path) -> None:
    assert load({"FAIRHOLD_TEST_DATABASE_URL": "x", "PORT": "1"}, tmp_path).port == 8390


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"FAIRHOLD_PROT": "1"},
            "environment variable FAIRHOLD_PROT: `FAIRHOLD_PROT` is not a setting; did you mean `port`?",
        ),
        ({"FAIRHOLD_ZZ": "1"}, "environment variable FAIRHOLD_ZZ: `FAIRHOLD_ZZ` is not a setting"),
        ({"FAIRHOLD_PORT": "eighty"}, "environment: setting `port`: Expected `int`, got `str`"),
        ({"FAIRHOLD_PORT": "65536"}, "environment: setting `port`: Expected `int` <= 65535"),
        ({"FAIRHOLD_DESK_BATCH_MAX": "0"}, "environment: setting `desk_batch_max`: Expected `int` >= 1"),
        ({"FAIRHOLD_LOG_LEVEL": "loud"}, "environment: setting `log_level`: Invalid enum value 'loud'"),
    ],
)
def test_a_wrong_variable_is_named(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong) as caught:
        load(environment, tmp_path)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "`prot` is not a setting; did you mean `port`?"),
        ('port = "1"', "setting `port`: Expected `int`, got `str`"),
        ("pg_bin = 3", "setting `pg_bin`: Expected a path, got 3"),
        ('data = "x"', "`data` cannot be set by a file in the data folder; set FAIRHOLD_DATA"),
        ("port =", "Invalid value (at end of document)"),
    ],
)
def test_a_wrong_file_is_named_and_changes_nothing(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "fairhold.toml"
    file.write_text(text)
    with pytest.raises(SettingsWrong) as caught:
        load({"FAIRHOLD_DATA": str(tmp_path)})
    assert str(caught.value) == f"{file}: {said}"


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="No such file"):
        load({"FAIRHOLD_CONFIG": str(tmp_path / "none.toml")})


def test_every_setting_has_a_meaning_and_a_variable() -> None:
    assert [row.name for row in SETTINGS] == list(Settings.__struct_fields__)
    assert all(row.meaning for row in SETTINGS)
    assert SETTINGS[5].variable == "FAIRHOLD_DESK_BATCH_MAX"
    assert SETTINGS[5].unit == "askings"
