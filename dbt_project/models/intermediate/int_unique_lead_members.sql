-- Which contacts are one opportunity. A person's contacts with one company are cut
-- first where the gap is too long or, if the definition says so, the product line
-- differs; each piece is cut again at the first contact after a decision on the
-- opportunity then open.
with

contacts as (
    select * from {{ ref('int_contacts') }}
    where is_valid
),

decisions as (
    select * from {{ ref('int_lead_decisions') }}
),

gaps as (
    select * from {{ source('definition', 'opportunity_gaps') }}
),

rules as (
    select
        opportunity_gap_days,
        split_on_product_line,
    from {{ source('definition', 'settings') }}
),

ordered as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        contacts.created_at,
        coalesce(gaps.gap_days, rules.opportunity_gap_days) as gap_days,
        rules.split_on_product_line,
        contacts.product_line,
        lag(contacts.created_at) over person_contacts as previous_at,
        last_value(contacts.product_line ignore nulls) over (
            person_contacts rows between unbounded preceding and 1 preceding
        ) as previous_product_line,
    from contacts
    cross join rules
    left join gaps on contacts.product_line = gaps.product_line
    window person_contacts as (
        partition by contacts.person_id, contacts.company_scope
        order by contacts.created_at, contacts.lead_id
    )
),

-- Every boundary keeps its reason, so that a page can say why an opportunity was cut.
gap_boundaries as (
    select
        *,
        case
            when previous_at is null then 'first_contact'
            when {{ seconds_between('previous_at', 'created_at') }} > gap_days * 86400
                then 'gap'
            when split_on_product_line and product_line <> previous_product_line
                then 'product_line'
        end as boundary_reason,
    from ordered
),

pieces as (
    select
        *,
        sum(case when boundary_reason is null then 0 else 1 end) over (
            partition by person_id, company_scope
            order by created_at, lead_id
            rows between unbounded preceding and current row
        ) as piece_number,
        lead(created_at) over (
            partition by person_id, company_scope order by created_at, lead_id
        ) as next_at,
    from gap_boundaries
),

-- Where a piece may be cut: after the contact that was its newest when a decision was
-- taken. Of the decisions there, that on the latest contact reaches back least.
possible_closings as (
    select
        newest.lead_id,
        newest.person_id,
        newest.company_scope,
        newest.piece_number,
        newest.created_at,
        max(decided.created_at) as decided_contact_at,
    from decisions
    inner join pieces as decided on decisions.lead_id = decided.lead_id
    inner join pieces as newest
        on
            decided.person_id = newest.person_id
            and decided.company_scope = newest.company_scope
            and decided.piece_number = newest.piece_number
            and decisions.closed_at >= newest.created_at
            and decisions.closed_at < newest.next_at
    group by
        newest.lead_id,
        newest.person_id,
        newest.company_scope,
        newest.piece_number,
        newest.created_at
),

-- A second decision on an opportunity that was closed already cuts nothing, nor does it
-- hide the first decision on the next one.
first_closings as (
    select
        *,
        max(decided_contact_at) over (
            partition by person_id, company_scope, piece_number
            order by created_at
            rows between unbounded preceding and 1 preceding
        ) as earlier_decided_contact_at,
    from possible_closings
),

ordered_closings as (
    select
        *,
        lag(created_at) over (
            partition by person_id, company_scope, piece_number order by created_at
        ) as previous_closing_at,
    from first_closings
    where
        earlier_decided_contact_at is null
        or earlier_decided_contact_at < decided_contact_at
),

closing_contacts as (
    select lead_id from ordered_closings
    where previous_closing_at is null or previous_closing_at < decided_contact_at
),

closed as (
    select
        pieces.*,
        lag(closing_contacts.lead_id) over (
            partition by pieces.person_id, pieces.company_scope
            order by pieces.created_at, pieces.lead_id
        ) as closed_before_lead_id,
    from pieces
    left join closing_contacts on pieces.lead_id = closing_contacts.lead_id
),

bounded as (
    select
        lead_id,
        person_id,
        company_scope,
        created_at,
        coalesce(
            boundary_reason,
            case when closed_before_lead_id is not null then 'decided' end
        ) as boundary_reason,
    from closed
),

numbered as (
    select
        *,
        sum(case when boundary_reason is null then 0 else 1 end) over (
            partition by person_id, company_scope
            order by created_at, lead_id
            rows between unbounded preceding and current row
        ) as opportunity_number,
    from bounded
),

named as (
    select
        lead_id,
        person_id,
        company_scope,
        created_at,
        boundary_reason,
        'unique:' || first_value(lead_id) over (
            partition by person_id, company_scope, opportunity_number
            order by created_at, lead_id
        ) as unique_lead_id,
        row_number() over (
            partition by person_id, company_scope, opportunity_number
            order by created_at, lead_id
        ) as contact_number,
    from numbered
)

select * from named
