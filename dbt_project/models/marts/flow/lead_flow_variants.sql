-- The ten most frequent ways of a source by themselves, the rest as one row.
with

paths as (
    select * from {{ ref('int_flow_paths') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

grouped as (
    select
        source,
        path,
        stays,
        count(*) as unique_leads,
        sum(leads_count) as leads,
        sum(case when result = 'won' then 1 else 0 end) as won,
        sum(case when result = 'lost' then 1 else 0 end) as lost,
    from paths
    group by
        source,
        path,
        stays
),

ranked as (
    select
        *,
        row_number() over (
            partition by source order by unique_leads desc, path asc
        ) as place,
        sum(unique_leads) over (partition by source) as source_unique_leads,
    from grouped
),

bounded as (
    select
        source,
        case when place <= 10 then path else 'other' end as path,
        case when place <= 10 then place else 11 end as variant_rank,
        min(case when place <= 10 then stays end) as stays,
        count(*) as variants,
        sum(unique_leads) as unique_leads,
        sum(leads) as leads,
        sum(won) as won,
        sum(lost) as lost,
        min(source_unique_leads) as source_unique_leads,
    from ranked
    group by
        source,
        case when place <= 10 then path else 'other' end,
        case when place <= 10 then place else 11 end
),

final as (
    select
        bounded.source,
        cast(bounded.variant_rank as bigint) as variant_rank,
        bounded.path,
        cast(bounded.stays as bigint) as stays,
        cast(bounded.variants as bigint) as variants,
        cast(bounded.unique_leads as bigint) as unique_leads,
        cast(bounded.leads as bigint) as leads,
        {{ ratio('bounded.unique_leads', 'bounded.source_unique_leads') }}
            as unique_leads_share,
        cast(bounded.won as bigint) as won,
        cast(bounded.lost as bigint) as lost,
        {{ ratio('bounded.won', 'bounded.won + bounded.lost') }} as win_rate_decided,
        run_context.run_id,
        run_context.definition_version,
    from bounded
    cross join run_context
)

select * from final
