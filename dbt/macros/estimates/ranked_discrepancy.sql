{#- Ranked discrepancy score of a skill, after Narine and Harder, "Comparing the Borich model with
    the Ranked Discrepancy Model for competency assessment", Advancements in Agricultural
    Development 2(3), 2021: the percentage of respondents whose competence is above the importance
    minus the percentage of those for whom it is below; ties count zero. From -100 (all lack it) to
    100 (nobody does). The arguments are sums over the respondents who rated both. -#}
{% macro ranked_discrepancy(weights, above, below) -%}
    100 * ({{ floating(above) }} - {{ floating(below) }}) / nullif({{ floating(weights) }}, 0)
{%- endmacro %}
