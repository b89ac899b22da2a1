{%- set landed = source('landing', 'sampling_frame') %}
{%- set coded = {
    'academic_year': 'academic_year',
    'sector_code': 'cci_sector',
    'size_band': 'size_band',
    'origin': 'origin',
} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        academic_year_map.code as academic_year,
        sector_code_map.code as sector_code,
        size_band_map.code as size_band,
        landed.firms,
        landed.reference_period,
        landed.source,
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
