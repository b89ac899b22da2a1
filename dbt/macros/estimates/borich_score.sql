{#- Mean weighted discrepancy score of a skill, after Borich, "A needs assessment model for
    conducting follow-up studies", Journal of Teacher Education 31(3), 1980: each discrepancy
    (importance - competence) times the mean importance, averaged over the respondents; which is the
    product of the two means. The arguments are sums over the respondents who rated both: of
    weights (or the number of respondents), of importance, of importance minus competence.
    Positive is a need for training; on ratings of 1 to 5 it lies within -20 and 20. -#}
{% macro borich_score(weights, importance, discrepancy) -%}
    {{ floating(importance) }} * {{ floating(discrepancy) }}
    / nullif({{ floating(weights) }} * {{ floating(weights) }}, 0)
{%- endmacro %}
