{%- set landed = source('landing', 'exchange_event') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'exchange_kind': 'exchange_kind',
    'territory_code': 'nuts',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.exchange_event_id,
        academic_year_map.code as academic_year,
        landed.title,
        exchange_kind_map.code as exchange_kind,
        territory_code_map.code as territory_code,
        landed.place,
        landed.started_on,
        landed.ended_on,
        landed.participants,
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
