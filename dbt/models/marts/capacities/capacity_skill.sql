select
    academic_year,
    capacity_id,
    {{ split_to_rows('skill_focuses') }} as skill_focus
from {{ ref('stg_capacity') }}
where skill_focuses is not null
