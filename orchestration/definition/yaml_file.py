"""Reads definition.yml into typed rules; a wrong key is a problem with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from orchestration.definition.model import Rules
from orchestration.definition.problems import Problem

Key = tuple[str | int, ...]

RULES_FILE = "definition.yml"


@dataclass(frozen=True)
class RulesContent:
    """The rules of a folder, None where the file has problems.

    is_active is known as soon as the file says so, even where other keys are wrong.
    lines holds the line of each key, by its parts.
    """

    file: Path
    rules: Rules | None
    is_active: bool | None
    problems: tuple[Problem, ...]
    lines: Mapping[Key, int] = field(default_factory=dict)

    def line(self, key: str) -> int | None:
        """Line of the key, written with dots, or of the nearest one above it."""
        parts: Key = tuple(
            int(part) if part.isdigit() else part for part in key.split(".")
        )
        return _nearest_line(parts, self.lines)


def read_rules(folder: Path) -> RulesContent:
    """definition.yml of the folder; each wrong key is a problem naming its line."""
    file = folder / RULES_FILE
    if not file.is_file():
        return _failed(file, Problem(file, "the file is missing"))
    try:
        text = file.read_bytes().decode("utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        return _failed(file, Problem(file, f"not UTF-8 text (byte {error.start})"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        says = f"not valid YAML: {getattr(error, 'problem', None) or error}"
        return _failed(file, Problem(file, says, mark.line + 1 if mark else None))
    if node is None or not isinstance(content, dict):
        return _failed(file, Problem(file, "keys and their values are expected"))
    lines: dict[Key, int] = {}
    problems = _note_lines(file, node, (), lines)
    rules, invalid = _validated(file, content, lines)
    active = content.get("active")
    return RulesContent(
        file=file,
        rules=rules,
        is_active=active if isinstance(active, bool) else None,
        problems=(*problems, *invalid),
        lines=lines,
    )


def _failed(file: Path, problem: Problem) -> RulesContent:
    return RulesContent(file, rules=None, is_active=None, problems=(problem,))


def _note_lines(
    file: Path, node: yaml.Node, key: Key, lines: dict[Key, int]
) -> list[Problem]:
    """Notes the line of each key below the node; one that stands twice is a problem."""
    problems: list[Problem] = []
    children: list[tuple[str | int, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        children = [(str(name.value), name, value) for name, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(index, value, value) for index, value in enumerate(node.value)]
    for name, where, value in children:
        child = (*key, name)
        line = where.start_mark.line + 1
        if child in lines:
            says = f"the key already stands on line {lines[child]}"
            problems.append(Problem(file, says, line, key=_dotted(child)))
        lines[child] = line
        problems += _note_lines(file, value, child, lines)
    return problems


def _validated(
    file: Path, content: dict[str, object], lines: dict[Key, int]
) -> tuple[Rules | None, list[Problem]]:
    try:
        return Rules.model_validate(content), []
    except ValidationError as error:
        return None, [_problem(file, detail, lines) for detail in error.errors()]


def _problem(file: Path, detail: ErrorDetails, lines: dict[Key, int]) -> Problem:
    key: Key = detail["loc"]
    return Problem(file, _says(detail), _nearest_line(key, lines), key=_dotted(key))


def _nearest_line(key: Key, lines: Mapping[Key, int]) -> int | None:
    ends = range(len(key), 0, -1)
    return next((lines[key[:end]] for end in ends if key[:end] in lines), None)


def _says(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        return "the key is unknown"
    if detail["type"] == "missing":
        return "the key is missing"
    if detail["type"] == "string_type":
        return f"must be text, in quotes if need be (got {detail['input']!r})"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]} (got {detail['input']!r})"


def _dotted(key: Key) -> str:
    return ".".join(str(part) for part in key if part != "[key]")
