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

piece_decisions as (
    select
        pieces.person_id,
        pieces.company_scope,
        pieces.piece_number,
        pieces.created_at as opened_at,
        decisions.closed_at,
        lag(decisions.closed_at) over (
            partition by pieces.person_id, pieces.company_scope, pieces.piece_number
            order by decisions.closed_at
        ) as previous_closed_at,
    from decisions
    inner join pieces on decisions.lead_id = pieces.lead_id
),

-- A second decision on an opportunity that was closed already cuts nothing.
effective_decisions as (
    select distinct
        person_id,
        company_scope,
        piece_number,
        closed_at,
    from piece_decisions
    where previous_closed_at is null or previous_closed_at < opened_at
),

closing_contacts as (
    select distinct pieces.lead_id,
    from pieces
    inner join effective_decisions
        on
            pieces.person_id = effective_decisions.person_id
            and pieces.company_scope = effective_decisions.company_scope
            and pieces.piece_number = effective_decisions.piece_number
            and pieces.created_at <= effective_decisions.closed_at
            and pieces.next_at > effective_decisions.closed_at
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
