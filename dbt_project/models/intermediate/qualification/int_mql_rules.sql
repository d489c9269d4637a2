-- The rules that give points, numbered, as what has to be found and whether the points
-- are for its absence.
with

rules as (
    select
        field,
        operator as comparison,
        value as compared_with,
        points,
    from {{ source('definition', 'mql_rules') }}
    where rule_kind = 'points'
),

numbered as (
    select
        cast(
            row_number() over (
                order by field, comparison, compared_with nulls first
            ) as bigint
        ) as rule_number,
        field,
        comparison,
        compared_with,
        points,
        comparison in ('is_not_set', 'not_equals') as is_negated,
        case comparison
            when 'is_not_set' then 'is_set'
            when 'not_equals' then 'equals'
            when 'in' then 'equals'
            else comparison
        end as looked_for,
    from rules
)

select * from numbered
