"""What changed between two publications: one cause for each difference, summing exactly."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.diff import CAUSES, compared
from orchestration.diff.report import Chosen, diff
from orchestration.diff.restatements import write_restatements
from orchestration.errors import LeadhouseError
from tests.unit.compared_publications import (
    Entry,
    Lead,
    Spend,
    World,
    figures,
    write,
)

JANUARY, FEBRUARY, MARCH = date(2026, 1, 7), date(2026, 2, 7), date(2026, 3, 7)
_numbers = count()

Moved = dict[tuple[str, str, str], Decimal]


def moved(
    root: Path, before: World, after: World, measure: str = "revenue_amount"
) -> Moved:
    """Campaign, month and cause -> change, of the model confirmed."""
    place = root / str(next(_numbers))
    document = diff(
        write(place, "r1", before),
        write(place, "r2", after),
        Chosen(measure=measure, model="confirmed"),
    ).to_json()
    return {
        (figure["campaign_id"], figure["month"][:7], cause["cause"]): cause["change"]
        for figure in document["figures"]
        for cause in figure["causes"]
    }


BASE = World(
    leads=(Lead("L1"), Lead("L2", campaign="c2", text="c2", person="p2")),
    entries=(Entry(1),),
)
REBATE = Entry(2, Decimal("-30"), kind="credit_notes", day=MARCH)


@pytest.mark.parametrize(
    ("after", "cause", "change"),
    [
        (BASE.changed(entries=(Entry(1), Entry(2, day=MARCH))), "new_data", 100),
        (BASE.changed(entries=(Entry(1), Entry(2, day=JANUARY))), "late_data", 100),
        (
            BASE.changed(entries=(Entry(1, Decimal("90"), content="b"),)),
            "correction",
            -10,
        ),
        (BASE.changed(entries=()), "deletion", -100),
        (BASE.changed(entries=(Entry(1), REBATE)), "refund", -30),
        (
            BASE.changed(entries=(Entry(1, rate=Decimal("1.25")),)),
            "exchange_rate",
            25,
        ),
    ],
)
def test_money_of_an_entry_has_the_cause_that_the_entry_itself_shows(
    tmp_path: Path, after: World, cause: str, change: int
) -> None:
    assert moved(tmp_path, BASE, after) == {("c1", "2026-02", cause): change}


def test_an_amount_and_a_rate_that_change_together_are_told_apart(
    tmp_path: Path,
) -> None:
    """First what the record says, at the rate of then; the rest is the rate's."""
    after = BASE.changed(
        entries=(Entry(1, Decimal("200"), rate=Decimal("1.25"), content="b"),)
    )
    assert moved(tmp_path, BASE, after) == {
        ("c1", "2026-02", "correction"): 100,
        ("c1", "2026-02", "exchange_rate"): 50,
    }


def elsewhere(**changes: object) -> World:
    """The base with its entry credited to the second lead instead."""
    return BASE.changed(entries=(Entry(1, leads=("L2",)),)).changed(**changes)


JOINED = (Lead("L1"), Lead("L2", campaign="c2", text="c2", person="p1"))


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (elsewhere(leads=JOINED), "rematch"),
        (
            elsewhere(leads=JOINED, person_changes=(("p1", "new_record"),)),
            "rematch",
        ),
        (elsewhere(leads=JOINED, definition="d-2"), "definition"),
        (
            elsewhere(
                leads=JOINED, definition="d-2", person_changes=(("p1", "new_record"),)
            ),
            "rematch",
        ),
        (elsewhere(leads=JOINED, model="m-2"), "model_version"),
        (elsewhere(decisions=(("e1", "dismiss", "L1", None),)), "decision"),
        (
            elsewhere(
                decisions=(("e1", "approve_match", "L2", "K1"),), definition="d-2"
            ),
            "decision",
        ),
        (elsewhere(definition="d-2"), "definition"),
        (elsewhere(model="m-2"), "model_version"),
        (
            elsewhere(
                leads=(BASE.leads[0], replace(BASE.leads[1], content="b")),
                definition="d-2",
            ),
            "correction",
        ),
        (
            elsewhere(
                leads=(BASE.leads[0], replace(BASE.leads[1], status="won")),
                definition="d-2",
            ),
            "definition",
        ),
        (elsewhere(leads=BASE.leads[1:]), "deletion"),
    ],
)
def test_money_that_goes_elsewhere_has_the_first_cause_that_holds(
    tmp_path: Path, after: World, cause: str
) -> None:
    """Rules and model are the cause only of what rests on the same records as before; a
    status that was updated is no such difference, a name is."""
    changes = moved(tmp_path, BASE, after)
    assert changes == {("c1", "2026-02", cause): -100, ("c2", "2026-02", cause): 100}


def test_a_lead_that_arrives_takes_credit_as_data_and_late_if_its_month_was_over(
    tmp_path: Path,
) -> None:
    for day, cause in ((MARCH, "new_data"), (JANUARY, "late_data")):
        arrived = Lead("L3", campaign="c3", day=day, opportunity="unique:L1")
        after = BASE.changed(
            leads=(*BASE.leads, arrived), entries=(Entry(1, leads=("L1", "L3")),)
        )
        changes = moved(tmp_path, BASE, after)
        assert {key[2] for key in changes} == {cause}
        assert changes[("c3", f"{day:%Y-%m}", cause)] == 100


def test_an_alias_moves_a_lead_its_opportunity_and_its_money(tmp_path: Path) -> None:
    """A12: the lead says what it said; what it names is another campaign now."""
    known = (replace(BASE.leads[0], campaign="c9"), BASE.leads[1])
    after = BASE.changed(leads=known)
    for measure, change in (
        ("leads", 1),
        ("unique_leads", 1),
        ("revenue_amount", 100),
    ):
        assert moved(tmp_path, BASE, after, measure) == {
            ("c1", "2026-02", "campaign_change"): -change,
            ("c9", "2026-02", "campaign_change"): change,
        }


def test_names_of_persons_that_change_part_and_join_nobody(tmp_path: Path) -> None:
    renamed = tuple(replace(lead, person=f"new-{lead.person}") for lead in BASE.leads)
    after = elsewhere(leads=renamed, customers=(("K1", "new-p1"),), definition="d-2")
    assert {key[2] for key in moved(tmp_path, BASE, after)} == {"definition"}


def test_opportunities_that_join_are_found_anew_or_come_of_other_rules(
    tmp_path: Path,
) -> None:
    apart = World(leads=(Lead("L1"), Lead("L2", day=MARCH)))
    joined = apart.changed(
        leads=(Lead("L1"), Lead("L2", day=MARCH, opportunity="unique:L1"))
    )
    for after, cause in (
        (joined, "rematch"),
        (joined.changed(definition="d-2"), "definition"),
        (joined.changed(model="m-2"), "model_version"),
        (joined.changed(decisions=(("e", "merge_persons", "lead:L1", "lead:L2"),)),
         "decision"),
    ):  # fmt: skip
        assert moved(tmp_path, apart, after, "unique_leads") == {
            ("c1", "2026-03", cause): -1
        }


def test_a_decided_opportunity_splits_by_the_news_that_decided_it(
    tmp_path: Path,
) -> None:
    one = World(
        leads=(
            Lead("L1"),
            Lead("L2", day=MARCH, opportunity="unique:L1", opened_because=None),
        )
    )
    two = one.changed(
        leads=(Lead("L1"), Lead("L2", day=MARCH, opened_because="decided")),
        events=(("e1", "L1"),),
        definition="d-2",
    )
    assert moved(tmp_path, one, two, "unique_leads") == {
        ("c1", "2026-03", "new_data"): 1
    }


def test_a_model_that_learns_anew_moves_credit_with_the_data(tmp_path: Path) -> None:
    both = BASE.changed(entries=(Entry(1, leads=("L1", "L2")),))
    after = both.changed(credits={"L1": 3})
    document = diff(
        write(tmp_path / "learned", "r1", both),
        write(tmp_path / "learned", "r2", after),
    ).to_json()
    changes = {
        (figure["campaign_id"], cause["cause"]): cause["change"]
        for figure in document["figures"]
        for cause in figure["causes"]
    }
    assert changes == {("c1", "new_data"): 25, ("c2", "new_data"): -25}


def test_spend_is_new_late_corrected_deleted_or_worth_something_else(
    tmp_path: Path,
) -> None:
    ten = Decimal(10)
    before = World(
        spend=(
            Spend("restated", FEBRUARY, ten),
            Spend("rated", FEBRUARY, ten),
            Spend("gone", FEBRUARY, ten),
        )
    )
    after = World(
        spend=(
            Spend("restated", FEBRUARY, Decimal("12.34"), content="b"),
            Spend("rated", FEBRUARY, ten, rate=Decimal("1.1")),
            Spend("new", MARCH, ten),
            Spend("late", JANUARY, ten),
        )
    )
    assert moved(tmp_path, before, after, "spend_amount") == {
        ("restated", "2026-02", "correction"): Decimal("2.34"),
        ("rated", "2026-02", "exchange_rate"): 1,
        ("gone", "2026-02", "deletion"): -10,
        ("new", "2026-03", "new_data"): 10,
        ("late", "2026-01", "late_data"): 10,
    }


AMOUNTS = st.decimals(-500, 500, places=2, allow_nan=False)
DAYS = st.sampled_from([JANUARY, FEBRUARY, MARCH])
LEADS = tuple(f"L{number}" for number in range(1, 6))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    leads = tuple(
        Lead(
            lead_id,
            campaign=draw(st.sampled_from(["c1", "c2", "c3"])),
            day=draw(DAYS),
            person=draw(st.sampled_from(["p1", "p2"])),
            opportunity=draw(st.sampled_from([None, "unique:L1", "unique:X"])),
            content=draw(st.sampled_from("ab")),
        )
        for lead_id in draw(st.sets(st.sampled_from(LEADS), max_size=5))
    )
    entries = tuple(
        Entry(
            number,
            amount=draw(AMOUNTS),
            rate=draw(
                st.sampled_from([Decimal("1"), Decimal("1.1"), Decimal("0.333")])
            ),
            leads=tuple(
                draw(st.lists(st.sampled_from(LEADS), max_size=4, unique=True))
            ),
            day=draw(DAYS),
            kind=draw(st.sampled_from(["invoices", "credit_notes"])),
            content=draw(st.sampled_from("ab")),
        )
        for number in draw(st.sets(st.integers(1, 4)))
    )
    days = draw(st.sets(st.tuples(st.sampled_from(["c1", "c4"]), DAYS), max_size=4))
    spend = tuple(Spend(name, day, draw(AMOUNTS)) for name, day in sorted(days))
    return World(
        leads,
        entries,
        spend,
        definition=draw(st.sampled_from(["d-1", "d-2"])),
        model=draw(st.sampled_from(["m-1", "m-2"])),
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=worlds(), after=worlds())
def test_the_causes_of_any_two_publications_sum_to_the_change(
    tmp_path: Path, before: World, after: World
) -> None:
    """The change itself is added up here, without the code that is tested."""
    place = tmp_path / str(next(_numbers))
    old, new = figures((before, after))
    with compared(write(place, "r1", before), write(place, "r2", after)) as con:
        said = con.execute(
            "select measure, coalesce(attribution_model, ''), campaign_id, "
            "strftime(month, '%Y-%m'), cause, amount_before, amount_after, change "
            "from figure_changes"
        ).fetchall()
    changes: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for *key, cause, amount_before, amount_after, change in said:
        assert cause in CAUSES
        changes[tuple(key)] += change
        assert amount_before == old.get(tuple(key), 0)
        assert amount_after == new.get(tuple(key), 0)
    due = {key: new.get(key, 0) - old.get(key, 0) for key in old.keys() | new.keys()}
    assert {key: change for key, change in changes.items() if change} == {
        key: change for key, change in due.items() if change
    }


def test_nothing_changed_says_so(tmp_path: Path) -> None:
    found = diff(write(tmp_path, "r1", BASE), write(tmp_path, "r2", BASE))
    assert found.to_json()["figures"] == []
    assert found.to_text().endswith("No figure changed.")


def test_an_earlier_publication_and_another_currency_are_said_in_a_sentence(
    tmp_path: Path,
) -> None:
    old, new = write(tmp_path, "r1", BASE), write(tmp_path, "r2", BASE)
    with pytest.raises(LeadhouseError, match="name the earlier run first"):
        diff(new, old)
    manifest = (new / "manifest.json").read_text()
    (new / "manifest.json").write_text(manifest.replace("USD", "EUR"))
    with pytest.raises(LeadhouseError, match="stated in USD and r2 in EUR"):
        diff(old, new)
    (old / "source_records.parquet").unlink()
    with pytest.raises(LeadhouseError, match=r"r1 is of an earlier .* source_records"):
        diff(old, new)


def test_restatements_grow_by_publication_as_long_as_those_are_kept(
    tmp_path: Path,
) -> None:
    second = BASE.changed(entries=(Entry(1), Entry(2, day=MARCH)))
    third = BASE.changed(entries=(Entry(1), Entry(2, day=MARCH), REBATE))
    third = third.changed(entries=(*second.entries, replace(REBATE, number=3)))
    folders = [
        write(tmp_path, run_id, world)
        for run_id, world in (("r1", BASE), ("r2", second), ("r3", third))
    ]
    rows = []
    for previous, folder, kept in (
        (None, folders[0], []),
        (folders[0], folders[1], ["r1"]),
        (folders[1], folders[2], ["r1", "r2"]),
    ):
        assert write_restatements(duckdb.connect(), previous, folder, kept) is None
        with duckdb.connect() as con:
            rows.append(
                con.execute(
                    "select distinct run_id, previous_run_id, cause from read_parquet(?) "
                    "order by all",
                    [str(folder / "restatements.parquet")],
                ).fetchall()
            )
    assert rows == [
        [],
        [("r2", "r1", "new_data")],
        [("r2", "r1", "new_data"), ("r3", "r2", "refund")],
    ]


def test_a_publication_that_cannot_be_compared_has_no_rows_and_says_why(
    tmp_path: Path,
) -> None:
    old, new = write(tmp_path, "r1", BASE), write(tmp_path, "r2", elsewhere())
    (old / "fct_ledger.parquet").unlink()
    problem = write_restatements(duckdb.connect(), old, new, ["r1"])
    assert problem is not None
    assert "fct_ledger" in problem
    with duckdb.connect() as con:
        path = str(new / "restatements.parquet")
        rows = con.execute("select count(*) from read_parquet(?)", [path]).fetchall()
    assert rows == [(0,)]
