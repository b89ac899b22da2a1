{#- Variance of a ratio of two weighted totals, R = sum(w y) / sum(w x), by linearisation (Saerndal,
    Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 5.6; the same as svyratio of
    R's survey for a design with weights alone): n / (n - 1) * sum(w^2 (y - R x)^2) / (sum w x)^2,
    the square written out over the three sums of squares. Missing for fewer than two firms. -#}
{% macro ratio_variance(n, ratio, total, squares_y, products, squares_x) -%}
    greatest(0, (
        {{ floating(squares_y) }}
        - 2 * {{ ratio }} * {{ floating(products) }}
        + {{ ratio }} * {{ ratio }} * {{ floating(squares_x) }}
    ))
    * {{ n }} / nullif({{ n }} - 1, 0)
    / nullif({{ floating(total) }} * {{ floating(total) }}, 0)
{%- endmacro %}
