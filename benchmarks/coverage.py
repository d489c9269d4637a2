"""Whether the 90 % intervals of match uncertainty hold the truth, over many networks.

    python -m benchmarks.coverage [--leads 3000] [--seeds 20] [--json]

For each seed a network is generated, linked and built; then revenue by campaign and month
of the lead is compared with what the generator knows: the interval of the draws, its
mean, and beside it what a fixed cut at the thresholds of the definition gives.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from benchmarks import steps
from orchestration.generate import generate
from orchestration.settings import Workspace

CENT = 0.005

TRUTH = """
create or replace temp table truth as
with opportunities as (
    select records.unique_lead_id, min(contacts.created_date) as began_date
    from read_csv('{folder}/records.csv', all_varchar = true) as records
    inner join intermediate.int_contacts as contacts using (record_id)
    where records.unique_lead_id is not null
    group by 1
)
select jobs.campaign_id, cast(date_trunc('month', began_date) as date) as month,
    sum(sums.amount) as amount
from read_csv('{folder}/jobs.csv', all_varchar = true) as jobs
inner join opportunities using (unique_lead_id)
inner join intermediate.int_conversion_sums as sums
    on sums.conversion_id = 'job:' || jobs.job_id and sums.revenue_basis = 'invoiced'
where jobs.campaign_id is not null
group by 1, 2
"""

COMPARED = """
with reported as (
    select campaign_id, cast(date_trunc('month', cohort_date) as date) as month,
        cast(sum(credited_amount) as double) as amount
    from intermediate.int_revenue_credits
    where attribution_model = 'confirmed' and revenue_basis = 'invoiced'
    group by 1, 2
),
sure as (
    select campaign_id, month, sum(amount) as amount
    from intermediate.int_roi_cells_sure
    where clock = 'cohort' and revenue_basis = 'invoiced' group by 1, 2
),
drawn as (
    select draw, campaign_id, month, sum(amount) as amount
    from intermediate.int_roi_cells_drawn
    where clock = 'cohort' and revenue_basis = 'invoiced' group by 1, 2, 3
),
cells as (
    select campaign_id, month from truth
    union select campaign_id, month from sure
    union select campaign_id, month from drawn
),
filled as (
    select cells.campaign_id, cells.month, draws.draw,
        coalesce(sure.amount, 0) + coalesce(drawn.amount, 0) as amount
    from cells
    cross join intermediate.int_draws as draws
    left join sure using (campaign_id, month)
    left join drawn using (draw, campaign_id, month)
),
intervals as (
    select campaign_id, month, quantile_cont(amount, 0.05) as low,
        quantile_cont(amount, 0.95) as high, avg(amount) as mean
    from filled group by 1, 2
)
select count(*) as cells,
    count(*) filter (
        coalesce(truth.amount, 0) between low - $cent and high + $cent
    ) as held,
    count(*) filter (truth.amount is not null) as earning_cells,
    count(*) filter (
        truth.amount between low - $cent and high + $cent
    ) as earning_held,
    count(*) filter (
        abs(coalesce(truth.amount, 0) - coalesce(reported.amount, 0)) < $cent
    ) as cut_exact,
    sum(coalesce(truth.amount, 0)) as true_amount,
    sum(mean) as mean_amount,
    sum(coalesce(reported.amount, 0)) as cut_amount
from intervals
left join truth using (campaign_id, month)
left join reported using (campaign_id, month)
"""


@dataclass(frozen=True)
class Coverage:
    """Campaign-months of one network and how many intervals hold the truth."""

    seed: int
    cells: int
    held: int
    earning_cells: int
    earning_held: int
    cut_exact: int
    true_amount: float
    mean_amount: float
    cut_amount: float


def covered(leads: int, seed: int, folder: Path) -> Coverage:
    """Generates, links and builds one network and compares it with its truth."""
    workspace = Workspace(folder)
    generate(leads, seed, folder)
    steps.ingest(workspace, leads)
    steps.prepare(workspace, leads)
    steps.link(workspace, leads)
    steps.intermediate(workspace, leads)
    with duckdb.connect(str(workspace.warehouse)) as con:
        con.execute(TRUTH.format(folder=folder / "truth"))
        found = con.execute(COMPARED, {"cent": CENT}).fetchall()[0]
    return Coverage(seed, *found)


def told(results: list[Coverage]) -> str:
    """One line per network and one for all of them."""
    lines = ["| seed | campaign-months | held | earning ones held | mean | fixed cut |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    lines += [_line(result) for result in [*results, _together(results)]]
    return "\n".join(lines)


def _line(result: Coverage) -> str:
    return (
        f"| {result.seed or 'all'} | {result.cells} "
        f"| {result.held / result.cells:.1%} "
        f"| {result.earning_held / result.earning_cells:.1%} "
        f"| {result.mean_amount / result.true_amount - 1:+.1%} "
        f"| {result.cut_amount / result.true_amount - 1:+.1%}, exact in "
        f"{result.cut_exact / result.cells:.1%} |"
    )


def _together(results: list[Coverage]) -> Coverage:
    columns = zip(*(asdict(result).values() for result in results), strict=True)
    _, *sums = (sum(column) for column in columns)
    return Coverage(0, *sums)


def main() -> int:
    """Measures every network and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=3000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    results = []
    for seed in range(1, options.seeds + 1):
        with tempfile.TemporaryDirectory(prefix="leadhouse-coverage-") as folder:
            results.append(covered(options.leads, seed, Path(folder)))
        print(told(results[-1:]).splitlines()[2], file=sys.stderr, flush=True)
    if options.json:
        print(json.dumps([asdict(result) for result in results]))
    else:
        print(told(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
