-- The aliases that people created at the desk, as if a source had delivered them at
-- that moment. One of a campaign that does not exist names nothing until that is there.
with

standing as (
    select * from {{ ref('stg_decisions') }}
    where kind = 'create_alias'
),

decided as (
    select
        subject_id as alias,
        {{ json_value('payload', "'alias_type'") }} as alias_type,
        object_id as campaign_id,
        'desk' as _source_file,
        cast(null as bigint) as _source_line,
        decided_at as _delivered_at,
        md5(event_id) as _row_hash,
    from standing
)

select * from decided
