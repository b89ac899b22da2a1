{#- How staging turns words as sent into codes. `coded` maps a column of the relation `landed` to
    its code list. The words are mapped once each, not once per row: a million rows hold some
    hundred distinct words, and folding is the costly part. The relation itself is read for each
    column, since a CTE over it would be held in memory whole. -#}

{#- One CTE `<column>_map (sent, code)` for each coded column, each followed by a comma. -#}
{% macro code_maps(landed, coded) -%}
{%- for column, code_list in coded.items() %}
{{ column }}_map as (
    select
        words.sent,
        terms.code
    from (select distinct {{ column }} as sent from {{ landed }}) as words
    left join {{ ref('code_term') }} as terms
        on terms.code_list = '{{ code_list }}' and terms.term_folded = {{ folded('words.sent') }}
),
{% endfor %}
{%- endmacro %}

{#- The same for cells that hold several words parted by `;`: `<column>_map (sent, codes, unknown)`,
    `codes` in their own order, `unknown` the words that are no term of the list. -#}
{% macro cell_maps(landed, coded) -%}
{%- for column, code_list in coded.items() %}
{{ column }}_map as (
    select
        words.sent,
        {{ joined('terms.code') }} as codes,
        {{ joined("case when terms.code is null then trim(words.word) end") }} as unknown
    from (
        select
            sent,
            {{ split_to_rows('sent') }} as word
        from (select distinct {{ column }} as sent from {{ landed }}) as cells
    ) as words
    left join {{ ref('code_term') }} as terms
        on terms.code_list = '{{ code_list }}' and terms.term_folded = {{ folded('words.word') }}
    where trim(words.word) <> ''
    group by words.sent
),
{% endfor %}
{%- endmacro %}

{#- The CTE `organisation_map (sent, organisation_id, meanings)`, followed by a comma. -#}
{% macro organisation_map(landed) -%}
organisation_map as (
    select
        words.sent,
        terms.organisation_id,
        terms.meanings
    from (select distinct organisation as sent from {{ landed }}) as words
    left join {{ ref('base_organisation_term') }} as terms
        on terms.term_folded = {{ folded('words.sent') }}
),
{%- endmacro %}

{#- The joins of those CTEs to `landed`. -#}
{% macro join_maps(columns) -%}
{%- for column in columns %}
left join {{ column }}_map
    on {{ column }}_map.sent = landed.{{ column }}
{%- endfor %}
{%- endmacro %}

{#- What could not be understood of a row, in words; null when all was. -#}
{% macro problem(coded={}, cells={}, organisation=false) -%}
nullif(concat_ws(
    '; ',
    {%- if organisation %}
    case
        when organisation_map.organisation_id is null and organisation_map.meanings is null
            then 'organisation "' || landed.organisation || '" stands in no edition of the register'
        when organisation_map.organisation_id is null
            then 'organisation "' || landed.organisation || '" means ' || organisation_map.meanings
    end{{ ',' if coded or cells }}
    {%- endif %}
    {%- for column, code_list in coded.items() %}
    case
        when landed.{{ column }} is not null and {{ column }}_map.code is null
            then '{{ column }} "' || landed.{{ column }} || '" is no term of {{ code_list }}'
    end{{ ',' if cells or not loop.last }}
    {%- endfor %}
    {%- for column, code_list in cells.items() %}
    case
        when {{ column }}_map.unknown is not null
            then '{{ column }} "' || {{ column }}_map.unknown || '" is no term of {{ code_list }}'
    end{{ ',' if not loop.last }}
    {%- endfor %}
), '')
{%- endmacro %}
