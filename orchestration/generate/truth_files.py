"""The three files of the truth; what each means is said in the package's docstring."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from orchestration.generate.assemble import Built
from orchestration.generate.draws import Texts, numbered
from orchestration.generate.facts import DELETED
from orchestration.generate.money_rows import in_report_currency
from orchestration.generate.network import exchange_rates


def write_truth(built: Built, folder: Path) -> float:
    """Write the three files; returns the attributed amount in US dollars."""
    folder.mkdir(parents=True, exist_ok=True)
    contacts, customers = built.world.journeys.contacts, built.customers
    kept = np.flatnonzero(contacts.nature != DELETED)
    prefix = np.where(contacts.is_call, "call:", "lead:").astype(object)
    unique_ids = np.append(
        numbered("UL", np.arange(len(built.unique.campaign)) + 1, 7), ""
    )
    real = np.flatnonzero(~customers.is_deleted)
    person = np.concatenate([contacts.person[kept], customers.person[real]])
    records = {
        "record_id": np.concatenate(
            [(prefix + built.keys)[kept], "customer:" + built.customer_ids[real]]
        ),
        "person_id": numbered("P", person + 1, 7),
        "unique_lead_id": np.concatenate(
            [
                unique_ids[built.unique.of_touch[kept]],
                np.full(len(real), "", dtype=object),
            ]
        ),
    }
    _write(folder / "records.csv", records)
    campaign_ids = np.append(built.world.campaigns.campaign_id, "")
    of_order = built.unique.of_order
    campaign = np.append(built.unique.campaign, -1)[of_order]
    campaign = np.where(of_order >= 0, campaign, -1)
    jobs = {
        "job_id": built.job_ids,
        "unique_lead_id": unique_ids[of_order],
        "campaign_id": campaign_ids[campaign],
    }
    _write(folder / "jobs.csv", jobs)
    monday, rate = exchange_rates(built.world.seed)
    invoices = built.invoices
    cents = in_report_currency(invoices, built.sales, built.world.network, monday, rate)
    earned = np.append(campaign, -1)[invoices.job]
    known = earned >= 0
    total = np.zeros(len(campaign_ids) - 1, dtype=np.int64)
    np.add.at(total, earned[known], cents[known])
    shown = np.unique(earned[known])
    revenue = {
        "campaign_id": campaign_ids[shown],
        "net_amount": np.array(
            [f"{amount // 100}.{amount % 100:02}" for amount in total[shown]],
            dtype=object,
        ),
    }
    _write(folder / "revenue.csv", revenue)
    return float(total.sum()) / 100


def _write(path: Path, columns: dict[str, Texts]) -> None:
    table = pa.table({name: pa.array(v, pa.string()) for name, v in columns.items()})
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        csv.write_csv(table, file, options)
