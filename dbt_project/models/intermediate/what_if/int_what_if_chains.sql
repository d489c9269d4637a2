-- The contacts of the opportunity that each conversion came from, by threshold and gap:
-- from the last contact back until one is too long ago or begins an opportunity.
with

contacts as (
    select * from {{ ref('int_what_if_contacts') }}
),

settings as (
    select distinct match_threshold
    from {{ ref('int_what_if_settings') }}
),

gaps as (
    select distinct gap_days from {{ ref('int_what_if_settings') }}
    where gap_days is not null
),

ordered as (
    select
        settings.match_threshold,
        contacts.*,
        row_number() over (
            partition by settings.match_threshold, contacts.conversion_id
            order by contacts.created_at desc, contacts.lead_id desc
        ) as place_from_end,
        lead(contacts.created_at) over (
            partition by settings.match_threshold, contacts.conversion_id
            order by contacts.created_at, contacts.lead_id
        ) as next_created_at,
        lead(contacts.begins_anew) over (
            partition by settings.match_threshold, contacts.conversion_id
            order by contacts.created_at, contacts.lead_id
        ) as next_begins_anew,
    from contacts
    inner join settings on contacts.match_probability >= settings.match_threshold
),

broken as (
    select
        ordered.*,
        gaps.gap_days,
        sum(
            case
                when coalesce(ordered.next_begins_anew, false) then 1
                when
                    {{ seconds_between(
                        'ordered.created_at', 'ordered.next_created_at'
                    ) }}
                    > gaps.gap_days * 86400
                    then 1
                else 0
            end
        ) over (
            partition by
                ordered.match_threshold, gaps.gap_days, ordered.conversion_id
            order by ordered.place_from_end
            rows between unbounded preceding and current row
        ) as breaks_after,
    from ordered
    cross join gaps
)

select
    match_threshold,
    gap_days,
    conversion_id,
    lead_id,
    campaign_id,
    is_direct,
    place_from_end,
from broken
where breaks_after = 0
