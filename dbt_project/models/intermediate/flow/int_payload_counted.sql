-- For each origin, source and company: how many leads came, and how many of them had
-- each column of the source contract filled. One pass over the leads, then few rows
-- turned.
{%- set fields = [] %}
{%- for column in source_contract()['leads'].columns
    if column.name not in ('lead_id', 'created_at', 'origin', 'is_spam') %}
    {%- do fields.append(column.name) %}
{%- endfor %}
{%- set of_calls = {
    'phones': 'caller_number', 'full_name': 'caller_name',
    'assigned_user_id': 'agent_user_id', 'campaign': 'campaign',
    'company_id': 'company_id', 'city': 'city', 'region': 'region',
    'postcode': 'postcode', 'country': 'country',
} %}
with

contacts as (
    select
        lead_id,
        source_table,
        origin,
        coalesce(lead_source, origin) as source,
        coalesce(routed_company_id, '__none__') as company_id,
    from {{ ref('int_contacts') }}
),

leads as (
    select * from {{ ref('stg_leads') }}
),

calls as (
    select * from {{ ref('stg_calls') }}
),

leads_counted as (
    select
        contacts.origin,
        contacts.source,
        contacts.company_id,
        count(*) as leads,
        {%- for field in fields %}
            {%- if field == 'full_name' %}
                count(
                    coalesce(leads.full_name, leads.first_name, leads.last_name)
                ) as full_name_filled,
            {%- else %}
                count(leads.{{ field }}) as {{ field }}_filled,
            {%- endif %}
        {%- endfor %}
    from leads
    inner join contacts on leads.lead_id = contacts.lead_id
    group by
        contacts.origin,
        contacts.source,
        contacts.company_id
),

calls_counted as (
    select
        contacts.origin,
        contacts.source,
        contacts.company_id,
        count(*) as leads,
        {%- for field in fields %}
            {%- if field in of_calls %}
                count(calls.{{ of_calls[field] }}) as {{ field }}_filled,
            {%- else %}
                0 as {{ field }}_filled,
            {%- endif %}
        {%- endfor %}
    from calls
    inner join contacts on 'call:' || calls.call_id = contacts.lead_id
    group by
        contacts.origin,
        contacts.source,
        contacts.company_id
),

counted as (
    select * from leads_counted
    union all
    select * from calls_counted
),

turned as (
    {% for field in fields %}
        select
            origin,
            source,
            company_id,
            '{{ field }}' as field,
            leads,
            {{ field }}_filled as filled,
        from counted
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from turned
