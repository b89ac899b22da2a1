{#- The 95 % interval of Wilson (1927) for a share `p` (0 to 1) that rests on `n` independent answers
    (an effective size where answers are weighted). `correction` is the factor on the variance of
    a finite population (macro `fpc`). With a = z^2 * correction / n the ends are
    (p + a/2 -/+ sqrt(a*p*(1-p) + a^2/4)) / (1 + a). Missing where p or n is; never outside 0 to 1. -#}
{% macro wilson_lower(p, n, correction=1) -%}
    greatest(0, {{ _wilson(p, n, correction, '-') }})
{%- endmacro %}

{% macro wilson_upper(p, n, correction=1) -%}
    least(1, {{ _wilson(p, n, correction, '+') }})
{%- endmacro %}

{% macro _wilson(p, n, correction, sign) -%}
    {%- set p = floating(p) -%}
    {%- set a = '(' ~ z_95() ~ ' * ' ~ z_95() ~ ' * ' ~ floating(correction)
        ~ ' / nullif(' ~ floating(n) ~ ', 0))' -%}
    ({{ p }} + {{ a }} / 2 {{ sign }} sqrt({{ a }} * {{ p }} * (1 - {{ p }}) + {{ a }} * {{ a }} / 4))
    / (1 + {{ a }})
{%- endmacro %}

{#- The 97.5 % quantile of the standard normal distribution: half of 5 % lies beyond it. -#}
{% macro z_95() -%}
    {{ floating("'1.959963984540054'") }}
{%- endmacro %}
