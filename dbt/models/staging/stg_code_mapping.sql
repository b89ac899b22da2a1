{{ config(materialized='table') }}

{%- set landed = source('landing', 'code_mapping') %}
{%- set coded = {'source_scheme': 'mapping_scheme', 'mapping_status': 'mapping_status'} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        source_scheme_map.code as source_scheme,
        landed.source_revision,
        landed.source_code,
        {{ folded('landed.source_code') }} as source_folded,
        landed.source_label,
        landed.target_code_list,
        landed.target_code,
        landed.mapping_source,
        landed.mapping_author,
        mapping_status_map.code as mapping_status,
        landed.note,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
)

select * from mapped
