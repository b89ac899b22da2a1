{{ config(materialized='table') }}

{%- set landed = source('landing', 'capacity') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'capacity_kind': 'capacity_kind',
    'isced_f_code': 'isced_f',
    'eqf_level': 'eqf_level',
    'origin': 'origin',
} %}
{%- set cells = {'sectors': 'cci_sector', 'skill_focuses': 'skill_focus'} %}

with
{{ code_maps(landed, coded) }}
{{ cell_maps(landed, cells) }}
{{ organisation_map(landed) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.capacity_id,
        organisation_map.organisation_id,
        landed.organisation,
        landed.title,
        capacity_kind_map.code as capacity_kind,
        sectors_map.codes as sectors,
        skill_focuses_map.codes as skill_focuses,
        isced_f_code_map.code as isced_f_code,
        eqf_level_map.code as eqf_level,
        landed.ects,
        landed.accredited,
        landed.partnership_linked,
        landed.staff_fte,
        landed.started_on,
        origin_map.code as origin,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded, cells, organisation=true) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
    {{ join_maps(cells) }}
    left join organisation_map
        on organisation_map.sent = landed.organisation
)

select * from mapped
