-- One draw of each uncertain conversion's opportunity among its contenders: the first
-- of them that the draw makes its customer's.
with

conversions as (
    select conversion_id from {{ ref('int_uncertain_conversions') }}
),

contenders as (
    select * from {{ ref('int_conversion_contenders') }}
),

draws as (
    select draw from {{ ref('int_draws') }}
),

rules as (
    select seed from {{ source('definition', 'settings') }}
),

numbered as (
    select
        contenders.*,
        {{ uniform_of("contenders.unique_lead_id || '|match|' || rules.seed") }}
            as match_offset,
        {{ uniform_of("contenders.unique_lead_id || '|match step|' || rules.seed") }}
            as match_step,
    from contenders
    inner join conversions on contenders.conversion_id = conversions.conversion_id
    cross join rules
),

thrown as (
    select
        draws.draw,
        numbered.conversion_id,
        numbered.unique_lead_id,
        numbered.preference,
        numbered.drawn_from,
        numbered.drawn_until,
        {{ drawn('numbered.match_offset', 'numbered.match_step', 'draws.draw') }}
            as number,
    from numbered
    cross join draws
),

taken as (
    select
        draw,
        conversion_id,
        min_by(unique_lead_id, preference) as unique_lead_id,
    from thrown
    where number >= drawn_from and number < drawn_until
    group by draw, conversion_id
)

select * from taken
