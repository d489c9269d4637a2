-- Conversions whose opportunity the draws have to tell: those for which the first
-- contender is not sure. Each has the numbers from which its draws are made.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

contenders as (
    select * from {{ ref('int_conversion_contenders') }}
),

confirmations as (
    select unique_lead_id from {{ ref('int_confirmations') }}
    where confirmation_status = 'dismissed'
),

settled as (
    select conversion_id from contenders
    where preference = 1 and is_sure
),

rules as (
    select seed from {{ source('definition', 'settings') }}
),

uncertain as (
    select
        conversions.conversion_id,
        conversions.conversion_kind,
        coalesce(conversions.company_id, '__none__') as company_scope,
        conversions.converted_at,
        {{ uniform_of("conversions.conversion_id || '|missing|' || rules.seed") }}
            as missing_offset,
        {{ uniform_of("conversions.conversion_id || '|missing step|' || rules.seed") }}
            as missing_step,
        {{ uniform_of("conversions.conversion_id || '|lag|' || rules.seed") }}
            as lag_offset,
        {{ uniform_of("conversions.conversion_id || '|lag step|' || rules.seed") }}
            as lag_step,
    from conversions
    cross join rules
    left join settled on conversions.conversion_id = settled.conversion_id
    left join confirmations
        on conversions.unique_lead_id = confirmations.unique_lead_id
    where
        settled.conversion_id is null
        and confirmations.unique_lead_id is null
        and conversions.customer_id is not null
)

select * from uncertain
