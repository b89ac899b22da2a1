{#- Fails with each row for which the expression is not true (false or unknown). -#}
{% test expression(model, expression) %}
select *
from {{ model }}
where coalesce(not ({{ expression }}), true)
{% endtest %}
