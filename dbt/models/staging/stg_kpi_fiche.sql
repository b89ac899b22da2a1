{%- set landed = source('landing', 'kpi_fiche') %}
{%- set coded = {'measure_type': 'measure_type', 'direction': 'direction'} %}

with
{{ code_maps(landed, coded) }}

mapped as (
    select
        landed.kpi_id,
        landed.kpi_code,
        landed.title_eu,
        landed.title_es,
        landed.title_fr,
        landed.title_en,
        landed.definition_eu,
        landed.definition_es,
        landed.definition_fr,
        landed.definition_en,
        landed.unit_of_measure,
        landed.formula,
        landed.numerator_text,
        landed.denominator_text,
        landed.population,
        landed.counting_unit,
        landed.deduplication_rule,
        measure_type_map.code as measure_type,
        direction_map.code as direction,
        landed.baseline_value,
        landed.baseline_date,
        landed.baseline_source,
        landed.milestones,
        landed.target_value,
        landed.start_date,
        landed.due_date,
        landed.commitment_wording,
        landed.responsible_body,
        landed.source_tables,
        landed.frequency,
        landed.disaggregations,
        landed.limitations,
        landed.comparability,
        landed.decision,
        landed.alternatives,
        landed.revision_log,
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
