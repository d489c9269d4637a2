"""leadhouse.yml: every wrong key is named, and defaults need no file."""

from pathlib import Path

import pytest

from orchestration.errors import LeadhouseError, SettingsError
from orchestration.settings import PROJECT_DIR, Settings, Workspace, current_workspace
from orchestration.workspaces import create_workspace


def write(tmp_path: Path, text: str) -> Workspace:
    (tmp_path / "leadhouse.yml").write_text(text)
    return Workspace(tmp_path)


def test_a_workspace_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert Workspace(tmp_path).settings() == Settings()


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    text = (
        "timezone: Mars/Olympus\ncolour: red\nreport_currency: usd\n"
        "quality: {max_rejected_share: 2}\npublication: {kept: 3}\n"
    )
    with pytest.raises(SettingsError) as error:
        write(tmp_path, text).settings()
    said = str(error.value)
    for words in (
        "unknown key 'colour'",
        "unknown key 'publication.kept'",
        "timezone: 'Mars/Olympus' is not an IANA time zone",
        "report_currency",
        "quality.max_rejected_share",
    ):
        assert words in said
    assert len(said.splitlines()) == 5


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"leadhouse\.yml, line 2"):
        write(tmp_path, "timezone: UTC\nserve: ]\n").settings()


def test_a_list_is_no_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected keys and values"):
        write(tmp_path, "- timezone\n").settings()


def test_the_workspace_given_wins_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADHOUSE_WORKSPACE", str(tmp_path / "environment"))
    assert current_workspace(tmp_path / "given").root == tmp_path / "given"
    assert current_workspace().root == tmp_path / "environment"
    monkeypatch.delenv("LEADHOUSE_WORKSPACE")
    assert current_workspace().root == PROJECT_DIR / "data"


def test_a_new_workspace_has_commented_settings_that_are_the_defaults(
    tmp_path: Path,
) -> None:
    workspace = create_workspace(tmp_path / "new")
    assert workspace.settings() == Settings()
    assert (workspace.definitions / "default" / "definition.yml").exists()
    assert (workspace.landing / "leads").is_dir()
    with pytest.raises(LeadhouseError, match="exists already"):
        create_workspace(tmp_path / "new")
