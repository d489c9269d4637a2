-- The decided opportunities of each company and user, each in a stratum of like ones:
-- source, qualification level and product line. A stratum is coarser where the league
-- has so few cases in it that its members would not have enough each.
with

results as (
    select * from {{ ref('int_unique_lead_results') }}
    where result in ('won', 'lost')
),

described as (
    select
        company_id,
        assigned_user_id,
        case result when 'won' then 1 else 0 end as won,
        coalesce(lead_source, '-') as source_part,
        coalesce(cast(mql_level as {{ dbt.type_string() }}), '-') as level_part,
        coalesce(product_line, '-') as line_part,
    from results
),

placed as (
    select
        *,
        'company' as league,
        company_id as entity_id,
    from described
    where company_id is not null
    union all
    select
        *,
        'user' as league,
        assigned_user_id as entity_id,
    from described
    where assigned_user_id is not null
),

-- Twice what a member needs, so that those of half the usual size are compared too.
leagues as (
    select
        league,
        greatest(
            {{ fewest_cases() }},
            2 * {{ fewest_stratum_cases() }} * count(distinct entity_id)
        ) as cases_needed,
    from placed
    group by league
),

sized as (
    select
        *,
        count(*) over (partition by league, source_part) as source_cases,
        count(*) over (partition by league, source_part, level_part) as level_cases,
        count(*) over (
            partition by league, source_part, level_part, line_part
        ) as line_cases,
    from placed
),

stratified as (
    select
        sized.league,
        sized.entity_id,
        sized.company_id,
        sized.won,
        case
            when sized.line_cases >= leagues.cases_needed
                then
                    sized.source_part
                    || ' | ' || sized.level_part
                    || ' | ' || sized.line_part
            when sized.level_cases >= leagues.cases_needed
                then sized.source_part || ' | ' || sized.level_part || ' | *'
            when sized.source_cases >= leagues.cases_needed
                then sized.source_part || ' | * | *'
            else '* | * | *'
        end as stratum,
    from sized
    inner join leagues on sized.league = leagues.league
)

select * from stratified
