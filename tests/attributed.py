"""Touches and journeys made for a test, and what the attribution models make of them.

The models' own SQL runs on them, without dbt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
LEARNT_FROM_JOURNEYS = (
    "int_path_campaigns",
    "int_markov_transitions",
    "int_markov_absorptions",
    "int_markov_effects",
    "int_conversion_path_sets",
    "int_coalition_members",
    "int_coalitions",
    "int_shapley_values",
)


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
) -> pd.DataFrame:
    """One row per model, conversion and touch with credit, units as integers."""
    con = duckdb.connect()
    _register(con, conversions, rules, journeys)
    for name in LEARNT_FROM_JOURNEYS:
        con.execute(f"create table {name} as {model_sql(name)}")
    for model in attribution_models():
        name = f"int_credits_{model['name']}"
        con.execute(f"create view {name} as {model_sql(name)}")
    return con.sql(model_sql("int_touch_credits")).df()


def learnt_from(
    journeys: Sequence[Journey],
    name: str,
    conversions: Sequence[Sequence[Touch]] = (),
    **variables: int,
) -> pd.DataFrame:
    """The named model of those that learn from journeys."""
    con = duckdb.connect()
    _register(con, conversions, Rules(), journeys)
    for each in LEARNT_FROM_JOURNEYS:
        con.execute(f"create table {each} as {model_sql(each, **variables)}")
    return con.table(name).df()


def in_order(touches: Sequence[Touch]) -> list[Touch]:
    """The touches as int_conversion_touches numbers them, ties in the order given."""
    return sorted(touches, key=lambda touch: -touch.hours_before)


def _register(
    con: duckdb.DuckDBPyConnection,
    conversions: Sequence[Sequence[Touch]],
    rules: Rules,
    journeys: Sequence[Journey],
) -> None:
    names = {touch.campaign_id for touches in conversions for touch in touches}
    names |= {name for journey in journeys for name in journey.campaigns}
    con.execute("create table stg_campaigns (campaign_id varchar, channel varchar)")
    _insert(
        con,
        "stg_campaigns",
        [
            (name, "Direct" if name.startswith(DIRECT) else "Search")
            for name in sorted(names)
        ],
    )
    con.execute("create table direct_channels as select 'direct' as channel")
    con.execute(
        """
        create table settings as select
            cast(? as double) as half_life_days,
            cast(? as double) as position_first_weight,
            cast(? as double) as position_middle_weight,
            cast(? as double) as position_last_weight
        """,
        [rules.half_life_days, rules.first, rules.middle, rules.last],
    )
    con.execute(
        """
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


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Any]) -> None:
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
