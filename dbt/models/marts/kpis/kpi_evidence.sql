select
    kpi_id,
    variant,
    record_table,
    record_id,
    counts,
    evidence_reason,
    counted_on,
    origin
from {{ ref('int_kpi_open_evidence') }}
