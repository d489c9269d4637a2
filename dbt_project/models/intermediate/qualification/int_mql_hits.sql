-- What the rules of qualification look for and find. Texts are compared once for each
-- value that occurs, not once for each lead.
with

fields as (
    select * from {{ ref('int_lead_fields') }}
),

rules as (
    select * from {{ ref('int_mql_rules') }}
),

looked_for as (
    select
        rule_number,
        field,
        looked_for,
        compared_with,
    from rules
    where looked_for <> 'is_set' and comparison <> 'in'
    union all
    select
        rule_number,
        field,
        looked_for,
        {{ exploded(list_of('compared_with')) }} as compared_with,
    from rules
    where comparison = 'in'
),

compared_fields as (
    select distinct field from looked_for
),

field_values as (
    select distinct
        fields.field,
        fields.told_value,
        fields.told_number,
    from fields
    inner join compared_fields on fields.field = compared_fields.field
),

found as (
    select distinct
        looked_for.rule_number,
        field_values.field,
        field_values.told_value,
    from field_values
    inner join looked_for on field_values.field = looked_for.field
    where
        case looked_for.looked_for
            when 'equals'
                then
                    {{ comparable('field_values.told_value') }}
                    = {{ comparable('looked_for.compared_with') }}
                    or coalesce(
                        field_values.told_number
                        = {{ number_of('looked_for.compared_with') }},
                        false
                    )
            when 'contains'
                then position(
                    {{ comparable('looked_for.compared_with') }}
                    in {{ comparable('field_values.told_value') }}
                ) > 0
            when 'matches'
                then {{ matches_pattern(
                    'field_values.told_value', 'looked_for.compared_with'
                ) }}
            when 'at_least'
                then
                    field_values.told_number
                    >= {{ number_of('looked_for.compared_with') }}
            when 'at_most'
                then
                    field_values.told_number
                    <= {{ number_of('looked_for.compared_with') }}
        end
),

hits as (
    select distinct
        fields.lead_id,
        found.rule_number,
    from fields
    inner join found
        on fields.field = found.field and fields.told_value = found.told_value
    union all
    select distinct
        fields.lead_id,
        rules.rule_number,
    from fields
    inner join rules on fields.field = rules.field and rules.looked_for = 'is_set'
)

select * from hits
