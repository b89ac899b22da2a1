{%- set landed = source('landing', 'survey_question') %}
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
        landed.subquestion_code,
        landed.question_type,
        landed.mandatory,
        landed.relevance,
        landed.shown_if_question,
        landed.shown_if_answer,
        landed.text_eu,
        landed.text_es,
        landed.text_fr,
        landed.text_en,
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
