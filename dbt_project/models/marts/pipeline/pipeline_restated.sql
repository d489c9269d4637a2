with

moves as (
    select * from {{ ref('int_pipeline_moves_explained') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        moves.as_of_at,
        moves.as_of_date,
        moves.stage,
        moves.company_id,
        moves.campaign_id,
        cast(moves.published_count as bigint) as published_unique_leads,
        cast(moves.now_count as bigint) as open_unique_leads,
        cast(moves.now_count - moves.published_count as bigint)
            as unique_leads_difference,
        cast(moves.late_count as bigint) as late_unique_leads,
        cast(moves.now_count - moves.published_count - moves.late_count as bigint)
            as other_unique_leads,
        cast(moves.late_events as bigint) as late_events,
        cast(moves.published_amount as decimal(18, 2)) as published_target_amount,
        cast(moves.now_amount as decimal(18, 2)) as target_amount,
        cast(moves.now_amount - moves.published_amount as decimal(18, 2))
            as target_amount_difference,
        cast(moves.late_amount as decimal(18, 2)) as late_target_amount,
        cast(
            moves.now_amount - moves.published_amount - moves.late_amount
            as decimal(18, 2)
        ) as other_target_amount,
        run_context.run_id,
        run_context.definition_version,
    from moves
    cross join run_context
)

select * from final
