with

leads as (
    select
        lead_id,
        products_of_interest,
    from {{ ref('stg_leads') }}
),

listed as (
    {{ items_of('leads', ['lead_id'], 'products_of_interest', 'product') }}
),

distinct_items as (
    select distinct
        lead_id,
        {{ comparable('product') }} as product,
    from listed
)

select * from distinct_items
where product is not null
