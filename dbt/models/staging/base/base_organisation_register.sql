-- The register as sent: its names are read twice, once as names and once as the words that
-- partners may write for an organisation.
select
    academic_year,
    organisation_id,
    name,
    name_eu,
    acronym,
    aliases,
    organisation_kind,
    university_group,
    grouping_basis,
    nuts_code,
    ror_id,
    website,
    joined_on,
    left_on,
    origin,
    source,
    _feed,
    _file,
    _sheet,
    _row
from {{ source('landing', 'organisation_register') }}
