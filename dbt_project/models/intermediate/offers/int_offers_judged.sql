-- What became of an offer. What contradicts itself is kept as it is told, and marked.
with

offers as (
    select * from {{ ref('int_offers_ruled') }}
),

rounds as (
    select * from {{ ref('int_offers_rounds') }}
),

run_context as (
    select as_of_at from {{ source('ops', 'run_context') }}
),

compared as (
    select
        offers.*,
        rounds.offer_number,
        rounds.round_number,
        rounds.round_number > 1 as is_reoffer,
        rounds.pool_size,
        rounds.is_first_to_acknowledge,
        rounds.acceptance_number,
        rounds.round_accepted_at,
        run_context.as_of_at,
        offers.response in ('accepted', 'rejected') as is_answered,
    from offers
    inner join rounds on offers.offer_id = rounds.offer_id
    cross join run_context
),

judged as (
    select
        *,
        case
            when
                response = 'accepted' and mode <> 'same_company'
                and acceptance_number > 1 then 'superseded'
            when response is not null then response
            when is_in_future then 'open'
            when round_accepted_at < closes_at then 'superseded'
            when closes_at <= as_of_at then 'expired'
            else 'open'
        end as outcome,
        case
            when acknowledged_at >= offered_at
                then {{ minutes_between('offered_at', 'acknowledged_at') }}
        end as minutes_to_acknowledge,
        case
            when responded_at >= offered_at
                then {{ minutes_between('offered_at', 'responded_at') }}
        end as minutes_to_respond,
        case when is_answered then responded_at <= closes_at end as is_within_window,
        nullif(
            concat_ws(
                '; ',
                case when is_in_future then 'offered in the future' end,
                case
                    when expires_at <= offered_at
                        then 'expires before it is offered'
                end,
                case
                    when acknowledged_at < offered_at
                        then 'acknowledged before it was offered'
                end,
                case
                    when responded_at < offered_at
                        then 'answered before it was offered'
                end,
                case
                    when is_answered and responded_at > closes_at
                        then 'answered after it expired'
                end,
                case
                    when is_answered and responded_at is null
                        then 'answered at no known time'
                end,
                case
                    when is_answered and acknowledged_at is null
                        then 'answered without acknowledging'
                end,
                case
                    when acknowledged_at > responded_at
                        then 'acknowledged after it ended'
                end
            ),
            ''
        ) as problem,
    from compared
),

opened as (
    select
        *,
        outcome = 'open' as is_open,
    from judged
)

select * from opened
