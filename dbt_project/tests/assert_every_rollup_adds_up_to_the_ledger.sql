-- However revenue is summed up, it is the same revenue: each kind of rollup adds up to
-- the ledger, to the cent.
with

ledger as (
    select
        revenue_basis,
        sum(amount) as ledger_amount,
    from {{ ref('int_ledger_entries') }}
    group by revenue_basis
),

shown as (
    select
        rollup_kind,
        clock,
        attribution_model,
        revenue_basis,
        sum(revenue_amount) as shown_amount,
    from {{ ref('roi_rollups') }}
    group by
        rollup_kind,
        clock,
        attribution_model,
        revenue_basis
)

select
    shown.*,
    ledger.ledger_amount,
from shown
left join ledger on shown.revenue_basis = ledger.revenue_basis
where shown.shown_amount <> coalesce(ledger.ledger_amount, 0)
