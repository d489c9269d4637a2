{# None of the columns is ever null: one pass instead of one test per column. #}
{% test never_null(model, columns) %}
select {{ columns | join(', ') }},
from {{ model }}
where {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
