"""A day's run gives what a full rebuild gives, whatever happened before."""

import random
from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from splink_models.cluster import ClusterRules
from splink_models.counts import COUNTS, Counted
from splink_models.link import LinkReport, link_records
from splink_models.model import load_model
from splink_models.pairs import Scorer, prepare_scorer
from splink_models.population import Population
from tests.unit.identity_records import (
    NOW,
    Record,
    connect,
    deliver,
    groups,
    persons_of,
)

DAY_OF_NOW = (NOW - datetime(2000, 1, 1)).days
MODEL = load_model()
FIRST = ("robert", "bob", "mary", "maria", "john", "jon", "anna", "zoe", "carlos")
LAST = ("smith", "smyth", "miller", "garcia", "lee", "oconnor")
STREETS = ("12 main st", "14 main st", "7 oak ave", None)
TOWNS = (
    ("30301", "atlanta"),
    ("30302", "atlanta"),
    ("10001", "new york"),
    (None, None),
)
NICKNAMES = {"bob": ["robert"], "jon": ["john"]}
RULES = ClusterRules(max_person_records=6, customers_are_distinct=True)


def some_record(draw: random.Random, number: int) -> Record:
    kind = draw.choice(("lead", "lead", "call", "customer"))
    first, last = draw.choice((*FIRST, None)), draw.choice((*LAST, None))
    postcode, city = draw.choice(TOWNS)
    phones = [
        f"+1404555{draw.randrange(12):04d}" for _ in range(draw.choice((0, 1, 1, 2)))
    ]
    emails = (
        [f"{first or 'x'}{draw.randrange(4)}@x.com"] if draw.random() < 0.5 else None
    )
    return Record(
        f"{kind}:{number}",
        draw.randrange(200),
        first,
        last,
        NICKNAMES.get(first or "", []),
        phones=sorted(set(phones)) or None,
        emails=None if kind == "call" else emails,
        street=draw.choice(STREETS),
        city=city,
        postcode=postcode,
        company_id=draw.choice(("C1", "C2", None)),
        region=draw.choice(("ga", "ny", None)),
    )


def some_day(
    draw: random.Random,
    records: dict[str, Record],
    links: dict[tuple[str, str], tuple[str, str | None]],
    number: int,
) -> int:
    """New, corrected and deleted records, links made and undone; the next free number."""
    for _ in range(draw.randrange(8)):
        record = some_record(draw, number)
        records[record.record_id] = record
        number += 1
    for record_id in draw.sample(sorted(records), min(len(records), draw.randrange(4))):
        other = some_record(draw, 0)
        records[record_id] = replace(
            records[record_id],
            **draw.choice(
                (
                    {"phones": other.phones},
                    {
                        "first_name": other.first_name,
                        "alternatives": other.alternatives,
                    },
                    {"last_name": other.last_name},
                    {"days": other.days},
                    {"company_id": other.company_id},
                    {"emails": other.emails, "street": other.street},
                    {"city": other.city, "region": other.region},
                )
            ),
        )
    for record_id in draw.sample(sorted(records), min(len(records), draw.randrange(3))):
        if draw.random() < 0.5:
            del records[record_id]
    for _ in range(draw.randrange(3)):
        if len(records) > 2:
            pair = tuple(draw.sample(sorted(records), 2))
            links[pair] = (  # type: ignore[index]
                draw.choice(("must", "cannot")),
                draw.choice((None, f"event-{draw.randrange(10**6)}")),
            )
    for pair in draw.sample(sorted(links), min(len(links), draw.randrange(2))):
        del links[pair]
    return number


def link_day(
    con: duckdb.DuckDBPyConnection,
    records: dict[str, Record],
    links: dict[tuple[str, str], tuple[str, str | None]],
    run_id: str,
) -> LinkReport:
    deliver(
        con,
        records.values(),
        [
            (*pair, *kind)
            for pair, kind in links.items()
            if pair[0] in records and pair[1] in records
        ],
    )
    return link_records(con, MODEL, run_id, RULES)


def edges_of(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select * exclude (run_id) from wh.identity.scored_edges order by all"
    ).fetchall()


def splits_of(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select * exclude (run_id) from wh.identity.person_splits order by all"
    ).fetchall()


def components_of(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "select record_id, component_id from wh.identity.persons order by all"
    ).fetchall()


def kept_state_of(con: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    """What is kept for the next run, names that nobody bears any more left out."""
    kept = [
        "from wh.identity.linkage_records order by all",
        "from wh.identity.linkage_keys order by all",
        "from wh.identity.linkage_prints order by all",
        """
        select * from wh.identity.linkage_names
        where name_key in (select key from wh.identity.linkage_keys)
        order by all
        """,
        *(
            f"select {count.names}, sum(records) from {count.kept} "
            "group by all having sum(records) > 0 order by all"
            for count in COUNTS
        ),
    ]
    return [con.execute(query).fetchall() for query in kept]


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A population that a handful of records does not change, as that of a business."""
    population = Population(records=100_000, pairs={})
    monkeypatch.setattr("splink_models.ready.count_population", lambda *_: population)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("seed", range(6))
def test_any_history_ends_in_the_clusters_of_a_full_rebuild(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17: matching goes on as records arrive, day by day. Names are counted among all
    records, or among those up to some day."""
    until = None if seed % 2 else DAY_OF_NOW + 60
    counted = Counted(until, 40.0)
    monkeypatch.setattr("splink_models.ready.choose_counted", lambda *_: counted)
    draw = random.Random(seed)
    records: dict[str, Record] = {}
    links: dict[tuple[str, str], tuple[str, str | None]] = {}
    number = 1
    con = connect()
    for day in range(6):
        number = some_day(draw, records, links, number)
        report = link_day(con, records, links, f"run-{day}")
        assert report.is_full == (day == 0)
        if day % 2:
            anew = connect()
            link_day(anew, records, links, f"run-{day}")
            for found in (edges_of, components_of, splits_of, kept_state_of):
                assert found(con) == found(anew), (seed, day)
            assert groups(persons_of(con)) == groups(persons_of(anew)), (seed, day)
            assert set(persons_of(con)) == set(records)
    again = link_day(con, records, links, "run-again")
    assert (again.changed_records, again.clustered_records) == (0, 0), seed


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("step", ["cluster_records", "write_persons", "keep_records"])
def test_a_day_that_ends_midway_is_made_good_by_the_next_run(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(5)
    records: dict[str, Record] = {}
    links: dict[tuple[str, str], tuple[str, str | None]] = {}
    con = connect()
    number = some_day(draw, records, links, 1)
    link_day(con, records, links, "run-0")
    before = persons_of(con)
    some_day(draw, records, links, number)

    def ends(*_: object) -> None:
        raise RuntimeError(step)

    with monkeypatch.context() as broken:
        broken.setattr(f"splink_models.link.{step}", ends)
        with pytest.raises(RuntimeError, match=step):
            link_day(con, records, links, "run-1")
    assert persons_of(con) == before
    report = link_day(con, records, links, "run-2")
    assert report.full_because == (None if step == "keep_records" else "rebuild")
    anew = connect()
    link_day(anew, records, links, "run-2")
    for found in (edges_of, components_of, splits_of, kept_state_of):
        assert found(con) == found(anew)
    assert groups(persons_of(con)) == groups(persons_of(anew))


@pytest.mark.usefixtures("settled")
def test_the_sql_of_a_fit_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def write(*given: object) -> Scorer:
        written.append(given)
        return prepare_scorer(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("splink_models.ready.prepare_scorer", write)
    draw = random.Random(3)
    records: dict[str, Record] = {}
    con = connect()
    number = some_day(draw, records, {}, 1)
    link_day(con, records, {}, "run-0")
    some_day(draw, records, {}, number)
    assert not link_day(con, records, {}, "run-1").is_full
    assert len(written) == 1
    monkeypatch.setattr("splink_models.ready.splink.__version__", "another")
    assert link_day(con, records, {}, "run-2").full_because == "population"
    assert len(written) == 2
