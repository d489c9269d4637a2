"""Small publications to compare: a world of leads, entries and spend written as marts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

MODELS = ("confirmed", "linear")
AS_OF = date(2026, 3, 15)
"""Day of both publications: March is open, February and January are over."""


@dataclass(frozen=True)
class Lead:
    """A lead and where it counts; `content` stands for what its row says."""

    lead_id: str
    campaign: str = "c1"
    day: date = date(2026, 2, 1)
    person: str = "p1"
    opportunity: str | None = None
    text: str = "c1"
    content: str = "a"
    status: str = ""
    probability: float = 0.99
    opened_because: str | None = "first_contact"

    @property
    def unique_lead_id(self) -> str:
        return self.opportunity or f"unique:{self.lead_id}"


@dataclass(frozen=True)
class Entry:
    """A ledger entry of a job of its own, credited by each model to leads in equal parts;
    to nobody where there are none."""

    number: int
    amount: Decimal = Decimal("100.00")
    rate: Decimal = Decimal("1")
    leads: tuple[str, ...] = ("L1",)
    day: date = date(2026, 2, 5)
    kind: str = "invoices"
    content: str = "a"
    job_content: str = "a"
    customer: str = "K1"

    @property
    def entry_id(self) -> str:
        return f"invoice:I{self.number}"

    @property
    def report_amount(self) -> Decimal:
        return (self.amount * self.rate).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Spend:
    """A delivered day of spend."""

    campaign: str
    day: date
    amount: Decimal
    rate: Decimal = Decimal("1")
    content: str = "a"

    @property
    def record_id(self) -> str:
        return f"spend:{self.day}|{self.campaign}"


@dataclass(frozen=True)
class World:
    """All that a publication tells of."""

    leads: tuple[Lead, ...] = (Lead("L1"),)
    entries: tuple[Entry, ...] = ()
    spend: tuple[Spend, ...] = ()
    customers: tuple[tuple[str, str], ...] = (("K1", "p1"),)
    decisions: tuple[tuple[str, str, str, str | None], ...] = ()
    person_changes: tuple[tuple[str, str], ...] = ()
    """Person and cause, of the run itself."""
    definition: str = "d-1"
    model: str = "m-1"
    events: tuple[tuple[str, str], ...] = ()
    """Status event and the lead that it is about."""
    credits: dict[str, int] = field(default_factory=dict)
    """Of a lead more than one part of the linear model's credit."""

    def changed(self, **changes: object) -> "World":
        return replace(self, **changes)  # type: ignore[arg-type]


def write(root: Path, run_id: str, world: World) -> Path:
    """The world as a publication of that run."""
    folder = root / run_id
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        for mart, (columns, rows) in _marts(run_id, world).items():
            con.execute(f"create or replace table mart ({columns})")
            if rows:
                places = ", ".join("?" * len(rows[0]))
                con.executemany(f"insert into mart values ({places})", rows)
            con.execute(f"copy mart to '{folder / mart}.parquet' (format parquet)")
    manifest = {
        "run_id": run_id,
        "definition_version": world.definition,
        "model_version": world.model,
        "report_currency": "USD",
        "as_of_date": AS_OF.isoformat(),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


Rows = list[list[object]]


def _marts(run_id: str, world: World) -> dict[str, tuple[str, Rows]]:
    leads = {lead.lead_id: lead for lead in world.leads}
    return {
        "campaign_roi": (
            "attribution_model varchar",
            [[model] for model in MODELS],
        ),
        "dim_campaigns": (
            "campaign_id varchar, name varchar",
            [[name, name] for name in sorted(_campaigns(world))],
        ),
        "desk_decisions": (
            "event_id varchar, kind varchar, subject_id varchar, object_id varchar",
            [list(decision) for decision in world.decisions],
        ),
        "person_changes": (
            "person_id varchar, other_person_id varchar, cause varchar, run_id varchar",
            [[person, None, cause, run_id] for person, cause in world.person_changes],
        ),
        "person_records": (_PERSON_RECORDS, _person_records(world)),
        "source_records": (_SOURCE_RECORDS, _source_records(world)),
        "fct_leads": (_LEADS, [_lead_row(lead) for lead in world.leads]),
        "fct_unique_leads": (_UNIQUE_LEADS, _unique_leads(world)),
        "fct_spend": (
            """record_id varchar, spend_date date, campaign_id varchar,
            company_id varchar, source_amount decimal(18, 4), source_currency varchar,
            exchange_rate decimal(18, 8), amount decimal(18, 2)""",
            [
                [
                    spend.record_id,
                    spend.day,
                    spend.campaign,
                    "__none__",
                    spend.amount,
                    "EUR",
                    spend.rate,
                    (spend.amount * spend.rate).quantize(Decimal("0.01")),
                ]
                for spend in world.spend
            ],
        ),
        "fct_ledger": (_LEDGER, [_ledger_row(entry) for entry in world.entries]),
        "fct_conversions": (
            _CONVERSIONS,
            [_conversion_row(entry, leads) for entry in world.entries],
        ),
        "fct_revenue_credits": (
            _CREDITS,
            [
                row
                for entry in world.entries
                for row in _credit_rows(entry, leads, world.credits)
            ],
        ),
        "fct_revenue_unattributed": (
            _UNATTRIBUTED,
            [
                row
                for entry in world.entries
                for row in _unattributed_rows(entry, leads)
            ],
        ),
    }


def _campaigns(world: World) -> set[str]:
    return {lead.campaign for lead in world.leads} | {
        spend.campaign for spend in world.spend
    }


_PERSON_RECORDS = """record_id varchar, person_id varchar, created_at timestamp,
    company_id varchar, full_name varchar, first_name varchar, last_name varchar,
    organization varchar, street varchar, city varchar, postcode varchar,
    country varchar, phones varchar, emails varchar"""


def _person_records(world: World) -> Rows:
    people = [
        (f"lead:{lead.lead_id}", lead.person, lead.content) for lead in world.leads
    ] + [(f"customer:{name}", person, "") for name, person in world.customers]
    return [
        [record, person, None, None, content, *[None] * 9]
        for record, person, content in people
    ]


_SOURCE_RECORDS = """record_id varchar, source_table varchar, lead_id varchar,
    occurred_at timestamp, row_hash varchar, source_file varchar, source_line bigint"""


def _source_records(world: World) -> Rows:
    rows: Rows = []

    def add(record: str, day: date | None, content: str, lead: str | None) -> None:
        moment = None if day is None else f"{day} 12:00:00"
        rows.append(
            [record, "t", lead, moment, content, "landing/a.csv", len(rows) + 2]
        )

    for lead in world.leads:
        content = lead.content + lead.status
        add(f"lead:{lead.lead_id}", lead.day, content, lead.lead_id)
    for name, _ in world.customers:
        add(f"customer:{name}", None, "a", None)
    for entry in world.entries:
        add(entry.entry_id, entry.day, entry.content, None)
        add(f"job:J{entry.number}", entry.day, entry.job_content, None)
    for spend in world.spend:
        add(spend.record_id, spend.day, spend.content, None)
    for event, about in world.events:
        add(f"status:{event}", AS_OF, "a", about)
    return rows


_LEADS = """lead_id varchar, origin varchar, created_date date,
    campaign_bucket_id varchar, company_scope varchar, campaign_text varchar,
    is_valid boolean, lead_type varchar, product_line varchar, person_id varchar,
    unique_lead_id varchar, match_probability double, match_status varchar,
    candidate_customer_id varchar, opened_because varchar"""


def _lead_row(lead: Lead) -> list[object]:
    return [
        lead.lead_id,
        "web_form",
        lead.day,
        lead.campaign,
        "__none__",
        lead.text,
        True,
        None,
        None,
        lead.person,
        lead.unique_lead_id,
        lead.probability,
        "auto",
        None,
        lead.opened_because,
    ]


_UNIQUE_LEADS = """unique_lead_id varchar, campaign_bucket_id varchar,
    company_scope varchar, first_lead_date date, won_date date, won_at timestamp,
    is_new_customer boolean, customer_id varchar"""


def _unique_leads(world: World) -> Rows:
    first: dict[str, Lead] = {}
    for lead in sorted(world.leads, key=lambda each: (each.day, each.lead_id)):
        first.setdefault(lead.unique_lead_id, lead)
    return [
        [name, lead.campaign, "__none__", lead.day, None, None, None, None]
        for name, lead in first.items()
    ]


_LEDGER = """entry_id varchar, revenue_basis varchar, entry_kind varchar,
    conversion_id varchar, invoice_id varchar, job_id varchar, occurred_date date,
    source_amount decimal(18, 4), source_currency varchar,
    exchange_rate decimal(18, 8), amount decimal(18, 2)"""


def _ledger_row(entry: Entry) -> list[object]:
    return [
        entry.entry_id,
        "invoiced",
        entry.kind,
        f"job:J{entry.number}",
        f"I{entry.number}",
        f"J{entry.number}",
        entry.day,
        entry.amount,
        "EUR",
        entry.rate,
        entry.report_amount,
    ]


_CONVERSIONS = """conversion_id varchar, customer_id varchar, company_id varchar,
    converted_at timestamp, is_cancelled boolean, is_lead_named_by_source boolean,
    matched_lead_id varchar, unique_lead_id varchar"""


def _there(entry: Entry, leads: dict[str, Lead]) -> list[Lead]:
    return [leads[name] for name in entry.leads if name in leads]


def _conversion_row(entry: Entry, leads: dict[str, Lead]) -> list[object]:
    there = _there(entry, leads)
    last = there[-1] if there else None
    return [
        f"job:J{entry.number}",
        entry.customer,
        None,
        None,
        False,
        False,
        last and last.lead_id,
        last and last.unique_lead_id,
    ]


_CREDITS = """attribution_model varchar, revenue_basis varchar, entry_id varchar,
    conversion_id varchar, unique_lead_id varchar, lead_id varchar,
    campaign_id varchar, company_id varchar, cohort_date date, occurred_date date,
    credited_amount decimal(18, 2), gross_profit_amount decimal(18, 2),
    credit decimal(14, 12)"""


def _credit_rows(entry: Entry, leads: dict[str, Lead], parts: dict[str, int]) -> Rows:
    there = _there(entry, leads)
    rows: Rows = []
    for model in MODELS:
        credited = there[-1:] if model == "confirmed" else there
        weights = [parts.get(lead.lead_id, 1) for lead in credited]
        shares = split(entry.report_amount, weights if model == "linear" else [1])
        rows += [
            [
                model,
                "invoiced",
                entry.entry_id,
                f"job:J{entry.number}",
                lead.unique_lead_id,
                lead.lead_id,
                lead.campaign,
                "__none__",
                lead.day,
                entry.day,
                share,
                share,
                0,
            ]
            for lead, share in zip(credited, shares, strict=False)
        ]
    return rows


def split(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """The amount in cents by weight, what is left over to the first ones."""
    cents, whole = int(amount * 100), sum(weights) or 1
    parts = [abs(cents) * weight // whole for weight in weights]
    for place in range(abs(cents) - sum(parts) if weights else 0):
        parts[place % len(parts)] += 1
    sign = -1 if cents < 0 else 1
    return [Decimal(sign * part) / 100 for part in parts]


_UNATTRIBUTED = """attribution_model varchar, revenue_basis varchar,
    entry_id varchar, conversion_id varchar, unique_lead_id varchar,
    campaign_id varchar, company_id varchar, cohort_date date, occurred_date date,
    unattributed_amount decimal(18, 2), gross_profit_amount decimal(18, 2),
    reason varchar"""


def _unattributed_rows(entry: Entry, leads: dict[str, Lead]) -> Rows:
    if _there(entry, leads):
        return []
    return [
        [
            model,
            "invoiced",
            entry.entry_id,
            f"job:J{entry.number}",
            None,
            "__unattributed__",
            "__none__",
            entry.day,
            entry.day,
            entry.report_amount,
            None,
            "unmatched",
        ]
        for model in MODELS
    ]


def figures(worlds: Iterable[World]) -> list[dict[tuple[str, ...], Decimal]]:
    """Each world's figures by measure, model, campaign and month, added up in Python."""
    return [_figures(world) for world in worlds]


def _figures(world: World) -> dict[tuple[str, ...], Decimal]:
    found: dict[tuple[str, ...], Decimal] = {}

    def add(key: tuple[str, ...], day: date, amount: Decimal | int) -> None:
        whole = (*key, f"{day:%Y-%m}")
        found[whole] = found.get(whole, Decimal(0)) + amount

    leads = {lead.lead_id: lead for lead in world.leads}
    for lead in world.leads:
        add(("leads", "", lead.campaign), lead.day, 1)
    for row in _unique_leads(world):
        add(("unique_leads", "", str(row[1])), date.fromisoformat(str(row[3])), 1)
    for spend in world.spend:
        amount = (spend.amount * spend.rate).quantize(Decimal("0.01"))
        add(("spend_amount", "", spend.campaign), spend.day, amount)
    for entry in world.entries:
        for row in _credit_rows(entry, leads, world.credits):
            key = ("revenue_amount", str(row[0]), str(row[6]))
            add(key, date.fromisoformat(str(row[8])), Decimal(str(row[10])))
        for row in _unattributed_rows(entry, leads):
            key = ("revenue_amount", str(row[0]), str(row[5]))
            add(key, date.fromisoformat(str(row[7])), Decimal(str(row[9])))
    return found
