select
    academic_year,
    capacity_id,
    {{ split_to_rows('sectors') }} as sector_code
from {{ ref('stg_capacity') }}
