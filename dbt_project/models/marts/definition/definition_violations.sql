-- Values are judged once for each lead type, not for each lead.
with

carried as (
    select * from {{ ref('int_values_carried') }}
),

allowed as (
    select * from {{ ref('int_values_allowed') }}
),

lead_types as (
    select lead_type from {{ source('definition', 'lead_types') }}
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

listed_fields as (
    select distinct field from allowed
),

spellings as (
    select
        carried.field,
        carried.carried,
        {{ comparable('carried.carried') }} as comparable_value,
        lead_types.lead_type,
    from carried
    inner join listed_fields on carried.field = listed_fields.field
    left join lead_types on carried.lead_type = lead_types.lead_type
    group by
        carried.field,
        carried.carried,
        lead_types.lead_type
),

judged as (
    select
        spellings.field,
        spellings.carried,
        spellings.lead_type,
        count(allowed.field) > 0 as is_known,
        coalesce(
            bool_or(
                spellings.lead_type is null
                or allowed.lead_type is null
                or allowed.lead_type = spellings.lead_type
            ) filter (where allowed.field is not null),
            false
        ) as is_allowed,
    from spellings
    left join allowed
        on
            spellings.field = allowed.field
            and spellings.comparable_value = allowed.comparable_value
    group by
        spellings.field,
        spellings.carried,
        spellings.lead_type
),

refused as (
    select * from judged
    where not is_allowed
),

final as (
    select
        carried.lead_id,
        carried.activity_id,
        carried.field,
        carried.carried,
        carried.lead_type,
        case
            when refused.is_known then 'not_for_lead_type'
            when refused.field in ('priority_level', 'importance_level')
                then 'not_supported'
            when refused.field = 'lead_type' then 'not_allowed'
            else 'not_listed'
        end as reason,
        carried.source_file,
        carried.source_line,
        run_context.run_id,
        run_context.definition_version,
    from carried
    cross join run_context
    left join lead_types on carried.lead_type = lead_types.lead_type
    inner join refused
        on
            carried.field = refused.field
            and carried.carried = refused.carried
            and lead_types.lead_type is not distinct from refused.lead_type
)

select * from final
