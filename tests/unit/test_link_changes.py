"""What becomes of persons when records and decisions change: just what should, by name."""

import duckdb
import pytest

from splink_models.cluster import ClusterRules
from splink_models.link import LinkReport, link_records
from splink_models.model import load_model
from splink_models.population import Population
from tests.unit.identity_records import Record, connect, deliver, groups, persons_of

MODEL = load_model()
PHONE, OTHER_PHONE = "+14045550123", "+14045550199"
Links = tuple[tuple[str, str, str, str | None], ...]

ANN = Record("lead:1", 1, "ann", "lee", phones=[PHONE], emails=["ann@x.com"])
ANN_CALLS = Record("call:2", 2, phones=[PHONE])
ANN_AS_CUSTOMER = Record("customer:3", 3, "ann", "lee", emails=["ann@x.com"])
BOB = Record("lead:4", 4, "bob", "stone", ["robert"], phones=[OTHER_PHONE])
BOB_AGAIN = Record("lead:5", 5, "robert", "stone", phones=[OTHER_PHONE])
STRANGER = Record("lead:6", 6, "zoe", "adams", emails=["zoe@y.com"])
EVERYBODY = (ANN, ANN_CALLS, ANN_AS_CUSTOMER, BOB, BOB_AGAIN, STRANGER)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A population that a handful of records does not change, as that of a business."""
    population = Population(records=100_000, pairs={})
    monkeypatch.setattr("splink_models.ready.count_population", lambda *_: population)


def run(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    records: tuple[Record, ...],
    links: Links = (),
    rules: ClusterRules | None = None,
) -> LinkReport:
    deliver(con, records, links)
    return link_records(con, MODEL, run_id, rules)


def changes(con: duckdb.DuckDBPyConnection, run_id: str) -> list[tuple[object, ...]]:
    """change, person, other person, records, cause of a run's changes, in order."""
    return con.execute(
        """
        select change, person_id, other_person_id, records_count, cause
        from wh.identity.person_changes
        where run_id = ?
        order by all
        """,
        [run_id],
    ).fetchall()


def replaced(*records: Record) -> tuple[Record, ...]:
    """Everybody, with some records as they are given here."""
    given = {record.record_id: record for record in records}
    return tuple(given.get(record.record_id, record) for record in EVERYBODY)


def test_a_first_run_creates_every_person() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    persons = persons_of(con)

    assert groups(persons) == {
        frozenset({"lead:1", "call:2", "customer:3"}),
        frozenset({"lead:4", "lead:5"}),
        frozenset({"lead:6"}),
    }
    assert changes(con, "run-1") == sorted(
        ("created", person, None, count, "new_record")
        for person, count in (
            (persons["lead:1"], 3),
            (persons["lead:4"], 2),
            (persons["lead:6"], 1),
        )
    )


def test_running_twice_changes_nothing() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = con.execute("from wh.identity.persons order by all").fetchall()
    edges = con.execute("from wh.identity.scored_edges order by all").fetchall()
    report = run(con, "run-2", EVERYBODY)

    assert (report.changed_records, report.clustered_records) == (0, 0)
    assert con.execute("from wh.identity.persons order by all").fetchall() == before
    assert con.execute("from wh.identity.scored_edges order by all").fetchall() == edges
    assert changes(con, "run-2") == []


def test_a_must_link_joins_two_persons_and_the_older_keeps_its_name() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(con, "run-2", EVERYBODY, (("lead:6", "lead:4", "must", "event-1"),))
    after = persons_of(con)

    assert after["lead:6"] == before["lead:4"]
    assert after | {"lead:6": before["lead:6"]} == before
    assert changes(con, "run-2") == [
        ("merged", before["lead:4"], before["lead:6"], 1, "decision")
    ]


def test_removing_a_must_link_parts_just_those_two_and_gives_the_name_back() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(con, "run-2", EVERYBODY, (("lead:6", "lead:4", "must", None),))
    report = run(con, "run-3", EVERYBODY)

    assert persons_of(con) == before
    assert changes(con, "run-3") == [
        ("split", before["lead:6"], before["lead:4"], 1, "reference")
    ]
    assert report.clustered_records == 3


def test_a_cannot_link_takes_one_record_out_and_leaves_the_others() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(con, "run-2", EVERYBODY, (("lead:5", "lead:4", "cannot", "event-1"),))
    after = persons_of(con)

    assert after["lead:4"] == before["lead:4"] != after["lead:5"]
    assert after | {"lead:5": before["lead:5"]} == before
    assert changes(con, "run-2") == [
        ("split", after["lead:5"], before["lead:4"], 1, "decision")
    ]
    parted = con.execute(
        "select reason, records_count, persons_count from wh.identity.person_splits"
    ).fetchall()
    assert parted == []  # the pair's own edge is gone: nothing else held them together


def test_a_cannot_link_parts_a_chain_at_its_weakest_pair_and_says_so() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(con, "run-2", EVERYBODY, (("call:2", "customer:3", "cannot", "event-1"),))
    after = persons_of(con)

    assert after["call:2"] != after["customer:3"]
    assert after["lead:1"] == before["lead:1"]
    assert {record for record in before if before[record] != after[record]} in (
        {"call:2"},
        {"customer:3"},
    )
    assert con.execute(
        "select reason, records_count, persons_count, pairs_cut "
        "from wh.identity.person_splits"
    ).fetchall() == [("cannot_link", 3, 2, 1)]


def test_a_corrected_phone_moves_the_record_and_nobody_else() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    corrected = Record("call:2", 2, phones=[OTHER_PHONE])
    report = run(con, "run-2", replaced(corrected))
    after = persons_of(con)

    assert after["call:2"] == before["lead:4"]
    assert after | {"call:2": before["call:2"]} == before
    assert changes(con, "run-2") == [
        ("moved", before["lead:4"], before["lead:1"], 1, "corrected_record")
    ]
    assert not report.is_full
    assert report.changed_records == 1


def test_a_deleted_customer_leaves_its_person_and_everybody_else_as_they_are() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(
        con,
        "run-2",
        tuple(record for record in EVERYBODY if record is not ANN_AS_CUSTOMER),
    )

    assert persons_of(con) == {
        record: person for record, person in before.items() if record != "customer:3"
    }
    assert changes(con, "run-2") == []
    edges = con.execute("select record_l, record_r from wh.identity.scored_edges")
    assert "customer:3" not in {record for edge in edges.fetchall() for record in edge}


def test_a_person_whose_only_record_is_deleted_is_removed() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(con, "run-2", EVERYBODY[:-1])

    assert changes(con, "run-2") == [
        ("removed", before["lead:6"], None, 1, "deleted_record")
    ]


def test_a_late_older_record_does_not_rename_the_person() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    late = Record("lead:7", -30, "ann", "lee", phones=[PHONE], emails=["ann@x.com"])
    run(con, "run-2", (*EVERYBODY, late))

    assert persons_of(con) == before | {"lead:7": before["lead:1"]}


def test_a_person_keeps_its_name_when_the_record_it_began_with_is_deleted() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    run(con, "run-2", EVERYBODY[1:])
    run(con, "run-3", (*EVERYBODY[1:], Record("lead:1", 1)))
    after = persons_of(con)

    assert {after[record] for record in ("lead:4", "lead:5")} == {before["lead:4"]}
    held = after.get("call:2"), after.get("customer:3")
    assert before["lead:1"] in held
    assert after["lead:1"] not in held, "a name that is borne is not given again"


def test_a_new_model_renames_nobody() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    before = persons_of(con)
    deliver(con, EVERYBODY)
    other = MODEL.model_copy(
        update={"version": "other", "matches_per_record": MODEL.matches_per_record / 2}
    )
    report = link_records(con, other, "run-2")

    assert (report.is_full, report.full_because) == (True, "model")
    assert persons_of(con) == before
    assert changes(con, "run-2") == []


def test_two_customers_of_one_list_are_two_where_the_definition_says_so() -> None:
    twice = (
        Record("customer:1", 1, "ann", "lee", phones=[PHONE], company_id="C1"),
        Record("customer:2", 2, "ann", "lee", phones=[PHONE], company_id="C1"),
        Record("customer:3", 3, "ann", "lee", phones=[PHONE], company_id="C2"),
    )
    con = connect()
    run(con, "run-1", twice)
    assert len(set(persons_of(con).values())) == 1
    report = run(con, "run-2", twice, rules=ClusterRules(customers_are_distinct=True))

    assert report.full_because == "definition"
    persons = persons_of(con)
    assert persons["customer:1"] != persons["customer:2"]
    assert con.execute(
        "select reason, persons_count from wh.identity.person_splits"
    ).fetchall() == [("customers", 2)]
    decided: Links = (("customer:1", "customer:2", "must", "event-1"),)
    run(con, "run-3", twice, decided, ClusterRules(customers_are_distinct=True))
    assert len(set(persons_of(con).values())) == 1


def test_a_person_does_not_outgrow_its_bound_and_nothing_is_dropped() -> None:
    calls = tuple(
        Record(f"call:{number}", number, phones=[PHONE]) for number in range(9)
    )
    con = connect()
    run(con, "run-1", calls, rules=ClusterRules(max_person_records=4))
    sizes = sorted(len(records) for records in groups(persons_of(con)))

    assert sizes[-1] <= 4
    assert sum(sizes) == 9
    assert con.execute(
        "select reason, records_count from wh.identity.person_splits"
    ).fetchall() == [("size", 9)]


def test_a_decision_that_parts_two_records_outweighs_references_that_chain_them() -> (
    None
):
    con = connect()
    chain: Links = (
        ("lead:1", "lead:4", "must", None),
        ("lead:4", "lead:6", "must", None),
        ("lead:1", "lead:6", "cannot", "event-1"),
    )
    run(con, "run-1", (ANN, BOB, STRANGER), chain)
    persons = persons_of(con)

    assert persons["lead:1"] != persons["lead:6"]
    assert len(set(persons.values())) == 2


def test_a_number_that_a_second_name_gives_is_weighed_anew_for_those_who_had_it() -> (
    None
):
    con = connect()
    run(con, "run-1", (ANN, ANN_CALLS))
    before = con.execute("select match_weight from wh.identity.scored_edges").fetchall()
    flatmate = Record("lead:9", 9, "zoe", "adams", phones=[PHONE])
    report = run(con, "run-2", (ANN, ANN_CALLS, flatmate))
    after = con.execute(
        "select match_weight from wh.identity.scored_edges "
        "where record_l = 'call:2' and record_r = 'lead:1'"
    ).fetchall()

    assert not report.is_full
    assert after[0] < before[0]


def test_a_full_rebuild_keeps_every_name() -> None:
    con = connect()
    run(con, "run-1", EVERYBODY)
    late = Record("lead:7", -30, "ann", "lee", phones=[PHONE], emails=["ann@x.com"])
    run(con, "run-2", (*EVERYBODY, late))
    before = persons_of(con)
    kept = connect()
    deliver(kept, (*EVERYBODY, late))
    rows = con.execute("from wh.identity.persons").df()
    kept.register("history", rows)
    kept.execute("create table wh.identity.persons as from history")
    report = link_records(kept, MODEL, "run-3")

    assert report.full_because == "rebuild"
    assert persons_of(kept) == before
    assert changes(kept, "run-3") == []


def test_persons_of_an_earlier_release_keep_their_names() -> None:
    con = connect()
    deliver(con, EVERYBODY)
    con.execute(
        """
        create table wh.identity.persons as
        select
            record_id, 'person:' || left(md5('lead:1'), 16) as person_id,
            'default-1' as model_version, 'run-0' as run_id
        from wh.identity.records
        where record_id in ('lead:1', 'call:2')
        """
    )
    before = persons_of(con)
    run(con, "run-1", EVERYBODY)

    assert before.items() <= persons_of(con).items()
