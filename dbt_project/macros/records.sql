{# How records are named, and which of them may belong together. #}

{# The record of a lead id as the marts have it: `L1` or, of a call, `call:C1`. #}
{% macro record_of_lead(lead_id) -%}
    case
        when {{ lead_id }} like 'call:%' then {{ lead_id }}
        else 'lead:' || {{ lead_id }}
    end
{%- endmacro %}

{#
    Whether what belongs to one company may concern the contacts of a scope: of the same
    company, or the company of one of the two is not known.
#}
{% macro may_be_one_company(company_id, company_scope) -%}
    (
        {{ company_id }} = {{ company_scope }}
        or {{ company_id }} is null
        or {{ company_scope }} = '__none__'
    )
{%- endmacro %}
