"""Files of tables: what a spreadsheet gets, and the one place that every file passes."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import theme
from dashboards.publication import Manifest, Publication
from dashboards.sheets import Column, Sheet, to_csv, to_xlsx
from orchestration.access import Role
from orchestration.desk.audit import AuditLog
from orchestration.settings import WORKSPACE_VARIABLE, Workspace

PUBLICATION = Publication(
    Path("run-1"),
    Manifest(
        run_id="run-1",
        published_at=datetime(2026, 11, 22, tzinfo=UTC),
        definition_version="default",
        report_currency="EUR",
        timezone="Europe/Paris",
    ),
)
COLUMNS = (
    Column("name", "Name", "text"),
    Column("amount", "Revenue", "money", "**Revenue** = what was `invoiced`."),
    Column("leads", "Leads", "count"),
    Column("share", "Share", "percent"),
    Column("waited", "Waited", "days"),
    Column("day", "Day", "date"),
    Column("month", "Month", "month"),
    Column("at", "At", "moment"),
    Column("not_known_yet", "Of a later version", "count"),
)
ROWS = pd.DataFrame(
    {
        "name": ["=1+1", "\x07Bell"],
        "amount": [Decimal("1234.56"), None],
        "leads": [3, 4],
        "share": [0.25, float("nan")],
        "waited": [1.5, 2.0],
        "day": [date(2026, 3, 1), None],
        "month": pd.to_datetime(["2026-03-01", None]),
        "at": pd.to_datetime(["2026-07-01 10:00:00.25", None]),
        "hidden": [1, 2],
    }
)
SHEET = Sheet("some_table", ROWS, COLUMNS, {"stage": "=won"})


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(PUBLICATION, SHEET)))


def test_a_workbook_has_numbers_as_numbers_and_dates_as_dates(
    book: openpyxl.Workbook,
) -> None:
    rows = list(book["Table"].iter_rows(values_only=True))
    assert rows[0] == (
        "Name", "Revenue (EUR)", "Leads", "Share", "Waited (days)", "Day", "Month", "At",
    )  # fmt: skip
    assert rows[1][1:5] == (1234.56, 3, 0.25, 1.5)
    # The marts' moments are in UTC; Paris is two hours ahead in July.
    assert rows[1][5:] == (
        datetime(2026, 3, 1), datetime(2026, 3, 1), datetime(2026, 7, 1, 12),
    )  # fmt: skip
    assert rows[2][1:] == (None, 4, None, 2, None, None, None)


def test_the_cells_of_a_workbook_are_written_in_their_unit(
    book: openpyxl.Workbook,
) -> None:
    formats = [cell.number_format for cell in book["Table"][2]][1:]
    assert formats == [
        "#,##0.00", "#,##0", "0.0%", "#,##0.0", "yyyy-mm-dd", "mmm yyyy",
        "yyyy-mm-dd hh:mm:ss",
    ]  # fmt: skip


def test_no_cell_of_a_workbook_runs_a_formula(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert "'=1+1" in texts
    assert "'=won" in texts
    assert not [text for text in texts if text.startswith("=")]


def test_a_control_character_does_not_spoil_a_workbook(book: openpyxl.Workbook) -> None:
    assert book["Table"]["A3"].value == " Bell"


def test_a_workbook_says_what_was_chosen_and_what_its_columns_mean(
    book: openpyxl.Workbook,
) -> None:
    about = dict(row[:2] for row in book["About"].iter_rows(values_only=True) if row)
    assert about["stage"] == "'=won"
    assert about["report_currency"] == "EUR"
    assert about["run_id"] == "run-1"
    assert about["Revenue (EUR)"] == "Revenue = what was invoiced."


def test_a_csv_file_has_the_same_columns() -> None:
    first_line = to_csv(PUBLICATION, SHEET).decode("utf-8-sig").splitlines()[0]
    assert first_line == (
        "name,amount,leads,share,waited,day,month,at,stage,report_currency,run_id"
    )


def test_an_empty_table_makes_a_workbook() -> None:
    empty = Sheet("none", ROWS.head(0), COLUMNS)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(PUBLICATION, empty)))
    assert book["Table"].max_row == 1


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    return Workspace(tmp_path)


def two_rows(role: Role = "analyst") -> AppTest:
    def page(role: str) -> None:
        import streamlit as st

        from dashboards.sheets import table
        from orchestration.access import Person
        from tests.unit.test_dashboards_exports import PUBLICATION, SHEET

        st.session_state["person"] = Person("anna@example.com", role)  # type: ignore[arg-type]
        table(PUBLICATION, SHEET)

    return AppTest.from_function(page, args=(role,)).run()


def log(workspace: Workspace) -> list[tuple[str, str, str]]:
    events = AuditLog(workspace.desk_url(workspace.settings())).read()
    return sorted((event.person, event.act, event.detail) for event in events)


def test_files_are_made_when_asked_for_and_each_is_in_the_audit_log(
    monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    """Drawing a page makes no file; making one is written down, with who asked."""
    asked: dict[str, Callable[[], bytes]] = {}

    def remember(_label: str, data: Callable[[], bytes], **more: Any) -> bool:
        asked[more["file_name"]] = data
        return False

    monkeypatch.setattr("streamlit.download_button", remember)
    app = two_rows()
    assert not app.exception
    assert set(asked) == {"some-table-run-1.csv", "some-table-run-1.xlsx"}
    assert log(workspace) == []
    for make in asked.values():
        assert make()
    assert log(workspace) == [
        ("anna@example.com", "export", f"{name}, 2 rows") for name in sorted(asked)
    ]


def test_a_file_that_cannot_be_made_is_not_recorded(
    monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    asked: list[Callable[[], bytes]] = []

    def fail(*_facts: object) -> bytes:
        raise OSError("the disk is full")

    monkeypatch.setattr("dashboards.sheets.to_csv", fail)
    monkeypatch.setattr(
        "streamlit.download_button", lambda _label, data, **_more: asked.append(data)
    )
    two_rows()
    with pytest.raises(OSError, match="disk is full"):
        asked[0]()
    assert log(workspace) == []


def test_a_viewer_is_not_offered_files(workspace: Workspace) -> None:
    """A viewer reads; what leaves the pages is for analysts."""
    assert not two_rows("viewer").get("download_button")
    assert two_rows("analyst").get("download_button")


def test_a_chart_offers_its_picture_and_nothing_else() -> None:
    config = theme.chart_config("win-rate-by-month")
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["displaylogo"] is False
    assert config["toImageButtonOptions"] == {
        "format": "png",
        "scale": 2,
        "filename": "win-rate-by-month",
    }
