-- Which contacts are one opportunity. From each contact at which one may begin it is
-- known where the next begins: at the first contact that finds it decided or, if the
-- definition says so, names another product line. The opportunities of a piece are the
-- chain of these beginnings from its first contact on.
with recursive

contacts as (
    select * from {{ ref('int_contacts_pieced') }}
),

decisions as (
    select * from {{ ref('int_lead_decisions') }}
),

rules as (
    select split_on_product_line from {{ source('definition', 'settings') }}
),

-- What a contact finds said of the earlier ones of its piece; before the newest come
-- those that count where the opportunity began too late to hold what was said since.
found as (
    select
        later.piece_id,
        later.piece_place,
        earlier.piece_place as said_of_place,
        decisions.is_decided,
        coalesce(
            max(earlier.piece_place) over (
                partition by later.piece_id, later.piece_place
                order by
                    decisions.changed_at desc,
                    decisions.evidence_rank desc,
                    decisions.event_id desc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as newer_said_of_place,
    from decisions
    inner join contacts as earlier on decisions.lead_id = earlier.lead_id
    inner join contacts as later
        on
            earlier.piece_id = later.piece_id
            and earlier.piece_place < later.piece_place
            and decisions.changed_at < later.created_at
),

lines_named as (
    select
        *,
        lag(product_line) over (partition by piece_id order by piece_place)
            as previous_line,
        lag(piece_place) over (partition by piece_id order by piece_place)
            as previous_line_place,
    from contacts
    where product_line is not null
),

-- A cut holds for opportunities that begin at or between these two places.
cuts as (
    select
        piece_id,
        piece_place,
        newer_said_of_place + 1 as first_beginning,
        said_of_place as last_beginning,
        'decided' as boundary_reason,
    from found
    where is_decided
    union all
    select
        lines_named.piece_id,
        lines_named.piece_place,
        1 as first_beginning,
        lines_named.previous_line_place as last_beginning,
        'product_line' as boundary_reason,
    from lines_named
    cross join rules
    where
        rules.split_on_product_line
        and lines_named.product_line <> lines_named.previous_line
),

next_beginnings as (
    select
        contacts.piece_id,
        contacts.piece_place,
        cuts.piece_place as next_place,
        cuts.boundary_reason,
        row_number() over (
            partition by contacts.piece_id, contacts.piece_place
            order by cuts.piece_place asc, cuts.boundary_reason desc
        ) as nearness,
    from contacts
    inner join cuts
        on
            contacts.piece_id = cuts.piece_id
            and contacts.piece_place >= cuts.first_beginning
            and contacts.piece_place <= cuts.last_beginning
),

jumps as (
    select * from next_beginnings
    where nearness = 1
),

beginnings as (
    select
        piece_id,
        next_place as piece_place,
        boundary_reason,
    from jumps
    where piece_place = 1
    union all
    select
        jumps.piece_id,
        jumps.next_place as piece_place,
        jumps.boundary_reason,
    from beginnings
    inner join jumps
        on
            beginnings.piece_id = jumps.piece_id
            and beginnings.piece_place = jumps.piece_place
),

bounded as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        contacts.created_at,
        contacts.piece_id,
        contacts.piece_place,
        coalesce(contacts.boundary_reason, beginnings.boundary_reason)
            as boundary_reason,
    from contacts
    left join beginnings
        on
            contacts.piece_id = beginnings.piece_id
            and contacts.piece_place = beginnings.piece_place
),

numbered as (
    select
        *,
        sum(case when boundary_reason is null then 0 else 1 end) over (
            partition by piece_id order by piece_place
            rows between unbounded preceding and current row
        ) as opportunity_number,
    from bounded
),

opportunities as (
    select
        lead_id,
        person_id,
        company_scope,
        created_at,
        boundary_reason,
        first_value(lead_id) over (
            partition by piece_id, opportunity_number order by piece_place
        ) as first_lead_id,
        row_number() over (
            partition by piece_id, opportunity_number order by piece_place
        ) as contact_number,
    from numbered
)

select * from opportunities
