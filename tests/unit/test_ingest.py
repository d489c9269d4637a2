"""Landing files to raw and quarantine: what is accepted, what is held, and how it reads."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from orchestration.ingest import ingest
from orchestration.settings import Workspace
from orchestration.warehouse import open_warehouse

LEADS = "lead_id,created_at,origin,full_name,target_amount\n"


class Landing:
    """A workspace whose files a test delivers and loads."""

    def __init__(self, workspace: Workspace, con: duckdb.DuckDBPyConnection) -> None:
        self.workspace = workspace
        self.con = con
        self.runs = 0

    def deliver(
        self, table: str, name: str, content: str | bytes, age: int = 0
    ) -> Path:
        """Writes a file `age` seconds older than now."""
        path = self.workspace.landing / table / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if age:
            os.utime(path, (path.stat().st_mtime - age,) * 2)
        return path

    def load(self) -> object:
        self.runs += 1
        return ingest(self.con, self.workspace, f"run-{self.runs}")

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.con.execute(sql).fetchall()

    def held(self, table: str, status: str = "open") -> list[tuple[object, ...]]:
        return self.rows(
            f"select reason_code, source_line, reason from quarantine.{table} "
            f"where status = '{status}' order by source_line, reason_code"
        )


@pytest.fixture
def landing(tmp_path: Path) -> Iterator[Landing]:
    workspace = Workspace(tmp_path / "workspace")
    with open_warehouse(workspace) as con:
        yield Landing(workspace, con)


def test_an_absent_file_is_an_empty_table(landing: Landing) -> None:
    landing.load()
    assert landing.rows("select count(*) from raw.surveys") == [(0,)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found_by_the_columns_it_gives(
    landing: Landing, delimiter: str
) -> None:
    text = LEADS + "L1,2026-01-01,web_form,Ann,10\n"
    landing.deliver("leads", "a.csv", text.replace(",", delimiter))
    landing.load()
    assert landing.rows("select lead_id, full_name, target_amount from raw.leads") == [
        ("L1", "Ann", "10")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_an_encoding_is_found(landing: Landing, encoding: str) -> None:
    text = LEADS + "L1,2026-01-01,web_form,Zoë Müller,10\n"
    landing.deliver("leads", "a.csv", text.encode(encoding))
    landing.load()
    assert landing.rows("select full_name from raw.leads") == [("Zoë Müller",)]


def test_a_quoted_line_break_does_not_shift_the_lines_below(landing: Landing) -> None:
    landing.deliver(
        "leads",
        "a.csv",
        LEADS
        + 'L1,2026-01-01,web_form,"Ann\n\nB, C",1\n'
        + "\n"
        + 'L2,2026-01-02,web_form,"say ""hi""",2\n'
        + "L3,31/02/2026,web_form,Bo,3\n",
    )
    landing.load()
    assert landing.rows(
        "select lead_id, _source_line, full_name from raw.leads order by 1"
    ) == [("L1", 2, "Ann\n\nB, C"), ("L2", 6, 'say "hi"')]
    assert landing.held("leads") == [
        (
            "bad_time",
            7,
            "landing/leads/a.csv, line 7: created_at '31/02/2026' "
            "is not an ISO 8601 time.",
        )
    ]


def test_an_inch_mark_in_plain_text_opens_no_quote(landing: Landing) -> None:
    landing.deliver(
        "leads",
        "a.csv",
        LEADS + 'L1,2026-01-01,web_form,6" pipe,1\nL2,2026-01-01,web_form,Bo,2\n',
    )
    landing.load()
    assert landing.rows("select lead_id, full_name from raw.leads order by 1") == [
        ("L1", '6" pipe'),
        ("L2", "Bo"),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone(
    landing: Landing,
) -> None:
    landing.deliver(
        "leads",
        "a.csv",
        LEADS + 'L1,2026-01-01,web_form,"Ann,1\nL2,2026-01-01,web_form,Bo,2\n',
    )
    landing.load()
    assert landing.rows("select lead_id, _source_line from raw.leads") == [("L2", 3)]
    assert [row[:2] for row in landing.held("leads")] == [("unclosed_quote", 2)]


def test_a_row_with_other_columns_than_the_header_is_kept_as_text(
    landing: Landing,
) -> None:
    landing.deliver(
        "leads",
        "a.csv",
        LEADS + "L1,2026-01-01,web_form\nL2,2026-01-01,web_form,Bo,2,x,y\n",
    )
    landing.load()
    assert landing.rows(
        "select source_line, reason_code, raw_text from quarantine.leads order by 1"
    ) == [
        (2, "too_few_columns", "L1,2026-01-01,web_form"),
        (3, "too_many_columns", "L2,2026-01-01,web_form,Bo,2,x,y"),
    ]


def test_every_broken_rule_of_a_row_is_told(landing: Landing) -> None:
    landing.deliver("leads", "a.csv", LEADS + ",soon,pigeon,Ann,lots\n")
    landing.load()
    ((code, line, reason),) = landing.held("leads")
    assert (code, line) == ("missing_value", 2)
    for sentence in (
        "lead_id is required but empty.",
        "created_at 'soon' is not an ISO 8601 time.",
        "origin 'pigeon' is not an allowed value.",
        "target_amount 'lots' is not a number.",
    ):
        assert f"landing/leads/a.csv, line 2: {sentence}" in str(reason)


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [
        ("jobs", "created_at", "2026-02-31", "bad_time"),
        ("jobs", "created_at", "2026-01-01 25:00", "bad_time"),
        ("jobs", "created_at", "infinity", "bad_time"),
        ("jobs", "cost_amount", "1,000.50", "bad_number"),
        ("jobs", "cost_amount", "NaN", "bad_number"),
        ("jobs", "cost_amount", "1e5", "bad_number"),
        ("jobs", "status", "done", "bad_enum"),
    ],
)
def test_a_value_of_the_wrong_form_is_held(
    landing: Landing, table: str, column: str, value: str, code: str
) -> None:
    landing.deliver("customers", "c.csv", "customer_id\nC1\n")
    row = {
        "job_id": "J1",
        "customer_id": "C1",
        "created_at": "2026-01-01",
        column: value,
    }
    quoted = ",".join(f'"{cell}"' for cell in row.values())
    landing.deliver(table, "j.csv", ",".join(row) + "\n" + quoted + "\n")
    landing.load()
    assert [held[0] for held in landing.held(table)] == [code]
    assert landing.rows(f"select count(*) from raw.{table}") == [(0,)]


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-01",
        "2026-01-01 10:00",
        "2026-01-01T10:00:00.5",
        "2026-01-01T10:00:00Z",
        "2026-01-01 10:00:00+02:00",
        "2026-01-01T10:00:00,250-0330",
    ],
)
def test_iso_times_are_accepted(landing: Landing, value: str) -> None:
    text = f'lead_id,created_at,origin\nL1,"{value}",web_form\n'
    landing.deliver("leads", "a.csv", text)
    landing.load()
    assert landing.rows("select created_at from raw.leads") == [(value,)]


def test_a_key_twice_in_one_file_keeps_its_first_sound_row(landing: Landing) -> None:
    landing.deliver(
        "leads",
        "a.csv",
        LEADS
        + "L1,never,web_form,Broken,1\n"
        + "L1,2026-01-01,web_form,Ann,1\n"
        + "L1,2026-01-02,web_form,Bea,1\n",
    )
    landing.load()
    assert landing.rows("select full_name from raw.leads") == [("Ann",)]
    assert [row[:2] for row in landing.held("leads")] == [
        ("bad_time", 2),
        ("duplicate_key", 4),
    ]


def test_headers_are_case_insensitive_and_unknown_columns_are_kept(
    landing: Landing,
) -> None:
    """E4, E10: many tools, one contract; what it does not know is kept."""
    landing.deliver(
        "leads", "a.csv", "Origin, LEAD_ID ,Created_At,Gclid\nchat,L1,2026-01-01,xyz\n"
    )
    report = landing.load()
    assert landing.rows("select lead_id, origin, _extra from raw.leads") == [
        ("L1", "chat", '{"gclid":"xyz"}')
    ]
    assert report.tables["leads"].extra_columns == ["gclid"]  # type: ignore[attr-defined]


def test_json_lines_with_lists_are_read(landing: Landing) -> None:
    lines = [
        json.dumps(
            {
                "lead_id": "L1",
                "created_at": "2026-01-01",
                "origin": "chat",
                "phones": ["+1 512 555 0100", "5125550101"],
                "target_amount": 12.5,
                "nested": {"a": 1},
            }
        ),
        "{broken",
        "",
        json.dumps({"lead_id": "L2", "created_at": "2026-01-02", "origin": "chat"}),
    ]
    landing.deliver("leads", "a.jsonl", "\n".join(lines))
    landing.load()
    assert landing.rows(
        "select lead_id, phones, target_amount, _source_line from raw.leads order by 1"
    ) == [
        ("L1", "+1 512 555 0100;5125550101", "12.5", 1),
        ("L2", None, None, 4),
    ]
    assert [row[:2] for row in landing.held("leads")] == [("bad_json_line", 2)]


def test_parquet_and_workbooks_are_read(landing: Landing) -> None:
    """E6: workbooks are read as they come."""
    folder = landing.workspace.landing / "leads"
    folder.mkdir(parents=True)
    landing.con.execute(
        "copy (select 'L1' as lead_id, timestamp '2026-01-01 10:00' as created_at, "
        "'chat' as origin, ['a@x.org', 'b@x.org'] as emails) "
        f"to '{folder / 'a.parquet'}'"
    )
    book = Workbook()
    sheet = book.active
    sheet.append(["lead_id", "created_at", "origin", "target_amount", "message"])
    sheet.append(["L2", "2026-01-02", "chat", 10.0, "two\nlines"])
    sheet.append([None, None, None, None, None])
    sheet.append(["L3", "2026-01-03", "pigeon", 1, None])
    book.save(folder / "b.xlsx")
    landing.load()
    assert landing.rows(
        "select lead_id, emails, target_amount, _source_line from raw.leads order by 1"
    ) == [("L1", "a@x.org;b@x.org", None, 1), ("L2", None, "10", 2)]
    assert [row[:2] for row in landing.held("leads")] == [("bad_enum", 4)]


def test_gzip_is_read_and_a_truncated_one_is_one_row_of_quarantine(
    landing: Landing,
) -> None:
    packed = gzip.compress((LEADS + "L1,2026-01-01,chat,Ann,1\n").encode())
    landing.deliver("leads", "good.csv.gz", packed)
    landing.deliver("leads", "bad.csv.gz", packed[:-12])
    landing.load()
    landing.load()
    assert landing.rows("select lead_id from raw.leads") == [("L1",)]
    ((code, line, reason),) = landing.held("leads")
    assert (code, line) == ("damaged_archive", 0)
    assert str(reason).startswith(
        "landing/leads/bad.csv.gz: the gzip archive is damaged or truncated"
    )


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.csv", "lead_id#created_at#origin\nL1#x#y\n", "unknown_delimiter", "reads"),
        ("a.csv", "lead_id,origin\nL1,chat\n", "missing_column", "created_at"),
        ("a.csv", "", "empty_file", "empty"),
        ("a.csv", "lead_id,created_at,origin,origin\n", "column_twice", "origin"),
        ("a.pdf", "%PDF", "unknown_format", ".csv"),
        ("a.parquet", "PAR0", "damaged_parquet", "Parquet"),
        ("a.xlsx", "PK", "damaged_workbook", "workbook"),
    ],
)
def test_an_unreadable_file_is_one_row_and_the_others_are_read(
    landing: Landing, name: str, content: str, code: str, words: str
) -> None:
    landing.deliver("leads", name, content)
    landing.deliver("leads", "good.csv", LEADS + "L1,2026-01-01,chat,Ann,1\n")
    landing.load()
    ((found, line, reason),) = landing.held("leads")
    assert (found, line) == (code, 0)
    assert words in str(reason)
    assert str(reason).startswith(f"landing/leads/{name}: ")
    assert landing.rows("select lead_id from raw.leads") == [("L1",)]


def test_a_replaced_file_closes_its_quarantine(landing: Landing) -> None:
    landing.deliver("leads", "a.csv", "lead_id,origin\nL1,chat\n")
    landing.load()
    landing.deliver("leads", "a.csv", LEADS + "L1,2026-01-01,chat,Ann,1\n")
    landing.load()
    assert landing.held("leads") == []
    assert [row[0] for row in landing.held("leads", "superseded")] == ["missing_column"]


def test_the_same_file_again_changes_nothing(landing: Landing) -> None:
    text = LEADS + "L1,2026-01-01,chat,Ann,1\nL2,soon,chat,Bo,1\n"
    landing.deliver("leads", "a.csv", text)
    landing.load()
    before = landing.rows("select * from raw.leads") + landing.held("leads")
    landing.deliver("leads", "copy of a.csv", text)
    landing.load()
    assert landing.rows("select * from raw.leads") + landing.held("leads") == before


def test_a_record_delivered_again_is_a_new_version_beside_the_old(
    landing: Landing,
) -> None:
    landing.deliver("leads", "a.csv", LEADS + "L1,2026-01-01,chat,Ann,1\n", age=100)
    landing.load()
    landing.deliver("leads", "b.csv", LEADS + "L1,2026-01-01,chat,Anna,1\n")
    landing.load()
    assert landing.rows("select full_name from raw.leads order by _delivered_at") == [
        ("Ann",),
        ("Anna",),
    ]


def test_an_invoice_to_no_customer_waits_until_the_customer_arrives(
    landing: Landing,
) -> None:
    landing.deliver(
        "invoices",
        "i.csv",
        "invoice_id,customer_id,issued_at,net_amount\nI1,C1,2026-01-01,10\n",
    )
    landing.deliver("customers", "c.csv", "customer_id\nC2\n")
    landing.load()
    assert landing.held("invoices") == [
        (
            "reference_to_nothing",
            2,
            "landing/invoices/i.csv, line 2: customer_id 'C1' "
            "names a record that was never delivered.",
        )
    ]
    assert landing.rows("select is_rejected from quarantine.invoices") == [(True,)]
    landing.deliver("customers", "late.csv", "customer_id\nC1\n")
    landing.load()
    assert landing.held("invoices") == []
    assert [row[0] for row in landing.held("invoices", "replayed")] == [
        "reference_to_nothing"
    ]


def test_a_broken_optional_reference_is_listed_but_rejects_nothing(
    landing: Landing,
) -> None:
    landing.deliver("customers", "c.csv", "customer_id\nC1\n")
    landing.deliver(
        "jobs", "j.csv", "job_id,customer_id,created_at\nJ1,C1,2026-01-01\n"
    )
    landing.deliver(
        "invoices",
        "i.csv",
        "invoice_id,customer_id,job_id,issued_at,net_amount\nI1,C1,J9,2026-01-01,10\n",
    )
    landing.load()
    assert landing.rows("select reason_code, is_rejected from quarantine.invoices") == [
        ("reference_to_nothing", False)
    ]


def test_an_event_may_refer_to_a_call(landing: Landing) -> None:
    """A28: calls are leads by a contract of their own."""
    landing.deliver("calls", "c.csv", "call_id,started_at\nK1,2026-01-01\n")
    landing.deliver(
        "lead_status_events",
        "e.csv",
        "event_id,lead_id,occurred_at,status\n"
        "E1,call:K1,2026-01-01,won\nE2,call:K2,2026-01-01,won\n",
    )
    landing.load()
    assert [row[1] for row in landing.held("lead_status_events")] == [3]


def test_a_rejected_row_delivered_again_whole_is_superseded(landing: Landing) -> None:
    landing.deliver("leads", "a.csv", LEADS + "L1,soon,chat,Ann,1\n", age=100)
    landing.load()
    landing.deliver("leads", "b.csv", LEADS + "L1,2026-01-01,chat,Ann,1\n")
    landing.load()
    assert landing.held("leads") == []
    assert [row[0] for row in landing.held("leads", "superseded")] == ["bad_time"]


def test_a_row_that_the_contract_now_allows_is_replayed_with_its_first_line(
    landing: Landing,
) -> None:
    landing.deliver("leads", "a.csv", LEADS + "L1,2026-01-01,chat,Ann,1\n")
    landing.load()
    landing.con.execute(
        """
        insert into quarantine.leads by name
        select 'landing/leads/old.csv' as source_file, 9 as source_line,
            'bad_enum' as reason_code, 'origin' as column_name,
            '{"lead_id":"L9","created_at":"2026-01-01","origin":"chat"}' as raw_text,
            'h' as file_hash, timestamp '2026-01-01' as delivered_at,
            true as is_rejected, 'open' as status
        """
    )
    landing.load()
    assert landing.rows(
        "select _source_file, _source_line from raw.leads where lead_id = 'L9'"
    ) == [("landing/leads/old.csv", 9)]
    assert landing.held("leads") == []


def test_a_row_in_the_middle_of_a_big_file_knows_its_line(landing: Landing) -> None:
    rows = [f'L{n},2026-01-01,chat,"A\nB",1\n' for n in range(60_000)]
    rows[40_000] = "LX,soon,chat,Ann,1\n"
    landing.deliver("leads", "a.csv", LEADS + "".join(rows))
    landing.load()
    assert [row[1] for row in landing.held("leads")] == [80_002]
    assert landing.rows(
        "select _source_line from raw.leads where lead_id = 'L59999'"
    ) == [(119_999,)]


def test_unknown_folders_are_named(landing: Landing) -> None:
    landing.deliver("lead", "a.csv", LEADS)
    report = landing.load()
    assert report.unknown_folders == ["lead"]  # type: ignore[attr-defined]
