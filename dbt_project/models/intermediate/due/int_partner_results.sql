-- How the opportunities that each company took ended by its own word and by its orders;
-- __all__ is the whole network.
with

acceptances as (
    select * from {{ ref('int_acceptances') }}
),

scoped as (
    select
        *,
        company_id as partner_id,
    from acceptances
    union all
    select
        *,
        '__all__' as partner_id,
    from acceptances
),

counted as (
    select
        partner_id,
        count(*) as accepted,
        sum(case when feedback_level >= 1 then 1 else 0 end) as with_level_1,
        sum(case when feedback_level >= 3 then 1 else 0 end) as with_level_3,
        {%- for result in ['won', 'lost', 'cancelled', 'silent', 'open'] %}
            sum(case when partner_result = '{{ result }}' then 1 else 0 end)
                as {{ result }},
        {%- endfor %}
        sum(case when partner_result = 'silent' and has_order then 1 else 0 end)
            as silent_with_order,
        sum(case when partner_result = 'lost' and has_order then 1 else 0 end)
            as lost_with_order,
        sum(revenue_amount) as revenue_amount,
    from scoped
    group by partner_id
)

select * from counted
