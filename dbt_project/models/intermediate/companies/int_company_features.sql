-- What the switches of the definition mean for each company: its own, else that of the
-- nearest company above it, else the one for everybody. What has no row is on.
with

switches as (
    select
        feature,
        company_id,
        is_enabled,
    from {{ source('definition', 'features') }}
),

ancestors as (
    select * from {{ ref('int_company_ancestors') }}
),

companies as (
    select company_id from {{ ref('stg_companies') }}
    union all
    select '__none__' as company_id
),

said as (
    select
        ancestors.company_id,
        switches.feature,
        switches.is_enabled,
        ancestors.levels_up,
    from ancestors
    inner join switches on ancestors.ancestor_id = switches.company_id
    union all
    select
        companies.company_id,
        switches.feature,
        switches.is_enabled,
        1000 as levels_up,
    from companies
    cross join switches
    where switches.company_id is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by company_id, feature
            order by levels_up
        ) as nearness,
    from said
),

final as (
    select
        company_id,
        feature,
        is_enabled,
    from ranked
    where nearness = 1
)

select * from final
