"""Attribution of a million touches under every model, against a scan and sort of them.

    python -m benchmarks.attribution [--touches 1000000] [--campaigns 60] [--json]

The touches are drawn; what is measured is the models' own SQL. Each way runs in a process
of its own, so that its peak memory is its own. See benchmarks/README.md.
"""

import sys

import duckdb

from benchmarks.ways import Benchmark, main
from tests.model_sql import attribution_models, model_sql

_PARTS = {
    "journeys": ("int_conversion_touches", "int_journey_steps", "int_path_campaigns"),
    "effects": (
        "int_markov_transitions",
        "int_markov_absorptions",
        "int_markov_effects",
    ),
    "shapley": (
        "int_conversion_path_sets",
        "int_coalition_members",
        "int_coalitions",
        "int_shapley_values",
    ),
    "credits": ("int_attribution_models", "int_touch_credits"),
    "money": ("int_revenue_credits", "int_revenue_unattributed"),
}


def _define_models(con: duckdb.DuckDBPyConnection) -> None:
    """The views of the attribution models, once what they read is there."""
    (ready,) = con.execute(
        "select count(*) from duckdb_tables() where table_name = 'int_shapley_values'"
    ).fetchall()[0]
    if ready:
        for model in attribution_models():
            name = f"int_credits_{model['name']}"
            con.execute(f"create or replace view {name} as {model_sql(name)}")


_SCAN_AND_SORT = """
select contacts.*, members.unique_lead_id
from int_contacts as contacts
inner join int_unique_lead_members as members using (lead_id)
order by person_id, created_at, lead_id
"""

# About 0.4 opportunities, of 1 to 12 touches, and 0.15 jobs per touch; campaigns have a
# long tail.
_DRAWN = {
    "drawn_opportunities": """
        select
            opportunity,
            'unique:L' || opportunity as unique_lead_id,
            'person:' || opportunity as person_id,
            least(12, 1 + floor(-1.35 * ln(random())))::bigint as touches_count,
            timestamp '2024-01-01' + to_seconds((random() * 6e7)::bigint) as began_at
        from range(cast({touches} * 0.6 as bigint)) as range (opportunity)
    """,
    "int_contacts": """
        select
            'L' || opportunity || '-' || touch as lead_id,
            person_id,
            'north' as company_scope,
            'campaign-' || least(
                {campaigns} - 1, floor(-{campaigns} / 4 * ln(random()))
            )::bigint as campaign_id,
            'known' as campaign_status,
            true as is_valid,
            began_at + to_seconds(touch * 3 * 86400 + (random() * 86400)::bigint)
                as created_at,
            cast(began_at as date) as created_date,
            unique_lead_id
        from drawn_opportunities
        cross join range(12) as range (touch)
        where touch < touches_count
        limit {touches}
    """,
    "int_unique_lead_members": """
        select lead_id, unique_lead_id from int_contacts
    """,
    "int_unique_leads_formed": """
        select
            unique_lead_id,
            min_by(lead_id, created_at) as campaign_lead_id,
            min_by(campaign_id, created_at) as campaign_id,
            'known' as campaign_status,
            'north' as company_scope,
            min(created_date) as first_lead_date,
            max(created_at) as last_lead_at
        from int_contacts
        group by unique_lead_id
    """,
    "int_conversions_matched": """
        select
            'job:' || unique_lead_id as conversion_id,
            'job' as conversion_kind,
            'customer:' || unique_lead_id as customer_id,
            replace(unique_lead_id, 'unique:L', 'person:') as person_id,
            'north' as company_id,
            last_lead_at + interval 3 day as converted_at,
            last_lead_at + interval 3 day as converted_until,
            campaign_lead_id as matched_lead_id,
            unique_lead_id,
            false as is_cancelled
        from int_unique_leads_formed
        where random() < 0.35
    """,
    "int_confirmations": """
        select unique_lead_id, 'confirmed' as confirmation_status
        from int_unique_leads_formed
    """,
    "int_ledger_entries": """
        select
            revenue_basis,
            revenue_basis || ':' || conversion_id as entry_id,
            cast(null as varchar) as invoice_id,
            cast(null as varchar) as job_id,
            conversion_id,
            company_id,
            cast(100 + 9000 * random() as decimal(18, 2)) as amount,
            cast(converted_at as date) as occurred_date
        from int_conversions_matched
        cross join (values ('invoiced'), ('collected')) as bases (revenue_basis)
    """,
    "int_desk_decisions": """
        select
            cast(null as varchar) as lead_id, cast(null as varchar) as object_id,
            cast(null as varchar) as question, cast(null as varchar) as kind
        where false
    """,
    "int_job_costs": """
        select
            cast(null as varchar) as job_id, cast(null as decimal(18, 2)) as cost_amount,
            cast(null as decimal(18, 2)) as invoiced_amount
        where false
    """,
    "stg_campaigns": """
        select
            'campaign-' || campaign as campaign_id,
            case when campaign % 10 = 0 then 'Direct' else 'Search' end as channel
        from range({campaigns}) as range (campaign)
    """,
    "direct_channels": "select 'direct' as channel",
    "settings": """
        select
            90 as attribution_lookback_days, 7.0::double as half_life_days,
            0.4::double as position_first_weight,
            0.2::double as position_middle_weight,
            0.4::double as position_last_weight
    """,
}

ATTRIBUTION = Benchmark(
    module="benchmarks.attribution",
    title="attribution",
    sizes={"touches": 1_000_000, "campaigns": 60},
    drawn=_DRAWN,
    scan_and_sort=_SCAN_AND_SORT,
    parts=_PARTS,
    define=_define_models,
)

if __name__ == "__main__":
    sys.exit(main(ATTRIBUTION, __doc__.splitlines()[0]))
