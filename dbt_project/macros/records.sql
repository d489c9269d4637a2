{# How records are named, and which of them may belong together. #}

{# The record of a lead id as the marts have it: `L1` or, of a call, `call:C1`. #}
{% macro record_of_lead(lead_id) -%}
    case
        when {{ lead_id }} like 'call:%' then {{ lead_id }}
        else 'lead:' || {{ lead_id }}
    end
{%- endmacro %}
