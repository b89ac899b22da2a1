{%- set landed = source('landing', 'survey_response') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'start_language': 'language',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.response_id,
        landed.submitted_at,
        landed.last_page,
        start_language_map.code as start_language,
        landed.started_at,
        -- A number of a person in place of the key was withheld: such keys are all alike, and no
        -- two responses are one for it.
        case when landed.token not like '(withheld)%' then landed.token end as token,
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
