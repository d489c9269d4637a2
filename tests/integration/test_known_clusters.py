"""Tables whose clusters are known, linked by nothing but a mapping of their columns."""

from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from splink_models.link_table import link_table
from splink_models.scores import score_clusters

pytestmark = pytest.mark.shared

SPLINK_PUBLISHED_F1 = 0.8617


def test_fake_1000_is_linked_better_than_published_for_splink(
    shared_data: Path,
) -> None:
    """The threshold is the default one; no label was seen. Both ways of counting: pairs
    at the threshold, as the published figure, and pairs of the clusters."""
    con = duckdb.connect()
    file = shared_data / "fake_1000" / "fake_1000.csv"
    con.execute(f"create table people as from read_csv('{file}', all_varchar = true)")

    linked = link_table(
        con,
        "people",
        {
            "record_id": "unique_id",
            "first_name": "first_name",
            "last_name": "surname",
            "date_of_birth": "dob",
            "city": "city",
            "emails": "email",
        },
    )

    assert linked.is_trained
    found, right, there = con.execute(
        """
        select
            count(*),
            count(*) filter (where people_l.cluster = people_r.cluster),
            (
                select sum(n * (n - 1) // 2)
                from (select count(*) as n from people group by cluster)
            )
        from linked_pairs
        inner join people as people_l
            on linked_pairs.record_l = people_l.unique_id
        inner join people as people_r
            on linked_pairs.record_r = people_r.unique_id
        where match_probability >= ?
        """,
        [linked.threshold],
    ).fetchall()[0]
    assert there == 2031
    assert 2 * right / (found + there) > SPLINK_PUBLISHED_F1
    con.execute(
        """
        create view both_ways as
        select people.cluster as actual, linked_clusters.cluster_id as predicted
        from people
        inner join linked_clusters
            on people.unique_id = linked_clusters.record_id
        """
    )
    pairwise = score_clusters(con, "both_ways").pairwise
    assert pairwise.f1 is not None
    assert pairwise.f1 > 0.92


TRUTH_SET = {
    "record_id": "id",
    "party_type": "RECORD_TYPE",
    "full_name": ["PRIMARY_NAME_FULL", "NATIVE_NAME_FULL"],
    "first_name": "PRIMARY_NAME_FIRST",
    "last_name": "PRIMARY_NAME_LAST",
    "organization": ["PRIMARY_NAME_ORG", "SECONDARY_NAME_ORG"],
    "employer": "EMPLOYER",
    "emails": "EMAIL_ADDRESS",
    "phones": "PHONE_NUMBER",
    "street": ["ADDR_FULL", "ADDR_LINE1"],
    "city": "ADDR_CITY",
    "region": "ADDR_STATE",
    "postcode": "ADDR_POSTAL_CODE",
    "country": "ADDR_COUNTRY",
    "date_of_birth": "DATE_OF_BIRTH",
    "identifiers": {
        "passport": "PASSPORT_NUMBER",
        "driving_licence": "DRIVERS_LICENSE_NUMBER",
        "social_security": "SSN_NUMBER",
        "national_id": "NATIONAL_ID_NUMBER",
    },
}
SOURCES = ("customers", "watchlist", "reference")

# Where the clusters differ from the truth set's, and why.
JOINED_TOO_MUCH = {
    # Darla and Darlene Anderson, born on one day: the truth set holds similar names
    # apart, but Darla is short for Darlene.
    ("CUSTOMERS:1025", "CUSTOMERS:1026"): 1,
    # Maria Sentosa, 12/11/73, and Maria Luis Sentosa, 11/12/73: of given names the first
    # counts here, and day and month often change places; the truth set says two people.
    ("CUSTOMERS:1036", "WATCHLIST:1037"): 2,
}
LEFT_APART = {
    # Of a name in Khmer letters and one in Latin letters nothing can be compared, and a
    # street alone is an address of several people.
    ("CUSTOMERS:2031", "CUSTOMERS:2032"): 1,
}


@pytest.mark.parametrize("load", [1, 2, 3])
def test_each_load_of_the_truth_set_gives_its_clusters(
    load: int, shared_data: Path
) -> None:
    """Senzing's truth set of 159 people and companies, by the shipped numbers."""
    con = duckdb.connect()
    folder = shared_data / "senzing_truthset" / "demo_v3"
    files = ", ".join(f"'{folder / source}.json'" for source in SOURCES[:load])
    con.execute(
        f"""
        create table delivered as
        select *, DATA_SOURCE || ':' || RECORD_ID as id
        from read_json([{files}], format = 'newline_delimited', union_by_name = true)
        """
    )
    there = {str(row[0]) for row in con.execute("describe delivered").fetchall()}
    wanted = [name for name in named(TRUTH_SET) if name not in there]
    for name in wanted:
        con.execute(f'alter table delivered add column "{name}" varchar')

    link_table(con, "delivered", TRUTH_SET)

    found = groups(con, "select cluster_id, record_id from linked_clusters")
    key = folder / f"truthset-load{load}-key.csv"
    expected = groups(
        con,
        "select CLUSTER_ID, DATA_SOURCE || ':' || RECORD_ID "
        f"from read_csv('{key}', all_varchar = true)",
    )
    assert found == with_differences(expected, load)


def named(mapping: dict[str, object]) -> list[str]:
    found: list[str] = []
    for value in mapping.values():
        if isinstance(value, dict):
            found += named(value)
        else:
            found += [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    return found


def groups(con: duckdb.DuckDBPyConnection, query: str) -> set[frozenset[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for cluster, record in con.execute(query).fetchall():
        members[cluster].add(record)
    return {frozenset(records) for records in members.values()}


def with_differences(clusters: set[frozenset[str]], load: int) -> set[frozenset[str]]:
    """The expected clusters as they are found, given the differences listed above."""
    changed = set(clusters)
    of = {record: cluster for cluster in clusters for record in cluster}
    for (first, second), since in JOINED_TOO_MUCH.items():
        if load >= since:
            changed -= {of[first], of[second]}
            changed.add(of[first] | of[second])
    for (first, second), since in LEFT_APART.items():
        if load >= since:
            changed.remove(of[first])
            changed |= {of[first] - {second}, frozenset({second})}
    return changed
