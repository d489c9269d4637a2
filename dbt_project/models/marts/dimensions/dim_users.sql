with

users as (
    select * from {{ ref('stg_users') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        users.user_id,
        users.name,
        users.company_id,
        users.unit,
        users.role,
        users.active_from,
        users.active_to,
        run_context.run_id,
        run_context.definition_version,
    from users
    cross join run_context
)

select * from final
