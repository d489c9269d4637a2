-- A person's contacts with one company in pieces: a gap longer than the rule ends an
-- opportunity whatever else happened, so that each piece is cut by itself.
with

contacts as (
    select * from {{ ref('int_contacts') }}
    where is_valid
),

gaps as (
    select * from {{ source('definition', 'opportunity_gaps') }}
),

rules as (
    select opportunity_gap_days from {{ source('definition', 'settings') }}
),

ordered as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        contacts.created_at,
        contacts.product_line,
        coalesce(gaps.gap_days, rules.opportunity_gap_days) as gap_days,
        lag(contacts.created_at) over (
            partition by contacts.person_id, contacts.company_scope
            order by contacts.created_at, contacts.lead_id
        ) as previous_at,
    from contacts
    cross join rules
    left join gaps on contacts.product_line = gaps.product_line
),

bounded as (
    select
        *,
        case
            when previous_at is null then 'first_contact'
            when {{ seconds_between('previous_at', 'created_at') }} > gap_days * 86400
                then 'gap'
        end as boundary_reason,
    from ordered
),

numbered as (
    select
        *,
        sum(case when boundary_reason is null then 0 else 1 end) over (
            partition by person_id, company_scope
            order by created_at, lead_id
            rows between unbounded preceding and current row
        ) as piece_number,
    from bounded
),

pieces as (
    select
        lead_id,
        person_id,
        company_scope,
        created_at,
        product_line,
        boundary_reason,
        first_value(lead_id) over (
            partition by person_id, company_scope, piece_number
            order by created_at, lead_id
        ) as piece_id,
        row_number() over (
            partition by person_id, company_scope, piece_number
            order by created_at, lead_id
        ) as piece_place,
    from numbered
)

select * from pieces
