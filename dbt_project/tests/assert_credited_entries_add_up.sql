-- Splitting an invoice over touches may lose no cent: what its touches are credited is
-- the invoice.
with

credited as (
    select
        attribution_model,
        entry_id,
        sum(credited_amount) as credited_amount,
    from {{ ref('int_revenue_credits') }}
    group by
        attribution_model,
        entry_id
)

select
    credited.*,
    entries.amount,
from credited
inner join
    {{ ref('int_ledger_entries') }} as entries
    on credited.entry_id = entries.entry_id
where credited.credited_amount <> entries.amount
