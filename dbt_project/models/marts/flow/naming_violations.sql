-- A campaign breaks the convention of its channel where it follows none of its
-- patterns; each pattern is a row with the name that would follow it.
with

judged as (
    select * from {{ ref('int_campaign_names') }}
),

leads as (
    select
        campaign_id,
        count(*) as leads,
    from {{ ref('int_contacts') }}
    where campaign_id is not null
    group by campaign_id
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

broken as (
    select campaign_id
    from judged
    group by campaign_id
    having max(case when is_followed then 1 else 0 end) = 0
),

final as (
    select
        judged.campaign_id,
        judged.name,
        judged.channel,
        judged.pattern,
        judged.suggestion,
        position('{' in judged.suggestion) = 0 as is_suggestion_complete,
        coalesce(leads.leads, 0) as leads,
        run_context.run_id,
        run_context.definition_version,
    from judged
    inner join broken on judged.campaign_id = broken.campaign_id
    cross join run_context
    left join leads on judged.campaign_id = leads.campaign_id
)

select * from final
