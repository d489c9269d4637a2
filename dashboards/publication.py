"""Finding the current publication, and how the newest run ended.

Belongs here: the layout of `<workspace>/published`. What the marts answer does not:
see queries.py. The warehouse is never opened.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.access import EVERYTHING, Audience, Person
from orchestration.errors import PublicationError
from orchestration.settings import Workspace

# What the pages read.
MARTS = (
    "campaign_roi",
    "dim_campaigns",
    "dim_companies",
    "quality_results",
)


class NoPublicationError(PublicationError):
    """Nothing has been published in this workspace yet."""


class Manifest(BaseModel):
    """manifest.json of a publication."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    run_id: str
    published_at: datetime
    definition_version: str
    report_currency: str
    timezone: str = "UTC"


class LastRun(BaseModel):
    """last_run.json: how the newest run ended, published or not."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    run_id: str
    finished_at: datetime | None = None
    outcome: Literal["published", "gate_failed", "error"]
    reason: str | None = None

    @property
    def is_published(self) -> bool:
        return self.outcome == "published"


@dataclass(frozen=True)
class Publication:
    """One immutable set of marts, as one audience sees it.

    Its folder and the audience are the key of everything cached.
    """

    folder: Path
    manifest: Manifest
    audience: Audience = EVERYTHING

    @property
    def run_id(self) -> str:
        return self.manifest.run_id

    @property
    def currency(self) -> str:
        return self.manifest.report_currency

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.manifest.timezone)

    @property
    def whole(self) -> str:
        """What all of its figures are together called."""
        if self.audience.company_ids is None:
            return "the whole network"
        return "all that you see"

    def age(self, now: datetime) -> timedelta:
        """How long ago this was published."""
        return now - in_utc(self.manifest.published_at)

    def seen_by(self, person: Person) -> "Publication":
        """The same marts with the rows and columns that the person may see."""
        audience = replace(
            person.audience,
            waits_for_acknowledgement=_waits_for_acknowledgement(self.folder),
        )
        return replace(self, audience=audience)

    def missing(self, marts: tuple[str, ...]) -> tuple[str, ...]:
        """Which of these marts it lacks: one made by an older version knows fewer."""
        return tuple(m for m in marts if not (self.folder / f"{m}.parquet").is_file())

    def mart(self, name: str) -> Path:
        """The Parquet file of a mart. Raises PublicationError where it is missing."""
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise PublicationError(
                f"The publication {self.run_id} is incomplete: {path} is missing."
            )
        return path


@lru_cache(maxsize=64)
def _waits_for_acknowledgement(publication: Path) -> bool:
    """Whether its definition shows people's data on acknowledgement only.

    A publication never changes: its rules are read once, not at every rerun.
    """
    file = publication / "definition" / "definition.yml"
    if not file.is_file():
        return False
    rules = yaml.safe_load(file.read_text("utf-8")) or {}
    return bool((rules.get("privacy") or {}).get("wait_for_acknowledgement"))


def in_utc(moment: datetime) -> datetime:
    """A moment with its zone said; one without a zone is in UTC already."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def find_publication(workspace: Workspace) -> Publication:
    """The current publication, all of its marts present.

    Raises NoPublicationError before the first one, PublicationError where what
    `current` names is missing or unreadable.
    """
    pointer = workspace.published / "current"
    if not pointer.is_file():
        raise NoPublicationError(f"Nothing has been published in {workspace.root} yet.")
    run_id = pointer.read_text("utf-8").strip()
    if not run_id or Path(run_id).name != run_id:
        raise PublicationError(f"{pointer} does not name a publication: {run_id!r}.")
    manifest_file = workspace.published / run_id / "manifest.json"
    publication = Publication(manifest_file.parent, _manifest(manifest_file))
    for name in MARTS:
        publication.mart(name)
    return publication


def find_last_run(workspace: Workspace) -> LastRun | None:
    """How the newest run ended, or None before the first run.

    Raises PublicationError where last_run.json cannot be understood.
    """
    path = workspace.published / "last_run.json"
    if not path.is_file():
        return None
    return LastRun(**_json(path, LastRun))


def signature(workspace: Workspace) -> str:
    """A text that changes with every publication and with every finished run."""
    files = (workspace.published / "current", workspace.published / "last_run.json")
    return "|".join(
        file.read_text("utf-8").strip() if file.is_file() else "" for file in files
    )


def _manifest(path: Path) -> Manifest:
    if not path.is_file():
        raise PublicationError(f"The publication is incomplete: {path} is missing.")
    return Manifest(**_json(path, Manifest))


def _json(path: Path, model: type[BaseModel]) -> dict[str, object]:
    try:
        content = json.loads(path.read_text("utf-8"))
        return model.model_validate(content).model_dump()
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise PublicationError(f"{path} is not valid JSON.") from error
    except ValidationError as error:
        keys = ", ".join(".".join(map(str, e["loc"])) or "?" for e in error.errors())
        raise PublicationError(f"{path}: wrong or missing: {keys}.") from error
