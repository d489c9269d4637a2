"""A network of a few dozen leads to which eleven things happen, one of each cause.

Every cause has a campaign, a person and an invoice of its own, so that what happens to one
is seen in no other. Days are counted back from today: whether a month is over depends on it.
"""

import csv
import json
import shutil
from datetime import date, timedelta
from pathlib import Path

from orchestration.definition.load import DEFAULT_FOLDER
from splink_models.model import DEFAULT_MODEL
from tests.workspace_runs import Built

TODAY = date.today()
LAST_MONTH = TODAY.replace(day=1) - timedelta(days=20)
BEFORE = LAST_MONTH.replace(day=3)
"""A day of the month before last month or so, with room behind it."""

CAUSES = (
    "new_data",
    "late_data",
    "correction",
    "deletion",
    "refund",
    "exchange_rate",
    "rematch",
    "campaign_change",
    "decision",
    "definition",
    "model_version",
)
PEOPLE = {
    "new_data": "Abigail Thornbury",
    "late_data": "Bartholomew Quince",
    "correction": "Cordelia Vandermeer",
    "deletion": "Desmond Okonkwo",
    "refund": "Eleanora Fitzwilliam",
    "exchange_rate": "Ferdinand Castellano",
    "rematch": "Gwendolyn Abernathy",
    "campaign_change": "Humphrey Szymanski",
    "decision": "Isadora Lindqvist",
    "definition": "Jeremiah Papadakis",
    "model_version": "Katarzyna Holloway",
}
FILLERS = (
    "Leopold Brandvold", "Marguerite Dubois", "Nathaniel Ferreira", "Ophelia Grimaldi",
    "Percival Hashimoto", "Quentin Ivanov", "Rosalind Jankowski", "Sebastian Kowalczyk",
    "Theodora Lundgren", "Ulysses Montague", "Valentina Nakamura", "Wolfgang Ostrowski",
)  # fmt: skip


class Network:
    """Delivers files to a workspace; a later file holds later versions."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self._files = 0

    def deliver(self, table: str, *rows: dict[str, object]) -> None:
        """One file with these rows; columns are those of the first one."""
        self._files += 1
        folder: Path = self.built.workspace.landing / table
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{table}_{self._files:03}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def run(self) -> str:
        """Runs the pipeline and gives the id of the publication."""
        done = self.built.leadhouse("run")
        assert done.returncode == 0, done.stderr
        return self.built.published.name


def at(day: date, hour: int = 12) -> str:
    return f"{day}T{hour:02}:00:00Z"


def person(cause: str) -> dict[str, object]:
    """Contact points that no other person has."""
    number = CAUSES.index(cause)
    name = PEOPLE[cause]
    return {
        "full_name": name,
        "phones": f"+1404555{2100 + number * 37}",
        "emails": f"{name.lower().replace(' ', '.')}@example{number}.com",
        "postcode": f"30{300 + number}",
    }


def lead(cause: str, day: date, lead_id: str | None = None) -> dict[str, object]:
    return {
        "lead_id": lead_id or f"L-{cause}",
        "created_at": at(day),
        "origin": "web_form",
        "campaign": f"CM-{cause}",
        **person(cause),
    }


def invoice(
    cause: str, amount: object, day: date, number: int = 1
) -> dict[str, object]:
    return {
        "invoice_id": f"I-{cause}-{number}",
        "job_id": f"J-{cause}",
        "customer_id": f"K-{cause}",
        "issued_at": at(day),
        "kind": "invoice",
        "net_amount": amount,
        "currency": "EUR" if cause == "exchange_rate" else "USD",
    }


def deliver_base(network: Network) -> None:
    """Eleven campaigns, each with a lead, a customer, a job and an invoice of 1,000."""
    network.built.workspace.root.mkdir(parents=True, exist_ok=True)
    network.built.workspace.settings_file.write_text("report_currency: USD\n")
    network.deliver(
        "campaigns",
        *(
            {
                "campaign_id": f"CM-{cause}",
                "name": cause.replace("_", " "),
                "channel": "x",
            }
            for cause in CAUSES
        ),
    )
    network.deliver(
        "exchange_rates",
        {
            "rate_date": BEFORE - timedelta(days=60),
            "from_currency": "EUR",
            "to_currency": "USD",
            "rate": "1.10",
        },
    )
    network.deliver("leads", *_base_leads())
    network.deliver(
        "customers",
        *(
            {"customer_id": f"K-{cause}", "created_at": at(BEFORE), **_known(cause)}
            for cause in CAUSES
        ),
    )
    network.deliver(
        "jobs",
        *(
            {
                "job_id": f"J-{cause}",
                "customer_id": f"K-{cause}",
                "created_at": at(BEFORE + timedelta(days=2)),
                "status": "completed",
            }
            for cause in CAUSES
        ),
    )
    network.deliver(
        "invoices",
        *(invoice(cause, 1000, BEFORE + timedelta(days=4)) for cause in CAUSES),
    )
    network.deliver(
        "ad_spend",
        *(
            {"spend_date": BEFORE, "campaign_id": f"CM-{cause}", "cost_amount": "50.00"}
            for cause in CAUSES
        ),
    )


def _base_leads() -> list[dict[str, object]]:
    leads = [lead(cause, BEFORE) for cause in CAUSES]
    for each in leads:
        if each["lead_id"] == "L-campaign_change":
            each["campaign"] = "Autumn Mistery"
        if each["lead_id"] == "L-rematch":
            # Only the telephone, and the customer only the e-mail address.
            each |= {"emails": "", "postcode": "", "full_name": ""}
        if each["lead_id"] == "L-model_version":
            # Name, postcode and one telephone; the customer has an e-mail address.
            each["emails"] = ""
    # Closer to the lead before than the gap rule asks for, until it is changed.
    leads.append(lead("definition", BEFORE - timedelta(days=20), "L-definition-0"))
    leads += [
        {
            "lead_id": f"L-filler-{number}",
            "created_at": at(TODAY - timedelta(days=1)),
            "origin": "web_form",
            "campaign": "",
            "full_name": name,
            "phones": f"+1770555{3000 + number * 41}",
            "emails": f"{name.lower().replace(' ', '.')}@mail{number}.com",
            "postcode": f"31{400 + number}",
        }
        for number, name in enumerate(FILLERS)
    ]
    return leads


def _known(cause: str) -> dict[str, object]:
    """What the customer's record says of the person."""
    known = person(cause)
    if cause == "rematch":
        known["phones"] = ""
    if cause == "model_version":
        known["phones"] = ""
    return known


def deliver_nine_changes(network: Network) -> None:
    """What sources and people do: everything but other rules and another model."""
    network.deliver(
        "invoices",
        invoice("new_data", 200, TODAY, 2),
        invoice("late_data", 300, BEFORE + timedelta(days=6), 2),
        invoice("correction", "1234.56", BEFORE + timedelta(days=4)),
        invoice("refund", -150, TODAY, 2) | {"kind": "credit_note"},
    )
    network.deliver(
        "ad_spend",
        {"spend_date": TODAY, "campaign_id": "CM-new_data", "cost_amount": "7.00"},
        {
            "spend_date": LAST_MONTH,
            "campaign_id": "CM-late_data",
            "cost_amount": "8.00",
        },
        {"spend_date": BEFORE, "campaign_id": "CM-correction", "cost_amount": "55.55"},
    )
    bridge = person("rematch") | {"full_name": PEOPLE["rematch"]}
    network.deliver(
        "leads",
        lead("new_data", TODAY, "L-new_data-2"),
        lead("late_data", LAST_MONTH, "L-late_data-2"),
        lead("rematch", BEFORE + timedelta(days=12), "L-rematch-2") | bridge,
    )
    network.deliver(
        "deletions",
        {"table": "invoices", "key": "I-deletion-1", "deleted_at": at(TODAY)},
    )
    network.deliver(
        "exchange_rates",
        {
            "rate_date": BEFORE - timedelta(days=60),
            "from_currency": "EUR",
            "to_currency": "USD",
            "rate": "1.25",
        },
    )
    network.deliver(
        "campaign_aliases",
        {
            "alias": "autumn mistery",
            "alias_type": "name",
            "campaign_id": "CM-campaign_change",
        },
    )
    done = network.built.leadhouse(
        "decide", "dismiss", "L-decision", "--by", "Ann", "--reason", "a test call"
    )
    assert done.returncode == 0, done.stderr


def deliver_other_rules(network: Network) -> None:
    """A shorter gap between opportunities; and, at the same time, one more invoice."""
    folder = network.built.workspace.definitions / "default"
    shutil.copytree(DEFAULT_FOLDER, folder)
    path = folder / "definition.yml"
    text = path.read_text("utf-8")
    assert "gap_days: 30" in text
    path.write_text(text.replace("gap_days: 30", "gap_days: 10", 1), "utf-8")
    network.deliver("invoices", invoice("new_data", 11, TODAY, 3))


def deliver_another_model(network: Network) -> None:
    """The shipped model, but expecting fewer records of one person."""
    numbers = json.loads(DEFAULT_MODEL.read_text("utf-8"))
    numbers |= {
        "version": "wary-1",
        "matches_per_record": numbers["matches_per_record"] / 1000,
    }
    folder = network.built.workspace.models
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wary.json").write_text(json.dumps(numbers), "utf-8")
    with network.built.workspace.settings_file.open("a") as settings:
        settings.write("model: wary\n")
