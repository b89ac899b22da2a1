{#- A number in binary floating point of double precision: what formulas with roots are computed in
    before the result is rounded to a DECIMAL. Sums are taken from integers or DECIMALs first, since
    a float sum differs from run to run on several threads. -#}
{% macro floating(number) -%}
    {{ return(adapter.dispatch('floating')(number)) }}
{%- endmacro %}

{% macro duckdb__floating(number) -%}
    cast({{ number }} as double)
{%- endmacro %}
