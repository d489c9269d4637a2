{#
    The figures of wins and losses of a segment, whatever span they are of, from a relation
    with the columns of int_win_loss_rated. What is open belongs to a cohort alone.
#}
{% macro win_loss_figures(rated) -%}
{{ rated }}.segment_kind,
        {{ rated }}.segment,
        {{ rated }}.segment_label,
        cast({{ rated }}.unique_leads as bigint) as unique_leads,
        cast({{ rated }}.won as bigint) as won,
        cast({{ rated }}.lost as bigint) as lost,
        cast({{ rated }}.cancelled as bigint) as cancelled,
        cast({{ rated }}.rejected as bigint) as rejected,
        case {{ rated }}.clock when 'cohort' then cast({{ rated }}.open as bigint) end as open,
        cast({{ rated }}.won_new_customers as bigint) as won_new_customers,
        cast({{ rated }}.won_repeat_customers as bigint) as won_repeat_customers,
        cast({{ rated }}.won_amount as decimal(18, 2)) as won_amount,
        cast({{ rated }}.lost_amount as decimal(18, 2)) as lost_amount,
        cast({{ rated }}.cancelled_amount as decimal(18, 2)) as cancelled_amount,
        cast({{ rated }}.rejected_amount as decimal(18, 2)) as rejected_amount,
        case {{ rated }}.clock
            when 'cohort' then cast({{ rated }}.open_amount as decimal(18, 2))
        end as open_amount,
        cast({{ rated }}.won_revenue_amount as decimal(18, 2)) as won_revenue_amount,
        {{ rated }}.win_rate_decided,
        {{ rated }}.win_rate_decided_low,
        {{ rated }}.win_rate_decided_high,
        {{ rated }}.win_rate_decided_shrunk,
        {{ rated }}.win_rate_all_terminal,
        {{ rated }}.win_rate_all_terminal_low,
        {{ rated }}.win_rate_all_terminal_high,
        {{ rated }}.win_rate_cohort,
        {{ rated }}.win_rate_cohort_low,
        {{ rated }}.win_rate_cohort_high,
        {{ rated }}.win_rate_decided_by_value,
        {{ rated }}.win_rate_all_terminal_by_value,
        {{ rated }}.win_rate_cohort_by_value,
        {{ rated }}.maturity,
        {{ rated }}.target_amount_share,
        {{ rated }}.has_few_cases
{%- endmacro %}
