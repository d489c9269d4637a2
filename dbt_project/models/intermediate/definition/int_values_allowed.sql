-- What the lists of the definition allow, each value for a lead type or for all. A
-- field of which nothing is listed has no row, and any value of it is accepted.
with

lead_types as (
    select * from {{ source('definition', 'lead_types') }}
),

allowed_lead_types as (
    select * from {{ source('definition', 'allowed_lead_types') }}
),

categories as (
    select * from {{ source('definition', 'categories') }}
),

products as (
    select * from {{ source('definition', 'products') }}
),

activity_types as (
    select * from {{ source('definition', 'activity_types') }}
),

competitors as (
    select * from {{ source('definition', 'competitors') }}
),

source_types as (
    select * from {{ source('definition', 'source_types') }}
),

priority_levels as (
    select * from {{ source('definition', 'priority_levels') }}
    where is_supported
),

importance_levels as (
    select * from {{ source('definition', 'importance_levels') }}
    where is_supported
),

category_types as (
    {{ items_of('categories', ['category'], 'lead_types', 'lead_type') }}
),

product_types as (
    {{ items_of('products', ['product'], 'lead_types', 'lead_type') }}
),

scheduled_types as (
    {{ items_of('lead_types', ['lead_type'], 'activity_types', 'activity_type') }}
    union all
    select
        lead_types.lead_type,
        activity_types.activity_type,
    from activity_types
    cross join lead_types
    where lead_types.activity_types is null
),

unioned as (
    {% set no_type = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
    {% for field, relation, column, by_type in [
        ('category', 'category_types', 'category', true),
        ('products_of_interest', 'product_types', 'product', true),
        ('activity_type', 'scheduled_types', 'activity_type', true),
        ('category', 'categories where lead_types is null', 'category', false),
        ('products_of_interest', 'products where lead_types is null', 'product', false),
        ('product_line', 'products', 'product_line', false),
        ('lead_type', 'allowed_lead_types', 'lead_type', false),
        ('competitors', 'competitors', 'competitor', false),
        ('lead_source', 'source_types', 'source_type', false),
        ('priority_level', 'priority_levels', 'priority_level', false),
        ('importance_level', 'importance_levels', 'importance_level', false),
    ] %}
        select
            '{{ field }}' as field,
            cast({{ column }} as {{ dbt.type_string() }}) as listed,
            {{ 'lead_type' if by_type else no_type }} as lead_type,
        from {{ relation }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

allowed as (
    select distinct
        field,
        {{ comparable('listed') }} as comparable_value,
        lead_type,
    from unioned
    where listed is not null
)

select * from allowed
