"""The business rules ("definition"): read, checked as a whole, versioned and written.

Belongs here: what a definition may say. What its rules do to the data is SQL in dbt.
"""

from orchestration.definition.load import (
    copy_definition,
    definition_folders,
    load_active_definition,
    load_definition,
    shipped_definitions,
)
from orchestration.definition.model import Definition, Rules
from orchestration.definition.write import write_definition, write_definition_files

__all__ = [
    "Definition",
    "Rules",
    "copy_definition",
    "definition_folders",
    "load_active_definition",
    "load_definition",
    "shipped_definitions",
    "write_definition",
    "write_definition_files",
]
