{#- Origin of an aggregate, that of its weakest row: synthetic before reported before published. -#}
{% macro weakest_origin(origin) -%}
    case
        when max(case when {{ origin }} = 'synthetic' then 1 else 0 end) = 1 then 'synthetic'
        when max(case when {{ origin }} = 'reported' then 1 else 0 end) = 1 then 'reported'
        else 'published'
    end
{%- endmacro %}
