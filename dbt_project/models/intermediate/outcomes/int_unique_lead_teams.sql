-- Who worked each opportunity: its team and whom it is assigned to, each with an equal
-- part of the credit.
with

members as (
    select
        lead_id,
        unique_lead_id,
    from {{ ref('int_unique_lead_members') }}
),

named as (
    select * from {{ ref('stg_lead_team_members') }}
),

unique_leads as (
    select
        unique_lead_id,
        assigned_user_id,
    from {{ ref('int_unique_leads_enriched') }}
),

unioned as (
    select
        members.unique_lead_id,
        named.user_id,
    from named
    inner join members on named.lead_id = members.lead_id
    union
    select
        unique_lead_id,
        assigned_user_id as user_id,
    from unique_leads
    where assigned_user_id is not null
),

sized as (
    select
        unique_lead_id,
        count(*) as team_size,
    from unioned
    group by unique_lead_id
),

shared as (
    select
        unioned.unique_lead_id,
        unioned.user_id,
        sized.team_size,
        {{ ratio('1', 'sized.team_size') }} as credit,
    from unioned
    inner join sized on unioned.unique_lead_id = sized.unique_lead_id
)

select * from shared
