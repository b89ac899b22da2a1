{%- set landed = source('landing', 'published_figure') %}
{%- set coded = {
    'figure_topic': 'figure_topic',
    'breakdown': 'cci_breakdown',
    'obs_status': 'obs_status',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.figure_id,
        figure_topic_map.code as figure_topic,
        landed.indicator,
        landed.perimeter,
        breakdown_map.code as breakdown,
        landed.edition,
        landed.reference_period,
        landed.figure_value,
        landed.figure_text,
        landed.unit_of_measure,
        landed.publication_year,
        obs_status_map.code as obs_status,
        landed.note,
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
