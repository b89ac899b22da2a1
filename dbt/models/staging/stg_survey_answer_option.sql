{%- set landed = source('landing', 'survey_answer_option') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.question_code,
        landed.answer_code,
        landed.label_eu,
        landed.label_es,
        landed.label_fr,
        landed.label_en,
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
