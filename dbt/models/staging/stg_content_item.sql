{%- set landed = source('landing', 'content_item') %}
{%- set coded = {'content_kind': 'content_kind', 'language': 'language', 'origin': 'origin'} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.content_id,
        content_kind_map.code as content_kind,
        landed.title,
        language_map.code as language,
        landed.published_on,
        landed.url,
        landed.project_id,
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
