with

life_table as (
    select * from {{ ref('int_offer_life_table') }}
    where minute_to >= 2
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        life_table.mode,
        life_table.mql_level,
        life_table.minute_to as window_minutes,
        life_table.offers,
        cast(life_table.at_risk as bigint) as at_risk,
        life_table.accepted_share,
        life_table.rejected_share,
        life_table.waiting_share as unanswered_share,
        life_table.minutes_waited,
        life_table.minutes_lost,
        run_context.run_id,
        run_context.definition_version,
    from life_table
    cross join run_context
)

select * from final
