{#- An aggregate: the distinct, non-missing values of `text` in their own order, in one text. -#}
{% macro joined(text, separator=';') -%}
    {{ return(adapter.dispatch('joined')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__joined(text, separator) -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }})
{%- endmacro %}
