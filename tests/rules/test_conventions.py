"""Conventions that a reader may rely on, held as tests."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from dashboards.metrics import MODEL_NOTES
from dashboards.selection import MODELS as MODEL_LABELS
from orchestration.contract.render import derived_files
from orchestration.settings import PROJECT_DIR
from tests.conftest import APART
from tests.model_sql import attribution_models, model_sql

PACKAGES = ("orchestration", "splink_models", "dashboards")
MODELS = PROJECT_DIR / "dbt_project" / "models"


def modules(*packages: str) -> list[Path]:
    return [
        path for package in packages for path in (PROJECT_DIR / package).rglob("*.py")
    ]


def imported(path: Path) -> set[str]:
    """Top-level names of everything that the module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("name", sorted(derived_files()))
def test_what_is_derived_from_the_contract_is_up_to_date(name: str) -> None:
    """D15, A28, E9: the sources and their columns are documented from the contract."""
    expected = derived_files()[name]
    assert (PROJECT_DIR / name).read_text("utf-8") == expected, "run `make contract`"


@pytest.mark.parametrize("path", modules("splink_models", "dashboards"), ids=str)
def test_linkage_and_dashboards_do_not_import_dagster(path: Path) -> None:
    assert not [name for name in imported(path) if name.startswith("dagster")]


@pytest.mark.parametrize("path", modules("dashboards"), ids=str)
def test_dashboards_do_not_know_the_warehouse(path: Path) -> None:
    assert "orchestration.warehouse" not in imported(path)
    assert "warehouse.duckdb" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name != "settings.py":
        assert not re.search(
            r"os\.getenv|os\.environ(\.get|\[\"[A-Z_]+\"\](?! ?=))", text
        )


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_every_module_says_what_belongs_in_it(path: Path) -> None:
    text = path.read_text("utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def described_models() -> list[dict[str, object]]:
    return [
        model
        for path in MODELS.rglob("*.yml")
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", [])
    ]


def test_every_model_is_described_by_its_grain() -> None:
    described = {
        str(model["name"]): str(model["description"]) for model in described_models()
    }
    models = {path.stem for path in MODELS.rglob("*.sql")}
    assert models - set(described) == set()
    wrong = [
        name for name, text in described.items() if not text.startswith("One row ")
    ]
    assert wrong == []


def test_every_mart_column_is_described_typed_and_stamped() -> None:
    marts = {path.stem for path in (MODELS / "marts").rglob("*.sql")}
    for model in described_models():
        if model["name"] in marts:
            columns = model["columns"]
            assert isinstance(columns, list)
            assert {"run_id", "definition_version"} <= {c["name"] for c in columns}
            for column in columns:
                assert column["description"], (model["name"], column["name"])
                assert column["data_type"], (model["name"], column["name"])


def test_an_attribution_model_is_one_file_and_one_entry_of_the_list() -> None:
    folder = MODELS / "intermediate" / "attribution" / "models"
    files = {path.stem for path in folder.glob("*.sql")}
    names = [model["name"] for model in attribution_models()]
    assert files == {f"int_credits_{name}" for name in names}
    unioned = model_sql("int_touch_credits")
    assert re.findall(r"from (int_credits_\w+)", unioned) == [
        f"int_credits_{name}" for name in names
    ]


def test_the_pages_know_the_attribution_models_of_the_list() -> None:
    listed = attribution_models()
    assert list(MODEL_LABELS.items()) == [
        (model["name"], model["label"]) for model in listed
    ]
    assert list(MODEL_NOTES.items()) == [
        (model["name"], model["note"]) for model in listed
    ]


@pytest.mark.parametrize("path", sorted(MODELS.rglob("*.sql")), ids=lambda p: p.stem)
def test_no_model_lists_the_attribution_models_or_clocks_again(path: Path) -> None:
    assert not re.search(r"'(first|linear)'\)|\('cohort'\)", path.read_text("utf-8"))


@pytest.mark.parametrize("name", APART)
def test_a_file_that_runs_apart_needs_nothing_that_others_have_built(name: str) -> None:
    (file,) = (PROJECT_DIR / "tests").rglob(name)
    assert not re.search(r"\bnetwork: Built\b", file.read_text("utf-8"))
