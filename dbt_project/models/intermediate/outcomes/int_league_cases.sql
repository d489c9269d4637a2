-- The decided opportunities of each company and user, each in a stratum of like ones:
-- source, qualification level and product line, coarser where the network has too few.
with

results as (
    select * from {{ ref('int_unique_lead_results') }}
    where result in ('won', 'lost')
),

described as (
    select
        unique_lead_id,
        company_id,
        assigned_user_id,
        case result when 'won' then 1 else 0 end as won,
        coalesce(lead_source, '-') as source_part,
        coalesce(cast(mql_level as {{ dbt.type_string() }}), '-') as level_part,
        coalesce(product_line, '-') as line_part,
    from results
),

sized as (
    select
        *,
        count(*) over (partition by source_part) as source_cases,
        count(*) over (partition by source_part, level_part) as level_cases,
        count(*) over (partition by source_part, level_part, line_part) as line_cases,
    from described
),

stratified as (
    select
        unique_lead_id,
        company_id,
        assigned_user_id,
        won,
        case
            when line_cases >= {{ fewest_cases() }}
                then source_part || ' | ' || level_part || ' | ' || line_part
            when level_cases >= {{ fewest_cases() }}
                then source_part || ' | ' || level_part || ' | *'
            when source_cases >= {{ fewest_cases() }}
                then source_part || ' | * | *'
            else '* | * | *'
        end as stratum,
    from sized
),

placed as (
    select
        'company' as league,
        company_id as entity_id,
        company_id,
        stratum,
        won,
    from stratified
    where company_id is not null
    union all
    select
        'user' as league,
        assigned_user_id as entity_id,
        company_id,
        stratum,
        won,
    from stratified
    where assigned_user_id is not null
)

select * from placed
