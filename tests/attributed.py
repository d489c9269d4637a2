"""Touches and journeys made for a test, and what the attribution models make of them.

The models' own SQL runs on them, without dbt.
"""

import atexit
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import duckdb
import pandas as pd

from tests.model_sql import attribution_models, model_sql

END = datetime(2026, 6, 1, 12)
DIRECT = "direct"
RULE_MODELS = (
    "first",
    "last",
    "last_non_direct",
    "linear",
    "position",
    "time_decay",
)
_MARKOV = (
    "int_path_campaigns",
    "int_markov_transitions",
    "int_markov_absorptions",
    "int_markov_effects",
)
_SHAPLEY = (
    "int_path_campaigns",
    "int_conversion_path_sets",
    "int_coalition_members",
    "int_coalitions",
    "int_shapley_values",
)
_LEARNT_FOR = {"markov": _MARKOV, "markov_2": _MARKOV, "shapley": _SHAPLEY}
"""What each model that learns from journeys reads, in the order of building."""


@dataclass(frozen=True)
class Journey:
    """The campaigns of one journey in order, and whether it ended in a conversion."""

    campaigns: tuple[str, ...]
    is_converted: bool


@dataclass(frozen=True)
class Touch:
    """A touch so many hours before its conversion."""

    campaign_id: str
    hours_before: float


@dataclass(frozen=True)
class Rules:
    """What the definition says of attribution."""

    half_life_days: float = 7
    first: float = 0.4
    middle: float = 0.2
    last: float = 0.4


def credits_of(
    conversions: Sequence[Sequence[Touch]],
    rules: Rules,
    journeys: Sequence[Journey] = (),
    models: Sequence[str] | None = None,
) -> pd.DataFrame:
    """One row per model, conversion and touch with credit, units as integers.

    `models` are those that are asked for, by default all.
    """
    con = _registered(conversions, rules, journeys)
    listed = [
        model
        for model in attribution_models()
        if models is None or model["name"] in models
    ]
    _build(con, *(_LEARNT_FOR.get(model["name"], ()) for model in listed))
    for model in listed:
        name = f"int_credits_{model['name']}"
        con.execute(f"create or replace view {name} as {model_sql(name)}")
    names = tuple(model["name"] for model in listed)
    return con.sql(model_sql("int_touch_credits", models=names)).df()


def learnt_from(
    journeys: Sequence[Journey],
    name: str,
    conversions: Sequence[Sequence[Touch]] = (),
    **variables: int,
) -> pd.DataFrame:
    """The named model of those that learn from journeys."""
    con = _registered(conversions, Rules(), journeys)
    (built,) = {names for names in _LEARNT_FOR.values() if name in names}
    _build(con, built, **variables)
    return con.table(name).df()


def _build(
    con: duckdb.DuckDBPyConnection, *several: Sequence[str], **variables: int
) -> None:
    """The tables of all, each once and in their order."""
    for name in dict.fromkeys(name for names in several for name in names):
        sql = model_sql(name, **variables)
        con.execute(f"create or replace table {name} as {sql}")


def in_order(touches: Sequence[Touch]) -> list[Touch]:
    """The touches as int_conversion_touches numbers them, ties in the order given."""
    return sorted(touches, key=lambda touch: -touch.hours_before)


@lru_cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One for all examples; so few rows are faster with one thread."""
    con = duckdb.connect()
    atexit.register(_connection.cache_clear)
    con.execute("set threads = 1")
    con.execute(
        """
        create table stg_campaigns (campaign_id varchar, channel varchar);
        create table direct_channels as select 'direct' as channel;
        create table settings (
            half_life_days double, position_first_weight double,
            position_middle_weight double, position_last_weight double
        );
        create table int_conversion_touches (
            conversion_id varchar, lead_id varchar, campaign_id varchar,
            company_id varchar, touched_at timestamp, touched_date date,
            touch_number bigint, touches_count bigint, age_seconds bigint
        );
        create table int_journey_steps (
            unique_lead_id varchar, journey_number bigint, campaign_id varchar,
            is_converted boolean, step_number bigint, steps_count bigint
        );
        create table int_conversions_matched (
            conversion_id varchar, unique_lead_id varchar
        );
        create table int_confirmations (
            unique_lead_id varchar, confirmation_status varchar
        );
        create table int_unique_leads_formed (
            unique_lead_id varchar, campaign_lead_id varchar, campaign_id varchar,
            company_scope varchar, first_lead_date date
        )
        """
    )
    return con


def _registered(
    conversions: Sequence[Sequence[Touch]], rules: Rules, journeys: Sequence[Journey]
) -> duckdb.DuckDBPyConnection:
    """The connection with these rows in place of those of the example before."""
    con = _connection()
    names = {touch.campaign_id for touches in conversions for touch in touches}
    names |= {name for journey in journeys for name in journey.campaigns}
    _insert(
        con,
        "stg_campaigns",
        [
            (name, "Direct" if name.startswith(DIRECT) else "Search")
            for name in sorted(names)
        ],
    )
    _insert(
        con,
        "settings",
        [(float(rules.half_life_days), rules.first, rules.middle, rules.last)],
    )
    touches = [
        row
        for number, each in enumerate(conversions)
        for row in _touch_rows(f"job:{number}", in_order(each))
    ]
    _insert(con, "int_conversion_touches", touches)
    steps = [
        (f"unique:{number}", 1, name, journey.is_converted, place, len(steps))
        for number, journey in enumerate(journeys)
        for steps in [without_repeats(journey.campaigns)]
        for place, name in enumerate(steps, start=1)
    ]
    _insert(con, "int_journey_steps", steps)
    return con


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Any]) -> None:
    """The rows in place of those that were there."""
    con.execute(f"truncate {table}")
    if rows:
        frame = pd.DataFrame(rows)
        con.register("inserted", frame)
        con.execute(f"insert into {table} from inserted")
        con.unregister("inserted")


def without_repeats(campaigns: Sequence[str]) -> list[str]:
    """The campaigns, those that follow themselves once."""
    return [
        name
        for place, name in enumerate(campaigns)
        if place == 0 or name != campaigns[place - 1]
    ]


def _touch_rows(
    conversion_id: str, touches: Sequence[Touch]
) -> list[tuple[str, str, str, str, datetime, date, int, int, int]]:
    rows = []
    for number, touch in enumerate(touches, start=1):
        at = END - timedelta(hours=touch.hours_before)
        rows.append(
            (
                conversion_id,
                f"{conversion_id}/{number}",
                touch.campaign_id,
                "north",
                at,
                at.date(),
                number,
                len(touches),
                max(0, round(touch.hours_before * 3600)),
            )
        )
    return rows
