-- Money and the opportunities that may have brought it: what the intervals of the
-- confirmed model are made of, so that the end of one can be added up again.
with

unique_leads as (
    select
        unique_lead_id,
        campaign_id,
        company_scope as company_id,
        first_lead_date as cohort_date,
    from {{ ref('int_unique_leads_enriched') }}
    where campaign_id is not null and confirmation_status <> 'dismissed'
),

entries as (
    select
        entry_id,
        conversion_id,
        revenue_basis,
        occurred_date,
        amount,
    from {{ ref('int_ledger_entries') }}
    where amount is not null
),

draw_counts as (
    select count(*) as draws_count from {{ ref('int_draws') }}
),

draws as (
    select
        pair_number,
        {{ joined_in_order('draw', ' ', 'draw') }} as draws,
    from {{ ref('int_draws_paired') }}
    group by pair_number
),

contenders as (
    select
        conversion_id,
        unique_lead_id,
        chance,
    from {{ ref('int_conversion_contenders') }}
),

matched as (
    select
        settled.conversion_id,
        settled.unique_lead_id,
        true as is_sure,
        settled.chance as match_probability,
        draw_counts.draws_count,
        cast(null as {{ dbt.type_string() }}) as draws,
    from {{ ref('int_conversions_settled') }} as settled
    cross join draw_counts
    union all
    select
        pairs.conversion_id,
        pairs.unique_lead_id,
        false as is_sure,
        contenders.chance as match_probability,
        pairs.draws_count,
        draws.draws,
    from {{ ref('int_pairs_drawn') }} as pairs
    inner join draws on pairs.pair_number = draws.pair_number
    left join contenders
        on
            pairs.conversion_id = contenders.conversion_id
            and pairs.unique_lead_id = contenders.unique_lead_id
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        entries.entry_id,
        entries.conversion_id,
        entries.revenue_basis,
        matched.unique_lead_id,
        unique_leads.campaign_id,
        unique_leads.company_id,
        unique_leads.cohort_date,
        entries.occurred_date,
        entries.amount,
        matched.is_sure,
        matched.match_probability,
        matched.draws_count,
        matched.draws,
        cast(draw_counts.draws_count as bigint) as all_draws_count,
        run_context.run_id,
        run_context.definition_version,
    from matched
    inner join unique_leads on matched.unique_lead_id = unique_leads.unique_lead_id
    inner join entries on matched.conversion_id = entries.conversion_id
    cross join draw_counts
    cross join run_context
)

select * from final
