-- Which reviews would narrow the intervals most. Whose an opportunity is, once a person
-- has said it, is no longer uncertain: that takes p (1 - p) times the squared money at
-- stake out of the variance of attributed revenue.
with

contenders as (
    select * from {{ ref('int_conversion_contenders') }}
    where chance > 0.001 and chance < 0.999
),

rules as (
    select revenue_basis from {{ source('definition', 'settings') }}
),

sums as (
    select
        sums.conversion_id,
        sum(sums.amount) as amount,
    from {{ ref('int_conversion_sums') }} as sums
    inner join rules on sums.revenue_basis = rules.revenue_basis
    group by sums.conversion_id
),

conversions as (
    select
        conversion_id,
        customer_id,
    from {{ ref('int_conversions_matched') }}
),

reviews as (
    select
        unique_lead_id,
        min(review_id) as review_id,
    from {{ ref('int_reviews') }}
    where kind = 'match'
    group by unique_lead_id
),

unique_leads as (
    select
        unique_lead_id,
        campaign_id,
        company_id,
    from {{ ref('int_unique_leads_enriched') }}
),

valued as (
    select
        contenders.unique_lead_id,
        conversions.customer_id,
        max(contenders.chance) as match_probability,
        count(*) as conversions,
        sum(sums.amount * {{ ratio('contenders.expected_share', 'contenders.chance') }})
            as amount_at_stake,
    from contenders
    inner join sums on contenders.conversion_id = sums.conversion_id
    inner join conversions on contenders.conversion_id = conversions.conversion_id
    group by contenders.unique_lead_id, conversions.customer_id
),

varied as (
    select
        *,
        match_probability * (1 - match_probability) * power(amount_at_stake, 2)
            as variance_removed,
    from valued
),

ordered as (
    select
        *,
        row_number() over (
            order by variance_removed desc, unique_lead_id asc, customer_id asc
        ) as value_place,
        {{ ratio('variance_removed', 'sum(variance_removed) over ()') }}
            as variance_share,
        {{ ratio(
            'sum(variance_removed) over (order by variance_removed desc, unique_lead_id, customer_id rows between unbounded preceding and current row)',
            'sum(variance_removed) over ()'
        ) }} as cumulative_variance_share,
    from varied
),

run_context as (
    select
        run_context.run_id,
        run_context.definition_version,
        report.report_currency,
    from {{ source('ops', 'run_context') }} as run_context
    cross join {{ source('ops', 'report_currency') }} as report
),

final as (
    select
        cast(ordered.value_place as bigint) as value_place,
        ordered.unique_lead_id,
        ordered.customer_id,
        reviews.review_id,
        unique_leads.campaign_id,
        unique_leads.company_id,
        ordered.match_probability,
        cast(ordered.conversions as bigint) as conversions,
        cast(round(ordered.amount_at_stake, 2) as decimal(18, 2)) as amount_at_stake,
        ordered.variance_share,
        ordered.cumulative_variance_share,
        run_context.report_currency,
        run_context.run_id,
        run_context.definition_version,
    from ordered
    cross join run_context
    inner join unique_leads on ordered.unique_lead_id = unique_leads.unique_lead_id
    left join reviews on ordered.unique_lead_id = reviews.unique_lead_id
)

select * from final
