{#- The weakest of several origins of one row: synthetic before reported before published. A missing
    one (of a record that is not there) says nothing. -#}
{% macro weakest_of(origins) -%}
    case
        when 'synthetic' in ({{ origins | join(', ') }}) then 'synthetic'
        when 'reported' in ({{ origins | join(', ') }}) then 'reported'
        else 'published'
    end
{%- endmacro %}
