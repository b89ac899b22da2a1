{#- In a select list: one row for each part of a text that holds several, parted by `separator`.
    Parts keep their outer blanks; a missing text gives no row. -#}
{% macro split_to_rows(text, separator=';') -%}
    {{ return(adapter.dispatch('split_to_rows')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__split_to_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}
