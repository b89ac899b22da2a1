{%- set landed = source('landing', 'hub_territory') %}
{%- set coded = {'territory_code': 'nuts', 'source_system': 'hub_partner'} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        territory_code_map.code as territory_code,
        source_system_map.code as source_system,
        landed.nuts_level,
        landed.comparability_note_eu,
        landed.comparability_note_es,
        landed.comparability_note_fr,
        landed.comparability_note_en,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
)

select * from mapped
