"""Whether the 90 % intervals of match uncertainty hold the truth, over many networks.

    python -m benchmarks.coverage [--leads 3000] [--seeds 20] [--json]

For each seed a network is generated, linked and built; then revenue by campaign and month
of the lead is compared with what the generator knows: the interval of the draws, its mean,
what the confirmed model reports, and what a fixed cut at 0.9 would. Then reviewers decide
by the truth what waits for them, everything is built once more and compared again. Reading
the figures is benchmarks/README.md's matter.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import duckdb

from benchmarks import steps
from benchmarks.report import table
from benchmarks.reviewers import decide_by_truth
from orchestration.desk.store import write_decisions
from orchestration.generate import generate
from orchestration.settings import Workspace

CENT = 0.005
WITHIN = 0.02
CUT = 0.9
"""The match probability from which a report without intervals would take a match."""

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
best as (
    select conversion_id, min_by(unique_lead_id, preference) as unique_lead_id
    from intermediate.int_conversion_contenders
    where chance >= $cut
    group by conversion_id
),
cut as (
    select opportunities.campaign_id,
        cast(date_trunc('month', opportunities.first_lead_date) as date) as month,
        sum(sums.amount) as amount
    from best
    inner join intermediate.int_unique_leads_enriched as opportunities
        using (unique_lead_id)
    inner join intermediate.int_conversion_sums as sums using (conversion_id)
    where sums.revenue_basis = 'invoiced' and opportunities.campaign_id is not null
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
    inner join intermediate.int_roi_cells_numbered using (cell_number)
    where clock = 'cohort' and revenue_basis = 'invoiced' group by 1, 2, 3
),
cells as (
    select campaign_id, month from truth
    union select campaign_id, month from sure
    union select campaign_id, month from drawn
    union select campaign_id, month from reported
    union select campaign_id, month from cut
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
        abs(coalesce(truth.amount, 0) - coalesce(cut.amount, 0)) < $cent
    ) as cut_exact,
    sum(coalesce(truth.amount, 0)) as true_amount,
    sum(mean) as mean_amount,
    sum(coalesce(reported.amount, 0)) as confirmed_amount,
    sum(coalesce(cut.amount, 0)) as cut_amount
from intervals
left join truth using (campaign_id, month)
left join reported using (campaign_id, month)
left join cut using (campaign_id, month)
"""


@dataclass(frozen=True)
class Compared:
    """Campaign-months of a network, how many intervals hold the truth, and sums."""

    cells: int
    held: int
    earning_cells: int
    earning_held: int
    cut_exact: int
    true_amount: float
    mean_amount: float
    confirmed_amount: float
    cut_amount: float

    def error(self, what: str) -> float:
        """How far a sum lies from the true one, as a share of it."""
        return float(getattr(self, f"{what}_amount")) / self.true_amount - 1


@dataclass(frozen=True)
class Coverage:
    """One network as it was delivered, and after reviewers have decided."""

    seed: int
    reviews: int
    waiting: Compared
    reviewed: Compared


def covered(leads: int, seed: int, folder: Path) -> Coverage:
    """Generates, links, builds, reviews and rebuilds one network; compares it twice."""
    workspace = Workspace(folder)
    generate(leads, seed, folder)
    steps.ingest(workspace, leads)
    steps.prepare(workspace, leads)
    waiting = _linked_and_compared(workspace, leads)
    with duckdb.connect(str(workspace.warehouse)) as con:
        url = workspace.desk_url(workspace.settings())
        reviews = decide_by_truth(con, folder / "truth" / "records.csv", url)
        write_decisions(con, url)
    steps.decisions(workspace, leads)
    return Coverage(seed, reviews, waiting, _linked_and_compared(workspace, leads))


def _linked_and_compared(workspace: Workspace, leads: int) -> Compared:
    steps.link(workspace, leads)
    steps.intermediate(workspace, leads)
    with duckdb.connect(str(workspace.warehouse)) as con:
        con.execute(TRUTH.format(folder=workspace.root / "truth"))
        return compared(con)


def compared(con: duckdb.DuckDBPyConnection) -> Compared:
    """What the draws, the confirmed model and a fixed cut make of the table `truth`."""
    return Compared(*con.execute(COMPARED, {"cent": CENT, "cut": CUT}).fetchall()[0])


HEAD = (
    "seed",
    "campaign-months",
    "held",
    "earning ones held",
    "mean of the draws",
    "cut at 0.9 (exact in)",
    "confirmed",
    "reviews",
    "reviewed: held",
    "mean",
    "confirmed",
)


def told(results: list[Coverage]) -> str:
    """A line per network, one for all of them, and how far single ones lie apart."""
    rows = [_cells(result) for result in [*results, together(results)]]
    return "\n".join([table(list(HEAD), rows), "", *_worst(results)])


def _cells(result: Coverage) -> list[str]:
    waiting, reviewed = result.waiting, result.reviewed
    return [
        str(result.seed or "all"),
        str(waiting.cells),
        f"{waiting.held / waiting.cells:.1%}",
        f"{waiting.earning_held / waiting.earning_cells:.1%}",
        f"{waiting.error('mean'):+.1%}",
        f"{waiting.error('cut'):+.1%} ({waiting.cut_exact / waiting.cells:.0%})",
        f"{waiting.error('confirmed'):+.1%}",
        str(result.reviews),
        f"{reviewed.held / reviewed.cells:.1%}",
        f"{reviewed.error('mean'):+.1%}",
        f"{reviewed.error('confirmed'):+.1%}",
    ]


def together(results: list[Coverage]) -> Coverage:
    """The sums of all networks, as seed 0."""
    return Coverage(
        seed=0,
        reviews=sum(result.reviews for result in results),
        waiting=_summed([result.waiting for result in results]),
        reviewed=_summed([result.reviewed for result in results]),
    )


def _summed(several: list[Compared]) -> Compared:
    columns = zip(*(astuple(each) for each in several), strict=True)
    return Compared(*(sum(column) for column in columns))


def _worst(results: list[Coverage]) -> list[str]:
    """Of each figure the mean of the errors and the largest one, over the networks."""
    lines = []
    for title, errors in (
        ("mean of the draws", [each.waiting.error("mean") for each in results]),
        ("cut at 0.9", [each.waiting.error("cut") for each in results]),
        ("confirmed", [each.waiting.error("confirmed") for each in results]),
        ("confirmed, reviewed", [each.reviewed.error("confirmed") for each in results]),
    ):
        mean, worst = sum(errors) / len(errors), max(errors, key=abs)
        within = sum(abs(error) <= WITHIN for error in errors)
        lines.append(
            f"{title}: {mean:+.2%} on average, {worst:+.2%} at worst, within "
            f"{WITHIN:.0%} in {within} of {len(errors)} networks"
        )
    return lines


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
