"""Which trained model a workspace links with."""

from pathlib import Path

from splink_models.model import DEFAULT_MODEL, ModelError, TrainedModel, load_model


def load_active_model(models: Path, name: str | None) -> TrainedModel:
    """The model of that name in the workspace's models folder, else the shipped one.

    Raises ModelError naming the models there are.
    """
    if name is None:
        return load_model(DEFAULT_MODEL)
    path = models / f"{name}.json"
    if not path.exists():
        there = ", ".join(sorted(found.stem for found in models.glob("*.json")))
        raise ModelError(
            f"leadhouse.yml names the model {name!r}, which {models} does not hold; "
            f"it holds {there or 'none'}."
        )
    return load_model(path)
