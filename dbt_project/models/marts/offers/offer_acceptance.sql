with

life_table as (
    select * from {{ ref('int_offer_life_table') }}
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
        life_table.minute_from,
        life_table.minute_to,
        life_table.offers,
        cast(life_table.at_risk as bigint) as at_risk,
        cast(life_table.accepted as bigint) as accepted,
        cast(life_table.rejected as bigint) as rejected,
        cast(
            life_table.ended - life_table.accepted - life_table.rejected as bigint
        ) as cut_off,
        life_table.accept_rate,
        life_table.accepted_share,
        life_table.rejected_share,
        life_table.waiting_share,
        run_context.run_id,
        run_context.definition_version,
    from life_table
    cross join run_context
)

select * from final
