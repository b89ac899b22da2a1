{%- set landed = source('landing', 'kpi_variant') %}
{%- set coded = {'period_basis': 'period_basis'} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.kpi_id,
        landed.variant,
        landed.is_headline,
        landed.variant_title_eu,
        landed.variant_title_es,
        landed.variant_title_fr,
        landed.variant_title_en,
        landed.variant_definition,
        period_basis_map.code as period_basis,
        landed.denominator_value,
        landed.denominator_source,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
)

select * from mapped
