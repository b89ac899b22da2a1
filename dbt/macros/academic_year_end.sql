{#- First day after an academic year from its code (`2024-25` ends before 2025-09-01). -#}
{% macro academic_year_end(academic_year) -%}
    cast(cast(cast(substring({{ academic_year }}, 1, 4) as integer) + 1 as {{ text_type() }})
    || '-09-01' as date)
{%- endmacro %}
