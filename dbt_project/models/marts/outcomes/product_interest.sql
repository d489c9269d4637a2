with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

asked as (
    select * from {{ ref('stg_lead_products') }}
),

results as (
    select * from {{ ref('int_unique_lead_results') }}
),

sold as (
    select * from {{ ref('int_products_sold') }}
),

products as (
    select
        {{ comparable('product') }} as product_key,
        label,
        product_line,
    from {{ source('definition', 'products') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

interests as (
    select distinct
        members.unique_lead_id,
        asked.product,
    from asked
    inner join members on asked.lead_id = members.lead_id
),

paired as (
    select
        results.unique_lead_id,
        results.result,
        coalesce(interests.product, '__none__') as product,
        coalesce(sold.product_line, '__nothing__') as sold_product_line,
        sold.amount,
    from results
    left join interests on results.unique_lead_id = interests.unique_lead_id
    left join sold on results.unique_lead_id = sold.unique_lead_id
),

counted as (
    select
        product,
        sold_product_line,
        count(*) as unique_leads,
        sum(case when result = 'won' then 1 else 0 end) as won,
        sum(case when result = 'lost' then 1 else 0 end) as lost,
        sum(coalesce(amount, 0)) as revenue_amount,
    from paired
    group by
        product,
        sold_product_line
),

-- Several lines may be sold to one opportunity, so that rows of a product do not add up
-- to the opportunities that asked for it.
asking as (
    select
        coalesce(interests.product, '__none__') as product,
        count(*) as product_unique_leads,
    from results
    left join interests on results.unique_lead_id = interests.unique_lead_id
    group by coalesce(interests.product, '__none__')
),

final as (
    select
        counted.product,
        coalesce(
            products.label,
            case counted.product
                when '__none__' then 'None named' else counted.product
            end
        ) as product_label,
        products.product_line,
        products.product_key is not null as is_known,
        counted.sold_product_line,
        coalesce(counted.sold_product_line = products.product_line, false)
            as is_sold_as_asked,
        asking.product_unique_leads,
        cast(counted.unique_leads as bigint) as unique_leads,
        {{ ratio('counted.unique_leads', 'asking.product_unique_leads') }}
            as unique_leads_share,
        cast(counted.won as bigint) as won,
        cast(counted.lost as bigint) as lost,
        cast(counted.revenue_amount as decimal(18, 2)) as revenue_amount,
        run_context.run_id,
        run_context.definition_version,
    from counted
    inner join asking on counted.product = asking.product
    cross join run_context
    left join products on counted.product = products.product_key
)

select * from final
