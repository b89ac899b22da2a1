{%- set landed = source('landing', 'survey_item') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'survey_measure': 'survey_measure',
    'skill_code': 'skill',
    'mapping_status': 'mapping_status',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.question_code,
        landed.subquestion_code,
        survey_measure_map.code as survey_measure,
        skill_code_map.code as skill_code,
        landed.mapping_source,
        landed.mapping_author,
        mapping_status_map.code as mapping_status,
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
