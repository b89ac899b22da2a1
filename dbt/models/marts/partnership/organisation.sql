select
    organisation_id,
    name,
    name_eu,
    acronym,
    organisation_kind,
    university_group,
    grouping_basis,
    nuts_code,
    ror_id,
    website,
    first_academic_year,
    last_academic_year,
    is_member,
    origin,
    source
from {{ ref('int_organisation') }}
