-- Whether each part is on for each company: its own row, else that of the nearest
-- company above it, else the row for everybody, else on. A network has at most five
-- levels.
with

companies as (
    select
        company_id,
        parent_company_id,
    from {{ ref('stg_companies') }}
),

features as (
    select
        feature,
        company_id,
        is_enabled,
    from {{ source('definition', 'features') }}
),

kinds as (
    select distinct feature from {{ ref('request_kinds') }}
),

above as (
    select
        companies.company_id,
        parents.company_id as first_id,
        grandparents.company_id as second_id,
        ancestors.company_id as third_id,
        ancestors.parent_company_id as fourth_id,
    from companies
    left join companies as parents
        on companies.parent_company_id = parents.company_id
    left join companies as grandparents
        on parents.parent_company_id = grandparents.company_id
    left join companies as ancestors
        on grandparents.parent_company_id = ancestors.company_id
),

lines as (
    select
        company_id,
        company_id as ruling_id,
        0 as distance,
    from above
    {% for place in ['first', 'second', 'third', 'fourth'] %}
        union all
        select
            company_id,
            {{ place }}_id as ruling_id,
            {{ loop.index }} as distance,
        from above
        where {{ place }}_id is not null
    {% endfor %}
),

ruled as (
    select
        lines.company_id,
        features.feature,
        features.is_enabled,
        row_number() over (
            partition by lines.company_id, features.feature
            order by lines.distance
        ) as preference,
    from lines
    inner join features on lines.ruling_id = features.company_id
),

switched as (
    select
        companies.company_id,
        kinds.feature,
        coalesce(ruled.is_enabled, general.is_enabled, true) as is_enabled,
    from companies
    cross join kinds
    left join ruled
        on
            companies.company_id = ruled.company_id
            and kinds.feature = ruled.feature
            and ruled.preference = 1
    left join features as general
        on kinds.feature = general.feature and general.company_id is null
)

select * from switched
