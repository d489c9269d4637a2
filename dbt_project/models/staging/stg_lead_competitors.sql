with

leads as (
    select
        lead_id,
        competitors,
    from {{ ref('stg_leads') }}
),

listed as (
    {{ items_of('leads', ['lead_id'], 'competitors', 'competitor') }}
),

distinct_items as (
    select distinct
        lead_id,
        {{ comparable('competitor') }} as competitor,
    from listed
)

select * from distinct_items
where competitor is not null
