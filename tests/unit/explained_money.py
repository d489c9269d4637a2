"""The money of the publication of explained_publication, small enough to add up by eye.

Ann's job was invoiced in euros and partly credited; a third invoice has no lead. What
campaign_roi says is written down apart, as a publication has it.
"""

RUN = "20261122T100000Z-abc123"
STAMP = f"'{RUN}' as run_id, 'default-1' as definition_version"

_LEDGER = """
    (values
        ('invoice:I1', 'invoiced', 'invoices', 'job:J1', 'I1', 'J1', 'K1',
            date '2026-03-12', 1182.2727, 'EUR', 1.10, date '2026-03-11', 1300.50,
            1276.00, 2),
        ('invoice:I2', 'invoiced', 'credit_notes', 'job:J1', 'I2', 'J1', 'K1',
            date '2026-03-20', -100.00, 'USD', 1.00, null, -100.00,
            -100.00, 3),
        ('invoice:I3', 'invoiced', 'invoices', 'invoice:I3', 'I3', null, 'K2',
            date '2026-03-21', 77.00, 'USD', 1.00, null, 77.00, 77.00,
            4)
    ) as entries (entry_id, revenue_basis, entry_kind, conversion_id, invoice_id, job_id,
        customer_id, occurred_date, source_amount, source_currency, exchange_rate,
        rate_date, amount, constant_rate_amount, source_line)
"""

_CREDITS = """
    (values
        ('confirmed', 'invoice:I1', 'L1', 'CM1', 1.0, 1300.50, 300.50),
        ('confirmed', 'invoice:I2', 'L1', 'CM1', 1.0, -100.00, -100.00),
        ('linear', 'invoice:I1', 'L1', 'CM1', 0.5, 650.25, 150.25),
        ('linear', 'invoice:I1', 'call:C1', 'CM2', 0.5, 650.25, 150.25),
        ('linear', 'invoice:I2', 'L1', 'CM1', 0.5, -50.00, -50.00),
        ('linear', 'invoice:I2', 'call:C1', 'CM2', 0.5, -50.00, -50.00)
    ) as credits (attribution_model, entry_id, lead_id, campaign_id, credit, amount,
        profit)
"""

_ROI = """
    (values
        ('CM1', 'north', 'confirmed', 45.00, 5.00, 1, 1200.50, 200.50),
        ('CM1', 'north', 'linear', 45.00, 5.00, 1, 600.25, 100.25),
        ('CM1', '__none__', 'confirmed', 15.00, -5.00, 0, 0.00, 0.00),
        ('CM1', '__none__', 'linear', 15.00, -5.00, 0, 0.00, 0.00),
        ('CM2', 'north', 'confirmed', 0.00, 0.00, 0, 0.00, 0.00),
        ('CM2', 'north', 'linear', 0.00, 0.00, 0, 600.25, 100.25),
        ('__unattributed__', 'north', 'confirmed', 0.00, 0.00, 0, 77.00, null),
        ('__unattributed__', 'north', 'linear', 0.00, 0.00, 0, 77.00, null)
    ) as figures (campaign_id, company_id, attribution_model, spend, shared, things,
        revenue, profit)
"""

_POINTS = [
    f"""cast(case when campaign_id = 'CM1' and things = 1
        and attribution_model = 'confirmed' then {amount} end as decimal(18, 2))
        as revenue_{name}"""
    for name, amount in (
        ("low", "1200.50"),
        ("median", "1200.50"),
        ("high", "1242.85"),
        ("expected", "1208.20"),
    )
]
"""Ann's money is sure; the third invoice, of 77, is hers in one draw of ten. At the place
8.55 of the ten stands 0.45 of nothing and 0.55 of it."""

MONEY = {
    "campaign_roi": f"""
        select 'cohort' as clock, date '2026-03-01' as month, campaign_id,
            company_id, attribution_model, 'invoiced' as revenue_basis,
            cast(spend as decimal(18, 2)) as spend_amount, things as leads,
            things as valid_leads, things as unique_leads, things as won_unique_leads,
            things as new_customers, things as jobs,
            cast(spend - shared as decimal(18, 2)) as own_spend_amount,
            cast(shared as decimal(18, 2)) as allocated_spend_amount,
            cast(case when campaign_id like 'CM%' then revenue else 0 end
                as decimal(18, 2)) as new_customer_revenue_amount,
            cast(revenue as decimal(18, 2)) as revenue_amount,
            cast(profit as decimal(18, 2)) as gross_profit_amount,
            cast(case when things = 1 then 12.50 else 0 end as decimal(18, 2))
                as overhead_amount,
            cast(round(revenue * case when campaign_id like 'CM%' then 1176.0 / 1200.5
                else 1 end, 2) as decimal(18, 2)) as constant_rate_revenue_amount,
            nullif(things, 0) as cohort_unique_leads,
            nullif(things, 0) as mature_unique_leads,
            {", ".join(_POINTS)}, {STAMP}
        from {_ROI}
    """,
    "dim_campaigns": f"""
        select *, {STAMP} from (values
            ('CM1', 'Spring', 'Spring', false), ('CM2', 'Summer', 'Summer', false),
            ('__unattributed__', 'Unattributed', 'Unattributed', true)
        ) as campaigns (campaign_id, name, delivered_name, is_special)
    """,
    "fct_ledger": f"""
        select entries.* replace (
                cast(source_amount as decimal(18, 4)) as source_amount,
                cast(amount as decimal(18, 2)) as amount,
                cast(constant_rate_amount as decimal(18, 2)) as constant_rate_amount
            ),
            cast(null as decimal(18, 4)) as source_tax_amount,
            'USD' as report_currency, 'landing/invoices/i.csv' as source_file, {STAMP}
        from {_LEDGER}
    """,
    "fct_invoices": f"""
        select invoice_id, occurred_date as issued_date, amount as net_amount,
            cast(0 as decimal(18, 2)) as collected_amount,
            case when amount < 0 then 'credit_note' else 'invoice' end as kind,
            'USD' as report_currency, 'landing/invoices/i.csv' as source_file,
            source_line, {STAMP}
        from {_LEDGER}
    """,
    "fct_conversions": f"""
        select *, 'north' as company_id, person_id as person,
            timestamp '2026-03-10 10:00' as converted_at,
            date '2026-03-10' as converted_date, false as is_cancelled,
            conversion_kind = 'job' as is_new_customer,
            false as is_lead_named_by_source, 'north' as company_scope,
            date '2026-03-01' as cohort_date, {STAMP}
        from (values
            ('job:J1', 'job', 'K1', 'person:ann', 'unique:L1', 'L1', 'CM1',
                'landing/jobs/j.csv', 2),
            ('invoice:I3', 'invoice', 'K2', 'person:gone', null, null,
                '__unattributed__', 'landing/invoices/i.csv', 4)
        ) as conversions (conversion_id, conversion_kind, customer_id, person_id,
            unique_lead_id, matched_lead_id, campaign_bucket_id, source_file,
            source_line)
    """,
    "fct_revenue_credits": f"""
        select credits.attribution_model, 'invoiced' as revenue_basis, credits.entry_id,
            'job:J1' as conversion_id, 'unique:L1' as unique_lead_id, credits.lead_id,
            credits.campaign_id, 'north' as company_id,
            date '2026-03-01' as cohort_date, date '2026-03-12' as occurred_date,
            cast(credits.credit as decimal(14, 12)) as credit,
            cast(credits.amount as decimal(18, 2)) as credited_amount,
            cast(credits.profit as decimal(18, 2)) as gross_profit_amount, {STAMP}
        from {_CREDITS}
    """,
    "fct_revenue_unattributed": f"""
        select attribution_model, 'invoiced' as revenue_basis,
            'invoice:I3' as entry_id, 'invoice:I3' as conversion_id,
            cast(null as varchar) as unique_lead_id,
            '__unattributed__' as campaign_id, 'north' as company_id,
            date '2026-03-21' as cohort_date, date '2026-03-21' as occurred_date,
            cast(77 as decimal(18, 2)) as unattributed_amount,
            cast(null as decimal(18, 2)) as gross_profit_amount,
            'unmatched' as reason, {STAMP}
        from (values ('confirmed'), ('linear')) as models (attribution_model)
    """,
    "fct_spend": f"""
        select *, {STAMP} from (values
            ('spend:2026-03-02|CM1|north', date '2026-03-02', 'north', 15.01, 2),
            ('spend:2026-03-03|CM1|north', date '2026-03-03', 'north', 24.99, 3),
            ('spend:2026-03-04|CM1', date '2026-03-04', '__none__', 20.00, 4)
        ) as spend (record_id, spend_date, company_id, amount, source_line),
            lateral (
                select 'CM1' as campaign_id, 'landing/ad_spend/s.csv' as source_file
            )
    """,
    "fct_spend_shared": f"""
        select *, date '2026-03-01' as month, 'CM1' as campaign_id,
            'leads' as spend_allocation, {STAMP}
        from (values
            ('shared:2026-03-01|CM1|north', 'north', 5.00),
            ('shared:2026-03-01|CM1|__none__', '__none__', -5.00)
        ) as shared (record_id, company_id, amount)
    """,
    "fct_uncertain_revenue": f"""
        select *, 'invoiced' as revenue_basis, 'unique:L1' as unique_lead_id,
            'CM1' as campaign_id, 'north' as company_id,
            date '2026-03-01' as cohort_date, date '2026-03-12' as occurred_date,
            10 as all_draws_count, {STAMP}
        from (values
            ('invoice:I1', 'job:J1', cast(1300.50 as decimal(18, 2)), true, 1.0, 10,
                null),
            ('invoice:I2', 'job:J1', -100.00, true, 1.0, 10, null),
            ('invoice:I3', 'invoice:I3', 77.00, false, 0.1, 1, '7')
        ) as rows (entry_id, conversion_id, amount, is_sure, match_probability,
            draws_count, draws)
    """,
    "fct_overhead": f"""
        select 'overhead:2' as record_id, date '2026-03-01' as month, 'Fee' as label,
            'CM1' as campaign_id, 'north' as company_id,
            cast(12.50 as decimal(18, 2)) as amount,
            'definition/marketing_costs.csv' as source_file, 2 as source_line, {STAMP}
    """,
    "source_records": f"""
        select *, {STAMP} from (values
            ('lead:L1', 'landing/leads/a.csv', 2),
            ('call:C1', 'landing/calls/c.csv', 3),
            ('customer:K1', 'landing/customers/k.csv', 5),
            ('job:J1', 'landing/jobs/j.csv', 2),
            ('spend:2026-03-02|CM1|north', 'landing/ad_spend/s.csv', 2),
            ('spend:2026-03-03|CM1|north', 'landing/ad_spend/s.csv', 3),
            ('spend:2026-03-04|CM1', 'landing/ad_spend/s.csv', 4)
        ) as records (record_id, source_file, source_line)
    """,
}
