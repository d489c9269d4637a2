-- A20: A join that repeats rows multiplies revenue: each fact has just the rows of its
-- source.
select *
from (
    select
        'fct_leads' as fact,
        (select count(*) from {{ ref('fct_leads') }}) as fact_rows,
        (select count(*) from {{ ref('int_leads_unioned') }}) as source_rows,
    union all
    select
        'fct_jobs' as fact,
        (select count(*) from {{ ref('fct_jobs') }}) as fact_rows,
        (select count(*) from {{ ref('stg_jobs') }}) as source_rows,
    union all
    select
        'fct_invoices' as fact,
        (select count(*) from {{ ref('fct_invoices') }}) as fact_rows,
        (select count(*) from {{ ref('stg_invoices') }}) as source_rows,
    union all
    select
        'fct_ledger' as fact,
        (select count(*) from {{ ref('fct_ledger') }}) as fact_rows,
        (select count(*) from {{ ref('int_ledger_entries') }}) as source_rows,
    union all
    select
        'fct_conversions' as fact,
        (select count(*) from {{ ref('fct_conversions') }}) as fact_rows,
        (select count(*) from {{ ref('int_conversions_matched') }}) as source_rows,
    union all
    select
        'fct_spend' as fact,
        (select count(*) from {{ ref('fct_spend') }}) as fact_rows,
        (select count(*) from {{ ref('int_spend') }}) as source_rows,
    union all
    select
        'fct_revenue_unattributed' as fact,
        (select count(*) from {{ ref('fct_revenue_unattributed') }}) as fact_rows,
        (select count(*) from {{ ref('int_revenue_unattributed') }}) as source_rows,
) as counted
where fact_rows <> source_rows
