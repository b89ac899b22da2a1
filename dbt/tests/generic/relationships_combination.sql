{#- Fails with each combination of values, none of them missing, that the other model lacks. -#}
{% test relationships_combination(model, columns, to, to_columns) %}
select distinct
    {% for column in columns %}child.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
from {{ model }} as child
where
    {% for column in columns %}child.{{ column }} is not null and {% endfor %}not exists (
        select 1
        from {{ to }} as parent
        where
            {% for column, to_column in zip(columns, to_columns) -%}
            parent.{{ to_column }} = child.{{ column }}{{ ' and ' if not loop.last }}
            {%- endfor %}
    )
{% endtest %}
