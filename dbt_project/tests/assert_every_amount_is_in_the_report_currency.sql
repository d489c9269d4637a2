-- An amount without an exchange rate would silently be left out of every total.
select
    entry_id,
    currency,
    occurred_date,
from {{ ref('int_ledger_entries') }}
where amount is null
union all
select
    campaign_id as entry_id,
    currency,
    spend_date as occurred_date,
from {{ ref('int_spend') }}
where amount is null
union all
select
    label as entry_id,
    campaign_id as currency,
    month as occurred_date,
from {{ ref('int_marketing_costs') }}
where amount is null
