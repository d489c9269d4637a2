-- Two tables that show the same revenue must not differ by a cent: not by a place that
-- one of them leaves out, nor by a row that a join repeats.
with

compared as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        attribution_model,
        revenue_basis,
        revenue_amount,
    from {{ ref('attribution_comparison') }}
    where revenue_amount <> 0
),

shown as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        attribution_model,
        revenue_basis,
        revenue_amount,
    from {{ ref('campaign_roi') }}
    where revenue_amount <> 0
),

only_compared as (
    select * from compared
    except all
    select * from shown
),

only_shown as (
    select * from shown
    except all
    select * from compared
),

differing as (
    select * from only_compared
    union all
    select * from only_shown
)

select * from differing
