-- The census behind the supply: who is asked in an academic year. A centre that joins during the
-- year is asked, one that left before it began is not.
select
    academic_year,
    organisation_id,
    nuts_code,
    origin
from {{ ref('stg_organisation_register') }}
where
    organisation_kind in ('faculty_or_school', 'vet_centre')
    and nuts_code like 'ES21%'
    and coalesce(joined_on < {{ academic_year_end('academic_year') }}, true)
    and coalesce(left_on > {{ academic_year_start('academic_year') }}, true)
