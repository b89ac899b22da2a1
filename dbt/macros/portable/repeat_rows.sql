{#- In a select list: one row for each whole number from 1 to `count`; none for 0. -#}
{% macro repeat_rows(count) -%}
    {{ return(adapter.dispatch('repeat_rows')(count)) }}
{%- endmacro %}

{% macro duckdb__repeat_rows(count) -%}
    unnest(range(1, {{ count }} + 1))
{%- endmacro %}
