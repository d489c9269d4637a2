-- Each opportunity that a company took, with what the company said of it since.
with

acceptances as (
    select
        members.unique_lead_id,
        happenings.company_id,
        min(happenings.happened_at) as accepted_at,
    from {{ ref('int_lead_happenings') }} as happenings
    inner join {{ ref('int_unique_lead_members') }} as members
        on happenings.lead_id = members.lead_id
    where
        happenings.milestone = 'offer_accepted' and happenings.company_id is not null
    group by
        members.unique_lead_id,
        happenings.company_id
),

words as (
    select * from {{ ref('int_feedback_words') }}
),

said as (
    select
        acceptances.unique_lead_id,
        acceptances.company_id,
        max(words.feedback_level) as feedback_level,
        max(words.said_at) as last_word_at,
        -- Reports have numbers; what was done has none.
        max_by(words.life_cycle_state, words.event_number)
        filter (where words.event_number is not null) as reported_state,
    from acceptances
    inner join words
        on
            acceptances.unique_lead_id = words.unique_lead_id
            and acceptances.company_id = words.company_id
            and acceptances.accepted_at <= words.said_at
    where words.feedback_level > 0
    group by
        acceptances.unique_lead_id,
        acceptances.company_id
),

told as (
    select
        acceptances.*,
        coalesce(said.feedback_level, 0) as feedback_level,
        said.last_word_at,
        said.reported_state,
    from acceptances
    left join said
        on
            acceptances.unique_lead_id = said.unique_lead_id
            and acceptances.company_id = said.company_id
)

select * from told
