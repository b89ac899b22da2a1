{%- set landed = ref('base_organisation_register') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'organisation_kind': 'organisation_kind',
    'university_group': 'university_group',
    'grouping_basis': 'grouping_basis',
    'nuts_code': 'nuts',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        landed.organisation_id,
        landed.name,
        landed.name_eu,
        landed.acronym,
        organisation_kind_map.code as organisation_kind,
        university_group_map.code as university_group,
        grouping_basis_map.code as grouping_basis,
        nuts_code_map.code as nuts_code,
        landed.ror_id,
        landed.website,
        landed.joined_on,
        landed.left_on,
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
