-- How long each offer waited and what ended the waiting, in each group in which offers
-- are compared. What nobody answered is cut off where it stopped being answerable: at
-- the end of its window, when another was faster, or now.
with

offers as (
    select * from {{ ref('int_offers_judged') }}
    where not is_in_future
),

ended as (
    select
        offer_id,
        mode,
        coalesce(cast(mql_level as {{ dbt.type_string() }}), '__none__') as mql_level,
        case when is_answered then response else 'cut_off' end as ended_by,
        case
            when is_answered then responded_at
            else least(
                coalesce(responded_at, closes_at),
                coalesce(round_accepted_at, as_of_at),
                as_of_at
            )
        end as ended_at,
        offered_at,
    from offers
),

waited as (
    select
        offer_id,
        mode,
        mql_level,
        ended_by,
        {{ minutes_between('offered_at', 'ended_at') }} as waited_minutes,
    from ended
    where ended_at >= offered_at
),

scopes as (
    select
        true as is_any_mode,
        true as is_any_level
    union all
    select
        true as is_any_mode,
        false as is_any_level
    union all
    select
        false as is_any_mode,
        true as is_any_level
    union all
    select
        false as is_any_mode,
        false as is_any_level
),

scoped as (
    select
        waited.offer_id,
        case when scopes.is_any_mode then '__all__' else waited.mode end as mode,
        case when scopes.is_any_level then '__all__' else waited.mql_level end
            as mql_level,
        waited.ended_by,
        waited.waited_minutes,
    from waited
    cross join scopes
)

select * from scoped
