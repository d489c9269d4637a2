"""A deterministic publication of invented figures, for tests of the dashboards.

It stands in for a pipeline run: the same files, columns and types as a real
publication, small enough to recompute in pandas. It holds what the pages must not
hide: a campaign that spends and earns nothing, free campaigns, revenue without a
campaign, young cohorts. No business rule is tested here.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

DEFINITION_VERSION = "default-3f9a1c2b"
MODEL_VERSION = "model-71d0"
# Some of the attribution models, and the share of revenue that each moves.
MODEL_SHIFT = {"confirmed": 0.0, "first": 0.12, "last": 0.2, "linear": 0.08}
BASIS_FACTOR = {
    "invoiced": 1.0,
    "collected": 0.93,
    "estimated": 1.27,
    "self_reported": 0.41,
}
CHANNELS = {
    "Paid search": ("Google Ads", "Microsoft Ads", "Local services ads"),
    "Paid social": ("Facebook", "Instagram", "Neighbourhood app"),
    "Print and radio": ("Radio spots", "Home magazine", "Billboards"),
    "Events": ("Home show", "County fair"),
    "Referral": ("Customer referral", "Partner referral"),
    "Organic": ("Website", "Search engine"),
}
THEMES = ("brand", "spring", "emergency", "winter")
FREE_CHANNELS = ("Referral", "Organic")
SPECIAL = {
    "__unknown_campaign__": "Unknown campaign",
    "__no_campaign__": "No campaign",
    "__unattributed__": "Unattributed",
}
SPENDS_AND_EARNS_NOTHING = "Billboards · brand"
REGIONS = ("North", "South", "East", "West")
TOWNS = (
    "Ashford", "Bexley", "Corwen", "Dunmore", "Elgin", "Falmouth", "Girvan", "Harlow",
    "Ilkley", "Jarrow", "Kendal", "Ludlow", "Malvern", "Newry", "Oban", "Penrith",
    "Quorn", "Ripon", "Selby", "Thirsk", "Ulverston", "Ventnor", "Whitby", "Yeovil",
    "Alnwick", "Bodmin", "Crewe", "Dorking", "Epsom", "Frome", "Goole", "Hexham",
    "Inverness", "Jedburgh", "Keswick", "Leek",
)  # fmt: skip

MART_SQL = {
    "campaign_roi": """
        select
            clock, cast(month as date) as month, campaign_id, company_id,
            attribution_model, revenue_basis,
            cast(spend_amount as decimal(18, 2)) as spend_amount,
            cast(leads as bigint) as leads,
            cast(valid_leads as bigint) as valid_leads,
            cast(unique_leads as bigint) as unique_leads,
            cast(won_unique_leads as bigint) as won_unique_leads,
            cast(new_customers as bigint) as new_customers,
            cast(jobs as bigint) as jobs,
            cast(revenue_amount as decimal(18, 2)) as revenue_amount,
            cast(gross_profit_amount as decimal(18, 2)) as gross_profit_amount,
            spend_amount / nullif(valid_leads, 0) as cost_per_lead,
            spend_amount / nullif(unique_leads, 0) as cost_per_unique_lead,
            spend_amount / nullif(new_customers, 0) as cac,
            revenue_amount / nullif(spend_amount, 0) as roas,
            (coalesce(gross_profit_amount, revenue_amount) - spend_amount)
                / nullif(spend_amount, 0) as roi,
            case when gross_profit_amount is null then 'revenue'
                else 'gross_profit' end as roi_basis,
            cast(null as decimal(18, 2)) as revenue_low,
            cast(null as decimal(18, 2)) as revenue_high,
            cast(null as double) as roas_low, cast(null as double) as roas_high,
            maturity, report_currency, run_id, definition_version
        from campaign_roi
    """,
    "dim_campaigns": "select * from dim_campaigns",
    "dim_companies": "select * from dim_companies",
    "run_log": "select * from run_log",
    "quality_results": "select * from quality_results",
}


@dataclass(frozen=True)
class Scenario:
    """What the invented publication looks like."""

    run_id: str = "2026-11-22T06-00-00Z-4f1c"
    campaigns: int = 30
    companies: int = 40
    months: int = 36
    last_month: date = date(2026, 11, 1)
    seed: int = 7
    report_currency: str = "EUR"
    has_known_costs: bool = True
    revenue_factor: float = 1.0
    failed_warnings: int = 2


def small_scenario(**changes: object) -> Scenario:
    """A publication that a unit test writes in a fraction of a second."""
    values: dict[str, object] = {"campaigns": 18, "companies": 5, "months": 30}
    return Scenario(**{**values, **changes})  # type: ignore[arg-type]


def write_publication(
    root: Path, scenario: Scenario, published_at: datetime | None = None
) -> Path:
    """Write the publication into the workspace and make it the current one."""
    published_at = published_at or datetime.now(UTC)
    folder = root / "published" / scenario.run_id
    folder.mkdir(parents=True, exist_ok=True)
    frames = build_frames(scenario, published_at)
    connection = duckdb.connect()
    for name, frame in frames.items():
        connection.register(name, frame)
        connection.execute(
            f"copy ({MART_SQL[name]}) to '{folder / name}.parquet' (format parquet)"
        )
    connection.close()
    manifest = {
        "run_id": scenario.run_id,
        "published_at": published_at.isoformat(),
        "definition_version": DEFINITION_VERSION,
        "model_version": MODEL_VERSION,
        "code_version": "0.1.0",
        "report_currency": scenario.report_currency,
        "timezone": "Europe/Amsterdam",
        "as_of_date": published_at.date().isoformat(),
        "rows": {name: len(frame) for name, frame in frames.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    write_last_run(root, scenario.run_id, "published", "", published_at)
    pointer = root / "published" / "current.new"
    pointer.write_text(scenario.run_id + "\n", "utf-8")
    pointer.replace(root / "published" / "current")
    return folder


def write_last_run(
    root: Path,
    run_id: str,
    outcome: str,
    reason: str,
    finished_at: datetime | None = None,
) -> None:
    """Write how the newest run ended."""
    finished_at = finished_at or datetime.now(UTC)
    content = {
        "run_id": run_id,
        "started_at": (finished_at - timedelta(minutes=4)).isoformat(),
        "finished_at": finished_at.isoformat(),
        "outcome": outcome,
        "reason": reason,
    }
    (root / "published").mkdir(parents=True, exist_ok=True)
    (root / "published" / "last_run.json").write_text(json.dumps(content), "utf-8")


def build_frames(scenario: Scenario, published_at: datetime) -> dict[str, pd.DataFrame]:
    """The marts as data frames, by name."""
    campaigns = _campaigns(scenario)
    companies = _companies(scenario)
    roi = _campaign_roi(scenario)
    frames = {
        "campaign_roi": roi.copy(),
        "dim_campaigns": campaigns,
        "dim_companies": companies,
        "run_log": _run_log(scenario, published_at, len(roi)),
        "quality_results": _quality_results(scenario, published_at),
    }
    for name in ("campaign_roi", "dim_campaigns", "dim_companies"):
        frames[name]["run_id"] = scenario.run_id
        frames[name]["definition_version"] = DEFINITION_VERSION
    return frames


@lru_cache(maxsize=4)
def _campaign_roi(scenario: Scenario) -> pd.DataFrame:
    """All slices; most tests want the same ones."""
    spine = _spine(scenario, _campaigns(scenario), _companies(scenario))
    roi = pd.concat(
        [
            _slice(scenario, spine, clock, model, basis)
            for clock in ("cohort", "period", "cash")
            for model in MODEL_SHIFT
            for basis in BASIS_FACTOR
            if clock != "cash" or basis == "collected"
        ],
        ignore_index=True,
    )
    roi["report_currency"] = scenario.report_currency
    return roi


def _campaigns(scenario: Scenario) -> pd.DataFrame:
    named = [
        (f"{source} · {theme}", channel, source)
        for theme in THEMES
        for channel, sources in CHANNELS.items()
        for source in sources
    ][: scenario.campaigns]
    rows = [
        (f"cmp-{number:03d}", name, channel, source, None, channel not in FREE_CHANNELS)
        for number, (name, channel, source) in enumerate(named, start=1)
    ]
    frame = pd.DataFrame(
        rows, columns=["campaign_id", "name", "channel", "source", "medium", "is_paid"]
    )
    special = pd.DataFrame({"campaign_id": SPECIAL.keys(), "name": SPECIAL.values()})
    frame = pd.concat([frame, special], ignore_index=True)
    frame["company_id"] = None
    frame["is_paid"] = frame["is_paid"].eq(True)
    frame["is_special"] = frame["campaign_id"].str.startswith("__")
    return frame.astype(
        dict.fromkeys(("channel", "source", "medium", "company_id"), "string")
    )


def _companies(scenario: Scenario) -> pd.DataFrame:
    towns = [f"Alder & Rowe {town}" for town in TOWNS]
    names = [f"Alder & Rowe {region}" for region in REGIONS] + towns
    frame = pd.DataFrame({"name": names[: scenario.companies]})
    number = np.arange(len(frame))
    frame["company_id"] = [f"com-{n + 1:02d}" for n in number]
    is_region = number < len(REGIONS)
    frame["kind"] = np.where(is_region, "franchisor", "franchisee")
    parents = [f"com-{n % len(REGIONS) + 1:02d}" for n in number]
    frame["parent_company_id"] = pd.Series(parents, dtype="string").mask(
        pd.Series(is_region)
    )
    frame["timezone"] = "Europe/Amsterdam"
    frame["currency"] = scenario.report_currency
    frame["is_special"] = False
    frame.loc[len(frame)] = {
        "name": "Network / no company",
        "company_id": "__none__",
        "kind": "network",
        "timezone": "Europe/Amsterdam",
        "currency": scenario.report_currency,
        "is_special": True,
    }
    return frame


def _spine(
    scenario: Scenario, campaigns: pd.DataFrame, companies: pd.DataFrame
) -> pd.DataFrame:
    """One row per month × company × campaign that runs there, with its outcomes."""
    random = np.random.default_rng(scenario.seed)
    last = pd.Timestamp(scenario.last_month)
    months = pd.date_range(end=last, periods=scenario.months, freq="MS")
    spine = pd.MultiIndex.from_product(
        [months, companies["company_id"], campaigns["campaign_id"]],
        names=["month", "company_id", "campaign_id"],
    ).to_frame(index=False)
    spine = spine.merge(campaigns, on="campaign_id", suffixes=("", "_of_campaign"))
    campaign_number = pd.factorize(spine["campaign_id"])[0]
    company_number = pd.factorize(spine["company_id"])[0]
    runs_there = (campaign_number * 7 + company_number * 3) % 5 < 2
    spine = spine[runs_there | spine["is_special"]].reset_index(drop=True)
    campaign_number = pd.factorize(spine["campaign_id"])[0]
    age_months = (last.year - spine["month"].dt.year) * 12 + (
        last.month - spine["month"].dt.month
    )
    season = 1 + 0.35 * np.sin(spine["month"].dt.month / 12 * 2 * np.pi - 1)
    growth = 1 + (scenario.months - age_months) / scenario.months * 0.6
    scale = np.random.default_rng(scenario.seed + 1).uniform(0.3, 1.6, 200)
    weight = scale[campaign_number] * season * growth
    unique = random.poisson(2.2 * weight)
    unique = np.where(spine["campaign_id"] == "__unattributed__", 0, unique)
    unknown = spine["campaign_id"] == "__unknown_campaign__"
    unique = np.where(unknown, random.binomial(1, 0.15, len(spine)), unique)
    spine["unique_leads"] = unique
    spine["leads"] = unique + random.binomial(unique, 0.4)
    spine["valid_leads"] = unique + random.binomial(spine["leads"] - unique, 0.7)
    win = np.random.default_rng(scenario.seed + 2).uniform(0.12, 0.5, 200)
    maturity = np.clip(age_months * 0.21 + 0.06, 0, 1)
    won = random.binomial(unique, win[campaign_number] * maturity)
    won = np.where(spine["name"] == SPENDS_AND_EARNS_NOTHING, 0, won)
    spine["won_unique_leads"] = np.where(unknown, 0, won)
    spine["new_customers"] = random.binomial(spine["won_unique_leads"], 0.7)
    spine["jobs"] = spine["won_unique_leads"]
    lump = random.lognormal(6.9, 0.5, len(spine)) * scenario.revenue_factor
    cents = np.round(spine["won_unique_leads"] * lump * 100)
    stray = np.round(random.gamma(1.2, 260, len(spine)) * 100 * maturity)
    is_stray = spine["campaign_id"] == "__unattributed__"
    spine["revenue_cents"] = np.where(is_stray, stray, cents).astype("int64")
    price = np.random.default_rng(scenario.seed + 3).uniform(15, 260, 200)
    spend = np.round(2.2 * weight * price[campaign_number] * 100)
    spine["spend_cents"] = np.where(spine["is_paid"], spend, 0).astype("int64")
    spine["maturity"] = np.where(unique > 0, maturity, np.nan)
    return spine


def _slice(
    scenario: Scenario, spine: pd.DataFrame, clock: str, model: str, basis: str
) -> pd.DataFrame:
    """One clock × model × basis; a model moves money only between campaigns."""
    rows = spine.sort_values(["month", "company_id", "campaign_id"]).copy()
    cents = np.floor(rows["revenue_cents"] * BASIS_FACTOR[basis])
    moved = np.floor(cents * MODEL_SHIFT[model]).where(~rows["is_special"], 0)
    moved = moved.where(rows["won_unique_leads"] > 0, 0)
    group = [rows["month"], rows["company_id"], rows["is_special"]]
    earns = rows["name"] != SPENDS_AND_EARNS_NOTHING
    receivers = earns.groupby(group).transform("sum")
    pool = moved.groupby(group).transform("sum")
    share = np.floor(pool / receivers).where(earns, 0)
    first = ~earns.groupby(group).cumsum().gt(1) & earns
    rest = (pool - share * receivers).where(first, 0)
    cents = cents - moved + share.fillna(0) + rest.fillna(0)
    rows["revenue_amount"] = cents / 100
    rows["gross_profit_amount"] = np.floor(cents * 0.44) / 100
    if not scenario.has_known_costs:
        rows["gross_profit_amount"] = np.nan
    rows["spend_amount"] = rows["spend_cents"] / 100
    if clock != "cohort":
        rows["maturity"] = np.nan
        delay = 1 if clock == "period" else 2
        rows["month"] = rows["month"] + pd.DateOffset(months=delay)
        rows = rows[rows["month"] <= pd.Timestamp(scenario.last_month)]
    rows["clock"] = clock
    rows["attribution_model"] = model
    rows["revenue_basis"] = basis
    rows["month"] = rows["month"].dt.date
    return rows.drop(
        columns=[
            "revenue_cents", "spend_cents", "name", "channel", "source", "medium",
            "is_paid", "company_id_of_campaign", "is_special",
        ]
    )  # fmt: skip


def _run_log(scenario: Scenario, published_at: datetime, rows: int) -> pd.DataFrame:
    naive = published_at.astimezone(UTC).replace(tzinfo=None)
    return pd.DataFrame(
        {
            "run_id": [scenario.run_id],
            "started_at": [naive - timedelta(minutes=4)],
            "finished_at": [naive],
            "outcome": ["published"],
            "definition_version": [DEFINITION_VERSION],
            "model_version": [MODEL_VERSION],
            "code_version": ["0.1.0"],
            "is_published": [True],
            "rows": [json.dumps({"campaign_roi": rows})],
        }
    )


def _quality_results(scenario: Scenario, published_at: datetime) -> pd.DataFrame:
    total = 124
    number = np.arange(total)
    passed = number >= scenario.failed_warnings
    names = np.where(passed, "not_null_" + pd.Series(number.astype(str)), "is_in_range")
    return pd.DataFrame(
        {
            "run_id": scenario.run_id,
            "suite": np.where(passed, "dbt", "raw volumes"),
            "check": names,
            "severity": np.where(passed, "error", "warn"),
            "observed": np.where(passed, "0", "17 rows a day; usual 40 to 90"),
            "passed": passed,
            "rows_failed": np.where(passed, 0, 17),
            "table_name": np.where(passed, "fct_leads", "raw.calls"),
            "checked_at": published_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
