{{ config(materialized='table') }}

{%- set landed = source('landing', 'euroregional_demand') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'source_system': 'hub_partner',
    'sector_scheme': 'mapping_scheme',
    'skill_scheme': 'mapping_scheme',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        source_system_map.code as source_system,
        landed.demand_id,
        landed.agent_id,
        landed.title,
        landed.kind_sent,
        kind_map.target_code as capacity_kind,
        landed.sector_sent,
        sector_scheme_map.code as sector_scheme,
        landed.sector_revision,
        sector_map.target_code as sector_code,
        landed.skill_sent,
        skill_scheme_map.code as skill_scheme,
        landed.skill_revision,
        skill_map.target_code as skill_focus,
        origin_map.code as origin,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
    {{ join_mapping('kind', 'capacity_kind', 'landed.kind_sent', 'source_system_map.code', "'1'") }}
    {{ join_mapping(
        'sector', 'cci_sector', 'landed.sector_sent', 'sector_scheme_map.code',
        'landed.sector_revision'
    ) }}
    {{ join_mapping(
        'skill', 'skill_focus', 'landed.skill_sent', 'skill_scheme_map.code',
        'landed.skill_revision'
    ) }}
)

select * from mapped
