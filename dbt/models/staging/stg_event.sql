{%- set landed = source('landing', 'event') %}
{%- set coded = {
    'event_kind': 'event_kind',
    'participation_status': 'participation_status',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.event_id,
        landed.title,
        event_kind_map.code as event_kind,
        participation_status_map.code as participation_status,
        landed.started_on,
        landed.ended_on,
        landed.place,
        landed.url,
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
