-- The fields that the definition expects of each origin, as they were filled.
with

counted as (
    select * from {{ ref('int_payload_counted') }}
),

fields as (
    select
        origin,
        field,
        is_required,
    from {{ source('definition', 'payload_fields') }}
),

judged as (
    select
        counted.*,
        coalesce(own.is_required, general.is_required) as is_required,
    from counted
    left join fields as own
        on counted.field = own.field and counted.origin = own.origin
    left join fields as general
        on counted.field = general.field and general.origin is null
    where own.field is not null or general.field is not null
)

select * from judged
