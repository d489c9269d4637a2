"""Every path, setting and environment variable of Leadhouse; the only reader of them.

Belongs here: where things lie in a workspace and what leadhouse.yml may say. Business
rules do not: they are the definition's. No Dagster import, so that this stays quick.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from orchestration.errors import SettingsError

PROJECT_DIR = Path(__file__).resolve().parents[1]
DBT_PROJECT_DIR = PROJECT_DIR / "dbt_project"
WORKSPACE_VARIABLE = "LEADHOUSE_WORKSPACE"


class QualitySettings(BaseModel):
    """When a run is not good enough to be published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_rejected_share: float = Field(default=0.05, ge=0, le=1)
    max_days_without_leads: int = Field(default=3, ge=1)
    min_kept_share: float = Field(default=0.5, ge=0, le=1)
    max_drift: float = Field(default=0.5, gt=0)


class PublicationSettings(BaseModel):
    """How publications are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep: int = Field(default=10, ge=1)


class DeskSettings(BaseModel):
    """Where people's decisions are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str | None = None


class ServeSettings(BaseModel):
    """Where the dashboards listen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    stale_after_hours: float = Field(default=36, gt=0)


class UserSettings(BaseModel):
    """One person who may sign in; no companies means the whole network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    role: Literal["viewer", "analyst", "reviewer", "admin"]
    companies: tuple[str, ...] = ()


class AccessSettings(BaseModel):
    """Who may see the dashboards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sign_in: Literal["local", "oidc"] = "local"
    users: tuple[UserSettings, ...] = ()

    @field_validator("users")
    @classmethod
    def users_are_named_once(
        cls, value: tuple[UserSettings, ...]
    ) -> tuple[UserSettings, ...]:
        emails = [user.email.casefold() for user in value]
        twice = sorted({email for email in emails if emails.count(email) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is there more than once")
        return value


class Settings(BaseModel):
    """The content of leadhouse.yml; every key has a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "UTC"
    report_currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    country: str = Field(default="US", pattern="^[A-Z]{2}$")
    definition: str | None = None
    model: str | None = None
    memory_limit: str | None = None
    quality: QualitySettings = QualitySettings()
    publication: PublicationSettings = PublicationSettings()
    desk: DeskSettings = DeskSettings()
    serve: ServeSettings = ServeSettings()
    access: AccessSettings = AccessSettings()

    @field_validator("timezone")
    @classmethod
    def timezone_exists(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not an IANA time zone")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class Workspace:
    """The folder that one business's data lives in, and where each thing lies in it."""

    root: Path

    @property
    def settings_file(self) -> Path:
        return self.root / "leadhouse.yml"

    @property
    def definitions(self) -> Path:
        return self.root / "definitions"

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def labels(self) -> Path:
        """Pairs of records that people have labelled (splink_models.labels)."""
        return self.root / "labels"

    @property
    def quality(self) -> Path:
        return self.root / "quality"

    @property
    def secrets(self) -> Path:
        """What the identity provider is told (docs/access.md); never in a repository."""
        return self.root / "secrets.toml"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def lock(self) -> Path:
        return self.root / ".leadhouse.lock"

    @property
    def scratch(self) -> Path:
        """Spill files and normalised copies; emptied by every run."""
        return self.root / ".scratch"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def settings(self) -> Settings:
        """leadhouse.yml, or the defaults where there is none.

        Raises SettingsError naming each wrong key.
        """
        if not self.settings_file.exists():
            return Settings()
        try:
            content = yaml.safe_load(self.settings_file.read_text("utf-8")) or {}
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", None)
            where = f", line {line + 1}" if line is not None else ""
            raise SettingsError(
                f"{self.settings_file}{where}: not valid YAML: "
                f"{getattr(error, 'problem', error)}."
            ) from error
        if not isinstance(content, dict):
            raise SettingsError(f"{self.settings_file}: expected keys and values.")
        try:
            return Settings(**content)
        except ValidationError as error:
            raise SettingsError(
                "\n".join(
                    f"{self.settings_file}: {_sentence(problem)}"
                    for problem in error.errors()
                )
            ) from error

    def desk_url(self, settings: Settings) -> str:
        return settings.desk.url or f"sqlite:///{self.root / 'desk.db'}"


def _sentence(problem: ErrorDetails) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key!r}."
    return f"{key}: {problem['msg'].removeprefix('Value error, ')} (got {problem['input']!r})."


def current_workspace(given: str | Path | None = None) -> Workspace:
    """The workspace given, else the environment's, else the project's data folder."""
    root = given or os.environ.get(WORKSPACE_VARIABLE) or PROJECT_DIR / "data"
    return Workspace(Path(root).expanduser().resolve())


def dagster_home() -> Path:
    """Where dagster.yaml lies: the project, unless the environment says otherwise."""
    return Path(os.environ.get("DAGSTER_HOME") or PROJECT_DIR)
