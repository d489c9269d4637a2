{# The entries of the ledger in their own currency, by basis; int_ledger_entries reads them. #}

{# Invoices and, below zero, credit notes: net, and the tax that went with it. #}
{% macro invoiced_entries() -%}
select
    'invoiced' as revenue_basis,
    'invoice:' || invoices.invoice_id as entry_id,
    invoices.invoice_id,
    invoices.job_id,
    invoices.customer_id,
    invoice_conversions.conversion_id,
    invoices.issued_at as occurred_at,
    case
        when invoices.kind = 'credit_note' then -abs(invoices.net_amount)
        else invoices.net_amount
    end as source_amount,
    case
        when invoices.kind = 'credit_note' then -abs(invoices.tax_amount)
        else invoices.tax_amount
    end as source_tax_amount,
    invoices.currency as delivered_currency,
    invoices.source_file,
    invoices.source_line,
from invoices
inner join
    invoice_conversions
    on invoices.invoice_id = invoice_conversions.invoice_id
{%- endmacro %}

{# Payments, net of the tax that they carry. #}
{% macro collected_entries() -%}
select
    'collected' as revenue_basis,
    'payment:' || payments.payment_id as entry_id,
    payments.invoice_id,
    invoices.job_id,
    invoices.customer_id,
    invoice_conversions.conversion_id,
    payments.paid_at as occurred_at,
    payments.net_amount as source_amount,
    payments.tax_amount as source_tax_amount,
    payments.delivered_currency,
    payments.source_file,
    payments.source_line,
from payments
inner join invoices on payments.invoice_id = invoices.invoice_id
inner join
    invoice_conversions
    on payments.invoice_id = invoice_conversions.invoice_id
{%- endmacro %}

{# Accepted estimates, each with its job. #}
{% macro estimated_entries() -%}
select
    'estimated' as revenue_basis,
    'estimate:' || estimates.estimate_id as entry_id,
    cast(null as {{ dbt.type_string() }}) as invoice_id,
    estimate_jobs.job_id,
    estimates.customer_id,
    coalesce(
        'job:' || estimate_jobs.job_id, 'estimate:' || estimates.estimate_id
    ) as conversion_id,
    coalesce(estimates.decided_at, estimates.created_at) as occurred_at,
    estimates.amount as source_amount,
    cast(null as decimal(18, 4)) as source_tax_amount,
    estimates.currency as delivered_currency,
    estimates.source_file,
    estimates.source_line,
from estimates
left join estimate_jobs on estimates.estimate_id = estimate_jobs.estimate_id
where
    estimates.amount is not null
    and (estimate_jobs.estimate_id is null or estimate_jobs.job_id is not null)
{%- endmacro %}

{# What partners say in surveys. #}
{% macro self_reported_entries() -%}
select
    'self_reported' as revenue_basis,
    'survey:' || response_id as entry_id,
    cast(null as {{ dbt.type_string() }}) as invoice_id,
    cast(null as {{ dbt.type_string() }}) as job_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    'survey:' || response_id as conversion_id,
    submitted_at as occurred_at,
    revenue_amount as source_amount,
    cast(null as decimal(18, 4)) as source_tax_amount,
    currency as delivered_currency,
    source_file,
    source_line,
from surveys
{%- endmacro %}
