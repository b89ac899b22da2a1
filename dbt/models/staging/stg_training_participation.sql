{{ config(materialized='table') }}

{%- set landed = source('landing', 'training_participation') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'training_status': 'training_status',
    'sector_code': 'cci_sector',
    'nuts_code': 'nuts',
    'workforce_status': 'workforce_status',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.participation_id,
        landed.offer_id,
        landed.person_hash,
        training_status_map.code as training_status,
        landed.status_on,
        sector_code_map.code as sector_code,
        nuts_code_map.code as nuts_code,
        workforce_status_map.code as workforce_status,
        origin_map.code as origin,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
)

select * from mapped
