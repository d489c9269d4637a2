"""Errors told by kind, on a publication small enough to be read."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from splink_models import error_kinds
from splink_models.error_kinds import KindErrors
from splink_models.evaluate import PersonErrors, evaluate
from splink_models.evaluation_text import evaluation_text

# Bob and Ann Reed are a couple with one number, taken for one person; Liz Cole moved and
# has another number, and was not found to be Elizabeth; the call had nothing but a number.
RECORDS: dict[str, dict[str, Any]] = {
    "lead:1": {
        "person": "p1",
        "truth": "ANN",
        "first_name": "ann",
        "last_name": "reed",
        "phones": "+1404",
    },
    "lead:2": {
        "person": "p1",
        "truth": "BOB",
        "first_name": "bob",
        "last_name": "reed",
        "phones": "+1404",
    },
    "call:3": {"person": "p1", "truth": "BOB", "phones": "+1404"},
    "lead:4": {
        "person": "p2",
        "truth": "LIZ",
        "first_name": "elizabeth",
        "last_name": "cole",
        "phones": "+1505",
        "city": "dallas",
    },
    "lead:5": {
        "person": "p3",
        "truth": "LIZ",
        "first_name": "liz",
        "last_name": "cole",
        "phones": "+1606",
        "city": "houston",
    },
}
SHOWN = (
    *("record_type", "created_at", "full_name", "first_name", "last_name"),
    *("organization", "street", "city", "postcode", "phones", "emails"),
)


def values(rows: list[tuple[Any, ...]]) -> str:
    def literal(value: Any) -> str:
        return "null" if value is None else f"'{value}'"

    return ", ".join(f"({', '.join(map(literal, row))})" for row in rows)


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    folder.mkdir()
    rows = [
        tuple(
            record_id.split(":")[0] if column == "record_type" else shown.get(column)
            for column in SHOWN
        )
        for record_id, shown in RECORDS.items()
    ]
    shown = [(record_id, *row) for record_id, row in zip(RECORDS, rows, strict=True)]
    leads = [
        (
            record_id.removeprefix("lead:"),
            "calls" if "call" in record_id else "leads",
            shown["person"],
        )
        for record_id, shown in RECORDS.items()
    ]
    marts = {
        "fct_leads": "select *, null as unique_lead_id from (values "
        f"{values(leads)}) as t (lead_id, source_table, person_id)",
        "dim_customers": "select null as customer_id, null as person_id where false",
        "person_records": "select * replace (created_at::timestamp as created_at) "
        f"from (values {values(shown)}) as t (record_id, {', '.join(SHOWN)})",
        "match_evidence": """
            select * from (values
                ('lead:1', 'lead:2', 6.5, 'phone', null, 2, 1),
                ('call:3', 'lead:2', 7.0, 'phone', null, 2, -1)
            ) as t (
                record_l, record_r, match_weight, blocking_rule, link_reason,
                gamma_phone, gamma_name
            )
        """,
        "match_levels": """
            select * from (values
                ('phone', 2, 'same number'), ('name', 1, 'same last name'),
                ('prior', null, null)
            ) as t (comparison, gamma, label)
        """,
    }
    with duckdb.connect() as con:
        for name, query in marts.items():
            con.execute(f"copy ({query}) to '{folder / name}.parquet' (format parquet)")
    return folder


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    folder = tmp_path / "truth"
    folder.mkdir()
    lines = [f"{record_id},{shown['truth']}," for record_id, shown in RECORDS.items()]
    (folder / "records.csv").write_text(
        "\n".join(["record_id,person_id,unique_lead_id", *lines]) + "\n", "utf-8"
    )
    return folder


def errors_of(publication: Path, truth: Path) -> PersonErrors:
    errors = evaluate(publication, truth).person_errors
    assert errors is not None
    return errors


def kinds(errors: PersonErrors) -> dict[str, KindErrors]:
    return {kind.kind: kind for kind in errors.by_kind}


def test_a_couple_taken_for_one_person_is_a_household_error(
    publication: Path, truth: Path
) -> None:
    found = kinds(errors_of(publication, truth))
    household = found["household"]
    assert (household.true_pairs, household.wrong_pairs) == (0, 1)
    assert (household.precision, household.recall) == (0.0, None)


def test_a_person_whose_number_town_and_form_of_name_changed_is_of_each_kind(
    publication: Path, truth: Path
) -> None:
    found = kinds(errors_of(publication, truth))
    for kind in ("nickname", "changed phone", "moved", "namesake"):
        assert (found[kind].true_pairs, found[kind].missed_pairs) == (1, 1), kind
        assert found[kind].recall == 0


def test_a_number_of_two_people_makes_the_pairs_that_meet_in_it_shared(
    publication: Path, truth: Path
) -> None:
    found = kinds(errors_of(publication, truth))
    shared = found["shared phone"]
    # Bob's call and form are right; Ann's form with either is wrong.
    assert (shared.true_pairs, shared.right_pairs, shared.wrong_pairs) == (1, 1, 2)
    assert (found["call"].true_pairs, found["call"].wrong_pairs) == (1, 1)


def test_all_pairs_are_told_and_which_of_the_missed_were_never_compared(
    publication: Path, truth: Path
) -> None:
    errors = errors_of(publication, truth)
    everything = errors.by_kind[0]
    assert everything.kind == "all"
    assert (everything.true_pairs, everything.joined_pairs) == (2, 3)
    assert (everything.missed_pairs, everything.never_compared_pairs) == (1, 1)
    (publication / "match_evidence.parquet").unlink()
    assert errors_of(publication, truth).by_kind[0].never_compared_pairs is None


def test_the_worst_are_told_with_records_and_what_held_them_together(
    publication: Path, truth: Path
) -> None:
    errors = errors_of(publication, truth)
    (joined,) = errors.worst_joined
    assert (joined.person_id, joined.wrong_pairs, joined.parts) == ("p1", 2, 2)
    assert {record.record_id for record in joined.records} == {
        "lead:1",
        "lead:2",
        "call:3",
    }
    assert joined.because is not None
    assert joined.because.levels == {"phone": "same number", "name": "same last name"}
    (parted,) = errors.worst_parted
    assert (parted.person_id, parted.wrong_pairs, parted.because) == ("LIZ", 1, None)


def test_the_text_tells_kinds_and_the_worst(publication: Path, truth: Path) -> None:
    text = evaluation_text(evaluate(publication, truth))
    for words in ("household", "p1: 2 wrong pairs, 3 records, 2 people in one"):
        assert words in text
    assert "lead:1 and lead:2, weight 6.5, found by phone" in text
    assert "phone: same number; name: same last name" in text


def test_a_publication_without_records_tells_no_kinds(
    publication: Path, truth: Path
) -> None:
    (publication / "person_records.parquet").unlink()
    assert "person_errors" not in evaluate(publication, truth).to_json()


def test_of_a_large_person_some_records_stand_for_all(
    publication: Path, truth: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_kinds, "MOST_RECORDS_COMPARED", 2)
    everything = errors_of(publication, truth).by_kind[0]
    # One of the two records of the couple's three that is drawn may be Ann's or not, but
    # what is counted of true pairs, all of two records, is exact.
    assert everything.true_pairs == 2
    assert everything.wrong_pairs in (0, 3)
