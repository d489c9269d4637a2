with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

records as (
    select * from {{ ref('int_source_records') }}
),

unique_leads as (
    select
        unique_lead_id,
        campaign_bucket_id,
        company_scope,
        first_lead_date,
    from {{ ref('int_unique_leads_enriched') }}
),

described as (
    select * from {{ ref('int_conversions_described') }}
),

companies as (
    select
        company_id,
        timezone,
    from {{ ref('stg_companies') }}
),

run_context as (
    select
        run_id,
        definition_version,
        timezone,
    from {{ source('ops', 'run_context') }}
),

dated as (
    select
        conversions.*,
        {{ local_date(
            'conversions.converted_at',
            'coalesce(companies.timezone, run_context.timezone)'
        ) }}
            as converted_date,
    from conversions
    cross join run_context
    left join companies on conversions.company_id = companies.company_id
),

final as (
    select
        dated.conversion_id,
        dated.conversion_kind,
        dated.customer_id,
        dated.company_id,
        dated.person_id,
        dated.converted_at,
        dated.converted_date,
        dated.is_cancelled,
        described.product_line,
        coalesce(described.is_new_customer, false) as is_new_customer,
        dated.unique_lead_id,
        dated.matched_lead_id,
        dated.is_named as is_lead_named_by_source,
        coalesce(unique_leads.campaign_bucket_id, '__unattributed__')
            as campaign_bucket_id,
        coalesce(unique_leads.company_scope, dated.company_id, '__none__')
            as company_scope,
        coalesce(unique_leads.first_lead_date, dated.converted_date) as cohort_date,
        records.row_hash,
        records.source_file,
        records.source_line,
        run_context.run_id,
        run_context.definition_version,
    from dated
    inner join records on dated.conversion_id = records.record_id
    cross join run_context
    left join described on dated.conversion_id = described.conversion_id
    left join unique_leads on dated.unique_lead_id = unique_leads.unique_lead_id
)

select * from final
