-- Which companies bear what a company above them spends: those below it that have none
-- below themselves. What no company spends, the network's, is borne by all of these.
with recursive

companies as (
    select * from {{ ref('stg_companies') }}
),

-- Loops of parents, should a source deliver one, end where a pair comes again.
below as (
    select
        parent_company_id as company_id,
        company_id as heir_id,
    from companies
    where parent_company_id is not null and parent_company_id <> company_id
    union
    select
        below.company_id,
        companies.company_id as heir_id,
    from below
    inner join companies on below.heir_id = companies.parent_company_id
),

parents as (
    select distinct company_id from below
),

leaves as (
    select
        companies.company_id,
        companies.active_from,
        companies.active_to,
    from companies
    left join parents on companies.company_id = parents.company_id
    where parents.company_id is null
),

borne as (
    select
        below.company_id,
        leaves.company_id as heir_id,
        leaves.active_from,
        leaves.active_to,
    from below
    inner join leaves on below.heir_id = leaves.company_id
    union all
    select
        '__none__' as company_id,
        company_id as heir_id,
        active_from,
        active_to,
    from leaves
)

select * from borne
