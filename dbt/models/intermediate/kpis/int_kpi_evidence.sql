-- Everything the indicators count: the published evidence as it is stored, and (one union each)
-- evidence about persons or agents, which stays in this warehouse. A model of private evidence
-- has the columns of the other evidence models and `doubt`: why it is not certain that the record
-- counts, where nothing speaks against it. Such a record counts at the upper end of the range
-- only: counts is `objection is null and doubt is null`, could_count is `objection is null and
-- doubt is not null`.
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
