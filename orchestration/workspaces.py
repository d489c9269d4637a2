"""New workspaces: `leadhouse init`."""

from importlib.resources import files
from pathlib import Path

from orchestration.contract import load_contract
from orchestration.definition import copy_definition, shipped_definitions
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace, current_workspace


def create_workspace(folder: Path, definition: str = "default") -> Workspace:
    """Makes the folder with commented settings, a shipped definition and landing/.

    The definition is the active one. Raises LeadhouseError when none of that name ships
    or the folder already holds settings or definitions; nothing that is there is
    overwritten.
    """
    workspace = current_workspace(folder)
    for existing in (workspace.settings_file, workspace.definitions):
        if existing.exists():
            raise LeadhouseError(
                f"{existing} exists already; leadhouse init makes new workspaces only."
            )
    if definition not in shipped_definitions():
        known = ", ".join(shipped_definitions())
        raise LeadhouseError(
            f"There is no shipped definition {definition!r}; they are {known}."
        )
    try:
        for table in load_contract():
            (workspace.landing / table).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LeadhouseError(f"{folder} cannot be made: {error}.") from error
    settings = (
        files("orchestration").joinpath("leadhouse.example.yml").read_text("utf-8")
    )
    workspace.settings_file.write_text(settings, encoding="utf-8")
    copy_definition(workspace.definitions, definition)
    return workspace
