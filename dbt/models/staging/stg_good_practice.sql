{%- set landed = source('landing', 'good_practice') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'territory_code': 'nuts',
    'sector_code': 'cci_sector',
    'skill_focus': 'skill_focus',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.good_practice_id,
        academic_year_map.code as academic_year,
        landed.title,
        territory_code_map.code as territory_code,
        sector_code_map.code as sector_code,
        skill_focus_map.code as skill_focus,
        landed.url,
        origin_map.code as origin,
        landed.source,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
)

select * from mapped
