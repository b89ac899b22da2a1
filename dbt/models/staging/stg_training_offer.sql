{{ config(materialized='table') }}

{%- set landed = source('landing', 'training_offer') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'training_kind': 'training_kind',
    'accreditation_kind': 'accreditation_kind',
    'modality': 'modality',
    'eqf_level': 'eqf_level',
    'language': 'language',
    'isced_f_code': 'isced_f',
    'origin': 'origin',
} %}
{%- set cells = {'skill_focuses': 'skill_focus', 'skills': 'skill'} %}

with
{{ code_maps(landed, coded) }}
{{ cell_maps(landed, cells) }}
{{ organisation_map(landed) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.offer_id,
        organisation_map.organisation_id,
        landed.organisation,
        landed.title,
        training_kind_map.code as training_kind,
        landed.accredited,
        accreditation_kind_map.code as accreditation_kind,
        modality_map.code as modality,
        landed.ects,
        eqf_level_map.code as eqf_level,
        language_map.code as language,
        skill_focuses_map.codes as skill_focuses,
        skills_map.codes as skills,
        isced_f_code_map.code as isced_f_code,
        landed.started_on,
        landed.partnership_linked,
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
