{#- Fails with each row of a staging model that holds an organisation or a code which nobody knows,
    as a person finds it in the file received: file, sheet, row, and what is wrong in words. -#}
{% test resolved(model) %}
select
    _file,
    _sheet,
    _row,
    _problem
from {{ model }}
where _problem is not null
{% endtest %}
