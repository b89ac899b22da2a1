select
    project_id,
    title,
    project_programme,
    edition,
    academic_year,
    project_category,
    project_status,
    is_funded,
    funding_eur,
    started_on,
    ended_on,
    origin,
    source
from {{ ref('stg_project') }}
