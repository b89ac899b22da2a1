{#- A DECIMAL as an integer where it is whole; missing where it is not. -#}
{% macro whole_number(number) -%}
    case when {{ number }} = floor({{ number }}) then cast({{ number }} as bigint) end
{%- endmacro %}
