-- Each company with all above it: location, franchisee, franchisor, network, one more.
-- A company that stands above itself, by mistake, is nobody's parent.
with

companies as (
    select
        company_id,
        parent_company_id,
    from {{ ref('stg_companies') }}
),

parents as (
    select
        child.company_id,
        child.parent_company_id,
    from companies as child
    inner join companies as parent on child.parent_company_id = parent.company_id
    where child.parent_company_id <> child.company_id
),

second as (
    select
        parents.company_id,
        above.parent_company_id,
    from parents
    inner join parents as above on parents.parent_company_id = above.company_id
),

third as (
    select
        second.company_id,
        above.parent_company_id,
    from second
    inner join parents as above on second.parent_company_id = above.company_id
),

fourth as (
    select
        third.company_id,
        above.parent_company_id,
    from third
    inner join parents as above on third.parent_company_id = above.company_id
),

climbed as (
    select
        company_id,
        company_id as ancestor_id,
        0 as levels_up,
    from companies
    union all
    select
        company_id,
        parent_company_id as ancestor_id,
        1 as levels_up,
    from parents
    union all
    select
        company_id,
        parent_company_id as ancestor_id,
        2 as levels_up,
    from second
    union all
    select
        company_id,
        parent_company_id as ancestor_id,
        3 as levels_up,
    from third
    union all
    select
        company_id,
        parent_company_id as ancestor_id,
        4 as levels_up,
    from fourth
),

nearest as (
    select
        company_id,
        ancestor_id,
        min(levels_up) as levels_up,
    from climbed
    group by
        company_id,
        ancestor_id
)

select * from nearest
