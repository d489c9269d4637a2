-- Each model beside the confirmed one. The places are those where any model sees
-- revenue, so that what a model takes from a campaign is seen as well.
with

revenue as (
    select * from {{ ref('int_roi_revenue') }}
),

models as (
    select attribution_model from {{ ref('int_attribution_models') }}
),

places as (
    select distinct
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
    from revenue
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

joined as (
    select
        places.*,
        models.attribution_model,
        coalesce(revenue.revenue_amount, 0) as revenue_amount,
        coalesce(confirmed.revenue_amount, 0) as confirmed_amount,
    from places
    cross join models
    left join revenue
        on
            places.clock = revenue.clock
            and places.month = revenue.month
            and places.campaign_id = revenue.campaign_id
            and places.company_id = revenue.company_id
            and places.revenue_basis = revenue.revenue_basis
            and models.attribution_model = revenue.attribution_model
    left join revenue as confirmed
        on
            places.clock = confirmed.clock
            and places.month = confirmed.month
            and places.campaign_id = confirmed.campaign_id
            and places.company_id = confirmed.company_id
            and places.revenue_basis = confirmed.revenue_basis
            and confirmed.attribution_model = 'confirmed'
),

totalled as (
    select
        *,
        sum(revenue_amount) over slice as month_amount,
        sum(confirmed_amount) over slice as confirmed_month_amount,
    from joined
    window
        slice as (
            partition by clock, month, revenue_basis, attribution_model
        )
),

final as (
    select
        totalled.clock,
        totalled.month,
        totalled.campaign_id,
        totalled.company_id,
        totalled.revenue_basis,
        totalled.attribution_model,
        cast(totalled.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(totalled.confirmed_amount as decimal(18, 2)) as confirmed_amount,
        cast(
            totalled.revenue_amount - totalled.confirmed_amount as decimal(18, 2)
        ) as difference_amount,
        {{ ratio('totalled.revenue_amount', 'totalled.month_amount') }}
            as revenue_share,
        {{ ratio('totalled.confirmed_amount', 'totalled.confirmed_month_amount') }}
            as confirmed_share,
        run_context.run_id,
        run_context.definition_version,
    from totalled
    cross join run_context
)

select * from final
