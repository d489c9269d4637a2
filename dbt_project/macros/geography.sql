{# Distances on the globe; latitudes and longitudes are degrees. #}

{#
    Kilometres between two points along the great circle, by the haversine formula on a
    sphere of the Earth's mean radius (within half a per cent of the ellipsoid).
#}
{% macro haversine_km(
    first_latitude, first_longitude, second_latitude, second_longitude
) -%}
    (
        2 * 6371.0088 * asin(sqrt(least(
            1.0,
            power(sin(
                radians(cast({{ second_latitude }} - {{ first_latitude }} as double)) / 2
            ), 2)
            + cos(radians(cast({{ first_latitude }} as double)))
            * cos(radians(cast({{ second_latitude }} as double)))
            * power(sin(
                radians(cast({{ second_longitude }} - {{ first_longitude }} as double)) / 2
            ), 2)
        )))
    )
{%- endmacro %}

{# Kilometres of a degree of latitude on that sphere, rounded down: a bound that keeps all. #}
{% macro latitude_degree_km() -%}
    111.19
{%- endmacro %}
