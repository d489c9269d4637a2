-- A credit note may be delivered with either sign; counted as revenue it would pay a
-- campaign for money given back.
select
    invoice_id,
    source_net_amount,
    net_amount,
from {{ ref('fct_invoices') }}
where kind = 'credit_note' and (source_net_amount > 0 or net_amount > 0)
