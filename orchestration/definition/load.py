"""Finds a workspace's definitions, loads the active one and checks it as a whole."""

import hashlib
import json
import shutil
from pathlib import Path

from orchestration.definition.checks import TABLE_CHECKS, Contents
from orchestration.definition.csv_file import read_csv_file
from orchestration.definition.lifecycle_checks import LIFECYCLE_CHECKS
from orchestration.definition.model import Definition, Row, Rules
from orchestration.definition.problems import Problem, listed, sentences
from orchestration.definition.row_checks import ROW_CHECKS
from orchestration.definition.rule_checks import RULE_CHECKS
from orchestration.definition.survey_checks import SURVEY_CHECKS
from orchestration.definition.tables import csv_tables
from orchestration.definition.yaml_file import read_rules
from orchestration.errors import DefinitionError
from orchestration.settings import Workspace

DEFAULT_FOLDER = Path(__file__).with_name("default")
EXAMPLES_FOLDER = Path(__file__).with_name("examples")
VERSION_DIGITS = 8


def definition_folders(workspace: Workspace) -> tuple[Path, ...]:
    """The folders of the workspace's definitions, by name.

    Only the shipped default where the workspace has none.
    """
    root = workspace.definitions
    folders = sorted(root.iterdir()) if root.is_dir() else []
    found = tuple(
        folder
        for folder in folders
        if folder.is_dir() and not folder.name.startswith((".", "_"))
    )
    return found or (DEFAULT_FOLDER,)


def load_active_definition(workspace: Workspace) -> Definition:
    """The one definition that is active, checked as a whole.

    DefinitionError lists every problem: none or several are active, or the active one
    is wrong. Those that are not active are not checked, so that one can be prepared.
    """
    folders = definition_folders(workspace)
    contents = {folder: read_rules(folder) for folder in folders}
    undecided = [
        problem
        for content in contents.values()
        if content.is_active is None
        for problem in content.problems
    ]
    if undecided:
        raise DefinitionError(sentences(undecided))
    active = [folder for folder, content in contents.items() if content.is_active]
    if not active:
        names = listed(folder.name for folder in folders)
        raise DefinitionError(
            [f"{workspace.definitions}: none of the definitions is active ({names})."]
        )
    if len(active) > 1:
        names = listed(folder.name for folder in active)
        raise DefinitionError(
            [f"{workspace.definitions}: only one may be active, not {names}."]
        )
    definition = load_definition(active[0])
    wanted = workspace.settings().definition
    if wanted is not None and wanted != definition.name:
        raise DefinitionError(
            [
                f"{workspace.settings_file}, key definition: {wanted!r} is not the "
                f"active definition, {definition.name!r}."
            ]
        )
    return definition


def load_definition(folder: Path) -> Definition:
    """The definition in the folder; DefinitionError lists all problems of its files."""
    contents = Contents(
        rules=read_rules(folder),
        tables={
            name: read_csv_file(folder, table) for name, table in csv_tables().items()
        },
    )
    problems = _problems(contents)
    rules = contents.rules.rules
    if problems or rules is None:
        raise DefinitionError(sentences(problems))
    tables = {name: content.rows for name, content in contents.tables.items()}
    return Definition(
        folder=folder, version=_version(rules, tables), rules=rules, tables=tables
    )


def _problems(contents: Contents) -> list[Problem]:
    problems = list(contents.rules.problems)
    for content in contents.tables.values():
        problems += content.problems
    for check in (*TABLE_CHECKS, *LIFECYCLE_CHECKS, *ROW_CHECKS, *SURVEY_CHECKS):
        problems += check(contents)
    rules = contents.rules.rules
    if rules is not None:
        for rule_check in RULE_CHECKS:
            problems += rule_check(contents, rules)
    return problems


def _version(rules: Rules, tables: dict[str, tuple[Row, ...]]) -> str:
    """Name and hash of what the files say; how they are written does not matter."""
    content = {
        "rules": rules.model_dump(mode="json"),
        "tables": {
            name: [dict(row.values) for row in rows] for name, rows in tables.items()
        },
    }
    text = json.dumps(content, sort_keys=True, default=str)
    return f"{rules.name}-{hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]}"


def shipped_definitions() -> dict[str, Path]:
    """Folder of each definition that ships, by name; the default one first."""
    examples = sorted(path for path in EXAMPLES_FOLDER.iterdir() if path.is_dir())
    return {folder.name: folder for folder in (DEFAULT_FOLDER, *examples)}


def copy_definition(definitions: Path, name: str = DEFAULT_FOLDER.name) -> Path:
    """Copies a shipped definition to `definitions/<name>` and returns that folder.

    DefinitionError where none of that name ships, or where it is there already:
    nobody's rules are replaced.
    """
    shipped = shipped_definitions()
    if name not in shipped:
        raise DefinitionError(
            [f"There is no shipped definition {name!r}; they are {listed(shipped)}."]
        )
    target = definitions / name
    if target.exists():
        raise DefinitionError([f"{target}: there is such a definition already."])
    shutil.copytree(shipped[name], target)
    return target
