-- Revenue and outcomes by what was sold and to whom. Spend is for campaigns, not for
-- product lines or kinds of customers, and has no place here.
with

shown as (
    select
        attribution_model,
        revenue_basis,
        conversion_id,
        cohort_date,
        occurred_date,
        credited_amount as amount,
        gross_profit_amount,
    from {{ ref('int_revenue_credits') }}
    union all
    select
        attribution_model,
        revenue_basis,
        conversion_id,
        cohort_date,
        occurred_date,
        unattributed_amount as amount,
        gross_profit_amount,
    from {{ ref('int_revenue_unattributed') }}
),

described as (
    select
        conversion_id,
        coalesce(product_line, '__none__') as product_line,
        case
            when is_new_customer then 'new'
            when not is_new_customer then 'repeat'
            else '__none__'
        end as new_or_repeat,
    from {{ ref('int_conversions_described') }}
),

clocks as (
    select * from (values ('cohort'), ('period'), ('cash')) as clocks (clock)
),

dated as (
    select
        clocks.clock,
        shown.attribution_model,
        shown.revenue_basis,
        cast(
            case clocks.clock
                when 'cohort' then shown.cohort_date else shown.occurred_date
            end as date
        ) as counted_date,
        coalesce(described.product_line, '__none__') as product_line,
        coalesce(described.new_or_repeat, '__none__') as new_or_repeat,
        shown.amount,
        shown.gross_profit_amount,
    from shown
    cross join clocks
    left join described on shown.conversion_id = described.conversion_id
    where clocks.clock <> 'cash' or shown.revenue_basis = 'collected'
),

kinds as (
    select * from (values ('product_line'), ('new_or_repeat')) as kinds (rollup_kind)
),

summed as (
    select
        kinds.rollup_kind,
        case kinds.rollup_kind
            when 'product_line' then dated.product_line else dated.new_or_repeat
        end as rollup,
        dated.clock,
        cast({{ dbt.date_trunc('month', 'dated.counted_date') }} as date) as month,
        dated.attribution_model,
        dated.revenue_basis,
        sum(dated.amount) as revenue_amount,
        sum(case when dated.new_or_repeat = 'new' then dated.amount else 0 end)
            as new_customer_revenue_amount,
        case
            when count(dated.gross_profit_amount) = count(*)
                then sum(dated.gross_profit_amount)
        end as gross_profit_amount,
    from dated
    cross join kinds
    group by
        kinds.rollup_kind,
        case kinds.rollup_kind
            when 'product_line' then dated.product_line else dated.new_or_repeat
        end,
        dated.clock,
        cast({{ dbt.date_trunc('month', 'dated.counted_date') }} as date),
        dated.attribution_model,
        dated.revenue_basis
)

select * from summed
