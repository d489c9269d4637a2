with

companies as (
    select * from {{ ref('stg_companies') }}
),

offers as (
    select * from {{ ref('int_partner_offers') }}
),

results as (
    select * from {{ ref('int_partner_results') }}
),

win_loss as (
    select * from {{ ref('int_win_loss_rated') }}
    where span = 'all' and clock = 'cohort' and segment_kind = 'company'
),

league as (
    select * from {{ ref('int_league_rated') }}
    where league = 'company'
),

-- What is still open takes longer than anything that has ended.
ended as (
    select
        company_id,
        coalesce(
            {{ ratio(seconds_between('first_lead_at', 'ended_at'), '86400') }}, 1e15
        ) as days_to_decision,
    from {{ ref('int_unique_lead_results') }}
),

decisions as (
    select
        company_id,
        percentile_cont(0.5) within group (order by days_to_decision)
            as days_to_decision_median,
    from ended
    group by company_id
),

ratings as (
    select * from {{ ref('int_partner_ratings') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        companies.company_id,
        companies.name as company_name,
        cast(coalesce(offers.offers, 0) as bigint) as offers,
        cast(coalesce(offers.answered, 0) as bigint) as answered,
        {{ ratio('offers.answered', 'offers.offers') }} as response_rate,
        {{ wilson_low('offers.answered', 'offers.offers') }} as response_rate_low,
        {{ wilson_high('offers.answered', 'offers.offers') }} as response_rate_high,
        offers.minutes_to_respond_median,
        {{ ratio('offers.accepted', 'offers.offers') }} as acceptance_rate,
        {{ wilson_low('offers.accepted', 'offers.offers') }} as acceptance_rate_low,
        {{ wilson_high('offers.accepted', 'offers.offers') }} as acceptance_rate_high,
        cast(coalesce(win_loss.unique_leads, 0) as bigint) as unique_leads,
        cast(coalesce(win_loss.won, 0) as bigint) as won,
        cast(coalesce(win_loss.lost, 0) as bigint) as lost,
        win_loss.win_rate_decided,
        win_loss.win_rate_decided_low,
        win_loss.win_rate_decided_high,
        win_loss.win_rate_decided_shrunk,
        league.win_rate_adjusted,
        league.win_rate_adjusted_shrunk,
        {{ ratio('results.won', 'results.won + results.lost + results.silent') }}
            as win_rate_if_silent_lost,
        {{ ratio(
            'results.won + results.silent',
            'results.won + results.lost + results.silent',
        ) }} as win_rate_if_silent_won,
        {{ ratio('results.with_level_1', 'results.accepted') }} as level_1_share,
        {{ ratio('results.with_level_3', 'results.accepted') }} as level_3_share,
        case
            when decisions.days_to_decision_median < 1e14
                then decisions.days_to_decision_median
        end as days_to_decision_median,
        cast(coalesce(win_loss.won_revenue_amount, 0) as decimal(18, 2))
            as won_revenue_amount,
        {{ ratio('win_loss.won_revenue_amount', 'win_loss.unique_leads') }}
            as revenue_per_unique_lead,
        cast(coalesce(ratings.ratings, 0) as bigint) as ratings,
        ratings.rating_mean,
        ratings.rating_low,
        ratings.rating_high,
        ratings.rating_shrunk,
        coalesce(win_loss.has_few_cases, true) as has_few_cases,
        run_context.run_id,
        run_context.definition_version,
    from companies
    cross join run_context
    left join offers on companies.company_id = offers.company_id
    left join results on companies.company_id = results.partner_id
    left join win_loss on companies.company_id = win_loss.segment
    left join league on companies.company_id = league.entity_id
    left join decisions on companies.company_id = decisions.company_id
    left join ratings on companies.company_id = ratings.company_id
)

select * from final
