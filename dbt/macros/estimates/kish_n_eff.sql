{#- An aggregate: the effective sample size after Kish (1965), (sum of w)^2 / sum of w^2, in units of
    the sample. `weight` is a DECIMAL or an integer, so that its sums do not depend on the order of
    rows. Missing where no weight is above zero. -#}
{% macro kish_n_eff(weight) -%}
    {{ n_eff_of_sums('sum(' ~ weight ~ ')', 'sum(' ~ weight ~ ' * ' ~ weight ~ ')') }}
{%- endmacro %}

{#- The same from the two sums, for tables that keep them per stratum. -#}
{% macro n_eff_of_sums(weights, squared_weights) -%}
    {{ floating(weights) }} * {{ floating(weights) }} / nullif({{ floating(squared_weights) }}, 0)
{%- endmacro %}
