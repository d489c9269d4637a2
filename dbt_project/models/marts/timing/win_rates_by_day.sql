with

rates as (
    select * from {{ ref('int_win_rates_by_day') }}
),

labels as (
    select * from {{ ref('int_segment_labels') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        rates.segment_kind,
        rates.segment,
        labels.segment_label,
        rates.days,
        rates.n,
        cast(rates.known_n as bigint) as known_n,
        rates.n < {{ fewest_stays() }} as is_small,
        {{ ratio('rates.known_n', 'rates.n') }} as maturity,
        rates.win_rate_cohort,
        {{ log_log_low('rates.win_rate_cohort', 'rates.won_log_variance') }}
            as win_rate_cohort_low,
        {{ log_log_high('rates.win_rate_cohort', 'rates.won_log_variance') }}
            as win_rate_cohort_high,
        rates.lost_share,
        rates.cancelled_share,
        1 - rates.win_rate_cohort - rates.lost_share - rates.cancelled_share
            as open_share,
        run_context.run_id,
        run_context.definition_version,
    from rates
    cross join run_context
    left join labels
        on
            rates.segment_kind = labels.segment_kind
            and rates.segment = labels.segment
)

select * from final
