-- A10: Nothing may appear or vanish between the ledger and the dashboard: for every
-- clock, model and basis, campaign ROI adds up to the ledger, to the cent.
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
        clock,
        attribution_model,
        revenue_basis,
        sum(revenue_amount) as shown_amount,
    from {{ ref('campaign_roi') }}
    group by
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
