-- Why two records are likely to be one person, in a line: the levels of agreement, the
-- weightiest first. Only of pairs with a customer, of which people decide.
with

edges as (
    select * from {{ source('identity', 'scored_edges') }}
    where record_l like 'customer:%' or record_r like 'customer:%'
),

levels as (
    select
        comparison,
        gamma,
        label,
        match_weight,
    from {{ source('identity', 'model_levels') }}
),

compared as (
    {{ levels_by_comparison('edges', 'record_l, record_r') }}
),

told as (
    select
        compared.record_l,
        compared.record_r,
        string_agg(
            compared.comparison || ': ' || levels.label,
            '; ' order by levels.match_weight desc, compared.comparison asc
        ) as evidence_text,
    from compared
    inner join levels
        on
            compared.comparison = levels.comparison
            and compared.gamma = levels.gamma
    group by
        compared.record_l,
        compared.record_r
)

select * from told
