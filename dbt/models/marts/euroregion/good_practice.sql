select
    good_practice_id,
    academic_year,
    title,
    territory_code,
    sector_code,
    skill_focus,
    url,
    origin,
    source
from {{ ref('stg_good_practice') }}
