-- Pairs of which one has the better raw and the other the better adjusted rate.
-- Companies are compared with each other, users with those of their company.
with

comparable as (
    select
        *,
        case league when 'company' then '' else company_id end as peers,
        win_rate_raw * (1 - win_rate_raw) / decided as raw_variance,
    from {{ ref('int_league_rated') }}
    where win_rate_adjusted is not null and decided >= {{ fewest_cases() }}
),

paired as (
    select
        better.league,
        better.entity_id as raw_better_id,
        worse.entity_id as raw_worse_id,
        better.win_rate_raw as better_win_rate_raw,
        worse.win_rate_raw as worse_win_rate_raw,
        better.win_rate_adjusted as better_win_rate_adjusted,
        worse.win_rate_adjusted as worse_win_rate_adjusted,
        {{ ratio(
            'better.win_rate_raw - worse.win_rate_raw',
            'sqrt(better.raw_variance + worse.raw_variance)',
        ) }} as raw_difference_errors,
        {{ ratio(
            'worse.win_rate_adjusted - better.win_rate_adjusted',
            'sqrt(better.adjusted_variance + worse.adjusted_variance)',
        ) }} as adjusted_difference_errors,
    from comparable as better
    inner join comparable as worse
        on
            better.league = worse.league
            and better.peers = worse.peers
            and better.win_rate_raw > worse.win_rate_raw
            and better.win_rate_adjusted < worse.win_rate_adjusted
),

judged as (
    select
        *,
        coalesce(raw_difference_errors >= {{ z_95() }}, false)
        and coalesce(adjusted_difference_errors >= {{ z_95() }}, false)
            as is_significant,
    from paired
)

select * from judged
