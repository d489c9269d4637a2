"""Which trained model a workspace links with, and who chose it.

A model is active because leadhouse.yml names it, else because it was activated
(`models/active.json`, a list that only grows), else because it is shipped.
"""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from splink_models.model import DEFAULT_MODEL, ModelError, TrainedModel, load_model

SHIPPED = "default"
ACTIVE_FILE = "active.json"


class Activation(BaseModel):
    """One choice. `previous` was active until then; a roll-back goes back to what was
    active before the activation that it takes back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: str = Field(pattern="^(activate|roll-back)$")
    model: str
    version: str
    previous: str
    at: str
    by: str
    reason: str | None = None


class Activations(BaseModel):
    """Every choice, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    activations: tuple[Activation, ...] = ()

    @property
    def standing(self) -> tuple[Activation, ...]:
        """Activations that were not rolled back; the last one is in force."""
        stack: list[Activation] = []
        for activation in self.activations:
            if activation.action == "activate":
                stack.append(activation)
            elif stack:
                stack.pop()
        return tuple(stack)


def read_activations(models: Path) -> Activations:
    """What was activated in this folder of models; raises ModelError for a broken file."""
    path = models / ACTIVE_FILE
    if not path.exists():
        return Activations()
    try:
        return Activations(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, ValidationError) as error:
        raise ModelError(
            f"{path} is not a list of activations; mend it, or remove it to link with "
            "the shipped model."
        ) from error


def active_name(models: Path, setting: str | None) -> str:
    """Name of the model that is active; `default` is the shipped one."""
    standing = read_activations(models).standing
    return setting or (standing[-1].model if standing else SHIPPED)


def model_names(models: Path) -> tuple[str, ...]:
    """The shipped model and those of the folder."""
    found = (path.stem for path in models.glob("*.json") if path.name != ACTIVE_FILE)
    return (SHIPPED, *sorted(found))


def load_named_model(models: Path, name: str) -> TrainedModel:
    """The model of that name. Raises ModelError naming the models there are."""
    if name == SHIPPED:
        return load_model(DEFAULT_MODEL)
    path = models / f"{name}.json"
    if name not in model_names(models):
        there = ", ".join(model_names(models))
        raise ModelError(f"There is no model {name!r} in {models}; there are: {there}.")
    return load_model(path)


def load_active_model(models: Path, name: str | None) -> TrainedModel:
    """The model that leadhouse.yml names, else the activated one, else the shipped one.

    Raises ModelError for a name that is no model, and where the file of the activated
    model holds other numbers than it did then.
    """
    if name is not None:
        if name != SHIPPED and name not in model_names(models):
            there = ", ".join(model_names(models))
            raise ModelError(
                f"leadhouse.yml names the model {name!r}, which {models} does not hold; "
                f"there are: {there}."
            )
        return load_named_model(models, name)
    standing = read_activations(models).standing
    if not standing:
        return load_model(DEFAULT_MODEL)
    active = standing[-1]
    model = load_named_model(models, active.model)
    if model.version != active.version and active.model != SHIPPED:
        raise ModelError(
            f"{models / active.model}.json holds {model.version}, but {active.version} "
            f"was activated: activate it anew, or roll back."
        )
    return model
