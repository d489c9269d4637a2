"""A synthetic franchise network in the source contract, with the truth beside it.

`truth/records.csv`: every lead (`lead:`), inbound call (`call:`) and customer
(`customer:`) that is delivered and not deleted; the person it is of; and for leads and
calls the unique lead, by the rule of unique leads applied to true persons, owning
companies and the decisions that were delivered. Broken rows are further rows with ids
that begin with `X-`; no truth knows them.

`truth/jobs.csv`: every job, the unique lead it belongs to (the latest of the customer's
true person that began before the job, with a day's tolerance, within 180 days) and that
unique lead's campaign: the campaign of its first contact that has a known one. Both are
empty where there is none.

`truth/revenue.csv`: by that campaign, the net amount of all invoices of these jobs
(credit notes negative) in US dollars, each at the latest rate on or before its day
of issue and rounded to the cent. Jobs without a campaign and invoices without a job
are not in it.

`truth/lifecycle.csv`: every unique lead with a contact about an opportunity; its life
cycle state and stage, and when it was decided and fulfilled (UTC, empty where it was not),
by what was delivered of its events, offers and jobs, told one after the other by DESIGN's
state machines and the default definition (`generate/lifecycle.py`). is_complete: its
company reported all that happened; where it did not, state and times are those that
offers and jobs give away. Events dated after the history's end count nowhere.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import LeadhouseError
from orchestration.generate.assemble import Built, build, tables
from orchestration.generate.delivery import Landing
from orchestration.generate.truth_files import write_truth
from orchestration.generate.write import (
    add_delivery_faults,
    claim,
    mark,
    write_settings,
    write_table,
)

FEWEST_LEADS = 200


@dataclass(frozen=True)
class GenerationReport:
    """What was generated; rows counts all delivered rows, broken and late ones too."""

    out: Path
    seed: int
    leads: int
    calls: int
    persons: int
    unique_leads: int
    customers: int
    jobs: int
    attributed_amount: float
    files: int
    rows: dict[str, int]


def generate(leads: int, seed: int, out: Path) -> GenerationReport:
    """Write landing files, truth and settings of a network into `out`.

    `leads` counts leads and inbound calls together, without deleted and broken ones.
    The same seed gives the same bytes. Raises LeadhouseError when out/landing holds
    files that were not written here, or when too few leads are asked for.
    """
    if leads < FEWEST_LEADS:
        raise LeadhouseError(
            f"A network needs at least {FEWEST_LEADS} leads, not {leads}."
        )
    if seed < 0:
        raise LeadhouseError(f"The seed must not be negative, as {seed} is.")
    claim(out)
    built = build(leads, seed)
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        con.execute("set preserve_insertion_order = true")
        landing = Landing(out / "landing", con)
        rows = {
            table: write_table(landing, table, content, at, seed)
            for table, content, at in tables(built)
        }
    add_delivery_faults(landing)
    attributed = write_truth(built, out / "truth")
    mark(out, landing.files, leads, seed)
    write_settings(out)
    return _report(built, out, len(landing.files), rows, attributed)


def _report(
    built: Built, out: Path, files: int, rows: dict[str, int], attributed: float
) -> GenerationReport:
    calls = int(built.world.journeys.contacts.is_call.sum())
    return GenerationReport(
        out=out,
        seed=built.world.seed,
        leads=built.leads - calls,
        calls=calls,
        persons=len(built.world.journeys.person_household),
        unique_leads=len(built.unique.campaign),
        customers=int((~built.customers.is_deleted).sum()),
        jobs=len(built.jobs.at),
        attributed_amount=attributed,
        files=files,
        rows=rows,
    )
