{#- First day of an academic year from its code (`2024-25` is 2024-09-01): by convention the first
    of September, since no source dates the year to the day. -#}
{% macro academic_year_start(academic_year) -%}
    cast(substring({{ academic_year }}, 1, 4) || '-09-01' as date)
{%- endmacro %}
