with

losses as (
    select * from {{ ref('int_losses') }}
),

segments as (
    select * from {{ ref('int_unique_lead_segments') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

clocked as (
    select
        *,
        'cohort' as clock,
        cohort_month as month_date,
    from losses
    union all
    select
        *,
        'period' as clock,
        ended_month as month_date,
    from losses
),

counted as (
    select
        clocked.clock,
        clocked.month_date,
        clocked.lost_reason,
        clocked.competitor,
        segments.segment_kind,
        segments.segment,
        min(clocked.lost_reason_label) as lost_reason_label,
        min(clocked.competitor_label) as competitor_label,
        min(segments.segment_label) as segment_label,
        max(case when clocked.is_reason_given then 1 else 0 end) = 1
            as is_reason_given,
        max(case when clocked.is_reason_known then 1 else 0 end) = 1
            as is_reason_known,
        count(*) as lost,
        sum(clocked.value_amount) as lost_amount,
    from clocked
    inner join segments on clocked.unique_lead_id = segments.unique_lead_id
    group by
        clocked.clock,
        clocked.month_date,
        clocked.lost_reason,
        clocked.competitor,
        segments.segment_kind,
        segments.segment
),

totals as (
    select
        clock,
        month_date,
        segment_kind,
        segment,
        sum(lost) as lost,
    from counted
    group by
        clock,
        month_date,
        segment_kind,
        segment
),

final as (
    select
        counted.clock,
        counted.month_date as month,
        counted.segment_kind,
        counted.segment,
        counted.segment_label,
        counted.lost_reason,
        counted.lost_reason_label,
        counted.is_reason_given,
        counted.is_reason_known,
        counted.competitor,
        counted.competitor_label,
        cast(counted.lost as bigint) as lost,
        cast(counted.lost_amount as decimal(18, 2)) as lost_amount,
        {{ ratio('counted.lost', 'totals.lost') }} as lost_share,
        run_context.run_id,
        run_context.definition_version,
    from counted
    inner join totals
        on
            counted.clock = totals.clock
            and counted.month_date = totals.month_date
            and counted.segment_kind = totals.segment_kind
            and counted.segment = totals.segment
    cross join run_context
)

select * from final
