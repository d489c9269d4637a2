"""Tables in memory: dataclasses whose fields are arrays of the same length."""

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from orchestration.generate.draws import Flags, Ints

Columns = TypeVar("Columns")


def take(columns: Columns, rows: Ints | Flags) -> Columns:
    """The chosen rows."""
    chosen = {
        field.name: getattr(columns, field.name)[rows]
        for field in fields(columns)  # type: ignore[arg-type]
    }
    return replace(columns, **chosen)  # type: ignore[type-var]


def join(parts: list[Columns]) -> Columns:
    """All rows, one part after the other."""
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(parts[0])  # type: ignore[arg-type]
    }
    return replace(parts[0], **joined)  # type: ignore[type-var]
