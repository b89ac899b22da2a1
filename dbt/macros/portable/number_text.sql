{#- A DECIMAL as a reader writes it: without the zeros that its scale adds (`100.0000` is 100). -#}
{% macro number_text(number) -%}
    {{ return(adapter.dispatch('number_text')(number)) }}
{%- endmacro %}

{% macro duckdb__number_text(number) -%}
    rtrim(rtrim(cast({{ number }} as varchar), '0'), '.')
{%- endmacro %}
