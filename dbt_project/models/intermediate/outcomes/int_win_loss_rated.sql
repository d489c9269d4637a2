-- The named win rates of each segment, with intervals and, drawn towards its kind, what
-- may be said of it where it has few cases.
with

counted as (
    select
        *,
        won + lost as decided,
        won + lost + cancelled + rejected as terminal,
        won_amount + lost_amount as decided_amount,
        won_amount + lost_amount + cancelled_amount + rejected_amount
            as terminal_amount,
        won_amount + lost_amount + cancelled_amount + rejected_amount + open_amount
            as value_amount,
    from {{ ref('int_win_loss_counted') }}
),

families as (
    select * from {{ ref('int_win_loss_families') }}
),

joined as (
    select
        counted.*,
        families.family_rate,
        -- A segment that is the only one of its kind is its own family.
        case
            when families.segments > 1
                then {{ own_weight('counted.decided', 'families.correlation') }}
            else 1
        end as own_weight,
    from counted
    left join families
        on
            counted.span = families.span
            and counted.clock = families.clock
            and counted.segment_kind = families.segment_kind
            and (
                counted.month_date = families.month_date
                or (counted.month_date is null and families.month_date is null)
            )
),

rated as (
    select
        *,
        {{ ratio('won', 'decided') }} as win_rate_decided,
        {{ wilson_low('won', 'decided') }} as win_rate_decided_low,
        {{ wilson_high('won', 'decided') }} as win_rate_decided_high,
        {{ ratio('won', 'terminal') }} as win_rate_all_terminal,
        {{ wilson_low('won', 'terminal') }} as win_rate_all_terminal_low,
        {{ wilson_high('won', 'terminal') }} as win_rate_all_terminal_high,
        case clock when 'cohort' then {{ ratio('won', 'unique_leads') }} end
            as win_rate_cohort,
        case clock when 'cohort' then {{ wilson_low('won', 'unique_leads') }} end
            as win_rate_cohort_low,
        case clock when 'cohort' then {{ wilson_high('won', 'unique_leads') }} end
            as win_rate_cohort_high,
        {{ ratio('won_amount', 'decided_amount') }} as win_rate_decided_by_value,
        {{ ratio('won_amount', 'terminal_amount') }}
            as win_rate_all_terminal_by_value,
        case clock when 'cohort' then {{ ratio('won_amount', 'value_amount') }} end
            as win_rate_cohort_by_value,
        case when clock = 'cohort' then {{ ratio('terminal', 'unique_leads') }} end
            as maturity,
        own_weight * coalesce({{ ratio('won', 'decided') }}, 0)
        + (1 - own_weight) * family_rate as win_rate_decided_shrunk,
        decided < {{ fewest_cases() }} as has_few_cases,
        {{ ratio('with_target_amount', 'unique_leads') }} as target_amount_share,
    from joined
)

select * from rated
