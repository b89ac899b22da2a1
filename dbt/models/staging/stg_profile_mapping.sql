{%- set landed = source('landing', 'profile_mapping') %}
{%- set coded = {
    'profile_code': 'professional_profile',
    'mapping_status': 'mapping_status',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        profile_code_map.code as profile_code,
        landed.esco_uri,
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
