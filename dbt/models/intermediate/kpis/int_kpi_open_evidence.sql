-- Evidence whose records stand in open tables and name no person or agent: what the mart
-- kpi_evidence stores and publishes. A model is published by being named here, and not by default.
-- A record counts when nothing speaks against it: the reason and the verdict cannot differ.
with evidence as (
    select * from {{ ref('int_kpi_capacity_evidence') }}
    union all
    select * from {{ ref('int_kpi_organisation_evidence') }}
    union all
    select * from {{ ref('int_kpi_project_evidence') }}
    union all
    select * from {{ ref('int_kpi_event_evidence') }}
    union all
    select * from {{ ref('int_kpi_offer_evidence') }}
)

select
    cast(kpi_id as bigint) as kpi_id,
    variant,
    record_table,
    record_id,
    objection is null as counts,
    coalesce(objection, merit) as evidence_reason,
    counted_on,
    origin
from evidence
