-- A win rate means nothing where some opportunities are left out of it: every kind of
-- segment counts each of them once, by cohort and, once ended, by period (B10, C3).
with

shown as (
    select
        clock,
        segment_kind,
        sum(unique_leads) as unique_leads,
        sum(won + lost + cancelled + rejected) as ended,
    from {{ ref('win_loss') }}
    group by
        clock,
        segment_kind
),

counted as (
    select
        (select count(*) from {{ ref('fct_unique_leads') }}) as unique_leads,
        (
            select count(*) from {{ ref('int_unique_lead_results') }}
            where result <> 'open'
        ) as ended,
)

select
    shown.*,
    counted.unique_leads as unique_leads_formed,
    counted.ended as unique_leads_ended,
from shown
cross join counted
where
    shown.ended <> counted.ended
    or shown.unique_leads <> case shown.clock
        when 'cohort' then counted.unique_leads else counted.ended
    end
