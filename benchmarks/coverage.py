"""Whether the 90 % intervals of match uncertainty hold the truth, over many networks.

    python -m benchmarks.coverage [--leads 3000] [--seeds 20] [--json]

For each seed a network is generated, linked and built; then revenue by campaign and month
of the lead is compared with what the generator knows: the interval of the draws, its mean,
what the confirmed model reports, what a fixed cut at 0.9 would, and how much no model could
know, because nothing that was delivered leads from the job to its campaign. Then reviewers
decide by the truth what waits for them, everything is built once more and compared again.
Reading the figures is benchmarks/README.md's matter.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import duckdb

from benchmarks import steps
from benchmarks.ceiling import find_reached, load_truth
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

WITHIN_REACH = """
with known as (
    select jobs.job_id,
        min_by(contacts.campaign_id, (contacts.created_at, contacts.lead_id))
            filter (contacts.campaign_id is not null) as campaign_id
    from read_csv('{folder}/jobs.csv', all_varchar = true) as jobs
    inner join wh.intermediate.int_conversions as conversions
        on conversions.conversion_id = 'job:' || jobs.job_id
    inner join reached as customers
        on customers.record_id = 'customer:' || conversions.customer_id
    inner join truth_records as records
        on jobs.unique_lead_id = records.unique_lead_id
    inner join reached as own
        on records.record_id = own.record_id
        and own.component = customers.component
    inner join wh.intermediate.int_contacts as contacts
        on records.record_id = contacts.record_id
    group by 1
)
select coalesce(sum(sums.amount), 0)
from known
inner join read_csv('{folder}/jobs.csv', all_varchar = true) as jobs
    using (job_id, campaign_id)
inner join wh.intermediate.int_conversion_sums as sums
    on sums.conversion_id = 'job:' || jobs.job_id and sums.revenue_basis = 'invoiced'
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
    sum(coalesce(cut.amount, 0)) as cut_amount,
    $within_reach as reachable_amount
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
    reachable_amount: float

    def error(self, what: str, against: str = "true") -> float:
        """How far a sum lies from the true one or another, as a share of that."""
        right = float(getattr(self, f"{against}_amount"))
        return float(getattr(self, f"{what}_amount")) / right - 1


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
    return compared(workspace)


def compared(workspace: Workspace) -> Compared:
    """What the draws, the confirmed model and a fixed cut make of the truth of a workspace
    whose intermediate models stand; its warehouse is only read."""
    asked = {"cent": CENT, "cut": CUT, "within_reach": _within_reach(workspace)}
    with duckdb.connect(str(workspace.warehouse), read_only=True) as con:
        con.execute(TRUTH.format(folder=workspace.root / "truth"))
        return Compared(*con.execute(COMPARED, asked).fetchall()[0])


def _within_reach(workspace: Workspace) -> float:
    """True revenue of the jobs whose customer shares some value, if only by way of other
    records of the person, with a contact that tells the job's campaign."""
    folder = workspace.root / "truth"
    with duckdb.connect() as con:
        con.execute(f"attach '{workspace.warehouse}' as wh (read_only)")
        load_truth(con, folder)
        find_reached(con)
        return float(con.execute(WITHIN_REACH.format(folder=folder)).fetchall()[0][0])


HEAD = (
    "seed",
    "campaign-months",
    "held",
    "earning ones held",
    "mean of the draws",
    "cut at 0.9 (exact in)",
    "confirmed",
    "within reach",
    "reviews",
    "reviewed: held",
    "mean",
    "confirmed",
    "of what is within reach",
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
        f"{waiting.error('reachable'):+.1%}",
        str(result.reviews),
        f"{reviewed.held / reviewed.cells:.1%}",
        f"{reviewed.error('mean'):+.1%}",
        f"{reviewed.error('confirmed'):+.1%}",
        f"{reviewed.error('confirmed', 'reachable'):+.1%}",
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
    waiting = [result.waiting for result in results]
    reviewed = [result.reviewed for result in results]
    for title, errors in (
        ("mean of the draws", [each.error("mean") for each in waiting]),
        ("cut at 0.9", [each.error("cut") for each in waiting]),
        ("confirmed", [each.error("confirmed") for each in waiting]),
        ("within reach", [each.error("reachable") for each in waiting]),
        ("confirmed, reviewed", [each.error("confirmed") for each in reviewed]),
        (
            "confirmed, reviewed, of what is within reach",
            [each.error("confirmed", "reachable") for each in reviewed],
        ),
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
