"""Attribution of a million touches under every model, against a scan and sort of them.

    python -m benchmarks.attribution [--touches 1000000] [--campaigns 60] [--json]

The touches are drawn; what is measured is the models' own SQL. Each way runs in a process
of its own, so that its peak memory is its own. See benchmarks/README.md.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.measured import Measured, measure
from benchmarks.report import MEBIBYTE, machine, table
from orchestration.errors import LeadhouseError
from tests.model_sql import attribution_models, model_sql

TOUCHES = 1_000_000
CAMPAIGNS = 60
THREADS = 2
WAYS = ("sort", "journeys", "effects", "shapley", "credits", "money")
"""The plain scan and sort, then the parts of attribution in the order of a run."""
DRAW = "draw"

PARTS = {
    "journeys": ("int_conversion_touches", "int_journey_steps", "int_path_campaigns"),
    "effects": (
        "int_markov_transitions",
        "int_markov_absorptions",
        "int_markov_effects",
    ),
    "shapley": (
        "int_conversion_path_sets",
        "int_coalition_members",
        "int_coalitions",
        "int_shapley_values",
    ),
    "credits": ("int_attribution_models", "int_touch_credits"),
    "money": ("int_revenue_credits", "int_revenue_unattributed"),
}


def draw_touches(con: duckdb.DuckDBPyConnection, touches: int, campaigns: int) -> None:
    """Tables as the models find them: about 0.4 opportunities and 0.15 jobs per touch.

    Campaigns are drawn with a long tail; opportunities have 1 to 12 touches.
    """
    con.execute("set threads = 1")  # so that the same seed draws the same
    con.execute("select setseed(0.7)")
    for name, sql in _DRAWN.items():
        con.execute(
            f"create table {name} as {sql.format(touches=touches, campaigns=campaigns)}"
        )


def run_way(way: str, database: Path) -> dict[str, object]:
    """Builds the tables of one part, or sorts the touches; gives seconds and rows."""
    with duckdb.connect(str(database)) as con:
        con.execute(f"set threads = {THREADS}")
        con.execute("set timezone = 'UTC'")
        _define_models(con)
        began = time.perf_counter()
        if way == "sort":
            con.execute(_SCAN_AND_SORT)
            built: tuple[str, ...] = ("sorted_touches",)
        else:
            built = PARTS[way]
            for name in built:
                con.execute(f"create or replace table {name} as {model_sql(name)}")
        seconds = time.perf_counter() - began
        (rows,) = con.execute(f"select count(*) from {built[-1]}").fetchall()[0]
    return {"seconds": seconds, "rows": rows}


def _define_models(con: duckdb.DuckDBPyConnection) -> None:
    """The views of the attribution models, once what they read is there."""
    (ready,) = con.execute(
        "select count(*) from duckdb_tables() where table_name = 'int_shapley_values'"
    ).fetchall()[0]
    if ready:
        for model in attribution_models():
            name = f"int_credits_{model['name']}"
            con.execute(f"create or replace view {name} as {model_sql(name)}")


def measure_ways(touches: int, campaigns: int) -> list[dict[str, object]]:
    """One row per way: seconds, peak memory, rows and ratio to the scan and sort."""
    with tempfile.TemporaryDirectory(prefix="leadhouse-bench-") as folder:
        rows: list[dict[str, object]] = []
        for way in (DRAW, *WAYS):
            facts_file = Path(folder) / f"{way}.json"
            command = [
                *(sys.executable, "-m", "benchmarks.attribution", "--way", way),
                *("--touches", str(touches), "--campaigns", str(campaigns)),
                *("--database", str(Path(folder) / "bench.duckdb")),
                *("--facts", str(facts_file)),
            ]
            measured = measure(command, Path(folder) / "log")
            facts = json.loads(facts_file.read_text("utf-8"))
            if way != DRAW:
                rows.append(_row(way, facts, measured, rows))
            print(f"  {way:<10}{facts['seconds']:8.2f} s", file=sys.stderr, flush=True)
        return [*rows, _total(rows)]


def _row(
    way: str,
    facts: dict[str, float],
    measured: Measured,
    before: list[dict[str, object]],
) -> dict[str, object]:
    plain = float(str(before[0]["seconds"])) if before else facts["seconds"]
    return {
        "way": way,
        "seconds": round(facts["seconds"], 2),
        "ratio": round(facts["seconds"] / plain, 2),
        "cpu_seconds": round(measured.cpu_seconds, 2),
        "peak_mib": round(measured.peak_bytes / MEBIBYTE),
        "rows": facts["rows"],
    }


def _total(rows: list[dict[str, object]]) -> dict[str, object]:
    seconds = [float(str(row["seconds"])) for row in rows]
    return {
        "way": "all of attribution",
        "seconds": round(sum(seconds[1:]), 2),
        "ratio": round(sum(seconds[1:]) / seconds[0], 2),
        "cpu_seconds": round(
            sum(float(str(row["cpu_seconds"])) for row in rows[1:]), 2
        ),
        "peak_mib": max(int(str(row["peak_mib"])) for row in rows[1:]),
        "rows": "",
    }


def main() -> int:
    """Measures and prints, or runs one way for the process that measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--touches", type=int, default=TOUCHES)
    parser.add_argument("--campaigns", type=int, default=CAMPAIGNS)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--way", choices=(DRAW, *WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--facts", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way == DRAW:
        with duckdb.connect(str(options.database)) as con:
            draw_touches(con, options.touches, options.campaigns)
        options.facts.write_text(json.dumps({"seconds": 0.0, "rows": 0}), "utf-8")
        return 0
    if options.way:
        facts = run_way(options.way, options.database)
        options.facts.write_text(json.dumps(facts), "utf-8")
        return 0
    where = machine()
    try:
        rows = measure_ways(options.touches, options.campaigns)
    except LeadhouseError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"machine": where, "attribution": rows}, indent=2))
    else:
        print(", ".join(f"{key} {value}" for key, value in where.items()), end="\n\n")
        head = ["way", "s", "ratio to scan and sort", "CPU s", "peak MiB", "rows"]
        print(table(head, [[str(value) for value in row.values()] for row in rows]))
    return 0


_SCAN_AND_SORT = """
create or replace table sorted_touches as
select contacts.*, members.unique_lead_id
from int_contacts as contacts
inner join int_unique_lead_members as members using (lead_id)
order by person_id, created_at, lead_id
"""

_DRAWN = {
    "drawn_opportunities": """
        select
            opportunity,
            'unique:L' || opportunity as unique_lead_id,
            'person:' || opportunity as person_id,
            least(12, 1 + floor(-1.35 * ln(random())))::bigint as touches_count,
            timestamp '2024-01-01' + to_seconds((random() * 6e7)::bigint) as began_at
        from range(cast({touches} * 0.6 as bigint)) as range (opportunity)
    """,
    "int_contacts": """
        select
            'L' || opportunity || '-' || touch as lead_id,
            person_id,
            'north' as company_scope,
            'campaign-' || least(
                {campaigns} - 1, floor(-{campaigns} / 4 * ln(random()))
            )::bigint as campaign_id,
            'known' as campaign_status,
            true as is_valid,
            began_at + to_seconds(touch * 3 * 86400 + (random() * 86400)::bigint)
                as created_at,
            cast(began_at as date) as created_date,
            unique_lead_id
        from drawn_opportunities
        cross join range(12) as range (touch)
        where touch < touches_count
        limit {touches}
    """,
    "int_unique_lead_members": """
        select lead_id, unique_lead_id from int_contacts
    """,
    "int_unique_leads_formed": """
        select
            unique_lead_id,
            min_by(lead_id, created_at) as campaign_lead_id,
            min_by(campaign_id, created_at) as campaign_id,
            'known' as campaign_status,
            'north' as company_scope,
            min(created_date) as first_lead_date,
            max(created_at) as last_lead_at
        from int_contacts
        group by unique_lead_id
    """,
    "int_conversions_matched": """
        select
            'job:' || unique_lead_id as conversion_id,
            'job' as conversion_kind,
            'customer:' || unique_lead_id as customer_id,
            replace(unique_lead_id, 'unique:L', 'person:') as person_id,
            'north' as company_id,
            last_lead_at + interval 3 day as converted_at,
            last_lead_at + interval 3 day as converted_until,
            campaign_lead_id as matched_lead_id,
            unique_lead_id,
            false as is_cancelled
        from int_unique_leads_formed
        where random() < 0.35
    """,
    "int_confirmations": """
        select unique_lead_id, 'confirmed' as confirmation_status
        from int_unique_leads_formed
    """,
    "int_ledger_entries": """
        select
            revenue_basis,
            revenue_basis || ':' || conversion_id as entry_id,
            cast(null as varchar) as invoice_id,
            cast(null as varchar) as job_id,
            conversion_id,
            company_id,
            cast(100 + 9000 * random() as decimal(18, 2)) as amount,
            cast(converted_at as date) as occurred_date
        from int_conversions_matched
        cross join (values ('invoiced'), ('collected')) as bases (revenue_basis)
    """,
    "int_desk_decisions": """
        select
            cast(null as varchar) as lead_id, cast(null as varchar) as object_id,
            cast(null as varchar) as question, cast(null as varchar) as kind
        where false
    """,
    "int_job_costs": """
        select
            cast(null as varchar) as job_id, cast(null as decimal(18, 2)) as cost_amount,
            cast(null as decimal(18, 2)) as invoiced_amount
        where false
    """,
    "stg_campaigns": """
        select
            'campaign-' || campaign as campaign_id,
            case when campaign % 10 = 0 then 'Direct' else 'Search' end as channel
        from range({campaigns}) as range (campaign)
    """,
    "direct_channels": "select 'direct' as channel",
    "settings": """
        select
            90 as attribution_lookback_days, 7.0::double as half_life_days,
            0.4::double as position_first_weight,
            0.2::double as position_middle_weight,
            0.4::double as position_last_weight
    """,
}


if __name__ == "__main__":
    sys.exit(main())
