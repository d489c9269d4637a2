-- Offers of a lead in rounds: a new round begins when all offers before have ended,
-- by an answer or at the end of their window. What is offered while another offer runs
-- is offered in competition with it.
with

offers as (
    select * from {{ ref('int_offers_ruled') }}
),

ended as (
    select
        offer_id,
        lead_id,
        offered_at,
        acknowledged_at,
        responded_at,
        response,
        greatest(offered_at, coalesce(responded_at, closes_at, offered_at)) as ended_at,
    from offers
),

followed as (
    select
        *,
        row_number() over (partition by lead_id order by offered_at, offer_id)
            as offer_number,
        max(ended_at) over (
            partition by lead_id
            order by offered_at, offer_id
            rows between unbounded preceding and 1 preceding
        ) as before_ended_at,
    from ended
),

rounds as (
    select
        *,
        1 + sum(case when before_ended_at <= offered_at then 1 else 0 end) over (
            partition by lead_id
            order by offer_number
            rows between unbounded preceding and current row
        ) as round_number,
    from followed
),

compared as (
    select
        offer_id,
        cast(offer_number as bigint) as offer_number,
        cast(round_number as bigint) as round_number,
        count(*) over (partition by lead_id, round_number) as pool_size,
        case
            when acknowledged_at is null then 0
            else row_number() over (
                partition by lead_id, round_number
                order by acknowledged_at nulls last, offer_id
            )
        end = 1 as is_first_to_acknowledge,
        case
            when response = 'accepted'
                then row_number() over (
                    partition by lead_id, round_number
                    order by
                        case when response = 'accepted' then 0 else 1 end,
                        responded_at nulls last,
                        offer_id
                )
        end as acceptance_number,
        min(case when response = 'accepted' then responded_at end) over (
            partition by lead_id, round_number
        ) as round_accepted_at,
    from rounds
)

select * from compared
