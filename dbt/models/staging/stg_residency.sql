{%- set landed = source('landing', 'residency') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'host_territory': 'nuts',
    'guest_territory': 'nuts',
    'skill_focus': 'skill_focus',
    'project_status': 'project_status',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.residency_id,
        academic_year_map.code as academic_year,
        landed.title,
        host_territory_map.code as host_territory,
        guest_territory_map.code as guest_territory,
        skill_focus_map.code as skill_focus,
        project_status_map.code as project_status,
        landed.started_on,
        landed.ended_on,
        landed.participants,
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
