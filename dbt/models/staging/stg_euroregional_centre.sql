{{ config(materialized='table') }}

{%- set landed = source('landing', 'euroregional_centre') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'source_system': 'hub_partner',
    'territory_scheme': 'mapping_scheme',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        source_system_map.code as source_system,
        landed.centre_id,
        landed.centre_name,
        landed.legal_identifier,
        landed.kind_sent,
        kind_map.target_code as centre_kind,
        landed.territory_sent,
        territory_scheme_map.code as territory_scheme,
        territory_map.target_code as nuts_code,
        hub_territory.territory_code,
        origin_map.code as origin,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
    {{ join_mapping('kind', 'centre_kind', 'landed.kind_sent', 'source_system_map.code', "'1'") }}
    {{ join_mapping(
        'territory', 'nuts', 'landed.territory_sent', 'territory_scheme_map.code', "'1'"
    ) }}
    {{ join_hub_territory('territory_map.target_code') }}
)

select * from mapped
