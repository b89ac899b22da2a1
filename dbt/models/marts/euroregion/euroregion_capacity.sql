select
    capacity.academic_year,
    capacity.source_system,
    capacity.hub_capacity_id,
    capacity.centre_id,
    centre.territory_code,
    capacity.title,
    capacity.capacity_kind,
    capacity.sector_code,
    capacity.skill_focus,
    capacity.isced_f_code,
    capacity.eqf_level,
    capacity.origin
from {{ ref('stg_euroregional_capacity') }} as capacity
inner join {{ ref('stg_euroregional_centre') }} as centre
    on
        centre.academic_year = capacity.academic_year
        and centre.source_system = capacity.source_system
        and centre.centre_id = capacity.centre_id
