"""Any table linked by a mapping of its columns, on rows small enough to be read."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from splink_models import link_table as linking
from splink_models.link_table import TABLE_MODEL, chosen_rules, link_table
from splink_models.model import load_model
from splink_models.table_columns import TableError, read_table_columns, table_columns
from splink_models.table_comparisons import TABLE_COMPARISONS

COLUMNS = {
    "record_id": "id",
    "party_type": "kind",
    "full_name": "name",
    "organization": ["company", "trading as"],
    "employer": "employer",
    "emails": "mail",
    "phones": "tel",
    "street": "address",
    "country": "land",
    "date_of_birth": "born",
    "identifiers": {"passport": "passport", "tax_number": "tax"},
}
NAMES = tuple(table_columns(COLUMNS).named)
ROWS: dict[str, list[dict[str, str]]] = {
    "a name is written as it is heard": [
        {"name": "Zara Thompson", "mail": "st45@x.com"},
        {"name": "Sarah Tompson", "mail": "st45@x.com"},
        {"name": "Thompson, Sahra", "mail": "ST45@x.com"},
    ],
    "day and month change places": [
        {"name": "Daniella Shaw", "born": "20/8/1991", "tel": "202-321-3212"},
        {"name": "Shaw Daniella", "born": "8/20/91", "tel": "321-3212"},
    ],
    "one document makes two names one person": [
        {"name": "Magdalena Smith", "passport": "9393-9211"},
        {"name": "Magdalena Jones", "passport": "093939211"},
    ],
    "an address stands in one cell or with its building": [
        {"name": "Morris Klemp", "address": "Skyline House, 705 Sheppard Ave, Toronto"},
        {"name": "Morrie Klemp", "address": "705 Sheppard Avenue Toronto"},
    ],
    "a name is Cyrillic": [
        {"name": "ВАСИЛЬЕВ, Александр", "tel": "+7(4812)85-62-34"},
        {"name": "Alexander Vasiliev", "tel": "(4812)85-62-34", "land": "RUS"},
    ],
    "a company has two names": [
        {
            "company": "Müllenkranz GmbH",
            "trading as": "Autowerkz",
            "address": "1 Elm Rd",
        },
        {"company": "Mullenkrants", "address": "1 Elm Road, Ulm", "tel": "8001112222"},
        {"company": "Autowerkz", "address": "1 Elm Rd, Ulm", "tel": "(800) 111-2222"},
    ],
    "an employer and a rare spelling": [
        {"name": "Margaret Charney", "employer": "Universal Exports Worldwide"},
        {"name": "Charney, Peggie", "employer": "Universal Exports"},
    ],
}
APART: dict[str, list[dict[str, str]]] = {
    "father and son": [
        {"name": "David Dobbins Jr", "address": "1450 N City Rd, Arlington 23208"},
        {"name": "David Dobbins Senior", "address": "1450 N City Rd, Arlington 23208"},
    ],
    "a couple": [
        {"name": "Jim Muir", "born": "1997-11-12", "address": "12396 Austin Rd, Nome"},
        {"name": "Jane Muir", "born": "1999-02-10", "address": "12396 Austin Rd, Nome"},
    ],
    "a company and who answers its phone": [
        {"company": "Ada Quill", "kind": "organization", "tel": "907 555 0147"},
        {"name": "Ada Quill", "kind": "person", "tel": "907 555 0147"},
    ],
    "a desk that everybody writes to": [
        {"name": "Andrew Pell", "mail": "info@state.gov"},
        {"name": "Andy Pell", "mail": "info@state.gov"},
    ],
    "branches of one company": [
        {"company": "Pier Exports", "address": "133 New Bridge Road, Singapore 059413"},
        {"company": "Pier Exports", "address": "8 Mullanpara Road, Vythiri 673576"},
    ],
    "one name without anything else": [
        {"name": "Robert Goss", "mail": "robert.goss@x.com"},
        {"name": "Robert Goss", "tel": "404-555-0188"},
    ],
}
# The third could as well be the first as the second.
UNDECIDED = [
    {"name": "John Orr", "born": "10/10/70", "address": "3212 W 32nd St, Reno 60527"},
    {"name": "John Orr", "born": "3/15/90", "address": "3212 W 32nd St, Reno 60527"},
    {"name": "John Orr", "address": "3212 W 32nd St, Reno 60527"},
]


def delivered(con: duckdb.DuckDBPyConnection, rows: list[dict[str, str]]) -> None:
    columns = ", ".join(f'"{name}" varchar' for name in NAMES)
    con.execute(f"create or replace table rows ({columns})")
    for row in rows:
        con.execute(
            f"insert into rows values ({', '.join('?' for _ in NAMES)})",
            [row.get(name) for name in NAMES],
        )


def every_row() -> list[dict[str, str]]:
    groups = [*ROWS.items(), *APART.items(), ("undecided", UNDECIDED)]
    return [
        row | {"id": f"{group}/{place}"}
        for group, rows in groups
        for place, row in enumerate(rows)
    ]


def clusters(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("from linked_clusters").fetchall())


@pytest.fixture(scope="module")
def linked() -> dict[str, str]:
    """Cluster of each row above, all in one table, by the shipped numbers."""
    con = duckdb.connect()
    delivered(con, every_row())
    report = link_table(con, "rows", COLUMNS)
    assert not report.is_trained
    assert report.records == len(every_row())
    return clusters(con)


@pytest.mark.parametrize("group", ROWS)
def test_rows_of_one_are_together_although(group: str, linked: dict[str, str]) -> None:
    found = {linked[f"{group}/{place}"] for place in range(len(ROWS[group]))}
    assert len(found) == 1


@pytest.mark.parametrize("group", APART)
def test_these_are_not_one(group: str, linked: dict[str, str]) -> None:
    found = {linked[f"{group}/{place}"] for place in range(len(APART[group]))}
    assert len(found) == len(APART[group])


def test_who_could_as_well_be_either_is_neither(linked: dict[str, str]) -> None:
    assert len({linked[f"undecided/{place}"] for place in range(3)}) == 3


def test_nothing_else_is_joined(linked: dict[str, str]) -> None:
    for record_id, cluster_id in linked.items():
        assert record_id.split("/")[0] == cluster_id.split("/")[0]


def test_large_tables_find_the_same_by_blocking(
    linked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "EVERY_PAIR_UP_TO", 0)
    con = duckdb.connect()
    delivered(con, every_row())

    report = link_table(con, "rows", COLUMNS)

    assert report.pairs_compared < 60
    assert clusters(con) == linked


def test_the_connection_is_left_as_it_was_and_can_link_again(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "own.duckdb"))
    delivered(con, every_row()[:5])
    before = con.execute("select current_database(), current_schema()").fetchall()

    link_table(con, "rows", COLUMNS)
    first = clusters(con)
    link_table(con, "rows", COLUMNS)

    assert clusters(con) == first
    assert (
        con.execute("select current_database(), current_schema()").fetchall() == before
    )
    tables = con.execute("select table_name from duckdb_tables() where not temporary")
    assert tables.fetchall() == [("rows",)]


def test_a_given_model_is_used_as_it_is() -> None:
    con = duckdb.connect()
    delivered(con, every_row()[:3])
    model = load_model(TABLE_MODEL)

    linked = link_table(con, "rows", COLUMNS, model=model)

    assert linked.model is model
    assert {level.comparison for level in linked.levels} == set(model.comparisons)


def test_a_country_is_two_letters() -> None:
    with pytest.raises(TableError, match="Country 'Germany': two capital letters"):
        link_table(duckdb.connect(), "rows", COLUMNS, country="Germany")


def test_the_shipped_numbers_know_every_comparison_of_tables() -> None:
    model = load_model(TABLE_MODEL)
    assert {comparison.name for comparison in TABLE_COMPARISONS} <= set(
        model.comparisons
    )
    same_day = model.comparisons["date_of_birth"]["same day"]
    assert same_day.match > 1_000 * same_day.strangers


def test_rules_are_those_of_the_columns_that_are_there() -> None:
    only_names = table_columns({"record_id": "id", "full_name": "name"})
    assert chosen_rules(only_names, 2_000) == ("every pair",)
    assert chosen_rules(only_names, 5_000) == ("uncommon name",)


@pytest.mark.parametrize(
    ("columns", "rows", "sentence"),
    [
        ({"record_id": "id"}, [{"id": "1"}], "names no column by which rows"),
        ({"record_id": "id", "shoe": "x"}, [], "columns: shoe: .* Known are record_id"),
        ({"full_name": "name"}, [], "columns: record_id: Field required"),
        ({"record_id": "id", "identifiers": {"a b": "x"}}, [], "columns: identifiers"),
        ({"record_id": "key"}, [{"id": "1"}], "rows has no column 'key'; it has id"),
        (COLUMNS, [{"id": "1"}, {"id": "1"}], "'id': 2 rows have the id '1'"),
        (COLUMNS, [{"id": "1"}, {}], "'id' is empty in 1 rows"),
    ],
)
def test_a_table_that_cannot_be_linked_is_refused_in_a_sentence(
    columns: dict[str, Any], rows: list[dict[str, str]], sentence: str
) -> None:
    con = duckdb.connect()
    delivered(con, rows)
    with pytest.raises(TableError, match=sentence):
        link_table(con, "rows", columns)


def test_a_mapping_that_is_not_yaml_is_refused_by_its_name(tmp_path: Path) -> None:
    broken = tmp_path / "columns.yml"
    broken.write_text("a: [", "utf-8")
    with pytest.raises(TableError, match=r"columns\.yml: not YAML"):
        read_table_columns(broken)


def test_the_command_writes_every_row_with_its_cluster(tmp_path: Path) -> None:
    file, columns = tmp_path / "people.csv", tmp_path / "columns.yml"
    out, pairs = tmp_path / "linked.csv", tmp_path / "pairs.parquet"
    file.write_text(
        "no,who,mail,note\n1,Ann Lee,a@x.com,k\n2,Anne Lee,a@x.com,\n3,,,\n"
    )
    columns.write_text("record_id: 'no'\nfull_name: who\nemails: [mail]\n")
    asked = ["link", str(file), "--columns", str(columns), "--out", str(out)]

    done = CliRunner().invoke(main, [*asked, "--pairs", str(pairs), "--json"])

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["clusters"] == 2
    assert out.read_text().splitlines() == [
        "no,who,mail,note,cluster_id",
        "1,Ann Lee,a@x.com,k,1",
        "2,Anne Lee,a@x.com,,1",
        "3,,,,3",
    ]
    assert duckdb.read_parquet(str(pairs)).fetchall()
    wrong = CliRunner().invoke(main, [*asked[:-1], str(tmp_path / "out.txt")])
    assert wrong.exit_code == 1
    assert "has to end with .csv or .parquet" in wrong.stderr
