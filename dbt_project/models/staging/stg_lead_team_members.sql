with

leads as (
    select
        lead_id,
        team_user_ids,
    from {{ ref('stg_leads') }}
),

listed as (
    {{ items_of('leads', ['lead_id'], 'team_user_ids', 'user_id') }}
),

distinct_items as (
    select distinct
        lead_id,
        user_id,
    from listed
)

select * from distinct_items
where user_id is not null
