{#- Fails with each value that is no code of its column's list, with the rows that hold it.
    `columns` maps a column to its codes, as one text with " | " between them. One scan judges them
    all: a test of its own for each column would cost each of some hundred columns a start. -#}
{% test codes(model, columns) %}
with unknown as (
    select {{ columns.keys() | join(', ') }}
    from {{ model }}
    where
        {% for column, codes in columns.items() -%}
        {{ column }} not in ('{{ (codes | string).replace(" | ", "', '") }}'){{ ' or ' if not loop.last }}
        {%- endfor %}
)

{% for column, codes in columns.items() -%}
select
    '{{ column }}' as column_name,
    {{ column }} as code,
    count(*) as rows_found
from unknown
where {{ column }} not in ('{{ (codes | string).replace(" | ", "', '") }}')
group by {{ column }}
{{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}
