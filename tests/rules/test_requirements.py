"""The register of requirements says where each one is met, and what it names is there.

A row of docs/requirements.md names in backticks, any number of each:

- `tests/unit/test_x.py::test_y`: a test whose name or docstring names the id;
- `unit_test:name`: a unit test of dbt whose description names the id;
- `singular:assert_x`: a singular test of dbt whose comment names the id;
- `model:name`: a model, published where it is a mart;
- `docs/page.md`, `benchmarks/x.py`: a page, a benchmark;

or says `not yet:` and what is missing, beside what is there or alone.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
import yaml

from orchestration.settings import PROJECT_DIR

REGISTER = PROJECT_DIR / "docs" / "requirements.md"
DBT = PROJECT_DIR / "dbt_project"
ROW = re.compile(r"^\| ([A-E]\d+[a-e]?) \| (.+?) \| (.+?) \|$")
NAMED = re.compile(r"`([^`]+)`")
PLACES = ("tests/", "unit_test:", "singular:", "model:", "docs/", "benchmarks/")
LONGEST_WORDING = 140


def _numbered(letter: str, last: int) -> list[str]:
    return [f"{letter}{number}" for number in range(1, last + 1)]


def all_ids() -> list[str]:
    """Every id of the requirements, in order."""
    later = _numbered("D", 29)
    place = later.index("D20")
    later[place : place + 1] = [f"D20{part}" for part in "abcde"]
    return [
        *_numbered("A", 29),
        *_numbered("B", 34),
        *_numbered("C", 66),
        *later,
        *_numbered("E", 35),
    ]


@dataclass(frozen=True)
class Requirement:
    """One row of the register."""

    id: str
    asked: str
    met: str

    @property
    def places(self) -> list[str]:
        """Everything that the row names in backticks as the place where it is met."""
        named = NAMED.findall(self.met.split("not yet:")[0])
        return [name for name in named if name.startswith(PLACES)]

    @property
    def is_open(self) -> bool:
        return "not yet:" in self.met


def register() -> list[Requirement]:
    lines = REGISTER.read_text("utf-8").splitlines()
    return [
        Requirement(*found.groups()) for line in lines if (found := ROW.match(line))
    ]


@cache
def python_tests() -> dict[str, str]:
    """What each test function says of itself, by path::name."""
    return {
        f"{path.relative_to(PROJECT_DIR).as_posix()}::{node.name}": (
            f"{node.name} {ast.get_docstring(node) or ''}"
        )
        for path in sorted((PROJECT_DIR / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _declared(kind: str) -> Iterator[dict[str, str]]:
    for path in sorted((DBT / "models").rglob("*.yml")):
        content = yaml.safe_load(path.read_text("utf-8")) or {}
        yield from content.get(kind) or []


@cache
def unit_tests() -> dict[str, str]:
    """What each unit test of dbt says of itself, by name."""
    return {
        test["name"]: test.get("description") or "" for test in _declared("unit_tests")
    }


@cache
def singular_tests() -> dict[str, str]:
    """The comment of each singular test of dbt, by name."""
    return {
        path.stem: "\n".join(
            line for line in path.read_text("utf-8").splitlines() if "--" in line
        )
        for path in (DBT / "tests").glob("*.sql")
    }


@cache
def models() -> set[str]:
    return {model["name"] for model in _declared("models")} & {
        path.stem for path in (DBT / "models").rglob("*.sql")
    }


def names(text: str, identifier: str) -> bool:
    """Whether the text names the requirement, as a word of its own."""
    return bool(re.search(rf"\b{identifier}\b", text))


def wrong_place(identifier: str, place: str) -> str | None:
    """What is wrong with a place that a row names; None where nothing is."""
    if place.startswith(("docs/", "benchmarks/")):
        return None if (PROJECT_DIR / place).is_file() else "no such file"
    if place.startswith("model:"):
        return None if place.removeprefix("model:") in models() else "no such model"
    if place.startswith("unit_test:"):
        said = unit_tests().get(place.removeprefix("unit_test:"))
    elif place.startswith("singular:"):
        said = singular_tests().get(place.removeprefix("singular:"))
    else:
        said = python_tests().get(place)
    if said is None:
        return "no such test"
    return None if names(said, identifier) else f"the test does not name {identifier}"


def test_every_requirement_stands_once_and_in_order() -> None:
    assert [requirement.id for requirement in register()] == all_ids()
    assert len(all_ids()) == 197


def test_every_requirement_is_said_in_a_few_words() -> None:
    long = [row.id for row in register() if len(row.asked) > LONGEST_WORDING]
    assert long == []


@pytest.mark.parametrize("row", register(), ids=lambda row: row.id)
def test_a_requirement_is_met_where_its_row_says(row: Requirement) -> None:
    named = NAMED.findall(row.met)
    unknown = [name for name in named if not name.startswith(PLACES)]
    wrong = {place: wrong_place(row.id, place) for place in row.places}
    assert {place: says for place, says in wrong.items() if says} == {}
    assert row.places or row.is_open, f"{row.id} names nothing and is not open"
    assert not unknown or row.is_open, f"{row.id} names what is no place: {unknown}"


def test_what_tests_name_is_in_the_register_and_not_open_alone() -> None:
    known = set(all_ids())
    open_alone = {row.id for row in register() if row.is_open and not row.places}
    said = [
        *python_tests().values(),
        *unit_tests().values(),
        *singular_tests().values(),
    ]
    named = {
        identifier
        for text in said
        for identifier in re.findall(r"\b[A-E]\d{1,2}[a-e]?\b", text)
        if identifier in known
    }
    assert named & open_alone == set()


def test_a_place_that_is_not_there_or_names_another_id_is_found() -> None:
    here = "tests/rules/test_requirements.py"
    assert wrong_place("C1", "docs/nowhere.md") == "no such file"
    assert wrong_place("C1", "model:fct_nothing") == "no such model"
    assert wrong_place("C1", "unit_test:nothing") == "no such test"
    assert wrong_place("C1", f"{here}::test_nothing") == "no such test"
    assert (
        wrong_place("C1", f"{here}::test_every_requirement_is_said_in_a_few_words")
        == "the test does not name C1"
    )
    assert names("C1, C12: said", "C1") and not names("C12: said", "C1")
