{%- set landed = source('landing', 'project') %}
{%- set coded = {
    'project_programme': 'project_programme',
    'academic_year': 'academic_year',
    'project_category': 'project_category',
    'project_status': 'project_status',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.project_id,
        landed.title,
        project_programme_map.code as project_programme,
        landed.edition,
        academic_year_map.code as academic_year,
        project_category_map.code as project_category,
        project_status_map.code as project_status,
        landed.is_funded,
        landed.funding_eur,
        landed.started_on,
        landed.ended_on,
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
