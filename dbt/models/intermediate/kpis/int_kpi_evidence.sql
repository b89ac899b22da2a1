-- Everything the indicators count: the published evidence as it is stored, and evidence about
-- persons or agents (one model each in `private_evidence`), which stays in this warehouse. A model
-- of private evidence has the columns of the other evidence models and `doubt`: why it is not
-- certain that the record counts, where nothing speaks against it. Such a record counts at the
-- upper end of the range only.
with private_evidence as (
    select
        kpi_id,
        variant,
        record_table,
        record_id,
        objection,
        doubt,
        merit,
        counted_on,
        origin
    from {{ ref('int_kpi_training_evidence') }}
    union all
    select
        kpi_id,
        variant,
        record_table,
        record_id,
        objection,
        doubt,
        merit,
        counted_on,
        origin
    from {{ ref('int_kpi_agent_evidence') }}
)

select
    kpi_id,
    variant,
    record_table,
    record_id,
    counts,
    false as could_count,
    evidence_reason,
    counted_on,
    origin
from {{ ref('kpi_evidence') }}
union all
select
    cast(kpi_id as bigint) as kpi_id,
    variant,
    record_table,
    record_id,
    objection is null and doubt is null as counts,
    objection is null and doubt is not null as could_count,
    coalesce(objection, doubt, merit) as evidence_reason,
    counted_on,
    origin
from private_evidence
