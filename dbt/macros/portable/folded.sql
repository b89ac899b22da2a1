{#- A term as it is compared: outer blanks off, inner blanks single, lower case.
    The same rule as `schemas.model.fold`, which wrote the seed code_term. -#}
{% macro folded(term) -%}
    {{ return(adapter.dispatch('folded')(term)) }}
{%- endmacro %}

{#- \p{Z} are the blanks beyond ASCII: spreadsheets are full of no-break spaces. -#}
{% macro duckdb__folded(term) -%}
    lower(trim(regexp_replace({{ term }}, '[\s\p{Z}]+', ' ', 'g')))
{%- endmacro %}
