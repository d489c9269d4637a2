"""The four files of the truth; what each means is said in the package's docstring."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from orchestration.generate.assemble import Built
from orchestration.generate.draws import Ints, Texts, blank, numbered, texts
from orchestration.generate.facts import DELETED, NEVER, NOTHING, SERVICE
from orchestration.generate.lifecycle import STAGES, STATES, tell
from orchestration.generate.money_rows import in_report_currency
from orchestration.generate.network import exchange_rates
from orchestration.generate.steps import gather, told_whole


def write_truth(built: Built, folder: Path) -> float:
    """Write the four files; returns the attributed amount in US dollars."""
    folder.mkdir(parents=True, exist_ok=True)
    number = np.arange(len(built.unique.campaign)) + 1
    unique_ids = np.append(numbered("UL", number, 7), "")
    campaign_ids = np.append(built.world.campaigns.campaign_id, "")
    of_order = built.unique.of_order
    campaign = np.append(built.unique.campaign, NOTHING)[of_order]
    jobs = {
        "job_id": built.job_ids,
        "unique_lead_id": unique_ids[of_order],
        "campaign_id": campaign_ids[campaign],
    }
    _write(folder / "records.csv", _records(built, unique_ids))
    _write(folder / "jobs.csv", jobs)
    _write(folder / "lifecycle.csv", _lifecycle(built, unique_ids))
    total = _earned(built, campaign)
    shown = np.flatnonzero(total)
    dollars = [f"{Decimal(int(cents)) / 100:.2f}" for cents in total[shown]]
    revenue = {"campaign_id": campaign_ids[shown], "net_amount": texts(dollars)}
    _write(folder / "revenue.csv", revenue)
    return int(total.sum()) / 100


def _records(built: Built, unique_ids: Texts) -> dict[str, Texts]:
    """Leads, inbound calls and customers that were not deleted."""
    contacts, customers = built.world.journeys.contacts, built.customers
    kept = np.flatnonzero(contacts.nature != DELETED)
    real = np.flatnonzero(~customers.is_deleted)
    prefix = np.where(contacts.is_call, "call:", "lead:").astype(object)
    person = np.concatenate([contacts.person[kept], customers.person[real]])
    ids = [(prefix + built.keys)[kept], "customer:" + built.customer_ids[real]]
    return {
        "record_id": np.concatenate(ids),
        "person_id": numbered("P", person + 1, 7),
        "unique_lead_id": np.append(
            unique_ids[built.unique.of_touch[kept]], blank(len(real))
        ),
    }


def _lifecycle(built: Built, unique_ids: Texts) -> dict[str, Texts]:
    """Where every unique lead stands that has a contact about an opportunity."""
    contacts, unique = built.world.journeys.contacts, built.unique
    size = len(unique.campaign)
    steps = gather(
        unique.of_touch,
        unique.of_order,
        contacts,
        built.events,
        built.offers,
        built.jobs,
    )
    found = tell(steps, size)
    whole = told_whole(unique.of_touch, size, contacts, built.stories, built.events)
    shown = np.unique(unique.of_touch[contacts.nature <= SERVICE])
    return {
        "unique_lead_id": unique_ids[shown],
        "life_cycle_state": texts(STATES)[found.state[shown]],
        "stage": texts(STAGES)[found.stage[shown]],
        "decided_at": _moment(found.decided_at[shown]),
        "fulfilled_at": _moment(found.fulfilled_at[shown]),
        "is_complete": np.where(whole[shown], "true", "false").astype(object),
    }


def _moment(at: Ints) -> Texts:
    """`2024-05-03T14:05:09Z`, empty where there is none."""
    is_known = at < NEVER
    known = np.where(is_known, at, 0).astype("datetime64[s]")
    written = np.strings.add(np.datetime_as_string(known), "Z").astype(object)
    return np.where(is_known, written, "").astype(object)


def _earned(built: Built, campaign: Ints) -> Ints:
    """US cents that the jobs of each campaign were invoiced; `campaign` is per job."""
    monday, rate = exchange_rates(built.world.seed)
    invoices = built.invoices
    cents = in_report_currency(invoices, built.sales, built.world.network, monday, rate)
    earned = np.append(campaign, NOTHING)[invoices.job]
    known = earned != NOTHING
    total = np.zeros(len(built.world.campaigns), dtype=np.int64)
    np.add.at(total, earned[known], cents[known])
    return total


def _write(path: Path, columns: dict[str, Texts]) -> None:
    table = pa.table({name: pa.array(v, pa.string()) for name, v in columns.items()})
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        csv.write_csv(table, file, options)
