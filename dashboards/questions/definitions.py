"""The business rules that a publication was made with, as it keeps them.

Read from the publication's own copies, so they are the rules of its figures even after
the definition was changed.
"""

from typing import Any

import pandas as pd
import yaml

from dashboards.publication import Publication
from dashboards.reading import question

FOLDER = "definition"
RULES_FILE = "definition.yml"


@question
def definition(publication: Publication) -> dict[str, Any]:
    """What definition.yml says; empty where the publication is older than its copies."""
    path = publication.folder / FOLDER / RULES_FILE
    if not path.is_file():
        return {}
    return yaml.safe_load(path.read_text("utf-8")) or {}


@question
def rule_tables(publication: Publication) -> dict[str, pd.DataFrame]:
    """The tables of the definition by name, all values as text; blank cells are empty."""
    folder = publication.folder / FOLDER
    return {
        path.stem: pd.read_csv(
            path, dtype="string", keep_default_na=False, skip_blank_lines=True
        )
        for path in sorted(folder.glob("*.csv"))
    }
