{#- Value of a KPI from what was counted: the count itself, or where there is a denominator the
    percentage of it. Missing when the denominator is zero. -#}
{% macro kpi_value(numerator, denominator) -%}
    case
        when {{ denominator }} is null then cast({{ numerator }} as decimal(18, 4))
        else
            cast(
                round(
                    100 * cast({{ numerator }} as decimal(18, 4)) / nullif({{ denominator }}, 0), 4
                ) as decimal(18, 4)
            )
    end
{%- endmacro %}
