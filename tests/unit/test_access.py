"""Who sees what: rows of a company, personal data, roles (A6, B20)."""

import random
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.access import EVERYTHING, Audience, Person, relation
from orchestration.access.relations import rules
from tests.access_world import (
    COMPANIES,
    COMPANY_COLUMNS,
    OF_OTHERS,
    PART_COLUMNS,
    below,
    without_others,
    write_world,
)
from tests.contracts import contracts, write_mart

# Columns with these names hold what somebody said or who somebody is.
PERSONAL_NAMES = {
    "full_name",
    "first_name",
    "last_name",
    "phones",
    "emails",
    "street",
    "customer_name",
    "note",
    "review_text",
    "answer",
    "value",
}
# Written beside dbt's; and what speaks of rules, not of people.
WITHOUT_CONTRACT = {"restatements", "run_log", "quality_results"}
OF_RULES = {"dim_attribution_models"}


def rows(folder: Path, mart: str, audience: Audience) -> list[tuple[object, ...]]:
    sql = f"select * from {relation(folder, mart, audience)}"
    found = duckdb.execute(sql).fetchall()
    return sorted(found, key=repr)


def test_every_mart_says_whose_its_rows_are() -> None:
    """A mart without a rule would be closed to every scoped reader unnoticed."""
    assert set(rules()["rows"]) == set(contracts()) | WITHOUT_CONTRACT
    assert set(rules()["personal"]) <= set(contracts())


def test_every_personal_column_is_masked() -> None:
    """B20: a column added under such a name has to be declared."""
    for mart, types in contracts().items():
        declared = set(rules()["personal"].get(mart, {}).get("columns", {}))
        personal = set(types) & PERSONAL_NAMES if mart not in OF_RULES else set()
        assert personal <= declared, mart
        assert declared <= set(types), mart


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6))
def test_no_scoped_reader_sees_another_companys_row(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """A6: whatever the tree and the data, and what others have changes nothing."""
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("world")
    parents = write_world(folder / "whole", chance)
    given_companies = tuple(chance.sample(COMPANIES, chance.randint(1, 2)))
    allowed = below(parents, given_companies)
    audience = Audience(given_companies, True)
    without_others(folder / "whole", folder / "own", allowed)
    for mart, types in contracts().items():
        seen = rows(folder / "whole", mart, audience)
        for column in set(types) & set(COMPANY_COLUMNS):
            if (mart, column) in OF_OTHERS:
                continue
            place = list(types).index(column)
            assert {row[place] for row in seen} <= allowed | {None}, (mart, column)
        for part, kind in PART_COLUMNS.items():
            if part in types and kind in types:
                places = [list(types).index(name) for name in (kind, part)]
                parts = {tuple(row[n] for n in places) for row in seen}
                companies = {name for of, name in parts if of == "company"}
                assert companies <= allowed, mart
        assert seen == rows(folder / "own", mart, audience), mart


def test_somebody_of_one_company_sees_it_as_the_whole(tmp_path: Path) -> None:
    """Rates and medians of one company are those of its reader's whole network."""
    write_mart(tmp_path, "dim_companies", [{"company_id": "C1"}, {"company_id": "C2"}])
    write_mart(tmp_path, "dim_users", [])
    write_mart(
        tmp_path,
        "win_loss",
        [
            {"segment_kind": "all", "segment": "all", "won": 9},
            {"segment_kind": "company", "segment": "C1", "won": 4},
            {"segment_kind": "company", "segment": "C2", "won": 5},
            {"segment_kind": "channel", "segment": "email", "won": 9},
        ],
    )

    def seen(*companies: str) -> list[tuple[object, ...]]:
        source = relation(tmp_path, "win_loss", Audience(companies, True))
        return duckdb.execute(
            f"select segment_kind, segment, won from {source} order by all"
        ).fetchall()

    assert seen("C1") == [("all", "all", 4), ("company", "C1", 4)]
    assert seen("C1", "C2") == [("company", "C1", 4), ("company", "C2", 5)]


def test_personal_data_is_masked_without_the_right(tmp_path: Path) -> None:
    """B20: enough is left to tell two people apart, not to reach them."""
    write_mart(
        tmp_path,
        "person_records",
        [
            {
                "record_id": "lead:L1",
                "full_name": "Anna Ng",
                "phones": "+12025550142",
                "emails": "anna@example.com",
                "street": "Main Street 4",
                "city": "Austin",
            }
        ],
    )
    columns = "full_name, phones, emails, street, city, organization"

    def seen(audience: Audience) -> tuple[object, ...]:
        source = relation(tmp_path, "person_records", audience)
        return duckdb.execute(f"select {columns} from {source}").fetchall()[0]

    assert seen(Person("a", "viewer").audience) == (
        "A…",
        "…42",
        "a…@example.com",
        "…",
        "Austin",
        None,
    )
    assert seen(EVERYTHING)[0] == "Anna Ng"


@pytest.mark.parametrize("waits", [True, False])
def test_people_of_an_offered_lead_show_on_acknowledgement(
    tmp_path: Path, waits: bool
) -> None:
    """B20: before somebody of the company took note, where the definition says so."""
    write_mart(tmp_path, "dim_companies", [{"company_id": "C1"}, {"company_id": "C2"}])
    write_mart(tmp_path, "dim_customers", [])
    leads = [
        {"lead_id": lead, "routed_company_id": "C1", "source_table": "leads"}
        for lead in ("offered", "taken", "direct")
    ]
    write_mart(tmp_path, "fct_leads", leads)
    write_mart(
        tmp_path,
        "fct_offers",
        [
            {"offer_id": "1", "lead_id": "offered", "company_id": "C1"},
            {
                "offer_id": "2",
                "lead_id": "offered",
                "company_id": "C2",
                "acknowledged_at": "2026-01-02 10:00:00",
            },
            {
                "offer_id": "3",
                "lead_id": "taken",
                "company_id": "C1",
                "acknowledged_at": "2026-01-02 10:00:00",
            },
        ],
    )
    write_mart(
        tmp_path,
        "person_records",
        [
            {"record_id": f"lead:{lead['lead_id']}", "full_name": "Anna Ng"}
            for lead in leads
        ],
    )
    audience = Audience(("C1",), True, waits_for_acknowledgement=waits)
    source = relation(tmp_path, "person_records", audience)
    seen = dict(duckdb.execute(f"select record_id, full_name from {source}").fetchall())
    assert seen == {
        "lead:offered": "A…" if waits else "Anna Ng",
        "lead:taken": "Anna Ng",
        "lead:direct": "Anna Ng",
    }


def test_another_companys_campaign_shows_its_name_alone(tmp_path: Path) -> None:
    """A6: a lead that it brought has to be called something; its budget is not told."""
    write_mart(tmp_path, "dim_companies", [{"company_id": "C1"}, {"company_id": "C2"}])
    campaign = {"company_id": "C2", "budget_amount": 900, "is_special": False}
    write_mart(
        tmp_path,
        "dim_campaigns",
        [
            {"campaign_id": "M1", "name": "Shared", **campaign},
            {"campaign_id": "M2", "name": "Theirs", **campaign},
        ],
    )
    write_mart(tmp_path, "campaign_roi", [{"campaign_id": "M1", "company_id": "C1"}])
    source = relation(tmp_path, "dim_campaigns", Audience(("C1",), True))
    sql = f"select name, company_id, budget_amount from {source}"
    assert duckdb.execute(sql).fetchall() == [("Shared", None, None)]


def test_an_id_with_a_quote_is_an_id(tmp_path: Path) -> None:
    """A company's id from a file is never SQL."""
    odd = "C1') or true --"
    write_mart(tmp_path, "dim_companies", [{"company_id": odd}, {"company_id": "C2"}])
    write_mart(tmp_path, "leakage", [{"company_id": odd}, {"company_id": "C2"}])
    seen = rows(tmp_path, "leakage", Audience((odd,), True))
    assert [row[0] for row in seen] == [odd]


def test_roles_bring_their_rights() -> None:
    """A viewer looks, an analyst exports, a reviewer decides, an admin runs."""
    people = {role: Person("a", role) for role in ("viewer", "analyst", "reviewer")}
    assert not people["viewer"].may("export")
    assert people["analyst"].may("export")
    assert not people["analyst"].may("decide")
    assert not people["analyst"].audience.sees_personal_data
    assert people["reviewer"].may("decide")
    assert people["reviewer"].audience == EVERYTHING
    assert not people["reviewer"].may("start_run")
    assert Person("a", "admin").may("see_audit_log")
