select
    residency_id,
    academic_year,
    title,
    host_territory,
    guest_territory,
    skill_focus,
    project_status,
    started_on,
    ended_on,
    participants,
    case when participants is null then 'L' else 'A' end as obs_status,
    'F' as conf_status,
    origin,
    source
from {{ ref('stg_residency') }}
