{#- The join that turns a code as sent into a code of `code_list`, by the mapping table. A code is
    looked up with its scheme and its revision: without a revision it maps to nothing. -#}
{% macro join_mapping(name, code_list, code, scheme, revision) -%}
left join {{ ref('stg_code_mapping') }} as {{ name }}_map
    on
        {{ name }}_map.target_code_list = '{{ code_list }}'
        and {{ name }}_map.source_scheme = {{ scheme }}
        and {{ name }}_map.source_revision = {{ revision }}
        and {{ name }}_map.source_folded = {{ folded(code) }}
{%- endmacro %}

{#- The join to the territory of the hub that holds a NUTS code; its alias is `hub_territory`. -#}
{% macro join_hub_territory(nuts_code) -%}
left join {{ ref('stg_hub_territory') }} as hub_territory
    on
        substring({{ nuts_code }}, 1, length(hub_territory.territory_code))
        = hub_territory.territory_code
{%- endmacro %}
