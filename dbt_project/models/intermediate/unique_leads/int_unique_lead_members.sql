-- Each contact with its opportunity under the opportunity's name. One that has a name
-- keeps it while it holds the lead after which it was named, whatever contact comes to
-- light before that; a new one is named after its first contact.
with

contacts as (
    select * from {{ ref('int_contacts_cut') }}
),

previous as (
    select * from {{ source('ops', 'unique_lead_names') }}
),

run_context as (
    select started_at from {{ source('ops', 'run_context') }}
),

names as (
    select
        unique_lead_id,
        min(named_at) as named_at,
    from previous
    group by unique_lead_id
),

founders as (
    select
        names.unique_lead_id,
        names.named_at,
        contacts.first_lead_id,
        contacts.created_at,
    from names
    inner join contacts on names.unique_lead_id = 'unique:' || contacts.lead_id
),

-- Where the lead that gave the name is gone, the oldest one left has it.
left_over as (
    select
        previous.unique_lead_id,
        previous.named_at,
        contacts.first_lead_id,
        contacts.created_at,
        row_number() over (
            partition by previous.unique_lead_id
            order by contacts.created_at, contacts.lead_id
        ) as age_rank,
    from previous
    inner join contacts on previous.lead_id = contacts.lead_id
    left join founders on previous.unique_lead_id = founders.unique_lead_id
    where founders.unique_lead_id is null
),

claims as (
    select * from founders
    union all
    select
        unique_lead_id,
        named_at,
        first_lead_id,
        created_at,
    from left_over
    where age_rank = 1
),

-- Where named ones were joined, the one named first keeps its name.
ranked_claims as (
    select
        *,
        row_number() over (
            partition by first_lead_id
            order by named_at asc nulls first, created_at asc, unique_lead_id asc
        ) as claim_rank,
    from claims
),

kept_names as (
    select * from ranked_claims
    where claim_rank = 1
),

named as (
    select
        contacts.lead_id,
        contacts.person_id,
        contacts.company_scope,
        contacts.created_at,
        contacts.boundary_reason,
        coalesce(kept_names.unique_lead_id, 'unique:' || contacts.first_lead_id)
            as unique_lead_id,
        case
            when kept_names.unique_lead_id is null then run_context.started_at
            else kept_names.named_at
        end as named_at,
        contacts.contact_number,
    from contacts
    cross join run_context
    left join kept_names on contacts.first_lead_id = kept_names.first_lead_id
)

select * from named
