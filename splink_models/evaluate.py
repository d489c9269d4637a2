"""How well a publication agrees with a truth: persons, unique leads, lives, revenue.

Belongs here: comparing published Parquet files with a folder of truth. Making either
does not, nor printing (evaluation_text.py). Scores are counted on contingency tables in
DuckDB, so that they do not grow with the number of record pairs.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import LeadhouseError
from splink_models.error_kinds import KindErrors, count_kinds
from splink_models.lifecycle_scores import LifecycleScores, score_lifecycles
from splink_models.scores import ClusterScore, Score, score, score_clusters, share
from splink_models.worst_errors import WorstPerson, worst_joined, worst_parted

_BUCKETS = "\\_\\_%"
"""Campaign ids of the buckets for what belongs to no campaign, as a LIKE pattern."""
_MEMORY_LIMIT = "2GB"


@dataclass(frozen=True)
class CampaignRevenue:
    """True and published revenue of a campaign in the report currency."""

    campaign_id: str
    true_amount: float
    published_amount: float
    error_amount: float
    relative_error: float | None


@dataclass(frozen=True)
class RevenueError:
    """Error of all attributed revenue as a share of the true, and each campaign's."""

    relative_error: float | None
    by_campaign: tuple[CampaignRevenue, ...]


@dataclass(frozen=True)
class PersonErrors:
    """What the persons' errors are: counted by kind, and the persons with most of them."""

    by_kind: tuple[KindErrors, ...]
    worst_joined: tuple[WorstPerson, ...]
    worst_parted: tuple[WorstPerson, ...]


@dataclass(frozen=True)
class Evaluation:
    """What was compared; a part whose truth is absent is None."""

    persons: ClusterScore | None
    unique_leads: ClusterScore | None
    jobs: Score | None
    revenue: RevenueError | None
    person_errors: PersonErrors | None = None
    lifecycle: LifecycleScores | None = None

    def to_json(self) -> dict[str, Any]:
        """The parts that were compared, in the form of `leadhouse evaluate --json`."""
        return {name: part for name, part in asdict(self).items() if part is not None}


def evaluate(publication: Path, truth: Path) -> Evaluation:
    """Compare the Parquet files of a publication with whichever files the truth has.

    Persons and unique leads need `records.csv`; a record that was not published counts
    as alone. Jobs need `records.csv` and `jobs.csv`: a job is right when most leads of
    its published unique lead are of its true one. Life cycles need both and
    `lifecycle.csv`. Revenue needs `revenue.csv` and is taken from campaign_roi on the
    cohort clock, confirmed model, invoiced basis. Errors of persons are told by kind
    where the publication has person_records, and with what held the records together or
    apart where it has match_evidence.

    Raises LeadhouseError when the truth has none of the files or a mart is missing.
    """
    has = {
        name: (truth / f"{name}.csv").exists()
        for name in ("records", "jobs", "revenue", "lifecycle")
    }
    if not any(has.values()):
        raise LeadhouseError(
            f"{truth} holds no records.csv, jobs.csv or revenue.csv to compare with."
        )
    with _limited() as con:
        persons = unique_leads = jobs = errors = lifecycle = None
        if has["records"]:
            _load_records(con, publication, truth)
            persons = score_clusters(con, "person_pairs")
            unique_leads = score_clusters(con, "unique_lead_pairs")
            errors = _person_errors(con, publication)
        if has["records"] and has["jobs"]:
            jobs = _score_jobs(con, publication, truth)
        if has["records"] and has["jobs"] and has["lifecycle"]:
            lifecycle = _score_lifecycles(con, publication, truth)
        revenue = _revenue_error(con, publication, truth) if has["revenue"] else None
    return Evaluation(persons, unique_leads, jobs, revenue, errors, lifecycle)


@contextmanager
def _limited() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose memory is bounded; what does not fit goes to a folder."""
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as con:
        con.execute("set memory_limit = ?", [_MEMORY_LIMIT])
        con.execute("set temp_directory = ?", [scratch])
        con.execute("set preserve_insertion_order = false")
        yield con


def _person_errors(
    con: duckdb.DuckDBPyConnection, publication: Path
) -> PersonErrors | None:
    """Errors by kind and the worst persons; None where no records were published."""
    for name in ("person_records", "match_evidence", "match_levels"):
        if (publication / f"{name}.parquet").exists():
            mart = _mart(publication, name)
            con.execute(f"create view {name} as from read_parquet('{mart}')")
        elif name == "person_records":
            return None
    return PersonErrors(count_kinds(con), worst_joined(con), worst_parted(con))


def _load_records(
    con: duckdb.DuckDBPyConnection, publication: Path, truth: Path
) -> None:
    """Tables person_pairs and unique_lead_pairs: predicted and actual per record."""
    leads = _mart(publication, "fct_leads")
    customers = _mart(publication, "dim_customers")
    _truth(con, truth, "records", ("record_id", "person_id", "unique_lead_id"))
    con.execute(f"""
        create table published_records as
        select
            case when source_table = 'calls' then lead_id else 'lead:' || lead_id end
                as record_id,
            person_id,
            unique_lead_id,
        from read_parquet('{leads}')
        union all
        select 'customer:' || customer_id, person_id, null
        from read_parquet('{customers}')
    """)
    for table, column in (
        ("person_pairs", "person_id"),
        ("unique_lead_pairs", "unique_lead_id"),
    ):
        con.execute(f"""
            create table {table} as
            select
                records.record_id,
                coalesce(published.{column}, 'alone:' || records.record_id)
                    as predicted,
                records.{column} as actual,
            from truth_records as records
            left join published_records as published
                on records.record_id = published.record_id
            where records.{column} is not null
        """)


def _score_jobs(
    con: duckdb.DuckDBPyConnection, publication: Path, truth: Path
) -> Score:
    """Jobs given to the right unique lead, of those given and of those to give."""
    _truth(con, truth, "jobs", ("job_id", "unique_lead_id"))
    right, predicted, actual = con.execute(f"""
        with

        meanings as (
            select
                predicted,
                actual,
                row_number() over (
                    partition by predicted order by count(*) desc, min(record_id)
                ) as preference,
            from unique_lead_pairs
            group by predicted, actual
        ),

        compared as (
            select
                jobs.unique_lead_id as actual,
                published.unique_lead_id as predicted,
                meanings.actual as meant,
            from truth_jobs as jobs
            left join read_parquet('{_mart(publication, "fct_jobs")}') as published
                on jobs.job_id = published.job_id
            left join meanings
                on published.unique_lead_id = meanings.predicted
                and meanings.preference = 1
        )

        select
            count(*) filter (where meant = actual),
            count(predicted),
            count(actual),
        from compared
    """).fetchall()[0]
    return score(right, predicted, actual)


def _score_lifecycles(
    con: duckdb.DuckDBPyConnection, publication: Path, truth: Path
) -> LifecycleScores:
    columns = ("unique_lead_id", "life_cycle_state", "stage", "decided_at")
    _truth(con, truth, "lifecycle", (*columns, "fulfilled_at", "is_complete"))
    return score_lifecycles(
        con, _mart(publication, "fct_unique_leads"), _mart(publication, "fct_jobs")
    )


def _revenue_error(
    con: duckdb.DuckDBPyConnection, publication: Path, truth: Path
) -> RevenueError:
    _truth(con, truth, "revenue", ("campaign_id", "net_amount"))
    rows = con.execute(f"""
        with

        expected as (
            select campaign_id, sum(cast(net_amount as decimal(18, 4))) as amount
            from truth_revenue
            where campaign_id is not null
            group by campaign_id
        ),

        published as (
            select campaign_id, sum(revenue_amount) as amount
            from read_parquet('{_mart(publication, "campaign_roi")}')
            where clock = 'cohort'
                and attribution_model = 'confirmed'
                and revenue_basis = 'invoiced'
                and campaign_id not like '{_BUCKETS}' escape '\\'
            group by campaign_id
        )

        select
            coalesce(expected.campaign_id, published.campaign_id) as campaign_id,
            coalesce(expected.amount, 0),
            coalesce(published.amount, 0),
        from expected
        full join published on expected.campaign_id = published.campaign_id
        where expected.campaign_id is not null or published.amount <> 0
        order by campaign_id
    """).fetchall()
    campaigns = tuple(
        CampaignRevenue(
            campaign_id=campaign_id,
            true_amount=float(expected),
            published_amount=float(published),
            error_amount=float(published - expected),
            relative_error=share(float(published - expected), float(expected)),
        )
        for campaign_id, expected, published in rows
    )
    total = sum(float(expected) for _, expected, _ in rows)
    error = sum(float(published - expected) for _, expected, published in rows)
    return RevenueError(share(abs(error), abs(total)), campaigns)


def _mart(publication: Path, name: str) -> str:
    """The file of a mart, quoted for SQL."""
    path = publication / f"{name}.parquet"
    if not path.exists():
        raise LeadhouseError(f"{publication} holds no {name}.parquet to evaluate.")
    return str(path).replace("'", "''")


def _truth(
    con: duckdb.DuckDBPyConnection, folder: Path, name: str, columns: tuple[str, ...]
) -> None:
    """Load a file of the truth as text; empty values become null."""
    path = folder / f"{name}.csv"
    con.execute(
        f"create table truth_{name} as from read_csv("
        "?, all_varchar = true, header = true, nullstr = '')",
        [str(path)],
    )
    present = {row[0] for row in con.execute(f"describe truth_{name}").fetchall()}
    missing = [column for column in columns if column not in present]
    if missing:
        raise LeadhouseError(f"{path} has no column {', '.join(missing)}.")
