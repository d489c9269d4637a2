"""Reads the metric registry; the only reader of registry/*.yml.

Belongs here: putting the files together. What they may say is in model.py.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from orchestration.metrics.model import Registry

FILES = (
    "choices.yml",
    "money.yml",
    "attribution.yml",
    "outcomes.yml",
    "speed.yml",
    "pipeline.yml",
)


@cache
def load_registry() -> Registry:
    """Every metric once, in the order in which the page explains them."""
    folder = files("orchestration.metrics") / "registry"
    read: list[dict[str, Any]] = [
        yaml.safe_load((folder / name).read_text("utf-8")) for name in FILES
    ]
    return Registry.model_validate(
        {
            "choices": read[0]["choices"],
            "marts": {
                name: mart
                for content in read
                for name, mart in content.get("marts", {}).items()
            },
            "metrics": [
                metric for content in read for metric in content.get("metrics", [])
            ],
        }
    )
