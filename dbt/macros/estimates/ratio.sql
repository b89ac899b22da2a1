{#- A share to six decimals from two counts; missing where the denominator is zero. -#}
{% macro ratio(numerator, denominator) -%}
    cast(round(1.0 * ({{ numerator }}) / nullif({{ denominator }}, 0), 6) as decimal(9, 6))
{%- endmacro %}
