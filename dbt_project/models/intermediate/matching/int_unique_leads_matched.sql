-- One opportunity with its customer: the best match of its leads. One dismissed lead
-- dismisses the opportunity, since its records must not be updated.
with

members as (
    select
        lead_id,
        unique_lead_id,
        contact_number,
    from {{ ref('int_unique_lead_members') }}
),

matched as (
    select * from {{ ref('int_leads_matched') }}
),

ranks as (
    select * from (
        values
        ('dismissed', 0),
        ('approved', 1),
        ('auto', 2),
        ('review', 3),
        ('unmatched', 4)
    ) as ranks (match_status, status_rank)
),

ranked as (
    select
        members.unique_lead_id,
        matched.match_status,
        matched.match_probability,
        matched.candidate_customer_id,
        row_number() over (
            partition by members.unique_lead_id
            order by
                ranks.status_rank asc,
                case when matched.evidence = 'explicit' then 0 else 1 end,
                matched.match_probability desc nulls last,
                members.contact_number asc
        ) as preference,
    from members
    inner join matched on members.lead_id = matched.lead_id
    inner join ranks on matched.match_status = ranks.match_status
),

best as (
    select
        unique_lead_id,
        match_status,
        match_probability,
        candidate_customer_id,
        case
            when match_status in ('auto', 'approved') then candidate_customer_id
        end as customer_id,
    from ranked
    where preference = 1
)

select * from best
