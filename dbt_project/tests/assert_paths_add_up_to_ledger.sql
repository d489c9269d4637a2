-- Each path table shows all revenue: a conversion without a touch is a path too.
with

ledger as (
    select
        revenue_basis,
        sum(amount) as ledger_amount,
    from {{ ref('int_ledger_entries') }}
    where amount is not null
    group by revenue_basis
),

shown as (
    select
        'conversion_paths: ' || path_kind as shown_by,
        revenue_basis,
        sum(revenue_amount) as shown_amount,
    from {{ ref('conversion_paths') }}
    group by
        path_kind,
        revenue_basis
    union all
    select
        'path_lengths' as shown_by,
        revenue_basis,
        sum(revenue_amount) as shown_amount,
    from {{ ref('path_lengths') }}
    group by revenue_basis
    union all
    select
        'time_lags: ' || lag_from as shown_by,
        revenue_basis,
        sum(revenue_amount) as shown_amount,
    from {{ ref('time_lags') }}
    group by
        lag_from,
        revenue_basis
),

tables as (
    select distinct shown_by from shown
),

compared as (
    select
        tables.shown_by,
        ledger.revenue_basis,
        ledger.ledger_amount,
        shown.shown_amount,
    from ledger
    cross join tables
    left join shown
        on
            tables.shown_by = shown.shown_by
            and ledger.revenue_basis = shown.revenue_basis
)

select * from compared
where shown_amount is null or shown_amount <> ledger_amount
