{{ config(meta={'dagster': {'ref': {'name': 'int_kpi_evidence'}}}) }}

-- Evidence of a variant that nobody computes would be counted by nothing.
select distinct
    evidence.kpi_id,
    evidence.variant
from {{ ref('int_kpi_evidence') }} as evidence
left join {{ ref('int_kpi_computation') }} as computation
    on computation.kpi_id = evidence.kpi_id and computation.variant = evidence.variant
where computation.kpi_id is null
