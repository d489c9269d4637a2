-- Every value of a listed field that leads and their activities carry.
with

leads as (
    select * from {{ ref('stg_leads') }}
),

calls as (
    select
        lead_id,
        lead_type,
    from {{ ref('int_contacts') }}
    where source_table = 'calls'
),

activities as (
    select
        activities.activity_id,
        activities.lead_id,
        coalesce(leads.lead_type, calls.lead_type) as lead_type,
        activities.activity_type,
        activities.source_file,
        activities.source_line,
    from {{ ref('stg_activities') }} as activities
    left join leads on activities.lead_id = leads.lead_id
    left join calls on activities.lead_id = calls.lead_id
),

products as (
    {{ items_of(
        'leads',
        ['lead_id', 'lead_type', 'source_file', 'source_line'],
        'products_of_interest',
        'carried',
    ) }}
),

competitors as (
    {{ items_of(
        'leads',
        ['lead_id', 'lead_type', 'source_file', 'source_line'],
        'competitors',
        'carried',
    ) }}
),

unioned as (
    {% for field in [
        'lead_type',
        'category',
        'product_line',
        'lead_source',
        'priority_level',
        'importance_level',
    ] %}
        select
            lead_id,
            cast(null as {{ dbt.type_string() }}) as activity_id,
            lead_type,
            '{{ field }}' as field,
            cast({{ field }} as {{ dbt.type_string() }}) as carried,
            source_file,
            source_line,
        from leads
        where {{ field }} is not null
        union all
    {% endfor %}
    select
        lead_id,
        null as activity_id,
        lead_type,
        'products_of_interest' as field,
        carried,
        source_file,
        source_line,
    from products
    union all
    select
        lead_id,
        null as activity_id,
        lead_type,
        'competitors' as field,
        carried,
        source_file,
        source_line,
    from competitors
    union all
    select
        lead_id,
        activity_id,
        lead_type,
        'activity_type' as field,
        activity_type as carried,
        source_file,
        source_line,
    from activities
    where activity_type is not null
)

select * from unioned
