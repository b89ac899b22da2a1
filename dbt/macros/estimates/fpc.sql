{#- The finite-population correction of a variance, (N - n) / (N - 1), when `n` of `population` units
    answered: 1 for a small sample of a large population, 0 when all answered (also for N = 1). The
    weighted population of a domain may fall below its sample by rounding: then it is a census. -#}
{% macro fpc(n, population) -%}
    case
        when {{ population }} > 1
            then
                greatest(0, {{ floating(population) }} - {{ floating(n) }})
                / ({{ floating(population) }} - 1)
        else 0
    end
{%- endmacro %}
