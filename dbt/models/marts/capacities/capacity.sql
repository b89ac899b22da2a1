select
    academic_year,
    capacity_id,
    organisation_id,
    title,
    capacity_kind,
    isced_f_code,
    eqf_level,
    ects,
    accredited,
    partnership_linked,
    staff_fte,
    started_on,
    origin
from {{ ref('stg_capacity') }}
