"""A copy of the default definition to break, and what is said of it then."""

from pathlib import Path

import pytest

from orchestration.definition import load_definition
from orchestration.errors import DefinitionError

ADD = ""  # appended to the file instead of replacing something in it


def edit(file: Path, old: str, new: str) -> None:
    """Replaces the first `old` of the file, or appends where it is ADD."""
    text = file.read_text("utf-8")
    assert old in text
    changed = text + new if old == ADD else text.replace(old, new, 1)
    file.write_text(changed, "utf-8")


def problems_of(folder: Path) -> list[str]:
    """Every problem that loading the definition lists."""
    with pytest.raises(DefinitionError) as raised:
        load_definition(folder)
    return raised.value.problems


def the_problem(folder: Path) -> str:
    """The only problem there is."""
    (problem,) = problems_of(folder)
    return problem
