"""What `generate` leaves behind: files, counts, faults, and the same bytes every time."""

import hashlib
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from orchestration.contract.model import load_contract
from orchestration.errors import LeadhouseError
from orchestration.generate import GenerationReport, generate
from orchestration.generate.clock import after_skipped_hour, local_text, to_universal
from orchestration.generate.corruption import (
    misspell,
    mistype_phones,
    vary_emails,
    write_phones,
)
from orchestration.generate.draws import Draws, Ints, texts
from splink_models.baseline import exact_match_baseline, read_contact_points
from splink_models.scores import score_clusters

LEADS = 2_000
_READ = {
    ".parquet": "select * from '{path}'",
    ".jsonl": "select * from read_json('{path}')",
    ".csv": "select * from read_csv('{path}', all_varchar = true, header = true, "
    "strict_mode = false, ignore_errors = true, encoding = '{encoding}')",
    ".gz": "select * from read_csv('{path}', all_varchar = true, header = true)",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> GenerationReport:
    return generate(LEADS, 7, tmp_path_factory.mktemp("generated"))


def contents(folder: Path) -> dict[str, tuple[str, float]]:
    """Digest and time of every file below landing, and of the truth."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime if path.is_relative_to(folder / "landing") else 0,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


@cache
def delivered(folder: Path, table: str) -> list[dict[str, str]]:
    """All rows of a table's files, each with the name of its file."""
    rows = []
    with duckdb.connect() as con:
        for path in sorted((folder / "landing" / table).iterdir()):
            query = _READ[path.suffix].format(
                path=path,
                encoding="latin-1" if path.name.startswith("trade") else "utf-8",
            )
            result = con.execute(query)
            names = [column[0].lower() for column in result.description or []]
            rows += [
                {**dict(zip(names, row, strict=True)), "file": path.name}
                for row in result.fetchall()
            ]
    return rows


def test_the_same_seed_gives_the_same_bytes_and_file_times(
    report: GenerationReport, tmp_path: Path
) -> None:
    generate(LEADS, 7, tmp_path)
    assert contents(tmp_path) == contents(report.out)


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    generate(300, 1, tmp_path / "one")
    generate(300, 2, tmp_path / "two")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one["truth/records.csv"] != two["truth/records.csv"]


def test_leads_and_inbound_calls_are_exactly_as_many_as_asked_for(
    report: GenerationReport,
) -> None:
    lines = (report.out / "truth" / "records.csv").read_text("utf-8").splitlines()
    contacts = [line for line in lines if line.startswith(("lead:", "call:"))]
    assert len(contacts) == len(set(contacts)) == LEADS
    assert report.leads + report.calls == LEADS


def test_at_least_a_third_of_the_contacts_are_calls(report: GenerationReport) -> None:
    assert report.calls >= LEADS / 3


def test_every_table_of_the_contract_has_rows_and_every_column_values(
    report: GenerationReport,
) -> None:
    for name, table in load_contract().items():
        rows = delivered(report.out, name)
        filled = {column for row in rows for column, value in row.items() if value}
        assert set(table.column_names) <= filled, name
        assert filled - set(table.column_names) <= {"file", "utm_term"}, name


def test_broken_rows_are_few_and_no_truth_knows_them(report: GenerationReport) -> None:
    for name in load_contract():
        rows = delivered(report.out, name)
        key = load_contract()[name].key[0]
        broken = [row for row in rows if str(row[key]).startswith("X-")]
        assert len(broken) < 0.02 * len(rows), name
    for truth in ("records", "jobs", "revenue", "lifecycle"):
        assert "X-" not in (report.out / "truth" / f"{truth}.csv").read_text("utf-8")


def test_a_broken_lead_comes_again_in_order_later(report: GenerationReport) -> None:
    leads = delivered(report.out, "leads")
    broken = {row["lead_id"] for row in leads if row["created_at"] == "13/13/2025"}
    mended = {row["lead_id"] for row in leads if row["file"] == "leads_corrections.csv"}
    assert broken and broken <= mended


def test_corrections_and_repeated_files_come_after_all_others(
    report: GenerationReport,
) -> None:
    landing = report.out / "landing"
    late = [*landing.rglob("*_corrections*"), *landing.rglob("* (1).csv")]
    others = [
        path
        for path in landing.rglob("*.*")
        if path not in late and path.name not in ("leads_resent.csv", "deletions.csv")
    ]
    assert len(late) == 6
    newest = max(path.stat().st_mtime for path in others)
    assert min(path.stat().st_mtime for path in late) > newest


def test_one_file_is_delivered_twice_under_another_name(
    report: GenerationReport,
) -> None:
    (copy,) = (report.out / "landing").rglob("* (1).csv")
    original = copy.with_name(copy.name.replace(" (1)", ""))
    assert copy.read_bytes() == original.read_bytes()


def test_some_leads_are_written_at_an_hour_that_never_was(
    tmp_path: Path,
) -> None:
    generate(12_000, 3, tmp_path)
    zones = {r["company_id"]: r["timezone"] for r in delivered(tmp_path, "companies")}
    never = []
    for row in delivered(tmp_path, "leads"):
        text = str(row["created_at"])
        if len(text) != 19 or not row["company_id"] or "/" in text:
            continue
        zone = ZoneInfo(zones.get(row["company_id"], "UTC"))
        at = datetime.fromisoformat(text).replace(tzinfo=zone)
        there_and_back = at.astimezone(ZoneInfo("UTC")).astimezone(zone)
        if there_and_back.replace(tzinfo=None) != at.replace(tzinfo=None):
            never.append(text)
    assert never
    assert all(text[11:13] == "02" for text in never)


def test_generating_again_replaces_what_was_generated(tmp_path: Path) -> None:
    generate(300, 1, tmp_path)
    generate(400, 2, tmp_path)
    generate(400, 2, tmp_path / "fresh")
    again = {
        name: found
        for name, found in contents(tmp_path).items()
        if not name.startswith("fresh/")
    }
    assert again == contents(tmp_path / "fresh")


@pytest.mark.parametrize("name", ["leads/mine.csv", "leads/leads_q01.csv"])
def test_files_of_others_in_landing_are_refused_and_kept(
    tmp_path: Path, name: str
) -> None:
    generate(300, 1, tmp_path)
    path = tmp_path / "landing" / name
    path.write_text("lead_id\n1\n", "utf-8")
    with pytest.raises(LeadhouseError, match=path.name):
        generate(300, 1, tmp_path)
    assert path.read_text("utf-8") == "lead_id\n1\n"


def test_settings_that_are_there_already_stay(tmp_path: Path) -> None:
    (tmp_path / "leadhouse.yml").write_text("country: CA\n", "utf-8")
    generate(300, 1, tmp_path)
    assert (tmp_path / "leadhouse.yml").read_text("utf-8") == "country: CA\n"


@pytest.mark.parametrize(("leads", "seed"), [(0, 1), (-5, 1), (500, -1)])
def test_numbers_that_make_no_network_are_refused(
    tmp_path: Path, leads: int, seed: int
) -> None:
    with pytest.raises(LeadhouseError):
        generate(leads, seed, tmp_path)
    assert not (tmp_path / "landing").exists()


def test_exact_matching_finds_neither_too_much_nor_too_little(
    report: GenerationReport,
) -> None:
    with duckdb.connect() as con:
        read_contact_points(con, report.out / "landing")
        exact_match_baseline(con)
        con.execute(f"""
            create table compared as
            select coalesce(baseline.person_id, truth.record_id) as predicted,
                truth.person_id as actual
            from read_csv('{report.out}/truth/records.csv', all_varchar = true) as truth
            left join baseline_persons as baseline
                on truth.record_id = baseline.record_id
        """)
        score = score_clusters(con, "compared").pairwise
    assert score.f1 is not None and 0.78 < score.f1 < 0.88


def test_the_marker_names_every_file(report: GenerationReport) -> None:
    marker = json.loads((report.out / "truth" / "generated.json").read_text("utf-8"))
    landing = report.out / "landing"
    files = {
        path.relative_to(report.out).as_posix()
        for path in landing.rglob("*")
        if path.is_file()
    }
    assert set(marker["files"]) == files
    assert report.files == len(files)


def whole_numbers(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def test_local_and_universal_time_agree_with_the_time_zone_database() -> None:
    names = ["America/St_Johns", "America/Phoenix", "Australia/Lord_Howe"]
    moments = whole_numbers(*range(1_700_000_000, 1_790_000_000, 2_999_999))
    for name in names:
        zones = texts([name] * len(moments))
        expected = [
            datetime.fromtimestamp(at, ZoneInfo(name)).strftime("%Y-%m-%d %H:%M:%S")
            for at in moments.tolist()
        ]
        assert local_text(zones, moments).tolist() == expected
        local = texts(expected).astype("datetime64[s]").astype(np.int64)
        assert to_universal(zones, local).tolist() == moments.tolist()


def test_the_hour_after_the_clocks_go_forward_is_known() -> None:
    change = int(datetime(2025, 3, 9, 7, tzinfo=ZoneInfo("UTC")).timestamp())
    moments = whole_numbers(change - 1, change, change + 3_599, change + 3_600)
    zones = texts(["America/New_York"] * 4)
    assert after_skipped_hour(zones, moments).tolist() == [False, True, True, False]


def test_a_misspelt_name_keeps_its_first_letter_and_nearly_its_length() -> None:
    names = texts(["Henderson", "Li", "Ng", "Côté", ""] * 400)
    spoilt = misspell(names, 1.0, Draws(1, "names"))
    changed = sum(a != b for a, b in zip(names, spoilt, strict=True))
    assert changed > 1_000
    for before, after in zip(names, spoilt, strict=True):
        assert after[:1] == before[:1]
        assert abs(len(after) - len(before)) <= 1


def test_a_mistyped_phone_differs_in_at_most_two_digits() -> None:
    numbers = np.full(500, 3_055_550_142, dtype=np.int64)
    for number in mistype_phones(numbers, 1.0, Draws(1, "phones")).tolist():
        pairs = zip(str(number), "3055550142", strict=True)
        assert sum(a != b for a, b in pairs) <= 2


def test_every_way_to_write_a_phone_keeps_its_ten_digits() -> None:
    numbers = np.full(500, 3_055_550_142, dtype=np.int64)
    forms = set(write_phones(numbers, Draws(1, "forms")).tolist())
    assert len(forms) == 7
    for form in forms:
        digits = "".join(sign for sign in form if sign.isdigit())
        assert digits[-10:] == "3055550142"


def test_varied_emails_keep_their_domain_and_empty_ones_stay_empty() -> None:
    addresses = texts(["jo.smith@gmail.com", "", "amy@aol.com"] * 300)
    varied = vary_emails(addresses, 0.1, Draws(1, "emails"))
    for before, after in zip(addresses, varied, strict=True):
        assert after.lower().partition("@")[2] == before.partition("@")[2]
    assert "josmith@gmail.com" in varied
