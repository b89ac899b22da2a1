{#- True where an estimate of a share may be argued from: the release rules of the observatory for
    one cell (at least 5 firms in it and in its complement, an effective size of 30, an interval
    narrower than 30 points). What may not be shown must not be visible by its place in a list
    either, so a ranked table leaves such rows out before `publish` withholds anything. -#}
{% macro can_be_argued(respondents, positives, n_eff, width_points) -%}
    {{ positives }} >= 5
    and {{ respondents }} - {{ positives }} >= 5
    and {{ n_eff }} >= 30
    and {{ width_points }} < 30
{%- endmacro %}
