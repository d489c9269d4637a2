with

rated as (
    select * from {{ ref('int_win_loss_rated') }}
    where span = 'month'
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        rated.clock,
        rated.month_date as month,
        {{ win_loss_figures('rated') }},
        run_context.run_id,
        run_context.definition_version,
    from rated
    cross join run_context
)

select * from final
