"""Which unique lead keeps which name, over runs whose opportunities change at random."""

from datetime import datetime, timedelta

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model_sql import model_sql

START = datetime(2026, 1, 1)
Partition = dict[str, int]
"""Of each lead that is there, the opportunity that it is part of."""
LEADS = tuple(f"l{number}" for number in range(7))

partitions = st.dictionaries(st.sampled_from(LEADS), st.integers(0, 3), min_size=1)


class Runs:
    """Names opportunities run after run, each reading what the one before published."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.number = 0
        con.execute(
            """
            create or replace table unique_lead_names (
                lead_id varchar, unique_lead_id varchar, named_at timestamp
            );
            create or replace table int_contacts_cut (
                lead_id varchar, person_id varchar, company_scope varchar,
                created_at timestamp, boundary_reason varchar, first_lead_id varchar,
                contact_number bigint
            );
            create or replace table run_context (started_at timestamp);
            """
        )

    def name(self, opportunities: Partition) -> dict[str, str]:
        """The name of each lead's opportunity after one more run."""
        self.number += 1
        self.con.execute("delete from run_context")
        self.con.execute(
            "insert into run_context values (?)", [START + timedelta(days=self.number)]
        )
        self.con.execute("delete from int_contacts_cut")
        for lead in sorted(opportunities):
            first = min(
                other
                for other, opportunity in opportunities.items()
                if opportunity == opportunities[lead]
            )
            # A lead of a smaller number is an earlier one.
            self.con.execute(
                "insert into int_contacts_cut values (?, 'p', 'c', ?, null, ?, 1)",
                [lead, START + timedelta(hours=int(lead[1:])), first],
            )
        self.con.execute(
            f"create or replace table named as {model_sql('int_unique_lead_members')}"
        )
        self.con.execute(
            """
            create or replace table unique_lead_names as
            select lead_id, unique_lead_id, named_at from named
            """
        )
        rows = self.con.execute("select lead_id, unique_lead_id from named").fetchall()
        return {str(lead): str(name) for lead, name in rows}


def members(opportunities: Partition) -> list[frozenset[str]]:
    return [
        frozenset(lead for lead, held in opportunities.items() if held == opportunity)
        for opportunity in set(opportunities.values())
    ]


@settings(max_examples=15, deadline=None)
@given(history=st.lists(partitions, min_size=2, max_size=4))
def test_names_stay_with_their_lead_and_none_is_borne_by_two(
    history: list[Partition],
) -> None:
    with duckdb.connect() as con:
        runs = Runs(con)
        before: dict[str, str] = {}
        for opportunities in history:
            named = runs.name(opportunities)
            names = [
                {named[lead] for lead in group} for group in members(opportunities)
            ]
            assert all(len(own) == 1 for own in names)
            assert len(set.union(*names)) == len(names)
            for group, (name,) in zip(members(opportunities), names, strict=True):
                founded = {
                    known
                    for known in before.values()
                    if known.removeprefix("unique:") in group
                }
                if len(founded) == 1:
                    others = set(before.values()) - founded
                    inherited = {
                        known
                        for known in others
                        if known.removeprefix("unique:") not in opportunities
                    }
                    assert name in founded | inherited
            assert runs.name(opportunities) == named
            before = named
