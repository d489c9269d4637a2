"""Training, comparing and choosing linkage models in a workspace.

Belongs here: which files and tables of the workspace they work on. How a model is trained
and scored is splink_models'.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.context import utc_now
from orchestration.errors import LeadhouseError
from orchestration.publish import replace_text
from orchestration.settings import Workspace
from orchestration.warehouse import configure
from splink_models.active import (
    ACTIVE_FILE,
    SHIPPED,
    Activation,
    Activations,
    active_name,
    load_named_model,
    model_names,
    read_activations,
)
from splink_models.cluster import defined_rules
from splink_models.label_scores import (
    LabelScores,
    PersonsChanged,
    compare_persons,
    score_labels,
)
from splink_models.labels import gather_labels
from splink_models.link import link_records
from splink_models.model import ModelError, TrainedModel, load_model
from splink_models.train import train
from splink_models.training_page import training_page

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_COPIED = ("identity.records", "identity.links", "desk.decisions")


@dataclass(frozen=True)
class ListedModel:
    """A model of the workspace; `problem` says why it cannot be used, if it cannot."""

    name: str
    version: str | None
    is_active: bool
    records: int | None
    problem: str | None


@dataclass(frozen=True)
class ComparedModels:
    """Two models on the same records and labels: the scores of each, and what changes."""

    before: str
    after: str
    scores: dict[str, LabelScores]
    persons: PersonsChanged

    def to_json(self) -> dict[str, Any]:
        """The comparison for programs; thresholds as text keys."""
        return asdict(self)


def train_model(workspace: Workspace, name: str, seed: int) -> tuple[Path, Path]:
    """Trains on the warehouse's records; returns the files of the model and its report.

    The same records and seed give the same model. Nothing is activated. Raises
    LeadhouseError for a bad or taken name, and without a warehouse to train on.
    """
    if not _NAME.fullmatch(name) or name in (SHIPPED, Path(ACTIVE_FILE).stem):
        raise ModelError(
            f"{name!r} is no name for a model: lower-case letters, digits, - and _, and "
            f"not {SHIPPED} or {Path(ACTIVE_FILE).stem}."
        )
    path = workspace.models / f"{name}.json"
    if path.exists():
        raise ModelError(f"{path} exists already; train under another name.")
    with _scratch_warehouse(workspace) as con:
        gather_labels(con, workspace.labels)
        trained = train(con, "wh.identity.records", name, seed, otherwise=load_model())
        model = _versioned(trained, name)
        link_records(con, model, "trained", defined_rules(con, "built"))
        scores = score_labels(con, "wh.identity.scored_edges", "labels")
    workspace.models.mkdir(parents=True, exist_ok=True)
    report = path.with_suffix(".html")
    replace_text(report, training_page(model, scores))
    model.write(path)
    return path, report


def list_models(workspace: Workspace) -> tuple[ListedModel, ...]:
    """Every model of the workspace and the shipped one."""
    active = active_name(workspace.models, workspace.settings().model)
    listed = []
    for name in model_names(workspace.models):
        try:
            model = load_named_model(workspace.models, name)
        except ModelError as error:
            listed.append(ListedModel(name, None, name == active, None, str(error)))
        else:
            listed.append(
                ListedModel(
                    name, model.version, name == active, model.report.records, None
                )
            )
    return tuple(listed)


def compare_models(
    workspace: Workspace, after: str, before: str | None
) -> ComparedModels:
    """Links the warehouse's records with two models, apart from the warehouse.

    `before` is the active model where it is not given. Both link everything anew.
    """
    before = before or active_name(workspace.models, workspace.settings().model)
    models = {
        name: load_named_model(workspace.models, name) for name in (before, after)
    }
    if len(models) < 2:
        raise ModelError(f"Compare {after!r} with another model than itself.")
    scores = {}
    with _scratch_warehouse(workspace) as con:
        gather_labels(con, workspace.labels)
        con.execute("create table kept_labels as from labels")
        for position, (name, model) in enumerate(models.items()):
            _copy_inputs(con)
            link_records(con, model, "compared", defined_rules(con, "built"))
            scores[name] = score_labels(con, "wh.identity.scored_edges", "kept_labels")
            con.execute(
                f"create table persons_{position} as "
                "select record_id, person_id from wh.identity.persons"
            )
        persons = compare_persons(con, "persons_0", "persons_1")
    return ComparedModels(before, after, scores, persons)


def activate_model(
    workspace: Workspace, name: str, by: str, reason: str | None
) -> Activation:
    """Makes a model the one that the next run links with, and writes down who did.

    Raises LeadhouseError where the model cannot be used or leadhouse.yml names one.
    """
    models, activations = _choosable(workspace, by)
    activation = Activation(
        action="activate",
        model=name,
        version=load_named_model(models, name).version,
        previous=active_name(models, None),
        at=f"{utc_now():%Y-%m-%dT%H:%M:%SZ}",
        by=by,
        reason=reason,
    )
    _keep(models, activations, activation)
    return activation


def roll_back_model(workspace: Workspace, by: str, reason: str | None) -> Activation:
    """Takes the last standing activation back; done again, the one before it.

    Raises LeadhouseError where nothing was activated, or what was active before cannot be
    used any more.
    """
    models, activations = _choosable(workspace, by)
    if not activations.standing:
        raise ModelError(f"No model was activated in {models}: nothing to roll back.")
    undone = activations.standing[-1]
    before = activations.standing[-2:-1]
    model = load_named_model(models, undone.previous)
    if before and undone.previous != SHIPPED and model.version != before[0].version:
        raise ModelError(
            f"{models / undone.previous}.json holds {model.version}, but "
            f"{before[0].version} was active before: activate a model instead."
        )
    activation = Activation(
        action="roll-back",
        model=undone.previous,
        version=model.version,
        previous=undone.model,
        at=f"{utc_now():%Y-%m-%dT%H:%M:%SZ}",
        by=by,
        reason=reason,
    )
    _keep(models, activations, activation)
    return activation


def _choosable(workspace: Workspace, by: str) -> tuple[Path, Activations]:
    if not by.strip():
        raise LeadhouseError("Choosing a model needs the name of who chooses.")
    setting = workspace.settings().model
    if setting is not None:
        raise ModelError(
            f"{workspace.settings_file} names the model {setting!r}, which would go "
            "before: take `model` out of it first."
        )
    return workspace.models, read_activations(workspace.models)


def _keep(models: Path, activations: Activations, added: Activation) -> None:
    models.mkdir(parents=True, exist_ok=True)
    grown = Activations(activations=(*activations.activations, added))
    replace_text(models / ACTIVE_FILE, json.dumps(grown.model_dump(), indent=2) + "\n")


def _versioned(model: TrainedModel, name: str) -> TrainedModel:
    """The model under its name and a hash of its numbers: other numbers, other version."""
    numbers = model.model_copy(update={"version": name}).model_dump_json()
    version = f"{name}-{hashlib.md5(numbers.encode()).hexdigest()[:8]}"
    return model.model_copy(update={"version": version})


@contextmanager
def _scratch_warehouse(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory connection whose `wh` holds copies of what linkage reads.

    So that a model can be tried without touching what a run has made.
    """
    if not workspace.warehouse.exists():
        raise LeadhouseError(
            f"{workspace.root} has no warehouse yet; run: "
            f"leadhouse --workspace {workspace.root} run"
        )
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        configure(con, workspace.scratch, workspace.settings().memory_limit)
        location = str(workspace.warehouse).replace("'", "''")
        try:
            con.execute(f"attach '{location}' as built (read_only)")
        except duckdb.IOException as error:
            raise LeadhouseError(
                f"{workspace.warehouse} is being written by a run; try again after it."
            ) from error
        _copy_inputs(con)
        yield con


def _copy_inputs(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("detach database if exists wh")
    con.execute("attach ':memory:' as wh")
    try:
        for table in _COPIED:
            con.execute(f"create schema if not exists wh.{table.split('.')[0]}")
            con.execute(f"create table wh.{table} as from built.{table}")
    except duckdb.CatalogException as error:
        raise LeadhouseError(
            "The warehouse lacks what linkage reads "
            f"({str(error).splitlines()[0]}); run: leadhouse run"
        ) from error
