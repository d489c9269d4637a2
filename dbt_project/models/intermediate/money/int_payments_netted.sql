-- What each payment brought without tax, which is the state's. A payment is gross;
-- of an invoice paid in parts each part bears the tax in proportion, and the parts of
-- one that is paid in full add up to its net amount exactly. A payment on a credit note
-- is money given back, whichever sign it was delivered with.
with

payments as (
    select * from {{ ref('stg_payments') }}
),

invoices as (
    select
        invoice_id,
        kind,
        currency,
        abs(net_amount) as net_amount,
        abs(coalesce(tax_amount, 0)) as tax_amount,
    from {{ ref('stg_invoices') }}
),

signed as (
    select
        payments.payment_id,
        payments.invoice_id,
        payments.paid_at,
        coalesce(payments.currency, invoices.currency) as delivered_currency,
        case
            when invoices.kind = 'credit_note' then -abs(payments.amount)
            else payments.amount
        end as gross_amount,
        coalesce(
            {{ ratio(
                'invoices.net_amount', 'invoices.net_amount + invoices.tax_amount'
            ) }},
            1
        ) as net_share,
        payments.source_file,
        payments.source_line,
    from payments
    inner join invoices on payments.invoice_id = invoices.invoice_id
),

running as (
    select
        *,
        sum(gross_amount) over (
            partition by invoice_id
            order by paid_at, payment_id
            rows between unbounded preceding and current row
        ) as gross_until,
    from signed
),

netted as (
    select
        payment_id,
        invoice_id,
        paid_at,
        delivered_currency,
        gross_amount,
        cast(
            round(cast(gross_until as double) * net_share, 2)
            - round(cast(gross_until - gross_amount as double) * net_share, 2)
            as decimal(18, 4)
        ) as net_amount,
        source_file,
        source_line,
    from running
),

taxed as (
    select
        *,
        gross_amount - net_amount as tax_amount,
    from netted
)

select * from taxed
